/* A film whose prints sound as a test says: their files are not there, so that no job ever knows
 * better. */
#pragma once

#include "server/store/recordings.h"
#include "server/store/scenes.h"
#include "server/store/sounds.h"
#include "tests/unit/server_api/fixture.h"

enum { SCENE_SAMPLES = 480000 }; /* of both scenes */
#define SCENE_1_IN ((int64_t)3600 * 48000)
#define SCENE_2_IN (SCENE_1_IN + SCENE_SAMPLES)

/* fixture_film with scene 1 and scene 2, ten seconds each, one after the other. */
static inline void sounding_film(struct fixture *fixture)
{
    fixture_film(fixture);
    json_decref(expect(put_typed(fixture, "/api/pictures/1/scenes", "text/csv",
                                 "scene,in,out\n1,01:00:00:00,01:00:10:00\n"
                                 "2,01:00:10:00,01:00:20:00\n"),
                       200));
}

/* From now on the set stands for its cue, whatever is still added here. */
static inline void sounding_publish(struct db *db, int64_t set_id)
{
    static const char sql[] = "UPDATE sets SET published_at_ms = 5 WHERE id = :id";
    struct query q = db_query(db, sql);

    db_bind_i64(&q, ":id", set_id);
    assert_int_equal(db_change(&q, NULL, NULL), ERR_NONE);
}

/* A stem of a set, which is published, that reaches over both scenes; nothing is known of its sound
 * yet. */
static inline int64_t sounding_print(struct fixture *fixture, int64_t set_id, const char *role)
{
    struct recording print = { .set_id = set_id,
                               .kind = ROLE_STEM,
                               .format = "WAV",
                               .rate_hz = 48000,
                               .bits = 24,
                               .channels = 6,
                               .samples = 2 * (int64_t)SCENE_SAMPLES,
                               .start_known_by = START_BEXT,
                               .start_samples = SCENE_1_IN,
                               .order = { .channels = 6, .known_by = ORDER_MASK } };
    struct recording_file file = { .bytes = 1, .hash = hash_of(role, strlen(role)) };
    struct db *db = app_db_take(fixture->app, NULL);

    for (unsigned i = 0; i < CHANNELS; i++)
        print.order.slot[i] = (enum channel)i;
    snprintf(print.role, sizeof print.role, "%s", role);
    snprintf(print.base, sizeof print.base, "1m1_%s", role);
    snprintf(print.filename, sizeof print.filename, "1m1_%s.wav", role);
    snprintf(file.filename, sizeof file.filename, "1m1_%s.wav", role);
    assert_int_equal(db_recording_add(db, &print, NULL), ERR_NONE);
    assert_int_equal(db_recording_file_add(db, print.id, &file, NULL), ERR_NONE);
    sounding_publish(db, set_id);
    app_db_give(fixture->app, db);
    return print.id;
}

/* From in to out the print sounds like the word; "" is silence. */
static inline void sounding_range(struct fixture *fixture, int64_t print_id, int64_t in_samples,
                                  int64_t out_samples, const char *word)
{
    const struct range_sound range = { in_samples, out_samples, !*word,
                                       hash_of(word, strlen(word)) };
    struct db *db = app_db_take(fixture->app, NULL);

    assert_int_equal(db_sounds_put(db, print_id, &range, 1, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
}

/* A stem that sounds like one word in scene 1 and like another in scene 2. */
static inline void sounding_stem(struct fixture *fixture, int64_t set_id, const char *role,
                                 const char *first, const char *second)
{
    const int64_t print_id = sounding_print(fixture, set_id, role);

    sounding_range(fixture, print_id, SCENE_1_IN, SCENE_2_IN, first);
    sounding_range(fixture, print_id, SCENE_2_IN, SCENE_2_IN + SCENE_SAMPLES, second);
}

/* The film with String and Brass in set 1. */
static inline void sounding_score(struct fixture *fixture)
{
    sounding_film(fixture);
    sounding_stem(fixture, 1, "String", "strings", "strings");
    sounding_stem(fixture, 1, "Brass", "brass", "brass");
}

/* Another set of 1m1; gives its id. */
static inline int64_t sounding_set(struct fixture *fixture)
{
    return id_of(expect(post(fixture, "/api/cues/1/sets", "{\"picture_id\": 1}"), 201));
}

static inline json_t *scene_state(struct fixture *fixture, int64_t scene_id)
{
    char target[64];

    snprintf(target, sizeof target, "/api/scenes/%lld/state", (long long)scene_id);
    return expect(get(fixture, target), 200);
}

/* The digest of what a scene sounds like now. */
static inline void scene_digest(struct fixture *fixture, int64_t scene_id, char out[HASH_TEXT])
{
    json_t *state = scene_state(fixture, scene_id);
    const char *digest = text_of(state, "sounds_sha256");

    assert_non_null(digest);
    snprintf(out, HASH_TEXT, "%s", digest);
    json_decref(state);
}

/* Posts to a scene what is bound to its present sound; format ends with the body's other keys. */
static inline struct answer post_bound(struct fixture *fixture, int64_t scene_id, const char *what,
                                       const char *keys)
{
    char target[64], body[4096], digest[HASH_TEXT];

    scene_digest(fixture, scene_id, digest);
    snprintf(target, sizeof target, "/api/scenes/%lld/%s", (long long)scene_id, what);
    snprintf(body, sizeof body, "{\"sounds_sha256\": \"%s\", %s}", digest, keys);
    return post(fixture, target, body);
}

static inline struct answer sign(struct fixture *fixture, enum as as, int64_t scene_id)
{
    const enum as before = fixture->as;
    struct answer answer;

    fixture->as = as;
    answer = post_bound(fixture, scene_id, "signoffs", "\"monitoring\": \"room_5_1\"");
    fixture->as = before;
    return answer;
}

/* How a side stands in a scene, and why: the sentences, one a line. */
static inline void expect_side(struct fixture *fixture, int64_t scene_id, const char *side,
                               const char *standing, const char *why)
{
    json_t *state = scene_state(fixture, scene_id), *sentence;
    const json_t *stands = json_object_get(json_object_get(state, "sides"), side);
    char said[512] = "";
    size_t i;

    assert_string_equal(text_of(stands, "state"), standing);
    json_array_foreach (json_object_get(stands, "why"), i, sentence) {
        const size_t used = strlen(said);
        snprintf(said + used, sizeof said - used, "%s%s", i ? "\n" : "",
                 json_string_value(sentence));
    }
    assert_string_equal(said, why);
    json_decref(state);
}
