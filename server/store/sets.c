#include "server/store/sets.h"

#include "server/store/rows.h"

#define COLUMNS                                                                                    \
    "SELECT s.id, s.cue_id, s.picture_id, n.production_id, s.version, s.created_at_ms,"            \
    "    s.published_at_ms, s.touched_at_ms, s.person_id, s.is_incomplete, n.set_id = s.id"        \
    "  FROM sets s JOIN current_sets n ON n.cue_id = s.cue_id"

/* The numbers of what was dropped stay taken, for the record still speaks of it. */
static const char sql_add[] =
    "INSERT INTO sets(id, cue_id, picture_id, version, created_at_ms, touched_at_ms, person_id)"
    "  SELECT"
    "    1 + COALESCE((SELECT MAX(x.id) FROM (SELECT MAX(id) AS id FROM sets"
    "        UNION ALL SELECT MAX(id) FROM dropped_sets) AS x), 0),"
    "    :cue, :picture,"
    "    1 + COALESCE((SELECT MAX(x.version) FROM"
    "        (SELECT MAX(version) AS version FROM sets WHERE cue_id = :cue"
    "         UNION ALL SELECT MAX(version) FROM dropped_sets WHERE cue_id = :cue) AS x), 0),"
    "    :now, :now, :person";
static const char sql_one[] = COLUMNS " WHERE s.id = :id";
static const char sql_of_cue[] =
    COLUMNS " WHERE s.cue_id = :cue AND s.published_at_ms IS NOT NULL ORDER BY s.version DESC";
static const char sql_latest[] =
    COLUMNS " WHERE n.production_id = :production AND s.id = n.set_id ORDER BY s.cue_id";
static const char sql_of_production[] =
    COLUMNS " WHERE n.production_id = :production ORDER BY s.cue_id, s.version DESC";
static const char sql_drafts[] =
    COLUMNS " JOIN cues c ON c.id = s.cue_id"
            " WHERE n.production_id = :production AND s.published_at_ms IS NULL"
            " ORDER BY CASE WHEN c.reel = 0 THEN 1 ELSE 0 END, c.reel, c.number, c.name,"
            "   s.version DESC";
static const char sql_drafts_older[] =
    COLUMNS " WHERE s.published_at_ms IS NULL AND s.touched_at_ms < :before ORDER BY s.id";
static const char sql_publish[] =
    "UPDATE sets SET published_at_ms = :now WHERE id = :id AND published_at_ms IS NULL"
    "  AND EXISTS (SELECT 1 FROM playable_prints p WHERE p.set_id = sets.id AND p.kind = 'mix')"
    "  AND NOT EXISTS (SELECT 1 FROM cues c JOIN stems t ON t.production_id = c.production_id"
    "    WHERE c.id = sets.cue_id AND NOT EXISTS (SELECT 1 FROM playable_prints p"
    "      WHERE p.set_id = sets.id AND p.kind = 'stem' AND p.role = t.name))";
static const char sql_publish_incomplete[] =
    "UPDATE sets SET published_at_ms = :now, is_incomplete = 1"
    "  WHERE id = :id AND published_at_ms IS NULL"
    "  AND EXISTS (SELECT 1 FROM playable_prints p WHERE p.set_id = sets.id)";
static const char sql_uploads[] = "SELECT COUNT(*) FROM uploads"
                                  "  WHERE set_id = :id AND state IN ('arriving', 'checking')";
static const char sql_touch[] =
    "UPDATE sets SET touched_at_ms = :now WHERE id = :id AND published_at_ms IS NULL";

enum err_code set_is_published(const struct print_set *set, struct err *err)
{
    return err_set(err, ERR_CONFLICT,
                   "print set %lld (version %lld) is published and stays as it is: make a new set",
                   (long long)set->id, (long long)set->version);
}

enum err_code db_set_add(struct db *db, struct print_set *set, struct err *err)
{
    struct query q = db_query(db, sql_add);
    enum err_code code;
    int64_t id;

    db_bind_i64(&q, ":cue", set->cue_id);
    db_bind_i64(&q, ":picture", set->picture_id);
    db_bind_i64(&q, ":now", db_now_ms(db));
    db_bind_id(&q, ":person", set->person_id);
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
    out->touched_at_ms = db_i64(q, 7);
    out->person_id = db_i64(q, 8);
    out->is_incomplete = db_i64(q, 9) != 0;
    out->is_current = db_i64(q, 10) != 0;
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

static enum err_code check_uploads(struct db *db, int64_t id, struct err *err)
{
    struct query q = db_query(db, sql_uploads);
    int64_t count = 0;
    enum err_code code;

    db_bind_i64(&q, ":id", id);
    if (db_row(&q))
        count = db_i64(&q, 0);
    if ((code = db_end(&q, err)) || !count)
        return code;
    return err_set(err, ERR_CONFLICT,
                   "%lld upload%s to the set %s under way: let %s end, or give %s up",
                   (long long)count, count == 1 ? "" : "s", count == 1 ? "is" : "are",
                   count == 1 ? "it" : "them", count == 1 ? "it" : "them");
}

enum err_code db_set_publish_incomplete(struct db *db, int64_t id, struct err *err)
{
    struct print_set set;
    struct query q;
    int64_t changed;
    enum err_code code;

    if ((code = db_set(db, id, &set, err)) || (code = check_uploads(db, id, err)))
        return code;
    if (set.published_at_ms)
        return set_is_published(&set, err);
    q = db_query(db, sql_publish_incomplete);
    db_bind_i64(&q, ":id", id);
    db_bind_i64(&q, ":now", db_now_ms(db));
    if ((code = db_change(&q, &changed, err)) || changed)
        return code;
    return err_set(err, ERR_CONFLICT,
                   "nothing of the set can be heard yet: send a print, or answer what its prints "
                   "ask, before it is published");
}

enum err_code db_set_touch(struct db *db, int64_t id, struct err *err)
{
    struct query q = db_query(db, sql_touch);

    db_bind_i64(&q, ":id", id);
    db_bind_i64(&q, ":now", db_now_ms(db));
    return db_change(&q, NULL, err);
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

enum err_code db_drafts(struct db *db, int64_t production_id, struct print_set **out, size_t *count,
                        struct err *err)
{
    struct query q = db_query(db, sql_drafts);

    db_bind_i64(&q, ":production", production_id);
    return read_list(&q, out, count, err);
}

enum err_code db_drafts_older(struct db *db, int64_t before_ms, struct print_set **out,
                              size_t *count, struct err *err)
{
    struct query q = db_query(db, sql_drafts_older);

    db_bind_i64(&q, ":before", before_ms);
    return read_list(&q, out, count, err);
}
