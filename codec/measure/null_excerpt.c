#include "codec/measure/null_excerpt.h"

#include <string.h>

static void add(float *out, const float *in, double gain, size_t samples)
{
    for (size_t i = 0; i < samples; i++)
        out[i] += (float)(gain * (double)in[i]);
}

static void add_track(const struct null_excerpt *excerpt, const struct null_track *track,
                      float *const *out, size_t at)
{
    const double sign = excerpt->own ? 1 : -1;

    for (unsigned c = 0; c < CHANNELS; c++)
        add(out[excerpt->mono ? 0 : c] + at, track->block.ch[c], sign * track->gain[c],
            track->block.samples);
}

/* The other stems leave the mix; the sum leaves nothing out. */
static void take(const struct null_excerpt *excerpt, const struct null_tracks *tracks,
                 float *const *out, size_t at)
{
    const struct null_track *mix = &tracks->mix;

    for (unsigned c = 0; c < CHANNELS && !excerpt->own; c++)
        add(out[excerpt->mono ? 0 : c] + at, mix->block.ch[c], mix->gain[c], mix->block.samples);
    for (size_t i = 0; i < tracks->stems; i++) {
        const bool is_suspect = excerpt->suspect == NULL_WHOLE || excerpt->suspect == i + 1;

        if (is_suspect == excerpt->own)
            add_track(excerpt, &tracks->stem[i], out, at);
    }
}

enum err_code null_excerpt_read(struct null_tracks *tracks, const struct null_excerpt *excerpt,
                                float *const *out, struct err *err)
{
    enum err_code code = ERR_NONE;

    for (unsigned c = 0; c < (excerpt->mono ? 1 : CHANNELS); c++)
        memset(out[c], 0, excerpt->samples * sizeof(float));
    for (size_t at = 0, count; at < excerpt->samples && !code; at += count) {
        count = excerpt->samples - at;
        if (count > NULL_BLOCK_SAMPLES)
            count = NULL_BLOCK_SAMPLES;
        code = null_tracks_read(tracks, excerpt->at_samples + (int64_t)at, count, err);
        if (!code)
            take(excerpt, tracks, out, at);
    }
    return code;
}
