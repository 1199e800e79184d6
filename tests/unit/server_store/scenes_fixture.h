/* A production with pictures and scenes, and events to hang things on. */
#pragma once

#include "server/store/cues.h"
#include "server/store/events.h"
#include "server/store/pictures.h"
#include "server/store/reels.h"
#include "server/store/remarks.h"
#include "server/store/scenes.h"
#include "server/store/sets.h"
#include "tests/unit/server_store/folder.h"

enum { SECOND = 48000 };
#define HOUR ((int64_t)3600 * SECOND)

static const char sql_person[] =
    "INSERT INTO people(id, name, name_folded, mail, password, is_owner, created_at_ms)"
    "  VALUES(:id, :name, :name, '', 'x', 0, 1)";
static const char sql_print[] =
    "INSERT INTO recordings(set_id, kind, role, base, filename, is_gathered, format, rate_hz, bits,"
    "  is_float, channels, samples, start_samples, start_known_by, slot_order, order_known_by,"
    "  warnings, added_at_ms) VALUES(:set, 'stem', 'String', 'a', 'a.wav', 0, 'wav', 48000, 24, 0,"
    "  6, :samples, :start, 'bext', 'L R C LFE Ls Rs', 'mask', '', 1)";

static const struct rate rate_24 = { 24, 1, false };

static inline void add_person(struct db *db, int64_t id, const char *name)
{
    struct query q = db_query(db, sql_person);

    db_bind_i64(&q, ":id", id);
    db_bind_text(&q, ":name", name);
    assert_int_equal(db_change(&q, NULL, NULL), ERR_NONE);
}

/* Person 1 is on the music side, person 2 on the stage's; that is all of a production they need. */
static inline int64_t add_film(struct db *db, const char *name)
{
    struct production production = { .rate = rate_24, .stems = 1, .stem = { "String" } };

    snprintf(production.name, sizeof production.name, "%s", name);
    assert_int_equal(db_production_add(db, &production, NULL), ERR_NONE);
    return production.id;
}

static inline int64_t add_cut(struct db *db, int64_t production_id, const char *name)
{
    struct picture picture = { .production_id = production_id };

    snprintf(picture.name, sizeof picture.name, "%s", name);
    assert_int_equal(db_picture_add(db, &picture, NULL), ERR_NONE);
    return picture.id;
}

/* Scenes of ten seconds, numbered from 1, that begin at these positions. */
static inline void put_scenes(struct db *db, int64_t picture_id, const int64_t *in, size_t count)
{
    struct scene scenes[8] = { 0 };

    for (size_t i = 0; i < count; i++) {
        snprintf(scenes[i].number, sizeof scenes[i].number, "%zu", i + 1);
        scenes[i].in_samples = in[i];
        scenes[i].out_samples = in[i] + 10 * SECOND;
    }
    assert_int_equal(db_scenes_put(db, picture_id, scenes, count, NULL), ERR_NONE);
}

static inline void scene_ids(struct db *db, int64_t picture_id, int64_t *ids, size_t count)
{
    struct scene *list;
    size_t found;

    assert_int_equal(db_scenes(db, picture_id, &list, &found, NULL), ERR_NONE);
    assert_int_equal(found, count);
    for (size_t i = 0; i < count; i++)
        ids[i] = list[i].id;
    free(list);
}

/* A cue of a reel with a published set whose print sounds from start for that long. */
static inline void add_print(struct db *db, int64_t production_id, int64_t picture_id, int reel,
                             int64_t start, int64_t samples)
{
    struct cue cue = { .production_id = production_id, .reel = reel, .number = 1 };
    struct print_set set = { .picture_id = picture_id };
    struct query q;

    snprintf(cue.name, sizeof cue.name, "%dm%lld", reel, (long long)start);
    assert_int_equal(db_cue_add(db, &cue, NULL), ERR_NONE);
    set.cue_id = cue.id;
    assert_int_equal(db_set_add(db, &set, NULL), ERR_NONE);
    q = db_query(db, sql_print);
    db_bind_i64(&q, ":set", set.id);
    db_bind_i64(&q, ":samples", samples);
    db_bind_i64(&q, ":start", start);
    assert_int_equal(db_change(&q, NULL, NULL), ERR_NONE);
    assert_int_equal(db_set_publish_incomplete(db, set.id, NULL), ERR_NONE);
}

/* The event that a remark or an answer begins with. */
static inline int64_t add_event(struct db *db, int64_t production_id, int64_t scene_id)
{
    struct event event = { .production_id = production_id,
                           .scene_id = scene_id,
                           .person_id = 1,
                           .kind = "test",
                           .detail = "{}" };

    assert_int_equal(db_event_add(db, &event, NULL), ERR_NONE);
    return event.id;
}

static inline struct remark remark_of(int64_t id, int64_t production_id, int64_t scene_id,
                                      enum about about)
{
    return (struct remark){ .id = id,
                            .production_id = production_id,
                            .scene_id = scene_id,
                            .about = about,
                            .place = { REMARK_NONE, REMARK_NONE },
                            .text = "Too much at the door",
                            .person_id = 1,
                            .side = "music",
                            .created_at_ms = 5000 + id,
                            .changed_at_ms = 5000 + id };
}

static inline struct remark_filter filter_of(int64_t production_id)
{
    return (struct remark_filter){
        .production_id = production_id, .rate = rate_24, .before_id = INT64_MAX, .limit = 100
    };
}
