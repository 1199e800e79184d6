#include "server/store/storage.h"

static const char sql_used[] =
    "SELECT COALESCE(SUM(bytes), 0) FROM"
    "  (SELECT DISTINCT f.hash, f.bytes FROM cues c JOIN sets s ON s.cue_id = c.id"
    "     JOIN recordings r ON r.set_id = s.id JOIN recording_files f ON f.recording_id = r.id"
    "     WHERE c.production_id = :production"
    "   UNION"
    "   SELECT DISTINCT f.hash, f.bytes FROM pictures p JOIN recordings r ON r.picture_id = p.id"
    "     JOIN recording_files f ON f.recording_id = r.id WHERE p.production_id = :production)"
    "    AS blobs";
static const char sql_arriving[] =
    "SELECT COALESCE(SUM(bytes), 0), COALESCE(SUM(bytes - arrived_bytes), 0) FROM uploads"
    "  WHERE production_id = :production AND state IN ('arriving', 'checking')";
static const char sql_awaited[] =
    "SELECT COALESCE(SUM(bytes - arrived_bytes), 0) FROM uploads WHERE state = 'arriving'";

enum err_code db_storage(struct db *db, int64_t production_id, struct storage *out, struct err *err)
{
    struct query q = db_query(db, sql_used);
    enum err_code code;

    *out = (struct storage){ 0 };
    db_bind_i64(&q, ":production", production_id);
    if (db_row(&q))
        out->used_bytes = db_i64(&q, 0);
    if ((code = db_end(&q, err)))
        return code;
    q = db_query(db, sql_arriving);
    db_bind_i64(&q, ":production", production_id);
    if (db_row(&q)) {
        out->arriving_bytes = db_i64(&q, 0);
        out->awaited_bytes = db_i64(&q, 1);
    }
    return db_end(&q, err);
}

enum err_code db_storage_awaited(struct db *db, int64_t *bytes, struct err *err)
{
    struct query q = db_query(db, sql_awaited);

    *bytes = 0;
    if (db_row(&q))
        *bytes = db_i64(&q, 0);
    return db_end(&q, err);
}
