/* predub null: do the stems add up to the full mix, and if not, why not? */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec/measure/nulltest.h"
#include "server/cli/command.h"
#include "server/cli/json_out.h"
#include "server/cli/orders.h"
#include "server/cli/prints.h"

static const enum cli_status unreadable = CLI_WRONG_USE; /* 1 says that it does not null */

struct null_print {
    const struct print_files *files;
    struct stem *stem;
    char name[NULL_NAME];
};

struct null_run {
    const struct args *args;
    struct print_files *gathered;
    size_t prints;
    struct null_print mix, stem[NULL_STEMS_MAX];
    size_t stems;
    struct null_input input;
};

/* --mix and --stems take one file each; further ones stand behind, as a shell's pattern puts them.
 */
static enum err_code gather(struct null_run *run, struct err *err)
{
    static const char *const options[] = { "--mix", "--stems" };
    const struct args *args = run->args;
    const char **paths = calloc(args->files + args->given_count + 1, sizeof *paths), *path;
    size_t count = 0;
    enum err_code code;

    if (!paths)
        return err_set(err, ERR_NO_MEMORY, "out of memory for %zu files", args->files);
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        for (size_t at = 0; (path = args_next(args, options[i], &at));)
            paths[count++] = path;
    for (size_t i = 0; i < args->files; i++)
        paths[count++] = args->file[i];
    code = prints_gather(&run->gathered, &run->prints, paths, count, err);
    free(paths);
    return code;
}

static bool is_said_mix(const struct args *args, const struct print_files *files)
{
    const char *path;

    for (size_t at = 0; (path = args_next(args, "--mix", &at));)
        for (unsigned i = 0; i < files->count; i++)
            if (!strcmp(path, files->path[i]))
                return true;
    return false;
}

static bool is_mix(const struct args *args, const struct print_files *files)
{
    return args_has(args, "--mix") ? is_said_mix(args, files) : files->name.kind == ROLE_MIX;
}

static enum cli_status sort_out(struct null_run *run, struct err *err)
{
    for (size_t i = 0; i < run->prints; i++) {
        const struct print_files *files = &run->gathered[i];

        if (is_mix(run->args, files) && run->mix.files)
            return command_misuse(err, "%s and %s are both full mixes; say one with --mix",
                                  run->mix.files->path[0], files->path[0]);
        if (is_mix(run->args, files))
            run->mix.files = files;
        else if (run->stems == NULL_STEMS_MAX)
            return command_misuse(err, "more than %d stems", NULL_STEMS_MAX);
        else
            run->stem[run->stems++].files = files;
    }
    if (!run->mix.files)
        return command_misuse(err, "no full mix is given; say it with --mix FILE");
    if (run->stems == 0)
        return command_misuse(err, "no stems are given; say them with --stems FILES...");
    return CLI_OK;
}

/* By its role where no other has the same, else by its file. */
static void name_print(struct null_print *print, const struct null_run *run)
{
    const char *role = print->files->name.role;
    size_t same = 0;

    for (size_t i = 0; i < run->stems; i++)
        same += !strcmp(run->stem[i].files->name.role, role);
    snprintf(print->name, sizeof print->name, "%.*s", NULL_NAME - 1,
             *role && same <= 1 ? role : print->files->name.base);
}

static struct null_print *print_at(struct null_run *run, size_t i)
{
    return i == 0 ? &run->mix : &run->stem[i - 1];
}

static enum err_code open_print(struct null_run *run, struct null_print *print, struct err *err)
{
    const struct stem_info *info;
    enum err_code code = orders_open(&print->stem, run->args, print->files, err);

    if (code)
        return code;
    info = stem_info(print->stem);
    for (unsigned i = 0; i < info->warnings; i++)
        command_say("%s", info->warning[i]);
    if (!run->input.has_rate && info->has_frame_rate) {
        run->input.has_rate = true;
        run->input.rate = info->frame_rate;
    }
    name_print(print, run);
    return ERR_NONE;
}

/* Files without a layout that were printed together stand in one order: what was found by listening
 * to one of them is taken for those that are too soft or too plain to tell. */
