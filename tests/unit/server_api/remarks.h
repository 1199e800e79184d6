/* Scenes to speak of, and the record of what was said made again from its events. */
#pragma once

#include "server/api/acts.h"
#include "server/store/state.h"
#include "tests/unit/server_api/fixture.h"

/* The film of fixture_film with scene 1 at 01:00:00:00 and scene 2 at 02:00:00:00, of ten seconds
 * each: their ids are 1 and 2. */
static inline void film_with_scenes(struct fixture *fixture)
{
    fixture_film(fixture);
    json_decref(expect(put_typed(fixture, "/api/pictures/1/scenes", "text/csv",
                                 "scene,name,tc_in,tc_out\n1,Quay,01:00:00:00,01:00:10:00\n"
                                 "2,Boat,02:00:00:00,02:00:10:00\n"),
                       200));
}

/* Another production, of which Otto alone is a member, with scene 3. */
static inline void film_of_others(struct fixture *fixture)
{
    struct db *db = app_db_take(fixture->app, NULL);
    struct production production = { .name = "Elsewhere", .rate = { 24, 1, false } };
    struct picture picture = { .name = "Cut 1" };
    struct scene scene = { .number = "1", .out_samples = 48000 };

    assert_int_equal(db_production_add(db, &production, NULL), ERR_NONE);
    picture.production_id = production.id;
    assert_int_equal(db_picture_add(db, &picture, NULL), ERR_NONE);
    assert_int_equal(db_scenes_put(db, picture.id, &scene, 1, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    fixture_join(fixture, production.id, AS_OTHER, SIDE_MUSIC);
}

/* "/api/notes/7/state" */
static inline const char *path_of(const char *plural, int64_t id, const char *rest)
{
    static char path[128];

    snprintf(path, sizeof path, "/api/%s/%lld%s", plural, (long long)id, rest);
    return path;
}

/* The ids of a list in its answer, asserted. */
static inline void expect_ids(struct answer answer, const char *plural, const int64_t *ids,
                              size_t count)
{
    json_t *json = expect(answer, 200);
    const json_t *list = json_object_get(json, plural);

    assert_int_equal(json_array_size(list), count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(number_of(json_array_get(list, i), "id"), ids[i]);
    json_decref(json);
}

/* A body with a text of so many letters in it, in the place of %s. */
static inline char *body_with(const char *format, size_t letters)
{
    const size_t bytes = strlen(format) + letters + 1;
    char *text = malloc(letters + 1), *body = malloc(bytes);

    memset(text, 'a', letters);
    text[letters] = '\0';
    snprintf(body, bytes, format, text);
    free(text);
    return body;
}

static inline enum err_code make_again(struct db *db, void *ctx, struct err *err)
{
    const struct events *events = ctx;
    enum err_code code = db_state_remove(db, err);

    for (size_t i = 0; i < events->count && !code; i++)
        code = act_apply(db, &events->list[i], err);
    return code;
}

/* All state of production 1 follows from its events: it is removed, made again, and compared. */
static inline void assert_follows_from_events(struct fixture *fixture)
{
    const struct event_filter filter = { .production_id = 1, .limit = 10000 };
    struct db *db = app_db_take(fixture->app, NULL);
    struct events events;
    struct state before, after;
    struct err err;
    int64_t id;

    assert_int_equal(db_events(db, &filter, &events, NULL), ERR_NONE);
    assert_int_equal(db_state(db, &before, NULL), ERR_NONE);
    if (db_txn(db, make_again, &events, &err))
        fail_msg("%s", err.text);
    assert_int_equal(db_state(db, &after, NULL), ERR_NONE);
    assert_null(state_difference(&before, &after, &id));
    state_clear(&before);
    state_clear(&after);
    events_clear(&events);
    app_db_give(fixture->app, db);
}
