/* The parts of a QC, and how they speak. Inside codec/measure only. */
#pragma once

#include "codec/measure/qc.h"

enum { QC_PLACE = 24 };

/* What a check gets: one file of all, and where its findings go. */
struct qc_check {
    struct qc_report *report;
    const struct qc_spec *spec;
    const struct qc_file *files;
    size_t file;
    enum err_code code; /* of the first failure to add; later findings are dropped */
};

static inline const struct qc_file *qc_this(const struct qc_check *check)
{
    return &check->files[check->file];
}

/* Adds a finding about the check's file; at_samples is a place on the timeline, or -1. */
void qc_add(struct qc_check *check, enum qc_level level, const char *code, int64_t at_samples,
            const char *format, ...) __attribute__((format(printf, 5, 6)));

/* " at 01:02:03:04": timecode; time of day without a picture rate; from the head of the file where
 * its start is not known. */
void qc_place(char out[QC_PLACE], const struct qc_check *check, int64_t at_samples);

bool qc_is_print(const struct qc_file *file); /* a stem or full mix, no temp */

/* "Ls"; "channel 5" where nobody knows what it is. */
const char *qc_channel(const struct qc_file *file, unsigned channel);

/* Whether a channel's mono file was not given: it is silent, but for another reason. */
bool qc_lacks(const struct qc_file *file, unsigned channel);

void qc_format_check(struct qc_check *check); /* what its header tells */
void qc_sound_check(struct qc_check *check);  /* what its analysis tells */
void qc_pop_check(struct qc_check *check);
void qc_set_check(struct qc_check *check); /* beside the other files of the cue */
