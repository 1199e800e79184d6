#include "server/store/uploads.h"

#include <string.h>

#include "server/store/rows.h"

#define RUNNING "state IN ('arriving', 'checking')"
#define COLUMNS                                                                                    \
    "SELECT id, production_id, set_id, picture_id, person_id, filename, metadata, identity,"       \
    "    sha256, is_partial, bytes, arrived_bytes, hash_state, state, error, recording_id,"        \
    "    created_at_ms, expires_at_ms, COALESCE((SELECT m.side FROM members m"                     \
    "      WHERE m.production_id = uploads.production_id"                                          \
    "        AND m.person_id = uploads.person_id), 'none')"                                        \
    "  FROM uploads"

static const char sql_add[] =
    "INSERT INTO uploads(production_id, set_id, picture_id, person_id, filename, metadata,"
    "    identity, sha256, is_partial, concat, bytes, arrived_bytes, hash_state, state, error,"
    "    created_at_ms, expires_at_ms)"
    "  VALUES(:production, :set, :picture, :person, :filename, :metadata, :identity, :sha256,"
    "    :is_partial, :concat, :bytes, 0, :hash_state, :state, '', :created_at_ms, :expires_at_ms)";
static const char sql_one[] = COLUMNS " WHERE id = :id";
static const char sql_list[] =
    COLUMNS " WHERE (set_id = :set OR picture_id = :picture) AND " RUNNING
            "  AND (state = 'arriving' OR arrived_bytes = bytes)"
            "  AND (:person = 0 OR person_id = :person)"
            "  AND (:identity IS NULL OR identity = :identity)"
            "  AND (:sha256 IS NULL OR sha256 = :sha256)"
            " ORDER BY id";
static const char sql_arrived[] =
    "UPDATE uploads SET arrived_bytes = :arrived, hash_state = :hash_state,"
    "    expires_at_ms = :expires_at_ms,"
    "    state = CASE WHEN is_partial = 0 AND :arrived = bytes THEN 'checking' ELSE state END"
    "  WHERE id = :id AND " RUNNING;
static const char sql_done[] = "UPDATE uploads SET state = 'done', recording_id = :recording"
                               "  WHERE id = :id AND " RUNNING;
static const char sql_refused[] = "UPDATE uploads SET state = 'refused', error = :error"
                                  "  WHERE id = :id AND " RUNNING;
static const char sql_concat[] = "SELECT concat FROM uploads WHERE id = :id";
static const char sql_remove[] = "DELETE FROM uploads WHERE id = :id";
static const char sql_checking[] = "SELECT id FROM uploads WHERE state = 'checking' ORDER BY id";
static const char sql_expired[] =
    "SELECT id FROM uploads WHERE expires_at_ms <= :now AND state <> 'checking' ORDER BY id";
static const char sql_stored[] = "SELECT id FROM uploads WHERE " RUNNING " ORDER BY id";

static const char *const states[] = {
    [UPLOAD_ARRIVING] = "arriving",
    [UPLOAD_CHECKING] = "checking",
    [UPLOAD_DONE] = "done",
    [UPLOAD_REFUSED] = "refused",
};

const char *upload_state_name(enum upload_state state)
{
    return states[state];
}

static enum upload_state state_parse(const char *name)
{
    enum upload_state state = UPLOAD_ARRIVING;

    while (state < UPLOAD_REFUSED && strcmp(states[state], name) != 0)
        state++;
    return state;
}

static void bind_at(struct query *q, const struct blob_at *at)
{
    db_bind_blob(q, ":hash_state", at->state, at->is_hashed ? sizeof at->state : 0);
}

enum err_code db_upload_add(struct db *db, struct db_upload *upload, struct err *err)
{
    struct query q = db_query(db, sql_add);

    upload->created_at_ms = db_now_ms(db);
    db_bind_i64(&q, ":production", upload->production_id);
    db_bind_id(&q, ":set", upload->set_id);
    db_bind_id(&q, ":picture", upload->picture_id);
    db_bind_i64(&q, ":person", upload->person_id);
    db_bind_text(&q, ":filename", upload->filename);
    db_bind_text(&q, ":metadata", upload->metadata);
    db_bind_text(&q, ":identity", upload->identity);
    if (upload->has_sha256)
        db_bind_hash(&q, ":sha256", &upload->sha256);
    else
        db_bind_null(&q, ":sha256");
    db_bind_i64(&q, ":is_partial", upload->is_partial);
    db_bind_text(&q, ":concat", upload->concat ? upload->concat : "");
    db_bind_i64(&q, ":bytes", upload->bytes);
    bind_at(&q, &upload->at);
    db_bind_text(&q, ":state", states[upload->state]);
    db_bind_i64(&q, ":created_at_ms", upload->created_at_ms);
    db_bind_i64(&q, ":expires_at_ms", upload->expires_at_ms);
    return db_insert(&q, &upload->id, err);
}

static void read_at(struct query *q, struct db_upload *out)
{
    out->at.bytes = db_i64(q, 11);
    out->at.is_hashed = !out->is_partial;
    if (out->at.is_hashed)
        db_blob(q, 12, out->at.state, sizeof out->at.state);
}

