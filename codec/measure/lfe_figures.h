/* L1 to L7 as one figure for a scene, for any gains of the stems' LFE. Inside codec/measure only.
 *
 * What a measure calls its value is the worst that a listener gets: of 3 s where it is made of
 * powers, of a window of 8 s (or the scene, if that is shorter) for pumping, of an instant for
 * headroom; the share of the scene for LFE_ACTIVE, seconds in all for LFE_ONLY_BASS. */
#pragma once

#include "codec/measure/lfe_series.h"
#include "codec/measure/pumping.h"

struct lfe_figure {
    float value;
    /* LFE_ACTIVE: longest run, s, with gaps of less than 0.5 s. LFE_PUMPING: period, s, 0: none.
     * LFE_HEADROOM: dB less than the effects alone would leave, over the time in which both sound;
     * 0 where more than 12 dB are left. LFE_ONLY_BASS: longest event, s. LFE_OVERLAP: time in which
     * both sound, s. Others: 0.
     */
    float second;
};

enum { LFE_SCRATCH = 3 };
enum { LFE_HEADROOM_MOST = 99, LFE_LOSS_MOST = 40, LFE_ABOVE_LEAST = -99 }; /* dB */

/* What a figure is made from. lane[frame] gets the figure that stands there:
 * LFE_ACTIVE: in-band level, dBFS; LFE_PUMPING: greatest index of the windows that hold the frame;
 * LFE_HEADROOM: dB; LFE_OVERLAP, LFE_ABOVE_BAND, LFE_DEPENDENCE, LFE_CANCELLATION: of the 3 s
 * round it; LFE_ONLY_BASS: 0 to 1. */
struct lfe_trial {
    const struct lfe_series *series;
    const double *gain;           /* of each stem, linear */
    const float *peak;            /* headroom_peaks of these gains; for LFE_HEADROOM */
    const float *effects_peak;    /* and of the effects alone */
    float *lane;                  /* [frames] */
    double *scratch[LFE_SCRATCH]; /* frames + 1 each */
};

struct lfe_figure lfe_figure_of(enum concern_kind kind, const struct lfe_trial *trial);

/* Every window of a scene: every 4 s, and one that ends with it. */
struct lfe_window {
    uint32_t first_step, steps;
    struct pumping pumping;
};
size_t lfe_windows_count(size_t steps);
struct lfe_window lfe_window_at(const struct lfe_trial *trial, size_t window);

/* LFE_OVERLAP of one frame of 400 ms alone; NAN where the music or the effects are silent. weight
 * is made of the trial's gains. */
double lfe_overlap_at(const struct lfe_trial *trial, const double *weight, size_t frame);

/* How much each third-octave adds to the overlap with the effects. */
void lfe_overlap_bands(double share[LOW_BANDS], const struct lfe_trial *trial);

/* -50 dBFS over 400 ms, where LFE begins to be heard. */
#define LFE_ACTIVE_POWER 1e-5
