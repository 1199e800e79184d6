/* Resumable uploads through the route table: what is kept, what is refused, and who may. */
#include "server/api/arrival.h"
#include "server/api/cleaning.h"
#include "server/store/uploads.h"
#include "tests/unit/server_api/fixture.h"

#define RESUMABLE                                                                                  \
    {                                                                                              \
        "Tus-Resumable", "1.0.0"                                                                   \
    }
#define OCTETS "application/offset+octet-stream"
#define DAY_MS ((int64_t)24 * 3600 * 1000)

static struct wav sound(uint64_t seed)
{
    return noise_wav(good_spec(), seed);
}

static struct answer create(struct fixture *fixture, const char *target, const char *length,
                            const char *metadata)
{
    return fixture_call(fixture, &(struct call){ .method = "POST",
                                                 .target = target,
                                                 .headers = { RESUMABLE,
                                                              { "Upload-Length", length },
                                                              { "Upload-Metadata", metadata } } });
}

/* filename "1m1_Brass.wav" */
#define BRASS "filename MW0xX0JyYXNzLndhdg=="

static int64_t begun(struct fixture *fixture, size_t bytes, const char *metadata)
{
    char length[24];
    json_t *json;

    snprintf(length, sizeof length, "%zu", bytes);
    json = expect(create(fixture, "/api/sets/1/uploads", length, metadata), 201);
    return id_of(json);
}

struct chunk {
    const void *data;
    size_t at, bytes;
    const char *checksum;
    bool break_off;
};

static struct answer patch(struct fixture *fixture, int64_t id, struct chunk chunk)
{
    char target[64], offset[24];

    snprintf(target, sizeof target, "/api/uploads/%lld", (long long)id);
    snprintf(offset, sizeof offset, "%zu", chunk.at);
    return fixture_call(fixture,
                        &(struct call){ .method = "PATCH",
                                        .target = target,
                                        .content_type = OCTETS,
                                        .body = (const char *)chunk.data + chunk.at,
                                        .body_bytes = chunk.bytes,
                                        .content_length = (int64_t)chunk.bytes,
                                        .break_off = chunk.break_off,
                                        .headers = { RESUMABLE,
                                                     { "Upload-Offset", offset },
                                                     { "Upload-Checksum", chunk.checksum } } });
}

static struct answer speak(struct fixture *fixture, const char *method, int64_t id)
{
    char target[64];

    snprintf(target, sizeof target, "/api/uploads/%lld", (long long)id);
    return fixture_call(
        fixture, &(struct call){ .method = method, .target = target, .headers = { RESUMABLE } });
}

static void header_is(struct answer answer, unsigned status, const char *name, const char *value)
{
    char text[128];

    answer_header(&answer, name, text, sizeof text);
    if (answer.status != status)
        print_error("%s\n", answer.err.text);
    assert_int_equal(answer.status, status);
    assert_string_equal(text, value);
    answer_clear(&answer);
}

static void offset_is(struct fixture *fixture, int64_t id, size_t bytes)
{
    char text[24];

    snprintf(text, sizeof text, "%zu", bytes);
    header_is(speak(fixture, "HEAD", id), 200, "Upload-Offset", text);
}

static void a_file_arrives_in_pieces_and_is_a_print(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = sound(1);
    int64_t id;
    json_t *json;

    fixture_film(fixture);
    id = begun(fixture, wav.bytes, BRASS);
    offset_is(fixture, id, 0);
    header_is(patch(fixture, id, (struct chunk){ wav.data, 0, 100000, NULL, false }), 204,
              "Upload-Offset", "100000");
    fixture_restart(fixture);
    offset_is(fixture, id, 100000);
    header_is(
        patch(fixture, id, (struct chunk){ wav.data, 100000, wav.bytes - 100000, NULL, false }),
        204, "Predub-Print", "1");
    offset_is(fixture, id, wav.bytes);
    json = expect(speak(fixture, "GET", id), 200);
    assert_string_equal(text_of(json, "state"), "done");
    assert_int_equal(number_of(json, "print_id"), 1);
    json_decref(json);
    assert_int_equal(folder_count(&fixture->folder, "incoming"), 0);
    json_decref(expect(get(fixture, "/api/prints/1"), 200));
    wav_clear(&wav);
}

