#include "codec/measure/analyzer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "tests/support/signal.h"
#include "tests/unit/codec_measure/analysed.h"

enum { SAMPLES = 3 * RATE_HZ + 321 };

static void fill(struct planes *in)
{
    planes_for(in, SAMPLES);
    for (unsigned c = 0; c < CHANNELS; c++)
        signal_noise(in->ch[c], SAMPLES, c + 1, -6 * (double)c);
    for (size_t i = 0; i < SAMPLES; i++)
        in->ch[CH_L][i] *= (float)sin((double)i / 9000); /* so that peaks come and go */
}

/* Packed, two analyses are the same when all that is kept of them is. */
static bool same(const struct analysis *a, const struct analysis *b)
{
    void *data[2] = { NULL };
    size_t bytes[2];
    bool result;

    assert_int_equal(analysis_pack(a, &data[0], &bytes[0], NULL), ERR_NONE);
    assert_int_equal(analysis_pack(b, &data[1], &bytes[1], NULL), ERR_NONE);
    result = bytes[0] == bytes[1] && !memcmp(data[0], data[1], bytes[0]);
    free(data[0]);
    free(data[1]);
    return result;
}

static void the_size_of_blocks_changes_no_bit(void **state)
{
    static const size_t sizes[] = { 1, 7, 479, 960, 961, 4801, 65536, SAMPLES };
    struct planes in;
    struct analysis *whole;

    (void)state;
    fill(&in);
    whole = analysed_in_blocks(&in, 172800777, ALL_CHANNELS, 4096);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        struct analysis *const other = analysed_in_blocks(&in, 172800777, ALL_CHANNELS, sizes[i]);
        assert_true(same(whole, other));
        analysis_free(other);
    }
    in.ch[CH_C][SAMPLES / 2] += 0.001f;
    struct analysis *const changed = analysed(&in, 172800777);
    assert_false(same(whole, changed));
    analysis_free(changed);
    analysis_free(whole);
    planes_clear(&in);
}

/* What stands on the file's own grid does not move with the start; what stands on the timeline's
 * moves with it, to the bit, when it moves by whole grids. */
static void another_start_moves_the_series_along(void **state)
{
    struct planes in;
    struct analysis *a, *b;

    (void)state;
    fill(&in);
    a = analysed(&in, 480);
    b = analysed(&in, 480 + 4800 * 7);
    assert_int_equal(b->first_frame, a->first_frame + 35);
    assert_int_equal(b->first_low, a->first_low + 7 * 240);
    assert_int_equal(b->first_loudness, a->first_loudness + 7);
    b->start_samples = a->start_samples;
    assert_true(same(a, b));
    analysis_free(a);
    analysis_free(b);
    planes_clear(&in);
}

/* Away from the cut, the parts say what the whole says; frames and blocks lie on one grid. */
static void a_tone_split_over_two_files_reads_as_the_whole(void **state)
{
    const size_t split = 70001;
    struct planes in, part;
    struct analysis *whole, *first, *second;

    (void)state;
    planes_for(&in, SAMPLES);
    signal_sine(in.ch[CH_C], SAMPLES, 1000, RATE_HZ, -20);
    whole = analysed(&in, 999);
    part = in;
    part.samples = split;
    first = analysed(&part, 999);
    part.samples = SAMPLES - split;
    part.ch[CH_C] += split;
    second = analysed(&part, 999 + (int64_t)split);
    for (size_t i = 0; i < whole->frames; i++) {
        const int64_t at = (whole->first_frame + (int64_t)i) * FRAME_SAMPLES;
        const struct analysis *const side = at < 999 + (int64_t)split ? first : second;
        if (llabs(at - 999 - (int64_t)split) > 2100) /* half a window and a filter */
            assert_int_equal(analysis_band(whole, i, CH_C, LOW_BANDS + 8),
                             analysis_band(side, frame_near(side, at), CH_C, LOW_BANDS + 8));
    }
    for (size_t i = 0; i < whole->loudness_blocks; i++) {
        const int64_t block = whole->first_loudness + (int64_t)i;
        const struct analysis *const side =
            (block + 1) * LOUDNESS_SAMPLES <= 999 + (int64_t)split ? first : second;
        const int64_t there = block - side->first_loudness;
        if (there > 0 || side == first) /* the block with the cut is in both, in part */
            assert_true(fabsf(whole->energy[i] - side->energy[there]) < 1e-6f);
    }
    analysis_free(whole);
    analysis_free(first);
    analysis_free(second);
    planes_clear(&in);
}

