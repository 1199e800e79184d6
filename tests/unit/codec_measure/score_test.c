#include "codec/measure/score.h"

#include <math.h>

#include "tests/support/check.h"
#include "tests/support/signal.h"

static void a_scene_of_one_concern_scores_it(void **state)
{
    struct score score;

    (void)state;
    score_init(&score);
    for (int i = 0; i < 100; i++)
        score_add(&score, 73, true);
    assert_db(score_result(&score), 73, 0.05);
}

static void the_worst_frames_with_lfe_count_most(void **state)
{
    struct score score;

    (void)state;
    score_init(&score);
    for (int i = 0; i < 1000; i++)
        score_add(&score, i < 200 ? 80 : 0, i < 200);
    assert_db(score_result(&score), 0.6 * 80 + 0.4 * 16, 0.05);
}

static void a_rare_peak_hardly_counts(void **state)
{
    struct score score;

    (void)state;
    score_init(&score);
    for (int i = 0; i < 1000; i++)
        score_add(&score, i < 40 ? 100 : 10, true);
    assert_db(score_result(&score), 0.6 * 10 + 0.4 * 13.6, 0.05);
}

static void silence_scores_0_and_no_frames_do_not(void **state)
{
    struct score score;

    (void)state;
    score_init(&score);
    assert_true(isnan(score_result(&score)) != 0);
    score_add(&score, 0, false);
    assert_db(score_result(&score), 0, 0);
}

static void the_greater_of_both_is_the_score(void **state)
{
    (void)state;
    assert_db(score_join(20, 60), 60, 0);
    assert_db(score_join(20, NAN), 20, 0);
    assert_db(score_join(NAN, 0), 0, 0);
    assert_true(isnan(score_join(NAN, NAN)) != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scene_of_one_concern_scores_it),
        cmocka_unit_test(the_worst_frames_with_lfe_count_most),
        cmocka_unit_test(a_rare_peak_hardly_counts),
        cmocka_unit_test(silence_scores_0_and_no_frames_do_not),
        cmocka_unit_test(the_greater_of_both_is_the_score),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