static void what_a_broken_connection_brought_is_kept(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = sound(1);
    int64_t id;

    fixture_film(fixture);
    id = begun(fixture, wav.bytes, BRASS);
    expect_error(patch(fixture, id, (struct chunk){ wav.data, 0, 70000, NULL, true }), 503, "gone");
    offset_is(fixture, id, 70000);
    expect_error(
        patch(fixture, id,
              (struct chunk){ wav.data, 70000, 9000, "sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", true }),
        503, "gone");
    offset_is(fixture, id, 70000); /* a promise of a checksum was not kept */
    wav_clear(&wav);
}

static void a_wrong_checksum_drops_the_chunk_and_nothing_else(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = sound(1);
    int64_t id;

    fixture_film(fixture);
    id = begun(fixture, wav.bytes, BRASS);
    header_is(patch(fixture, id, (struct chunk){ wav.data, 0, 1000, NULL, false }), 204,
              "Upload-Offset", "1000");
    expect_error(
        patch(fixture, id, (struct chunk){ wav.data, 1000, 5000, "crc32c AAAAAA==", false }), 460,
        "crc32c");
    offset_is(fixture, id, 1000);
    expect_error(patch(fixture, id, (struct chunk){ wav.data, 1000, 5000, "md5 AAAA", false }), 400,
                 "md5");
    header_is(patch(fixture, id, (struct chunk){ wav.data, 1000, wav.bytes - 1000, NULL, false }),
              204, "Predub-Print", "1");
    wav_clear(&wav);
}

static void a_file_of_other_bytes_than_promised_is_refused_and_gone(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = sound(1);
    json_t *json;
    int64_t id;

    fixture_film(fixture);
    /* the SHA-256 of "abc", in hex, in base64 */
    id = begun(fixture, wav.bytes,
               BRASS ",sha256 "
                     "YmE3ODE2YmY4ZjAxY2ZlYTQxNDE0MGRlNWRhZTIyMjNiMDAzNjFhMzk2MTc3YTljYjQxMGZm"
                     "NjFmMjAwMTVhZA==");
    expect_error(patch(fixture, id, (struct chunk){ wav.data, 0, wav.bytes, NULL, false }), 460,
                 "other bytes than the client said");
    expect_error(speak(fixture, "HEAD", id), 410, "other bytes");
    expect_error(patch(fixture, id, (struct chunk){ wav.data, 0, 10, NULL, false }), 410,
                 "refused");
    json = expect(speak(fixture, "GET", id), 200);
    assert_string_equal(text_of(json, "state"), "refused");
    json_decref(json);
    assert_int_equal(folder_count(&fixture->folder, "incoming"), 0);
    wav_clear(&wav);
}

static void what_is_no_sound_is_refused_with_its_last_byte(void **state)
{
    static const char text[] = "this is not a sound file at all, whatever its name";
    struct fixture *fixture = *state;
    int64_t id;

    fixture_film(fixture);
    id = begun(fixture, sizeof text, BRASS);
    assert_int_equal(patch(fixture, id, (struct chunk){ text, 0, sizeof text, NULL, false }).status,
                     422);
    expect_error(speak(fixture, "HEAD", id), 410, "refused");
    assert_int_equal(folder_count(&fixture->folder, "incoming"), 0);
}

static void what_cannot_be_taken_is_refused_before_a_byte(void **state)
{
    struct fixture *fixture = *state;

    fixture_film(fixture);
    expect_error(create(fixture, "/api/sets/1/uploads", "1000", "filename eA=="), 422, "role");
    expect_error(create(fixture, "/api/sets/1/uploads", "1000", ""), 400, "the file name");
    expect_error(create(fixture, "/api/sets/1/uploads", "0", BRASS), 400, "empty");
    expect_error(create(fixture, "/api/sets/1/uploads", "-1", BRASS), 400, "Upload-Length");
    expect_error(create(fixture, "/api/sets/1/uploads", NULL, BRASS), 400, "Upload-Length");
    expect_error(create(fixture, "/api/sets/1/uploads", "99999999999999", BRASS), 413, "68.8 GB");
    expect_error(create(fixture, "/api/sets/1/uploads", "10", BRASS ",role eA=="), 422, "role");
    expect_error(create(fixture, "/api/sets/9/uploads", "10", BRASS), 404, "no such");
    expect_error(create(fixture, "/api/sets/1/uploads", "10", BRASS ",sha256 eA=="), 400, "64 hex");
    assert_int_equal(folder_count(&fixture->folder, "incoming"), 0);
}

