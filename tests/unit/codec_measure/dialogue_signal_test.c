/* The whole path from noise through the analyzer to the figures: against the calibration table of
 * the index, and against the formulas written out in double. */
#include <stdlib.h>
#include <string.h>

#include "codec/core/biquad.h"
#include "codec/core/units.h"
#include "codec/measure/dialogue.h"
#include "codec/measure/sii.h"
#include "tests/support/signal.h"
#include "tests/unit/codec_measure/analysed.h"

enum {
    SECONDS = 3,
    SAMPLES = SECONDS * RATE_HZ,
    THIRDS = BANDS - 1, /* 25 Hz to 8 kHz */
    PARTIALS = 12,      /* a third-octave */
    KINDS = 4,
    DIFFERENCES = 8,
};

static const double speech_lkfs = -27;

static const double normal[SPEECH_BANDS] = { 32.41, 34.48, 34.75, 33.98, 34.59, 34.27,
                                             32.06, 28.30, 25.01, 23.00, 20.15, 17.32,
                                             13.18, 11.55, 9.33,  5.31,  2.59,  1.13 };

enum kind { SPEECHLIKE, PINK, SCORE, LOW };

static double centre_hz(unsigned third)
{
    return 1000 * pow(10, ((int)third - 16) / 10.0);
}

/* Band levels of the calibration's four sounds, dB. */
static double shape_db(enum kind kind, unsigned third)
{
    const double hz = centre_hz(third);
    const unsigned first = LOW_BANDS - 1;

    switch (kind) {
    case SPEECHLIKE:
        if (third >= first)
            return normal[third - first] + 15.65 + (third - first);
        return third + 1 == first   ? normal[0] + 15.65 - 3
               : third + 2 == first ? normal[0] + 15.65 - 10
                                    : -99;
    case SCORE: return hz < 510 ? 0 : -6 * log2(hz / 500);
    case LOW: return hz < 130 ? 0 : -9 * log2(hz / 125);
    default: return 0;
    }
}

static double k_gain(double hz)
{
    return biquad_gain(&biquad_k_shelf, hz, RATE_HZ) *
           biquad_gain(&biquad_k_high_pass, hz, RATE_HZ);
}

/* LKFS of the levels as they are. */
static double loudness_of(enum kind kind)
{
    double sum = 0;

    for (unsigned t = 0; t < THIRDS; t++) {
        const double gain = k_gain(centre_hz(t));
        sum += pow(10, shape_db(kind, t) / 10) * gain * gain;
    }
    return -0.691 + 10 * log10(sum);
}

static double unit_random(uint64_t *seed)
{
    return (double)(signal_random(seed) >> 11) * 0x1p-53;
}

/* A sine that turns by itself. */
static void add_partial(float *out, double hz, double level, double turn)
{
    const double step = 2 * M_PI * hz / RATE_HZ;
    const double re = cos(step), im = sin(step);
    double x = level * cos(turn), y = level * sin(turn);

    for (size_t i = 0; i < SAMPLES; i++) {
        const double next = x * re - y * im;
        y = x * im + y * re;
        x = next;
        out[i] += (float)x;
    }
}

/* Noise in the third-octaves, scaled to a loudness. */
static void add_noise(float *out, enum kind kind, double lkfs, uint64_t seed)
{
    const double scale_db = lkfs - loudness_of(kind);

    for (unsigned t = 0; t < THIRDS; t++) {
        const double power = pow(10, (shape_db(kind, t) + scale_db) / 10);

        for (unsigned p = 0; p < PARTIALS && power > 1e-9; p++) {
            const double place = (p + unit_random(&seed)) / PARTIALS - 0.5;
            const double hz = centre_hz(t) * pow(10, place / 10);
            add_partial(out, hz, sqrt(2 * power / PARTIALS), 2 * M_PI * unit_random(&seed));
        }
    }
}

static struct analysis *noise_analysis(enum channel channel, enum kind kind, uint64_t seed)
{
    struct analysis *analysis;
    struct planes in;

    planes_for(&in, SAMPLES);
    add_noise(in.ch[channel], kind, speech_lkfs, seed);
    analysis = analysed(&in, 0);
    planes_clear(&in);
    return analysis;
}

