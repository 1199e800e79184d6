#include "server/work/mono.h"
#include "tests/unit/server_work/fixture.h"

enum { LISTENERS = 4 };

static void a_listener_reads_what_the_preview_renders_in_every_container(void **state)
{
    struct fixture *f = *state;

    check_ogg(f);
    assert_int_equal(stats(f).rendered, SEGMENTS);
    for (enum container i = 0; i < CONTAINERS; i++) {
        uint8_t *expected = rendered_file(f, i), *got = whole_file(f, i);

        assert_memory_equal(got, expected, (size_t)file_bytes(f->preview, i));
        free(expected);
        free(got);
    }
    assert_int_equal(stats(f).rendered, SEGMENTS);
    assert_true(stats(f).from_ram >= SEGMENTS);
}

struct reader {
    struct fixture *f;
    uint64_t seed;
    const uint8_t *expected;
};

static void *read_whole(void *ctx)
{
    const struct reader *reader = ctx;
    size_t bytes = (size_t)file_bytes(reader->f->preview, CONTAINER_OGG);
    uint8_t *got = whole_file(reader->f, CONTAINER_OGG);

    assert_memory_equal(got, reader->expected, bytes);
    free(got);
    return NULL;
}

/* Seeks like somebody who looks for a place, gives up in the middle, and closes. */
static void *seek_about(void *ctx)
{
    struct reader *reader = ctx;
    size_t size = (size_t)file_bytes(reader->f->preview, CONTAINER_OGG);
    uint8_t *got = malloc(READ_BYTES);

    for (int i = 0; i < 30; i++) {
        struct listener *listener = listen_to(reader->f, reader->f->preview, CONTAINER_OGG);
        struct ear ear;

        ear_init(&ear);
        for (int j = 0; j < 3; j++) {
            size_t at = signal_random(&reader->seed) % (size - 100);
            size_t bytes = 1 + signal_random(&reader->seed) % 90;
            ssize_t count = listener_read(listener, (int64_t)at, got, bytes, hear, &ear, NULL);

            if (count == 0 && j < 2) {
                await_wake(&ear);
                count = listener_read(listener, (int64_t)at, got, bytes, hear, &ear, NULL);
            }
            assert_true(count >= 0);
            assert_memory_equal(got, reader->expected + at, (size_t)count);
        }
        listener_close(listener);
        ear_clear(&ear);
    }
    free(got);
    return NULL;
}

static void run_readers(struct fixture *f, void *(*run)(void *))
{
    pthread_t thread[LISTENERS];
    struct reader reader[LISTENERS];
    uint8_t *expected = rendered_file(f, CONTAINER_OGG);

    for (unsigned i = 0; i < LISTENERS; i++) {
        reader[i] = (struct reader){ f, i + 1, expected };
        assert_int_equal(pthread_create(&thread[i], NULL, run, &reader[i]), 0);
    }
    for (int i = 0; i < LISTENERS; i++)
        pthread_join(thread[i], NULL);
    free(expected);
}

static void several_listeners_have_each_segment_rendered_once(void **state)
{
    struct fixture *f = *state;

    run_readers(f, read_whole);
    assert_int_equal(stats(f).rendered, SEGMENTS);
}

static void listeners_that_seek_and_close_at_will_always_read_the_right_bytes(void **state)
{
    struct fixture *f = *state;

    f->options.ram_bytes = 100000; /* one segment: the others must be rendered again */
    restart(f);
    run_readers(f, seek_about);
    assert_true(stats(f).ram_bytes <= f->options.ram_bytes);
}

static void a_cache_too_small_for_one_segment_still_plays(void **state)
{
    struct fixture *f = *state;

    f->options.ram_bytes = 1;
    restart(f);
    check_ogg(f);
    assert_int_equal(stats(f).ram_bytes, 0);
}

