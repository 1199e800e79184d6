#include "server/work/renders.h"

#include <ftw.h>
#include <unistd.h>

#include "server/work/mono.h"
#include "tests/unit/server_work/prints.h"

enum { READ_BYTES = 20000, LISTENERS = 4 };

/* Hears wakes. */
struct ear {
    pthread_mutex_t lock; /* guards wakes */
    pthread_cond_t heard;
    int wakes;
};

struct fixture {
    struct prints prints;
    struct renders_options options;
    struct renders *renders;
    const struct preview *preview; /* SEGMENTS long */
    char dir[64];
    struct ear ear;
};

static void ear_init(struct ear *ear)
{
    ear->wakes = 0;
    pthread_mutex_init(&ear->lock, NULL);
    pthread_cond_init(&ear->heard, NULL);
}

static void ear_clear(struct ear *ear)
{
    pthread_cond_destroy(&ear->heard);
    pthread_mutex_destroy(&ear->lock);
}

static void hear(void *ctx)
{
    struct ear *ear = ctx;

    pthread_mutex_lock(&ear->lock);
    ear->wakes++;
    pthread_cond_broadcast(&ear->heard);
    pthread_mutex_unlock(&ear->lock);
}

/* Takes one wake, waiting for it. */
static void await_wake(struct ear *ear)
{
    pthread_mutex_lock(&ear->lock);
    while (ear->wakes == 0)
        pthread_cond_wait(&ear->heard, &ear->lock);
    ear->wakes--;
    pthread_mutex_unlock(&ear->lock);
}

static int wakes(struct ear *ear)
{
    int count;

    pthread_mutex_lock(&ear->lock);
    count = ear->wakes;
    pthread_mutex_unlock(&ear->lock);
    return count;
}

static struct renders_stats stats(struct fixture *f)
{
    struct renders_stats stats;

    renders_stats(f->renders, &stats);
    return stats;
}

static void start(struct fixture *f)
{
    struct err err = { 0 };

    if (renders_start(&f->renders, &f->options, &err))
        fail_msg("%s", err.text);
    f->preview = renders_add(f->renders, prints_preview(&f->prints, SEGMENTS, 0));
}

static void stop(struct fixture *f)
{
    renders_give(f->renders, f->preview);
    renders_stop(f->renders);
    assert_int_equal(prints_open_count(&f->prints), 0);
}

static void restart(struct fixture *f)
{
    stop(f);
    start(f);
}

