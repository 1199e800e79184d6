#include "server/work/pace.h"

#include "tests/support/check.h"

enum { SEGMENT_MS = 5000 };

/* Pulls as hard as it can for so long and gives the audio that was granted. */
static int64_t pull(struct pace *pace, int64_t *now_ms, int64_t for_ms)
{
    int64_t end_ms = *now_ms + for_ms, granted_ms = 0;

    while (*now_ms < end_ms) {
        int64_t wait_ms = pace_take(pace, *now_ms, SEGMENT_MS);

        granted_ms += wait_ms == 0 ? SEGMENT_MS : 0;
        *now_ms += wait_ms;
    }
    return granted_ms;
}

static void first_eight_seconds_are_free(void **state)
{
    struct pace pace;

    (void)state;
    pace_init(&pace, 1000);
    assert_int_equal(pace_take(&pace, 1000, SEGMENT_MS), 0); /* [0, 5) */
    assert_int_equal(pace_take(&pace, 1000, SEGMENT_MS), 0); /* [5, 10) begins within 8 s */
    assert_int_equal(pace_take(&pace, 1000, SEGMENT_MS), 500);
    assert_int_equal(pace_take(&pace, 1499, SEGMENT_MS), 1);
    assert_int_equal(pace_take(&pace, 1500, SEGMENT_MS), 0);
}

static void then_it_goes_at_four_times_real_time(void **state)
{
    struct pace pace;
    int64_t now_ms = 0, granted_ms;

    (void)state;
    pace_init(&pace, now_ms);
    granted_ms = pull(&pace, &now_ms, 20000);
    assert_in_range(granted_ms, 80000, 80000 + PACE_FREE_MS + SEGMENT_MS);
}

static void a_pause_earns_no_more_than_the_start(void **state)
{
    struct pace pace;
    int64_t now_ms = 0;

    (void)state;
    pace_init(&pace, now_ms);
    pull(&pace, &now_ms, 10000);
    now_ms += 3600000;
    assert_int_equal(pull(&pace, &now_ms, 1), 2 * SEGMENT_MS);
}

static void a_download_is_let_through_after_four_minutes(void **state)
{
    struct pace pace;
    int64_t now_ms = 0;

    (void)state;
    pace_init(&pace, now_ms);
    while (pace.granted_ms < PACE_DOWNLOAD_MS)
        now_ms += pace_take(&pace, now_ms, SEGMENT_MS);
    assert_in_range(now_ms, 55000, 60000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(pace_take(&pace, now_ms, SEGMENT_MS), 0);
    pace_init(&pace, now_ms);
    assert_in_range(pull(&pace, &now_ms, 1000), 10000, 15000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_eight_seconds_are_free),
        cmocka_unit_test(then_it_goes_at_four_times_real_time),
        cmocka_unit_test(a_pause_earns_no_more_than_the_start),
        cmocka_unit_test(a_download_is_let_through_after_four_minutes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
