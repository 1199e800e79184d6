/* Print sets: the deliveries of a cue. */
#pragma once

#include "server/store/db.h"

struct print_set {
    int64_t id, cue_id, picture_id;
    int64_t production_id; /* of the cue */
    int64_t version;       /* 1, 2 ... per cue */
    int64_t created_at_ms;
    int64_t published_at_ms; /* 0: not all agreed roles can be heard yet */
    bool is_current;         /* stands for its cue: the newest published one; while none is, the
                                newest of which anything can be heard */
};

/* Adds the next version of the cue; cue_id and picture_id are given, the rest is filled. In a
 * transaction, the version is nobody else's. */
enum err_code db_set_add(struct db *db, struct print_set *set, struct err *err);
enum err_code db_set(struct db *db, int64_t id, struct print_set *out, struct err *err);

/* For use inside the transaction that made a print playable: publishes the set if it was the last
 * one that it lacked. *published: it was. */
enum err_code db_set_publish(struct db *db, int64_t id, bool *published, struct err *err);

/* Of one cue, newest first; the caller frees. */
enum err_code db_sets_of_cue(struct db *db, int64_t cue_id, struct print_set **out, size_t *count,
                             struct err *err);
/* The newest of each cue of a production; the caller frees. */
enum err_code db_sets_latest(struct db *db, int64_t production_id, struct print_set **out,
                             size_t *count, struct err *err);
/* Of all cues of a production, newest first within each cue; the caller frees. */
enum err_code db_sets_of_production(struct db *db, int64_t production_id, struct print_set **out,
                                    size_t *count, struct err *err);