static void what_is_no_sound_is_counted_and_taken_as_silence(void **state)
{
    struct planes in;
    struct analysis *clean, *bad;

    (void)state;
    fill(&in);
    in.ch[CH_R][5000] = in.ch[CH_L][6000] = in.ch[CH_L][6001] = 0;
    clean = analysed(&in, 0);
    in.ch[CH_R][5000] = NAN;
    in.ch[CH_L][6000] = -INFINITY;
    in.ch[CH_L][6001] = 1e30f;
    bad = analysed(&in, 0);
    assert_int_equal(bad->bad_samples, 3);
    assert_int_equal(bad->first_bad_samples, 5000);
    assert_int_equal(clean->bad_samples, 0);
    assert_int_equal(clean->first_bad_samples, -1);
    bad->bad_samples = 0;
    bad->first_bad_samples = -1;
    assert_true(same(clean, bad));
    analysis_free(clean);
    analysis_free(bad);
    planes_clear(&in);
}

static void silence_in_the_middle_changes_nothing_around_it(void **state)
{
    const size_t length = 6 * RATE_HZ;
    struct planes in;
    struct analysis *analysis;
    size_t middle;

    (void)state;
    planes_for(&in, length);
    signal_noise(in.ch[CH_L], RATE_HZ, 1, -6);
    memcpy(in.ch[CH_L] + 5 * RATE_HZ, in.ch[CH_L], RATE_HZ * sizeof(float));
    analysis = analysed(&in, 0);
    middle = frame_near(analysis, 3 * RATE_HZ);
    for (unsigned b = 0; b < BANDS; b++)
        assert_int_equal(analysis_band(analysis, middle, CH_L, b), BAND_SILENT);
    for (int64_t at = 24000; at < 72000; at += FRAME_SAMPLES) {
        const size_t frame = frame_near(analysis, at - 24000);
        for (unsigned b = 0; b < BANDS && at < 48000; b++)
            assert_int_equal(analysis_band(analysis, frame, CH_L, b),
                             analysis_band(analysis, frame + 250, CH_L, b));
    }
    assert_true(analysis->mains[(size_t)(3 * 2400 - analysis->first_low)] == 0);
    analysis_free(analysis);
    planes_clear(&in);
}

static void one_sample_is_audio(void **state)
{
    struct planes in;
    struct analysis *analysis;

    (void)state;
    planes_for(&in, 1);
    in.ch[CH_C][0] = 0.5f;
    analysis = analysed(&in, 12345);
    assert_int_equal(analysis->peak_blocks, 1);
    assert_int_equal(analysis->hash_blocks, 1);
    assert_db(analysis->level[CH_C].true_peak_db, -6.0206, 0.001);
    assert_db(analysis->loudness.integrated_lufs, -INFINITY, 0);
    analysis_free(analysis);
    planes_clear(&in);
}

static void fewer_and_more_samples_than_told_are_refused(void **state)
{
    struct analyzer *analyzer = NULL;
    struct analysis *analysis = NULL;
    struct planes in;

    (void)state;
    planes_for(&in, 1000);
    assert_int_equal(analyzer_new(&analyzer, 0, 1001, ALL_CHANNELS, NULL), ERR_NONE);
    assert_int_equal(analyzer_add(analyzer, &in, NULL), ERR_NONE);
    assert_int_equal(analyzer_add(analyzer, &in, NULL), ERR_INVALID);
    assert_int_equal(analyzer_finish(analyzer, &analysis, NULL), ERR_DAMAGED);
    assert_null(analysis);
    assert_int_equal(analyzer_new(&analyzer, 0, 0, ALL_CHANNELS, NULL), ERR_INVALID);
    assert_int_equal(analyzer_new(&analyzer, 0, 1, 0, NULL), ERR_INVALID);
    assert_int_equal(analyzer_new(&analyzer, 0, 1, 64, NULL), ERR_INVALID);
    assert_int_equal(analyzer_new(&analyzer, 0, INT64_MAX, 1, NULL), ERR_TOO_BIG);
    assert_int_equal(analyzer_new(&analyzer, INT64_MIN, 1, 1, NULL), ERR_RANGE);
    planes_clear(&in);
}

