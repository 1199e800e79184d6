/* Previews through the API: what plays, the same bytes at any time, and honest words about it. */
#include "tests/unit/server_api/fixture.h"

static const int64_t hour_samples = 3600 * INT64_C(48000);

static void add_print(struct fixture *fixture, const char *target, struct wav_spec spec,
                      uint64_t seed, unsigned status)
{
    struct wav wav = noise_wav(spec, seed);

    json_decref(expect(upload(fixture, target, &wav), status));
    wav_clear(&wav);
}

/* A film with a published set of a Brass and a String print at one hour, Effects half a second
 * later. */
static void film_with_sound(struct fixture *fixture)
{
    struct wav_spec later = good_spec();

    later.time_reference += 24000;
    fixture_film(fixture);
    add_print(fixture, "/api/sets/1/prints/1m1_Brass.wav", good_spec(), 1, 201);
    add_print(fixture, "/api/sets/1/prints/1m1_String.wav", good_spec(), 2, 201);
    add_print(fixture, "/api/pictures/1/temps/R1_FX_temp.wav", later, 3, 201);
    publish(fixture, 1);
}

static json_t *ask(struct fixture *fixture, const char *body, unsigned status)
{
    return expect(post(fixture, "/api/pictures/1/previews", body), status);
}

static void refuse(struct fixture *fixture, const char *body, unsigned status, const char *words)
{
    expect_error(post(fixture, "/api/pictures/1/previews", body), status, words);
}

static struct answer media(struct fixture *fixture, const json_t *preview, const char *container)
{
    char target[128];

    snprintf(target, sizeof target, "/api/previews/%s/%s", text_of(preview, "id"), container);
    return get(fixture, target);
}

static void without_a_range_all_that_there_is_plays(void **state)
{
    json_t *json;

    film_with_sound(*state);
    json = ask(*state, "{}", 201);
    assert_int_equal(number_of(json, "in_samples"), hour_samples);
    assert_int_equal(number_of(json, "out_samples"), hour_samples + 72000);
    assert_string_equal(text_of(json, "tc_in"), "01:00:00:00");
    assert_string_equal(text_of(json, "tc_out"), "01:00:01:12");
    assert_int_equal(json_array_size(json_object_get(json, "sources")), 3);
    assert_string_equal(text_of(json, "heard"),
                        "Lo/Ro: C, Ls, Rs -3 dB; LFE out; headroom 0.0 dB; no limiter");
    assert_true(json_is_null(json_object_get(json, "lfe_db")));
    assert_string_equal(text_of(json, "limiter"), "none");
    json_decref(json);
}

static void sources_name_cue_set_and_files(void **state)
{
    json_t *json, *print, *temp;

    film_with_sound(*state);
    json = ask(*state,
               "{\"recipe\": {\"sources\": [{\"role\": \"Brass\", \"gain_db\": -3},"
               " {\"role\": \"Effects\"}]}}",
               201);
    assert_int_equal(json_array_size(json_object_get(json, "sources")), 2);
    print = json_array_get(json_object_get(json, "sources"), 0);
    temp = json_array_get(json_object_get(json, "sources"), 1);
    assert_string_equal(text_of(print, "cue"), "1m1");
    assert_int_equal(number_of(print, "set_id"), 1);
    assert_int_equal(number_of(print, "print_id"), 1);
    assert_true(json_real_value(json_object_get(print, "gain_db")) == -3);
    assert_int_equal(strlen(text_of(print, "audio_sha256")), 64);
    assert_int_equal(json_array_size(json_object_get(print, "files")), 1);
    assert_true(json_is_null(json_object_get(temp, "cue")));
    assert_int_equal(number_of(temp, "temp_id"), 3);
    assert_null(json_object_get(temp, "print_id"));
    json_decref(json);
}

