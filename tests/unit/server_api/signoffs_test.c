/* Both sides sign what they heard; what changes voids exactly what it changes. */
#include "server/api/acts.h"
#include "server/store/state.h"
#include "tests/unit/server_api/sounding.h"

static void both_sides_sign_what_a_scene_sounds_like(void **state)
{
    struct fixture *fixture = *state;
    json_t *signoff, *by, *sounds;
    char digest[HASH_TEXT];

    sounding_score(fixture);
    expect_side(fixture, 1, "music", "open", "");
    scene_digest(fixture, 1, digest);
    signoff = expect(sign(fixture, AS_MUSIC, 1), 201);
    assert_string_equal(text_of(signoff, "side"), "music");
    assert_string_equal(text_of(signoff, "state"), "current");
    assert_string_equal(text_of(signoff, "scene_number"), "1");
    assert_string_equal(text_of(signoff, "monitoring"), "room_5_1");
    assert_string_equal(text_of(signoff, "sounds_sha256"), digest);
    assert_int_equal(number_of(signoff, "in_samples"), SCENE_1_IN);
    assert_int_equal(strlen(text_of(signoff, "receipt")), HASH_TEXT - 1);
    by = json_object_get(signoff, "by");
    assert_string_equal(text_of(by, "name"), "Mara");
    sounds = json_object_get(signoff, "sounds");
    assert_int_equal(json_array_size(sounds), 2);
    assert_string_equal(text_of(json_array_get(sounds, 0), "role"), "Brass");
    assert_string_equal(text_of(json_array_get(sounds, 0), "cue"), "1m1");
    json_decref(signoff);
    expect_side(fixture, 1, "music", "signed", "");
    expect_side(fixture, 1, "stage", "open", "");
    json_decref(expect(sign(fixture, AS_STAGE, 1), 201));
    expect_side(fixture, 1, "stage", "signed", "");
    expect_side(fixture, 2, "music", "open", "");
}

static void one_changed_stem_voids_its_scene_and_no_other(void **state)
{
    struct fixture *fixture = *state;
    int64_t set_id;

    sounding_score(fixture);
    json_decref(expect(sign(fixture, AS_MUSIC, 1), 201));
    json_decref(expect(sign(fixture, AS_MUSIC, 2), 201));
    set_id = sounding_set(fixture);
    sounding_stem(fixture, set_id, "String", "strings", "strings");
    sounding_stem(fixture, set_id, "Brass", "other brass", "brass");
    expect_side(fixture, 1, "music", "stale", "Brass changed (1m1 v2)");
    expect_side(fixture, 2, "music", "signed", "");
    json_decref(expect(sign(fixture, AS_MUSIC, 1), 201));
    expect_side(fixture, 1, "music", "signed", "");
}

static void the_same_sound_in_another_set_voids_nothing(void **state)
{
    struct fixture *fixture = *state;
    int64_t set_id;

    sounding_score(fixture);
    json_decref(expect(sign(fixture, AS_MUSIC, 1), 201));
    set_id = sounding_set(fixture);
    sounding_stem(fixture, set_id, "Brass", "brass", "x");
    sounding_stem(fixture, set_id, "String", "strings", "x");
    sounding_stem(fixture, set_id, "Percussion", "", "drums");
    expect_side(fixture, 1, "music", "signed", "");
    expect_error(sign(fixture, AS_MUSIC, 1), 409, "already");
}

static void what_is_new_and_what_is_gone_is_named(void **state)
{
    struct fixture *fixture = *state;
    int64_t set_id;

    sounding_score(fixture);
    json_decref(expect(sign(fixture, AS_STAGE, 1), 201));
    set_id = sounding_set(fixture);
    sounding_stem(fixture, set_id, "Brass", "brass", "");
    sounding_stem(fixture, set_id, "Percussion", "drums", "");
    expect_side(fixture, 1, "stage", "stale", "Percussion is new (1m1 v2)\nString is gone (1m1)");
    expect_side(fixture, 2, "stage", "open", "");
}

