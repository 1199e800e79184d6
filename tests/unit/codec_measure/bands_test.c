#include "codec/measure/bands.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "tests/support/signal.h"
#include "tests/unit/codec_measure/analysed.h"

enum { SAMPLES = 2 * RATE_HZ, BAND_1K = LOW_BANDS + 8 };

static double centre_hz(unsigned band)
{
    return 1000 * pow(10, ((int)band - BAND_1K) / 10.0);
}

static double band_db(const struct analysis *analysis, size_t frame, enum channel channel,
                      unsigned band)
{
    return analysis_band(analysis, frame, channel, band) / 100.0;
}

static double sum_db(const struct analysis *analysis, size_t frame, enum channel channel)
{
    double sum = 0;

    for (unsigned b = 0; b < BANDS; b++)
        sum += pow(10, band_db(analysis, frame, channel, b) / 10);
    return 10 * log10(sum);
}

static void a_tone_of_1_khz_is_in_its_band_alone(void **state)
{
    struct planes in;
    struct analysis *analysis;

    (void)state;
    planes_for(&in, SAMPLES);
    signal_sine(in.ch[CH_C], SAMPLES, 1000, RATE_HZ, -20);
    analysis = analysed(&in, 0);
    for (int64_t at = RATE_HZ / 2; at < 3 * RATE_HZ / 2; at += FRAME_SAMPLES) {
        const size_t frame = frame_near(analysis, at);
        assert_db(band_db(analysis, frame, CH_C, BAND_1K), -23.01, 0.02);
        assert_db(sum_db(analysis, frame, CH_C), -23.01, 0.02);
        for (unsigned b = 0; b < BANDS; b++)
            if (b != BAND_1K)
                assert_true(band_db(analysis, frame, CH_C, b) < -23 - 65);
        for (unsigned c = 0; c < CHANNELS; c++)
            assert_true(c == CH_C || band_db(analysis, frame, c, BAND_1K) == -150);
    }
    analysis_free(analysis);
    planes_clear(&in);
}

/* Up to six bands at a time, one a channel. */
static void the_middle_of_every_band_reads_the_same(void **state)
{
    /* A tone is four bins wide; the bands of 20, 25, 31.5 and 160 Hz are 2.0, 2.5, 3.1 and 3.1. */
    static const double beside_db[BANDS] = { 0.36, 0.22, 0.08, [LOW_BANDS] = 0.08 };
    struct planes in;

    (void)state;
    planes_for(&in, SAMPLES);
    for (unsigned first = 0; first < BANDS; first += CHANNELS) {
        struct analysis *analysis;
        size_t frame;

        for (unsigned c = 0; c < CHANNELS && first + c < BANDS; c++)
            signal_sine(in.ch[c], SAMPLES, centre_hz(first + c), RATE_HZ, -20);
        analysis = analysed(&in, 0);
        frame = frame_near(analysis, RATE_HZ);
        for (unsigned c = 0; c < CHANNELS && first + c < BANDS; c++) {
            const unsigned band = first + c;
            assert_db(band_db(analysis, frame, c, band), -23.01 - beside_db[band], 0.01);
        }
        analysis_free(analysis);
    }
    planes_clear(&in);
}

static void white_noise_has_its_level_in_every_band_by_width(void **state)
{
    const size_t samples = 20 * RATE_HZ;
    struct planes in;
    struct analysis *analysis;
    double rms_db, whole = 0, band[BANDS] = { 0 };
    size_t from, to;

    (void)state;
    planes_for(&in, samples);
    signal_noise(in.ch[CH_L], samples, 1, -10);
    rms_db = signal_rms_db(in.ch[CH_L], samples);
    analysis = analysed(&in, 0);
    from = frame_near(analysis, RATE_HZ), to = frame_near(analysis, 19 * RATE_HZ);
    for (size_t i = from; i < to; i++)
        for (unsigned b = 0; b < BANDS; b++)
            band[b] += pow(10, band_db(analysis, i, CH_L, b) / 10) / (double)(to - from);
    for (unsigned b = 0; b < BANDS; b++) {
        /* width of a band: centre * (10^0.05 - 10^-0.05), of 24 kHz */
        const double width = centre_hz(b) * 0.23077 / 24000;
        const double tolerance_db = b < LOW_BANDS ? 1.2 : b < LOW_BANDS + 6 ? 0.6 : 0.2;
        assert_db(10 * log10(band[b]), rms_db + 10 * log10(width), tolerance_db);
        whole += band[b];
    }
    assert_db(10 * log10(whole), rms_db + 10 * log10((8912.5 - 17.78) / 24000), 0.05);
    analysis_free(analysis);
    planes_clear(&in);
}

static void what_lies_above_the_bands_does_not_fold_into_them(void **state)
{
    static const double hz[CHANNELS] = { 12100, 15200, 18000, 20000, 22500, 23700 };
    struct planes in;
    struct analysis *analysis;
    size_t frame;

    (void)state;
    planes_for(&in, SAMPLES);
    for (unsigned c = 0; c < CHANNELS; c++)
        signal_sine(in.ch[c], SAMPLES, hz[c], RATE_HZ, 0);
    analysis = analysed(&in, 0);
    frame = frame_near(analysis, RATE_HZ);
    for (unsigned c = 0; c < CHANNELS; c++)
        assert_true(sum_db(analysis, frame, c) < -85);
    analysis_free(analysis);
    planes_clear(&in);
}

/* A click lies in the frames whose windows reach it, and is greatest in the one at its place. */
static void frames_lie_where_the_timeline_says(void **state)
{
    struct planes in;

    (void)state;
    planes_for(&in, RATE_HZ);
    in.ch[CH_R][24000] = 1;
    for (int64_t start = 0; start < 3000; start += 777) {
        struct analysis *const analysis = analysed(&in, start);
        size_t loudest[2] = { 0 };

        for (size_t i = 0; i < analysis->frames; i++) {
            if (band_db(analysis, i, CH_R, BAND_1K) > band_db(analysis, loudest[0], CH_R, BAND_1K))
                loudest[0] = i;
            if (band_db(analysis, i, CH_R, 6) > band_db(analysis, loudest[1], CH_R, 6))
                loudest[1] = i;
        }
        assert_int_equal(loudest[0], frame_near(analysis, start + 24000));
        assert_int_equal(loudest[1], frame_near(analysis, start + 24000));
        analysis_free(analysis);
    }
    planes_clear(&in);
}

/* The window is 1 at its centre: all of the click, over the power of the window. */
static void a_click_has_the_power_of_its_window(void **state)
{
    const double mean_square = 1.0 / 4096 / (3.0 / 8), width = 1000 * 0.23077 / 24000;
    struct planes in;
    struct analysis *analysis;

    (void)state;
    planes_for(&in, RATE_HZ);
    in.ch[CH_R][24000] = 1;
    analysis = analysed(&in, 0);
    assert_db(band_db(analysis, frame_near(analysis, 24000), CH_R, BAND_1K),
              10 * log10(mean_square * width), 0.05);
    analysis_free(analysis);
    planes_clear(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tone_of_1_khz_is_in_its_band_alone),
        cmocka_unit_test(the_middle_of_every_band_reads_the_same),
        cmocka_unit_test(white_noise_has_its_level_in_every_band_by_width),
        cmocka_unit_test(what_lies_above_the_bands_does_not_fold_into_them),
        cmocka_unit_test(frames_lie_where_the_timeline_says),
        cmocka_unit_test(a_click_has_the_power_of_its_window),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
