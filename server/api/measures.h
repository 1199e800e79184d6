/* What the handlers of measures share. */
#pragma once

#include "server/http/req.h"
#include "server/work/measuring.h"

/* Reads ?sets=1,2 into ask; *list is the caller's to free. */
enum err_code measures_ask_sets(struct plan_ask *ask, int64_t **list, const struct req *req,
                                struct err *err);

/* "measured", "waiting", "failed" */
const char *plan_state_name(enum plan_state state);
