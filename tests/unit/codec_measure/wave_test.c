#include "codec/measure/wave.h"

#include <math.h>
#include <stdlib.h>

#include "codec/core/units.h"
#include "tests/support/signal.h"
#include "tests/unit/codec_measure/analysed.h"

enum { SAMPLES = 100000, START = 48000 };

/* What wave_look promises, said once more without levels. */
static struct wave_extent plainly(const struct analysis *analysis, int64_t from, int64_t to)
{
    struct wave_extent extent = { 0 };
    double power = 0;
    int blocks = 0;

    for (size_t b = 0; b < analysis->peak_blocks; b++) {
        const int64_t begin = analysis->start_samples + (int64_t)b * PEAK_SAMPLES;
        int rms = 0;

        if (begin >= to || begin + PEAK_SAMPLES <= from)
            continue;
        for (unsigned c = 0; c < CHANNELS; c++) {
            const struct peak_pair *const pair = &analysis->peaks[b * CHANNELS + c];
            if (!(analysis->channel_mask & 1u << c))
                continue;
            extent.low = !extent.any || pair->low < extent.low ? pair->low : extent.low;
            extent.high = !extent.any || pair->high > extent.high ? pair->high : extent.high;
            extent.any = true;
            rms = pair->rms > rms ? pair->rms : rms;
        }
        power += (double)rms * rms;
        blocks++;
    }
    extent.rms = blocks ? (int)lrint(sqrt(power / blocks)) : 0;
    return extent;
}

static struct analysis *noise(void)
{
    struct analysis *analysis;
    struct planes in;

    planes_for(&in, SAMPLES);
    for (unsigned c = 0; c < CHANNELS; c++)
        signal_noise(in.ch[c], SAMPLES, c + 1, -6 * (double)c);
    signal_sine(in.ch[CH_LFE] + SAMPLES / 2, SAMPLES / 2, 40, RATE_HZ, 0);
    analysis = analysed(&in, START);
    planes_clear(&in);
    return analysis;
}

struct drawn {
    void *data;
    size_t bytes;
    struct wave wave;
};

static struct wave *draw(struct drawn *drawn, const struct analysis *analysis)
{
    assert_int_equal(wave_make(&drawn->data, &drawn->bytes, analysis, NULL), ERR_NONE);
    assert_int_equal(wave_open(&drawn->wave, drawn->data, drawn->bytes, NULL), ERR_NONE);
    assert_true(drawn->wave.start_samples == START && drawn->wave.samples == SAMPLES);
    return &drawn->wave;
}

static void a_column_of_any_width_shows_what_its_blocks_hold(void **state)
{
    static const int64_t widths[] = { 1, 100, 256, 257, 4095, 4096, 9000, 48000, 200000 };
    struct analysis *const analysis = noise();
    struct drawn drawn;

    (void)state;
    draw(&drawn, analysis);
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
        for (int64_t from = START - 9001; from < START + SAMPLES + 9000; from += 1237) {
            const struct wave_extent plain = plainly(analysis, from, from + widths[w]);
            struct wave_extent extent = { 0 };

            wave_look(&drawn.wave, from, from + widths[w], &extent);
            assert_int_equal(extent.any, plain.any);
            assert_int_equal(extent.low, plain.low);
            assert_int_equal(extent.high, plain.high);
            assert_true(abs(extent.rms - plain.rms) <= 1);
        }
    free(drawn.data);
    analysis_free(analysis);
}

static void rms_stays_between_the_peaks_and_is_of_the_loudest_channel(void **state)
{
    struct wave_extent extent = { 0 };
    struct analysis *analysis;
    struct planes in;
    struct drawn drawn;

    (void)state;
    planes_for(&in, SAMPLES);
    signal_sine(in.ch[CH_L], SAMPLES, 1000, RATE_HZ, -20);
    signal_sine(in.ch[CH_RS], SAMPLES, 1000, RATE_HZ, -6);
    analysis = analysed(&in, START);
    draw(&drawn, analysis);
    wave_look(&drawn.wave, START, START + SAMPLES, &extent);
    assert_true(abs(extent.high - 8212) <= 8 && abs(extent.low + 8212) <= 8);
    assert_true(abs(extent.rms - 5807) <= 8);
    free(drawn.data);
    analysis_free(analysis);
    planes_clear(&in);
}

static void of_two_waves_the_greater_shows(void **state)
{
    struct wave_extent extent = { .any = true, .low = -10, .high = 30000, .rms = 5 };
    struct analysis *const analysis = noise();
    struct drawn drawn;

    (void)state;
    draw(&drawn, analysis);
    wave_look(&drawn.wave, START + 1000, START + 2000, &extent);
    assert_true(extent.low < -10 && extent.high == 30000 && extent.rms > 5);
    extent = (struct wave_extent){ 0 };
    wave_look(&drawn.wave, START - 1000, START, &extent);
    wave_look(&drawn.wave, START + SAMPLES, START + 2 * SAMPLES, &extent);
    assert_false(extent.any);
    free(drawn.data);
    analysis_free(analysis);
}

static void the_front_draws_wide_columns_and_loses_no_peak(void **state)
{
    struct analysis *const analysis = noise();
    const size_t front = wave_front_bytes(SAMPLES);
    struct drawn drawn;
    struct wave coarse;

    (void)state;
    draw(&drawn, analysis);
    assert_int_equal(wave_open(&coarse, drawn.data, front, NULL), ERR_NONE);
    assert_true(front < drawn.bytes / 10 && !coarse.block && coarse.samples == SAMPLES);
    for (int64_t from = START - 9001; from < START + SAMPLES; from += 3001) {
        struct wave_extent fine = { 0 }, wide = { 0 };

        wave_look(&drawn.wave, from, from + WAVE_FRONT_SAMPLES, &fine);
        wave_look(&coarse, from, from + WAVE_FRONT_SAMPLES, &wide);
        assert_true(fine.any == wide.any && wide.low <= fine.low && wide.high >= fine.high);
        assert_true(abs(wide.rms - fine.rms) < 1 + fine.rms / 3);
    }
    ((char *)drawn.data)[front - 1] ^= 1;
    assert_int_equal(wave_open(&coarse, drawn.data, front, NULL), ERR_DAMAGED);
    free(drawn.data);
    analysis_free(analysis);
}

static void damage_is_found(void **state)
{
    struct analysis *const analysis = noise();
    struct drawn drawn;
    struct wave wave;
    char *byte;

    (void)state;
    draw(&drawn, analysis);
    byte = drawn.data;
    for (size_t i = 0; i < drawn.bytes; i += 1 + drawn.bytes / 97) {
        byte[i] ^= 0x20;
        assert_int_equal(wave_open(&wave, byte, drawn.bytes, NULL), ERR_DAMAGED);
        byte[i] ^= 0x20;
        assert_int_equal(wave_open(&wave, byte, i, NULL), ERR_DAMAGED);
    }
    free(drawn.data);
    analysis_free(analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_column_of_any_width_shows_what_its_blocks_hold),
        cmocka_unit_test(rms_stays_between_the_peaks_and_is_of_the_loudest_channel),
        cmocka_unit_test(of_two_waves_the_greater_shows),
        cmocka_unit_test(the_front_draws_wide_columns_and_loses_no_peak),
        cmocka_unit_test(damage_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
