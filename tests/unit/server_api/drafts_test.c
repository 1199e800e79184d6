/* Drafts: seen by members, published whole or on purpose, given up by somebody or by time. */
#include "server/api/drafts.h"

#include "server/store/recordings.h"
#include "server/store/sets.h"
#include "tests/unit/server_api/fixture.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)

static const char *const roles[] = { "Brass",   "String",     "Atmospheric",
                                     "FX_inst", "Percussion", "Full_mix" };
enum { ROLES = 6 };

static void put_print(struct fixture *fixture, int64_t set_id, const char *role, uint64_t seed)
{
    struct wav wav = noise_wav(good_spec(), seed);
    char target[96];

    snprintf(target, sizeof target, "/api/sets/%lld/prints/1m1_%s.wav", (long long)set_id, role);
    json_decref(expect(upload(fixture, target, &wav), 201));
    wav_clear(&wav);
}

static void put_whole(struct fixture *fixture, int64_t set_id, uint64_t seed)
{
    for (unsigned i = 0; i < ROLES; i++)
        put_print(fixture, set_id, roles[i], seed + i);
}

static int64_t add_set(struct fixture *fixture)
{
    return id_of(expect(post(fixture, "/api/cues/1/sets", "{\"picture_id\": 1}"), 201));
}

static size_t listed(struct fixture *fixture, const char *target, const char *plural)
{
    json_t *json = expect(get(fixture, target), 200);
    const size_t count = json_array_size(json_object_get(json, plural));

    json_decref(json);
    return count;
}

static json_t *newest_event(struct fixture *fixture, const char *kind)
{
    char target[96];
    json_t *json, *event;

    snprintf(target, sizeof target, "/api/productions/1/events?kind=%s&limit=1", kind);
    json = expect(get(fixture, target), 200);
    event = json_incref(json_array_get(json_object_get(json, "events"), 0));
    json_decref(json);
    return event;
}

static size_t blobs_stored(struct fixture *fixture)
{
    char command[160];
    FILE *pipe;
    unsigned count = 0;

    snprintf(command, sizeof command, "find %s/blobs -type f | wc -l", fixture->folder.path);
    pipe = popen(command, "r");
    assert_int_equal(fscanf(pipe, "%u", &count), 1);
    pclose(pipe);
    return count;
}

/* Cleaning goes on behind the answer. */
static void await_blobs(struct fixture *fixture, size_t count)
{
    for (int i = 0; i < 500 && blobs_stored(fixture) != count; i++)
        usleep(10000);
    assert_int_equal(blobs_stored(fixture), count);
}

