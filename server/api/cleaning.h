/* What is done once an hour, and at start: ends what had its time. */
#pragma once

#include "server/api/app.h"

struct cleaning;
enum err_code cleaning_start(struct cleaning **out, struct app *app, struct err *err);
void cleaning_stop(struct cleaning *cleaning); /* NULL is accepted */

/* One round. What goes wrong is logged, and left for the next. */
void cleaning_run(struct app *app);