static void put_scene_1(struct fixture *fixture, int64_t in_samples, int64_t out_samples)
{
    const struct scene scene = { .number = "1",
                                 .in_samples = in_samples,
                                 .out_samples = out_samples };
    struct db *db = app_db_take(fixture->app, NULL);

    assert_int_equal(db_scenes_put(db, 1, &scene, 1, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
}

static void a_longer_scene_says_by_how_much(void **state)
{
    struct fixture *fixture = *state;
    const int64_t out = SCENE_2_IN + 12 * 2000;

    sounding_score(fixture);
    json_decref(expect(sign(fixture, AS_MUSIC, 1), 201));
    put_scene_1(fixture, SCENE_1_IN, out);
    sounding_range(fixture, 1, SCENE_1_IN, out, "longer strings");
    sounding_range(fixture, 2, SCENE_1_IN, out, "longer brass");
    expect_side(fixture, 1, "music", "stale", "the scene is 12 frames longer");
    put_scene_1(fixture, SCENE_1_IN, SCENE_2_IN - 2000);
    sounding_range(fixture, 1, SCENE_1_IN, SCENE_2_IN - 2000, "shorter strings");
    sounding_range(fixture, 2, SCENE_1_IN, SCENE_2_IN - 2000, "");
    expect_side(fixture, 1, "music", "stale", "the scene is 1 frame shorter\nBrass is gone (1m1)");
}

static void a_scene_that_moved_is_judged_by_its_sound(void **state)
{
    struct fixture *fixture = *state;

    sounding_score(fixture);
    json_decref(expect(sign(fixture, AS_MUSIC, 1), 201));
    put_scene_1(fixture, SCENE_1_IN + 2000, SCENE_2_IN + 2000);
    sounding_range(fixture, 1, SCENE_1_IN + 2000, SCENE_2_IN + 2000, "strings");
    sounding_range(fixture, 2, SCENE_1_IN + 2000, SCENE_2_IN + 2000, "brass");
    expect_side(fixture, 1, "music", "signed", "");
    put_scene_1(fixture, SCENE_1_IN + 4000, SCENE_2_IN + 4000);
    sounding_range(fixture, 1, SCENE_1_IN + 4000, SCENE_2_IN + 4000, "strings");
    sounding_range(fixture, 2, SCENE_1_IN + 4000, SCENE_2_IN + 4000, "later brass");
    expect_side(fixture, 1, "music", "stale", "Brass changed (1m1 v1, the scene has moved)");
}

static void a_sound_of_before_cannot_be_signed(void **state)
{
    struct fixture *fixture = *state;
    char digest[HASH_TEXT], body[256];

    sounding_score(fixture);
    scene_digest(fixture, 1, digest);
    sounding_stem(fixture, 1, "Percussion", "drums", "drums");
    snprintf(body, sizeof body, "{\"sounds_sha256\": \"%s\", \"monitoring\": \"stage\"}", digest);
    expect_error(post(fixture, "/api/scenes/1/signoffs", body), 409, "listen to what is new");
    expect_side(fixture, 1, "music", "open", "");
}

static void nothing_is_signed_while_prints_are_listened_to(void **state)
{
    struct fixture *fixture = *state;
    json_t *json;
    char digest[HASH_TEXT], body[256];
    int64_t print_id;

    sounding_score(fixture);
    scene_digest(fixture, 1, digest);
    json_decref(expect(sign(fixture, AS_MUSIC, 1), 201));
    print_id = sounding_print(fixture, 1, "Percussion");
    json = scene_state(fixture, 1);
    assert_true(json_is_true(json_object_get(json, "is_checking")));
    assert_true(json_is_null(json_object_get(json, "sounds_sha256")));
    json_decref(json);
    expect_side(fixture, 1, "music", "signed", "");
    fixture->as = AS_STAGE;
    snprintf(body, sizeof body, "{\"sounds_sha256\": \"%s\", \"monitoring\": \"stage\"}", digest);
    expect_error(post(fixture, "/api/scenes/1/signoffs", body), 409, "listened to");
    sounding_range(fixture, print_id, SCENE_1_IN, SCENE_2_IN, "");
    json_decref(expect(post(fixture, "/api/scenes/1/signoffs", body), 201));
}

static void a_scene_without_music_can_be_signed(void **state)
{
    struct fixture *fixture = *state;

    sounding_film(fixture);
    json_decref(expect(sign(fixture, AS_STAGE, 2), 201));
    sounding_stem(fixture, 1, "Brass", "", "brass");
    expect_side(fixture, 2, "stage", "stale", "Brass is new (1m1 v1)");
}

static void a_signature_says_what_is_wrong_with_it(void **state)
{
    static const struct {
        const char *keys, *words;
    } cases[] = {
        { "\"monitoring\": \"telephone\"", "monitoring is" },
        { "\"monitoring\": 1", "monitoring" },
        { "\"monitoring\": \"stage\", \"text\": 1", "text" },
        { "\"monitoring\": \"stage\", \"text\": \"a\\u0000b\"", "" },
        { "\"monitoring\": \"stage\", \"side\": \"stage\"", "side" },
        { "\"text\": \"good\"", "monitoring" },
    };
    struct fixture *fixture = *state;

    sounding_score(fixture);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_error(post_bound(fixture, 1, "signoffs", cases[i].keys), 400, cases[i].words);
    expect_error(post(fixture, "/api/scenes/1/signoffs",
                      "{\"sounds_sha256\": \"77\", \"monitoring\": \"stage\"}"),
                 400, "64 hex digits");
    expect_error(post(fixture, "/api/scenes/9/signoffs", "{}"), 404, "");
    expect_error(get(fixture, "/api/scenes/9/state"), 404, "");
}

static void only_a_side_signs_and_only_for_itself(void **state)
{
    struct fixture *fixture = *state;
    char target[64];

    sounding_score(fixture);
    snprintf(target, sizeof target, "/api/signoffs/%lld/revoke",
             (long long)id_of(expect(sign(fixture, AS_MUSIC, 1), 201)));
    fixture_join(fixture, 1, AS_OTHER, SIDE_NONE);
    expect_error(sign(fixture, AS_OTHER, 2), 403, "");
    fixture->as = AS_STAGE;
    expect_error(post(fixture, target, "{\"reason\": \"not mine\"}"), 403, "music");
    expect_side(fixture, 1, "music", "signed", "");
}

static void a_revocation_needs_a_reason_and_is_kept(void **state)
{
    struct fixture *fixture = *state;
    int64_t id;
    char target[64];
    json_t *json;

    sounding_score(fixture);
    id = id_of(expect(sign(fixture, AS_MUSIC, 1), 201));
    snprintf(target, sizeof target, "/api/signoffs/%lld/revoke", (long long)id);
    expect_error(post(fixture, target, "{\"reason\": \"  \"}"), 400, "reason is empty");
    expect_error(post(fixture, target, "{}"), 400, "reason");
    json = expect(post(fixture, target, "{\"reason\": \"wrong mix\"}"), 200);
    assert_string_equal(text_of(json, "state"), "revoked");
    assert_string_equal(text_of(json, "reason"), "wrong mix");
    assert_string_equal(text_of(json_object_get(json, "revoked_by"), "name"), "Mara");
    json_decref(json);
    expect_error(post(fixture, target, "{\"reason\": \"again\"}"), 409, "current");
    expect_side(fixture, 1, "music", "revoked", "");
    json_decref(expect(sign(fixture, AS_MUSIC, 1), 201));
    expect_side(fixture, 1, "music", "signed", "");
    json = expect(get(fixture, "/api/scenes/1/signoffs"), 200);
    assert_int_equal(json_array_size(json_object_get(json, "signoffs")), 2);
    assert_string_equal(text_of(json_array_get(json_object_get(json, "signoffs"), 1), "reason"),
                        "wrong mix");
    json_decref(json);
}

static void a_receipt_is_the_hash_of_the_event(void **state)
{
    struct fixture *fixture = *state;
    struct db *db;
    struct event event;
    char hash[HASH_TEXT];
    json_t *signoff;

    sounding_score(fixture);
    signoff = expect(sign(fixture, AS_MUSIC, 1), 201);
    db = app_db_take(fixture->app, NULL);
    assert_int_equal(db_event(db, number_of(signoff, "id"), &event, NULL), ERR_NONE);
    hash_format(hash, &event.hash);
    assert_string_equal(text_of(signoff, "receipt"), hash);
    assert_string_equal(event.kind, "scene.sign");
    assert_int_equal(event.scene_id, 1);
    free(event.detail);
    app_db_give(fixture->app, db);
    json_decref(signoff);
}

static void a_scene_that_is_gone_keeps_its_history_and_is_signed_no_more(void **state)
{
    struct fixture *fixture = *state;
    char digest[HASH_TEXT], body[256];
    json_t *json;

    sounding_score(fixture);
    json_decref(expect(sign(fixture, AS_MUSIC, 2), 201));
    scene_digest(fixture, 2, digest);
    put_scene_1(fixture, SCENE_1_IN, SCENE_2_IN);
    snprintf(body, sizeof body, "{\"sounds_sha256\": \"%s\", \"monitoring\": \"stage\"}", digest);
    fixture->as = AS_STAGE;
    expect_error(post(fixture, "/api/scenes/2/signoffs", body), 409, "no longer in the scene list");
    json = scene_state(fixture, 2);
    assert_true(json_is_true(json_object_get(json, "is_gone")));
    json_decref(json);
    expect_side(fixture, 2, "music", "signed", "");
    json = expect(get(fixture, "/api/scenes/2/signoffs"), 200);
    assert_int_equal(json_array_size(json_object_get(json, "signoffs")), 1);
    json_decref(json);
}

static enum err_code apply_one(void *ctx, const struct event *event, struct err *err)
{
    return act_apply(ctx, event, err);
}

static enum err_code make_again(struct db *db, void *ctx, struct err *err)
{
    const enum err_code code = db_state_remove(db, err);

    (void)ctx;
    return code ? code : db_events_each(db, apply_one, db, err);
}

static void the_state_follows_from_the_events_alone(void **state)
{
    struct fixture *fixture = *state;
    struct state before, after;
    char target[64];
    struct db *db;
    int64_t id;

    sounding_score(fixture);
    json_decref(expect(post_bound(fixture, 1, "heard",
                                  "\"lfe\": \"in\", \"temps\": true, \"monitoring\": \"stage\","
                                  " \"spans\": [[0, 100001]]"),
                       204));
    id = id_of(expect(sign(fixture, AS_MUSIC, 1), 201));
    json_decref(expect(sign(fixture, AS_STAGE, 1), 201));
    json_decref(
        expect(post_bound(fixture, 1, "lfe", "\"complete_without\": true, \"text\": \"w\""), 201));
    snprintf(target, sizeof target, "/api/signoffs/%lld/revoke", (long long)id);
    json_decref(expect(post(fixture, target, "{\"reason\": \"wrong mix\"}"), 200));
    sounding_stem(fixture, 1, "Percussion", "drums", "drums");
    json_decref(expect(sign(fixture, AS_STAGE, 1), 201));
    db = app_db_take(fixture->app, NULL);
    assert_int_equal(db_state(db, &before, NULL), ERR_NONE);
    assert_int_equal(db_txn(db, make_again, NULL, NULL), ERR_NONE);
    assert_int_equal(db_state(db, &after, NULL), ERR_NONE);
    assert_null(state_difference(&before, &after, &id));
    state_clear(&before);
    state_clear(&after);
    app_db_give(fixture->app, db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(both_sides_sign_what_a_scene_sounds_like),
        TEST(one_changed_stem_voids_its_scene_and_no_other),
        TEST(the_same_sound_in_another_set_voids_nothing),
        TEST(what_is_new_and_what_is_gone_is_named),
        TEST(a_longer_scene_says_by_how_much),
        TEST(a_scene_that_moved_is_judged_by_its_sound),
        TEST(a_sound_of_before_cannot_be_signed),
        TEST(nothing_is_signed_while_prints_are_listened_to),
        TEST(a_scene_without_music_can_be_signed),
        TEST(a_signature_says_what_is_wrong_with_it),
        TEST(only_a_side_signs_and_only_for_itself),
        TEST(a_revocation_needs_a_reason_and_is_kept),
        TEST(a_receipt_is_the_hash_of_the_event),
        TEST(a_scene_that_is_gone_keeps_its_history_and_is_signed_no_more),
        TEST(the_state_follows_from_the_events_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
