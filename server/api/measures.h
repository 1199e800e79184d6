/* What the handlers of measures share. */
#pragma once

#include "server/api/app.h"
#include "server/work/measuring.h"

/* Reads ?sets=1,2 into ask; *list is the caller's to free. */
enum err_code measures_ask_sets(struct plan_ask *ask, int64_t **list, const struct req *req,
                                struct err *err);

/* "measured", "waiting", "failed" */
const char *plan_state_name(enum plan_state state);

/* What GET /api/scenes/{}/measures answers about ask->scene_id: a new reference. ERR_NOT_FOUND when
 * the scene is in its picture's list no more. */
enum err_code measures_of_scene(json_t **out, const struct plan_ask *ask, struct app *app,
                                struct db *db, struct err *err);
