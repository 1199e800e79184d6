#include "server/store/cues.h"

#include "server/store/rows.h"

static const char sql_add[] =
    "INSERT INTO cues(production_id, name, title, reel, number, created_at_ms)"
    "  VALUES(:production, :name, :title, :reel, :number, :created_at_ms)";
static const char sql_one[] =
    "SELECT id, production_id, name, title, reel, number, created_at_ms FROM cues WHERE id = :id";
static const char sql_all[] =
    "SELECT id, production_id, name, title, reel, number, created_at_ms FROM cues"
    "  WHERE production_id = :production"
    "  ORDER BY CASE WHEN reel = 0 THEN 1 ELSE 0 END, reel, number, name";

enum err_code db_cue_add(struct db *db, struct cue *cue, struct err *err)
{
    struct query q = db_query(db, sql_add);
    enum err_code code;

    cue->created_at_ms = db_now_ms(db);
    db_bind_i64(&q, ":production", cue->production_id);
    db_bind_text(&q, ":name", cue->name);
    db_bind_text(&q, ":title", cue->title);
    db_bind_i64(&q, ":reel", cue->reel);
    db_bind_i64(&q, ":number", cue->number);
    db_bind_i64(&q, ":created_at_ms", cue->created_at_ms);
    code = db_insert(&q, &cue->id, err);
    if (code == ERR_CONFLICT)
        err_set(err, code, "the production has a cue \"%s\" already", cue->name);
    return code;
}

static void read_cue(struct query *q, struct cue *out)
{
    out->id = db_i64(q, 0);
    out->production_id = db_i64(q, 1);
    db_text(q, 2, out->name, sizeof out->name);
    db_text(q, 3, out->title, sizeof out->title);
    out->reel = (int)db_i64(q, 4);
    out->number = (int)db_i64(q, 5);
    out->created_at_ms = db_i64(q, 6);
}

enum err_code db_cue(struct db *db, int64_t id, struct cue *out, struct err *err)
{
    struct query q = db_query(db, sql_one);
    enum err_code code;

    *out = (struct cue){ 0 };
    db_bind_i64(&q, ":id", id);
    if (db_row(&q))
        read_cue(&q, out);
    if (!(code = db_end(&q, err)) && !out->id)
        code = err_set(err, ERR_NOT_FOUND, "there is no cue %lld", (long long)id);
    return code;
}

enum err_code db_cues(struct db *db, int64_t production_id, struct cue **out, size_t *count,
                      struct err *err)
{
    struct query q = db_query(db, sql_all);
    struct rows rows = { 0 };
    struct cue *cue;

    db_bind_i64(&q, ":production", production_id);
    while (db_row(&q) && (cue = rows_add(&rows, sizeof *cue, &q)) != NULL)
        read_cue(&q, cue);
    return rows_end(&rows, &q, out, count, err);
}
