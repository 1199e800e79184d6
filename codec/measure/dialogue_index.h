/* The audibility index along the dialogue of a scene: as it is, without the music, with parts of
 * the music left out or turned down. Inside codec/measure only. */
#pragma once

#include "codec/measure/dialogue_speech.h"

enum { TRIM_STEPS = 32 }; /* 0, -1, ... -31 dB */

struct dialogue_index {
    /* By frame of speech; the first three are means of 3 s. As with ESII, what is averaged over a
     * sentence decides: a drum that covers 100 ms of it costs no word. */
    float *all;           /* with music and effects */
    float *alone;         /* with the effects alone */
    float *no_centre;     /* without the music's Centre */
    float *charged;       /* what is charged to the music, of `all` and `alone` */
    int stem;             /* who costs most, leaving one out; -1 when the music costs nothing */
    enum channel channel; /* of that stem */
    unsigned first_band, last_band; /* where most of it is lost */
};

enum err_code dialogue_index_init(struct dialogue_index *out,
                                  const struct dialogue_sources *sources,
                                  const struct dialogue_speech *speech, struct err *err);
void dialogue_index_clear(struct dialogue_index *index); /* a zeroed struct is accepted */

/* The index that the music answers for: `all`, but raised where the effects alone leave little to
 * lose. Under the proposed thresholds a concern that grows from 0.75 down to 0.30 then is
 * min((0.75 - all) / 0.45, (loss - 0.03) / 0.20); where nothing is lost, this is 1. */
float dialogue_charged(float all, float alone);

/* What is turned down: bands of all music, or of one stem. */
struct dialogue_trim {
    int stem; /* -1: all */
    unsigned first_band, last_band;
    const float *alone; /* of struct dialogue_index, lent */
};

/* curve[i]: the tenth percentile of the charged index after a trim of -i dB. */
enum err_code dialogue_trim_curve(float curve[TRIM_STEPS], const struct dialogue_trim *trim,
                                  const struct dialogue_sources *sources,
                                  const struct dialogue_speech *speech, struct err *err);

/* Between the two nearest of the sorted values; puts them in another order. */
double dialogue_percentile(float *values, size_t count, double share);
