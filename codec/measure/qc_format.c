/* What a file's header tells: rate, depth, channels, order, start, and whether it is whole. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "codec/measure/qc_check.h"

static void check_rate(struct qc_check *check)
{
    static const uint32_t pulled[] = { 47952, 48048, 44056, 44144 };
    const struct qc_file *file = qc_this(check);
    const uint32_t rate_hz = file->info->rate_hz;

    if (rate_hz == check->spec->rate_hz)
        return;
    for (size_t i = 0; i < sizeof pulled / sizeof *pulled; i++)
        if (rate_hz == pulled[i]) {
            qc_add(check, QC_MUST, "rate", -1,
                   "%s is stamped %u Hz, a pull-up or pull-down rate: it will drift 3.6 s an hour "
                   "against picture. Ask for an export at %u Hz.",
                   file->name, rate_hz, check->spec->rate_hz);
            return;
        }
    qc_add(check, QC_MUST, "rate", -1,
           "%s is at %u Hz, %u Hz is agreed. Export it again at %u Hz; a conversion here would "
           "not null any more.",
           file->name, rate_hz, check->spec->rate_hz, check->spec->rate_hz);
}

static void check_depth(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);
    const unsigned bits = file->info->bits, agreed = check->spec->bits;

    if (file->info->is_float)
        qc_add(check, QC_SHOULD, "depth", -1,
               "%s is %u-bit float, %u bit is agreed: what is over full scale will clip when it is "
               "converted. Export it again at %u bit.",
               file->name, bits, agreed, agreed);
    else if (bits < agreed)
        qc_add(check, QC_MUST, "depth", -1, "%s is %u bit, %u bit is agreed. Export it again.",
               file->name, bits, agreed);
    else if (bits > agreed)
        qc_add(check, QC_SHOULD, "depth", -1,
               "%s is %u bit, %u bit is agreed. Export it again if the stage insists.", file->name,
               bits, agreed);
}

/* Mono files of a set of which some were not given: silence there may be an oversight. */
static void check_missing_channels(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);
    char missing[32] = "";
    size_t used = 0;

    for (unsigned c = 0; c < CHANNELS; c++)
        if (qc_lacks(file, c) && used < sizeof missing)
            used += (size_t)snprintf(missing + used, sizeof missing - used, "%s%s", used ? " " : "",
                                     channel_name((enum channel)c));
    qc_add(check, QC_MUST, "channel-missing", -1,
           "%s has %u of %u mono files, without %s. Add what is missing, as a file of silence if "
           "nothing is meant to sound: a missing file is no statement.",
           file->name, file->info->files, file->info->order.channels, missing);
}

static void check_channels(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);
    const struct stem_info *info = file->info;

    if (info->files > 1 && info->files < info->order.channels)
        check_missing_channels(check);
    else if (qc_is_print(file) && info->order.channels != check->spec->channels)
        qc_add(check, QC_MUST, "channels", -1,
               "%s has %u channel%s, %u are agreed. Print it in the full format; a fold-down can't "
               "be undone.",
               file->name, info->order.channels, info->order.channels == 1 ? "" : "s",
               check->spec->channels);
}

static void check_order(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);
    char order[ORDER_TEXT];

    order_format(order, &file->info->order);
    if (file->info->order.known_by == ORDER_UNKNOWN)
        qc_add(check, QC_MUST, "order-unknown", -1,
               "%s does not tell which channel is which, and its sound does not show it either. "
               "Say its order (smpte, film ...), or export it with a channel mask.",
               file->name);
    else if (file->info->order.known_by == ORDER_HEURISTIC)
        qc_add(check, QC_SHOULD, "order-guessed", -1,
               "%s does not tell which channel is which; by its sound it is %s. Confirm that, or "
               "export it with a channel mask.",
               file->name, order);
}

