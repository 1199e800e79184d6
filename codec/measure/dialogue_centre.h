/* The music's Centre against the dialogue, 250 Hz to 4 kHz. Inside codec/measure only. */
#pragma once

#include "codec/measure/dialogue_speech.h"

enum {
    CENTRE_QUANTILES = 201, /* shares of 0, 0.5, ... 100 % */
    CENTRE_NEVER = -32000,  /* no trim is enough */
};

struct dialogue_centre {
    double share; /* of the dialogue's time in which the Centre is over the dialogue - 10 dB */
    double part; /* of the music's power that is in the Centre while somebody speaks, at the seat */
    float *local; /* by frame of speech: the same share of the 3 s round it */
    int stem;     /* who causes most of it; -1: nobody is in the way */

    /* The trim that leaves at most that share, 0.01 dB: of that stem's Centre, of all Centres. */
    int16_t stem_trim[CENTRE_QUANTILES], trim[CENTRE_QUANTILES];
};

enum err_code dialogue_centre_init(struct dialogue_centre *out,
                                   const struct dialogue_sources *sources,
                                   const struct dialogue_speech *speech, struct err *err);
void dialogue_centre_clear(struct dialogue_centre *centre); /* a zeroed struct is accepted */
