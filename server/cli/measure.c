/* predub measure: prints, temps and a scene list in, what stands out in each scene out. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/api/measure_json.h"
#include "server/api/to_json.h"
#include "server/cli/command.h"
#include "server/cli/json_out.h"
#include "server/cli/measure_files.h"
#include "server/cli/measure_table.h"
#include "server/cli/scene_list.h"
#include "server/store/recordings.h"
#include "server/store/thresholds.h"
#include "server/work/ordered.h"

enum { THREADS_MAX = 256 };

struct run {
    const struct args *args;
    unsigned threads;
    struct scene_list list;
    struct measure_files files;
    struct measured measured;
};

static unsigned cores(void)
{
    const long count = sysconf(_SC_NPROCESSORS_ONLN);

    return count < 1 ? 1 : count > THREADS_MAX ? THREADS_MAX : (unsigned)count;
}

static enum err_code set_threshold(struct thresholds *out, const char *text, struct err *err)
{
    const char *const equals = strchr(text, '=');
    char *end = NULL;
    const double value = equals ? strtod(equals + 1, &end) : 0;
    const size_t length = equals ? (size_t)(equals - text) : 0;

    if (!equals || end == equals + 1 || *end || !isfinite(value))
        return err_set(err, ERR_INVALID,
                       "--threshold %s: expected NAME=VALUE, as in "
                       "pumping_amber=0.5",
                       text);
    for (size_t i = 0; i < THRESHOLDS; i++) {
        const char *const name = threshold_fields[i].name;

        if (strlen(name) == length && !memcmp(name, text, length)) {
            threshold_set(out, i, value);
            return ERR_NONE;
        }
    }
    return err_set(err, ERR_INVALID,
                   "--threshold %s: there is no threshold %.*s; --json lists them", text,
                   (int)length, text);
}

static enum err_code read_thresholds(struct measured *out, const struct args *args, struct err *err)
{
    const char *text;
    size_t at = 0;
    enum err_code code = ERR_NONE;

    out->thresholds = thresholds_proposed;
    while (!code && (text = args_next(args, "--threshold", &at)))
        code = set_threshold(&out->thresholds, text, err);
    for (size_t i = 0; i < THRESHOLDS && !code; i++)
        out->own_thresholds +=
            threshold_get(&out->thresholds, i) != threshold_get(&thresholds_proposed, i);
    return code ? code : thresholds_check(&out->thresholds, err);
}

/* The options that have nothing to do with the files; what is wrong in them is wrong use. */
static enum err_code read_options(struct run *run, struct err *err)
{
    const struct args *const args = run->args;
    struct measured *const measured = &run->measured;
    double trim_range[2] = { -60, 20 }, threads_range[2] = { 1, THREADS_MAX };
    double threads = cores();
    enum err_code code;

    if ((code = rate_parse(&measured->rate, args_value(args, "--fps"), err)) ||
        (code = args_number(args, "--threads", threads_range, &threads, err)) ||
        (code = args_number(args, "--music-trim", trim_range, &measured->settings.music_trim_db,
                            err)) ||
        (code = args_number(args, "--effects-trim", trim_range, &measured->settings.effects_trim_db,
                            err)))
        return code;
    run->threads = (unsigned)threads;
    measured->settings.near_field = args_has(args, "--near-field");
    return read_thresholds(measured, args, err);
}

static enum err_code read_scenes(struct run *run, struct err *err)
{
    const char *const number = args_value(run->args, "--scene");
    const struct scene_row *scene;
    enum err_code code =
        scene_list_read(&run->list, args_value(run->args, "--scenes"), run->measured.rate, err);

    if (code)
        return code;
    run->measured.scene = run->list.row;
    run->measured.scenes = run->list.count;
    if (number && !(code = scene_list_find(&scene, &run->list, number, err))) {
        run->measured.scene = scene;
        run->measured.scenes = 1;
    }
    return code;
}

/* What a file would have told that could not be read is not known; the rest of the scene is. */
static void strike_missing(struct scene_report *report, const struct measure_files *files,
                           const struct report_scene *scene)
{
    char why[CONCERN_TEXT];

    for (unsigned i = 0; i < CONCERN_KINDS; i++) {
        const struct measure_file *const missing =
            measure_files_missing(files, scene, (enum concern_kind)i);

        if (!missing)
            continue;
        snprintf(why, sizeof why, "%.200s could not be read",
                 prints_filename(missing->sound->files.path[0]));
        concern_unmeasured(&report->concern[i], (enum concern_kind)i, why);
        if (i == CONCERN_LFE_ACTIVE) /* a print */
            report->score = NAN;
    }
}