/* One thread, held in the middle of a segment that nobody wants any more. */
static void occupy_the_only_thread(struct fixture *f)
{
    struct listener *listener;
    uint8_t byte;

    f->options.threads = 1;
    restart(f);
    prints_hold(&f->prints, true);
    listener = listen_to(f, f->preview, CONTAINER_OGG);
    assert_int_equal(listener_read(listener, segment_at(f->preview, CONTAINER_OGG, SEGMENTS - 1),
                                   &byte, 1, hear, &f->ear, NULL),
                     0);
    prints_await(&f->prints, 1);
    listener_close(listener);
    await_wake(&f->ear); /* owed at the close */
    assert_int_equal(wakes(&f->ear), 0);
}

static void what_is_waited_for_goes_before_read_ahead(void **state)
{
    struct fixture *f = *state;
    struct listener *first, *second;
    uint8_t byte;

    f->options.ahead_segments = 1;
    occupy_the_only_thread(f);
    first = listen_to(f, f->preview, CONTAINER_OGG);
    second = listen_to(f, f->preview, CONTAINER_OGG);
    /* waits for 0 and reads 1 ahead; waits for 3 and reads 4 ahead */
    assert_int_equal(listener_read(first, segment_at(f->preview, CONTAINER_OGG, 0), &byte, 1, hear,
                                   &f->ear, NULL),
                     0);
    assert_int_equal(listener_read(second, segment_at(f->preview, CONTAINER_OGG, 3), &byte, 1, hear,
                                   &f->ear, NULL),
                     0);
    prints_hold(&f->prints, false);
    await_wake(&f->ear);
    await_wake(&f->ear);
    while (stats(f).rendered < 5)
        usleep(1000);
    listener_close(first);
    listener_close(second);
    const int order[] = { SEGMENTS - 1, 0, 3, 1, 4 };
    for (int i = 0; i < 5; i++)
        assert_int_equal(f->prints.opened[i], order[i]);
}

static void a_seek_cancels_what_nobody_else_wants(void **state)
{
    struct fixture *f = *state;
    struct listener *seeker, *other;
    uint8_t byte;

    f->options.ahead_segments = 1;
    occupy_the_only_thread(f);
    seeker = listen_to(f, f->preview, CONTAINER_OGG);
    other = listen_to(f, f->preview, CONTAINER_OGG);
    /* wants 0 and 1; the other wants 1 and 2 */
    listener_read(seeker, segment_at(f->preview, CONTAINER_OGG, 0), &byte, 1, hear, &f->ear, NULL);
    listener_read(other, segment_at(f->preview, CONTAINER_OGG, 1), &byte, 1, hear, &f->ear, NULL);
    assert_int_equal(stats(f).cancelled, 0);
    listener_read(seeker, segment_at(f->preview, CONTAINER_OGG, 4), &byte, 1, hear, &f->ear, NULL);
    assert_int_equal(stats(f).cancelled, 1); /* 0; 1 is the other's as well */
    listener_close(other);
    assert_int_equal(stats(f).cancelled, 3);
    listener_close(seeker);
    assert_int_equal(stats(f).cancelled, 4); /* 4; 5 is under way and just ends */
    prints_hold(&f->prints, false);
    while (stats(f).rendered < 1)
        usleep(1000);
    assert_int_equal(stats(f).rendered, 1);
}

static void every_wait_is_woken_exactly_once_also_by_a_close(void **state)
{
    struct fixture *f = *state;
    struct listener *listener;
    uint8_t byte;

    occupy_the_only_thread(f);
    listener = listen_to(f, f->preview, CONTAINER_OGG);
    assert_int_equal(listener_read(listener, segment_at(f->preview, CONTAINER_OGG, 0), &byte, 1,
                                   hear, &f->ear, NULL),
                     0);
    assert_int_equal(wakes(&f->ear), 0);
    listener_close(listener);
    assert_int_equal(wakes(&f->ear), 1);
    prints_hold(&f->prints, false);
    while (stats(f).rendered < 1)
        usleep(1000);
    assert_int_equal(wakes(&f->ear), 1);
}