static void every_container_has_the_bytes_that_were_told(void **state)
{
    static const char *const containers[] = { "webm", "mp4", "opus" };
    json_t *json;

    film_with_sound(*state);
    json = ask(*state, "{}", 201);
    for (size_t i = 0; i < 3; i++) {
        const json_t *file = json_object_get(json_object_get(json, "files"), containers[i]);
        struct answer answer = get(*state, text_of(file, "url"));
        char etag[96];
        assert_int_equal(answer.status, 200);
        assert_int_equal(answer.bytes, number_of(file, "bytes"));
        assert_string_equal(answer.media_type, text_of(file, "media_type"));
        snprintf(etag, sizeof etag, "%s-%s", text_of(json, "id"), containers[i]);
        assert_string_equal(answer.etag, etag);
        assert_int_equal(number_of(file, "pages"), 2);
        assert_true(number_of(file, "header_bytes") + number_of(file, "pre_skip_bytes") +
                        number_of(file, "page_bytes") <
                    number_of(file, "bytes"));
        answer_clear(&answer);
    }
    json_decref(json);
}

static void the_same_question_has_the_same_answer(void **state)
{
    json_t *first, *second, *third;

    film_with_sound(*state);
    first = ask(*state, "{\"tc_in\": \"01:00:00:00\", \"tc_out\": \"01:00:01:00\"}", 201);
    second = ask(*state,
                 "{\"in_samples\": 172800000, \"out_samples\": 172848000,"
                 " \"recipe\": {\"lfe\": \"out\"}}",
                 200);
    assert_true(json_equal(first, second));
    third = ask(*state,
                "{\"tc_in\": \"01:00:00:00\", \"tc_out\": \"01:00:01:00\","
                " \"recipe\": {\"lfe\": \"plus_4\"}}",
                201);
    assert_string_not_equal(text_of(first, "id"), text_of(third, "id"));
    assert_true(json_number_value(json_object_get(third, "lfe_db")) == 4);
    json_decref(first);
    json_decref(second);
    json_decref(third);
}

static void after_a_restart_a_preview_has_the_same_bytes(void **state)
{
    struct fixture *fixture = *state;
    struct answer before, after;
    json_t *json, *again;
    char target[96];

    film_with_sound(fixture);
    json = ask(fixture, "{\"recipe\": {\"lfe\": \"minus_3\", \"fold\": \"lt_rt\"}}", 201);
    before = media(fixture, json, "webm");
    fixture_restart(fixture);
    after = media(fixture, json, "webm");
    assert_int_equal(before.bytes, after.bytes);
    assert_memory_equal(before.data, after.data, before.bytes);
    snprintf(target, sizeof target, "/api/previews/%s", text_of(json, "id"));
    again = expect(get(fixture, target), 200);
    assert_true(json_equal(json, again));
    answer_clear(&before);
    answer_clear(&after);
    json_decref(json);
    json_decref(again);
}

static void a_preview_stays_what_it_was_when_more_arrives(void **state)
{
    struct fixture *fixture = *state;
    struct answer before, after;
    json_t *json, *newer;

    fixture_film(fixture);
    add_print(fixture, "/api/sets/1/prints/1m1_Brass.wav", mono_spec(), 1, 201);
    json = ask(fixture, "{\"sets\": [1]}", 201);
    before = media(fixture, json, "opus");
    add_print(fixture, "/api/sets/1/prints/1m1_String.wav", mono_spec(), 2, 201);
    fixture_restart(fixture);
    after = media(fixture, json, "opus");
    assert_int_equal(after.status, 200);
    assert_memory_equal(before.data, after.data, before.bytes);
    newer = ask(fixture, "{\"sets\": [1]}", 201);
    assert_string_not_equal(text_of(json, "id"), text_of(newer, "id"));
    answer_clear(&before);
    answer_clear(&after);
    json_decref(json);
    json_decref(newer);
}

