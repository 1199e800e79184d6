#include "server/store/state.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "server/store/rows.h"

static const char sql_copy[] = "VACUUM INTO :path";

/* The key first, then every column that follows from events. */
static const struct {
    const char *name, *sql_rows, *sql_remove;
} tables[STATE_TABLES] = {
    { "signoff_sounds",
      "SELECT signoff_id, cue_id, role, set_id, sound FROM signoff_sounds"
      "  ORDER BY signoff_id, cue_id, role",
      "DELETE FROM signoff_sounds" },
    { "signoffs",
      "SELECT id, production_id, scene_id, side, person_id, at_ms, in_samples, out_samples, sounds,"
      "  monitoring, heard, body, state, reason, ended_at_ms, ended_by, receipt"
      "  FROM signoffs ORDER BY id",
      "DELETE FROM signoffs" },
    { "scene_lfe",
      "SELECT id, production_id, scene_id, side, person_id, is_complete, sounds, body, at_ms"
      "  FROM scene_lfe ORDER BY id",
      "DELETE FROM scene_lfe" },
    { "note_replies",
      "SELECT id, note_id, person_id, side, body, state, at_ms FROM note_replies ORDER BY id",
      "DELETE FROM note_replies" },
    { "notes",
      "SELECT id, production_id, scene_id, about, from_samples, to_samples, body, state, person_id,"
      "  link_id, guest_name, side, replies, created_at_ms, changed_at_ms FROM notes ORDER BY id",
      "DELETE FROM notes" },
    { "queries",
      "SELECT id, production_id, scene_id, about, from_samples, to_samples, body, side, person_id,"
      "  evidence, sounds, state, answer_id, answered_sounds, created_at_ms, changed_at_ms"
      "  FROM queries ORDER BY id",
      "UPDATE queries SET answer_id = NULL" },
    { "query_answers",
      "SELECT id, query_id, person_id, side, likelihood, advice, trim_db, body, sounds, at_ms"
      "  FROM query_answers ORDER BY id",
      "DELETE FROM query_answers" },
    { "agreement_acceptances",
      "SELECT id, agreement_id, side, person_id, at_ms FROM agreement_acceptances ORDER BY id",
      "DELETE FROM agreement_acceptances" },
    { "agreements",
      "SELECT id, production_id, version, lfe_policy, centre_policy, rate_hz, bits, start_samples,"
      "  two_pop, terms, person_id, side, proposed_at_ms, in_force_at_ms FROM agreements"
      "  ORDER BY id",
      "DELETE FROM agreements" },
};
/* queries and their answers point at each other, so queries go last. */
static const char sql_remove_queries[] = "DELETE FROM queries";

enum err_code db_copy(struct db *db, const char *path, struct err *err)
{
    struct query q = db_query(db, sql_copy);

    db_bind_text(&q, ":path", path);
    return db_change(&q, NULL, err);
}

/* Each value with its type and length before it. */
static enum err_code row_hash(struct hash *out, const struct query *q, struct err *err)
{
    const int columns = sqlite3_column_count(q->stmt);
    struct hasher *hasher;
    enum err_code code = hasher_new(&hasher, err);

    if (code)
        return code;
    for (int i = 0; i < columns; i++) {
        const int type = sqlite3_column_type(q->stmt, i);
        const void *data = sqlite3_column_blob(q->stmt, i);
        const int head[2] = { type, sqlite3_column_bytes(q->stmt, i) };
        hasher_add(hasher, head, sizeof head);
        if (head[1] > 0)
            hasher_add(hasher, data, (size_t)head[1]);
    }
    *out = hasher_result(hasher);
    hasher_free(hasher);
    return ERR_NONE;
}

static enum err_code read_table(struct db *db, const char *sql, struct state_table *out,
                                struct err *err)
{
    struct query q = db_query(db, sql);
    struct rows rows = { 0 };
    struct state_row *row;

    while (db_row(&q) && (row = rows_add(&rows, sizeof *row, &q)) != NULL) {
        row->id = db_i64(&q, 0);
        if (!q.code)
            q.code = row_hash(&row->hash, &q, &q.err);
    }
    return rows_end(&rows, &q, &out->row, &out->count, err);
}

enum err_code db_state(struct db *db, struct state *out, struct err *err)
{
    enum err_code code = ERR_NONE;

    *out = (struct state){ 0 };
    for (size_t i = 0; i < STATE_TABLES && !code; i++) {
        out->table[i].name = tables[i].name;
        code = read_table(db, tables[i].sql_rows, &out->table[i], err);
    }
    if (code)
        state_clear(out);
    return code;
}

void state_clear(struct state *state)
{
    for (size_t i = 0; i < STATE_TABLES; i++)
        free(state->table[i].row);
    *state = (struct state){ 0 };
}

const char *state_difference(const struct state *a, const struct state *b, int64_t *id)
{
    for (size_t i = 0; i < STATE_TABLES; i++) {
        const struct state_table *x = &a->table[i], *y = &b->table[i];
        for (size_t k = 0; k < x->count || k < y->count; k++) {
            if (k < x->count && k < y->count && x->row[k].id == y->row[k].id &&
                !hash_compare(&x->row[k].hash, &y->row[k].hash))
                continue;
            *id = k >= y->count || (k < x->count && x->row[k].id < y->row[k].id) ? x->row[k].id
                                                                                 : y->row[k].id;
            return x->name;
        }
    }
    return NULL;
}

static enum err_code run(struct db *db, const char *sql, struct err *err)
{
    struct query q = db_query(db, sql);

    return db_change(&q, NULL, err);
}

enum err_code db_state_remove(struct db *db, struct err *err)
{
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < STATE_TABLES && !code; i++)
        code = run(db, tables[i].sql_remove, err);
    return code ? code : run(db, sql_remove_queries, err);
}
