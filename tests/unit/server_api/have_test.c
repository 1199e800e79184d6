/* Files that are here already: who may know it, and what proves that somebody has the bytes. */
#include "tests/unit/server_api/fixture.h"

/* A film of Mara's and Stan's with a Brass print in set 1, and its bytes. */
static struct wav film(struct fixture *fixture)
{
    struct wav wav = noise_wav(good_spec(), 1);

    fixture_film(fixture);
    json_decref(expect(upload(fixture, "/api/sets/1/prints/1m1_Brass.wav", &wav), 201));
    json_decref(expect(post(fixture, "/api/cues/1/sets", "{\"picture_id\": 1}"), 201));
    return wav;
}

/* Another production of Oda's alone, with set 3 of its own. */
static void other_film(struct fixture *fixture)
{
    const enum as before = fixture->as;

    json_decref(expect(
        post(fixture, "/api/productions", "{\"name\": \"Undertow\", \"frame_rate\": \"25\"}"),
        201));
    json_decref(expect(post(fixture, "/api/productions/2/pictures", "{\"name\": \"Cut 1\"}"), 201));
    json_decref(expect(post(fixture, "/api/productions/2/cues", "{\"name\": \"1m1\"}"), 201));
    fixture_join(fixture, 2, AS_OTHER, SIDE_MUSIC);
    fixture->as = AS_OTHER;
    json_decref(expect(post(fixture, "/api/cues/2/sets", "{\"picture_id\": 2}"), 201));
    fixture->as = before;
}

/* Asks about one file; gives what is answered about it. */
static json_t *ask(struct fixture *fixture, const char *target, const struct wav *wav)
{
    const struct hash hash = hash_of(wav->data, wav->bytes);
    char body[256], text[HASH_TEXT];
    json_t *json, *file;

    hash_format(text, &hash);
    snprintf(body, sizeof body, "{\"files\": [{\"sha256\": \"%s\", \"bytes\": %zu}]}", text,
             wav->bytes);
    json = expect(post(fixture, target, body), 200);
    file = json_incref(json_array_get(json_object_get(json, "files"), 0));
    assert_string_equal(text_of(file, "sha256"), text);
    json_decref(json);
    return file;
}

static bool has(const json_t *file)
{
    return json_is_true(json_object_get(file, "has"));
}

/* The proof from these bytes; their places are the challenge's. */
static void prove_with(char proof[HASH_TEXT], const json_t *file, const char *data)
{
    const json_t *challenge = json_object_get(file, "challenge");
    struct hasher *hasher;
    struct hash hash;
    json_t *range;
    size_t i;

    assert_int_equal(hash_parse(&hash, text_of(challenge, "nonce"), NULL), ERR_NONE);
    assert_int_equal(hasher_new(&hasher, NULL), ERR_NONE);
    hasher_add(hasher, hash.byte, sizeof hash.byte);
    json_array_foreach (json_object_get(challenge, "ranges"), i, range) {
        const int64_t offset = json_integer_value(json_array_get(range, 0));
        hasher_add(hasher, data + offset, (size_t)json_integer_value(json_array_get(range, 1)));
    }
    hash = hasher_result(hasher);
    hasher_free(hasher);
    hash_format(proof, &hash);
}

static struct answer prove(struct fixture *fixture, const char *target, const json_t *file,
                           const char *proof, const char *filename)
{
    char body[256];

    snprintf(body, sizeof body, "{\"challenge\": %lld, \"proof\": \"%s\", \"filename\": \"%s\"}",
             (long long)number_of(json_object_get(file, "challenge"), "id"), proof, filename);
    return post(fixture, target, body);
}

static void who_has_the_bytes_adds_them_without_sending_them(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = film(fixture);
    json_t *file = ask(fixture, "/api/sets/2/have", &wav), *print;
    char proof[HASH_TEXT];

    assert_true(has(file));
    prove_with(proof, file, (const char *)wav.data);
    print = expect(prove(fixture, "/api/sets/2/prove", file, proof, "1m1_Brass_v2.wav"), 201);
    assert_int_equal(number_of(print, "set_id"), 2);
    assert_string_equal(text_of(print, "role"), "Brass");
    assert_string_equal(text_of(print, "filename"), "1m1_Brass_v2.wav");
    assert_true(json_is_true(json_object_get(print, "playable")));
    json_decref(print);
    json_decref(file);
    wav_clear(&wav);
}

