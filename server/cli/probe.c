/* predub probe: what was read in files, and how it was known. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "codec/media/stem.h"
#include "server/cli/command.h"
#include "server/cli/json_out.h"
#include "server/cli/prints.h"
#include "server/store/recordings.h"

/* One print as read. */
struct probed {
    const struct print_files *files;
    const struct stem_info *info; /* lent while the stem is open */
    bool has_rate;
    struct rate rate; /* told by the person, else by the file */
};

static bool order_is_known(const struct stem_info *info)
{
    return info->order.known_by != ORDER_UNKNOWN;
}

static json_t *names_json(const struct probed *p)
{
    json_t *files = json_array();

    for (unsigned i = 0; i < p->files->count; i++)
        json_array_append_new(files, json_text(prints_filename(p->files->path[i])));
    return files;
}

static json_t *tracks_json(const struct stem_info *info)
{
    json_t *tracks = json_array();

    for (unsigned i = 0; i < info->order.channels; i++)
        json_array_append_new(tracks, json_text(info->track_name[i]));
    return tracks;
}

static json_t *warnings_json(const struct stem_info *info)
{
    json_t *warnings = json_array();

    for (unsigned i = 0; i < info->warnings; i++)
        json_array_append_new(warnings, json_text(info->warning[i]));
    return warnings;
}

static json_t *place_json(const struct probed *p)
{
    const struct stem_info *info = p->info;
    char tc[TIMECODE_TEXT] = "", rate[RATE_TEXT] = "";
    bool known = info->start_known_by != START_UNKNOWN;

    if (p->has_rate)
        rate_format(rate, p->rate);
    if (p->has_rate && known)
        timecode_format(tc, p->rate, info->start_samples);
    return json_pack("{s:o, s:s, s:o, s:o}", "start_samples",
                     known ? json_integer(info->start_samples) : json_null(), "start_known_by",
                     start_known_by_name(info->start_known_by), "tc_start", json_text(tc),
                     "frame_rate", json_text(rate));
}

static json_t *name_json(const struct name_facts *name)
{
    return json_pack("{s:o, s:o, s:s, s:o, s:o}", "cue", json_text(name->cue), "role",
                     json_text(name->role), "kind", role_kind_name(name->kind), "version",
                     json_text(name->version), "picture", json_text(name->picture));
}

static json_t *print_json(const struct probed *p)
{
    const struct stem_info *info = p->info;
    char order[ORDER_TEXT] = "";
    json_t *json, *more;

    if (order_is_known(info))
        order_format(order, &info->order);
    json = json_pack("{s:o, s:s, s:I, s:i, s:b, s:i, s:I, s:I, s:o, s:s}", "files", names_json(p),
                     "format", info->format, "rate_hz", (json_int_t)info->rate_hz, "bits",
                     (int)info->bits, "is_float", info->is_float, "channels",
                     (int)info->order.channels, "frames", (json_int_t)info->frames, "samples",
                     (json_int_t)info->samples, "order", json_text(order), "order_known_by",
                     order_known_by_name(info->order.known_by));
    json_object_update_new(json, place_json(p));
    json_object_update_new(json, name_json(&p->files->name));
    more = json_pack("{s:o, s:o, s:o, s:o, s:o}", "description", json_text(info->description),
                     "originator", json_text(info->originator), "originated_at",
                     json_text(info->originated_at), "tracks", tracks_json(info), "warnings",
                     warnings_json(info));
    json_object_update_new(json, more);
    return json;
}

static void print_place(const struct probed *p)
{
    const struct stem_info *info = p->info;
    char tc[TIMECODE_TEXT], rate[RATE_TEXT];

    if (info->start_known_by == START_UNKNOWN) {
        printf("  start     not told by the file; --start says it to predub preview\n");
    } else if (p->has_rate) {
        timecode_format(tc, p->rate, info->start_samples);
        rate_format(rate, p->rate);
        printf("  start     %s at %s fps, sample %" PRId64 " (known by %s)\n", tc, rate,
               info->start_samples, start_known_by_name(info->start_known_by));
    } else {
        printf("  start     sample %" PRId64 " after midnight (known by %s; --fps R shows "
               "timecode)\n",
               info->start_samples, start_known_by_name(info->start_known_by));
    }
}

static void print_name(const struct name_facts *name)
{
    if (name->kind == ROLE_UNKNOWN)
        printf("  name      tells neither stem, full mix nor temp\n");
    else
        printf("  name      %s%s%s (%s)%s%s%s%s\n", name->cue, *name->cue ? " " : "", name->role,
               role_kind_name(name->kind), *name->version ? ", version " : "", name->version,
               *name->picture ? ", picture " : "", name->picture);
}

