#include "server/store/heard.h"

#include <stdlib.h>
#include <string.h>

#include "server/store/rows.h"

#define OF_KEY                                                                                     \
    " WHERE person_id = :person AND scene_id = :scene AND sounds = :sounds AND lfe = :lfe"         \
    "   AND temps = :temps AND monitoring = :monitoring"

static const char sql_spans[] =
    "SELECT from_samples, to_samples FROM heard" OF_KEY " ORDER BY from_samples";
static const char sql_remove[] = "DELETE FROM heard" OF_KEY " AND from_samples = :from_samples";
static const char sql_put[] =
    "INSERT INTO heard(person_id, scene_id, sounds, lfe, temps, monitoring, from_samples,"
    "  to_samples) VALUES(:person, :scene, :sounds, :lfe, :temps, :monitoring, :from_samples,"
    "  :to_samples)"
    "  ON CONFLICT(person_id, scene_id, sounds, lfe, temps, monitoring, from_samples)"
    "  DO UPDATE SET to_samples = excluded.to_samples";
static const char sql_all[] =
    "SELECT lfe, temps, monitoring, from_samples, to_samples FROM heard"
    "  WHERE person_id = :person AND scene_id = :scene AND sounds = :sounds"
    "  ORDER BY lfe, temps, monitoring, from_samples";

#define HEARD(scope)                                                                               \
    "SELECT scene_id, sounds, lfe, from_samples, to_samples FROM heard"                            \
    "  WHERE person_id = :person AND scene_id" scope " ORDER BY scene_id"

static const char sql_heard[] = HEARD(SCENES_OF_PICTURE);
static const char sql_heard_of_scene[] = HEARD(SCENES_OF_SCENE);

static const char *const monitorings[] = { "headphones", "near_field", "room_5_1", "stage" };
enum { MONITORINGS = sizeof monitorings / sizeof *monitorings };

const char *monitoring_name(enum monitoring monitoring)
{
    return monitorings[monitoring];
}

enum err_code monitoring_parse(enum monitoring *out, const char *name, struct err *err)
{
    for (unsigned i = 0; i < MONITORINGS; i++) {
        if (strcmp(monitorings[i], name) != 0)
            continue;
        *out = (enum monitoring)i;
        return ERR_NONE;
    }
    return err_set(err, ERR_INVALID, "monitoring is headphones, near_field, room_5_1 or stage");
}

/* ---- spans ---- */

static int by_time(const void *a, const void *b)
{
    const struct span *x = a, *y = b;

    return (x->from_samples > y->from_samples) - (x->from_samples < y->from_samples);
}

size_t spans_merge(struct span *spans, size_t count)
{
    size_t last = 0;

    if (count == 0)
        return 0;
    qsort(spans, count, sizeof *spans, by_time);
    for (size_t i = 1; i < count; i++) {
        if (spans[i].from_samples > spans[last].to_samples)
            spans[++last] = spans[i];
        else if (spans[i].to_samples > spans[last].to_samples)
            spans[last].to_samples = spans[i].to_samples;
    }
    return last + 1;
}

int64_t spans_samples(const struct span *spans, size_t count)
{
    int64_t samples = 0;

    for (size_t i = 0; i < count; i++)
        samples += spans[i].to_samples - spans[i].from_samples;
    return samples;
}

static int by_length(const void *a, const void *b)
{
    const int64_t x = spans_samples(a, 1), y = spans_samples(b, 1);

    return (x < y) - (x > y);
}

static size_t keep_longest(struct span *spans, size_t count)
{
    if (count <= HEARD_SPANS_KEPT)
        return count;
    qsort(spans, count, sizeof *spans, by_length);
    qsort(spans, HEARD_SPANS_KEPT, sizeof *spans, by_time);
    return HEARD_SPANS_KEPT;
}

/* ---- the table ---- */

static struct query keyed(struct db *db, const char *sql, const struct heard_key *key)
{
    struct query q = db_query(db, sql);

    db_bind_i64(&q, ":person", key->person_id);
    db_bind_i64(&q, ":scene", key->scene_id);
    db_bind_hash(&q, ":sounds", &key->sounds);
    db_bind_text(&q, ":lfe", key->variant.lfe_in ? "in" : "out");
    db_bind_i64(&q, ":temps", key->variant.temps);
    db_bind_text(&q, ":monitoring", monitoring_name(key->variant.monitoring));
    return q;
}

