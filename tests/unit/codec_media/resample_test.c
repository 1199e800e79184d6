#include "codec/media/resample.h"

#include <math.h>

#include <soxr.h>

#include "codec/core/units.h"
#include "tests/unit/codec_media/helpers.h"

/* A file in memory of two channels. */
struct file {
    struct planes audio;
    uint32_t rate_hz;
};

static enum err_code read_file(void *ctx, int64_t at, size_t frames, float *const *out,
                               struct err *err)
{
    const struct file *const file = ctx;

    (void)err;
    assert_true(at >= 0 && at + (int64_t)frames <= (int64_t)file->audio.samples);
    for (unsigned c = 0; c < file->audio.channels; c++)
        memcpy(out[c], file->audio.ch[c] + at, frames * sizeof(float));
    return ERR_NONE;
}

static struct resampler *open_file(struct file *file)
{
    const struct resample_input input = { file, read_file, file->rate_hz, file->audio.channels,
                                          (int64_t)file->audio.samples };
    struct resampler *resampler;
    struct err err;

    assert_works(resampler_new(&resampler, &input, &err), &err);
    return resampler;
}

static const uint32_t rates_hz[] = { 44100, 47952, 48048, 88200, 96000, 32000, 44101 };

enum { RATES = sizeof rates_hz / sizeof *rates_hz };

static void a_position_gives_the_same_sample_wherever_reading_began(void **state)
{
    enum { WHOLE = 140000, PART = 5000 };
    struct planes whole, part;

    (void)state;
    planes_init(&whole, 2, WHOLE, NULL);
    planes_init(&part, 2, PART, NULL);
    for (size_t r = 0; r < RATES; r += 3) {
        struct file file = { noise_planes(2, 3 * rates_hz[r], 24), rates_hz[r] };
        struct resampler *const first = open_file(&file), *const second = open_file(&file);
        uint64_t seed = 5;
        assert_int_equal(resampler_read(first, 0, WHOLE, whole.ch, NULL), ERR_NONE);
        for (int i = 0; i < 12; i++) {
            const size_t at = signal_random(&seed) % (WHOLE - PART);
            assert_int_equal(resampler_read(second, (int64_t)at, PART, part.ch, NULL), ERR_NONE);
            for (unsigned c = 0; c < 2; c++)
                assert_memory_equal(part.ch[c], whole.ch[c] + at, PART * sizeof(float));
        }
        resampler_free(first);
        resampler_free(second);
        planes_clear(&file.audio);
    }
    planes_clear(&whole);
    planes_clear(&part);
}

/* Blocks that start afresh must join without a trace: noise at -6 dBFS through them differs from
 * noise through one resampler that ran over the whole file by less than -120 dBFS, joins included
 * (-100 where the rates have no common divisor, which the library interpolates). The file begins
 * with a second of silence because that library's own first samples are not exact. */
static void blocks_join_as_if_one_resampler_had_run(void **state)
{
    const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);

    (void)state;
    for (size_t r = 0; r < RATES; r++) {
        struct file file = { noise_planes(1, 4 * rates_hz[r], 24), rates_hz[r] };
        struct resampler *const resampler = open_file(&file);
        struct planes once, blocks;
        size_t made;
        planes_init(&once, 1, 192000, NULL);
        planes_init(&blocks, 1, 192000, NULL);
        memset(file.audio.ch[0], 0, rates_hz[r] * sizeof(float));
        assert_null(soxr_oneshot(rates_hz[r], 48000, 1, file.audio.ch[0], file.audio.samples, NULL,
                                 once.ch[0], 192000, &made, NULL, &quality, NULL));
        assert_int_equal(made, 192000);
        assert_int_equal(resampler_read(resampler, 0, 192000, blocks.ch, NULL), ERR_NONE);
        assert_true(db_of(signal_difference(once.ch[0], blocks.ch[0], 192000)) <
                    (rates_hz[r] == 44101 ? -100 : -120));
        resampler_free(resampler);
        planes_clear(&once);
        planes_clear(&blocks);
        planes_clear(&file.audio);
    }
}

static void a_tone_keeps_its_level_pitch_and_place(void **state)
{
    static float expected[96000];

    (void)state;
    signal_sine(expected, 96000, 997, 48000, -20);
    for (size_t r = 0; r < RATES; r++) {
        struct file file = { noise_planes(1, 2 * rates_hz[r], 24), rates_hz[r] };
        struct planes out;
        signal_sine(file.audio.ch[0], file.audio.samples, 997, rates_hz[r], -20);
        struct resampler *const resampler = open_file(&file);
        planes_init(&out, 1, 96000, NULL);
        assert_int_equal(resampler_read(resampler, 0, 96000, out.ch, NULL), ERR_NONE);
        /* Away from the file's ends, where the tone starts and stops. */
        assert_true(db_of(signal_difference(out.ch[0] + 4000, expected + 4000, 88000)) < -120);
        resampler_free(resampler);
        planes_clear(&out);
        planes_clear(&file.audio);
    }
}

static void behind_the_end_there_is_silence(void **state)
{
    struct file file = { noise_planes(1, 44100, 24), 44100 };
    struct resampler *const resampler = open_file(&file);
    struct planes out;

    (void)state;
    planes_init(&out, 1, 1000, NULL);
    assert_int_equal(resampler_read(resampler, 1000000, 1000, out.ch, NULL), ERR_NONE);
    assert_db(signal_peak_db(out.ch[0], 1000), -INFINITY, 0);
    resampler_free(resampler);
    planes_clear(&out);
    planes_clear(&file.audio);
}

static void bad_input_is_counted_once_and_does_not_spread(void **state)
{
    struct file file = { noise_planes(1, 3 * 44100, 24), 44100 };
    struct resampler *resampler;
    struct planes out;

    (void)state;
    file.audio.ch[0][30000] = NAN;
    file.audio.ch[0][30106] = -INFINITY; /* near the join of two blocks */
    file.audio.ch[0][132299] = INFINITY; /* the very last */
    resampler = open_file(&file);
    planes_init(&out, 1, 144000, NULL);
    assert_int_equal(resampler_read(resampler, 0, 144000, out.ch, NULL), ERR_NONE);
    assert_int_equal(resampler_bad(resampler).count, 3);
    assert_int_equal(resampler_bad(resampler).first_at, 30000);
    assert_true(isfinite(signal_rms_db(out.ch[0], 144000)));
    resampler_free(resampler);
    planes_clear(&out);
    planes_clear(&file.audio);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_position_gives_the_same_sample_wherever_reading_began),
        cmocka_unit_test(blocks_join_as_if_one_resampler_had_run),
        cmocka_unit_test(a_tone_keeps_its_level_pitch_and_place),
        cmocka_unit_test(behind_the_end_there_is_silence),
        cmocka_unit_test(bad_input_is_counted_once_and_does_not_spread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
