/* Drafts that are given up. */
#pragma once

#include "server/store/uploads.h"

/* What lies outside the record and was named by rows that are gone. */
struct set_dropped {
    struct hash *blob; /* each once; others may name them still: db_blob_is_used */
    size_t blobs;
    struct upload_ids uploads;
};
void set_dropped_clear(struct set_dropped *dropped);

/* Removes a draft and all rows that hang on it: prints with their files and sounds, jobs, previews,
 * uploads. For use inside a transaction, in which the caller has seen that it is a draft. Clear
 * *out, also after a failure. */
enum err_code db_set_drop(struct db *db, int64_t id, struct set_dropped *out, struct err *err);