static void two_pictures_with_the_same_sound_are_two_previews(void **state)
{
    json_t *first, *second;

    film_with_sound(*state);
    json_decref(expect(post(*state, "/api/productions/1/pictures", "{\"name\": \"Cut 15\"}"), 201));
    first = ask(*state, "{\"in_samples\": 0, \"out_samples\": 48000}", 201);
    second = expect(
        post(*state, "/api/pictures/2/previews", "{\"in_samples\": 0, \"out_samples\": 48000}"),
        201);
    assert_string_not_equal(text_of(first, "id"), text_of(second, "id"));
    assert_int_equal(number_of(second, "picture_id"), 2);
    json_decref(first);
    json_decref(second);
}

static void where_nothing_sounds_there_is_silence(void **state)
{
    struct answer answer;
    json_t *json;

    film_with_sound(*state);
    json = ask(*state, "{\"tc_in\": \"05:00:00:00\", \"tc_out\": \"05:00:01:00\"}", 201);
    assert_int_equal(json_array_size(json_object_get(json, "sources")), 0);
    answer = media(*state, json, "webm");
    assert_int_equal(answer.status, 200);
    answer_clear(&answer);
    json_decref(json);
}

static void a_scene_gives_its_range(void **state)
{
    json_t *scenes, *json;
    char body[64];

    film_with_sound(*state);
    scenes = expect(put_typed(*state, "/api/pictures/1/scenes", "text/csv",
                              "scene,name,tc_in,tc_out\n12A,Pier,01:00:00:06,01:00:01:00\n"),
                    200);
    snprintf(body, sizeof body, "{\"scene_id\": %lld}",
             (long long)number_of(json_array_get(json_object_get(scenes, "scenes"), 0), "id"));
    json = ask(*state, body, 201);
    assert_string_equal(text_of(json, "tc_in"), "01:00:00:06");
    assert_string_equal(text_of(json, "tc_out"), "01:00:01:00");
    assert_int_equal(number_of(json, "samples"), 36000);
    json_decref(json);
    json_decref(scenes);
}

static void a_question_is_held_to_its_rules(void **state)
{
    static const struct {
        const char *body, *words;
        unsigned status;
    } cases[] = {
        { "{\"tc_in\": \"01:00:00:00\"}", "together", 400 },
        { "{\"in_samples\": 5}", "together", 400 },
        { "{\"in_samples\": -5, \"out_samples\": 5}", "below 0", 400 },
        { "{\"in_samples\": 5, \"out_samples\": 5}", "ends before", 400 },
        { "{\"in_samples\": 0, \"out_samples\": 4611686018427387904}", "day", 400 },
        { "{\"scene_id\": 1, \"in_samples\": 0, \"out_samples\": 5}", "once", 400 },
        { "{\"scene_id\": 99}", "scene", 400 },
        { "{\"tc_in\": \"01:00:00:99\", \"tc_out\": \"01:00:01:00\"}", "01:00:00:99", 400 },
        { "{\"sets\": [9]}", "9", 400 },
        { "{\"sets\": \"all\"}", "sets", 400 },
        { "{\"recipe\": {\"volume\": 11}}", "volume", 400 },
        { "{\"recipe\": {\"sources\": [{\"role\": \"Strings\"}]}}", "Strings", 400 },
        { "{\"recipe\": {\"sources\": [{\"role\": \"Brass\", \"gain_db\": 99}]}}", "99", 400 },
        { "{\"headroom_db\": -3}", "headroom_db", 400 },
    };

    film_with_sound(*state);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        refuse(*state, cases[i].body, cases[i].status, cases[i].words);
}

static void without_anything_to_play_the_range_must_be_told(void **state)
{
    fixture_film(*state);
    refuse(*state, "{}", 400, "tc_in");
    json_decref(ask(*state, "{\"in_samples\": 0, \"out_samples\": 960}", 201));
}