static void quota_and_free_space_count_what_is_still_to_come(void **state)
{
    struct fixture *fixture = *state;
    struct app_options *options;

    fixture_film(fixture);
    options = &fixture->app->options;
    options->quota_bytes = 5000;
    begun(fixture, 3000, BRASS);
    expect_error(create(fixture, "/api/sets/1/uploads", "2001", BRASS), 507,
                 "3.0 kB of its 5.0 kB");
    begun(fixture, 2000, BRASS);
    options->quota_bytes = 0;
    options->keep_free_bytes = INT64_MAX / 2;
    expect_error(create(fixture, "/api/sets/1/uploads", "1", BRASS), 507, "beside the uploads");
    options->keep_free_bytes = 0;
    begun(fixture, 1, BRASS);
}

static void an_upload_is_its_persons_own(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = sound(1);
    int64_t id;

    fixture_film(fixture);
    id = begun(fixture, wav.bytes, BRASS);
    for (enum as as = AS_STAGE; as <= AS_OTHER; as += AS_OTHER - AS_STAGE) {
        fixture->as = as;
        expect_error(speak(fixture, "HEAD", id), 404, "no such");
        expect_error(patch(fixture, id, (struct chunk){ wav.data, 0, 10, NULL, false }), 404,
                     "no such");
        expect_error(speak(fixture, "DELETE", id), 404, "no such");
    }
    fixture->as = AS_MUSIC;
    offset_is(fixture, id, 0);
    assert_int_equal(speak(fixture, "DELETE", id).status, 204);
    expect_error(speak(fixture, "HEAD", id), 404, "no such");
    assert_int_equal(folder_count(&fixture->folder, "incoming"), 0);
    wav_clear(&wav);
}

static int64_t part_of(struct fixture *fixture, const void *data, size_t bytes)
{
    char length[24];
    int64_t id;

    snprintf(length, sizeof length, "%zu", bytes);
    id = id_of(expect(
        fixture_call(fixture, &(struct call){ .method = "POST",
                                              .target = "/api/sets/1/uploads",
                                              .headers = { RESUMABLE,
                                                           { "Upload-Length", length },
                                                           { "Upload-Concat", "partial" } } }),
        201));
    header_is(patch(fixture, id, (struct chunk){ data, 0, bytes, NULL, false }), 204,
              "Upload-Offset", length);
    return id;
}

static struct answer put_together(struct fixture *fixture, const char *concat)
{
    return fixture_call(fixture, &(struct call){ .method = "POST",
                                                 .target = "/api/sets/1/uploads",
                                                 .headers = { RESUMABLE,
                                                              { "Upload-Metadata", BRASS },
                                                              { "Upload-Concat", concat } } });
}

static void parts_become_a_print_and_are_used_up(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = sound(1);
    char concat[128];
    int64_t first, second;

    fixture_film(fixture);
    first = part_of(fixture, wav.data, 50001);
    second = part_of(fixture, wav.data + 50001, wav.bytes - 50001);
    snprintf(concat, sizeof concat, "final;/api/uploads/%lld /api/uploads/%lld", (long long)first,
             (long long)first);
    expect_error(put_together(fixture, concat), 400, "twice");
    expect_error(put_together(fixture, "final;/api/uploads/99"), 400, "no part");
    snprintf(concat, sizeof concat, "final;/api/uploads/%lld https://x/api/uploads/%lld",
             (long long)first, (long long)second);
    header_is(put_together(fixture, concat), 201, "Predub-Print", "1");
    expect_error(speak(fixture, "HEAD", first), 404, "no such");
    header_is(speak(fixture, "HEAD", second + 1), 200, "Upload-Concat", concat);
    assert_int_equal(folder_count(&fixture->folder, "incoming"), 0);
    wav_clear(&wav);
}

static void parts_of_another_person_are_none(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = sound(1);
    char concat[64];

    fixture_film(fixture);
    snprintf(concat, sizeof concat, "final;/api/uploads/%lld",
             (long long)part_of(fixture, wav.data, 100));
    fixture->as = AS_STAGE;
    expect_error(put_together(fixture, concat), 400, "no part");
    wav_clear(&wav);
}

