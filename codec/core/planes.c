#include "codec/core/planes.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT_BYTES = 64 };

const char *channel_name(enum channel channel)
{
    static const char *const names[CHANNELS] = {
        [CH_L] = "L", [CH_R] = "R", [CH_C] = "C", [CH_LFE] = "LFE", [CH_LS] = "Ls", [CH_RS] = "Rs",
    };

    assert(channel < CHANNELS);
    return names[channel];
}

enum err_code planes_init(struct planes *out, unsigned channels, size_t capacity_samples,
                          struct err *err)
{
    const size_t per_line = ALIGNMENT_BYTES / sizeof(float);
    size_t stride;

    assert(channels >= 1 && channels <= CHANNELS && capacity_samples > 0);
    *out = (struct planes){ 0 };
    if (capacity_samples > SIZE_MAX / sizeof(float) / CHANNELS - per_line)
        return err_set(err, ERR_NO_MEMORY, "no memory for %zu samples", capacity_samples);
    /* An odd number of cache lines between channels keeps them out of each other's cache sets. */
    stride = (capacity_samples + per_line - 1) / per_line | 1;
    stride *= per_line;
    out->ch[0] = aligned_alloc(ALIGNMENT_BYTES, channels * stride * sizeof(float));
    if (!out->ch[0])
        return err_set(err, ERR_NO_MEMORY, "no memory for %zu samples", capacity_samples);
    for (unsigned i = 1; i < channels; i++)
        out->ch[i] = out->ch[0] + i * stride;
    out->channels = channels;
    out->samples = out->capacity_samples = capacity_samples;
    planes_zero(out);
    return ERR_NONE;
}

void planes_clear(struct planes *planes)
{
    free(planes->ch[0]);
    *planes = (struct planes){ 0 };
}

void planes_zero(struct planes *planes)
{
    for (unsigned i = 0; i < planes->channels; i++)
        memset(planes->ch[i], 0, planes->samples * sizeof(float));
}