static void headers_are_there_at_once(void **state)
{
    struct fixture *f = *state;
    uint8_t out[READ_BYTES];

    prints_hold(&f->prints, true);
    for (enum container i = 0; i < CONTAINERS; i++) {
        struct listener *listener = listen_to(f, f->preview, i);
        size_t header = virtual_file_header_bytes(preview_file(f->preview, i));

        assert_int_equal(listener_read(listener, 0, out, sizeof out, hear, &f->ear, NULL), header);
        listener_close(listener);
    }
    prints_hold(&f->prints, false);
}

static void a_print_that_cannot_be_opened_fails_the_listener_and_not_for_ever(void **state)
{
    struct fixture *f = *state;
    struct listener *listener = listen_to(f, f->preview, CONTAINER_OGG);
    int64_t at = segment_at(f->preview, CONTAINER_OGG, 2);
    struct err err = { 0 };
    uint8_t byte;

    prints_refuse(&f->prints, true);
    assert_int_equal(listener_read(listener, at, &byte, 1, hear, &f->ear, &err), 0);
    await_wake(&f->ear);
    assert_int_equal(listener_read(listener, at, &byte, 1, hear, &f->ear, &err), -1);
    assert_string_equal(err.text, "print 2 can't be opened");
    prints_refuse(&f->prints, false);
    read_all(listener, at, &byte, 1);
    listener_close(listener);
    check_ogg(f);
}

static void bytes_outside_the_file_are_refused(void **state)
{
    struct fixture *f = *state;
    struct listener *listener = listen_to(f, f->preview, CONTAINER_WEBM);
    int64_t end = file_bytes(f->preview, CONTAINER_WEBM);
    struct err err = { 0 };
    uint8_t byte;

    assert_int_equal(listener_read(listener, end, &byte, 1, hear, &f->ear, &err), -1);
    assert_int_equal(err.code, ERR_RANGE);
    assert_int_equal(listener_read(listener, -1, &byte, 1, hear, &f->ear, &err), -1);
    read_all(listener, end - 1, &byte, 1);
    listener_close(listener);
}

/* Pulls as hard as it can, as browsers do, and closes. */
static void players_cannot_make_us_render_far_beyond_what_they_play(void **state)
{
    enum { MINUTES = 10, PULL_MS = 1200 };
    struct fixture *f = *state;
    const struct preview *preview =
        renders_add(f->renders, prints_preview(&f->prints, MINUTES * 12, 0));
    struct listener *listener = listen_to(f, preview, CONTAINER_WEBM);
    int64_t begin_ms = mono_ms(), offset = 0, pulled_ms;
    uint8_t out[READ_BYTES];
    uint64_t allowed;

    while (mono_ms() - begin_ms < PULL_MS) {
        ssize_t got = listener_read(listener, offset, out, sizeof out, hear, &f->ear, NULL);

        assert_true(got >= 0);
        if (got == 0)
            await_wake(&f->ear);
        offset += got;
    }
    listener_close(listener);
    renders_give(f->renders, preview);
    pulled_ms = mono_ms() - begin_ms;
    /* 8 s free, then 4 x real time: those that begin within it */
    allowed = (uint64_t)(8000 + 4 * pulled_ms) / 5000 + 1;
    assert_in_range(stats(f).rendered, 2, allowed);
}

#define WITH_RENDERS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_RENDERS(a_listener_reads_what_the_preview_renders_in_every_container),
        WITH_RENDERS(several_listeners_have_each_segment_rendered_once),
        WITH_RENDERS(listeners_that_seek_and_close_at_will_always_read_the_right_bytes),
        WITH_RENDERS(a_cache_too_small_for_one_segment_still_plays),
        WITH_RENDERS(what_is_waited_for_goes_before_read_ahead),
        WITH_RENDERS(a_seek_cancels_what_nobody_else_wants),
        WITH_RENDERS(every_wait_is_woken_exactly_once_also_by_a_close),
        WITH_RENDERS(headers_are_there_at_once),
        WITH_RENDERS(a_print_that_cannot_be_opened_fails_the_listener_and_not_for_ever),
        WITH_RENDERS(bytes_outside_the_file_are_refused),
        WITH_RENDERS(players_cannot_make_us_render_far_beyond_what_they_play),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
