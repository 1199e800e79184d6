/* How two prints of one role differ, range by range: both at their places on the timeline, sample
 * against sample. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "codec/media/stem.h"

#define COMPARE_VERSION 1 /* counts up whenever a comparison would come out differently */

enum compare_verdict {
    COMPARE_SILENT,  /* neither sounds here */
    COMPARE_SAME,    /* every sample is equal */
    COMPARE_CHANGED, /* both sound, and not the same */
    COMPARE_NEW,     /* only the newer one sounds here */
    COMPARE_GONE,    /* only the older one does */
    COMPARE_VERDICTS
};

const char *compare_verdict_name(enum compare_verdict verdict); /* "silent", "same" ... */

/* dBFS, a full-scale square wave being 0 dB; -INFINITY: nothing. */
struct compare_channel {
    double difference_db, peak_db; /* rms and peak of newer minus older */
    double level_db;               /* rms of the newer one */
};

struct compare_range {
    int64_t in_samples, out_samples; /* on the timeline, out exclusive */
    /* Results. */
    enum compare_verdict verdict;
    struct compare_channel channel[CHANNELS];
};

struct compare_side {
    struct stem *stem; /* lent; NULL: there is none, which is silence */
    int64_t start_samples;
};

struct compare_input {
    struct compare_side older, newer;
    struct compare_range *ranges; /* lent and filled, one after the other */
    size_t count;
    bool (*go_on)(void *ctx, double share); /* false: ERR_CANCELLED; may be NULL */
    void *ctx;
    size_t block_samples; /* that are read at once; 0: what suits. The results are the same. */
};

/* Memory does not depend on lengths. Prints at another rate are compared as they are heard,
 * resampled to 48 kHz. */
enum err_code compare_run(const struct compare_input *input, struct err *err);
