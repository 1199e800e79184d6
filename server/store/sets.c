#include "server/store/sets.h"

#include "server/store/rows.h"

#define COLUMNS                                                                                    \
    "SELECT s.id, s.cue_id, s.picture_id, n.production_id, s.version, s.created_at_ms,"            \
    "    s.published_at_ms, n.set_id = s.id"                                                       \
    "  FROM sets s JOIN current_sets n ON n.cue_id = s.cue_id"

static const char sql_add[] =
    "INSERT INTO sets(cue_id, picture_id, version, created_at_ms)"
    "  SELECT :cue, :picture, COALESCE(MAX(version), 0) + 1, :created_at_ms FROM sets"
    "    WHERE cue_id = :cue";
static const char sql_one[] = COLUMNS " WHERE s.id = :id";
static const char sql_of_cue[] = COLUMNS " WHERE s.cue_id = :cue ORDER BY s.version DESC";
static const char sql_latest[] =
    COLUMNS " WHERE n.production_id = :production"
            "  AND s.version = (SELECT MAX(version) FROM sets WHERE cue_id = s.cue_id)"
            " ORDER BY s.cue_id";
static const char sql_of_production[] =
    COLUMNS " WHERE n.production_id = :production ORDER BY s.cue_id, s.version DESC";
static const char sql_publish[] =
    "UPDATE sets SET published_at_ms = :now WHERE id = :id AND published_at_ms IS NULL"
    "  AND EXISTS (SELECT 1 FROM playable_prints p WHERE p.set_id = sets.id AND p.kind = 'mix')"
    "  AND NOT EXISTS (SELECT 1 FROM cues c JOIN stems t ON t.production_id = c.production_id"
    "    WHERE c.id = sets.cue_id AND NOT EXISTS (SELECT 1 FROM playable_prints p"
    "      WHERE p.set_id = sets.id AND p.kind = 'stem' AND p.role = t.name))";

enum err_code db_set_add(struct db *db, struct print_set *set, struct err *err)
{
    struct query q = db_query(db, sql_add);
    enum err_code code;
    int64_t id;

    db_bind_i64(&q, ":cue", set->cue_id);
    db_bind_i64(&q, ":picture", set->picture_id);
    db_bind_i64(&q, ":created_at_ms", db_now_ms(db));
    if ((code = db_insert(&q, &id, err)))
        return code;
    return db_set(db, id, set, err);
}

static void read_set(struct query *q, struct print_set *out)
{
    out->id = db_i64(q, 0);
    out->cue_id = db_i64(q, 1);
    out->picture_id = db_i64(q, 2);
    out->production_id = db_i64(q, 3);
    out->version = db_i64(q, 4);
    out->created_at_ms = db_i64(q, 5);
    out->published_at_ms = db_i64(q, 6);
    out->is_current = db_i64(q, 7) != 0;
}

enum err_code db_set(struct db *db, int64_t id, struct print_set *out, struct err *err)
{
    struct query q = db_query(db, sql_one);
    enum err_code code;

    *out = (struct print_set){ 0 };
    db_bind_i64(&q, ":id", id);
    if (db_row(&q))
        read_set(&q, out);
    if (!(code = db_end(&q, err)) && !out->id)
        code = err_set(err, ERR_NOT_FOUND, "there is no print set %lld", (long long)id);
    return code;
}

enum err_code db_set_publish(struct db *db, int64_t id, bool *published, struct err *err)
{
    struct query q = db_query(db, sql_publish);
    int64_t changed = 0;
    enum err_code code;

    db_bind_i64(&q, ":id", id);
    db_bind_i64(&q, ":now", db_now_ms(db));
    code = db_change(&q, &changed, err);
    *published = changed > 0;
    return code;
}

static enum err_code read_list(struct query *q, struct print_set **out, size_t *count,
                               struct err *err)
{
    struct rows rows = { 0 };
    struct print_set *set;

    while (db_row(q) && (set = rows_add(&rows, sizeof *set, q)) != NULL)
        read_set(q, set);
    return rows_end(&rows, q, out, count, err);
}

enum err_code db_sets_of_cue(struct db *db, int64_t cue_id, struct print_set **out, size_t *count,
                             struct err *err)
{
    struct query q = db_query(db, sql_of_cue);

    db_bind_i64(&q, ":cue", cue_id);
    return read_list(&q, out, count, err);
}

enum err_code db_sets_latest(struct db *db, int64_t production_id, struct print_set **out,
                             size_t *count, struct err *err)
{
    struct query q = db_query(db, sql_latest);

    db_bind_i64(&q, ":production", production_id);
    return read_list(&q, out, count, err);
}

enum err_code db_sets_of_production(struct db *db, int64_t production_id, struct print_set **out,
                                    size_t *count, struct err *err)
{
    struct query q = db_query(db, sql_of_production);

    db_bind_i64(&q, ":production", production_id);
    return read_list(&q, out, count, err);
}
