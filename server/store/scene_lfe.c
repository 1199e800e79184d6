#include "server/store/scene_lfe.h"

#include "server/store/rows.h"

#define NEWEST(scope)                                                                              \
    "SELECT l.id, l.production_id, l.scene_id, l.person_id, l.side, l.is_complete, l.sounds,"      \
    "    l.body, l.at_ms FROM scene_lfe l"                                                         \
    "  WHERE l.id IN (SELECT MAX(id) FROM scene_lfe WHERE scene_id" scope " GROUP BY scene_id)"    \
    "  ORDER BY l.scene_id"

static const char sql_add[] =
    "INSERT INTO scene_lfe(id, production_id, scene_id, side, person_id, is_complete, sounds, body,"
    "  at_ms) VALUES(:id, :production, :scene, :side, :person, :is_complete, :sounds, :body,"
    "  :at_ms)";
static const char sql_newest[] = NEWEST(SCENES_OF_PICTURE);
static const char sql_newest_of_scene[] = NEWEST(SCENES_OF_SCENE);

enum err_code db_lfe_verdict_add(struct db *db, const struct lfe_verdict *verdict, struct err *err)
{
    struct query q = db_query(db, sql_add);

    db_bind_i64(&q, ":id", verdict->id);
    db_bind_i64(&q, ":production", verdict->production_id);
    db_bind_i64(&q, ":scene", verdict->scene_id);
    db_bind_text(&q, ":side", side_name(verdict->side));
    db_bind_i64(&q, ":person", verdict->person_id);
    db_bind_i64(&q, ":is_complete", verdict->is_complete);
    db_bind_hash(&q, ":sounds", &verdict->sounds);
    db_bind_text(&q, ":body", verdict->text);
    db_bind_i64(&q, ":at_ms", verdict->at_ms);
    return db_change(&q, NULL, err);
}

static void read_verdict(struct query *q, struct lfe_verdict *out)
{
    char side[8];

    out->id = db_i64(q, 0);
    out->production_id = db_i64(q, 1);
    out->scene_id = db_i64(q, 2);
    out->person_id = db_i64(q, 3);
    db_text(q, 4, side, sizeof side);
    out->is_complete = db_i64(q, 5) != 0;
    out->sounds = db_hash(q, 6);
    db_text(q, 7, out->text, sizeof out->text);
    out->at_ms = db_i64(q, 8);
    if (!q->code)
        q->code = side_parse(&out->side, side, &q->err);
}

enum err_code db_lfe_verdicts(struct db *db, struct scene_scope scope, struct lfe_verdict **out,
                              size_t *count, struct err *err)
{
    struct query q = scene_scope_query(db, scope, sql_newest, sql_newest_of_scene);
    struct rows rows = { 0 };
    struct lfe_verdict *verdict;

    while (db_row(&q) && (verdict = rows_add(&rows, sizeof *verdict, &q)) != NULL)
        read_verdict(&q, verdict);
    return rows_end(&rows, &q, out, count, err);
}
