/* predub qc: what stands out in prints before they go to the stage. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "codec/measure/analyzer.h"
#include "codec/measure/qc.h"
#include "server/cli/command.h"
#include "server/cli/json_out.h"
#include "server/cli/orders.h"
#include "server/cli/prints.h"

static const enum cli_status unreadable = CLI_WRONG_USE; /* 1 says that a must is open */

/* One print that could be read. */
struct qc_print {
    const struct print_files *files;
    struct stem *stem;
    struct analysis *analysis;
};

struct qc_session {
    const struct args *args;
    struct qc_spec spec;
    struct print_files *gathered;
    struct qc_print *print;
    struct qc_file *file; /* of the same index */
    size_t count, unread;
    struct qc_report report;
    json_t *errors;
};

/* The mono files of one print go by what they share. */
static const char *shown(const struct print_files *files)
{
    return files->count > 1 ? files->name.base : prints_filename(files->path[0]);
}

static void say_failed(struct qc_session *run, const struct print_files *files,
                       const struct err *failed)
{
    run->unread++;
    json_array_append_new(run->errors,
                          json_pack("{s:o, s:s, s:o}", "file", json_text(files->path[0]), "code",
                                    err_name(failed->code), "text", json_text(failed->text)));
    if (!args_has(run->args, "--json"))
        command_say("%s", failed->text);
}

static void read_print(struct qc_session *run, const struct print_files *files)
{
    struct qc_print print = { .files = files };
    struct err failed = { 0 };

    if (orders_open(&print.stem, run->args, files, &failed) ||
        analysis_of_stem(&print.analysis, print.stem, NULL, &failed)) {
        stem_close(print.stem);
        say_failed(run, files, &failed);
        return;
    }
    run->print[run->count] = print;
    run->file[run->count] = (struct qc_file){ .name = shown(files),
                                              .role = files->name.role,
                                              .cue = files->name.cue,
                                              .kind = files->name.kind,
                                              .info = stem_info(print.stem),
                                              .analysis = print.analysis };
    run->count++;
}

static enum err_code read_all(struct qc_session *run, struct err *err)
{
    size_t prints;
    enum err_code code =
        prints_gather(&run->gathered, &prints, run->args->file, run->args->files, err);

    if (code)
        return code;
    run->print = calloc(prints + 1, sizeof *run->print);
    run->file = calloc(prints + 1, sizeof *run->file);
    if (!run->print || !run->file)
        return err_set(err, ERR_NO_MEMORY, "out of memory for %zu prints", prints);
    for (size_t i = 0; i < prints; i++)
        read_print(run, &run->gathered[i]);
    return ERR_NONE;
}

static void clear(struct qc_session *run)
{
    for (size_t i = 0; i < run->count; i++) {
        analysis_free(run->print[i].analysis);
        stem_close(run->print[i].stem);
    }
    qc_clear(&run->report);
    free(run->print);
    free(run->file);
    free(run->gathered);
    json_decref(run->errors);
}

static enum err_code read_spec(struct qc_session *run, struct err *err)
{
    const struct args *args = run->args;
    struct qc_spec *spec = &run->spec;
    const char *fps = args_value(args, "--fps"), *start = args_value(args, "--start");
    double rate = RATE_HZ, bits = 24, peak = qc_spec_proposed.true_peak_dbtp;
    enum err_code code;

    *spec = qc_spec_proposed;
    if ((code = args_number(args, "--rate", (double[2]){ 8000, 384000 }, &rate, err)) ||
        (code = args_number(args, "--bits", (double[2]){ 8, 64 }, &bits, err)) ||
        (code = args_number(args, "--true-peak", (double[2]){ -60, 60 }, &peak, err)))
        return code;
    spec->rate_hz = (uint32_t)rate;
    spec->bits = (unsigned)bits;
    spec->true_peak_dbtp = peak;
    spec->wants_pop = args_has(args, "--pop");
    if (fps && (code = rate_parse(&spec->rate, fps, err)))
        return code;
    spec->has_rate = fps != NULL;
    if (start && !fps)
        return err_set(err, ERR_INVALID, "--start %s needs --fps, to be read as timecode", start);
    spec->has_start = start != NULL;
    return start ? timecode_parse(&spec->start_samples, spec->rate, start, err) : ERR_NONE;
}

static const char *kind_name(enum role_kind kind)
{
    static const char *const names[] = { "unknown", "stem", "mix", "dialogue", "effects" };

    return names[kind];
}

static json_t *level_json(double level_db)
{
    return isfinite(level_db) ? json_real(level_db) : json_null();
}

static double loudest(const struct analysis *analysis)
{
    double most = -INFINITY;

    for (unsigned c = 0; c < CHANNELS; c++)
        most = fmax(most, analysis->level[c].true_peak_db);
    return most;
}

static json_t *file_json(const struct qc_file *file, const struct print_files *files)
{
    json_t *paths = json_array();
    char audio[HASH_TEXT];

    for (unsigned i = 0; i < files->count; i++)
        json_array_append_new(paths, json_text(files->path[i]));
    hash_format(audio, &file->analysis->audio);
    return json_pack("{s:o, s:o, s:o, s:s, s:o, s:I, s:i, s:i, s:I, s:o, s:o, s:o, s:s}", "file",
                     json_text(file->name), "files", paths, "role", json_text(file->role), "kind",
                     kind_name(file->kind), "cue", json_text(file->cue), "rate_hz",
                     (json_int_t)file->info->rate_hz, "bits", (int)file->info->bits, "channels",
                     (int)file->info->order.channels, "samples", (json_int_t)file->info->samples,
                     "start_samples",
                     file->info->start_known_by == START_UNKNOWN
                         ? json_null()
                         : json_integer(file->info->start_samples),
                     "true_peak_dbtp", level_json(loudest(file->analysis)), "integrated_lufs",
                     level_json(file->analysis->loudness.integrated_lufs), "audio_sha256", audio);
}