static enum err_code spans_read(struct db *db, const struct heard_key *key, struct span **out,
                                size_t *count, struct err *err)
{
    struct query q = keyed(db, sql_spans, key);
    struct rows rows = { 0 };
    struct span *span;

    while (db_row(&q) && (span = rows_add(&rows, sizeof *span, &q)) != NULL)
        *span = (struct span){ db_i64(&q, 0), db_i64(&q, 1) };
    return rows_end(&rows, &q, out, count, err);
}

static enum err_code span_remove(struct db *db, const struct heard_key *key,
                                 const struct span *span, struct err *err)
{
    struct query q = keyed(db, sql_remove, key);

    db_bind_i64(&q, ":from_samples", span->from_samples);
    return db_change(&q, NULL, err);
}

static enum err_code span_put(struct db *db, const struct heard_key *key, const struct span *span,
                              struct err *err)
{
    struct query q = keyed(db, sql_put, key);

    db_bind_i64(&q, ":from_samples", span->from_samples);
    db_bind_i64(&q, ":to_samples", span->to_samples);
    return db_change(&q, NULL, err);
}

struct span_list {
    struct span *span;
    size_t count;
};

static const struct span *begins_at(const struct span_list *list, const struct span *span)
{
    return list->count ? bsearch(span, list->span, list->count, sizeof *span, by_time) : NULL;
}

/* Both by time. Listening goes on where it stopped, so that mostly one row is written. */
static enum err_code write_changes(struct db *db, const struct heard_key *key,
                                   const struct span_list *old, const struct span_list *now,
                                   struct err *err)
{
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < old->count && !code; i++)
        if (!begins_at(now, &old->span[i]))
            code = span_remove(db, key, &old->span[i], err);
    for (size_t i = 0; i < now->count && !code; i++) {
        const struct span *was = begins_at(old, &now->span[i]);
        if (!was || was->to_samples != now->span[i].to_samples)
            code = span_put(db, key, &now->span[i], err);
    }
    return code;
}

enum err_code db_heard_add(struct db *db, const struct heard_key *key, const struct span *spans,
                           size_t count, struct err *err)
{
    struct span_list old = { 0 }, now = { 0 };
    enum err_code code;

    if ((code = spans_read(db, key, &old.span, &old.count, err)))
        return code;
    if (!(now.span = malloc((old.count + count + 1) * sizeof *now.span))) {
        code = err_set(err, ERR_NO_MEMORY, "no memory for what was heard");
        goto done;
    }
    for (size_t i = 0; i < old.count + count; i++)
        now.span[i] = i < old.count ? old.span[i] : spans[i - old.count];
    now.count = keep_longest(now.span, spans_merge(now.span, old.count + count));
    code = write_changes(db, key, &old, &now, err);
done:
    free(old.span);
    free(now.span);
    return code;
}

enum err_code db_heard(struct db *db, const struct heard_key *key, struct heard_piece **out,
                       size_t *count, struct err *err)
{
    struct query q = db_query(db, sql_all);
    struct rows rows = { 0 };
    struct heard_piece *heard;
    char name[16];

    db_bind_i64(&q, ":person", key->person_id);
    db_bind_i64(&q, ":scene", key->scene_id);
    db_bind_hash(&q, ":sounds", &key->sounds);
    while (db_row(&q) && (heard = rows_add(&rows, sizeof *heard, &q)) != NULL) {
        db_text(&q, 0, name, sizeof name);
        heard->variant.lfe_in = !strcmp(name, "in");
        heard->variant.temps = db_i64(&q, 1) != 0;
        db_text(&q, 2, name, sizeof name);
        if (!q.code)
            q.code = monitoring_parse(&heard->variant.monitoring, name, &q.err);
        heard->span = (struct span){ db_i64(&q, 3), db_i64(&q, 4) };
    }
    return rows_end(&rows, &q, out, count, err);
}

enum err_code db_heard_spans(struct db *db, struct scene_scope scope, int64_t person_id,
                             struct heard_span **out, size_t *count, struct err *err)
{
    struct query q = scene_scope_query(db, scope, sql_heard, sql_heard_of_scene);
    struct rows rows = { 0 };
    struct heard_span *heard;
    char lfe[8];

    db_bind_i64(&q, ":person", person_id);
    while (db_row(&q) && (heard = rows_add(&rows, sizeof *heard, &q)) != NULL) {
        heard->scene_id = db_i64(&q, 0);
        heard->sounds = db_hash(&q, 1);
        db_text(&q, 2, lfe, sizeof lfe);
        heard->lfe_in = !strcmp(lfe, "in");
        heard->span = (struct span){ db_i64(&q, 3), db_i64(&q, 4) };
    }
    return rows_end(&rows, &q, out, count, err);
}
