#include "codec/measure/sii.h"

#include <math.h>

/* Levels are kept in octaves of power inside, because the processor's numbers are. */
#define OCTAVES(level_db) ((level_db)*0.332192809f)
#define SPREAD(x)         ((lanes){ 0 } + (float)(x))

static const float own_mask = OCTAVES(24), audible_range = OCTAVES(30);
static const float silence = 1e-12f; /* -120 dB: log2 needs a number */

const float sii_hz[SPEECH_BANDS] = { 160,  200,  250,  315,  400,  500,  630,  800,  1000,
                                     1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000 };

const float sii_importance[SPEECH_BANDS] = { .0083f, .0095f, .0150f, .0289f, .0440f, .0578f,
                                             .0653f, .0711f, .0818f, .0844f, .0882f, .0898f,
                                             .0868f, .0844f, .0771f, .0527f, .0364f, .0185f };

/* The internal noise of normal hearing. */
static const float hearing[SPEECH_BANDS] = {
    OCTAVES(.6f),    OCTAVES(-1.7f),  OCTAVES(-3.9f),  OCTAVES(-6.1f),  OCTAVES(-8.2f),
    OCTAVES(-9.7f),  OCTAVES(-10.8f), OCTAVES(-11.9f), OCTAVES(-12.5f), OCTAVES(-13.5f),
    OCTAVES(-15.4f), OCTAVES(-17.7f), OCTAVES(-21.2f), OCTAVES(-24.2f), OCTAVES(-25.9f),
    OCTAVES(-23.6f), OCTAVES(-15.8f), OCTAVES(-7.1f),
};

#define KERNEL_FILE "codec/measure/sii_kernel.h"
#include "codec/core/kernel.h"

/* What band k of level B masks in band i has the level B + s * C, with C = c0 + 0.6 B the slope in
 * dB an octave and s the distance: linear in B, so all but that is known beforehand. */
void sii_init(struct sii *out)
{
    *out = (struct sii){ 0 };
    for (unsigned i = 0; i < SPEECH_BANDS; i++)
        for (unsigned k = 0; k < i; k++) {
            const double hz = (double)sii_hz[k];
            const double distance = 3.32 * log10(0.89 * (double)sii_hz[i] / hz);
            const double c0 = -80 + 0.6 * (10 * log10(hz) - 6.353);

            out->slope[i][k] = (float)(1 + 0.6 * distance);
            out->offset[i][k] = (float)(distance * c0 * log2(10) / 10);
        }
}

void sii_run(const struct sii *sii, const float speech_db[SPEECH_BANDS],
             const lanes masker[SPEECH_BANDS], lanes heard[SPEECH_BANDS])
{
    float speech[SPEECH_BANDS];

    for (unsigned i = 0; i < SPEECH_BANDS; i++)
        speech[i] = OCTAVES(speech_db[i]);
    KERNEL_RUN(run, sii, speech, masker, heard);
}
