#include "server/store/scene_counts.h"

#include <string.h>

#include "server/store/rows.h"

/* Counted scene by scene: that reads nothing but the index. */
#define NOTES(scope)                                                                               \
    "SELECT e.id, (SELECT COUNT(*) FROM notes n WHERE n.scene_id = e.id AND n.state <> "           \
    "'resolved')"                                                                                  \
    "  FROM scenes e WHERE e.id" scope " ORDER BY e.id"
#define QUERIES(scope)                                                                             \
    "SELECT scene_id, about, state, COALESCE(answered_sounds, sounds) FROM queries"                \
    "  WHERE state <> 'closed' AND scene_id" scope " ORDER BY scene_id, id"

static const char sql_notes[] = NOTES(SCENES_OF_PICTURE);
static const char sql_notes_of_scene[] = NOTES(SCENES_OF_SCENE);
static const char sql_queries[] = QUERIES(SCENES_OF_PICTURE);
static const char sql_queries_of_scene[] = QUERIES(SCENES_OF_SCENE);

static const char sql_arriving[] =
    "SELECT c.id, t.id, t.version, c.name, COUNT(p.id),"
    "    1 + (SELECT COUNT(*) FROM stems m WHERE m.production_id = c.production_id),"
    "    COALESCE(MIN(p.start_samples), 0), COALESCE(MAX(p.end_samples), 0)"
    "  FROM cues c JOIN sets t ON t.cue_id = c.id LEFT JOIN playable_prints p ON p.set_id = t.id"
    "  WHERE c.production_id = :production AND t.published_at_ms IS NULL"
    "    AND t.version = (SELECT MAX(version) FROM sets WHERE cue_id = c.id)"
    "  GROUP BY c.id, t.id ORDER BY CASE WHEN c.reel = 0 THEN 1 ELSE 0 END, c.reel, c.number, "
    "c.name";

enum err_code db_notes_left(struct db *db, struct scene_scope scope, struct notes_left **out,
                            size_t *count, struct err *err)
{
    struct query q = scene_scope_query(db, scope, sql_notes, sql_notes_of_scene);
    struct rows rows = { 0 };
    struct notes_left *left;

    while (db_row(&q) && (left = rows_add(&rows, sizeof *left, &q)) != NULL)
        *left = (struct notes_left){ db_i64(&q, 0), db_i64(&q, 1) };
    return rows_end(&rows, &q, out, count, err);
}

enum err_code db_queries_left(struct db *db, struct scene_scope scope, struct query_left **out,
                              size_t *count, struct err *err)
{
    struct query q = scene_scope_query(db, scope, sql_queries, sql_queries_of_scene);
    struct rows rows = { 0 };
    struct query_left *left;
    char name[16];

    while (db_row(&q) && (left = rows_add(&rows, sizeof *left, &q)) != NULL) {
        left->scene_id = db_i64(&q, 0);
        db_text(&q, 1, name, sizeof name);
        left->about_lfe = !strcmp(name, "lfe");
        db_text(&q, 2, name, sizeof name);
        left->answered = !strcmp(name, "answered");
        left->sounds = db_hash(&q, 3);
    }
    return rows_end(&rows, &q, out, count, err);
}

enum err_code db_sets_arriving(struct db *db, int64_t production_id, struct arriving_set **out,
                               size_t *count, struct err *err)
{
    struct query q = db_query(db, sql_arriving);
    struct rows rows = { 0 };
    struct arriving_set *set;

    db_bind_i64(&q, ":production", production_id);
    while (db_row(&q) && (set = rows_add(&rows, sizeof *set, &q)) != NULL) {
        set->cue_id = db_i64(&q, 0);
        set->set_id = db_i64(&q, 1);
        set->version = db_i64(&q, 2);
        db_text(&q, 3, set->cue, sizeof set->cue);
        set->prints = db_i64(&q, 4);
        set->of = db_i64(&q, 5);
        set->in_samples = db_i64(&q, 6);
        set->out_samples = db_i64(&q, 7);
    }
    return rows_end(&rows, &q, out, count, err);
}
