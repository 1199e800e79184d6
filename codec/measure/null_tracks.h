/* The files of a null test on one timeline, read block by block with all that has been put right
 * so far. Inside codec/measure only. */
#pragma once

#include "codec/measure/nulltest.h"

enum { NULL_BLOCK_SAMPLES = 9600 };

struct null_track {
    struct stem *stem;
    const char *name;
    int64_t start_samples, samples; /* where it is heard now */
    bool is_told;                   /* the file and the mix both tell where they start, */
    int64_t told_samples;           /* the file here; else the head of the mix */
    double late_fraction;           /* of a sample, beyond what it was moved */
    enum channel from[CHANNELS];    /* channel c is read from the file's channel from[c] */
    double gain[CHANNELS];
    struct planes block; /* the last read, gains not applied */
};

struct null_tracks {
    const struct null_input *input;
    struct null_track mix, *stem;
    size_t stems;
    int64_t in_samples, out_samples;     /* what is compared */
    int64_t first_samples, last_samples; /* from the first to the last sample of any of them */
    double *sum[CHANNELS];               /* of the stems, with their gains: exact, also over 1.0 */
};

enum err_code null_tracks_init(struct null_tracks *out, const struct null_input *input,
                               struct err *err);
void null_tracks_clear(struct null_tracks *tracks); /* a zeroed struct is accepted */

/* Places a track; in_samples and out_samples follow. */
void null_tracks_place(struct null_tracks *tracks, struct null_track *track, int64_t start_samples);

/* Reads all files at a place of the timeline and adds up the stems. At most NULL_BLOCK_SAMPLES. */
enum err_code null_tracks_read(struct null_tracks *tracks, int64_t at_samples, size_t samples,
                               struct err *err);

/* Steps through the timeline: false at the end, when reading fails or nobody waits any more. */
struct null_walk {
    struct null_tracks *tracks;
    int64_t at_samples; /* of the block just read */
    size_t samples;
    double share_from, share_to; /* of the whole test, for go_on */
    enum err_code code;
};
bool null_walk_next(struct null_walk *walk, struct err *err);

/* "01:02:03:04", or "01:02:03.123" where no picture rate is known. */
enum { NULL_PLACE = 24 };
void null_place(char out[NULL_PLACE], const struct null_input *input, int64_t at_samples);

/* Adds a diagnosis, or a note; those that are too many are dropped. */
void null_diagnose(struct nulltest *test, enum null_kind kind, const char *stem, double value,
                   const char *format, ...) __attribute__((format(printf, 5, 6)));
void null_note(struct nulltest *test, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Channels that a file has, bit c for channel c. */
unsigned null_track_channels(const struct null_track *track);
