/* Do the stems add up to the full mix, and if not, why not?
 *
 * One fault gets one diagnosis. They are looked for in the order in which a mixer would put things
 * right: place, order of channels, gain and polarity, and last what changes in time. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "codec/core/timecode.h"
#include "codec/media/stem.h"

#define NULL_VERSION 1 /* counts up whenever a null test would come out differently */

/* Stages of how well it nulls; the thresholds are proposals, no standard gives any. */
enum null_verdict {
    NULL_EXACT,       /* every sample is the same */
    NULL_DITHER,      /* within 1.5 steps of the sample format for each file */
    NULL_PRINT_NOISE, /* at or below -90 dB: float, sample rate conversion */
    NULL_CLOSE,       /* at or below -60 dB */
    NULL_DIFFERENT
};

enum null_kind {
    NULL_OFFSET,   /* samples; negative: that stem, or the mix, is early */
    NULL_GAIN,     /* dB that the stem is too loud; or the mix, where no stem is named */
    NULL_POLARITY, /* value -1 */
    NULL_SWAP,     /* channels that are not where they should be */
    NULL_MISSING,  /* the mix has something that is in no stem, or lacks a stem; no value */
    NULL_DOUBLED,  /* the mix has a stem twice; no value */
    NULL_DROPOUT,  /* seconds */
    NULL_LIMITER,  /* dB of greatest reduction, positive */
    NULL_DRIFT,    /* ppm that the mix is slower than the stems */
    NULL_KINDS
};

enum { NULL_NAME = 64, NULL_TEXT = 320, NULL_DIAGNOSES = 16, NULL_NOTES = 8, NULL_STEMS_MAX = 64 };

struct null_diagnosis {
    enum null_kind kind;
    char stem[NULL_NAME]; /* "" for the mix, or the sum as a whole */
    double value;         /* NAN if it has none */
    char text[NULL_TEXT];
};

/* Levels of mix minus sum, as the files stand. */
struct null_channel {
    double residual_db;     /* rms against that of the mix (of the sum where the mix is silent);
                               -INFINITY: nothing is left */
    double peak_db, rms_db; /* dBFS, a full-scale square wave being 0 */
    double gain_db;         /* of the mix against the sum, least squares; NAN if either is silent */
    enum null_verdict verdict;
};

struct null_residual {
    enum null_verdict verdict; /* the worst of the channels */
    double residual_db;        /* of all channels together */
    struct null_channel channel[CHANNELS];
};

struct null_range {
    int64_t in_samples, out_samples; /* on the timeline, out exclusive */
};

/* One print. The stem stays the caller's, and is used by this thread alone meanwhile. */
struct null_file {
    struct stem *stem;
    const char *name; /* how sentences call it: "String", "Full mix" */
};

struct null_input {
    struct null_file mix;
    const struct null_file *stems;
    size_t stem_count; /* 1 to NULL_STEMS_MAX */
    const struct null_range *ranges;
    size_t range_count;
    bool has_rate; /* else places are told as time of day */
    struct rate rate;
    bool (*go_on)(void *ctx, double share); /* false: ERR_CANCELLED; may be NULL */
    void *ctx;
};

struct nulltest {
    struct null_residual whole;
    struct null_residual *range; /* one for each range of the input */
    size_t range_count;
    unsigned channel_mask; /* channels that any of the files has */
    struct null_diagnosis diagnosis[NULL_DIAGNOSES];
    size_t diagnoses;
    double explained_db; /* residual_db when all that was diagnosed is put right; NAN: not known */
    char note[NULL_NOTES][NULL_TEXT]; /* what was not compared, and what stands out beside it */
    size_t notes;
    char summary[NULL_TEXT];
};

/* Reads the files once if they null, else a few times; memory does not depend on their length. Each
 * is placed by where it says that it starts; what does not say it, at the start of the mix. Outside
 * a file is silence; but where files begin or end up to a second apart, what only some of them
 * cover is not compared, and a note says so if it does not null. */
enum err_code nulltest_run(struct nulltest **out, const struct null_input *input, struct err *err);
void nulltest_free(struct nulltest *test); /* NULL is accepted */

/* exact, dither and print-noise. */
bool null_passes(enum null_verdict verdict);

const char *null_verdict_name(enum null_verdict verdict); /* "print-noise" */
const char *null_kind_name(enum null_kind kind);          /* "offset" */
const char *null_kind_unit(enum null_kind kind);          /* "samples", "" */
