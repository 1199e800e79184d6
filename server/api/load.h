/* Things with what belongs to them, read with a fixed number of statements. */
#pragma once

#include "server/api/to_json.h"

/* The production with its pictures and its cues, each with its latest set. */
enum err_code load_production(json_t **out, struct db *db, const struct production *production,
                              struct err *err);

/* Its cues in film order, each with its latest set. */
enum err_code load_cues(json_t **out, struct db *db, const struct production *production,
                        struct err *err);

/* A set or a picture with the production that it belongs to. */
enum err_code load_set(struct db *db, int64_t id, struct print_set *set,
                       struct production *production, struct err *err);
enum err_code load_picture(struct db *db, int64_t id, struct picture *picture,
                           struct production *production, struct err *err);
