#include "codec/measure/null_excerpt.h"

#include <string.h>

static void add(float *restrict out, const float *restrict in, double gain, size_t samples)
{
    for (size_t i = 0; i < samples; i++)
        out[i] += (float)(gain * (double)in[i]);
}

static void add_track(const struct null_track *track, double sign, bool mono, float *const *out,
                      size_t at)
{
    for (unsigned c = 0; c < CHANNELS; c++)
        add(out[mono ? 0 : c] + at, track->block.ch[c], sign * track->gain[c],
            track->block.samples);
}

enum err_code null_excerpt_read(struct null_tracks *tracks, const struct null_excerpt *excerpt,
                                float *const *own, float *const *target, struct err *err)
{
    enum err_code code = ERR_NONE;

    for (unsigned c = 0; c < (excerpt->mono ? 1 : CHANNELS); c++) {
        memset(own[c], 0, excerpt->samples * sizeof(float));
        memset(target[c], 0, excerpt->samples * sizeof(float));
    }
    for (size_t at = 0, count; at < excerpt->samples; at += count) {
        count = excerpt->samples - at;
        count = count < NULL_BLOCK_SAMPLES ? count : NULL_BLOCK_SAMPLES;
        if ((code = null_tracks_read(tracks, excerpt->at_samples + (int64_t)at, count, err)))
            return code;
        add_track(&tracks->mix, 1, excerpt->mono, target, at);
        for (size_t i = 0; i < tracks->stems; i++)
            if (excerpt->suspect == NULL_WHOLE || excerpt->suspect == i + 1)
                add_track(&tracks->stem[i], 1, excerpt->mono, own, at);
            else
                add_track(&tracks->stem[i], -1, excerpt->mono, target, at);
    }
    return ERR_NONE;
}
