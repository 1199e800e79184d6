/* "Is the score complete without its LFE here?" The newest answer counts; all are kept. */
#pragma once

#include "server/store/members.h"
#include "server/store/scene_scope.h"

enum { VERDICT_TEXT = 4001 };

struct lfe_verdict {
    int64_t id; /* of its event; 0: nobody has said */
    int64_t production_id, scene_id, person_id;
    enum side side;
    bool is_complete;   /* without the LFE */
    struct hash sounds; /* the digest of what was heard (scene_sounds.h) */
    char text[VERDICT_TEXT];
    int64_t at_ms;
};

/* For use inside a transaction. */
enum err_code db_lfe_verdict_add(struct db *db, const struct lfe_verdict *verdict, struct err *err);

/* The newest of each scene, by scene; the caller frees. */
enum err_code db_lfe_verdicts(struct db *db, struct scene_scope scope, struct lfe_verdict **out,
                              size_t *count, struct err *err);
