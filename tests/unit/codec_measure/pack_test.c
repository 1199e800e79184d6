#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "codec/core/units.h"
#include "tests/support/signal.h"
#include "tests/unit/codec_measure/analysed.h"

enum { SAMPLES = RATE_HZ / 2 + 5, VERSION_AT = 4, SAMPLES_AT = 16, MASK_AT = 24 };

struct fixture {
    struct analysis *analysis;
    uint8_t *data;
    size_t bytes;
};

static int set_up(void **state)
{
    struct fixture *const f = calloc(1, sizeof(*f));
    struct planes in;

    assert_non_null(f);
    planes_for(&in, SAMPLES);
    for (unsigned c = 0; c < CHANNELS; c++)
        signal_noise(in.ch[c], SAMPLES, c, -6);
    in.ch[CH_L][100] = NAN;
    for (size_t i = 200; i < 210; i++)
        in.ch[CH_LFE][i] = 1;
    f->analysis = analysed_in_blocks(&in, 4321, ALL_CHANNELS & ~(1u << CH_RS), 4096);
    assert_int_equal(analysis_pack(f->analysis, (void **)&f->data, &f->bytes, NULL), ERR_NONE);
    planes_clear(&in);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *const f = *state;

    analysis_free(f->analysis);
    free(f->data);
    free(f);
    return 0;
}

#define assert_series(a, b, field, count)                                                          \
    assert_memory_equal((a)->field, (b)->field, (count) * sizeof(*(a)->field))

static void all_comes_back_as_it_was(void **state)
{
    struct fixture *const f = *state;
    const struct analysis *const a = f->analysis;
    struct analysis *b = NULL;

    assert_int_equal(analysis_unpack(&b, f->data, f->bytes, NULL), ERR_NONE);
    assert_int_equal(a->start_samples, b->start_samples);
    assert_int_equal(a->samples, b->samples);
    assert_int_equal(a->channel_mask, b->channel_mask);
    assert_int_equal(a->frames, b->frames);
    assert_series(a, b, band, a->frames * CHANNELS * BANDS);
    assert_series(a, b, envelope, a->frames);
    assert_series(a, b, lfe, a->lows);
    assert_series(a, b, mains, a->lows);
    assert_series(a, b, energy, a->loudness_blocks);
    assert_series(a, b, peaks, a->peak_blocks * CHANNELS);
    assert_series(a, b, block_hash, a->hash_blocks * CHANNELS);
    assert_memory_equal(&a->loudness, &b->loudness, sizeof(a->loudness));
    assert_memory_equal(a->level, b->level, sizeof(a->level));
    assert_memory_equal(&a->audio, &b->audio, sizeof(a->audio));
    assert_true(a->active_level_db == b->active_level_db);
    assert_int_equal(b->bad_samples, 1);
    assert_int_equal(b->first_bad_samples, 100);
    assert_int_equal(b->level[CH_LFE].clipped_runs, 1);
    assert_int_equal(b->level[CH_LFE].first_clip_samples, 200);
    analysis_free(b);
}

static void any_flipped_bit_is_found(void **state)
{
    struct fixture *const f = *state;
    struct analysis *b = NULL;

    for (size_t at = 0; at < f->bytes; at += at < 64 ? 1 : 997) {
        f->data[at] ^= 4;
        assert_int_equal(analysis_unpack(&b, f->data, f->bytes, NULL), ERR_DAMAGED);
        assert_null(b);
        f->data[at] ^= 4;
    }
}

static void any_other_length_is_found(void **state)
{
    struct fixture *const f = *state;
    struct analysis *b = NULL;

    for (size_t bytes = 0; bytes < f->bytes; bytes += bytes < 64 ? 1 : 1009)
        assert_int_equal(analysis_unpack(&b, f->data, bytes, NULL), ERR_DAMAGED);
    assert_int_equal(analysis_unpack(&b, f->data, f->bytes - 1, NULL), ERR_DAMAGED);
    assert_null(b);
}

/* The checksum only tells of accidents. */
static void sign(struct fixture *f, size_t bytes)
{
    const uint64_t sum = XXH64(f->data, bytes - 8, 0);

    for (unsigned i = 0; i < 8; i++)
        f->data[bytes - 8 + i] = (uint8_t)(sum >> 8 * i);
}

static void a_head_that_lies_is_found_behind_a_right_checksum(void **state)
{
    static const struct {
        size_t at;
        uint8_t value;
    } lie[] = {
        { SAMPLES_AT + 1, 0 },    { SAMPLES_AT + 2, 1 }, { SAMPLES_AT + 5, 0x7f },
        { SAMPLES_AT + 7, 0x80 }, { MASK_AT, 0x3f },     { MASK_AT, 0 },
        { MASK_AT, 0x40 },        { MASK_AT + 3, 0x80 }, { 8 + 7, 0x7f },
        { 8 + 7, 0x80 },
    };
    struct fixture *const f = *state;
    struct analysis *b = NULL;

    for (size_t i = 0; i < sizeof(lie) / sizeof(*lie); i++) {
        const uint8_t was = f->data[lie[i].at];
        f->data[lie[i].at] = lie[i].value;
        sign(f, f->bytes);
        assert_int_equal(analysis_unpack(&b, f->data, f->bytes, NULL), ERR_DAMAGED);
        f->data[lie[i].at] = was;
    }
    sign(f, f->bytes - 100);
    assert_int_equal(analysis_unpack(&b, f->data, f->bytes - 100, NULL), ERR_DAMAGED);
    assert_null(b);
}

static void another_version_asks_for_a_new_analysis(void **state)
{
    struct fixture *const f = *state;
    struct analysis *b = NULL;
    struct err err;

    f->data[VERSION_AT]++;
    sign(f, f->bytes);
    assert_int_equal(analysis_unpack(&b, f->data, f->bytes, &err), ERR_DAMAGED);
    assert_non_null(strstr(err.text, "version"));
    assert_non_null(strstr(err.text, "again"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_comes_back_as_it_was, set_up, tear_down),
        cmocka_unit_test_setup_teardown(any_flipped_bit_is_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(any_other_length_is_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_head_that_lies_is_found_behind_a_right_checksum, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(another_version_asks_for_a_new_analysis, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
