#include "server/store/set_drop.h"

#include <stdlib.h>

#include "server/store/rows.h"

#define PRINTS " IN (SELECT id FROM recordings WHERE set_id = :set)"
#define MARKED " IN (SELECT id FROM previews WHERE created_at_ms = -:set)"

static const char sql_blobs[] =
    "SELECT DISTINCT f.hash FROM recordings r JOIN recording_files f ON f.recording_id = r.id"
    "  WHERE r.set_id = :set ORDER BY f.hash";

static const char sql_uploads[] = "SELECT id FROM uploads WHERE set_id = :set ORDER BY id";

/* In the order in which rows hold each other. What is left of a preview without its tracks tells
 * nothing any more; so those that go are marked first, by a time that no other has. */
static const char *const sql_drop[] = {
    "INSERT INTO dropped_sets(id, cue_id, version, last_recording_id)"
    "  SELECT id, cue_id, version, COALESCE((SELECT MAX(id) FROM recordings), 0) FROM sets"
    "    WHERE id = :set",
    "UPDATE previews SET created_at_ms = -:set WHERE id IN"
    "  (SELECT preview_id FROM preview_tracks WHERE recording_id" PRINTS ")",
    "DELETE FROM preview_files WHERE preview_id" MARKED,
    "DELETE FROM preview_tracks WHERE preview_id" MARKED,
    "DELETE FROM previews WHERE created_at_ms = -:set",
    "DELETE FROM jobs WHERE id IN (SELECT job_id FROM job_sources WHERE recording_id" PRINTS ")",
    "DELETE FROM jobs WHERE recording_id" PRINTS,
    "DELETE FROM jobs WHERE set_id = :set",
    "DELETE FROM uploads WHERE set_id = :set",
    "DELETE FROM sounds WHERE recording_id" PRINTS,
    "DELETE FROM recording_files WHERE recording_id" PRINTS,
    "DELETE FROM recordings WHERE set_id = :set",
    "DELETE FROM sets WHERE id = :set",
};

static enum err_code read_blobs(struct db *db, int64_t id, struct set_dropped *out, struct err *err)
{
    struct query q = db_query(db, sql_blobs);
    struct rows rows = { 0 };
    struct hash *hash;

    db_bind_i64(&q, ":set", id);
    while (db_row(&q) && (hash = rows_add(&rows, sizeof *hash, &q)) != NULL)
        *hash = db_hash(&q, 0);
    return rows_end(&rows, &q, &out->blob, &out->blobs, err);
}

static enum err_code read_uploads(struct db *db, int64_t id, struct set_dropped *out,
                                  struct err *err)
{
    struct query q = db_query(db, sql_uploads);
    struct rows rows = { 0 };
    int64_t *upload;

    db_bind_i64(&q, ":set", id);
    while (db_row(&q) && (upload = rows_add(&rows, sizeof *upload, &q)) != NULL)
        *upload = db_i64(&q, 0);
    return rows_end(&rows, &q, &out->uploads.id, &out->uploads.count, err);
}

enum err_code db_set_drop(struct db *db, int64_t id, struct set_dropped *out, struct err *err)
{
    enum err_code code;

    *out = (struct set_dropped){ 0 };
    if ((code = read_blobs(db, id, out, err)) || (code = read_uploads(db, id, out, err)))
        return code;
    for (size_t i = 0; i < sizeof sql_drop / sizeof *sql_drop && !code; i++) {
        struct query q = db_query(db, sql_drop[i]);
        db_bind_i64(&q, ":set", id);
        code = db_change(&q, NULL, err);
    }
    return code;
}

void set_dropped_clear(struct set_dropped *dropped)
{
    free(dropped->blob);
    free(dropped->uploads.id);
    *dropped = (struct set_dropped){ 0 };
}
