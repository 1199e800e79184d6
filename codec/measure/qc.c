#include "codec/measure/qc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "codec/core/units.h"
#include "codec/measure/qc_check.h"

const struct qc_spec qc_spec_proposed = {
    .rate_hz = RATE_HZ,
    .bits = 24,
    .channels = CHANNELS,
    .true_peak_dbtp = -1,
    .silent_db = -90,
    .dc = 0.003,
    .lfe_above_db = -20,
    .role = { "String", "Brass", "Atmospheric", "FX inst", "Percussion", "Full mix" },
};

const char *qc_level_name(enum qc_level level)
{
    static const char *const names[] = { "info", "should", "must" };

    return names[level];
}

size_t qc_count(const struct qc_report *report, enum qc_level level)
{
    size_t count = 0;

    for (size_t i = 0; i < report->count; i++)
        count += report->finding[i].level == level;
    return count;
}

static struct qc_finding *one_more(struct qc_report *report)
{
    if (report->count == report->capacity) {
        const size_t capacity = report->capacity ? 2 * report->capacity : 16;
        struct qc_finding *more = realloc(report->finding, capacity * sizeof *more);

        if (!more)
            return NULL;
        report->finding = more;
        report->capacity = capacity;
    }
    return &report->finding[report->count++];
}

void qc_add(struct qc_check *check, enum qc_level level, const char *code, int64_t at_samples,
            const char *format, ...)
{
    struct qc_finding *finding = check->code ? NULL : one_more(check->report);
    va_list list;

    if (!finding) {
        check->code = ERR_NO_MEMORY;
        return;
    }
    finding->level = level;
    finding->code = code;
    finding->file = check->file;
    finding->at_samples = at_samples;
    va_start(list, format);
    vsnprintf(finding->text, sizeof finding->text, format, list);
    va_end(list);
}

void qc_place(char out[QC_PLACE], const struct qc_check *check, int64_t at_samples)
{
    const int64_t ms = (at_samples < 0 ? 0 : at_samples) / (RATE_HZ / 1000);

    if (check->spec->has_rate && qc_this(check)->info->start_known_by != START_UNKNOWN)
        timecode_format(out, check->spec->rate, at_samples);
    else
        snprintf(out, QC_PLACE, "%02d:%02d:%02d.%03d", (int)(ms / 3600000 % 100),
                 (int)(ms / 60000 % 60), (int)(ms / 1000 % 60), (int)(ms % 1000));
}

bool qc_is_print(const struct qc_file *file)
{
    return file->kind != ROLE_DIALOGUE && file->kind != ROLE_EFFECTS;
}

const char *qc_channel(const struct qc_file *file, unsigned channel)
{
    static const char *const slots[CHANNELS] = { "channel 1", "channel 2", "channel 3",
                                                 "channel 4", "channel 5", "channel 6" };

    return file->info->order.known_by == ORDER_UNKNOWN ? slots[channel]
                                                       : channel_name((enum channel)channel);
}

bool qc_lacks(const struct qc_file *file, unsigned channel)
{
    const struct stem_info *info = file->info;

    for (unsigned i = 0; i < info->order.channels && info->files > 1; i++)
        if (info->order.slot[i] == (enum channel)channel)
            return info->files < info->order.channels && !*info->track_name[i];
    return false;
}

/* A stable order: the gravest first. Findings are few. */
static void sort(struct qc_report *report)
{
    for (size_t i = 1; i < report->count; i++)
        for (size_t j = i; j > 0 && report->finding[j].level > report->finding[j - 1].level; j--) {
            const struct qc_finding earlier = report->finding[j - 1];

            report->finding[j - 1] = report->finding[j];
            report->finding[j] = earlier;
        }
}

enum err_code qc_run(struct qc_report *out, const struct qc_file *files, size_t count,
                     const struct qc_spec *spec, struct err *err)
{
    struct qc_check check = { .report = out, .spec = spec, .files = files };

    *out = (struct qc_report){ 0 };
    for (; check.file < count; check.file++) {
        qc_format_check(&check);
        if (qc_this(&check)->analysis) {
            qc_sound_check(&check);
            qc_pop_check(&check);
        }
    }
    qc_set_check(&check);
    sort(out);
    if (check.code)
        return err_set(err, check.code, "no memory for the findings of %zu files", count);
    return ERR_NONE;
}

void qc_clear(struct qc_report *report)
{
    free(report->finding);
    *report = (struct qc_report){ 0 };
}
