/* What the machine finds in a scene. It orders attention; it never approves or blocks. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/core/planes.h"

#define MEASURE_VERSION 1 /* counts up whenever a figure would come out differently */

enum concern_kind {
    CONCERN_LFE_ACTIVE,     /* L1: share of the scene, and longest run */
    CONCERN_LFE_PUMPING,    /* L2: pumping index, periodicity */
    CONCERN_LFE_HEADROOM,   /* L3: dB left under full scale with the FX, where the music takes it */
    CONCERN_LFE_OVERLAP,    /* L4: share of the FX power in bands where the music is as strong */
    CONCERN_LFE_ABOVE_BAND, /* L5: dB above 150 Hz against all */
    CONCERN_LFE_DEPENDENCE, /* L6: dB of low end lost without LFE */
    CONCERN_LFE_ONLY_BASS,  /* L6b: seconds in which the bass is in the LFE alone */
    CONCERN_LFE_CANCELLATION,    /* L7: dB of the bass-managed sum against its parts */
    CONCERN_DIALOGUE_AUDIBILITY, /* P10 of the audibility index, 0 to 1 */
    CONCERN_CENTRE_BUSY, /* share of dialogue time in which the music's Centre is in the way */
    CONCERN_KINDS
};

enum concern_level { LEVEL_CLEAR, LEVEL_AMBER, LEVEL_RED, LEVEL_UNMEASURED };

enum { MOMENTS = 5, CONCERN_TEXT = 256, STEM_NAME = 64 };

struct moment {
    int64_t in_samples, out_samples; /* on the timeline, out exclusive */
    double value;                    /* in the concern's unit */
};

struct concern {
    enum concern_kind kind;
    enum concern_level level;
    double value;  /* NAN when unmeasured */
    double second; /* longest run (s), period (s), ...: what the kind says; NAN if none */
    /* Of the audibility alone, NAN elsewhere and where nobody speaks: the value without the music,
     * and the share of the dialogue's time in which the music takes it below amber. */
    double without_music, at_risk;
    char stem[STEM_NAME]; /* the stem that causes most of it (leave one out), or "" */
    bool has_channel;
    enum channel channel;
    /* Of that stem's LFE or Centre, or of the whole music for the audibility; at most 0, it would
     * clear the concern. NAN if no trim of 40 dB does. */
    double trim_db;
    struct moment moment[MOMENTS]; /* worst first, at least 5 s apart */
    unsigned moments;
    double ramp;             /* 0 at the amber threshold, 100 well past red: for the score */
    char text[CONCERN_TEXT]; /* words first: "LFE pumps at 2.0 Hz"; why, when unmeasured */
};

/* Proposals: no standard gives thresholds. A production may set its own. */
struct thresholds {
    double active_share_amber, active_share_red;               /* 0.10, 0.30 */
    double active_run_amber_s, active_run_red_s;               /* 10, 30 */
    double pumping_amber, pumping_red;                         /* 0.45, 0.70 */
    double periodicity_red;                                    /* 0.5 */
    double headroom_amber_db, headroom_red_db;                 /* 6, 3 */
    double headroom_loss_amber_db;                             /* 3, taken by the music */
    double overlap_amber, overlap_red;                         /* 0.2, 0.5 */
    double above_band_amber_db, above_band_red_db;             /* -20, -10 */
    double dependence_amber_db, dependence_red_db;             /* 3, 6 */
    double only_bass_amber_s, only_bass_red_s;                 /* 1, 3 seconds in all */
    double cancellation_amber_db, cancellation_red_db;         /* -2, -4 */
    double audibility_clear, audibility_amber, audibility_red; /* 0.75, 0.60, 0.45 */
    double centre_share_amber, centre_share_red;               /* 0.20, 0.40 of dialogue time */
};
extern const struct thresholds thresholds_proposed;

/* Every threshold by name ("active_share_amber"), for settings that are read and shown. */
struct threshold_field {
    const char *name;
    size_t offset; /* of its double in struct thresholds */
    double least, greatest;
};
enum { THRESHOLDS = sizeof(struct thresholds) / sizeof(double) };
extern const struct threshold_field threshold_fields[THRESHOLDS];

/* ERR_INVALID, with the name, for a value out of range or a red that is milder than its amber. */
enum err_code thresholds_check(const struct thresholds *thresholds, struct err *err);

/* "lfe-active", ... "centre-busy"; "clear", "amber", "red", "unmeasured"; "share", "dB", ... */
const char *concern_kind_name(enum concern_kind kind);
const char *concern_level_name(enum concern_level level);
const char *concern_unit(enum concern_kind kind);

/* A concern that says nothing yet: clear, no moments, NAN where there is no figure. */
void concern_init(struct concern *out, enum concern_kind kind);
/* The same without a figure. The text becomes "not measured: " and why: "no FX temp for this
 * scene". */
void concern_unmeasured(struct concern *out, enum concern_kind kind, const char *why);

/* 0 at `from` and before, 100 at `to` and beyond; to may lie below from. */
double concern_ramp(double x, double from, double to);
/* The level of a value: beyond red, beyond amber, or clear; red may lie below amber. */
enum concern_level concern_level_of(double value, double amber, double red);
