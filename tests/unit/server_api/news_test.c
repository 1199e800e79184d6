/* The stream of news as a source of bytes: in pieces, in batches, and until its caller may not. */
#include "tests/unit/server_api/fixture_stream.h"

enum { CUES = 205 }; /* two batches and a rest */

static void add_cue(struct fixture *fixture, int number)
{
    char body[64];

    snprintf(body, sizeof body, "{\"name\": \"9m%d\"}", number);
    json_decref(expect(post(fixture, "/api/productions/1/cues", body), 201));
}

static int count_of(const char *text, const char *words)
{
    int count = 0;

    while ((text = strstr(text, words)) && *++text)
        count++;
    return count;
}

static void a_frame_may_be_larger_than_the_buffer(void **state)
{
    struct fixture *fixture = *state;
    struct stream whole, pieces;
    struct body_source *source;

    fixture_film(fixture);
    assert_int_equal(stream_open(&whole, fixture, "/api/productions/1/news?since=0", NULL), 200);
    assert_int_equal(stream_open(&pieces, fixture, "/api/productions/1/news?since=0", NULL), 200);
    stream_await(&whole, "event: set.add");
    source = &pieces.exchange->reply.body.source;
    while (pieces.bytes < whole.bytes) {
        const ssize_t got =
            source->read(source->ctx, 0, pieces.text + pieces.bytes, 7, &pieces.waker, &pieces.err);
        assert_in_range(got, 1, 7);
        pieces.bytes += (size_t)got;
    }
    assert_string_equal(pieces.text, whole.text);
    stream_close(&whole);
    stream_close(&pieces);
}

static void what_is_far_behind_comes_in_batches(void **state)
{
    struct fixture *fixture = *state;
    struct stream stream;
    char last[32];
    int64_t before = -1;

    fixture_film(fixture);
    for (int i = 0; i < CUES; i++)
        add_cue(fixture, i);
    assert_int_equal(stream_open(&stream, fixture, "/api/productions/1/news", "0"), 200);
    snprintf(last, sizeof last, "\"9m%d\"", CUES - 1);
    stream_await(&stream, last);
    assert_int_equal(count_of(stream.text, "event: cue.add"), CUES + 1);
    for (const char *at = stream.text; (at = strstr(at, "\nid: ")); at++) {
        const int64_t id = strtoll(at + 5, NULL, 10);
        assert_true(id > before);
        before = id;
    }
    stream_close(&stream);
}

static void without_an_id_it_begins_now(void **state)
{
    struct fixture *fixture = *state;
    struct stream stream, future;

    fixture_film(fixture);
    assert_int_equal(stream_open(&stream, fixture, "/api/productions/1/news", NULL), 200);
    assert_int_equal(stream_open(&future, fixture, "/api/productions/1/news", "99999"), 200);
    stream_await(&stream, "event: here");
    stream_await(&future, "event: here");
    add_cue(fixture, 1);
    stream_await(&stream, "\"9m1\"");
    stream_await(&future, "\"9m1\""); /* an id that never was holds nothing back */
    assert_int_equal(count_of(stream.text, "\nid: "), 1);
    stream_close(&stream);
    stream_close(&future);
}

static void a_member_who_is_removed_hears_no_more(void **state)
{
    const struct call remove = { .method = "DELETE", .target = "/api/productions/1/members/2" };
    struct fixture *fixture = *state;
    struct answer removed;
    struct stream stream;

    fixture_film(fixture);
    fixture_join(fixture, 1, AS_STAGE, SIDE_STAGE);
    fixture->as = AS_STAGE;
    assert_int_equal(stream_open(&stream, fixture, "/api/productions/1/news", NULL), 200);
    stream_await(&stream, "\"name\":\"Stan\",\"side\":\"stage\"");
    fixture->as = AS_MUSIC;
    removed = fixture_call(fixture, &remove);
    assert_int_equal(removed.status, 204);
    answer_clear(&removed);
    add_cue(fixture, 1);
    stream_await_end(&stream);
    assert_int_equal(stream.err.code, ERR_CANCELLED);
    assert_null(strstr(stream.text, "9m1"));
    stream_close(&stream);
}

static void who_has_no_part_in_it_is_not_let_in(void **state)
{
    struct fixture *fixture = *state;
    struct stream stream;

    fixture_film(fixture);
    fixture->as = AS_OTHER;
    assert_int_equal(stream_open(&stream, fixture, "/api/productions/1/news", NULL), 404);
    fixture->as = AS_NOBODY;
    assert_int_equal(stream_open(&stream, fixture, "/api/productions/1/news", NULL), 401);
    fixture->as = AS_MUSIC;
    assert_int_equal(stream_open(&stream, fixture, "/api/productions/1/news", "latest"), 400);
    assert_non_null(strstr(stream.err.text, "Last-Event-ID"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_frame_may_be_larger_than_the_buffer), TEST(what_is_far_behind_comes_in_batches),
        TEST(without_an_id_it_begins_now),           TEST(a_member_who_is_removed_hears_no_more),
        TEST(who_has_no_part_in_it_is_not_let_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
