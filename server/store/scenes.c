#include "server/store/scenes.h"

#include <string.h>

#include "server/store/rows.h"

#define COLUMNS                                                                                    \
    "SELECT s.id, s.picture_id, s.number, s.name, s.in_samples, s.out_samples,"                    \
    "    s.revision < p.scenes_revision"                                                           \
    "  FROM scenes s JOIN pictures p ON p.id = s.picture_id"

static const char sql_next[] = "UPDATE pictures SET scenes_revision = scenes_revision + 1"
                               "  WHERE id = :picture RETURNING scenes_revision";
static const char sql_put[] =
    "INSERT INTO scenes(picture_id, number, name, in_samples, out_samples, revision)"
    "  VALUES(:picture, :number, :name, :in_samples, :out_samples, :revision)"
    "  ON CONFLICT(picture_id, number) DO UPDATE SET name = excluded.name,"
    "    in_samples = excluded.in_samples, out_samples = excluded.out_samples,"
    "    revision = excluded.revision";
static const char sql_one[] = COLUMNS " WHERE s.id = :id";
static const char sql_all[] =
    COLUMNS " WHERE s.picture_id = :picture AND s.revision = p.scenes_revision"
            "  ORDER BY s.in_samples, s.out_samples, s.number";

/* Lists are counted by the picture, not by its scenes: an empty one counts, too. */
static enum err_code revision_next(struct db *db, int64_t picture_id, int64_t *revision,
                                   struct err *err)
{
    struct query q = db_query(db, sql_next);
    enum err_code code;

    *revision = 0;
    db_bind_i64(&q, ":picture", picture_id);
    while (db_row(&q))
        *revision = db_i64(&q, 0);
    if (!(code = db_end(&q, err)) && !*revision)
        code =
            err_set(err, ERR_NOT_FOUND, "there is no picture version %lld", (long long)picture_id);
    return code;
}

static enum err_code put_one(struct db *db, const struct scene *scene, int64_t picture_id,
                             int64_t revision, struct err *err)
{
    struct query q = db_query(db, sql_put);

    db_bind_i64(&q, ":picture", picture_id);
    db_bind_text(&q, ":number", scene->number);
    db_bind_text(&q, ":name", scene->name);
    db_bind_i64(&q, ":in_samples", scene->in_samples);
    db_bind_i64(&q, ":out_samples", scene->out_samples);
    db_bind_i64(&q, ":revision", revision);
    return db_change(&q, NULL, err);
}

enum err_code db_scenes_put(struct db *db, int64_t picture_id, const struct scene *scenes,
                            size_t count, struct err *err)
{
    int64_t revision;
    enum err_code code = revision_next(db, picture_id, &revision, err);

    for (size_t i = 0; i < count && !code; i++)
        code = put_one(db, &scenes[i], picture_id, revision, err);
    return code;
}

static void read_scene(struct query *q, struct scene *out)
{
    out->id = db_i64(q, 0);
    out->picture_id = db_i64(q, 1);
    db_text(q, 2, out->number, sizeof out->number);
    db_text(q, 3, out->name, sizeof out->name);
    out->in_samples = db_i64(q, 4);
    out->out_samples = db_i64(q, 5);
    out->is_gone = db_i64(q, 6) != 0;
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

/* Lists are mostly in one order, so the search begins where the last one ended. */
static const struct scene *numbered(const struct scene *scenes, size_t count, const char *number,
                                    size_t *from)
{
    for (size_t i = 0; i < count; i++) {
        const size_t at = (*from + i) % count;
        if (!strcmp(scenes[at].number, number)) {
            *from = at + 1;
            return &scenes[at];
        }
    }
    return NULL;
}

struct scenes_changed scenes_compare(const struct scene *before, size_t before_count,
                                     const struct scene *after, size_t after_count)
{
    struct scenes_changed changed = { .removed = before_count };
    size_t from = 0;

    for (size_t i = 0; i < after_count; i++) {
        const struct scene *was = numbered(before, before_count, after[i].number, &from);
        if (!was) {
            changed.added++;
            continue;
        }
        changed.removed--;
        if (was->in_samples != after[i].in_samples || was->out_samples != after[i].out_samples)
            changed.moved++;
    }
    return changed;
}
