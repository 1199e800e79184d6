/* Prints of noise, and how to open what was built in memory. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "codec/media/stem.h"
#include "tests/support/signal.h"
#include "tests/support/wav.h"

/* Asserts with the sentence of the error where something that should work does not. */
#define assert_works(call, err)                                                                    \
    do {                                                                                           \
        if (call)                                                                                  \
            fail_msg("%s", (err)->text);                                                           \
    } while (0)

/* Planes of noise at -6 dBFS, a seed each, rounded to `bits` so that integer files hold them
 * exactly. */
static inline struct planes noise_planes(unsigned channels, size_t samples, unsigned bits)
{
    const float step = 1.0f / (float)(1 << (bits - 1));
    struct planes planes;

    assert_int_equal(planes_init(&planes, channels, samples, NULL), ERR_NONE);
    for (unsigned c = 0; c < channels; c++) {
        signal_noise(planes.ch[c], samples, 100 + c, -6);
        for (size_t i = 0; i < samples; i++)
            planes.ch[c][i] = (float)(int)(planes.ch[c][i] / step) * step;
    }
    return planes;
}

static inline const float *const *planes_const(const struct planes *planes)
{
    return (const float *const *)planes->ch;
}

static inline struct source *source_of(const struct wav *wav)
{
    struct source *source;

    assert_int_equal(source_open_memory(&source, wav->data, wav->bytes, NULL), ERR_NONE);
    return source;
}

static inline enum err_code open_wav(struct stem **out, const char *name, const struct wav *wav,
                                     struct err *err)
{
    const struct stem_file file = { name, source_of(wav) };

    return stem_open(out, &file, 1, NULL, err);
}

/* Fails unless the stem reads as the planes in their slots' channels, to the bit. */
static inline void assert_reads_as(struct stem *stem, const struct planes *expected)
{
    const struct stem_info *const info = stem_info(stem);
    struct planes block;

    assert_int_equal(info->samples, expected->samples);
    assert_int_equal(planes_init(&block, CHANNELS, expected->samples, NULL), ERR_NONE);
    assert_int_equal(stem_read(stem, 0, &block, NULL), ERR_NONE);
    for (unsigned slot = 0; slot < info->order.channels; slot++)
        assert_memory_equal(block.ch[info->order.slot[slot]], expected->ch[slot],
                            expected->samples * sizeof(float));
    planes_clear(&block);
}

/* Fails unless mixing from a place adds to the bit what reading gives there, times gain; a channel
 * of gain 0 must stay as it is. */
static inline void assert_mixes_as_it_reads(struct stem *stem, int64_t at_samples, size_t samples)
{
    static const float gain[CHANNELS] = { 0.7f, 1, 0.001f, 0, 9.3f, 0.5f };
    struct planes sum = noise_planes(CHANNELS, samples, 20), read, expected;

    assert_int_equal(planes_init(&read, CHANNELS, samples, NULL), ERR_NONE);
    assert_int_equal(planes_init(&expected, CHANNELS, samples, NULL), ERR_NONE);
    assert_int_equal(stem_read(stem, at_samples, &read, NULL), ERR_NONE);
    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < samples; i++)
            expected.ch[c][i] = sum.ch[c][i] + gain[c] * read.ch[c][i];
    assert_int_equal(stem_mix(stem, at_samples, gain, &sum, NULL), ERR_NONE);
    for (unsigned c = 0; c < CHANNELS; c++)
        assert_memory_equal(sum.ch[c], expected.ch[c], samples * sizeof(float));
    planes_clear(&sum);
    planes_clear(&read);
    planes_clear(&expected);
}

static inline void assert_says(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" does not say \"%s\"", text, part);
}
