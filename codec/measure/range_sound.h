/* What a recording sounds like from one place of the timeline to another, as one hash: what people
 * sign and ask about is bound to it.
 *
 * It is the SHA-256 of the range as raw audio: 48 kHz, the six channels interleaved in predub's
 * order (L R C LFE Ls Rs), floats of 32 bits, little-endian, -0 written as 0. What the file lacks,
 * samples or channels, is silence. So it is the same whatever the container, its metadata, the
 * order of its channels, where the file begins, and how many bits hold the same values; and it is
 * another one as soon as one sample differs. A print at another rate counts as it is heard:
 * resampled to 48 kHz. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "codec/core/hash.h"
#include "codec/media/stem.h"

struct range_sound {
    int64_t in_samples, out_samples; /* on the timeline, out exclusive */
    /* Results. */
    bool is_silent; /* every sample is 0 */
    struct hash sound;
};

struct range_sound_input {
    struct stem *stem; /* lent; its order must be known */
    int64_t start_samples;
    struct range_sound *ranges; /* lent and filled; rising by in_samples, they may overlap */
    size_t count;
    bool (*go_on)(void *ctx, double share); /* false: ERR_CANCELLED; may be NULL */
    void *ctx;
    size_t block_samples; /* that are read at once; 0: what suits. The results are the same. */
};

/* One pass over the file for all ranges; what lies in none is not read. Memory depends on the
 * number of ranges alone. */
enum err_code range_sound_run(const struct range_sound_input *input, struct err *err);
