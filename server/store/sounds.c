#include "server/store/sounds.h"

#include <stdlib.h>

#include "server/store/rows.h"

/* The prints first, and those few: a set stands behind a newer one for good once that is published.
 */
#define GAPS_PRINTS                                                                                \
    "WITH p AS MATERIALIZED ("                                                                     \
    "  SELECT r.id, r.start_samples, r.end_samples, r.slot_order, c.production_id"                 \
    "    FROM cues c JOIN sets t ON t.cue_id = c.id JOIN playable_prints r ON r.set_id = t.id"     \
    "    WHERE NOT EXISTS (SELECT 1 FROM sets n WHERE n.cue_id = t.cue_id"                         \
    "        AND n.version > t.version AND n.published_at_ms IS NOT NULL)"
#define GAPS_RANGES                                                                                \
    ") SELECT DISTINCT p.id, p.start_samples, p.end_samples, p.slot_order, s.in_samples,"          \
    "      s.out_samples"                                                                          \
    "    FROM p JOIN pictures v ON v.production_id = p.production_id"                              \
    "      JOIN scenes s ON s.picture_id = v.id AND s.revision = v.scenes_revision"                \
    "        AND s.in_samples < p.end_samples AND s.out_samples > p.start_samples"                 \
    "    WHERE NOT EXISTS (SELECT 1 FROM sounds x WHERE x.recording_id = p.id"                     \
    "        AND x.in_samples = s.in_samples AND x.out_samples = s.out_samples)"                   \
    "    ORDER BY p.id, s.in_samples, s.out_samples"

static const char sql_gaps[] = GAPS_PRINTS " AND c.production_id = :production" GAPS_RANGES;
static const char sql_gaps_of[] = GAPS_PRINTS " AND r.id = :recording" GAPS_RANGES;
static const char sql_of_set[] =
    "SELECT x.recording_id, x.in_samples, x.out_samples, x.is_silent, x.sound"
    "  FROM sounds x JOIN recordings r ON r.id = x.recording_id WHERE r.set_id = :set"
    "  ORDER BY x.recording_id, x.in_samples, x.out_samples";
static const char sql_put[] =
    "INSERT INTO sounds(recording_id, in_samples, out_samples, is_silent, sound)"
    "  VALUES(:recording, :in_samples, :out_samples, :is_silent, :sound)"
    "  ON CONFLICT(recording_id, in_samples, out_samples) DO NOTHING";
static const char sql_prune[] =
    "DELETE FROM sounds WHERE recording_id = :recording AND NOT EXISTS ("
    "  SELECT 1 FROM recordings r JOIN sets t ON t.id = r.set_id JOIN cues c ON c.id = t.cue_id"
    "      JOIN pictures v ON v.production_id = c.production_id"
    "      JOIN scenes s ON s.picture_id = v.id AND s.revision = v.scenes_revision"
    "    WHERE r.id = sounds.recording_id AND s.in_samples = sounds.in_samples"
    "      AND s.out_samples = sounds.out_samples)";
static const char sql_drop[] = "DELETE FROM sounds WHERE recording_id = :recording";

int sound_compare(const void *a, const void *b)
{
    const struct sound *x = a, *y = b;

    if (x->recording_id != y->recording_id)
        return x->recording_id < y->recording_id ? -1 : 1;
    if (x->range.in_samples != y->range.in_samples)
        return x->range.in_samples < y->range.in_samples ? -1 : 1;
    if (x->range.out_samples != y->range.out_samples)
        return x->range.out_samples < y->range.out_samples ? -1 : 1;
    return 0;
}

const struct sound *sound_find(const struct sound *list, size_t count, int64_t recording_id,
                               int64_t in_samples, int64_t out_samples)
{
    const struct sound key = { recording_id,
                               { .in_samples = in_samples, .out_samples = out_samples } };

    return count ? bsearch(&key, list, count, sizeof *list, sound_compare) : NULL;
}

enum err_code db_sounds_of_set(struct db *db, int64_t set_id, struct sound **out, size_t *count,
                               struct err *err)
{
    struct query q = db_query(db, sql_of_set);
    struct rows rows = { 0 };
    struct sound *sound;

    db_bind_i64(&q, ":set", set_id);
    while (db_row(&q) && (sound = rows_add(&rows, sizeof *sound, &q)) != NULL) {
        sound->recording_id = db_i64(&q, 0);
        sound->range.in_samples = db_i64(&q, 1);
        sound->range.out_samples = db_i64(&q, 2);
        sound->range.is_silent = db_i64(&q, 3) != 0;
        sound->range.sound = db_hash(&q, 4);
    }
    return rows_end(&rows, &q, out, count, err);
}

static enum err_code put_one(struct db *db, int64_t recording_id, const struct range_sound *range,
                             struct err *err)
{
    struct query q = db_query(db, sql_put);

    db_bind_i64(&q, ":recording", recording_id);
    db_bind_i64(&q, ":in_samples", range->in_samples);
    db_bind_i64(&q, ":out_samples", range->out_samples);
    db_bind_i64(&q, ":is_silent", range->is_silent);
    db_bind_hash(&q, ":sound", &range->sound);
    return db_change(&q, NULL, err);
}

enum err_code db_sounds_put(struct db *db, int64_t recording_id, const struct range_sound *ranges,
                            size_t count, struct err *err)
{
    struct query q;
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < count && !code; i++)
        code = put_one(db, recording_id, &ranges[i], err);
    if (code)
        return code;
    q = db_query(db, sql_prune);
    db_bind_i64(&q, ":recording", recording_id);
    return db_change(&q, NULL, err);
}

enum err_code db_sounds_drop(struct db *db, int64_t recording_id, struct err *err)
{
    struct query q = db_query(db, sql_drop);

    db_bind_i64(&q, ":recording", recording_id);
    return db_change(&q, NULL, err);
}

static enum err_code read_gaps(struct query *q, struct sound_gap **out, size_t *count,
                               struct err *err)
{
    struct rows rows = { 0 };
    struct sound_gap *gap;

    while (db_row(q) && (gap = rows_add(&rows, sizeof *gap, q)) != NULL) {
        gap->recording_id = db_i64(q, 0);
        gap->start_samples = db_i64(q, 1);
        gap->end_samples = db_i64(q, 2);
        db_text(q, 3, gap->slot_order, sizeof gap->slot_order);
        gap->in_samples = db_i64(q, 4);
        gap->out_samples = db_i64(q, 5);
    }
    return rows_end(&rows, q, out, count, err);
}

enum err_code db_sound_gaps(struct db *db, int64_t production_id, struct sound_gap **out,
                            size_t *count, struct err *err)
{
    struct query q = db_query(db, sql_gaps);

    db_bind_i64(&q, ":production", production_id);
    return read_gaps(&q, out, count, err);
}

enum err_code db_sound_gaps_of(struct db *db, int64_t recording_id, struct sound_gap **out,
                               size_t *count, struct err *err)
{
    struct query q = db_query(db, sql_gaps_of);

    db_bind_i64(&q, ":recording", recording_id);
    return read_gaps(&q, out, count, err);
}