static void clean(struct fixture *fixture, int64_t days)
{
    struct db *db = app_db_take(fixture->app, NULL);

    __atomic_fetch_add(&fixture->folder.now_ms, days * DAY_MS, __ATOMIC_RELAXED);
    assert_int_equal(drafts_clean(fixture->app, db, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
}

/* Without a session, which would have ended. */
static size_t prints_of(struct fixture *fixture, int64_t set_id)
{
    struct db *db = app_db_take(fixture->app, NULL);
    struct recordings prints;
    struct print_set set;

    assert_int_equal(db_set(db, set_id, &set, NULL), ERR_NONE);
    assert_int_equal(db_prints_of_set(db, set_id, &prints, NULL), ERR_NONE);
    free(prints.list);
    app_db_give(fixture->app, db);
    return prints.count;
}

static void a_draft_is_listed_among_drafts_alone_until_it_is_whole(void **state)
{
    struct fixture *fixture = *state;
    json_t *json, *draft, *lacks;

    fixture_film(fixture);
    put_print(fixture, 1, "Brass", 1);
    assert_int_equal(listed(fixture, "/api/cues/1/sets", "sets"), 0);
    fixture->as = AS_STAGE;
    json = expect(get(fixture, "/api/productions/1/drafts"), 200);
    draft = json_array_get(json_object_get(json, "drafts"), 0);
    lacks = json_object_get(draft, "lacks");
    assert_int_equal(number_of(draft, "id"), 1);
    assert_true(json_is_null(json_object_get(draft, "published_at_ms")));
    assert_true(json_is_false(json_object_get(draft, "is_incomplete")));
    assert_int_equal(json_array_size(lacks), 5);
    assert_string_equal(json_string_value(json_array_get(lacks, 4)), "Full mix");
    assert_string_equal(text_of(json_object_get(draft, "by"), "name"), "Mara");
    assert_string_equal(text_of(json_object_get(draft, "by"), "side"), "music");
    assert_int_equal(json_array_size(json_object_get(draft, "prints")), 1);
    assert_int_equal(json_array_size(json_object_get(draft, "uploads")), 0);
    assert_true(number_of(draft, "expires_at_ms") > 13 * DAY_MS);
    json_decref(json);
    fixture->as = AS_MUSIC;
    for (unsigned i = 1; i < ROLES; i++)
        put_print(fixture, 1, roles[i], 1 + i);
    assert_int_equal(listed(fixture, "/api/productions/1/drafts", "drafts"), 0);
    assert_int_equal(listed(fixture, "/api/cues/1/sets", "sets"), 1);
}

static void an_incomplete_set_is_published_on_purpose_and_says_what_it_lacks(void **state)
{
    struct fixture *fixture = *state;
    json_t *json, *detail;

    fixture_film(fixture);
    expect_error(post(fixture, "/api/sets/1/publish", "{\"incomplete\": true}"), 409,
                 "nothing of the set can be heard");
    put_print(fixture, 1, "Brass", 1);
    expect_error(post(fixture, "/api/sets/1/publish", "{}"), 409, "String");
    json = expect(post(fixture, "/api/sets/1/publish", "{\"incomplete\": true}"), 200);
    assert_true(json_is_true(json_object_get(json, "is_incomplete")));
    assert_int_equal(json_array_size(json_object_get(json, "lacks")), 5);
    assert_true(number_of(json, "published_at_ms") > 0);
    json_decref(json);
    json = newest_event(fixture, "set.publish");
    detail = json_object_get(json, "detail");
    assert_true(json_is_true(json_object_get(detail, "incomplete")));
    assert_int_equal(json_array_size(json_object_get(detail, "lacks")), 5);
    assert_int_equal(number_of(detail, "version"), 1);
    json_decref(json);
    expect_error(post(fixture, "/api/sets/1/publish", "{\"incomplete\": true}"), 409, "published");
    expect_error(post(fixture, "/api/sets/1/publish", "{\"incomplete\": 1}"), 400, "incomplete");
    expect_error(post(fixture, "/api/sets/9/publish", "{}"), 404, "");
}

static void a_whole_set_has_nothing_left_to_publish(void **state)
{
    struct fixture *fixture = *state;
    json_t *json;

    fixture_film(fixture);
    put_whole(fixture, 1, 1);
    json = expect(post(fixture, "/api/sets/1/publish", "{}"), 200);
    assert_true(json_is_false(json_object_get(json, "is_incomplete")));
    assert_int_equal(json_array_size(json_object_get(json, "lacks")), 0);
    json_decref(json);
    assert_int_equal(listed(fixture, "/api/productions/1/events?kind=set.publish", "events"), 1);
}

static void what_is_published_stays_as_it_is(void **state)
{
    struct fixture *fixture = *state;
    struct wav_spec unknown = good_spec();
    struct wav brass = noise_wav(good_spec(), 1), string = noise_wav(good_spec(), 2), asked;

    unknown.mask = 0;
    asked = noise_wav(unknown, 3);
    fixture_film(fixture);
    json_decref(expect(upload(fixture, "/api/sets/1/prints/1m1_Brass.wav", &brass), 201));
    json_decref(expect(upload(fixture, "/api/sets/1/prints/1m1_Perc.wav", &asked), 201));
    publish(fixture, 1);
    expect_error(upload(fixture, "/api/sets/1/prints/1m1_String.wav", &string), 409, "new set");
    json_decref(expect(upload(fixture, "/api/sets/1/prints/1m1_Brass.wav", &brass), 200));
    expect_error(post(fixture, "/api/prints/2/order", "{\"order\": \"film\"}"), 409, "new set");
    expect_error(del(fixture, "/api/sets/1"), 409, "published");
    assert_int_equal(listed(fixture, "/api/sets/1", "prints"), 2);
    assert_int_equal(blobs_stored(fixture), 2);
    wav_clear(&brass);
    wav_clear(&string);
    wav_clear(&asked);
}

static void a_dropped_draft_is_gone_with_the_bytes_that_nobody_else_uses(void **state)
{
    struct fixture *fixture = *state;
    json_t *json;

    fixture_film(fixture);
    put_print(fixture, 1, "Brass", 1);
    publish(fixture, 1);
    assert_int_equal(add_set(fixture), 2);
    put_print(fixture, 2, "Brass", 1);
    put_print(fixture, 2, "String", 2);
    assert_int_equal(blobs_stored(fixture), 2);
    assert_int_equal(del(fixture, "/api/sets/2").status, 204);
    expect_error(get(fixture, "/api/sets/2"), 404, "");
    expect_error(get(fixture, "/api/prints/3"), 404, "");
    await_blobs(fixture, 1);
    json = newest_event(fixture, "set.drop");
    assert_int_equal(number_of(json_object_get(json, "detail"), "version"), 2);
    json_decref(json);
    assert_int_equal(add_set(fixture), 3); /* neither id nor version comes again */
    json = expect(get(fixture, "/api/sets/3"), 200);
    assert_int_equal(number_of(json, "version"), 3);
    json_decref(json);
    expect_error(del(fixture, "/api/sets/2"), 404, "");
}

static void bytes_that_a_crash_left_of_a_draft_go_at_the_next_start(void **state)
{
    static const char *const sql[] = { "DELETE FROM jobs", "DELETE FROM sounds",
                                       "DELETE FROM recording_files", "DELETE FROM recordings",
                                       "DELETE FROM sets" };
    struct fixture *fixture = *state;
    struct db *db;

    fixture_film(fixture);
    put_print(fixture, 1, "Brass", 1);
    usleep(300000); /* its jobs may still write rows */
    db = app_db_take(fixture->app, NULL);
    for (size_t i = 0; i < sizeof sql / sizeof *sql; i++) {
        struct query q = db_query(db, sql[i]);
        assert_int_equal(db_change(&q, NULL, NULL), ERR_NONE);
    }
    app_db_give(fixture->app, db);
    assert_int_equal(blobs_stored(fixture), 1);
    fixture_restart(fixture);
    assert_int_equal(blobs_stored(fixture), 0);
}

static void drafts_expire_and_nothing_published_is_ever_touched(void **state)
{
    struct fixture *fixture = *state;
    json_t *json;

    fixture_film(fixture);
    put_whole(fixture, 1, 1); /* whole */
    add_set(fixture);
    put_print(fixture, 2, "Brass", 11);
    publish(fixture, 2); /* on purpose */
    add_set(fixture);
    put_print(fixture, 3, "Brass", 12); /* a draft */
    add_set(fixture);                   /* one without a print */
    clean(fixture, 8);
    put_print(fixture, 3, "String", 13); /* a sign of life */
    clean(fixture, 7);
    assert_int_equal(listed(fixture, "/api/productions/1/drafts", "drafts"), 1);
    clean(fixture, 8);
    assert_int_equal(listed(fixture, "/api/productions/1/drafts", "drafts"), 0);
    json = newest_event(fixture, "set.expire");
    assert_true(json_is_null(json_object_get(json, "by")));
    assert_int_equal(number_of(json_object_get(json, "detail"), "version"), 3);
    json_decref(json);
    clean(fixture, 10000);
    assert_int_equal(prints_of(fixture, 1), ROLES);
    assert_int_equal(prints_of(fixture, 2), 1);
    assert_int_equal(blobs_stored(fixture), ROLES + 1);
}

static void drafts_are_for_members_and_scripts_that_may_upload(void **state)
{
    struct fixture *fixture = *state;

    fixture_film(fixture);
    fixture->as = AS_OTHER;
    expect_error(get(fixture, "/api/productions/1/drafts"), 404, "");
    expect_error(get(fixture, "/api/productions/1/storage"), 404, "");
    expect_error(post(fixture, "/api/sets/1/publish", "{}"), 404, "");
    expect_error(del(fixture, "/api/sets/1"), 404, "");
    fixture->as = AS_NOBODY;
    expect_error(get(fixture, "/api/productions/1/drafts"), 401, "");
}

static void storage_tells_what_is_used_and_what_is_left(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = noise_wav(good_spec(), 1);
    json_t *json;

    fixture_film(fixture);
    json_decref(expect(upload(fixture, "/api/sets/1/prints/1m1_Brass.wav", &wav), 201));
    json_decref(expect(upload(fixture, "/api/sets/1/prints/1m1_String.wav", &wav), 201));
    json = expect(get(fixture, "/api/productions/1/storage"), 200);
    assert_int_equal(number_of(json, "used_bytes"), wav.bytes);
    assert_true(json_is_null(json_object_get(json, "quota_bytes")));
    assert_true(number_of(json, "free_bytes") > 0);
    assert_int_equal(number_of(json, "max_upload_bytes"), 64 * (int64_t)GIB);
    json_decref(json);
    wav_clear(&wav);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_draft_is_listed_among_drafts_alone_until_it_is_whole),
        TEST(an_incomplete_set_is_published_on_purpose_and_says_what_it_lacks),
        TEST(a_whole_set_has_nothing_left_to_publish),
        TEST(what_is_published_stays_as_it_is),
        TEST(a_dropped_draft_is_gone_with_the_bytes_that_nobody_else_uses),
        TEST(bytes_that_a_crash_left_of_a_draft_go_at_the_next_start),
        TEST(drafts_expire_and_nothing_published_is_ever_touched),
        TEST(drafts_are_for_members_and_scripts_that_may_upload),
        TEST(storage_tells_what_is_used_and_what_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
