/* Everything one pass over a print or temp keeps: small, independent of block size and of how many
 * cores worked, and enough for every measure of a scene without reading audio again.
 *
 * All series lie on the timeline's own grids, so that those of different files can be added. */
#pragma once

#include <stdint.h>

#include "codec/core/hash.h"
#include "codec/core/planes.h"

#define ANALYSIS_VERSION 1 /* counts up whenever a stored figure would come out differently */

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

/* Levels of one channel. dBFS: a full-scale square wave is 0. */
struct channel_levels {
    double peak_db, true_peak_db; /* dBFS, dBTP; -INFINITY for silence */
    double rms_db, dc;            /* dc linear, mean of all samples */
    int64_t clipped_runs;         /* 3 or more samples in a row at or over full scale */
    int64_t first_clip_samples;   /* from the start of the file, -1: none */
};

struct loudness {
    double integrated_lufs, range_lu, max_momentary_lufs, max_short_term_lufs; /* -INFINITY: none */
};

struct peak_pair {
    int16_t low, high; /* 1/16384 of full scale: ±2.0, held at the ends */
};

struct analysis {
    int64_t start_samples, samples; /* place on the timeline, length at 48 kHz */
    unsigned channel_mask;          /* bit c: channel c is in the file */

    /* Third-octave powers, 0.01 dB re full-scale square, [frames][CHANNELS][BANDS]. Frame i is
     * centred on sample (first_frame + i) * FRAME_SAMPLES of the timeline. Bands 160 Hz up: Hann of
     * 4096 samples at 48 kHz; bands up to 125 Hz: Hann of 1024 samples at 2400 Hz. */
    int64_t first_frame;
    size_t frames;
    int16_t *band;

    /* Waveforms at 2400 Hz (linear-phase low-pass, 400 Hz): sample i stands at
     * (first_low + i) * LOW_STEP_SAMPLES. lfe: the LFE; mains: sum of the five main channels, each
     * through a Linkwitz-Riley low-pass of 4th order at 80 Hz. */
    int64_t first_low;
    size_t lows;
    float *lfe, *mains;

    /* ITU-T P.56 envelope of the sum of all channels but the LFE, greatest value in each frame of
     * `band`, 0.01 dB; active level of the whole file (method B), -INFINITY if nothing is active.
     */
    int16_t *envelope;
    double active_level_db;

    /* K-weighted energy (BS.1770 channel weights, LFE left out) in 100 ms blocks on the timeline's
     * grid: block i covers (first_loudness + i) * LOUDNESS_SAMPLES and 4800 samples on. */
    int64_t first_loudness;
    size_t loudness_blocks;
    float *energy;
    struct loudness loudness;

    struct channel_levels level[CHANNELS];
    int64_t bad_samples, first_bad_samples; /* NaN or Inf: count and first place, -1: none */

    /* Drawing: the finest level, [peak_blocks][CHANNELS], from the start of the file. Coarser ones
     * are the least and the greatest of these. */
    size_t peak_blocks;
    struct peak_pair *peaks;

    /* XXH64 of the decoded floats, [hash_blocks][CHANNELS], from the start of the file; and SHA-256
     * over all of it: the identity of the sound. */
    size_t hash_blocks;
    uint64_t *block_hash;
    struct hash audio;
};

/* The pass: a meter. Blocks of any size, in order, of CHANNELS planes. */
struct analyzer;
enum err_code analyzer_new(struct analyzer **out, int64_t start_samples, int64_t samples,
                           unsigned channel_mask, struct err *err);
enum err_code analyzer_add(struct analyzer *analyzer, const struct planes *block, struct err *err);
/* Ends the pass and gives the analysis; frees the analyzer, also on failure. */
enum err_code analyzer_finish(struct analyzer *analyzer, struct analysis **out, struct err *err);
void analyzer_free(struct analyzer *analyzer); /* gives up; NULL is accepted */

void analysis_free(struct analysis *analysis);

/* One flat buffer with version and checksum, and back. What is older, newer or damaged is
 * ERR_DAMAGED: make it again. The caller frees *out. */
enum err_code analysis_pack(const struct analysis *analysis, void **out, size_t *bytes,
                            struct err *err);
enum err_code analysis_unpack(struct analysis **out, const void *data, size_t bytes,
                              struct err *err);