static void read_upload(struct query *q, struct db_upload *out)
{
    char state[16], side[16];

    out->id = db_i64(q, 0);
    out->production_id = db_i64(q, 1);
    out->set_id = db_i64(q, 2);
    out->picture_id = db_i64(q, 3);
    out->person_id = db_i64(q, 4);
    db_text(q, 5, out->filename, sizeof out->filename);
    db_text(q, 6, out->metadata, sizeof out->metadata);
    db_text(q, 7, out->identity, sizeof out->identity);
    out->has_sha256 = !db_is_null(q, 8);
    if (out->has_sha256)
        out->sha256 = db_hash(q, 8);
    out->is_partial = db_i64(q, 9) != 0;
    out->bytes = db_i64(q, 10);
    read_at(q, out);
    db_text(q, 13, state, sizeof state);
    out->state = state_parse(state);
    db_text(q, 14, out->error, sizeof out->error);
    out->recording_id = db_i64(q, 15);
    out->created_at_ms = db_i64(q, 16);
    out->expires_at_ms = db_i64(q, 17);
    db_text(q, 18, side, sizeof side);
    if (side_parse(&out->side, side, NULL))
        out->side = SIDE_NONE;
}

static enum err_code not_here(int64_t id, struct err *err)
{
    return err_set(err, ERR_NOT_FOUND, "there is no upload %lld, or no more", (long long)id);
}

enum err_code db_upload(struct db *db, int64_t id, struct db_upload *out, struct err *err)
{
    struct query q = db_query(db, sql_one);
    enum err_code code;

    *out = (struct db_upload){ 0 };
    db_bind_i64(&q, ":id", id);
    if (db_row(&q))
        read_upload(&q, out);
    if (!(code = db_end(&q, err)) && !out->id)
        code = not_here(id, err);
    return code;
}

/* Ends a change that only a running upload can take. */
static enum err_code change(struct query *q, int64_t id, struct err *err)
{
    int64_t changed = 0;
    enum err_code code;

    db_bind_i64(q, ":id", id);
    if (!(code = db_change(q, &changed, err)) && changed == 0)
        code = not_here(id, err);
    return code;
}

enum err_code db_upload_arrived(struct db *db, int64_t id, const struct blob_at *at,
                                int64_t expires_at_ms, struct err *err)
{
    struct query q = db_query(db, sql_arrived);

    db_bind_i64(&q, ":arrived", at->bytes);
    db_bind_i64(&q, ":expires_at_ms", expires_at_ms);
    bind_at(&q, at);
    return change(&q, id, err);
}

enum err_code db_upload_done(struct db *db, int64_t id, int64_t recording_id, struct err *err)
{
    struct query q = db_query(db, sql_done);

    db_bind_i64(&q, ":recording", recording_id);
    return change(&q, id, err);
}

enum err_code db_upload_refused(struct db *db, int64_t id, const char *error, struct err *err)
{
    struct query q = db_query(db, sql_refused);

    db_bind_text(&q, ":error", error);
    return change(&q, id, err);
}

enum err_code db_upload_concat(struct db *db, int64_t id, char out[UPLOAD_CONCAT], struct err *err)
{
    struct query q = db_query(db, sql_concat);

    *out = '\0';
    db_bind_i64(&q, ":id", id);
    if (db_row(&q))
        db_text(&q, 0, out, UPLOAD_CONCAT);
    return db_end(&q, err);
}

enum err_code db_upload_remove(struct db *db, int64_t id, struct err *err)
{
    struct query q = db_query(db, sql_remove);

    db_bind_i64(&q, ":id", id);
    return db_change(&q, NULL, err);
}

enum err_code db_uploads(struct db *db, const struct uploads_query *query, struct db_upload **out,
                         size_t *count, struct err *err)
{
    struct query q = db_query(db, sql_list);
    struct rows rows = { 0 };
    struct db_upload *upload;

    db_bind_id(&q, ":set", query->set_id);
    db_bind_id(&q, ":picture", query->picture_id);
    db_bind_i64(&q, ":person", query->person_id);
    db_bind_text(&q, ":identity", query->identity);
    if (query->sha256)
        db_bind_hash(&q, ":sha256", query->sha256);
    else
        db_bind_null(&q, ":sha256");
    while (db_row(&q) && (upload = rows_add(&rows, sizeof *upload, &q)) != NULL)
        read_upload(&q, upload);
    return rows_end(&rows, &q, out, count, err);
}

static enum err_code read_ids(struct query *q, struct upload_ids *out, struct err *err)
{
    struct rows rows = { 0 };
    int64_t *id;

    while (db_row(q) && (id = rows_add(&rows, sizeof *id, q)) != NULL)
        *id = db_i64(q, 0);
    return rows_end(&rows, q, &out->id, &out->count, err);
}

enum err_code db_uploads_checking(struct db *db, struct upload_ids *out, struct err *err)
{
    struct query q = db_query(db, sql_checking);

    return read_ids(&q, out, err);
}

enum err_code db_uploads_expired(struct db *db, int64_t now_ms, struct upload_ids *out,
                                 struct err *err)
{
    struct query q = db_query(db, sql_expired);

    db_bind_i64(&q, ":now", now_ms);
    return read_ids(&q, out, err);
}

enum err_code db_uploads_stored(struct db *db, struct upload_ids *out, struct err *err)
{
    struct query q = db_query(db, sql_stored);

    return read_ids(&q, out, err);
}
