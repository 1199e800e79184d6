#include "server/store/scenes.h"

#include "server/store/rows.h"

static const char sql_revision[] =
    "SELECT COALESCE(MAX(revision), 0) + 1 FROM scenes WHERE picture_id = :picture";
static const char sql_put[] =
    "INSERT INTO scenes(picture_id, number, name, in_samples, out_samples, revision)"
    "  VALUES(:picture, :number, :name, :in_samples, :out_samples, :revision)"
    "  ON CONFLICT(picture_id, number) DO UPDATE SET name = excluded.name,"
    "    in_samples = excluded.in_samples, out_samples = excluded.out_samples,"
    "    revision = excluded.revision";
static const char sql_drop[] =
    "DELETE FROM scenes WHERE picture_id = :picture AND revision < :revision";
static const char sql_one[] =
    "SELECT id, picture_id, number, name, in_samples, out_samples FROM scenes WHERE id = :id";
static const char sql_all[] =
    "SELECT id, picture_id, number, name, in_samples, out_samples FROM scenes"
    "  WHERE picture_id = :picture ORDER BY in_samples, out_samples, number";

struct put {
    int64_t picture_id, revision;
    const struct scene *scenes;
    size_t count;
};

static enum err_code revision_next(struct db *db, struct put *put, struct err *err)
{
    struct query q = db_query(db, sql_revision);

    db_bind_i64(&q, ":picture", put->picture_id);
    if (db_row(&q))
        put->revision = db_i64(&q, 0);
    return db_end(&q, err);
}

static enum err_code put_one(struct db *db, const struct put *put, const struct scene *scene,
                             struct err *err)
{
    struct query q = db_query(db, sql_put);

    db_bind_i64(&q, ":picture", put->picture_id);
    db_bind_text(&q, ":number", scene->number);
    db_bind_text(&q, ":name", scene->name);
    db_bind_i64(&q, ":in_samples", scene->in_samples);
    db_bind_i64(&q, ":out_samples", scene->out_samples);
    db_bind_i64(&q, ":revision", put->revision);
    return db_change(&q, NULL, err);
}

static enum err_code drop_others(struct db *db, const struct put *put, struct err *err)
{
    struct query q = db_query(db, sql_drop);

    db_bind_i64(&q, ":picture", put->picture_id);
    db_bind_i64(&q, ":revision", put->revision);
    return db_change(&q, NULL, err);
}

static enum err_code put_all(struct db *db, void *ctx, struct err *err)
{
    struct put *put = ctx;
    enum err_code code = revision_next(db, put, err);

    for (size_t i = 0; i < put->count && !code; i++)
        code = put_one(db, put, &put->scenes[i], err);
    return code ? code : drop_others(db, put, err);
}

enum err_code db_scenes_put(struct db *db, int64_t picture_id, const struct scene *scenes,
                            size_t count, struct err *err)
{
    struct put put = { .picture_id = picture_id, .scenes = scenes, .count = count };

    return db_txn(db, put_all, &put, err);
}

static void read_scene(struct query *q, struct scene *out)
{
    out->id = db_i64(q, 0);
    out->picture_id = db_i64(q, 1);
    db_text(q, 2, out->number, sizeof out->number);
    db_text(q, 3, out->name, sizeof out->name);
    out->in_samples = db_i64(q, 4);
    out->out_samples = db_i64(q, 5);
}

enum err_code db_scene(struct db *db, int64_t id, struct scene *out, struct err *err)
{
    struct query q = db_query(db, sql_one);
    enum err_code code;

    *out = (struct scene){ 0 };
    db_bind_i64(&q, ":id", id);
    if (db_row(&q))
        read_scene(&q, out);
    if (!(code = db_end(&q, err)) && !out->id)
        code = err_set(err, ERR_NOT_FOUND, "there is no scene %lld", (long long)id);
    return code;
}

enum err_code db_scenes(struct db *db, int64_t picture_id, struct scene **out, size_t *count,
                        struct err *err)
{
    struct query q = db_query(db, sql_all);
    struct rows rows = { 0 };
    struct scene *scene;

    db_bind_i64(&q, ":picture", picture_id);
    while (db_row(&q) && (scene = rows_add(&rows, sizeof *scene, &q)) != NULL)
        read_scene(&q, scene);
    return rows_end(&rows, &q, out, count, err);
}
