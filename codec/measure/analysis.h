/* Everything one pass over a print or temp keeps: small, independent of block size and of how many
 * cores worked, and enough for every measure of a scene without reading audio again.
 *
 * All series lie on the timeline's own grids, so that those of different files can be added. */
#pragma once

#include <stdint.h>

#include "codec/core/hash.h"
#include "codec/core/planes.h"

#define ANALYSIS_VERSION 2 /* counts up whenever a stored figure would come out differently */

enum {
    LOW_BANDS = 9,     /* third-octaves 20 to 125 Hz */
    SPEECH_BANDS = 18, /* third-octaves 160 Hz to 8 kHz */
    BANDS = LOW_BANDS + SPEECH_BANDS,
    FRAME_SAMPLES = 960,     /* 20 ms */
    LOW_STEP_SAMPLES = 20,   /* the low waveforms run at 2400 Hz */
    LOUDNESS_SAMPLES = 4800, /* 100 ms */
    PEAK_SAMPLES = 256,      /* finest level of the drawing pyramid */
    HASH_SAMPLES = 4800,     /* audio hashed in blocks of 100 ms */
    BAND_SILENT = -15000,    /* in 0.01 dB: nothing there */
};

#define ANALYSIS_SAMPLES_MAX (INT64_C(24) * 3600 * 48000) /* a day: longer is no print */

/* Levels of one channel. dBFS: a full-scale square wave is 0. */
struct channel_levels {
    double peak_db, true_peak_db; /* dBFS, dBTP; -INFINITY for silence */
    double rms_db, dc;            /* dc linear, mean of all samples */
    int64_t clipped_runs;         /* 3 or more samples in a row at or over 32767/32768 */
    int64_t first_clip_samples;   /* from the start of the file, -1: none */
};

struct loudness {
    double integrated_lufs, range_lu, max_momentary_lufs, max_short_term_lufs; /* -INFINITY: none */
};

/* 1/16384 of full scale: ±2.0, held at the ends. */
struct peak_pair {
    int16_t low, high;
    int16_t rms;
};

struct analysis {
    int64_t start_samples, samples; /* place on the timeline, length at 48 kHz */
    unsigned channel_mask;          /* bit c: channel c is in the file */

    /* Third-octave powers, 0.01 dB re full-scale square, [frames][CHANNELS][BANDS]. Frame i is
     * centred on sample (first_frame + i) * FRAME_SAMPLES of the timeline. Bands 160 Hz up: Hann of
     * 85 ms (4096 samples at 48 kHz); bands up to 125 Hz: Hann of 427 ms (1024 at 2400 Hz). Frames
     * go as far before and after the file as a window reaches into it. */
    int64_t first_frame;
    size_t frames;
    int16_t *band;

    /* Waveforms at 2400 Hz (linear-phase low-pass, 400 Hz): sample i stands at
     * (first_low + i) * LOW_STEP_SAMPLES. lfe: the LFE; mains: sum of the five main channels, each
     * through a Linkwitz-Riley low-pass of 4th order at 80 Hz. Both go on until the filters have
     * rung out, so that the waveforms of files that follow each other add up to that of the whole.
     */
    int64_t first_low;
    size_t lows;
    float *lfe, *mains;

    /* ITU-T P.56 envelope of the sum of all channels but the LFE: the greatest value within 10 ms
     * of the centre of each frame of `band`, 0.01 dB; active level of the whole file (method B),
     * -INFINITY if nothing is active. */
    int16_t *envelope;
    double active_level_db;

    /* K-weighted mean square (BS.1770 channel weights, LFE left out) of 100 ms blocks on the
     * timeline's grid: block i covers (first_loudness + i) * LOUDNESS_SAMPLES and 4800 samples on.
     * What a block has outside the file counts as silence. */
    int64_t first_loudness;
    size_t loudness_blocks;
    float *energy;
    struct loudness loudness;

    struct channel_levels level[CHANNELS];
    /* NaN, Inf or beyond +60 dBFS, taken as 0: count and first place in the file, -1: none. */
    int64_t bad_samples, first_bad_samples;

    /* Drawing: the finest level, [peak_blocks][CHANNELS], from the start of the file. Coarser ones
     * are the least, the greatest and the mean power of these. */
    size_t peak_blocks;
    struct peak_pair *peaks;

    /* XXH64 of the decoded floats, [hash_blocks][CHANNELS], from the start of the file, 0 for
     * channels that are not there; and the identity of the sound: SHA-256 over channel_mask,
     * samples and these hashes. (Of the hashes, not of the floats, because that alone would cost
     * a quarter of the pass. Stored bytes are known by their own SHA-256.) */
    size_t hash_blocks;
    uint64_t *block_hash;
    struct hash audio;
};

void analysis_free(struct analysis *analysis); /* NULL is accepted */

/* The level of one band of one frame, 0.01 dB. */
static inline int16_t analysis_band(const struct analysis *analysis, size_t frame,
                                    enum channel channel, unsigned band)
{
    return analysis->band[(frame * CHANNELS + channel) * BANDS + band];
}

/* One flat buffer with version and checksum, and back. What is older, newer or damaged is
 * ERR_DAMAGED: make it again. The caller frees *out. */
enum err_code analysis_pack(const struct analysis *analysis, void **out, size_t *bytes,
                            struct err *err);
enum err_code analysis_unpack(struct analysis **out, const void *data, size_t bytes,
                              struct err *err);
