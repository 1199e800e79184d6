/* Productions with their stem plan. */
#pragma once

#include "codec/core/timecode.h"
#include "codec/mix/recipe.h"
#include "server/store/db.h"

/* Bytes of a name that people give, with the terminating 0; STEMS_MAX leaves room in a recipe for
 * the full mix and the temps. */
enum { STORE_NAME = 201, STEMS_MAX = RECIPE_SOURCES - 3 };

struct production {
    int64_t id;
    char name[STORE_NAME];
    struct rate rate;
    double headroom_db;
    int64_t created_at_ms;
    unsigned stems;
    char stem[STEMS_MAX][RECIPE_ROLE]; /* in the order of the plan */
};

/* For use inside a transaction. Adds it and fills id and created_at_ms. */
enum err_code db_production_add(struct db *db, struct production *production, struct err *err);

enum err_code db_production(struct db *db, int64_t id, struct production *out, struct err *err);

/* For statements whose first columns are id, name, frame_rate, headroom_db, created_at_ms and the
 * name of a stem, one row a stem: the production of the row, and the stem alone. */
void production_read(struct query *q, struct production *out);
void production_read_stem(struct query *q, struct production *out);

/* All, newest first; the caller frees. */
enum err_code db_productions(struct db *db, struct production **out, size_t *count,
                             struct err *err);
