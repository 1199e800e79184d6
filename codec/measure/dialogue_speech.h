/* When somebody speaks in a scene, and how loud: ITU-T P.56 and a sliding mean. Inside
 * codec/measure only. */
#pragma once

#include "codec/measure/dialogue_sources.h"

enum {
    SPEECH_REACH = 75, /* frames to either side: a sliding mean of 3 s */
    SPEECH_HANGOVER = 10,
    SPEECH_LEAST = 10, /* frames over the threshold in a scene in which somebody speaks: 0.2 s */
    CENTRE_FROM = 2,   /* bands 250 Hz to 4 kHz, in which a Centre is called busy */
    CENTRE_TO = 14,
};

struct dialogue_speech {
    int64_t first_frame; /* of the scene, on the timeline */
    size_t frames;       /* of the scene */
    double covered;      /* share of them that a dialogue temp covers */

    /* Frames in which somebody speaks, `count` of them. */
    size_t count;
    uint32_t *at;                    /* counted from the first of the scene, ascending */
    float (*level_db)[SPEECH_BANDS]; /* spectrum levels at the seat, means of 3 s of speech */
    float *centre_power;             /* the sum of bands CENTRE_FROM to CENTRE_TO */
};

/* count is 0 when nobody speaks. */
enum err_code dialogue_speech_init(struct dialogue_speech *out,
                                   const struct dialogue_sources *sources, struct err *err);
void dialogue_speech_clear(struct dialogue_speech *speech); /* a zeroed struct is accepted */

/* The mean of in[] over the 3 s of speech round each frame. */
void dialogue_speech_smooth(const struct dialogue_speech *speech, const float *in, float *out);