static void what_nobody_sends_any_more_expires(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = sound(1);
    int64_t id;

    fixture_film(fixture);
    id = begun(fixture, wav.bytes, BRASS);
    __atomic_fetch_add(&fixture->folder.now_ms, 6 * DAY_MS, __ATOMIC_RELAXED);
    header_is(patch(fixture, id, (struct chunk){ wav.data, 0, 10, NULL, false }), 204,
              "Upload-Offset", "10");
    __atomic_fetch_add(&fixture->folder.now_ms, 6 * DAY_MS, __ATOMIC_RELAXED);
    cleaning_run(fixture->app);
    offset_is(fixture, id, 10);
    __atomic_fetch_add(&fixture->folder.now_ms, DAY_MS, __ATOMIC_RELAXED);
    cleaning_run(fixture->app);
    expect_error(speak(fixture, "HEAD", id), 404, "no such");
    assert_int_equal(folder_count(&fixture->folder, "incoming"), 0);
    wav_clear(&wav);
}

/* As if the server had died between the last durable byte and the row. */
static void a_whole_file_that_nobody_looked_at_is_taken_up_at_start(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = sound(1);
    struct db_upload upload;
    struct blob_put *put;
    struct blob_at at;
    struct db *db;
    int64_t id;

    fixture_film(fixture);
    id = begun(fixture, wav.bytes, BRASS);
    db = app_db_take(fixture->app, NULL);
    assert_int_equal(db_upload(db, id, &upload, NULL), ERR_NONE);
    assert_int_equal(blob_put_resume(&put, fixture->app->blobs, id, &upload.at, NULL), ERR_NONE);
    assert_int_equal(blob_put_write(put, wav.data, wav.bytes, NULL), ERR_NONE);
    blob_put_at(put, &at);
    assert_int_equal(db_upload_arrived(db, id, &at, upload.expires_at_ms, NULL), ERR_NONE);
    blob_put_abort(put);
    app_db_give(fixture->app, db);
    fixture_restart(fixture);
    offset_is(fixture, id, wav.bytes); /* waits for the look */
    json_decref(expect(get(fixture, "/api/prints/1"), 200));
    assert_int_equal(folder_count(&fixture->folder, "incoming"), 0);
    wav_clear(&wav);
}

static void one_whose_bytes_are_gone_is_over_and_begun_anew(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = sound(1);
    char path[PATH_MAX], name[64];
    int64_t id;

    fixture_film(fixture);
    id = begun(fixture, wav.bytes, BRASS);
    header_is(patch(fixture, id, (struct chunk){ wav.data, 0, 100, NULL, false }), 204,
              "Upload-Offset", "100");
    snprintf(name, sizeof name, "incoming/upload-%lld", (long long)id);
    folder_file(path, &fixture->folder, name);
    assert_int_equal(truncate(path, 50), 0);
    expect_error(patch(fixture, id, (struct chunk){ wav.data, 100, 100, NULL, false }), 422,
                 "gone");
    expect_error(speak(fixture, "HEAD", id), 410, "send it anew");
    wav_clear(&wav);
}

