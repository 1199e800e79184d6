/* What stands out in prints before they go to the stage, against the production's print spec. Reads
 * no audio: all comes from stem_info and the analysis. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "codec/measure/analysis.h"
#include "codec/media/names.h"
#include "codec/media/stem.h"

#define QC_VERSION 1 /* counts up whenever a finding would come out differently */

enum qc_level { QC_INFO, QC_SHOULD, QC_MUST };

enum { QC_TEXT = 320, QC_ROLES = 16 };

/* The levels are proposals: no standard gives them for prints of film music. */
struct qc_spec {
    uint32_t rate_hz;
    unsigned bits;
    unsigned channels; /* of stems and full mixes; temps may have any */
    double true_peak_dbtp;
    double silent_db;    /* sample peak below which a channel counts as silent */
    double dc;           /* linear */
    double lfe_above_db; /* power above 141 Hz against all, in the LFE */
    bool wants_pop;      /* a 2-pop that is not there is worth a word */
    bool has_rate;       /* of the picture: places are told in timecode */
    struct rate rate;
    bool has_start; /* where every print of the set is due to start */
    int64_t start_samples;
    const char *role[QC_ROLES]; /* the stem plan, with the full mix; those not used are NULL */
};
/* 48 kHz, 24 bit, 5.1, -1 dBTP, -90 dBFS, 0.003, -20 dB; five stems and the full mix. */
extern const struct qc_spec qc_spec_proposed;

/* One print or temp. All is lent. */
struct qc_file {
    const char *name; /* of the file, for sentences */
    const char *role; /* "" if not known */
    const char *cue;  /* prints of one cue are a set */
    enum role_kind kind;
    const struct stem_info *info;
    const struct analysis *analysis; /* NULL: the sound is not looked at */
};

struct qc_finding {
    enum qc_level level;
    const char *code;   /* "true-peak"; a constant */
    size_t file;        /* that it is about; of a set, the first of them */
    int64_t at_samples; /* on the timeline, -1: no place */
    char text[QC_TEXT]; /* file, place, remedy */
};

struct qc_report {
    struct qc_finding *finding; /* the gravest first, else in the order of the files */
    size_t count, capacity;
};

/* Clear the report also after a failure. */
enum err_code qc_run(struct qc_report *out, const struct qc_file *files, size_t count,
                     const struct qc_spec *spec, struct err *err);
void qc_clear(struct qc_report *report); /* a zeroed struct is accepted */

size_t qc_count(const struct qc_report *report, enum qc_level level);
const char *qc_level_name(enum qc_level level); /* "must", "should", "info" */
