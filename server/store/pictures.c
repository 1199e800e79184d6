#include "server/store/pictures.h"

#include "server/store/rows.h"

static const char sql_add[] = "INSERT INTO pictures(production_id, name, created_at_ms)"
                              "  VALUES(:production, :name, :created_at_ms)";
static const char sql_one[] =
    "SELECT id, production_id, name, created_at_ms FROM pictures WHERE id = :id";
static const char sql_all[] = "SELECT id, production_id, name, created_at_ms FROM pictures"
                              "  WHERE production_id = :production ORDER BY id DESC";

enum err_code db_picture_add(struct db *db, struct picture *picture, struct err *err)
{
    struct query q = db_query(db, sql_add);
    enum err_code code;

    picture->created_at_ms = db_now_ms(db);
    db_bind_i64(&q, ":production", picture->production_id);
    db_bind_text(&q, ":name", picture->name);
    db_bind_i64(&q, ":created_at_ms", picture->created_at_ms);
    code = db_insert(&q, &picture->id, err);
    if (code == ERR_CONFLICT)
        err_set(err, code, "the production has a picture version \"%s\" already", picture->name);
    return code;
}

static void read_picture(struct query *q, struct picture *out)
{
    out->id = db_i64(q, 0);
    out->production_id = db_i64(q, 1);
    db_text(q, 2, out->name, sizeof out->name);
    out->created_at_ms = db_i64(q, 3);
}

enum err_code db_picture(struct db *db, int64_t id, struct picture *out, struct err *err)
{
    struct query q = db_query(db, sql_one);
    enum err_code code;

    *out = (struct picture){ 0 };
    db_bind_i64(&q, ":id", id);
    if (db_row(&q))
        read_picture(&q, out);
    if (!(code = db_end(&q, err)) && !out->id)
        code = err_set(err, ERR_NOT_FOUND, "there is no picture version %lld", (long long)id);
    return code;
}

enum err_code db_pictures(struct db *db, int64_t production_id, struct picture **out, size_t *count,
                          struct err *err)
{
    struct query q = db_query(db, sql_all);
    struct rows rows = { 0 };
    struct picture *picture;

    db_bind_i64(&q, ":production", production_id);
    while (db_row(&q) && (picture = rows_add(&rows, sizeof *picture, &q)) != NULL)
        read_picture(&q, picture);
    return rows_end(&rows, &q, out, count, err);
}
