/* What changed between two prints, where, and how much. */
#include "codec/measure/compare.h"

#include <math.h>

#include "codec/core/units.h"
#include "tests/unit/codec_media/helpers.h"

enum { SAMPLES = 20000, START = 172800000, IN = 5000, OUT = 15000 };

static const struct wav_spec wav_float = { .channels = 6,
                                           .rate_hz = RATE_HZ,
                                           .bits = 32,
                                           .is_float = true,
                                           .extensible = true,
                                           .mask = 0x3f };

struct print {
    struct planes audio;
    struct wav wav;
    struct compare_side side;
};

static void open_print(struct print *print, const struct wav_spec *spec, int64_t start)
{
    struct err err;

    stem_close(print->side.stem);
    wav_clear(&print->wav);
    wav_build(&print->wav, spec, planes_const(&print->audio), print->audio.samples);
    assert_works(open_wav(&print->side.stem, "String.wav", &print->wav, &err), &err);
    print->side.start_samples = start;
}

/* Two prints of the same noise. */
struct fixture {
    struct print older, newer;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->older.audio = noise_planes(6, SAMPLES, 24);
    f->newer.audio = noise_planes(6, SAMPLES, 24);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    stem_close(f->older.side.stem);
    stem_close(f->newer.side.stem);
    wav_clear(&f->older.wav);
    wav_clear(&f->newer.wav);
    planes_clear(&f->older.audio);
    planes_clear(&f->newer.audio);
    free(f);
    return 0;
}

/* Not compared yet. */
static struct compare_range range_of(int64_t in_samples, int64_t out_samples)
{
    return (struct compare_range){ .in_samples = in_samples,
                                   .out_samples = out_samples,
                                   .verdict = COMPARE_VERDICTS };
}

static void compare(struct fixture *f, struct compare_range *ranges, size_t count, size_t block)
{
    const struct compare_input input = { .older = f->older.side,
                                         .newer = f->newer.side,
                                         .ranges = ranges,
                                         .count = count,
                                         .block_samples = block };
    struct err err;

    assert_works(compare_run(&input, &err), &err);
}

static struct compare_range compare_scene(struct fixture *f)
{
    struct compare_range range = range_of(START + IN, START + OUT);

    open_print(&f->older, &wav_float, START);
    open_print(&f->newer, &wav_float, START);
    compare(f, &range, 1, 0);
    return range;
}

static void the_same_audio_is_the_same_in_another_file(void **state)
{
    const struct wav_spec wav_24 = { .magic = "RF64",
                                     .channels = 6,
                                     .rate_hz = RATE_HZ,
                                     .bits = 24,
                                     .extensible = true,
                                     .mask = 0x3f,
                                     .bext = true };
    struct fixture *f = *state;
    struct compare_range range = range_of(START + IN, START + OUT);

    open_print(&f->older, &wav_float, START);
    open_print(&f->newer, &wav_24, START);
    compare(f, &range, 1, 0);
    assert_int_equal(range.verdict, COMPARE_SAME);
    assert_db(range.channel[CH_L].difference_db, -INFINITY, 0);
    assert_db(range.channel[CH_L].level_db, signal_rms_db(f->older.audio.ch[CH_L] + IN, OUT - IN),
              1e-6);
}

static void one_sample_is_a_change_in_its_scene_alone(void **state)
{
    static const struct {
        size_t at;
        enum compare_verdict verdict;
    } changes[] = { { IN - 1, COMPARE_SAME },
                    { IN, COMPARE_CHANGED },
                    { OUT - 1, COMPARE_CHANGED },
                    { OUT, COMPARE_SAME } };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        float *sample = &f->newer.audio.ch[CH_RS][changes[i].at];
        *sample += 0x1p-23f;
        assert_int_equal(compare_scene(f).verdict, changes[i].verdict);
        *sample -= 0x1p-23f;
    }
}

static void the_difference_is_told_by_channel_in_db(void **state)
{
    struct fixture *f = *state;
    struct compare_range range;
    const float *older = f->older.audio.ch[CH_C];

    for (size_t i = IN; i < OUT; i++)
        f->newer.audio.ch[CH_C][i] = 0.5f * older[i];
    for (size_t i = IN; i < OUT; i++)
        f->newer.audio.ch[CH_LFE][i] += i % 2 ? 0.25f : -0.25f;
    range = compare_scene(f);
    assert_int_equal(range.verdict, COMPARE_CHANGED);
    assert_db(range.channel[CH_C].difference_db, signal_rms_db(older + IN, OUT - IN) - 6.0206,
              1e-3);
    assert_db(range.channel[CH_C].peak_db, signal_peak_db(older + IN, OUT - IN) - 6.0206, 1e-3);
    assert_db(range.channel[CH_C].level_db, signal_rms_db(older + IN, OUT - IN) - 6.0206, 1e-3);
    assert_db(range.channel[CH_LFE].difference_db, db_of(0.25), 1e-6);
    assert_db(range.channel[CH_LFE].peak_db, db_of(0.25), 1e-6);
    assert_db(range.channel[CH_L].difference_db, -INFINITY, 0);
}