static struct dialogue_figures figures_of(const struct scene_input *input)
{
    struct dialogue_facts *facts;
    struct dialogue_figures figures;

    assert_int_equal(dialogue_facts_new(&facts, input, NULL), ERR_NONE);
    dialogue_figures(&figures, facts);
    dialogue_facts_free(facts);
    return figures;
}

static void it_reads_the_calibration_table(void **state)
{
    static const double over_lu[DIFFERENCES] = { 15, 10, 6, 4, 2, 0, -3, -6 };
    static const double index[KINDS][DIFFERENCES] = {
        [SPEECHLIKE] = { .97, .79, .66, .59, .52, .45, .35, .25 },
        [PINK] = { .86, .73, .60, .53, .47, .40, .30, .21 },
        [SCORE] = { 1.00, .91, .77, .70, .63, .56, .46, .36 },
        [LOW] = { 1.00, .99, .99, .98, .98, .97, .95, .91 },
    };
    struct analysis *const words = noise_analysis(CH_C, SPEECHLIKE, 1);

    (void)state;
    for (unsigned kind = 0; kind < KINDS; kind++) {
        struct analysis *const music = noise_analysis(CH_L, kind, 2 + kind);
        const struct report_source source[] = { { "Dialogue", ROLE_DIALOGUE, words },
                                                { "String", ROLE_STEM, music } };
        struct scene_input input = { .sources = source,
                                     .count = 2,
                                     .scene = { RATE_HZ / 2, SAMPLES - RATE_HZ / 2 } };

        for (unsigned d = 0; d < DIFFERENCES; d++) {
            struct dialogue_figures figures;

            input.settings.music_trim_db = -over_lu[d];
            figures = figures_of(&input);
            assert_db(figures.over_music_lu, over_lu[d], 0.2);
            assert_db(figures.median, index[kind][d], 0.03);
            assert_db(figures.p10, index[kind][d], 0.04);
        }
        analysis_free(music);
    }
    analysis_free(words);
}

/* ---- the formulas, written out */

enum { FRAMES_MAX = SECONDS * 50 + 1, REACH = 75 };

static double power_of(double level_db)
{
    return pow(10, level_db / 10);
}

static double plain_index(const double *speech_db, const double *noise_db)
{
    static const double hearing_db[SPEECH_BANDS] = { .6,    -1.7,  -3.9,  -6.1,  -8.2,  -9.7,
                                                     -10.8, -11.9, -12.5, -13.5, -15.4, -17.7,
                                                     -21.2, -24.2, -25.9, -23.6, -15.8, -7.1 };
    double level[SPEECH_BANDS], slope[SPEECH_BANDS], index = 0;

    for (unsigned i = 0; i < SPEECH_BANDS; i++) {
        double z = power_of(noise_db[i]), mask;

        level[i] = fmax(speech_db[i] - 24, noise_db[i]);
        slope[i] = -80 + 0.6 * (level[i] + 10 * log10((double)sii_hz[i]) - 6.353);
        for (unsigned k = 0; k < i; k++)
            z += power_of(level[k] +
                          3.32 * slope[k] * log10(0.89 * (double)sii_hz[i] / (double)sii_hz[k]));
        mask = fmax(i > 0 ? 10 * log10(z) : level[0], hearing_db[i]);
        index += (double)sii_importance[i] * fmin(fmax((speech_db[i] - mask + 15) / 30, 0), 1);
    }
    return index;
}

static double band_power(const struct analysis *analysis, size_t frame, unsigned band)
{
    double sum = 0;

    for (unsigned c = 0; c < CHANNELS; c++)
        if (c != CH_LFE)
            sum += (c == CH_LS || c == CH_RS ? 0.5 : 1) *
                   power_of(analysis_band(analysis, frame, c, LOW_BANDS + band) / 100.0);
    return sum;
}

static bool is_active(const struct analysis *words, size_t frame)
{
    for (size_t back = 0; back <= 10 && back <= frame; back++)
        if (words->envelope[frame - back] >= 100 * (words->active_level_db - 15.9))
            return true;
    return false;
}

static double level_of(double power, unsigned band)
{
    return 10 * log10(fmax(power, 1e-20)) + 105 - 15.65 - band;
}

