/* What people do with prints and temps, as acts (acts.h). */
#pragma once

#include "server/api/acts.h"
#include "server/store/recordings.h"

/* For use inside the transaction that keeps it; a set that has become whole with it is published
 * there, too. Call act_news when that is over. */
enum err_code material_uploaded(struct db *db, const struct caller *who,
                                const struct recording *recording,
                                const struct recording_file *file, struct err *err);
enum err_code material_order_told(struct db *db, const struct caller *who,
                                  const struct recording *recording, struct err *err);
enum err_code material_start_told(struct db *db, const struct caller *who,
                                  const struct recording *recording, struct err *err);

/* Somebody fetches the untouched bytes of one file. */
enum err_code material_fetched(struct req *req, const struct recording *recording,
                               const struct recording_file *file, struct err *err);
