/* Prints and temps: taken whole or not at all, asked about where nothing tells. */
#include "tests/unit/server_api/fixture.h"

static const char *const channels[] = { "L", "R", "C", "LFE", "Ls", "Rs" };

static void a_print_is_taken_with_what_its_file_tells(void **state)
{
    struct wav wav = noise_wav(good_spec(), 1);
    json_t *json, *file;
    char hash[HASH_TEXT];
    struct hash expected;

    fixture_film(*state);
    json = expect(upload(*state, "/api/sets/1/prints/1m1_Strings.wav", &wav), 201);
    assert_string_equal(text_of(json, "role"), "String");
    assert_string_equal(text_of(json, "kind"), "stem");
    assert_string_equal(text_of(json, "order"), "L R C LFE Ls Rs");
    assert_string_equal(text_of(json, "order_known_by"), "mask");
    assert_string_equal(text_of(json, "tc_start"), "01:00:00:00");
    assert_string_equal(text_of(json, "start_known_by"), "bext");
    assert_int_equal(number_of(json, "samples"), 48000);
    assert_int_equal(number_of(json, "bits"), 24);
    assert_true(json_is_true(json_object_get(json, "playable")));
    assert_true(json_is_null(json_object_get(json, "question")));
    file = json_array_get(json_object_get(json, "files"), 0);
    expected = hash_of(wav.data, wav.bytes);
    hash_format(hash, &expected);
    assert_string_equal(text_of(file, "sha256"), hash);
    assert_int_equal(number_of(file, "bytes"), wav.bytes);
    json_decref(json);
    wav_clear(&wav);
}

static void the_untouched_bytes_come_back(void **state)
{
    struct wav wav = noise_wav(good_spec(), 1);
    struct answer answer;

    fixture_film(*state);
    json_decref(expect(upload(*state, "/api/sets/1/prints/1m1%20Brass%C3%A4.wav", &wav), 201));
    answer = get(*state, "/api/prints/1/files/0");
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.bytes, wav.bytes);
    assert_memory_equal(answer.data, wav.data, wav.bytes);
    assert_string_equal(answer.filename, "1m1 Brass\xc3\xa4.wav");
    answer_clear(&answer);
    expect_error(get(*state, "/api/prints/1/files/1"), 404, "files");
    wav_clear(&wav);
}

static void a_retry_is_welcome_and_other_audio_is_not(void **state)
{
    struct wav wav = noise_wav(good_spec(), 1), other = noise_wav(good_spec(), 2);
    json_t *first, *second;

    fixture_film(*state);
    first = expect(upload(*state, "/api/sets/1/prints/1m1_Brass.wav", &wav), 201);
    second = expect(upload(*state, "/api/sets/1/prints/again.wav?role=brass", &wav), 200);
    assert_true(json_equal(first, second));
    json_decref(first);
    json_decref(second);
    expect_error(upload(*state, "/api/sets/1/prints/1m1_Brass.wav", &other), 409, "new set");
    json_decref(expect(upload(*state, "/api/sets/1/prints/x.wav?role=String", &other), 201));
    wav_clear(&wav);
    wav_clear(&other);
}

static void a_set_is_complete_with_its_last_print(void **state)
{
    static const char *const names[] = { "mix", "perc", "str", "brass", "atmo", "fxinst" };
    char target[96];
    json_t *set;

    fixture_film(*state);
    for (unsigned i = 0; i < 6; i++) {
        struct wav wav = noise_wav(good_spec(), i);
        set = expect(get(*state, "/api/sets/1"), 200);
        assert_true(json_is_false(json_object_get(set, "complete")));
        json_decref(set);
        snprintf(target, sizeof target, "/api/sets/1/prints/%u.wav?role=%s", i, names[i]);
        json_decref(expect(upload(*state, target, &wav), 201));
        wav_clear(&wav);
    }
    set = expect(get(*state, "/api/sets/1"), 200);
    assert_true(json_is_true(json_object_get(set, "complete")));
    assert_string_equal(text_of(json_array_get(json_object_get(set, "prints"), 0), "role"),
                        "String");
    assert_string_equal(text_of(json_array_get(json_object_get(set, "prints"), 5), "kind"), "mix");
    json_decref(set);
}