static void print_text(const struct probed *p)
{
    const struct stem_info *info = p->info;
    char order[ORDER_TEXT];
    double seconds = (double)info->samples / RATE_HZ;

    for (unsigned i = 0; i < p->files->count; i++)
        printf("%s\n", p->files->path[i]);
    printf("  format    %s, %u Hz, %u bit%s, %u channel%s\n", info->format, info->rate_hz,
           info->bits, info->is_float ? " float" : "", info->order.channels,
           info->order.channels == 1 ? "" : "s");
    order_format(order, &info->order);
    if (order_is_known(info))
        printf("  order     %s (known by %s)\n", order, order_known_by_name(info->order.known_by));
    else
        printf("  order     not told by the file; --order says it to predub preview\n");
    printf("  length    %02d:%02d:%06.3f, %" PRId64 " samples\n", (int)(seconds / 3600),
           (int)(seconds / 60) % 60, seconds - 60 * (int)(seconds / 60), info->frames);
    print_place(p);
    print_name(&p->files->name);
    if (*info->description)
        printf("  says      %s\n", info->description);
    if (*info->originator)
        printf("  made by   %s %s\n", info->originator, info->originated_at);
    for (unsigned i = 0; i < info->warnings; i++)
        printf("  warning   %s\n", info->warning[i]);
}

/* What the command gathers. */
struct probe {
    bool json, has_rate;
    struct rate rate;
    json_t *prints, *errors;
};

static void probe_failed(struct probe *probe, const struct print_files *files,
                         const struct err *failed)
{
    json_array_append_new(probe->errors,
                          json_pack("{s:o, s:s, s:o}", "file", json_text(files->path[0]), "code",
                                    err_name(failed->code), "text", json_text(failed->text)));
    if (!probe->json)
        command_say("%s", failed->text);
}

static void probe_print(struct probe *probe, const struct print_files *files)
{
    struct probed p = { .files = files, .has_rate = probe->has_rate, .rate = probe->rate };
    struct stem *stem = NULL;
    struct err failed = { 0 };

    if (stem_open_paths(&stem, files->path, files->count, NULL, &failed)) {
        probe_failed(probe, files, &failed);
        return;
    }
    p.info = stem_info(stem);
    if (!p.has_rate && p.info->has_frame_rate) {
        p.has_rate = true;
        p.rate = p.info->frame_rate;
    }
    if (probe->json)
        json_array_append_new(probe->prints, print_json(&p));
    else
        print_text(&p);
    stem_close(stem);
}

static enum cli_status probe_all(struct probe *probe, const struct args *args, struct err *err)
{
    struct print_files *prints = NULL;
    size_t count, failed;

    if (prints_gather(&prints, &count, args->file, args->files, err))
        return CLI_FAILED;
    for (size_t i = 0; i < count; i++)
        probe_print(probe, &prints[i]);
    free(prints);
    failed = json_array_size(probe->errors);
    if (probe->json) {
        json_print(json_pack("{s:O, s:O}", "prints", probe->prints, "errors", probe->errors));
    }
    if (failed == 0)
        return CLI_OK;
    err_set(err, ERR_DAMAGED, "%zu of %zu prints could not be read", failed, count);
    return CLI_FAILED;
}

static enum cli_status probe_run(const struct args *args, struct err *err)
{
    struct probe probe = { .json = args_has(args, "--json") };
    const char *fps = args_value(args, "--fps");
    enum cli_status status;

    if (args->files == 0)
        return command_misuse(err, "no files are given");
    if (fps && rate_parse(&probe.rate, fps, err))
        return CLI_WRONG_USE;
    probe.has_rate = fps != NULL;
    probe.prints = json_array();
    probe.errors = json_array();
    status = probe_all(&probe, args, err);
    json_decref(probe.prints);
    json_decref(probe.errors);
    return status;
}

static const struct args_option options[] = {
    { "--fps", "R",
      "show timecode at this frame rate (23.976, 24, 25, 29.97, 29.97df, 30, 48,\n"
      "50, 59.94, 59.94df, 60); without it, that of the file's iXML if it has one" },
    { "--json", NULL, "print JSON instead of text" },
    { "--help", NULL, "print this" },
};

const struct command command_probe = {
    .name = "probe",
    .line = "Prints what is read in prints and temps, and how it was known.",
    .usage = "[--json] [--fps R] FILES...",
    .more =
        "FILES are WAV, RF64, BW64, AIFF, CAF, FLAC or W64. Mono files whose names end in .L .C .R "
        ".Ls .Rs .LFE\n(or _L ...) and are otherwise equal are one print. The exit status is 1 "
        "if a file could not be read.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = probe_run,
};