static void what_must_be_answered_first_is_named(void **state)
{
    struct wav_spec no_order = good_spec(), no_start = good_spec();

    no_order.mask = 0;
    no_start.bext = false;
    film_with_sound(*state);
    json_decref(expect(post(*state, "/api/cues/1/sets", "{\"picture_id\": 1}"), 201));
    add_print(*state, "/api/sets/2/prints/1m1_Brass.wav", good_spec(), 1, 201);
    add_print(*state, "/api/sets/2/prints/1m1_Perc.wav", no_order, 4, 201);
    refuse(*state, "{\"sets\": [2]}", 409, "1m1_Perc.wav (print 5: channel order)");
    json_decref(ask(
        *state, "{\"sets\": [2], \"tc_in\": \"03:00:00:00\", \"tc_out\": \"03:00:01:00\"}", 201));
    json_decref(
        ask(*state, "{\"sets\": [2], \"recipe\": {\"sources\": [{\"role\": \"Brass\"}]}}", 201));
    json_decref(expect(post(*state, "/api/prints/5/order", "{\"order\": \"smpte\"}"), 200));
    json_decref(ask(*state, "{\"sets\": [2]}", 201));
    add_print(*state, "/api/sets/2/prints/1m1_Atmo.wav", no_start, 5, 201);
    refuse(*state, "{\"sets\": [2]}", 409, "1m1_Atmo.wav (print 6: start)");
}

static void a_cue_plays_its_newest_published_set_or_a_draft_that_is_named(void **state)
{
    struct wav_spec unknown = good_spec();
    json_t *json;

    unknown.mask = 0;
    film_with_sound(*state);
    json_decref(expect(post(*state, "/api/cues/1/sets", "{\"picture_id\": 1}"), 201));
    add_print(*state, "/api/sets/2/prints/1m1_Brass.wav", unknown, 7, 201);
    json = ask(*state, "{}", 201); /* set 2 is a draft: set 1 plays */
    assert_int_equal(number_of(json_array_get(json_object_get(json, "sources"), 0), "set_id"), 1);
    json_decref(json);
    refuse(*state, "{\"sets\": [2]}", 409, "1m1_Brass.wav");
    json_decref(expect(post(*state, "/api/prints/4/order", "{\"order\": \"film\"}"), 200));
    json = ask(*state, "{\"sets\": [2]}", 201);                             /* on purpose */
    assert_int_equal(json_array_size(json_object_get(json, "sources")), 2); /* Brass, Effects */
    json_decref(json);
    json = ask(*state, "{}", 200);
    assert_int_equal(json_array_size(json_object_get(json, "sources")), 3);
    json_decref(json);
    publish(*state, 2);
    json = ask(*state, "{}", 200);
    assert_int_equal(json_array_size(json_object_get(json, "sources")), 2);
    assert_int_equal(number_of(json_array_get(json_object_get(json, "sources"), 0), "set_id"), 2);
    json_decref(json);
    json = ask(*state, "{\"sets\": [1]}", 200);
    assert_int_equal(json_array_size(json_object_get(json, "sources")), 3);
    json_decref(json);
    json = ask(*state, "{\"sets\": []}", 201);
    assert_int_equal(json_array_size(json_object_get(json, "sources")), 1);
    json_decref(json);
    refuse(*state, "{\"sets\": [1, 2]}", 400, "one cue");
}

static void a_set_that_is_arriving_silences_nothing(void **state)
{
    static const char *const names[] = { "Brass",   "String",     "Atmospheric",
                                         "FX_inst", "Percussion", "Full_mix" };
    char target[64];
    json_t *json;

    fixture_film(*state);
    json_decref(expect(post(*state, "/api/cues/1/sets", "{\"picture_id\": 1}"), 201));
    for (unsigned i = 0; i < 12; i++) {
        snprintf(target, sizeof target, "/api/sets/%u/prints/1m1_%s.wav", 1 + i / 6, names[i % 6]);
        add_print(*state, target, good_spec(), i, 201);
    }
    json = ask(*state, "{}", 201);
    assert_int_equal(number_of(json_array_get(json_object_get(json, "sources"), 0), "set_id"), 2);
    json_decref(json);
    json_decref(expect(post(*state, "/api/cues/1/sets", "{\"picture_id\": 1}"), 201));
    add_print(*state, "/api/sets/3/prints/1m1_Brass.wav", good_spec(), 77, 201);
    json = ask(*state, "{}", 200);
    assert_int_equal(number_of(json_array_get(json_object_get(json, "sources"), 0), "set_id"), 2);
    json_decref(json);
}