/* "3 frames late", "17 samples early". */
static void say_distance(char *out, size_t bytes, const struct qc_spec *spec, int64_t samples)
{
    const char *side = samples > 0 ? "late" : "early";
    const int64_t far = llabs(samples);
    const int64_t frames = spec->has_rate ? timecode_frame_at(spec->rate, far) : 0;

    if (frames > 0 && timecode_frame_start(spec->rate, frames) == far)
        snprintf(out, bytes, "%" PRId64 " frame%s %s", frames, frames == 1 ? "" : "s", side);
    else
        snprintf(out, bytes, "%" PRId64 " sample%s %s", far, far == 1 ? "" : "s", side);
}

static void check_expected_start(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);
    const struct qc_spec *spec = check->spec;
    char place[QC_PLACE], due[QC_PLACE], distance[48];

    if (!spec->has_start || file->info->start_samples == spec->start_samples)
        return;
    qc_place(place, check, file->info->start_samples);
    qc_place(due, check, spec->start_samples);
    say_distance(distance, sizeof distance, spec, file->info->start_samples - spec->start_samples);
    qc_add(check, QC_MUST, "start", file->info->start_samples,
           "%s starts at %s, %s is agreed: %s. Check its time reference, or print it again from "
           "there.",
           file->name, place, due, distance);
}

static void check_frame(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);
    const struct qc_spec *spec = check->spec;
    const int64_t start = file->info->start_samples;
    const int64_t frame = timecode_frame_start(spec->rate, timecode_frame_at(spec->rate, start));
    char place[QC_PLACE];

    if (frame == start)
        return;
    qc_place(place, check, start);
    qc_add(check, QC_INFO, "start", start,
           "%s does not start on a frame but %" PRId64 " samples into %s. That is fine as long as "
           "it is placed by its time reference and not by hand.",
           file->name, start - frame, place);
}

static void check_start(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);

    if (file->info->start_known_by == START_UNKNOWN) {
        qc_add(check, QC_SHOULD, "start-unknown", -1,
               "%s does not tell where it starts. Export it as Broadcast Wave with a time "
               "reference, or say its start.",
               file->name);
        return;
    }
    check_expected_start(check);
    if (check->spec->has_rate)
        check_frame(check);
}

static void check_frame_rate(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);
    const struct rate told = file->info->frame_rate, due = check->spec->rate;
    char told_text[RATE_TEXT], due_text[RATE_TEXT];

    if (!file->info->has_frame_rate || !check->spec->has_rate ||
        (told.num == due.num && told.den == due.den && told.drop == due.drop))
        return;
    rate_format(told_text, told);
    rate_format(due_text, due);
    qc_add(check, QC_SHOULD, "frame-rate", -1,
           "%s comes from a session at %s fps, the picture runs at %s fps: its start may be off "
           "(0.1 %% is 3.6 s an hour). Check the session, then print again.",
           file->name, told_text, due_text);
}

/* Files that were cut or never finished say so only in the sentences that were noted when they
 * were opened. */
static bool is_broken(const char *warning)
{
    return strstr(warning, "breaks off at byte") || strstr(warning, "was never finished");
}

/* Those that have a check of their own are not told twice. */
static bool is_told(const char *warning)
{
    return strstr(warning, "pull-down or pull-up") || strstr(warning, "which channel is which") ||
           strstr(warning, "missing beside");
}

static void check_warnings(struct qc_check *check)
{
    const struct stem_info *info = qc_this(check)->info;

    for (unsigned i = 0; i < info->warnings; i++)
        if (is_broken(info->warning[i]))
            qc_add(check, QC_MUST, "truncated", -1, "%s.", info->warning[i]);
        else if (!is_told(info->warning[i]))
            qc_add(check, QC_SHOULD, "file", -1, "%s.", info->warning[i]);
}

static void check_role(struct qc_check *check)
{
    const struct qc_file *file = qc_this(check);

    if (file->kind == ROLE_UNKNOWN)
        qc_add(check, QC_SHOULD, "role-unknown", -1,
               "%s: its name tells neither stem nor full mix. Rename it (1m1_String_stem.wav), or "
               "say its role.",
               file->name);
}

void qc_format_check(struct qc_check *check)
{
    check_warnings(check);
    check_rate(check);
    check_depth(check);
    check_channels(check);
    check_order(check);
    check_start(check);
    check_frame_rate(check);
    check_role(check);
}
