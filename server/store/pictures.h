/* Picture versions: the states of a cut. */
#pragma once

#include "server/store/productions.h"

struct picture {
    int64_t id, production_id;
    char name[STORE_NAME];
    int64_t created_at_ms;
};

/* Adds it and fills id and created_at_ms; ERR_CONFLICT when the production has this name. */
enum err_code db_picture_add(struct db *db, struct picture *picture, struct err *err);
enum err_code db_picture(struct db *db, int64_t id, struct picture *out, struct err *err);
/* Newest first; the caller frees. */
enum err_code db_pictures(struct db *db, int64_t production_id, struct picture **out, size_t *count,
                          struct err *err);
