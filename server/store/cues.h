/* Cues: pieces of score such as 1m1. */
#pragma once

#include "server/store/productions.h"

struct cue {
    int64_t id, production_id;
    char name[STORE_NAME], title[STORE_NAME];
    int reel, number; /* 1 and 1 of 1m1, 0 when the name does not tell: for film order */
    int64_t created_at_ms;
};

/* Adds it and fills id and created_at_ms; ERR_CONFLICT when the production has this name. */
enum err_code db_cue_add(struct db *db, struct cue *cue, struct err *err);
enum err_code db_cue(struct db *db, int64_t id, struct cue *out, struct err *err);
/* In film order, names that tell no reel last; the caller frees. */
enum err_code db_cues(struct db *db, int64_t production_id, struct cue **out, size_t *count,
                      struct err *err);
