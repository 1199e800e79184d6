/* Productions with their stem plan. */
#pragma once

#include "codec/core/timecode.h"
#include "codec/mix/recipe.h"
#include "server/store/db.h"

/* How a stem looks on the page; the bytes with the terminating 0. Colours are "#rrggbb", both ""
 * where there is none; an empty label tells that nobody has chosen yet. */
enum { LOOK_LABEL = 17, LOOK_SHAPE = 16, LOOK_COLOUR = 8 };
struct look {
    char label[LOOK_LABEL], shape[LOOK_SHAPE];
    char dark[LOOK_COLOUR], light[LOOK_COLOUR]; /* by the theme */
};

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
    struct look look[STEMS_MAX];       /* of each */
};

/* For use inside a transaction. Adds it and fills id and created_at_ms. */
enum err_code db_production_add(struct db *db, struct production *production, struct err *err);

enum err_code db_production(struct db *db, int64_t id, struct production *out, struct err *err);

/* For use inside a transaction. Replaces the stem plan, of which every stem has a label and a
 * shape. */
enum err_code db_stem_plan_put(struct db *db, const struct production *production, struct err *err);

/* For statements whose first columns are id, name, frame_rate, headroom_db, created_at_ms and the
 * name of a stem, one row a stem: the production of the row, and the name of the stem alone. */
void production_read(struct query *q, struct production *out);
void production_read_stem(struct query *q, struct production *out);

/* All, newest first; the caller frees. */
enum err_code db_productions(struct db *db, struct production **out, size_t *count,
                             struct err *err);
