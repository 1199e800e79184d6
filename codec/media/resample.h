/* Any rate to 48 kHz, for listening, from anywhere.
 *
 * The output is made in blocks of a fixed grid, each by a resampler that starts afresh a good way
 * before it. So a sample depends on its position alone, not on where reading began. */
#pragma once

#include <stdint.h>

#include "codec/core/planes.h"
#include "codec/media/bad.h"

struct resample_input {
    void *ctx;
    /* Reads frames [at, at + frames), which lie inside the file, one plane a slot. */
    enum err_code (*read)(void *ctx, int64_t at, size_t frames, float *const *out, struct err *err);
    uint32_t rate_hz;
    unsigned channels;
    int64_t frames; /* of the file */
};

struct resampler; /* one thread at a time */

enum err_code resampler_new(struct resampler **out, const struct resample_input *input,
                            struct err *err);

/* Reads samples [at, at + samples) at 48 kHz, at >= 0; silence behind the end of the file. NaN and
 * Inf in the input become 0 (see bad.h); each is counted when the block it belongs to is made. */
enum err_code resampler_read(struct resampler *resampler, int64_t at, size_t samples,
                             float *const *out, struct err *err);

/* Of all input met so far, in frames of the file. */
struct bad_samples resampler_bad(const struct resampler *resampler);

void resampler_free(struct resampler *resampler); /* NULL is accepted */