static enum err_code make_report(void *ctx, unsigned thread, int64_t index, void *slot,
                                 struct err *err)
{
    struct run *const run = ctx;
    const struct measured *const measured = &run->measured;
    const struct scene_row *const row = &measured->scene[index];
    const struct report_scene scene = { row->in_samples, row->out_samples };
    struct scene_report *const report = &measured->report[index];
    struct scene_facts *facts = NULL;
    enum err_code code = scene_facts_new(&facts, run->files.source, run->files.sources, &scene,
                                         &measured->settings, err);

    (void)thread, (void)slot;
    if (code)
        return code;
    scene_report_of(report, facts, &measured->thresholds);
    strike_missing(report, &run->files, &scene);
    scene_facts_free(facts);
    return ERR_NONE;
}

static enum err_code take_report(void *ctx, int64_t index, void *slot, struct err *err)
{
    (void)ctx, (void)index, (void)slot, (void)err;
    return ERR_NONE;
}

static enum err_code measure_scenes(struct run *run, struct err *err)
{
    const size_t scenes = run->measured.scenes;
    void **const slot = calloc(scenes + 1, sizeof *slot);
    enum err_code code;

    run->measured.report = calloc(scenes + 1, sizeof *run->measured.report);
    if (!slot || !run->measured.report)
        code = err_set(err, ERR_NO_MEMORY, "out of memory for %zu scenes", scenes);
    else
        code = ordered_run(&(struct ordered){ .threads = run->threads,
                                              .count = (int64_t)scenes,
                                              .ctx = run,
                                              .slot = slot,
                                              .slots = scenes + 1,
                                              .make = make_report,
                                              .take = take_report },
                           err);
    free(slot);
    return code;
}

static json_t *scenes_json(const struct measured *measured)
{
    json_t *const scenes = json_array();

    for (size_t i = 0; i < measured->scenes; i++) {
        const struct scene_row *const row = &measured->scene[i];
        json_t *const scene =
            json_pack("{s:s, s:o, s:o, s:o}", "number", row->number, "name", json_text(row->name),
                      "tc_in", json_timecode(measured->rate, row->in_samples), "tc_out",
                      json_timecode(measured->rate, row->out_samples));
        json_t *const report = scene_report_json(&measured->report[i], measured->rate);

        json_object_update(scene, report);
        json_decref(report);
        json_array_append_new(scenes, scene);
    }
    return scenes;
}

static json_t *prints_json(const struct run *run)
{
    json_t *const prints = json_array();

    for (size_t i = 0; i < run->files.count; i++) {
        const struct measure_file *const file = &run->files.file[i];
        const struct sound *const sound = file->sound;
        const bool placed = sound->samples > 0;
        const int64_t end = sound->start_samples + sound->samples;

        json_array_append_new(
            prints,
            json_pack("{s:o, s:s, s:s, s:o, s:o, s:o, s:b}", "file",
                      json_text(sound->files.path[0]), "role", sound->role, "kind",
                      role_kind_name(sound->kind), "cue", json_text(sound->files.name.cue), "tc_in",
                      placed ? json_timecode(run->measured.rate, sound->start_samples)
                             : json_null(),
                      "tc_out", placed ? json_timecode(run->measured.rate, end) : json_null(),
                      "measured", file->analysis != NULL));
    }
    return prints;
}

static json_t *errors_json(const struct measure_files *files)
{
    json_t *const errors = json_array();

    for (size_t i = 0; i < files->count; i++) {
        const struct measure_file *const file = &files->file[i];

        if (file->failed.code)
            json_array_append_new(errors, json_pack("{s:o, s:s, s:o}", "file",
                                                    json_text(file->sound->files.path[0]), "code",
                                                    err_name(file->failed.code), "text",
                                                    json_text(file->failed.text)));
    }
    return errors;
}

static json_t *run_json(const struct run *run)
{
    const struct measured *const measured = &run->measured;
    const struct report_settings *const settings = &measured->settings;
    char rate[RATE_TEXT];

    rate_format(rate, measured->rate);
    return json_pack("{s:o, s:s, s:i, s:i, s:{s:f, s:f, s:b}, s:o, s:b, s:o, s:o}", "scenes",
                     scenes_json(measured), "frame_rate", rate, "measure_version", MEASURE_VERSION,
                     "analysis_version", ANALYSIS_VERSION, "settings", "music_trim_db",
                     settings->music_trim_db, "effects_trim_db", settings->effects_trim_db,
                     "near_field", settings->near_field, "thresholds",
                     thresholds_json(&measured->thresholds), "thresholds_are_proposals",
                     measured->own_thresholds == 0, "prints", prints_json(run), "errors",
                     errors_json(&run->files));
}

