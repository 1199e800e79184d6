/* How much may be taken in: the size of a file, what a production may store, what has to stay free
 * on the disk. Asked before a byte is taken. */
#pragma once

#include "server/api/app.h"

enum err_code limits_size(const struct app *app, int64_t bytes, struct err *err);

/* Is there room for so many bytes more of a production, beside what running uploads still have to
 * get? ERR_NO_SPACE says how much is missing. In the transaction that adds an upload, nobody else
 * is told the same room. */
enum err_code limits_room(const struct app *app, struct db *db, int64_t production_id,
                          int64_t bytes, struct err *err);

/* May the production store so many bytes more, wherever they come from? */
enum err_code limits_quota(const struct app *app, struct db *db, int64_t production_id,
                           int64_t bytes, struct err *err);

/* Is there room on the disk for so many bytes that were promised before? */
enum err_code limits_disk(const struct app *app, int64_t bytes, struct err *err);