static void a_name_that_tells_no_role_says_what_to_do(void **state)
{
    struct wav wav = noise_wav(good_spec(), 1);

    fixture_film(*state);
    expect_error(upload(*state, "/api/sets/1/prints/take7.wav", &wav), 422, "?role=");
    expect_error(upload(*state, "/api/sets/1/prints/x.wav?role=kazoo", &wav), 422, "String");
    expect_error(upload(*state, "/api/sets/1/prints/R1_DX_temp.wav", &wav), 422, "picture version");
    expect_error(upload(*state, "/api/pictures/1/temps/1m1_Brass.wav", &wav), 422, "role=dialogue");
    expect_error(upload(*state, "/api/sets/1/prints/x.wav?role=brass&order=left", &wav), 400,
                 "order");
    expect_error(upload(*state, "/api/sets/1/prints/x.wav?role=brass&channel=Q", &wav), 400,
                 "channel");
    expect_error(upload(*state, "/api/sets/1/prints/x.wav?role=brass&start=25:00:00:00", &wav), 400,
                 "25:00:00:00");
    expect_error(upload(*state, "/api/sets/1/prints/x.wav?role=brass&start_samples=-1", &wav), 400,
                 "start_samples");
    expect_error(upload(*state, "/api/sets/1/prints/.x.wav?role=brass", &wav), 400, "dot");
    assert_int_equal(folder_count(&((struct fixture *)*state)->folder, "incoming"), 0);
    wav_clear(&wav);
}

static void a_file_that_is_no_sound_leaves_nothing_behind(void **state)
{
    struct fixture *fixture = *state;
    struct wav junk = { 0 }, half = noise_wav(good_spec(), 1);
    json_t *set;

    fixture_film(*state);
    wav_add(&junk, "this is not a sound file at all", 31);
    expect_error(upload(*state, "/api/sets/1/prints/1m1_Brass.wav", &junk), 422, "1m1_Brass.wav");
    half.bytes = 40;
    expect_error(upload(*state, "/api/sets/1/prints/1m1_Brass.wav", &half), 422, "1m1_Brass.wav");
    junk.bytes = 0;
    assert_int_equal(upload(*state, "/api/sets/1/prints/1m1_Brass.wav", &junk).status, 422);
    assert_int_equal(folder_count(&fixture->folder, "incoming"), 0);
    assert_int_equal(folder_count(&fixture->folder, "blobs"), 0);
    set = expect(get(*state, "/api/sets/1"), 200);
    assert_int_equal(json_array_size(json_object_get(set, "prints")), 0);
    json_decref(set);
    wav_clear(&junk);
    wav_clear(&half);
}

static void an_order_that_nothing_tells_is_asked_and_answered(void **state)
{
    struct wav_spec spec = good_spec();
    struct wav wav;
    json_t *json;

    spec.mask = 0; /* noise on all channels: the sound tells nothing either */
    wav = noise_wav(spec, 1);
    fixture_film(*state);
    json = expect(upload(*state, "/api/sets/1/prints/1m1_Brass.wav", &wav), 201);
    assert_true(json_is_null(json_object_get(json, "order")));
    assert_string_equal(text_of(json, "order_known_by"), "unknown");
    assert_non_null(strstr(text_of(json, "question"), "order"));
    assert_true(json_is_false(json_object_get(json, "playable")));
    json_decref(json);
    expect_error(post(*state, "/api/prints/1/order", "{\"order\": \"stereo\"}"), 400, "6 channels");
    expect_error(post(*state, "/api/prints/1/order", "{\"order\": \"sideways\"}"), 400, "sideways");
    json = expect(post(*state, "/api/prints/1/order", "{\"order\": \"film\"}"), 200);
    assert_string_equal(text_of(json, "order"), "L C R Ls Rs LFE");
    assert_string_equal(text_of(json, "order_known_by"), "person");
    assert_true(json_is_null(json_object_get(json, "question")));
    assert_true(json_is_true(json_object_get(json, "playable")));
    json_decref(json);
    wav_clear(&wav);
}

static void an_order_can_be_told_with_the_upload(void **state)
{
    struct wav_spec spec = good_spec();
    struct wav wav;
    json_t *json;

    spec.mask = 0;
    wav = noise_wav(spec, 1);
    fixture_film(*state);
    json = expect(upload(*state, "/api/sets/1/prints/1m1_Brass.wav?order=dts", &wav), 201);
    assert_string_equal(text_of(json, "order"), "L R Ls Rs C LFE");
    assert_string_equal(text_of(json, "order_known_by"), "person");
    json_decref(json);
    expect_error(upload(*state, "/api/sets/1/prints/1m1_Perc.wav?order=stereo", &wav), 400,
                 "channels");
    wav_clear(&wav);
}

