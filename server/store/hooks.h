/* Webhooks: where a production's news goes besides the page. */
#pragma once

#include "server/store/productions.h"

enum { HOOK_URL = 2001, HOOK_ERROR = 300, HOOKS_MAX = 20 };

struct hook {
    int64_t id, production_id;
    char url[HOOK_URL];
    struct hash secret; /* SHA-256 of what was shown once: the key that signs */
    int64_t made_by;
    char made_by_name[STORE_NAME];
    int64_t created_at_ms;
    /* How it goes; filled by reading. */
    char error[HOOK_ERROR];   /* of the last try; "": it went well */
    int64_t failing_since_ms; /* 0: it does not fail */
    int64_t attempts;         /* that failed since the last success */
    bool waits;               /* something is still to be told ... */
    bool hurries;             /* ... and as soon as can be */
    int64_t since_at_ms;      /* its first event */
    int64_t retry_at_ms;      /* not before that */
};

/* For use inside a transaction. Fills id and created_at_ms, and begins to tell from now on.
 * ERR_CONFLICT when a production has HOOKS_MAX. */
enum err_code db_hook_add(struct db *db, struct hook *hook, struct err *err);
/* For use inside a transaction. ERR_NOT_FOUND when there is none (any more). */
enum err_code db_hook_remove(struct db *db, int64_t id, struct err *err);

enum err_code db_hook(struct db *db, int64_t id, struct hook *out, struct err *err);
/* Oldest first; the caller frees. */
enum err_code db_hooks(struct db *db, int64_t production_id, struct hook **out, size_t *count,
                       struct err *err);

/* When it is told what waits, 0 for nothing. */
int64_t hook_next_at_ms(const struct hook *hook, int64_t bundle_ms);