static void ranges_are_few_small_and_inside_the_file(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = film(fixture);
    json_t *file = ask(fixture, "/api/sets/2/have", &wav), *again, *range;
    const json_t *ranges = json_object_get(json_object_get(file, "challenge"), "ranges");
    size_t i;

    assert_true(wav.bytes > 4 * 65536);
    assert_int_equal(json_array_size(ranges), 4);
    json_array_foreach (ranges, i, range) {
        assert_int_equal(json_integer_value(json_array_get(range, 1)), 65536);
        assert_true(json_integer_value(json_array_get(range, 0)) >= 0);
        assert_true(json_integer_value(json_array_get(range, 0)) + 65536 <= (int64_t)wav.bytes);
    }
    again = ask(fixture, "/api/sets/2/have", &wav); /* nobody can know them before */
    assert_false(
        json_equal(json_object_get(file, "challenge"), json_object_get(again, "challenge")));
    assert_false(
        json_equal(ranges, json_object_get(json_object_get(again, "challenge"), "ranges")));
    json_decref(file);
    json_decref(again);
    wav_clear(&wav);
}

static void a_small_file_is_asked_for_as_a_whole(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = noise_wav(mono_spec(), 5);
    json_t *file, *range;
    int64_t at = 0;
    char proof[HASH_TEXT];
    size_t i;

    fixture_film(fixture);
    json_decref(expect(upload(fixture, "/api/pictures/1/temps/R1_DX_temp.wav", &wav), 201));
    file = ask(fixture, "/api/pictures/1/have", &wav);
    json_array_foreach (json_object_get(json_object_get(file, "challenge"), "ranges"), i, range) {
        assert_int_equal(json_integer_value(json_array_get(range, 0)), at);
        at += json_integer_value(json_array_get(range, 1));
    }
    assert_int_equal(at, wav.bytes);
    prove_with(proof, file, (const char *)wav.data);
    json_decref(
        expect(prove(fixture, "/api/pictures/1/prove", file, proof, "R2_DX_temp.wav"), 201));
    json_decref(file);
    wav_clear(&wav);
}

static void a_challenge_is_used_once_whatever_came_of_it(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = film(fixture);
    json_t *file = ask(fixture, "/api/sets/2/have", &wav);
    char proof[HASH_TEXT];

    prove_with(proof, file, (const char *)wav.data);
    json_decref(expect(prove(fixture, "/api/sets/2/prove", file, proof, "1m1_Brass.wav"), 201));
    expect_error(prove(fixture, "/api/sets/2/prove", file, proof, "1m1_String.wav"), 403, "prove");
    json_decref(file);
    file = ask(fixture, "/api/sets/2/have", &wav);
    expect_error(prove(fixture, "/api/sets/2/prove", file, proof, "1m1_String.wav"), 403, "prove");
    prove_with(proof, file, (const char *)wav.data); /* right, but too late */
    expect_error(prove(fixture, "/api/sets/2/prove", file, proof, "1m1_String.wav"), 403, "prove");
    json_decref(file);
    wav_clear(&wav);
}

static void the_hash_alone_proves_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = film(fixture);
    json_t *file = ask(fixture, "/api/sets/2/have", &wav);
    char *silence = calloc(1, wav.bytes), proof[HASH_TEXT];
    const struct hash hash = hash_of(wav.data, wav.bytes);

    prove_with(proof, file, silence);
    expect_error(prove(fixture, "/api/sets/2/prove", file, proof, "1m1_Brass.wav"), 403, "prove");
    json_decref(file);
    file = ask(fixture, "/api/sets/2/have", &wav);
    hash_format(proof, &hash);
    expect_error(prove(fixture, "/api/sets/2/prove", file, proof, "1m1_Brass.wav"), 403, "prove");
    json_decref(file);
    file = ask(fixture, "/api/sets/2/have", &wav);
    expect_error(prove(fixture, "/api/sets/2/prove", file, "no hash", "1m1_Brass.wav"), 403, "");
    json_decref(file);
    free(silence);
    wav_clear(&wav);
}

