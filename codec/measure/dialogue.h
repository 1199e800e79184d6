/* What the music does to the dialogue of a scene: facts once, concerns for any thresholds.
 *
 * CONCERN_DIALOGUE_AUDIBILITY: value is the tenth percentile of the index over the dialogue, means
 * of 3 s; second, by how many LU the dialogue is louder than music and effects together. Only what
 * the music costs counts: where the effects alone cover the words, the value is low and the level
 * is clear. trim_db is of the whole music; stem and channel are where leaving out helps most.
 *
 * CONCERN_CENTRE_BUSY: value is the share of the dialogue's time in which the music's Centre is
 * over the dialogue less 10 dB, 250 Hz to 4 kHz; second, the share of the music that is in the
 * Centre. trim_db is of the named stem's Centre.
 *
 * Where nobody speaks both are measured and clear, and have no value. */
#pragma once

#include "codec/measure/concern.h"
#include "codec/measure/sources.h"

enum { DIALOGUE_CONCERNS = 2 };

struct dialogue_facts; /* immutable: shared between threads */

/* A scene without a dialogue temp, without music or without active dialogue gives facts, too: they
 * say why there is no figure. Fails only for want of memory. */
enum err_code dialogue_facts_new(struct dialogue_facts **out, const struct scene_input *input,
                                 struct err *err);
void dialogue_facts_free(struct dialogue_facts *facts); /* NULL is accepted */

/* A flat buffer of its own, without version or checksum: those are report.c's, round all parts. The
 * caller frees *out. Unpacking checks every length and that figures are what they can be;
 * ERR_DAMAGED if not. */
enum err_code dialogue_facts_pack(const struct dialogue_facts *facts, void **out, size_t *bytes,
                                  struct err *err);
enum err_code dialogue_facts_unpack(struct dialogue_facts **out, const void *data, size_t bytes,
                                    struct err *err);

/* What does not depend on thresholds. The index goes from 0 to 1, percentiles are of its means of
 * 3 s over the time in which somebody speaks. NAN is what there is no figure for. */
struct dialogue_figures {
    double speech_s;           /* time in which somebody speaks */
    double covered;            /* share of the scene that a dialogue temp covers */
    double p5, p10, median;    /* with music and effects */
    double without_music_p10;  /* with the effects alone */
    double without_centre_p10; /* without the music's Centre */
    double charged_p10;        /* as p10, less what the effects cost: the level goes by it */
    double loss_p90;           /* of the index, by the music */
    double over_music_lu, over_all_lu; /* dialogue against music, and music with effects */
    double centre_busy, centre_part;   /* value and second of CONCERN_CENTRE_BUSY */
    double from_hz, to_hz;             /* third-octaves in which most is lost, their centres */
    bool has_effects;                  /* an FX temp; without one the effects count as silent */
};

/* All NAN or 0 when nothing was measured. */
void dialogue_figures(struct dialogue_figures *out, const struct dialogue_facts *facts);

/* CONCERN_DIALOGUE_AUDIBILITY and CONCERN_CENTRE_BUSY, in this order. */
void dialogue_concerns(struct concern out[DIALOGUE_CONCERNS], const struct dialogue_facts *facts,
                       const struct thresholds *thresholds);

/* 0 clear to 100, from the frame concern c(t) and the thresholds; NAN when nothing was measured.
 * A scene in which nobody speaks is measured and scores 0. */
double dialogue_score(const struct dialogue_facts *facts, const struct thresholds *thresholds);