static void what_the_file_knows_is_not_asked(void **state)
{
    struct wav wav = noise_wav(good_spec(), 1);

    fixture_film(*state);
    json_decref(expect(upload(*state, "/api/sets/1/prints/1m1_Brass.wav", &wav), 201));
    expect_error(post(*state, "/api/prints/1/order", "{\"order\": \"film\"}"), 409, "layout");
    expect_error(post(*state, "/api/prints/1/start", "{\"start_samples\": 5}"), 409, "bext");
    wav_clear(&wav);
}

static void a_start_that_nothing_tells_is_asked_and_answered(void **state)
{
    struct wav_spec spec = good_spec();
    struct wav wav;
    json_t *json;

    spec.bext = false;
    wav = noise_wav(spec, 1);
    fixture_film(*state);
    json = expect(upload(*state, "/api/sets/1/prints/1m1_Brass.wav", &wav), 201);
    assert_true(json_is_null(json_object_get(json, "start_samples")));
    assert_true(json_is_null(json_object_get(json, "tc_start")));
    assert_string_equal(text_of(json, "start_known_by"), "unknown");
    assert_non_null(strstr(text_of(json, "question"), "start"));
    assert_true(json_is_false(json_object_get(json, "playable")));
    json_decref(json);
    expect_error(post(*state, "/api/prints/1/start", "{}"), 400, "start");
    expect_error(
        post(*state, "/api/prints/1/start", "{\"start\": \"01:00:00:00\", \"start_samples\": 1}"),
        400, "both");
    expect_error(post(*state, "/api/prints/1/start", "{\"start_samples\": -1}"), 400,
                 "start_samples");
    expect_error(post(*state, "/api/prints/1/start", "{\"start\": \"01:00:00:24\"}"), 400,
                 "01:00:00:24");
    json = expect(post(*state, "/api/prints/1/start", "{\"start\": \"01:00:30:00\"}"), 200);
    assert_int_equal(number_of(json, "start_samples"), 3630 * 48000LL);
    assert_string_equal(text_of(json, "start_known_by"), "person");
    assert_true(json_is_true(json_object_get(json, "playable")));
    json_decref(json);
    json = expect(post(*state, "/api/prints/1/start", "{\"start_samples\": 48}"), 200);
    assert_int_equal(number_of(json, "start_samples"), 48);
    json_decref(json);
    wav_clear(&wav);
}

static void a_start_that_a_person_tells_goes_before_the_file(void **state)
{
    struct wav wav = noise_wav(good_spec(), 1);
    json_t *json;

    fixture_film(*state);
    json = expect(upload(*state, "/api/sets/1/prints/1m1_Brass.wav?start=02:00:00:00", &wav), 201);
    assert_int_equal(number_of(json, "start_samples"), 7200 * 48000LL);
    assert_string_equal(text_of(json, "start_known_by"), "person");
    json_decref(json);
    wav_clear(&wav);
}

static void a_time_stamp_beyond_the_day_is_not_believed(void **state)
{
    struct wav_spec spec = good_spec();
    struct wav wav;
    json_t *json;

    spec.time_reference = UINT64_C(1) << 52;
    wav = noise_wav(spec, 1);
    fixture_film(*state);
    json = expect(upload(*state, "/api/sets/1/prints/1m1_Brass.wav", &wav), 201);
    assert_string_equal(text_of(json, "start_known_by"), "unknown");
    assert_true(json_array_size(json_object_get(json, "warnings")) > 0);
    json_decref(json);
    wav_clear(&wav);
}

static struct answer upload_mono(struct fixture *fixture, unsigned channel, uint64_t seed)
{
    struct wav wav = noise_wav(mono_spec(), seed);
    struct answer answer;
    char target[96];

    snprintf(target, sizeof target, "/api/sets/1/prints/1m1_Brass.%s.wav", channels[channel]);
    answer = upload(fixture, target, &wav);
    wav_clear(&wav);
    return answer;
}

static void mono_files_gather_to_one_print(void **state)
{
    json_t *json = NULL;

    fixture_film(*state);
    for (unsigned i = 0; i < 6; i++) {
        const unsigned channel = 5 - i;
        json_decref(json);
        json = expect(upload_mono(*state, channel, channel), i < 5 ? 202 : 201);
        assert_int_equal(number_of(json, "id"), 1);
        assert_int_equal(json_array_size(json_object_get(json, "missing")), 5 - i);
        assert_true(json_is_true(json_object_get(json, "playable")) == (i == 5));
        assert_true(json_is_true(json_object_get(json, "complete")) == (i == 5));
    }
    assert_string_equal(text_of(json, "order"), "L R C LFE Ls Rs");
    assert_string_equal(text_of(json, "order_known_by"), "suffix");
    assert_int_equal(number_of(json, "channels"), 6);
    assert_string_equal(text_of(json_array_get(json_object_get(json, "files"), 4), "channel"),
                        "Ls");
    json_decref(json);
    json_decref(expect(upload_mono(*state, 3, 3), 200));
    expect_error(upload_mono(*state, 3, 99), 409, "new set");
    expect_error(post(*state, "/api/prints/1/order", "{\"order\": \"film\"}"), 409, "names");
}

