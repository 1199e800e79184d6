/* Several maskers of the same speech in the same frame. Inside codec/measure only. */
#pragma once

#include <math.h>

#include "codec/measure/sii.h"

enum { PANEL_GROUPS = 4, PANEL_MASKERS = PANEL_GROUPS * LANES };

struct panel {
    struct sii sii;
    float full_scale[SPEECH_BANDS]; /* spectrum power of 0 dBFS in a band */
    unsigned maskers;               /* how many are in use */
    union {
        lanes lane[PANEL_GROUPS][SPEECH_BANDS];
        float of[PANEL_GROUPS][SPEECH_BANDS][LANES];
    } masker, heard; /* masker m is lane m % LANES of group m / LANES */
};

void panel_init(struct panel *out, unsigned maskers);

/* A band's power re full-scale square. */
static inline void panel_set(struct panel *panel, unsigned masker, unsigned band, float power)
{
    panel->masker.of[masker / LANES][band][masker % LANES] = power * panel->full_scale[band];
}

void panel_run(struct panel *panel, const float speech_db[SPEECH_BANDS]);

/* What a band adds to the index under a masker, and the index: 0 to 1. */
static inline float panel_heard(const struct panel *panel, unsigned masker, unsigned band)
{
    return panel->heard.of[masker / LANES][band][masker % LANES];
}
float panel_index(const struct panel *panel, unsigned masker);
