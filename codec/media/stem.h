/* Opens any print or temp, whatever its container, and reads it as planar float at 48 kHz. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "codec/core/planes.h"
#include "codec/core/source.h"
#include "codec/core/timecode.h"
#include "codec/media/order.h"

enum stem_start_known_by { START_UNKNOWN, START_BEXT, START_IXML, START_NAME, START_PERSON };

enum { STEM_WARNINGS = 8, STEM_WARNING_TEXT = 256 };

struct stem_info {
    char format[8];   /* "WAV", "RF64", "BW64", "AIFF", "CAF", "FLAC", "W64" */
    uint32_t rate_hz; /* as in the file */
    unsigned bits;    /* per sample as stored */
    bool is_float;
    unsigned files;  /* 1, or the number of mono files */
    int64_t frames;  /* sample frames in the file at rate_hz */
    int64_t samples; /* the same at 48 kHz: what can be read */
    struct order order;
    enum stem_start_known_by start_known_by;
    int64_t start_samples; /* position on the timeline at 48 kHz; 0 when unknown */
    bool has_frame_rate;   /* iXML told it */
    struct rate frame_rate;
    char description[257]; /* bext, "" if none; UTF-8, what is not is replaced */
    char originator[33];
    char originated_at[20];        /* "yyyy-mm-dd hh:mm:ss" */
    char track_name[CHANNELS][64]; /* by slot, from iXML or the file names */
    unsigned warnings;
    char warning[STEM_WARNINGS][STEM_WARNING_TEXT]; /* sentences: place and remedy */
};

/* One file of a print. The stem keeps the source and closes it, also when opening fails. */
struct stem_file {
    const char *name; /* for messages and suffixes; lent during the call */
    struct source *source;
};

struct stem; /* one thread at a time */

/* Opens one interleaved file, or the 2 to 6 mono files of one print in any order. `person` is the
 * order somebody has told, or NULL. A print whose order is not known opens with
 * order.known_by == ORDER_UNKNOWN and channels in file order: it can be measured for what it is,
 * but callers must not play it as 5.1. A set with a channel missing opens with a warning that names
 * it. ERR_DAMAGED and ERR_UNSUPPORTED sentences name the file, the place and the remedy. */
enum err_code stem_open(struct stem **out, const struct stem_file *files, unsigned count,
                        const struct order *person, struct err *err);
enum err_code stem_open_paths(struct stem **out, const char *const *paths, unsigned count,
                              const struct order *person, struct err *err);

const struct stem_info *stem_info(const struct stem *stem); /* lent until stem_close */

/* Sets the start that a person told, in place of what the file says or does not say. */
void stem_tell_start(struct stem *stem, int64_t start_samples);

/* Reads block->samples samples from at_samples (relative to the stem's own start) into the channels
 * of its order: block has CHANNELS planes; those the print lacks, and everything outside the print,
 * become silence. NaN, Inf and absurd floats (from 2^60 on) become 0 and are counted. The samples
 * read at a position are always the same, wherever reading began. */
enum err_code stem_read(struct stem *stem, int64_t at_samples, struct planes *block,
                        struct err *err);

/* Adds to sum what stem_read would give, times gain (linear): the same bits as adding it sample by
 * sample, in fewer passes over memory. Channels of gain 0 are left alone. After a failure the sum
 * may hold a part of it. */
enum err_code stem_mix(struct stem *stem, int64_t at_samples, const float gain[CHANNELS],
                       struct planes *sum, struct err *err);

/* How many such samples reads have met so far, and the first place (48 kHz sample from the
 * start of the file), -1 if none. */
int64_t stem_bad_samples(const struct stem *stem, int64_t *first_at_samples);

void stem_close(struct stem *stem);