/* They could be the first of six; a stereo pair comes in one file. */
static void left_and_right_alone_wait_for_the_other_four(void **state)
{
    json_t *json;

    fixture_film(*state);
    json_decref(expect(upload_mono(*state, 1, 1), 202));
    json = expect(upload_mono(*state, 0, 0), 202);
    assert_int_equal(json_array_size(json_object_get(json, "missing")), 4);
    assert_true(json_is_false(json_object_get(json, "playable")));
    json_decref(json);
}

static void a_mono_file_that_does_not_fit_its_set_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct wav_spec spec = mono_spec();
    struct wav wav;
    json_t *set;

    spec.bits = 16;
    wav = noise_wav(spec, 7);
    fixture_film(*state);
    json_decref(expect(upload_mono(*state, 0, 0), 202));
    expect_error(upload(*state, "/api/sets/1/prints/1m1_Brass.C.wav", &wav), 400, "depth");
    assert_int_equal(folder_count(&fixture->folder, "incoming"), 0);
    assert_int_equal(folder_count(&fixture->folder, "blobs"), 1);
    set = expect(get(*state, "/api/prints/1"), 200);
    assert_int_equal(json_array_size(json_object_get(set, "files")), 1);
    json_decref(set);
    wav_clear(&wav);
}

static void a_channel_can_be_told_where_names_do_not(void **state)
{
    char target[96];
    json_t *json = NULL;

    fixture_film(*state);
    for (unsigned i = 0; i < 6; i++) {
        struct wav wav = noise_wav(mono_spec(), i);
        snprintf(target, sizeof target, "/api/sets/1/prints/track%u.wav?role=brass&channel=%s", i,
                 channels[i]);
        json_decref(json);
        json = expect(upload(*state, target, &wav), i == 5 ? 201 : 202);
        wav_clear(&wav);
    }
    assert_string_equal(text_of(json, "order_known_by"), "person");
    assert_true(json_is_true(json_object_get(json, "playable")));
    json_decref(json);
}

static void a_mono_file_can_be_a_whole_print(void **state)
{
    struct wav wav = noise_wav(mono_spec(), 1);
    json_t *json;

    fixture_film(*state);
    json = expect(upload(*state, "/api/sets/1/prints/1m1_Brass.C.wav?order=mono", &wav), 201);
    assert_string_equal(text_of(json, "order"), "C");
    assert_true(json_is_true(json_object_get(json, "playable")));
    json_decref(json);
    wav_clear(&wav);
}

struct parallel {
    struct fixture *fixture;
    unsigned channel, status;
};

static void *upload_parallel(void *ctx)
{
    struct parallel *parallel = ctx;
    struct answer answer = upload_mono(parallel->fixture, parallel->channel, parallel->channel);

    parallel->status = answer.status;
    answer_clear(&answer);
    return NULL;
}

static void six_mono_files_at_once_make_one_print(void **state)
{
    struct parallel parallel[6];
    pthread_t thread[6];
    unsigned made = 0;
    json_t *json;

    fixture_film(*state);
    for (unsigned i = 0; i < 6; i++) {
        parallel[i] = (struct parallel){ *state, i, 0 };
        assert_int_equal(pthread_create(&thread[i], NULL, upload_parallel, &parallel[i]), 0);
    }
    for (unsigned i = 0; i < 6; i++) {
        pthread_join(thread[i], NULL);
        assert_true(parallel[i].status == 201 || parallel[i].status == 202);
        made += parallel[i].status == 201;
    }
    assert_true(made >= 1);
    json = expect(get(*state, "/api/prints/1"), 200);
    assert_true(json_is_true(json_object_get(json, "complete")));
    assert_int_equal(json_array_size(json_object_get(json, "files")), 6);
    json_decref(json);
}

