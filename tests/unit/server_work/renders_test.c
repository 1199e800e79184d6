#include "tests/unit/server_work/fixture.h"

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
