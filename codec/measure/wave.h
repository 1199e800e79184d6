/* The drawing pyramid of a recording with all channels in one: what a lane shows of a print. */
#pragma once

#include <stdbool.h>

#include "codec/measure/analysis.h"

enum { WAVE_WIDE = 16 }; /* blocks of PEAK_SAMPLES in one of the coarser level */

/* A view into what wave_make made. Of a block: lowest and highest of all channels, and the rms of
 * the loudest one. */
struct wave {
    int64_t start_samples, samples;       /* place on the timeline, length at 48 kHz */
    const struct peak_pair *wide, *block; /* block is NULL in a view of the front */
};

/* One flat buffer with a checksum, of this machine's byte order; the caller frees *out. */
enum err_code wave_make(void **out, size_t *bytes, const struct analysis *analysis,
                        struct err *err);

/* The first bytes of the buffer, which hold the coarser level alone: enough for columns of
 * WAVE_FRONT_SAMPLES and more, and a sixteenth to read. */
enum { WAVE_FRONT_SAMPLES = 8 * WAVE_WIDE * PEAK_SAMPLES };
size_t wave_front_bytes(int64_t samples);

/* Lends from data, the whole or its front, which is aligned as malloc does. ERR_DAMAGED: make it
 * again. */
enum err_code wave_open(struct wave *out, const void *data, size_t bytes, struct err *err);

/* What a column of a drawing shows, in the units of struct peak_pair. */
struct wave_extent {
    bool any; /* something lies there; if not, the rest is 0 */
    int low, high, rms;
};

/* Widens *extent by what lies in [from, to) of the timeline. Blocks that it touches count whole (of
 * a front, those of its level), so that no peak is lost between two columns. Of several waves the
 * least, the greatest and the greatest rms stay. */
void wave_look(const struct wave *wave, int64_t from, int64_t to, struct wave_extent *extent);
