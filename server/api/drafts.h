/* Print sets that nobody has published. */
#pragma once

#include "server/api/app.h"

/* Drops those of all productions that nobody has touched for options.draft_days, with their bytes.
 * Nothing that was published is touched. It may wait until files that arrive are kept. */
enum err_code drafts_clean(struct app *app, struct db *db, struct err *err);