static void what_sounds_on_one_side_alone_is_new_or_gone(void **state)
{
    struct fixture *f = *state;
    struct compare_side newer;
    struct compare_range range;

    for (unsigned c = 0; c < CHANNELS; c++)
        memset(f->older.audio.ch[c] + IN, 0, (OUT - IN) * sizeof(float));
    range = compare_scene(f);
    assert_int_equal(range.verdict, COMPARE_NEW);
    newer = f->newer.side;
    f->newer.side = f->older.side;
    compare(f, &range, 1, 0); /* silence against silence */
    assert_int_equal(range.verdict, COMPARE_SILENT);
    f->older.side = newer;
    compare(f, &range, 1, 0);
    assert_int_equal(range.verdict, COMPARE_GONE);
    newer = f->newer.side;
    f->newer.side = (struct compare_side){ 0 }; /* no such print */
    compare(f, &range, 1, 0);
    assert_int_equal(range.verdict, COMPARE_GONE);
    f->newer.side = newer;
}

static void prints_are_compared_at_their_places(void **state)
{
    struct fixture *f = *state;
    struct compare_range range = range_of(START + IN, START + OUT);

    for (unsigned c = 0; c < CHANNELS; c++) {
        memmove(f->newer.audio.ch[c], f->newer.audio.ch[c] + 480, (SAMPLES - 480) * sizeof(float));
        memset(f->newer.audio.ch[c] + SAMPLES - 480, 0, 480 * sizeof(float));
    }
    open_print(&f->older, &wav_float, START);
    open_print(&f->newer, &wav_float, START + 480);
    compare(f, &range, 1, 0);
    assert_int_equal(range.verdict, COMPARE_SAME);
    f->newer.side.start_samples = START + 479;
    compare(f, &range, 1, 0);
    assert_int_equal(range.verdict, COMPARE_CHANGED);
}

static void a_file_that_ends_early_is_followed_by_silence(void **state)
{
    struct fixture *f = *state;
    struct compare_range range = range_of(START + OUT - 100, START + SAMPLES);

    f->newer.audio.samples = OUT;
    open_print(&f->older, &wav_float, START);
    open_print(&f->newer, &wav_float, START);
    compare(f, &range, 1, 0);
    assert_int_equal(range.verdict, COMPARE_CHANGED);
    range.in_samples = START + OUT;
    compare(f, &range, 1, 0);
    assert_int_equal(range.verdict, COMPARE_GONE);
}

static void the_size_of_the_blocks_makes_no_difference(void **state)
{
    static const size_t blocks[] = { 1, 480, 4801, 50000 };
    struct fixture *f = *state;
    const struct compare_range before = range_of(START - 50, START + SAMPLES + 50);
    struct compare_range expected = before, range;

    signal_noise(f->newer.audio.ch[CH_LS], SAMPLES, 77, -20);
    open_print(&f->older, &wav_float, START);
    open_print(&f->newer, &wav_float, START);
    compare(f, &expected, 1, 0);
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        range = before;
        compare(f, &range, 1, blocks[i]);
        assert_int_equal(range.verdict, expected.verdict);
        for (unsigned c = 0; c < CHANNELS; c++) {
            assert_db(range.channel[c].difference_db, expected.channel[c].difference_db, 0);
            assert_db(range.channel[c].peak_db, expected.channel[c].peak_db, 0);
            assert_db(range.channel[c].level_db, expected.channel[c].level_db, 0);
        }
    }
}

static bool refuse(void *ctx, double share)
{
    ++*(int *)ctx;
    return share < 0.5;
}

static void a_comparison_that_nobody_waits_for_ends_early(void **state)
{
    struct fixture *f = *state;
    struct compare_range range = range_of(START, START + SAMPLES);
    int asked = 0;
    struct compare_input input = {
        .ranges = &range, .count = 1, .go_on = refuse, .ctx = &asked, .block_samples = 1000
    };

    open_print(&f->older, &wav_float, START);
    open_print(&f->newer, &wav_float, START);
    input.older = f->older.side;
    input.newer = f->newer.side;
    assert_int_equal(compare_run(&input, NULL), ERR_CANCELLED);
    assert_int_equal(asked, 11);
}

static void verdicts_have_names(void **state)
{
    (void)state;
    assert_string_equal(compare_verdict_name(COMPARE_SILENT), "silent");
    assert_string_equal(compare_verdict_name(COMPARE_GONE), "gone");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_audio_is_the_same_in_another_file, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(one_sample_is_a_change_in_its_scene_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(the_difference_is_told_by_channel_in_db, setup, teardown),
        cmocka_unit_test_setup_teardown(what_sounds_on_one_side_alone_is_new_or_gone, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(prints_are_compared_at_their_places, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_that_ends_early_is_followed_by_silence, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_size_of_the_blocks_makes_no_difference, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_comparison_that_nobody_waits_for_ends_early, setup,
                                        teardown),
        cmocka_unit_test(verdicts_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