static void what_others_have_is_not_here(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = film(fixture), unknown = noise_wav(good_spec(), 99);
    json_t *foreign, *none;

    other_film(fixture);
    fixture->as = AS_OTHER;
    foreign = ask(fixture, "/api/sets/3/have", &wav);
    none = ask(fixture, "/api/sets/3/have", &unknown);
    assert_false(has(foreign));
    assert_false(has(none));
    assert_int_equal(json_object_size(foreign), json_object_size(none));
    json_decref(foreign);
    json_decref(none);
    fixture_join(fixture, 1, AS_OTHER, SIDE_NONE); /* now it is theirs, too */
    foreign = ask(fixture, "/api/sets/3/have", &wav);
    assert_true(has(foreign));
    json_decref(foreign);
    wav_clear(&wav);
    wav_clear(&unknown);
}

static void a_challenge_is_for_whom_it_was_made_and_for_where(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = film(fixture);
    json_t *file = ask(fixture, "/api/sets/2/have", &wav);
    char proof[HASH_TEXT];

    other_film(fixture);
    prove_with(proof, file, (const char *)wav.data);
    fixture->as = AS_STAGE;
    expect_error(prove(fixture, "/api/sets/2/prove", file, proof, "1m1_Brass.wav"), 403, "prove");
    fixture->as = AS_MUSIC; /* a stranger's try does not use it up */
    json_decref(expect(prove(fixture, "/api/sets/2/prove", file, proof, "1m1_Brass.wav"), 201));
    json_decref(file);
    file = ask(fixture, "/api/sets/2/have", &wav);
    prove_with(proof, file, (const char *)wav.data);
    fixture_join(fixture, 2, AS_MUSIC, SIDE_MUSIC);
    expect_error(prove(fixture, "/api/sets/3/prove", file, proof, "1m1_Brass.wav"), 403, "prove");
    json_decref(file);
    wav_clear(&wav);
}

static void a_challenge_has_its_time(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = film(fixture);
    json_t *file = ask(fixture, "/api/sets/2/have", &wav);
    char proof[HASH_TEXT];

    prove_with(proof, file, (const char *)wav.data);
    __atomic_fetch_add(&fixture->folder.now_ms, 10 * 60 * 1000, __ATOMIC_RELAXED);
    expect_error(prove(fixture, "/api/sets/2/prove", file, proof, "1m1_Brass.wav"), 403, "prove");
    json_decref(file);
    wav_clear(&wav);
}

static void questions_are_held_to_their_rules(void **state)
{
    static const char *const bodies[] = {
        "{}",
        "{\"files\": {}}",
        "{\"files\": [1]}",
        "{\"files\": [{\"sha256\": \"77\", \"bytes\": 5}]}",
        "{\"files\": [{\"sha256\": \"7\"}]}",
        "{\"files\": [], \"all\": true}",
    };
    struct fixture *fixture = *state;
    char many[8192] = "{\"files\": [0";

    fixture_film(fixture);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        expect_error(post(fixture, "/api/sets/1/have", bodies[i]), 400, "");
    for (int i = 0; i < 64; i++)
        strcat(many, ", 0");
    strcat(many, "]}");
    expect_error(post(fixture, "/api/sets/1/have", many), 400, "64");
    expect_error(post(fixture, "/api/sets/1/prove", "{\"challenge\": 1, \"proof\": \"\"}"), 400,
                 "filename");
    expect_error(post(fixture, "/api/sets/1/prove",
                      "{\"challenge\": 1, \"proof\": \"00\", \"filename\": \"1m1_Brass.wav\"}"),
                 403, "prove");
}

static void a_published_set_takes_no_proof(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = film(fixture);
    json_t *file = ask(fixture, "/api/sets/1/have", &wav);
    char proof[HASH_TEXT];

    prove_with(proof, file, (const char *)wav.data);
    publish(fixture, 1);
    expect_error(prove(fixture, "/api/sets/1/prove", file, proof, "1m1_String.wav"), 409,
                 "new set");
    expect_error(post(fixture, "/api/sets/1/have", "{\"files\": []}"), 409, "new set");
    json_decref(file);
    wav_clear(&wav);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_has_the_bytes_adds_them_without_sending_them),
        TEST(ranges_are_few_small_and_inside_the_file),
        TEST(a_small_file_is_asked_for_as_a_whole),
        TEST(a_challenge_is_used_once_whatever_came_of_it),
        TEST(the_hash_alone_proves_nothing),
        TEST(what_others_have_is_not_here),
        TEST(a_challenge_is_for_whom_it_was_made_and_for_where),
        TEST(a_challenge_has_its_time),
        TEST(questions_are_held_to_their_rules),
        TEST(a_published_set_takes_no_proof),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