static enum err_code share_order(struct null_run *run, struct err *err)
{
    struct order found = { 0 };
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i <= run->stems; i++) {
        const struct order *order = &stem_info(print_at(run, i)->stem)->order;

        if (order->known_by == ORDER_HEURISTIC && found.channels == 0)
            found = *order;
        else if (order->known_by == ORDER_HEURISTIC &&
                 memcmp(order->slot, found.slot, sizeof found.slot) != 0)
            return ERR_NONE;
    }
    for (size_t i = 0; i <= run->stems && found.channels > 0 && !code; i++) {
        struct null_print *print = print_at(run, i);
        const struct order *order = &stem_info(print->stem)->order;

        if (order->known_by == ORDER_UNKNOWN && order->channels == found.channels)
            code = orders_reopen(&print->stem, print->files, &found, err);
    }
    return code;
}

static enum err_code open_all(struct null_run *run, struct err *err)
{
    enum err_code code = open_print(run, &run->mix, err);

    for (size_t i = 0; i < run->stems && !code; i++)
        code = open_print(run, &run->stem[i], err);
    return code ? code : share_order(run, err);
}

static void warn_of_rates(const struct null_run *run)
{
    const uint32_t rate_hz = stem_info(run->mix.stem)->rate_hz;
    size_t i = 0;

    while (i < run->stems && stem_info(run->stem[i].stem)->rate_hz == rate_hz)
        i++;
    if (i < run->stems)
        command_say("the full mix is at %u Hz, %s at %u Hz: what is resampled can't null to the "
                    "bit, nor above the lower rate's highest frequencies",
                    rate_hz, run->stem[i].name, stem_info(run->stem[i].stem)->rate_hz);
}

static json_t *level_json(double level_db)
{
    return isfinite(level_db) ? json_real(level_db) : json_null();
}

static json_t *channels_json(const struct nulltest *test)
{
    json_t *channels = json_array();

    for (unsigned c = 0; c < CHANNELS; c++) {
        const struct null_channel *channel = &test->whole.channel[c];

        if (test->channel_mask & 1u << c)
            json_array_append_new(channels,
                                  json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "channel",
                                            channel_name((enum channel)c), "verdict",
                                            null_verdict_name(channel->verdict), "residual_db",
                                            level_json(channel->residual_db), "peak_db",
                                            level_json(channel->peak_db), "rms_db",
                                            level_json(channel->rms_db), "gain_db",
                                            level_json(channel->gain_db)));
    }
    return channels;
}

static json_t *diagnoses_json(const struct nulltest *test)
{
    json_t *diagnoses = json_array();

    for (size_t i = 0; i < test->diagnoses; i++) {
        const struct null_diagnosis *d = &test->diagnosis[i];

        json_array_append_new(
            diagnoses, json_pack("{s:s, s:o, s:o, s:s, s:o}", "kind", null_kind_name(d->kind),
                                 "stem", json_text(d->stem), "value", level_json(d->value), "unit",
                                 null_kind_unit(d->kind), "text", json_text(d->text)));
    }
    return diagnoses;
}

static json_t *notes_json(const struct nulltest *test)
{
    json_t *notes = json_array();

    for (size_t i = 0; i < test->notes; i++)
        json_array_append_new(notes, json_text(test->note[i]));
    return notes;
}

static json_t *files_json(const struct null_run *run)
{
    json_t *stems = json_array();

    for (size_t i = 0; i < run->stems; i++)
        json_array_append_new(stems, json_pack("{s:o, s:o}", "stem", json_text(run->stem[i].name),
                                               "file", json_text(run->stem[i].files->path[0])));
    return stems;
}

static void print_json(const struct null_run *run, const struct nulltest *test)
{
    json_print(
        json_pack("{s:s, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "verdict",
                  null_verdict_name(test->whole.verdict), "nulls", null_passes(test->whole.verdict),
                  "residual_db", level_json(test->whole.residual_db), "explained_db",
                  level_json(test->explained_db), "summary", json_text(test->summary), "channels",
                  channels_json(test), "diagnoses", diagnoses_json(test), "notes", notes_json(test),
                  "mix", json_text(run->mix.files->path[0]), "stems", files_json(run)));
}

static void print_level(double level_db, const char *unit)
{
    if (isfinite(level_db))
        printf("  %8.1f %s", level_db, unit);
    else
        printf("  %8s %*s", "-", (int)strlen(unit), "");
}