static void the_matrix_is_told_without_the_headroom(void **state)
{
    json_t *json, *left;

    json_decref(expect(post(*state, "/api/productions",
                            "{\"name\": \"x\", \"frame_rate\": \"25\", \"headroom_db\": -6}"),
                       201));
    json_decref(expect(post(*state, "/api/productions/1/pictures", "{\"name\": \"x\"}"), 201));
    json = ask(*state,
               "{\"in_samples\": 0, \"out_samples\": 48000,"
               " \"recipe\": {\"fold\": \"lt_rt\", \"lfe\": \"minus_3\"}}",
               201);
    left = json_object_get(json_object_get(json, "matrix"), "left");
    assert_true(json_real_value(json_object_get(left, "L")) == 1);
    assert_true(json_real_value(json_object_get(left, "C")) == 0.707107);
    assert_non_null(json_object_get(json_object_get(json, "matrix"), "shifted_left"));
    assert_true(json_number_value(json_object_get(json, "headroom_db")) == -6);
    assert_true(json_number_value(json_object_get(json, "lfe_db")) == -3.01);
    json_decref(json);
}

static void overs_are_told_at_their_place_on_the_timeline(void **state)
{
    struct fixture *fixture = *state;
    json_t *json, *overs = NULL, *first;
    char target[128];

    film_with_sound(fixture);
    json = ask(fixture,
               "{\"recipe\": {\"sources\": [{\"role\": \"Brass\", \"gain_db\": 20},"
               " {\"role\": \"String\", \"gain_db\": 20}]}}",
               201);
    snprintf(target, sizeof target, "/api/previews/%s/overs", text_of(json, "id"));
    for (int i = 0; i < 500; i++) {
        json_decref(overs);
        overs = expect(get(fixture, target), 200);
        if (json_is_true(json_object_get(overs, "complete")))
            break;
        usleep(10000);
    }
    assert_true(json_is_true(json_object_get(overs, "complete")));
    assert_int_equal(number_of(overs, "scanned_samples"), number_of(json, "samples"));
    assert_int_equal(number_of(overs, "count"), 1);
    first = json_array_get(json_object_get(overs, "overs"), 0);
    assert_true(number_of(first, "in_samples") >= hour_samples);
    assert_true(number_of(first, "out_samples") <= hour_samples + 48000);
    assert_int_equal(strncmp(text_of(first, "tc_in"), "01:00:00:", 9), 0);
    /* noise of -20 dB peak, 20 dB up, from two stems and six channels: above 0, below 2 x 2.42 */
    assert_true(json_real_value(json_object_get(first, "peak_db")) > 0);
    assert_true(json_real_value(json_object_get(first, "peak_db")) < 13.7);
    json_decref(overs);
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_a_range_all_that_there_is_plays),
        TEST(sources_name_cue_set_and_files),
        TEST(every_container_has_the_bytes_that_were_told),
        TEST(the_same_question_has_the_same_answer),
        TEST(after_a_restart_a_preview_has_the_same_bytes),
        TEST(a_preview_stays_what_it_was_when_more_arrives),
        TEST(two_pictures_with_the_same_sound_are_two_previews),
        TEST(where_nothing_sounds_there_is_silence),
        TEST(a_scene_gives_its_range),
        TEST(a_question_is_held_to_its_rules),
        TEST(without_anything_to_play_the_range_must_be_told),
        TEST(what_must_be_answered_first_is_named),
        TEST(a_cue_plays_its_newest_published_set_or_a_draft_that_is_named),
        TEST(a_set_that_is_arriving_silences_nothing),
        TEST(the_matrix_is_told_without_the_headroom),
        TEST(overs_are_told_at_their_place_on_the_timeline),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
