#include "codec/core/timecode.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"

static struct rate rate_of(const char *text)
{
    struct rate rate;
    struct err err;

    assert_int_equal(rate_parse(&rate, text, &err), ERR_NONE);
    return rate;
}

static int64_t position_of(const char *rate, const char *label)
{
    int64_t position = -1;
    struct err err = { 0 };

    assert_int_equal(timecode_parse(&position, rate_of(rate), label, &err), ERR_NONE);
    return position;
}

static void assert_label(const char *rate, int64_t frame, const char *expected)
{
    char label[TIMECODE_TEXT];
    const struct rate r = rate_of(rate);

    timecode_format(label, r, timecode_frame_start(r, frame));
    assert_string_equal(label, expected);
}

static void one_hour_has_the_golden_position_at_every_rate(void **state)
{
    (void)state;
    assert_int_equal(position_of("23.976", "01:00:00:00"), 172972800);
    assert_int_equal(position_of("24", "01:00:00:00"), 172800000);
    assert_int_equal(position_of("25", "01:00:00:00"), 172800000);
    assert_int_equal(position_of("29.97", "01:00:00:00"), 172972800);
    assert_int_equal(position_of("30", "01:00:00:00"), 172800000);
    assert_int_equal(position_of("29.97df", "01:00:00;00"), 172799828); /* 172 799 827.2, up */
    assert_int_equal(position_of("59.94df", "01:00:00;00"), 172799828);
    assert_int_equal(position_of("48", "01:00:00:00"), 172800000);
    assert_int_equal(position_of("50", "01:00:00:00"), 172800000);
    assert_int_equal(position_of("59.94", "01:00:00:00"), 172972800);
    assert_int_equal(position_of("60", "01:00:00:00"), 172800000);
}

static void golden_label_at_23_976_is_frame_115517(void **state)
{
    (void)state;
    assert_int_equal(position_of("23.976", "01:20:13:05"), 231265034);
    assert_int_equal(timecode_frame_at(rate_of("23.976"), 231265034), 115517);
}

static void drop_frame_labels_are_the_golden_ones(void **state)
{
    (void)state;
    assert_label("29.97df", 1799, "00:00:59;29");
    assert_label("29.97df", 1800, "00:01:00;02");
    assert_label("29.97df", 17981, "00:09:59;29");
    assert_label("29.97df", 17982, "00:10:00;00");
    assert_label("29.97df", 107892, "01:00:00;00");
    assert_label("59.94df", 3600, "00:01:00;04");
    assert_label("59.94df", 215784, "01:00:00;00");
}

static void dropped_labels_are_refused_and_the_next_one_is_named(void **state)
{
    int64_t position;
    struct err err = { 0 };
    (void)state;

    assert_int_equal(timecode_parse(&position, rate_of("29.97df"), "00:01:00;01", &err),
                     ERR_INVALID);
    assert_non_null(strstr(err.text, "00:01:00;02"));
    assert_int_equal(timecode_parse(&position, rate_of("59.94df"), "00:01:00;03", &err),
                     ERR_INVALID);
    assert_int_equal(timecode_parse(&position, rate_of("29.97df"), "00:10:00;00", &err), ERR_NONE);
    assert_int_equal(timecode_parse(&position, rate_of("29.97"), "00:01:00:00", &err), ERR_NONE);
}

static void text_that_is_no_timecode_is_refused(void **state)
{
    static const char *const bad[] = { "",
                                       "1",
                                       "01:00:00",
                                       "01:00:00:24",
                                       "24:00:00:00",
                                       "01:60:00:00",
                                       "01:00:60:00",
                                       "a:b:c:d",
                                       "01:00:00:00x",
                                       "001:00:00:00",
                                       "-1:00:00:00",
                                       "01;00:00:00" };
    int64_t position;
    (void)state;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct err err = { 0 };
        assert_int_equal(timecode_parse(&position, rate_of("24"), bad[i], &err), ERR_INVALID);
        assert_true(strlen(err.text) > 20);
    }
}

/* Every label of a day, at every rate: out and in again gives the same frame. */
static void labels_survive_out_and_in_at_every_rate(void **state)
{
    static const char *const rates[] = { "23.976", "24", "25",    "29.97",   "29.97df", "30",
                                         "48",     "50", "59.94", "59.94df", "60" };
    (void)state;

    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        const struct rate rate = rate_of(rates[i]);
        for (int64_t frame = 0; frame < 86400 * 23; frame += 7) {
            char label[TIMECODE_TEXT];
            int64_t position;
            timecode_format(label, rate, timecode_frame_start(rate, frame));
            assert_int_equal(timecode_parse(&position, rate, label, NULL), ERR_NONE);
            assert_int_equal(timecode_frame_at(rate, position), frame);
        }
    }
}

static void a_frame_begins_at_its_first_sample_and_not_before(void **state)
{
    const struct rate rate = rate_of("29.97");
    (void)state;

    for (int64_t frame = -10; frame < 100; frame++) {
        const int64_t start = timecode_frame_start(rate, frame);
        assert_int_equal(timecode_frame_at(rate, start), frame);
        assert_int_equal(timecode_frame_at(rate, start - 1), frame - 1);
    }
    assert_int_equal(timecode_frame_start(rate, 5), 8008);
}

static void the_clock_wraps_at_midnight_in_both_directions(void **state)
{
    char label[TIMECODE_TEXT];
    (void)state;

    timecode_format(label, rate_of("24"), -1);
    assert_string_equal(label, "23:59:59:23");
    timecode_format(label, rate_of("24"), INT64_C(86400) * 48000 + 2000);
    assert_string_equal(label, "00:00:00:01");
    timecode_format(label, rate_of("29.97df"), -1);
    assert_string_equal(label, "23:59:59;29");
}

static void rates_are_read_in_all_their_spellings(void **state)
{
    char text[RATE_TEXT];
    struct rate rate;
    struct err err;
    (void)state;

    rate_format(text, rate_of("30000/1001 DF"));
    assert_string_equal(text, "29.97df");
    rate_format(text, rate_of(" 23.98 "));
    assert_string_equal(text, "23.976");
    assert_int_equal(rate_parse(&rate, "29.98", &err), ERR_INVALID);
    assert_int_equal(rate_parse(&rate, "24df", &err), ERR_INVALID);
    assert_int_equal(rate_parse(&rate, "", &err), ERR_INVALID);
}

static void positions_at_other_rates_move_to_48_khz_to_the_nearest_sample(void **state)
{
    (void)state;
    assert_int_equal(timecode_from_rate(173246850, 44100), 188568000 + 0);
    assert_int_equal(timecode_from_rate(1, 96000), 1); /* 0.5 rounds up */
    assert_int_equal(timecode_from_rate(96000 * 3600LL, 96000), 172800000);
    assert_int_equal(timecode_from_rate(-44100, 44100), -48000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_hour_has_the_golden_position_at_every_rate),
        cmocka_unit_test(golden_label_at_23_976_is_frame_115517),
        cmocka_unit_test(drop_frame_labels_are_the_golden_ones),
        cmocka_unit_test(dropped_labels_are_refused_and_the_next_one_is_named),
        cmocka_unit_test(text_that_is_no_timecode_is_refused),
        cmocka_unit_test(labels_survive_out_and_in_at_every_rate),
        cmocka_unit_test(a_frame_begins_at_its_first_sample_and_not_before),
        cmocka_unit_test(the_clock_wraps_at_midnight_in_both_directions),
        cmocka_unit_test(rates_are_read_in_all_their_spellings),
        cmocka_unit_test(positions_at_other_rates_move_to_48_khz_to_the_nearest_sample),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
