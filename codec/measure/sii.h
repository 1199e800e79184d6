/* Speech intelligibility index of ANSI S3.5-1997, third-octave method, for eight maskers at once.
 * Inside codec/measure only.
 *
 * Average-speech importance, normal hearing, no level distortion (L = 1: a stage turns dialogue up
 * to be understood). Levels are spectrum levels in dB SPL. It agrees with the formulas in double to
 * 0.0001. */
#pragma once

#include "codec/core/lanes.h"
#include "codec/measure/analysis.h"

struct sii {
    /* Spread of band k into band i > k, in octaves of power: slope * level of k + offset. */
    float slope[SPEECH_BANDS][SPEECH_BANDS], offset[SPEECH_BANDS][SPEECH_BANDS];
};

void sii_init(struct sii *out);

/* speech_db: levels, from -120 to 140. masker: powers re 0 dB, one masker a lane, up to 1e14; 0 is
 * silence. heard[b] becomes the part that band b adds to the index: importance times the audible
 * share; the index is their sum. */
void sii_run(const struct sii *sii, const float speech_db[SPEECH_BANDS],
             const lanes masker[SPEECH_BANDS], lanes heard[SPEECH_BANDS]);

extern const float sii_importance[SPEECH_BANDS]; /* sums up to 1 */
extern const float sii_hz[SPEECH_BANDS];         /* nominal: 160 ... 8000 */

/* What turns the level of a band, dBFS of a screen loudspeaker, into a spectrum level: full scale
 * is 105 dB SPL (SMPTE RP 200: -20 dBFS is 85 dB), less the width of the band. */
static inline double sii_spectrum_db(unsigned band)
{
    return 105 - (15.65 + band);
}
