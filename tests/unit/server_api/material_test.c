/* What the record tells of prints and temps. */
#include "server/store/events.h"
#include "tests/unit/server_api/fixture.h"

static void put_print(struct fixture *fixture, const char *target, struct wav_spec spec,
                      uint64_t seed, unsigned status)
{
    struct wav wav = noise_wav(spec, seed);

    json_decref(expect(upload(fixture, target, &wav), status));
    wav_clear(&wav);
}

/* The events of the production of one kind, oldest first. */
static struct events events_of(struct fixture *fixture, const char *kind)
{
    struct event_filter filter = { .production_id = 1, .limit = 100 };
    struct db *db = app_db_take(fixture->app, NULL);
    struct events events;

    snprintf(filter.kind, sizeof filter.kind, "%s", kind);
    assert_int_equal(db_events(db, &filter, &events, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    return events;
}

static size_t count_of(struct fixture *fixture, const char *kind)
{
    struct events events = events_of(fixture, kind);
    const size_t count = events.count;

    events_clear(&events);
    return count;
}

/* The detail of the newest one; the caller frees. */
static json_t *newest(struct fixture *fixture, const char *kind)
{
    struct events events = events_of(fixture, kind);
    const struct event *last = &events.list[events.count - 1];
    json_t *detail;

    assert_true(events.count > 0);
    assert_int_equal(last->person_id, fixture->as);
    assert_string_equal(last->address, "192.0.2.7");
    detail = json_loads(last->detail, 0, NULL);
    assert_non_null(detail);
    events_clear(&events);
    return detail;
}

static void an_upload_is_an_event_with_the_file_and_its_place(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = noise_wav(good_spec(), 1);
    const struct hash hash = hash_of(wav.data, wav.bytes);
    char text[HASH_TEXT];
    json_t *detail;

    fixture_film(fixture);
    json_decref(expect(upload(fixture, "/api/sets/1/prints/1m1_Brass.wav", &wav), 201));
    detail = newest(fixture, "print.upload");
    hash_format(text, &hash);
    assert_int_equal(number_of(detail, "recording_id"), 1);
    assert_string_equal(text_of(detail, "role"), "Brass");
    assert_string_equal(text_of(detail, "filename"), "1m1_Brass.wav");
    assert_int_equal(number_of(detail, "bytes"), wav.bytes);
    assert_string_equal(text_of(detail, "sha256"), text);
    assert_string_equal(text_of(detail, "cue"), "1m1");
    assert_int_equal(number_of(detail, "version"), 1);
    json_decref(detail);
    json_decref(expect(upload(fixture, "/api/sets/1/prints/1m1_Brass.wav", &wav), 200));
    assert_int_equal(count_of(fixture, "print.upload"), 1); /* the same once more is none */
    wav_clear(&wav);
}

static void what_was_refused_is_no_event(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = noise_wav(good_spec(), 2);
    struct call call = { .method = "PUT",
                         .target = "/api/sets/1/prints/1m1_String.wav",
                         .body = wav.data,
                         .body_bytes = wav.bytes,
                         .content_length = (int64_t)wav.bytes,
                         .break_off = true };
    struct answer answer;

    fixture_film(fixture);
    put_print(fixture, "/api/sets/1/prints/1m1_Brass.wav", good_spec(), 1, 201);
    expect_error(upload(fixture, "/api/sets/1/prints/1m1_Brass.wav", &wav), 409, "new set");
    answer = fixture_call(fixture, &call);
    answer_clear(&answer);
    assert_int_equal(count_of(fixture, "print.upload"), 1);
    wav_clear(&wav);
}

static void each_mono_file_is_an_event(void **state)
{
    static const char *const channels[] = { "L", "R", "C", "LFE", "Ls", "Rs" };
    struct fixture *fixture = *state;
    char target[64];
    json_t *detail;

    fixture_film(fixture);
    for (unsigned i = 0; i < 6; i++) {
        snprintf(target, sizeof target, "/api/sets/1/prints/1m1_Brass.%s.wav", channels[i]);
        put_print(fixture, target, mono_spec(), i, i < 5 ? 202 : 201);
    }
    assert_int_equal(count_of(fixture, "print.upload"), 6);
    detail = newest(fixture, "print.upload");
    assert_string_equal(text_of(detail, "filename"), "1m1_Brass.Rs.wav");
    json_decref(detail);
}

static void answers_about_prints_and_temps_are_events(void **state)
{
    struct fixture *fixture = *state;
    struct wav_spec unknown = good_spec();
    json_t *detail;

    unknown.mask = 0;
    unknown.bext = false;
    fixture_film(fixture);
    put_print(fixture, "/api/sets/1/prints/1m1_Brass.wav", unknown, 1, 201);
    put_print(fixture, "/api/pictures/1/temps/R1_FX_temp.wav", unknown, 2, 201);
    json_decref(expect(post(fixture, "/api/prints/1/order", "{\"order\": \"film\"}"), 200));
    detail = newest(fixture, "print.order");
    assert_string_equal(text_of(detail, "order"), "L C R Ls Rs LFE");
    json_decref(detail);
    json_decref(expect(post(fixture, "/api/prints/1/start", "{\"start_samples\": 48000}"), 200));
    detail = newest(fixture, "print.start");
    assert_int_equal(number_of(detail, "start_samples"), 48000);
    json_decref(detail);
    fixture->as = AS_STAGE;
    json_decref(expect(post(fixture, "/api/temps/2/order", "{\"order\": \"smpte\"}"), 200));
    json_decref(expect(post(fixture, "/api/temps/2/start", "{\"start_samples\": 1}"), 200));
    detail = newest(fixture, "temp.start");
    assert_string_equal(text_of(detail, "picture"), "Cut 14");
    json_decref(detail);
    assert_int_equal(count_of(fixture, "temp.order"), 1);
    assert_int_equal(count_of(fixture, "temp.upload"), 1);
    expect_error(post(fixture, "/api/prints/1/order", "{\"order\": \"stereo\"}"), 400, "channels");
    assert_int_equal(count_of(fixture, "print.order"), 1);
}

static void a_set_is_published_once_by_the_upload_or_the_answer_that_completes_it(void **state)
{
    static const char *const names[] = { "Brass",   "String",     "Atmospheric",
                                         "FX_inst", "Percussion", "Full_mix" };
    struct fixture *fixture = *state;
    struct wav_spec no_start = good_spec();
    char target[64];
    json_t *json;

    fixture_film(fixture);
    no_start.bext = false;
    for (unsigned i = 0; i < 6; i++) {
        snprintf(target, sizeof target, "/api/sets/1/prints/1m1_%s.wav", names[i]);
        put_print(fixture, target, i == 2 ? no_start : good_spec(), i, 201);
    }
    assert_int_equal(count_of(fixture, "set.publish"), 0);
    json = expect(get(fixture, "/api/sets/1"), 200);
    assert_true(json_is_true(json_object_get(json, "complete")));
    assert_true(json_is_null(json_object_get(json, "published_at_ms")));
    json_decref(json);
    json_decref(
        expect(post(fixture, "/api/prints/3/start", "{\"start_samples\": 172800000}"), 200));
    assert_int_equal(count_of(fixture, "set.publish"), 1);
    json = newest(fixture, "set.publish");
    assert_int_equal(number_of(json, "set_id"), 1);
    assert_int_equal(number_of(json, "version"), 1);
    assert_string_equal(text_of(json, "cue"), "1m1");
    json_decref(json);
    json_decref(expect(post(fixture, "/api/prints/3/start", "{\"start_samples\": 5}"), 200));
    assert_int_equal(count_of(fixture, "set.publish"), 1);
    json = expect(get(fixture, "/api/sets/1"), 200);
    assert_true(number_of(json, "published_at_ms") > 0);
    json_decref(json);
}

static void a_new_set_is_an_event(void **state)
{
    struct fixture *fixture = *state;
    json_t *detail;

    fixture_film(fixture);
    json_decref(expect(post(fixture, "/api/cues/1/sets", "{\"picture_id\": 1}"), 201));
    assert_int_equal(count_of(fixture, "set.add"), 2);
    detail = newest(fixture, "set.add");
    assert_int_equal(number_of(detail, "set_id"), 2);
    assert_int_equal(number_of(detail, "version"), 2);
    assert_string_equal(text_of(detail, "cue"), "1m1");
    json_decref(detail);
    expect_error(post(fixture, "/api/cues/1/sets", "{\"picture_id\": 7}"), 400, "picture");
    assert_int_equal(count_of(fixture, "set.add"), 2);
}

static void a_download_is_an_event_where_it_begins(void **state)
{
    struct fixture *fixture = *state;
    struct answer answer;
    json_t *detail;

    fixture_film(fixture);
    put_print(fixture, "/api/sets/1/prints/1m1_Brass.wav", good_spec(), 1, 201);
    answer = fixture_call(fixture,
                          &(struct call){ .method = "HEAD", .target = "/api/prints/1/files/0" });
    answer_clear(&answer);
    expect_error(get(fixture, "/api/prints/1/files/1"), 404, "files");
    assert_int_equal(count_of(fixture, "file.download"), 0);
    fixture->as = AS_STAGE;
    answer = get(fixture, "/api/prints/1/files/0");
    assert_int_equal(answer.status, 200);
    detail = newest(fixture, "file.download");
    assert_string_equal(text_of(detail, "filename"), "1m1_Brass.wav");
    assert_int_equal(number_of(detail, "bytes"), answer.bytes);
    assert_string_equal(text_of(detail, "sha256"), answer.etag);
    json_decref(detail);
    answer_clear(&answer);
    fixture->as = AS_OTHER;
    assert_int_equal(get(fixture, "/api/prints/1/files/0").status, 404);
    assert_int_equal(count_of(fixture, "file.download"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_upload_is_an_event_with_the_file_and_its_place),
        TEST(what_was_refused_is_no_event),
        TEST(each_mono_file_is_an_event),
        TEST(answers_about_prints_and_temps_are_events),
        TEST(a_set_is_published_once_by_the_upload_or_the_answer_that_completes_it),
        TEST(a_new_set_is_an_event),
        TEST(a_download_is_an_event_where_it_begins),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