static double plain_frame(const struct analysis *words, const struct analysis *const *maskers,
                          size_t count, size_t frame)
{
    double speech_db[SPEECH_BANDS], noise_db[SPEECH_BANDS];

    for (unsigned b = 0; b < SPEECH_BANDS; b++) {
        double sum = 0, noise = 0;
        unsigned active = 0;

        for (size_t i = frame > REACH ? frame - REACH : 0; i <= frame + REACH; i++)
            if (i < words->frames && is_active(words, i)) {
                sum += band_power(words, i, b);
                active++;
            }
        for (size_t m = 0; m < count; m++)
            noise += band_power(maskers[m], frame, b);
        speech_db[b] = level_of(sum / active, b);
        noise_db[b] = level_of(noise, b);
    }
    return plain_index(speech_db, noise_db);
}

static int lower_first(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The percentile of the means of 3 s, over the frames in which somebody speaks. */
static double plain_percentile(const double *index, const size_t *at, size_t count, double share)
{
    double mean[FRAMES_MAX];
    const double place = share * (double)(count - 1);
    const size_t rank = (size_t)place;

    for (size_t i = 0; i < count; i++) {
        double sum = 0;
        unsigned near = 0;

        for (size_t k = 0; k < count; k++)
            if (llabs((long long)at[k] - (long long)at[i]) <= REACH) {
                sum += index[k];
                near++;
            }
        mean[i] = sum / near;
    }
    qsort(mean, count, sizeof(*mean), lower_first);
    return mean[rank] + (place - (double)rank) * (mean[rank + 1] - mean[rank]);
}

/* 300 ms of every half second, as words come. */
static void chop(float *wave, size_t phase)
{
    for (size_t i = 0; i < SAMPLES; i++)
        if ((i + phase) % (RATE_HZ / 2) > RATE_HZ * 3 / 10)
            wave[i] = 0;
}

static struct analysis *chopped(enum channel channel, enum kind kind, uint64_t seed)
{
    struct analysis *analysis;
    struct planes in;

    planes_for(&in, SAMPLES);
    add_noise(in.ch[channel], kind, -30 - (double)seed, seed);
    chop(in.ch[channel], 5000 * seed);
    analysis = analysed(&in, 0);
    planes_clear(&in);
    return analysis;
}

static void it_agrees_with_the_formulas_written_out(void **state)
{
    struct analysis *const words = chopped(CH_C, SPEECHLIKE, 0);
    struct analysis *const maskers[] = { chopped(CH_L, PINK, 3), chopped(CH_RS, SCORE, 1),
                                         chopped(CH_C, SPEECHLIKE, 8) };
    const struct report_source source[] = { { "Dialogue", ROLE_DIALOGUE, words },
                                            { "String", ROLE_STEM, maskers[0] },
                                            { "Brass", ROLE_STEM, maskers[1] },
                                            { "Effects", ROLE_EFFECTS, maskers[2] } };
    const struct scene_input input = { .sources = source, .count = 4, .scene = { 0, SAMPLES } };
    struct dialogue_figures figures;
    double index[FRAMES_MAX];
    size_t at[FRAMES_MAX], count = 0;

    (void)state;
    figures = figures_of(&input);
    for (size_t i = 0; i < words->frames; i++) {
        const int64_t frame = words->first_frame + (int64_t)i;

        if (frame < 0 || frame * FRAME_SAMPLES >= SAMPLES || !is_active(words, i))
            continue;
        at[count] = i;
        index[count++] = plain_frame(words, (const struct analysis *const *)maskers, 3, i);
    }
    assert_in_range(count, 100, FRAMES_MAX);
    assert_db(figures.speech_s, (double)count / 50, 0.001);
    assert_db(figures.p5, plain_percentile(index, at, count, 0.05), 0.001);
    assert_db(figures.p10, plain_percentile(index, at, count, 0.10), 0.001);
    assert_db(figures.median, plain_percentile(index, at, count, 0.50), 0.001);
    analysis_free(words);
    for (size_t m = 0; m < 3; m++)
        analysis_free(maskers[m]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_reads_the_calibration_table),
        cmocka_unit_test(it_agrees_with_the_formulas_written_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