static void print_text(const struct null_run *run, const struct nulltest *test)
{
    printf("%s\n  against", run->mix.files->path[0]);
    for (size_t i = 0; i < run->stems; i++)
        printf("%s %s", i ? "," : "", run->stem[i].name);
    printf("\n\nverdict: %s\n%s\n\n", null_verdict_name(test->whole.verdict), test->summary);
    printf("  %-8s %-12s %11s %14s %14s %13s\n", "channel", "verdict", "residual", "peak", "rms",
           "mix to sum");
    for (unsigned c = 0; c < CHANNELS; c++) {
        const struct null_channel *channel = &test->whole.channel[c];

        if (!(test->channel_mask & 1u << c))
            continue;
        printf("  %-8s %-12s", channel_name((enum channel)c), null_verdict_name(channel->verdict));
        print_level(channel->residual_db, "dB");
        print_level(channel->peak_db, "dBFS");
        print_level(channel->rms_db, "dBFS");
        if (isfinite(channel->gain_db))
            printf("  %8.2f dB\n", channel->gain_db);
        else
            printf("  %8s\n", "-");
    }
    for (size_t i = 0; i < test->diagnoses; i++)
        printf("%s%s: %s\n", i ? "" : "\n", null_kind_name(test->diagnosis[i].kind),
               test->diagnosis[i].text);
    for (size_t i = 0; i < test->notes; i++)
        printf("%snote: %s\n", i ? "" : "\n", test->note[i]);
}

static enum cli_status test_all(struct null_run *run, struct err *err)
{
    struct null_file stems[NULL_STEMS_MAX];
    struct nulltest *test = NULL;
    bool nulls;

    for (size_t i = 0; i < run->stems; i++)
        stems[i] = (struct null_file){ run->stem[i].stem, run->stem[i].name };
    run->input.mix = (struct null_file){ run->mix.stem, "Full mix" };
    run->input.stems = stems;
    run->input.stem_count = run->stems;
    warn_of_rates(run);
    if (nulltest_run(&test, &run->input, err))
        return unreadable;
    if (args_has(run->args, "--json"))
        print_json(run, test);
    else
        print_text(run, test);
    nulls = null_passes(test->whole.verdict);
    if (!nulls)
        err_set(err, ERR_INVALID, "the stems do not null against the full mix");
    nulltest_free(test);
    return nulls ? CLI_OK : CLI_FAILED;
}

static enum cli_status null_all(struct null_run *run, struct err *err)
{
    const char *fps = args_value(run->args, "--fps");
    enum cli_status status;

    if (fps && rate_parse(&run->input.rate, fps, err))
        return CLI_WRONG_USE;
    run->input.has_rate = fps != NULL;
    if (gather(run, err))
        return unreadable;
    if ((status = sort_out(run, err)))
        return status;
    if (open_all(run, err))
        return unreadable;
    return test_all(run, err);
}

static enum cli_status null_command(const struct args *args, struct err *err)
{
    struct null_run *run = calloc(1, sizeof *run);
    enum cli_status status;

    if (!run) {
        err_set(err, ERR_NO_MEMORY, "out of memory");
        return unreadable;
    }
    run->args = args;
    status = null_all(run, err);
    stem_close(run->mix.stem);
    for (size_t i = 0; i < run->stems; i++)
        stem_close(run->stem[i].stem);
    free(run->gathered);
    free(run);
    return status;
}

static const struct args_option options[] = {
    { "--mix", "FILE",
      "the full mix; without it, the one file whose name says full mix. Mono files\n"
      "of one mix: each with its own --mix, or behind this one" },
    { "--stems", "FILES...", "the stems: all files that are not the mix" },
    { "--fps", "R", "tell places in timecode at this frame rate (24, 23.976, 29.97df ...)" },
    { "--order", "[FILE=]ORDER",
      "channel order of files that do not tell theirs, or of FILE: smpte, film, dts,\n"
      "aac, or names (L,R,C,LFE,Ls,Rs)" },
    { "--json", NULL, "print JSON instead of text" },
    { "--help", NULL, "print this" },
};

const struct command command_null = {
    .name = "null",
    .line = "Tests whether the stems add up to the full mix, and says why they don't.",
    .usage = "[--json] [--fps R] --mix FILE --stems FILES...",
    .more =
        "Files are placed by the start they tell (bext or iXML), those that tell none at the head "
        "of the mix.\nThe verdict is exact (all bits), dither (rounding and dither of the files), "
        "print-noise (-90 dB),\nclose (-60 dB) or different; these levels are proposals. The exit "
        "status is 0 for the first three, 1 for\nthe others, 2 if files could not be read.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = null_command,
};
