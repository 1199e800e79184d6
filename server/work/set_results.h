/* What the tests of a print set have found, as it is kept in the cache. */
#pragma once

#include "codec/measure/compare.h"
#include "codec/measure/nulltest.h"
#include "codec/measure/qc.h"
#include "server/work/buffer.h"

/* A null test with the ranges it looked at: test->range[i] is of range[i]. */
struct null_result {
    struct nulltest test;
    struct null_range *range;
};

enum err_code null_result_pack(const struct nulltest *test, const struct null_range *ranges,
                               struct buffer *out, struct err *err);
/* ERR_DAMAGED: test again. Clear it after success. */
enum err_code null_result_unpack(struct null_result *out, const struct buffer *in, struct err *err);
void null_result_clear(struct null_result *result);

/* A finding whose file is told by the recording. */
struct qc_note {
    enum qc_level level;
    int64_t recording_id;
    int64_t at_samples; /* on the timeline, -1: no place */
    char code[32], text[QC_TEXT];
};

struct qc_result {
    struct qc_note *note;
    size_t count;
};

/* recording_id: of each file. */
enum err_code qc_result_pack(const struct qc_report *report, const int64_t *recording_id,
                             struct buffer *out, struct err *err);
enum err_code qc_result_unpack(struct qc_result *out, const struct buffer *in, struct err *err);
void qc_result_clear(struct qc_result *result);

/* A comparison, scene by scene and in each of them role by role, as its plan has them. */
struct compare_result {
    struct compare_range *range; /* [scene * roles + role] */
    size_t count;
};

enum err_code compare_result_pack(const struct compare_result *result, struct buffer *out,
                                  struct err *err);
enum err_code compare_result_unpack(struct compare_result *out, const struct buffer *in,
                                    struct err *err);
void compare_result_clear(struct compare_result *result);