static void the_same_bytes_at_once_are_one_print(void **state)
{
    struct parallel parallel[6];
    pthread_t thread[6];
    unsigned made = 0;

    fixture_film(*state);
    for (unsigned i = 0; i < 6; i++) {
        parallel[i] = (struct parallel){ *state, 2, 0 };
        assert_int_equal(pthread_create(&thread[i], NULL, upload_parallel, &parallel[i]), 0);
    }
    for (unsigned i = 0; i < 6; i++) {
        pthread_join(thread[i], NULL);
        assert_true(parallel[i].status == 202 || parallel[i].status == 200);
        made += parallel[i].status == 202;
    }
    assert_int_equal(made, 1);
}

static void temps_belong_to_a_picture_and_are_never_replaced(void **state)
{
    struct wav wav = noise_wav(good_spec(), 1), other = noise_wav(good_spec(), 2);
    json_t *json;

    fixture_film(*state);
    json = expect(upload(*state, "/api/pictures/1/temps/R1_FX_temp.wav", &wav), 201);
    assert_string_equal(text_of(json, "role"), "Effects");
    assert_string_equal(text_of(json, "kind"), "effects");
    assert_int_equal(number_of(json, "picture_id"), 1);
    json_decref(json);
    json_decref(expect(upload(*state, "/api/pictures/1/temps/R1_FX_temp.wav", &wav), 200));
    expect_error(upload(*state, "/api/pictures/1/temps/R1_FX_temp.wav", &other), 409, "name");
    json_decref(expect(upload(*state, "/api/pictures/1/temps/R2_FX_temp.wav", &other), 201));
    json_decref(expect(upload(*state, "/api/pictures/1/temps/R1.wav?role=dialogue", &wav), 201));
    json = expect(get(*state, "/api/pictures/1/temps"), 200);
    assert_int_equal(json_array_size(json_object_get(json, "temps")), 3);
    json_decref(json);
    json_decref(expect(get(*state, "/api/temps/1"), 200));
    expect_error(get(*state, "/api/prints/1"), 404, "");
    wav_clear(&wav);
    wav_clear(&other);
}

static void a_connection_that_breaks_leaves_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = noise_wav(good_spec(), 1);
    const struct call call = { .method = "PUT",
                               .target = "/api/sets/1/prints/1m1_Brass.wav",
                               .body = wav.data,
                               .body_bytes = wav.bytes / 2,
                               .content_length = (int64_t)wav.bytes,
                               .break_off = true };

    fixture_film(*state);
    expect_error(fixture_call(fixture, &call), 503, "gone");
    assert_int_equal(folder_count(&fixture->folder, "incoming"), 0);
    assert_int_equal(folder_count(&fixture->folder, "blobs"), 0);
    json_decref(expect(upload(*state, "/api/sets/1/prints/1m1_Brass.wav", &wav), 201));
    wav_clear(&wav);
}

static void a_file_larger_than_the_disk_is_refused_at_once(void **state)
{
    const struct call call = { .method = "PUT",
                               .target = "/api/sets/1/prints/1m1_Brass.wav",
                               .content_length = INT64_MAX / 4 };

    struct fixture *fixture = *state;

    fixture_film(fixture);
    expect_error(fixture_call(fixture, &call), 413, "68.8 GB at most");
    fixture->app->options.max_upload_bytes = INT64_MAX;
    expect_error(fixture_call(fixture, &call), 507, "room");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_print_is_taken_with_what_its_file_tells),
        TEST(the_untouched_bytes_come_back),
        TEST(a_retry_is_welcome_and_other_audio_is_not),
        TEST(a_set_is_complete_with_its_last_print),
        TEST(a_name_that_tells_no_role_says_what_to_do),
        TEST(a_file_that_is_no_sound_leaves_nothing_behind),
        TEST(an_order_that_nothing_tells_is_asked_and_answered),
        TEST(an_order_can_be_told_with_the_upload),
        TEST(what_the_file_knows_is_not_asked),
        TEST(a_start_that_nothing_tells_is_asked_and_answered),
        TEST(a_start_that_a_person_tells_goes_before_the_file),
        TEST(a_time_stamp_beyond_the_day_is_not_believed),
        TEST(mono_files_gather_to_one_print),
        TEST(left_and_right_alone_wait_for_the_other_four),
        TEST(a_mono_file_that_does_not_fit_its_set_is_refused),
        TEST(a_channel_can_be_told_where_names_do_not),
        TEST(a_mono_file_can_be_a_whole_print),
        TEST(six_mono_files_at_once_make_one_print),
        TEST(the_same_bytes_at_once_are_one_print),
        TEST(temps_belong_to_a_picture_and_are_never_replaced),
        TEST(a_connection_that_breaks_leaves_nothing),
        TEST(a_file_larger_than_the_disk_is_refused_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
