/* Interleaved little-endian samples to planar floats, or added to them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/core/planes.h"

enum pcm_kind { PCM_I16, PCM_I24, PCM_I32, PCM_F32, PCM_F64 };

/* Converters may read this far behind the last frame. */
enum { PCM_SLACK_BYTES = 32 };

/* Integers become value / 2^(bits - 1), rounded to nearest beyond 24 bits; floats are copied,
 * doubles rounded. */
typedef void (*pcm_fn)(const uint8_t *in, unsigned channels, float *const *out, size_t frames);

/* Where an adder adds to, by channel of the file. A plane that is NULL is passed over. */
struct pcm_sum {
    float *plane[CHANNELS];
    float gain[CHANNELS]; /* linear, 0 or at least -200 dB */
};

/* Adds what the converter gives times gain: the same bits in one pass over memory. */
typedef void (*pcm_add_fn)(const uint8_t *in, unsigned channels, const struct pcm_sum *sum,
                           size_t frames);

size_t pcm_bytes(enum pcm_kind kind);

/* The converter for this machine. All give the same floats, bit by bit. */
pcm_fn pcm_choose(enum pcm_kind kind, unsigned channels);

/* The one in plain C that the others are held against. */
pcm_fn pcm_portable(enum pcm_kind kind);

/* For machines with AVX2; NULL where there is none for the kind or the machine is another. */
pcm_fn pcm_avx2(enum pcm_kind kind, unsigned channels);
pcm_add_fn pcm_avx2_add(enum pcm_kind kind, unsigned channels);
