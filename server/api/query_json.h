/* Queries as JSON. */
#pragma once

#include "server/api/who.h"
#include "server/store/queries.h"
#include "server/store/scene_sounds.h"

/* What a list of queries is shown with, each thing looked up once. */
struct query_view {
    struct rate rate;
    struct who_names *names;
    struct scene *scene; /* theirs, each once, by id */
    struct scene_sounds *sounds;
    size_t scenes;
};

/* Clear it after success. */
enum err_code query_view_load(struct query_view *out, struct db *db,
                              const struct production *production, const struct asked_list *asked,
                              struct err *err);
void query_view_clear(struct query_view *view);

/* While prints of its scene are still being listened to, a query is not called outdated, but one
 * that was answered holds up delivery. */
json_t *query_json(const struct asked *asked, const struct query_view *view);

json_t *query_answer_json(const struct query_answer *answer, const struct who_names *names);
