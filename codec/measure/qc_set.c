/* The prints of one cue beside each other. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "codec/core/units.h"
#include "codec/measure/qc_check.h"

/* While a set is looked at, check->file is its first file, and count that of all files. */
static bool is_of_set(const struct qc_check *check, size_t i)
{
    return qc_is_print(&check->files[i]) && !strcasecmp(check->files[i].cue, qc_this(check)->cue);
}

static bool is_first_of_set(const struct qc_check *check)
{
    for (size_t i = 0; i < check->file; i++)
        if (is_of_set(check, i))
            return false;
    return qc_is_print(qc_this(check));
}

/* What most of a set is measured by: the full mix, else the first file. */
static size_t reference_of(const struct qc_check *check, size_t count)
{
    for (size_t i = check->file; i < count; i++)
        if (is_of_set(check, i) && check->files[i].kind == ROLE_MIX)
            return i;
    return check->file;
}

static void compare_lengths(struct qc_check *check, const struct qc_file *reference)
{
    const struct qc_file *file = qc_this(check);
    const int64_t more = file->info->samples - reference->info->samples;

    if (more != 0)
        qc_add(check, QC_SHOULD, "length", -1,
               "%s is %" PRId64 " sample%s (%.3f s) %s than %s. Print all of a cue from one "
               "selection, so that nobody has to line them up by hand.",
               file->name, more < 0 ? -more : more, more == 1 || more == -1 ? "" : "s",
               (double)(more < 0 ? -more : more) / RATE_HZ, more < 0 ? "shorter" : "longer",
               reference->name);
}

static void compare_starts(struct qc_check *check, const struct qc_file *reference)
{
    const struct qc_file *file = qc_this(check);
    const int64_t later = file->info->start_samples - reference->info->start_samples;

    if (file->info->start_known_by == START_UNKNOWN ||
        reference->info->start_known_by == START_UNKNOWN || later == 0)
        return;
    qc_add(check, QC_SHOULD, "start", file->info->start_samples,
           "%s starts %" PRId64 " sample%s (%.3f s) %s than %s. Print all of a cue from one "
           "selection; if it is trimmed, it must be placed by its time reference.",
           file->name, later < 0 ? -later : later, later == 1 || later == -1 ? "" : "s",
           (double)(later < 0 ? -later : later) / RATE_HZ, later < 0 ? "earlier" : "later",
           reference->name);
}

static void compare_rates(struct qc_check *check, const struct qc_file *reference)
{
    const struct qc_file *file = qc_this(check);

    if (file->info->rate_hz != reference->info->rate_hz)
        qc_add(check, QC_MUST, "rate-differs", -1,
               "%s is at %u Hz, %s at %u Hz. Print all of a cue at one rate.", file->name,
               file->info->rate_hz, reference->name, reference->info->rate_hz);
}

static bool is_silent(const struct qc_check *check, const struct qc_file *file)
{
    for (unsigned c = 0; c < CHANNELS; c++)
        if (file->analysis->level[c].peak_db >= check->spec->silent_db)
            return false;
    return true;
}

static void compare_audio(struct qc_check *check, const struct qc_file *other)
{
    const struct qc_file *file = qc_this(check);

    if (!file->analysis || !other->analysis || is_silent(check, file) ||
        hash_compare(&file->analysis->audio, &other->analysis->audio) != 0)
        return;
    qc_add(check, QC_MUST, "same-audio", -1,
           "%s has the same sound as %s, to the bit. One of them is a wrong print: look which bus "
           "was printed twice.",
           file->name, other->name);
}

static void compare_roles(struct qc_check *check, const struct qc_file *other)
{
    const struct qc_file *file = qc_this(check);

    if (*file->role && !strcasecmp(file->role, other->role))
        qc_add(check, QC_MUST, "role-doubled", -1,
               "%s and %s are both %s%s%s. Keep the one that counts, or rename the other.",
               other->name, file->name, file->cue, *file->cue ? " " : "", file->role);
}

static void check_pairs(struct qc_check *check, size_t first, size_t count)
{
    struct qc_check pair = *check;
    const struct qc_file *reference = &check->files[reference_of(check, count)];

    for (pair.file = first; pair.file < count; pair.file++) {
        if (!is_of_set(check, pair.file))
            continue;
        if (qc_this(&pair) != reference) {
            compare_rates(&pair, reference);
            compare_starts(&pair, reference);
            compare_lengths(&pair, reference);
        }
        for (size_t i = first; i < pair.file; i++)
            if (is_of_set(check, i)) {
                compare_roles(&pair, &check->files[i]);
                compare_audio(&pair, &check->files[i]);
            }
    }
    check->code = pair.code;
}

static bool has_role(const struct qc_check *check, size_t count, const char *role)
{
    for (size_t i = check->file; i < count; i++)
        if (is_of_set(check, i) && !strcasecmp(check->files[i].role, role))
            return true;
    return false;
}

/* Nobody who looks at a single file wants to hear of the others. */
static void check_roles(struct qc_check *check, size_t count)
{
    const char *cue = qc_this(check)->cue;
    char missing[160] = "";
    size_t used = 0, there = 0;

    for (size_t i = check->file; i < count; i++)
        there += is_of_set(check, i);
    for (size_t i = 0; i < QC_ROLES && check->spec->role[i]; i++)
        if (!has_role(check, count, check->spec->role[i]) && used < sizeof missing)
            used += (size_t)snprintf(missing + used, sizeof missing - used, "%s%s",
                                     used ? ", " : "", check->spec->role[i]);
    if (there > 1 && *missing)
        qc_add(check, QC_SHOULD, "role-missing", -1,
               "%s%s lacks %s. Add it, or take it out of the stem plan.", *cue ? cue : "The set",
               *cue ? ": the set" : "", missing);
}

void qc_set_check(struct qc_check *check)
{
    const size_t count = check->file;

    for (check->file = 0; check->file < count; check->file++)
        if (is_first_of_set(check)) {
            check_pairs(check, check->file, count);
            check_roles(check, count);
        }
}
