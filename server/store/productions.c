#include "server/store/productions.h"

#include "server/store/rows.h"

#include <assert.h>
#include <stdlib.h>

#define COLUMNS                                                                                    \
    "SELECT p.id, p.name, p.frame_rate, p.headroom_db, p.created_at_ms, s.name, s.label,"          \
    "  s.shape, s.dark, s.light"                                                                   \
    "  FROM productions p LEFT JOIN stems s ON s.production_id = p.id"

static const char sql_add[] =
    "INSERT INTO productions(name, frame_rate, headroom_db, created_at_ms)"
    "  VALUES(:name, :frame_rate, :headroom_db, :created_at_ms)";
static const char sql_stem_add[] =
    "INSERT INTO stems(production_id, position, name, label, shape, dark, light)"
    "  VALUES(:production, :position, :name, :label, :shape, :dark, :light)";
static const char sql_stems_remove[] = "DELETE FROM stems WHERE production_id = :production";
static const char sql_one[] = COLUMNS " WHERE p.id = :id ORDER BY s.position";
static const char sql_all[] = COLUMNS " ORDER BY p.id DESC, s.position";

/* What is empty stays NULL. */
static void bind_look(struct query *q, const char *name, const char *text)
{
    db_bind_text(q, name, *text ? text : NULL);
}

static enum err_code stem_add(struct db *db, const struct production *production, unsigned i,
                              struct err *err)
{
    struct query q = db_query(db, sql_stem_add);
    const struct look *look = &production->look[i];

    db_bind_i64(&q, ":production", production->id);
    db_bind_i64(&q, ":position", i);
    db_bind_text(&q, ":name", production->stem[i]);
    bind_look(&q, ":label", look->label);
    bind_look(&q, ":shape", look->shape);
    bind_look(&q, ":dark", look->dark);
    bind_look(&q, ":light", look->light);
    return db_insert(&q, NULL, err);
}

static enum err_code stems_add(struct db *db, const struct production *production, struct err *err)
{
    enum err_code code = ERR_NONE;

    for (unsigned i = 0; i < production->stems && !code; i++)
        code = stem_add(db, production, i, err);
    return code;
}

enum err_code db_stem_plan_put(struct db *db, const struct production *production, struct err *err)
{
    struct query q = db_query(db, sql_stems_remove);
    enum err_code code;

    db_bind_i64(&q, ":production", production->id);
    code = db_change(&q, NULL, err);
    return code ? code : stems_add(db, production, err);
}

enum err_code db_production_add(struct db *db, struct production *production, struct err *err)
{
    struct query q = db_query(db, sql_add);
    char rate[RATE_TEXT];
    enum err_code code;

    assert(production->stems <= STEMS_MAX);
    rate_format(rate, production->rate);
    production->created_at_ms = db_now_ms(db);
    db_bind_text(&q, ":name", production->name);
    db_bind_text(&q, ":frame_rate", rate);
    db_bind_f64(&q, ":headroom_db", production->headroom_db);
    db_bind_i64(&q, ":created_at_ms", production->created_at_ms);
    code = db_insert(&q, &production->id, err);
    return code ? code : stems_add(db, production, err);
}

void production_read(struct query *q, struct production *out)
{
    char rate[RATE_TEXT];

    out->id = db_i64(q, 0);
    db_text(q, 1, out->name, sizeof out->name);
    db_text(q, 2, rate, sizeof rate);
    if (rate_parse(&out->rate, rate, &q->err))
        q->code = q->err.code;
    out->headroom_db = db_f64(q, 3);
    out->created_at_ms = db_i64(q, 4);
}

void production_read_stem(struct query *q, struct production *out)
{
    if (!db_is_null(q, 5) && out->stems < STEMS_MAX)
        db_text(q, 5, out->stem[out->stems++], sizeof *out->stem);
}

/* A stem with its look; NULL reads as "". */
static void read_planned_stem(struct query *q, struct production *out)
{
    const unsigned i = out->stems;
    struct look *look = &out->look[i];

    production_read_stem(q, out);
    if (out->stems == i)
        return;
    db_text(q, 6, look->label, sizeof look->label);
    db_text(q, 7, look->shape, sizeof look->shape);
    db_text(q, 8, look->dark, sizeof look->dark);
    db_text(q, 9, look->light, sizeof look->light);
}

enum err_code db_production(struct db *db, int64_t id, struct production *out, struct err *err)
{
    struct query q = db_query(db, sql_one);
    enum err_code code;

    *out = (struct production){ 0 };
    db_bind_i64(&q, ":id", id);
    while (db_row(&q)) {
        if (!out->id)
            production_read(&q, out);
        read_planned_stem(&q, out);
    }
    if (!(code = db_end(&q, err)) && !out->id)
        code = err_set(err, ERR_NOT_FOUND, "there is no production %lld", (long long)id);
    return code;
}

enum err_code db_productions(struct db *db, struct production **out, size_t *count, struct err *err)
{
    struct query q = db_query(db, sql_all);
    struct rows rows = { 0 };
    struct production *last = NULL;

    while (db_row(&q)) {
        if (!last || last->id != db_i64(&q, 0)) {
            if (!(last = rows_add(&rows, sizeof *last, &q)))
                break;
            production_read(&q, last);
        }
        read_planned_stem(&q, last);
    }
    return rows_end(&rows, &q, out, count, err);
}
