/* What clients say of an upload in Upload-Metadata, and the same upload once all of it is there. */
#pragma once

#include "server/api/upload.h"
#include "server/store/uploads.h"

/* Reads and checks filename, sha256 and identity into the row; metadata is there. The file name is
 * needed for all but parts. */
enum err_code upload_row_read(struct db_upload *row, struct err *err);

/* As if it came by PUT: checks what is said of it, against the production as it is now. */
enum err_code upload_of_row(struct upload **out, struct app *app, struct db *db,
                            const struct caller *who, const struct db_upload *row, struct err *err);
