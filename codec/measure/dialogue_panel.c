#include "codec/measure/dialogue_panel.h"

#include <string.h>

void panel_init(struct panel *out, unsigned maskers)
{
    memset(out, 0, sizeof(*out));
    sii_init(&out->sii);
    out->maskers = maskers;
    for (unsigned b = 0; b < SPEECH_BANDS; b++)
        out->full_scale[b] = (float)pow(10, sii_spectrum_db(b) / 10);
}

void panel_run(struct panel *panel, const float speech_db[SPEECH_BANDS])
{
    for (unsigned group = 0; group * LANES < panel->maskers; group++)
        sii_run(&panel->sii, speech_db, panel->masker.lane[group], panel->heard.lane[group]);
}

float panel_index(const struct panel *panel, unsigned masker)
{
    float sum = 0;

    for (unsigned b = 0; b < SPEECH_BANDS; b++)
        sum += panel_heard(panel, masker, b);
    return sum < 1 ? sum : 1;
}
