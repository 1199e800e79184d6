/* Folds 5.1 down to the stereo that a reviewer hears. */
#pragma once

#include "codec/core/planes.h"
#include "codec/mix/recipe.h"

struct downmix {
    float gain[2][CHANNELS];    /* linear, [output][input] */
    float shifted[2][CHANNELS]; /* linear, of the input shifted by 90°; all 0 but for Lt/Rt */
};

/* Lo/Ro of ITU-R BS.775: Centre and surrounds at -3 dB. The LFE joins both sides at lfe_db;
 * -INFINITY leaves it out. The result may pass full scale. */
struct downmix downmix_lo_ro(double lfe_db);

/* Lt/Rt of Dolby Pro Logic II: surrounds at -1.2 and -6.2 dB, shifted by 90°, opposite signs. */
struct downmix downmix_lt_rt(double lfe_db);

/* Mono of BS.775: M = 0.707 L + 0.707 R + C + 0.5 Ls + 0.5 Rs, on both outputs. The LFE joins at
 * lfe_db + 3 dB, so that it stands to the mains as in Lo/Ro. */
struct downmix downmix_mono(double lfe_db);

/* Level at which the LFE joins each side of Lo/Ro and Lt/Rt: -inf, -3.01, or +4 (acoustic match:
 * +10 dB of playback gain, -6 dB for two speakers in phase). */
double downmix_lfe_db(enum lfe_state lfe);

/* The matrix of a recipe, its headroom included. */
struct downmix downmix_of(const struct recipe *recipe);

/* Mixes in (six planes) into out (two planes of as many samples), without the shifted part. They
 * must not overlap. */
void downmix_run(const struct downmix *mix, const struct planes *in, struct planes *out);

/* Adds the shifted part of one channel: shifted holds out->samples of it, shifted by 90°. */
void downmix_add_shifted(const struct downmix *mix, enum channel channel, const float *shifted,
                         struct planes *out);