static void a_second_connection_waits_its_turn(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = sound(1);
    const struct caller who = { .person_id = AS_MUSIC, .production_id = 1, .side = SIDE_MUSIC };
    struct arrival_wish wish = { .app = fixture->app, .who = &who };
    struct arrival *first;
    struct db *db;

    fixture_film(fixture);
    wish.upload_id = begun(fixture, wav.bytes, BRASS);
    db = app_db_take(fixture->app, NULL);
    assert_int_equal(arrival_begin(&first, db, &wish, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
    assert_int_equal(arrival_write(first, wav.data, 100, NULL), ERR_NONE);
    expect_error(patch(fixture, wish.upload_id, (struct chunk){ wav.data, 0, 10, NULL, false }),
                 423, "another request");
    offset_is(fixture, wish.upload_id, 0); /* what is durable */
    usleep(2100 * 1000);                   /* silent for so long: taken for dead, and kept */
    offset_is(fixture, wish.upload_id, 100);
    assert_int_equal(arrival_write(first, wav.data, 1, NULL), ERR_CONFLICT);
    arrival_leave(first);
    header_is(patch(fixture, wish.upload_id,
                    (struct chunk){ wav.data, 100, wav.bytes - 100, NULL, false }),
              204, "Predub-Print", "1");
    wav_clear(&wav);
}

static void a_temp_arrives_for_its_picture(void **state)
{
    struct fixture *fixture = *state;
    struct wav wav = sound(1);
    char length[24];
    int64_t id;

    fixture_film(fixture);
    snprintf(length, sizeof length, "%zu", wav.bytes);
    id = id_of(expect(create(fixture, "/api/pictures/1/uploads", length,
                             "filename cjFfRFgud2F2,role ZGlhbG9ndWU=,start MDE6MDA6MDA6MDA="),
                      201));
    header_is(patch(fixture, id, (struct chunk){ wav.data, 0, wav.bytes, NULL, false }), 204,
              "Predub-Temp", "1");
    json_decref(expect(get(fixture, "/api/temps/1"), 200));
    wav_clear(&wav);
}

static size_t count_of(struct fixture *fixture, const char *query)
{
    char target[256];
    json_t *json;
    size_t count;

    snprintf(target, sizeof target, "/api/sets/1/uploads%s", query);
    json = expect(get(fixture, target), 200);
    count = json_array_size(json_object_get(json, "uploads"));
    json_decref(json);
    return count;
}

static void ones_own_uploads_are_found_again_by_identity_or_hash(void **state)
{
    static const char abc[] =
        "?sha256=ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    struct fixture *fixture = *state;

    fixture_film(fixture);
    begun(fixture, 1000, BRASS ",identity bWluZQ==");
    begun(fixture, 1000,
          BRASS ",sha256 "
                "YmE3ODE2YmY4ZjAxY2ZlYTQxNDE0MGRlNWRhZTIyMjNiMDAzNjFhMzk2MTc3YTljYjQxMGZm"
                "NjFmMjAwMTVhZA==");
    assert_int_equal(count_of(fixture, ""), 2);
    assert_int_equal(count_of(fixture, "?identity=mine"), 1);
    assert_int_equal(count_of(fixture, "?identity=other"), 0);
    assert_int_equal(count_of(fixture, abc), 1);
    expect_error(get(fixture, "/api/sets/1/uploads?sha256=x"), 400, "64 hex");
    fixture->as = AS_STAGE;
    assert_int_equal(count_of(fixture, ""), 0);
}

static void the_first_bytes_may_promise_a_checksum_too(void **state)
{
    struct fixture *fixture = *state;
    struct call call = { .method = "POST",
                         .target = "/api/sets/1/uploads",
                         .content_type = OCTETS,
                         .body = "123456789",
                         .body_bytes = 9,
                         .content_length = 9,
                         .headers = { RESUMABLE,
                                      { "Upload-Length", "1000" },
                                      { "Upload-Metadata", BRASS },
                                      { "Upload-Checksum", "crc32c 4waSgw==" } } };

    fixture_film(fixture);
    header_is(fixture_call(fixture, &call), 201, "Upload-Offset", "9");
    call.body = "12345678!";
    header_is(fixture_call(fixture, &call), 460, "Location", "/api/uploads/2");
    offset_is(fixture, 2, 0);
}

static void another_version_of_the_protocol_is_refused(void **state)
{
    struct fixture *fixture = *state;

    fixture_film(fixture);
    header_is(fixture_call(fixture, &(struct call){ .method = "HEAD", .target = "/api/uploads/1" }),
              412, "Tus-Version", "1.0.0");
    fixture->as = AS_NOBODY;
    header_is(fixture_call(fixture,
                           &(struct call){ .method = "OPTIONS", .target = "/api/sets/1/uploads" }),
              204, "Tus-Checksum-Algorithm", "sha1,sha256,crc32c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_arrives_in_pieces_and_is_a_print),
        TEST(what_a_broken_connection_brought_is_kept),
        TEST(a_wrong_checksum_drops_the_chunk_and_nothing_else),
        TEST(a_file_of_other_bytes_than_promised_is_refused_and_gone),
        TEST(what_is_no_sound_is_refused_with_its_last_byte),
        TEST(what_cannot_be_taken_is_refused_before_a_byte),
        TEST(quota_and_free_space_count_what_is_still_to_come),
        TEST(an_upload_is_its_persons_own),
        TEST(parts_become_a_print_and_are_used_up),
        TEST(parts_of_another_person_are_none),
        TEST(what_nobody_sends_any_more_expires),
        TEST(a_whole_file_that_nobody_looked_at_is_taken_up_at_start),
        TEST(one_whose_bytes_are_gone_is_over_and_begun_anew),
        TEST(a_second_connection_waits_its_turn),
        TEST(a_temp_arrives_for_its_picture),
        TEST(ones_own_uploads_are_found_again_by_identity_or_hash),
        TEST(the_first_bytes_may_promise_a_checksum_too),
        TEST(another_version_of_the_protocol_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
