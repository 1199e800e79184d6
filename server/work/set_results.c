#include "server/work/set_results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/work/sealed.h"

/* The structs themselves are kept: their sizes stand for their shape. */
static const struct seal null_seal = { "PDNU", sizeof(struct nulltest) };
static const struct seal compare_seal = { "PDCO",
                                          COMPARE_VERSION << 16 | sizeof(struct compare_range) };
static const struct seal qc_seal = { "PDQC", QC_VERSION << 16 | sizeof(struct qc_note) };

enum err_code null_result_pack(const struct nulltest *test, const struct null_range *ranges,
                               struct buffer *out, struct err *err)
{
    struct nulltest copy = *test;
    const struct sealed_part parts[] = {
        { &copy, sizeof copy },
        { ranges, test->range_count * sizeof *ranges },
        { test->range, test->range_count * sizeof *test->range },
    };

    copy.range = NULL;
    return sealed_make(out, null_seal, parts, 3, err);
}

enum err_code null_result_unpack(struct null_result *out, const struct buffer *in, struct err *err)
{
    struct sealed_part inside;
    const char *at;
    size_t count;
    enum err_code code;

    *out = (struct null_result){ 0 };
    if ((code = sealed_open(&inside, null_seal, in, err)))
        return code;
    if (inside.bytes < sizeof out->test)
        return err_set(err, ERR_DAMAGED, "a stored null test is cut");
    memcpy(&out->test, inside.data, sizeof out->test);
    count = out->test.range_count;
    if (count > inside.bytes ||
        inside.bytes - sizeof out->test != count * (sizeof *out->range + sizeof *out->test.range))
        return err_set(err, ERR_DAMAGED, "a stored null test is cut");
    out->range = calloc(count + 1, sizeof *out->range);
    out->test.range = calloc(count + 1, sizeof *out->test.range);
    if (!out->range || !out->test.range) {
        null_result_clear(out);
        return err_set(err, ERR_NO_MEMORY, "no memory for a null test of %zu scenes", count);
    }
    at = (const char *)inside.data + sizeof out->test;
    memcpy(out->range, at, count * sizeof *out->range);
    memcpy(out->test.range, at + count * sizeof *out->range, count * sizeof *out->test.range);
    return ERR_NONE;
}

void null_result_clear(struct null_result *result)
{
    free(result->range);
    free(result->test.range);
    *result = (struct null_result){ 0 };
}

enum err_code qc_result_pack(const struct qc_report *report, const int64_t *recording_id,
                             struct buffer *out, struct err *err)
{
    struct qc_note *notes = calloc(report->count + 1, sizeof *notes);
    const struct sealed_part part = { notes, report->count * sizeof *notes };
    enum err_code code;

    if (!notes)
        return err_set(err, ERR_NO_MEMORY, "no memory for %zu findings", report->count);
    for (size_t i = 0; i < report->count; i++) {
        const struct qc_finding *finding = &report->finding[i];
        notes[i].level = finding->level;
        notes[i].recording_id = recording_id[finding->file];
        notes[i].at_samples = finding->at_samples;
        snprintf(notes[i].code, sizeof notes[i].code, "%s", finding->code);
        memcpy(notes[i].text, finding->text, sizeof notes[i].text);
    }
    code = sealed_make(out, qc_seal, &part, 1, err);
    free(notes);
    return code;
}

enum err_code qc_result_unpack(struct qc_result *out, const struct buffer *in, struct err *err)
{
    struct sealed_part inside;
    enum err_code code;

    *out = (struct qc_result){ 0 };
    if ((code = sealed_open(&inside, qc_seal, in, err)))
        return code;
    if (inside.bytes % sizeof *out->note)
        return err_set(err, ERR_DAMAGED, "stored findings are cut");
    if (!(out->note = malloc(inside.bytes + 1)))
        return err_set(err, ERR_NO_MEMORY, "no memory for findings of %zu bytes", inside.bytes);
    memcpy(out->note, inside.data, inside.bytes);
    out->count = inside.bytes / sizeof *out->note;
    return ERR_NONE;
}

void qc_result_clear(struct qc_result *result)
{
    free(result->note);
    *result = (struct qc_result){ 0 };
}

enum err_code compare_result_pack(const struct compare_result *result, struct buffer *out,
                                  struct err *err)
{
    const struct sealed_part part = { result->range, result->count * sizeof *result->range };

    return sealed_make(out, compare_seal, &part, 1, err);
}

enum err_code compare_result_unpack(struct compare_result *out, const struct buffer *in,
                                    struct err *err)
{
    struct sealed_part inside;
    enum err_code code;

    *out = (struct compare_result){ 0 };
    if ((code = sealed_open(&inside, compare_seal, in, err)))
        return code;
    if (inside.bytes % sizeof *out->range)
        return err_set(err, ERR_DAMAGED, "a stored comparison is cut");
    if (!(out->range = malloc(inside.bytes + 1)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a comparison of %zu bytes", inside.bytes);
    memcpy(out->range, inside.data, inside.bytes);
    out->count = inside.bytes / sizeof *out->range;
    return ERR_NONE;
}

void compare_result_clear(struct compare_result *result)
{
    free(result->range);
    *result = (struct compare_result){ 0 };
}
