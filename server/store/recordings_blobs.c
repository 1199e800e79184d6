/* Which blobs the files of recordings name. */
#include "server/store/recordings.h"
#include "server/store/rows.h"

static const char sql_blob_is_used[] =
    "SELECT EXISTS (SELECT 1 FROM recording_files WHERE hash = :hash)";
static const char sql_blobs[] = "SELECT DISTINCT hash FROM recording_files ORDER BY hash";
static const char sql_blob_name[] =
    "SELECT filename FROM recording_files WHERE hash = :hash LIMIT 1";

enum err_code db_blob_is_used(struct db *db, const struct hash *hash, bool *used, struct err *err)
{
    struct query q = db_query(db, sql_blob_is_used);

    *used = true;
    db_bind_hash(&q, ":hash", hash);
    if (db_row(&q))
        *used = db_i64(&q, 0) != 0;
    return db_end(&q, err);
}

enum err_code db_blobs_used(struct db *db, struct hash **out, size_t *count, struct err *err)
{
    struct query q = db_query(db, sql_blobs);
    struct rows rows = { 0 };
    struct hash *hash;

    while (db_row(&q) && (hash = rows_add(&rows, sizeof *hash, &q)) != NULL)
        *hash = db_hash(&q, 0);
    return rows_end(&rows, &q, out, count, err);
}

enum err_code db_blob_name(struct db *db, const struct hash *hash, char out[RECORDING_NAME],
                           struct err *err)
{
    struct query q = db_query(db, sql_blob_name);

    out[0] = '\0';
    db_bind_hash(&q, ":hash", hash);
    if (db_row(&q))
        db_text(&q, 0, out, RECORDING_NAME);
    return db_end(&q, err);
}