/* As the C library would find it; setlocale would change how numbers are written. */
static bool speaks_utf8(void)
{
    static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *const value = getenv(names[i]);

        if (value && *value)
            return strcasestr(value, "utf-8") || strcasestr(value, "utf8");
    }
    return false;
}

static enum cli_status check_use(const struct args *args, struct err *err)
{
    static const char *const needed[] = { "--fps", "--scenes" };

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!args_has(args, needed[i]))
            return command_misuse(err, "%s is missing", needed[i]);
    if (args->files == 0 && !args_has(args, "--prints") && !args_has(args, "--mix"))
        return command_misuse(err, "no prints are given; say them with --prints FILES...");
    return CLI_OK;
}

static enum cli_status measure_all(struct run *run, struct err *err)
{
    const struct measure_reading reading = { run->args, run->measured.rate, run->threads };

    command_open_many_files();
    if (read_scenes(run, err) || measure_files_read(&run->files, &reading, err) ||
        measure_scenes(run, err))
        return CLI_FAILED;
    if (args_has(run->args, "--json"))
        json_print(run_json(run));
    else
        measure_table_print(&run->measured, speaks_utf8(), stdout);
    if (run->files.failed == 0)
        return CLI_OK;
    err_set(err, ERR_DAMAGED, "%zu of %zu files could not be read; what needs them is not measured",
            run->files.failed, run->files.count);
    return CLI_FAILED;
}

static enum cli_status measure_run(const struct args *args, struct err *err)
{
    struct run run = { .args = args };
    enum cli_status status = CLI_WRONG_USE;

    if (!check_use(args, err) && !read_options(&run, err))
        status = measure_all(&run, err);
    free(run.measured.report);
    measure_files_clear(&run.files);
    scene_list_clear(&run.list);
    return status;
}

static const struct args_option options[] = {
    { "--fps", "R",
      "frame rate of all timecode here: 23.976, 24, 25, 29.97, 29.97df, 30, 48,\n"
      "50, 59.94, 59.94df or 60" },
    { "--scenes", "CSV", "the scene list: columns scene, name, tc_in, tc_out" },
    { "--scene", "N", "only this scene of the list" },
    { "--prints", "FILES...", "stems and full mixes of any number of cues" },
    { "--mix", "FILE", "a full mix, whatever its name; repeatable" },
    { "--dialogue", "FILE", "a temp that is dialogue, whatever its name; repeatable" },
    { "--effects", "FILE", "a temp that is effects; repeatable" },
    { "--music-trim", "DB", "where the stage's music fader is assumed, -60 to +20 (default 0)" },
    { "--effects-trim", "DB", "the same for the effects" },
    { "--near-field", NULL, "surrounds at 0 dB, not at the -3 dB of a theatre" },
    { "--threshold", "NAME=V", "a threshold of your own, as in pumping_amber=0.5; repeatable" },
    { "--role", "FILE=ROLE", "what a file is whose name does not tell; repeatable" },
    { "--order", "[FILE=]ORDER",
      "channel order of files that don't tell it (or of this one): smpte (L R C\n"
      "LFE Ls Rs), film (L C R Ls Rs LFE), dts, aac, or L,R,C,LFE,Ls,Rs; repeatable" },
    { "--start", "[FILE=]TC", "where files start that don't tell it (or this one); repeatable" },
    { "--threads", "N", "by default one a core; the figures are the same" },
    { "--json", NULL, "print JSON instead of a table" },
    { "--help", NULL, "print this" },
};

const struct command command_measure = {
    .name = "measure",
    .line = "Measures what LFE and Centre do in every scene, and names the stem that causes it.",
    .usage = "[--json] --fps R --scenes CSV --prints FILES... [--dialogue FILE] [--effects FILE]",
    .more =
        "Names tell stems and full mixes (1m1_String_stem.wav, 1m1_Full_mix.wav); the "
        "music of a cue is the sum of\nits stems, or its full mix where it has none. A print whose "
        "name tells nothing is a stem of that name.\nA scene is red, amber or clear by thresholds "
        "that are proposals, since no standard gives any; what cannot\nbe measured says why. The "
        "exit status is 1 if a file could not be read: what needs it is then not measured.\n\n"
        "  predub measure --fps 24 --scenes scenes.csv --prints 1m*.wav --dialogue R1_DX.wav "
        "--effects R1_FX.wav",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = measure_run,
};
