#include "codec/measure/audiohash.h"

#include <string.h>

#include "codec/core/units.h"
#include "tests/support/signal.h"
#include "tests/unit/codec_measure/analysed.h"

enum { SAMPLES = RATE_HZ / 2 + 77 };

static void fill(struct planes *in)
{
    planes_for(in, SAMPLES);
    for (unsigned c = 0; c < CHANNELS; c++)
        signal_noise(in->ch[c], SAMPLES, c, -6);
}

static void blocks_are_hashed_from_the_start_of_the_file(void **state)
{
    struct planes in;
    struct analysis *analysis;

    (void)state;
    fill(&in);
    analysis = analysed(&in, 5000);
    assert_int_equal(analysis->hash_blocks, 6);
    for (size_t b = 0; b < 6; b++)
        for (unsigned c = 0; c < CHANNELS; c++)
            assert_true(analysis->block_hash[b * CHANNELS + c] ==
                        XXH64(in.ch[c] + b * HASH_SAMPLES,
                              (b < 5 ? (size_t)HASH_SAMPLES : 77) * sizeof(float), 0));
    analysis_free(analysis);
    planes_clear(&in);
}

static void the_same_sound_has_the_same_identity_wherever_it_starts(void **state)
{
    struct planes in;
    struct analysis *a, *b;

    (void)state;
    fill(&in);
    a = analysed(&in, 0);
    b = analysed(&in, 123457);
    assert_int_equal(hash_compare(&a->audio, &b->audio), 0);
    analysis_free(a);
    analysis_free(b);
    planes_clear(&in);
}

static void one_bit_another_length_or_a_missing_channel_is_another_sound(void **state)
{
    struct planes in;
    struct analysis *a, *other[4];

    (void)state;
    fill(&in);
    memset(in.ch[CH_LFE], 0, SAMPLES * sizeof(float));
    a = analysed(&in, 0);
    other[0] = analysed_in_blocks(&in, 0, ALL_CHANNELS & ~(1u << CH_LFE), 4096);
    in.ch[CH_RS][SAMPLES - 1] += 0x1p-23f;
    other[1] = analysed(&in, 0);
    in.ch[CH_RS][SAMPLES - 1] -= 0x1p-23f;
    in.samples--;
    other[2] = analysed(&in, 0);
    in.samples++;
    memcpy(in.ch[CH_L], in.ch[CH_R], SAMPLES * sizeof(float));
    other[3] = analysed(&in, 0);
    for (size_t i = 0; i < 4; i++) {
        assert_int_not_equal(hash_compare(&a->audio, &other[i]->audio), 0);
        analysis_free(other[i]);
    }
    analysis_free(a);
    planes_clear(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_are_hashed_from_the_start_of_the_file),
        cmocka_unit_test(the_same_sound_has_the_same_identity_wherever_it_starts),
        cmocka_unit_test(one_bit_another_length_or_a_missing_channel_is_another_sound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