static json_t *place_json(const struct qc_session *run, const struct qc_finding *finding)
{
    char tc[TIMECODE_TEXT];

    if (finding->at_samples < 0 || !run->spec.has_rate)
        return json_null();
    timecode_format(tc, run->spec.rate, finding->at_samples);
    return json_string(tc);
}

static void print_json(struct qc_session *run)
{
    json_t *files = json_array(), *findings = json_array();

    for (size_t i = 0; i < run->count; i++)
        json_array_append_new(files, file_json(&run->file[i], run->print[i].files));
    for (size_t i = 0; i < run->report.count; i++) {
        const struct qc_finding *f = &run->report.finding[i];

        json_array_append_new(
            findings,
            json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "level", qc_level_name(f->level), "code",
                      f->code, "file", json_text(run->file[f->file].name), "at_samples",
                      f->at_samples < 0 ? json_null() : json_integer(f->at_samples), "tc",
                      place_json(run, f), "text", json_text(f->text)));
    }
    json_print(
        json_pack("{s:o, s:o, s:O}", "files", files, "findings", findings, "errors", run->errors));
}

static void print_level(double level_db, const char *unit)
{
    if (isfinite(level_db))
        printf("  %7.1f %s", level_db, unit);
    else
        printf("  %7s %s", "silent", unit);
}

static void print_text(const struct qc_session *run)
{
    static const char *const heads[] = { "Good to know", "Should be looked at",
                                         "Must be put right" };

    for (size_t i = 0; i < run->count; i++) {
        const struct qc_file *file = &run->file[i];
        const struct stem_info *info = file->info;

        printf("%-36s %-8s %-12s %6u Hz %2u%s bit %u ch %9.3f s", file->name, file->cue, file->role,
               info->rate_hz, info->bits, info->is_float ? "f" : " ", info->order.channels,
               (double)info->samples / RATE_HZ);
        print_level(loudest(file->analysis), "dBTP");
        print_level(file->analysis->loudness.integrated_lufs, "LUFS");
        putchar('\n');
    }
    for (int level = QC_MUST; level >= QC_INFO; level--) {
        if (qc_count(&run->report, (enum qc_level)level))
            printf("\n%s (%s):\n", heads[level], qc_level_name((enum qc_level)level));
        for (size_t i = 0; i < run->report.count; i++)
            if (run->report.finding[i].level == (enum qc_level)level)
                printf("  %-16s %s\n", run->report.finding[i].code, run->report.finding[i].text);
    }
    if (run->count > 0 && run->report.count == 0)
        printf("\nNothing stands out.\n");
}

static enum cli_status judge(const struct qc_session *run, struct err *err)
{
    const size_t musts = qc_count(&run->report, QC_MUST);

    if (run->unread > 0) {
        err_set(err, ERR_DAMAGED, "%zu print%s could not be read", run->unread,
                run->unread == 1 ? "" : "s");
        return unreadable;
    }
    if (musts == 0)
        return CLI_OK;
    err_set(err, ERR_INVALID, "%zu finding%s must be put right", musts, musts == 1 ? "" : "s");
    return CLI_FAILED;
}

static enum cli_status qc_all(struct qc_session *run, struct err *err)
{
    if (run->args->files == 0)
        return command_misuse(err, "no files are given");
    if (read_spec(run, err))
        return CLI_WRONG_USE;
    if (read_all(run, err) || qc_run(&run->report, run->file, run->count, &run->spec, err))
        return unreadable;
    if (args_has(run->args, "--json"))
        print_json(run);
    else
        print_text(run);
    return judge(run, err);
}

static enum cli_status qc_command(const struct args *args, struct err *err)
{
    struct qc_session run = { .args = args, .errors = json_array() };
    enum cli_status status = qc_all(&run, err);

    clear(&run);
    return status;
}

static const struct args_option options[] = {
    { "--fps", "R", "tell places in timecode at this frame rate (24, 23.976, 29.97df ...)" },
    { "--start", "TC", "where all prints are due to start" },
    { "--pop", NULL, "a 2-pop is agreed: say where it is missing" },
    { "--rate", "HZ", "agreed sample rate (default 48000)" },
    { "--bits", "N", "agreed depth (default 24)" },
    { "--true-peak", "DB", "highest true peak in dBTP (default -1, a proposal)" },
    { "--order", "[FILE=]ORDER",
      "channel order of files that do not tell theirs, or of FILE: smpte, film, dts,\n"
      "aac, or names (L,R,C,LFE,Ls,Rs)" },
    { "--json", NULL, "print JSON instead of text" },
    { "--help", NULL, "print this" },
};

const struct command command_qc = {
    .name = "qc",
    .line = "Looks through prints for what must or should be put right before the dub.",
    .usage = "[--json] [--fps R] [--start TC] [--pop] FILES...",
    .more =
        "FILES of one cue (1m1_...) are looked at as a set: one length, one start, every stem of "
        "the plan once, no two\nwith the same sound. The plan is String, Brass, Atmospheric, FX "
        "inst, Percussion and the full mix. The exit\nstatus is 0 if nothing must be put right, 1 "
        "if something must, 2 if a file could not be read.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = qc_command,
};