static int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    *state = f;
    prints_init(&f->prints);
    ear_init(&f->ear);
    snprintf(f->dir, sizeof f->dir, "/tmp/predub-renders-XXXXXX");
    f->options.threads = 2;
    start(f);
    return mkdtemp(f->dir) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *info, int flag, struct FTW *at)
{
    (void)info, (void)flag, (void)at;
    return remove(path);
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    stop(f);
    nftw(f->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    prints_clear(&f->prints);
    ear_clear(&f->ear);
    free(f);
    return 0;
}

static struct listener *listen_to(struct fixture *f, const struct preview *preview,
                                  enum container container)
{
    struct listener *listener = NULL;
    struct err err = { 0 };

    if (listener_new(&listener, f->renders, preview, container, &err))
        fail_msg("%s", err.text);
    return listener;
}

static int64_t file_bytes(const struct preview *preview, enum container container)
{
    return virtual_file_bytes(preview_file(preview, container));
}

/* The first byte of the page that starts with a segment. */
static int64_t segment_at(const struct preview *preview, enum container container, int segment)
{
    return virtual_file_page_at(preview_file(preview, container), 5 * segment);
}

/* Reads [offset, offset + bytes), waiting as a connection does. */
static void read_all(struct listener *listener, int64_t offset, uint8_t *out, size_t bytes)
{
    struct err err = { 0 };
    struct ear ear;

    ear_init(&ear);
    while (bytes > 0) {
        size_t part = bytes < READ_BYTES ? bytes : READ_BYTES;
        ssize_t got = listener_read(listener, offset, out, part, hear, &ear, &err);

        if (got < 0)
            fail_msg("%s", err.text);
        if (got == 0)
            await_wake(&ear);
        offset += got;
        out += got;
        bytes -= (size_t)got;
    }
    assert_int_equal(ear.wakes, 0);
    ear_clear(&ear);
}

static uint8_t *whole_file(struct fixture *f, enum container container)
{
    size_t bytes = (size_t)file_bytes(f->preview, container);
    struct listener *listener = listen_to(f, f->preview, container);
    uint8_t *out = malloc(bytes);

    read_all(listener, 0, out, bytes);
    listener_close(listener);
    return out;
}

/* The same without threads, caches and listeners. */
static uint8_t *rendered_file(struct fixture *f, enum container container)
{
    struct preview_renderer *renderer = NULL;
    uint8_t *segment[SEGMENTS], *out = malloc((size_t)file_bytes(f->preview, container));

    assert_int_equal(preview_renderer_new(&renderer, f->preview, NULL), 0);
    for (int i = 0; i < SEGMENTS; i++) {
        segment[i] = malloc(preview_segment_bytes(f->preview, i));
        assert_int_equal(preview_render(renderer, i, segment[i], NULL), 0);
    }
    assert_int_equal(preview_read(f->preview, container, 0,
                                  (size_t)file_bytes(f->preview, container),
                                  (const uint8_t *const *)segment, out, NULL),
                     0);
    for (int i = 0; i < SEGMENTS; i++)
        free(segment[i]);
    preview_renderer_free(renderer);
    return out;
}

/* Reads the Ogg whole, as nothing paces it, and compares. */
static void check_ogg(struct fixture *f)
{
    uint8_t *expected = rendered_file(f, CONTAINER_OGG), *got = whole_file(f, CONTAINER_OGG);

    assert_memory_equal(got, expected, (size_t)file_bytes(f->preview, CONTAINER_OGG));
    free(expected);
    free(got);
}

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

static void rendered_segments_survive_a_restart_on_disk(void **state)
{
    struct fixture *f = *state;

    f->options.cache_dir = f->dir;
    restart(f);
    check_ogg(f);
    assert_int_equal(stats(f).rendered, SEGMENTS);
    restart(f);
    check_ogg(f);
    assert_int_equal(stats(f).rendered, 0);
    assert_int_equal(stats(f).from_disk, SEGMENTS);
}

static void a_cache_folder_that_cannot_be_used_fails_no_preview(void **state)
{
    struct fixture *f = *state;

    f->options.cache_dir = "/proc/no/such/folder";
    restart(f);
    check_ogg(f);
    assert_int_equal(stats(f).rendered, SEGMENTS);
}

static void the_same_preview_is_kept_once(void **state)
{
    struct fixture *f = *state;
    struct hash key = preview_key(f->preview), other = hash_of("other", 5);
    const struct preview *again = renders_add(f->renders, prints_preview(&f->prints, SEGMENTS, 0));

    assert_ptr_equal(again, f->preview);
    renders_give(f->renders, again);
    assert_ptr_equal(renders_get(f->renders, &key), f->preview);
    renders_give(f->renders, f->preview);
    assert_null(renders_get(f->renders, &other));
}

static void previews_nobody_uses_are_dropped_with_their_open_files(void **state)
{
    enum { PREVIEWS = 80, KEPT = 64 };
    struct fixture *f = *state;
    struct hash first = { 0 };

    for (int i = 0; i < PREVIEWS; i++) {
        const struct preview *preview =
            renders_add(f->renders, prints_preview(&f->prints, 1, -(i + 1) / 10.0));
        struct listener *listener = listen_to(f, preview, CONTAINER_OGG);
        uint8_t byte;

        if (i == 0)
            first = preview_key(preview);
        read_all(listener, segment_at(preview, CONTAINER_OGG, 0), &byte, 1);
        listener_close(listener);
        renders_give(f->renders, preview);
        assert_in_range(prints_open_count(&f->prints), 0, 6); /* 2 threads with 3 renderers */
    }
    assert_null(renders_get(f->renders, &first));
}

static void overs_are_found_at_their_place_while_nobody_waits(void **state)
{
    struct fixture *f = *state;
    const struct preview *loud = renders_add(f->renders, prints_preview(&f->prints, SEGMENTS, 12));
    struct renders_overs found = { 0 };
    struct err err = { 0 };

    while (!found.complete) {
        if (renders_overs(f->renders, loud, &found, &err))
            fail_msg("%s", err.text);
        usleep(1000);
    }
    assert_int_equal(found.scanned_samples, preview_samples(loud));
    assert_int_equal(found.overs.count, SEGMENTS);
    assert_db(found.overs.peak_db, 6, 0.01);
    for (int i = 0; i < SEGMENTS; i++) {
        int64_t begin = (int64_t)i * SEGMENT_SAMPLES + 2 * RATE_HZ;

        assert_in_range(found.overs.over[i].in_samples, begin, begin + 100);
        assert_in_range(found.overs.over[i].out_samples, begin + SOUND_SAMPLES - 100,
                        begin + SOUND_SAMPLES);
    }
    renders_give(f->renders, loud);
}

static void a_scan_that_fails_says_so_once_and_can_begin_again(void **state)
{
    struct fixture *f = *state;
    struct renders_overs found = { 0 };
    struct err err = { 0 };

    prints_refuse(&f->prints, true);
    while (!renders_overs(f->renders, f->preview, &found, &err))
        usleep(1000);
    assert_int_equal(err.code, ERR_IO);
    prints_refuse(&f->prints, false);
    while (!found.complete) {
        assert_int_equal(renders_overs(f->renders, f->preview, &found, &err), 0);
        usleep(1000);
    }
}

static void stopping_drops_a_scan_under_way(void **state)
{
    struct fixture *f = *state;
    const struct preview *longer = renders_add(f->renders, prints_preview(&f->prints, 7200, 1));
    struct renders_overs found = { 0 };

    assert_int_equal(renders_overs(f->renders, longer, &found, NULL), 0);
    renders_give(f->renders, longer);
    restart(f);
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
        WITH_RENDERS(rendered_segments_survive_a_restart_on_disk),
        WITH_RENDERS(a_cache_folder_that_cannot_be_used_fails_no_preview),
        WITH_RENDERS(the_same_preview_is_kept_once),
        WITH_RENDERS(previews_nobody_uses_are_dropped_with_their_open_files),
        WITH_RENDERS(overs_are_found_at_their_place_while_nobody_waits),
        WITH_RENDERS(a_scan_that_fails_says_so_once_and_can_begin_again),
        WITH_RENDERS(stopping_drops_a_scan_under_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