static void channels_outside_the_mask_are_not_looked_at(void **state)
{
    const unsigned stereo = 1u << CH_L | 1u << CH_R;
    struct planes in;
    struct analysis *with, *without;

    (void)state;
    fill(&in);
    with = analysed_in_blocks(&in, 0, stereo, 4096);
    for (unsigned c = CH_C; c < CHANNELS; c++)
        memset(in.ch[c], 0, SAMPLES * sizeof(float));
    without = analysed_in_blocks(&in, 0, stereo, 4096);
    assert_true(same(with, without));
    analysis_free(with);
    analysis_free(without);
    planes_clear(&in);
}

struct fixture {
    int64_t asked, stop_at;
};

static bool go_on(void *ctx, int64_t done_samples)
{
    struct fixture *const fixture = ctx;

    fixture->asked++;
    return done_samples < fixture->stop_at;
}

/* A 16-bit stereo file of one second, in memory. */
static size_t make_file(uint8_t *out)
{
    static const uint8_t head[44] =
        "RIFF\x24\xee\x02\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00\x80\xbb\x00\x00"
        "\x00\xee\x02\x00\x04\x00\x10\x00"
        "data\x00\xee\x02";

    memcpy(out, head, sizeof(head));
    for (size_t i = 0; i < RATE_HZ; i++)
        for (size_t c = 0; c < 2; c++) {
            const int value = (int)lround(3276.8 * sin(2 * M_PI * (double)i / 48));
            out[44 + 4 * i + 2 * c] = (uint8_t)value;
            out[45 + 4 * i + 2 * c] = (uint8_t)(value >> 8);
        }
    return sizeof(head) + 4 * RATE_HZ;
}

static void a_stem_is_read_from_start_to_end_unless_it_is_cancelled(void **state)
{
    static uint8_t data[44 + 4 * RATE_HZ];
    struct fixture fixture = { .stop_at = INT64_MAX };
    struct analysis_watch watch = { go_on, &fixture };
    struct stem_file file = { "tone.wav", NULL };
    struct stem *stem = NULL;
    struct analysis *analysis = NULL;

    (void)state;
    assert_int_equal(source_open_memory(&file.source, data, make_file(data), NULL), ERR_NONE);
    assert_int_equal(stem_open(&stem, &file, 1, NULL, NULL), ERR_NONE);
    assert_int_equal(analysis_of_stem(&analysis, stem, &watch, NULL), ERR_NONE);
    assert_int_equal(analysis->samples, RATE_HZ);
    assert_int_equal(analysis->channel_mask, 1u << CH_L | 1u << CH_R);
    assert_db(analysis->loudness.integrated_lufs, -20, 0.02);
    assert_int_equal(fixture.asked, 4);
    analysis_free(analysis);
    fixture.stop_at = RATE_HZ / 2;
    assert_int_equal(analysis_of_stem(&analysis, stem, &watch, NULL), ERR_CANCELLED);
    assert_null(analysis);
    stem_close(stem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_size_of_blocks_changes_no_bit),
        cmocka_unit_test(another_start_moves_the_series_along),
        cmocka_unit_test(a_tone_split_over_two_files_reads_as_the_whole),
        cmocka_unit_test(what_is_no_sound_is_counted_and_taken_as_silence),
        cmocka_unit_test(silence_in_the_middle_changes_nothing_around_it),
        cmocka_unit_test(one_sample_is_audio),
        cmocka_unit_test(fewer_and_more_samples_than_told_are_refused),
        cmocka_unit_test(channels_outside_the_mask_are_not_looked_at),
        cmocka_unit_test(a_stem_is_read_from_start_to_end_unless_it_is_cancelled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
