/* predub preview: a recipe and files in, a file to listen to out. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "codec/core/units.h"
#include "server/api/preview_title.h"
#include "server/cli/command.h"
#include "server/cli/json_out.h"
#include "server/cli/made_json.h"
#include "server/cli/output.h"
#include "server/cli/scene_list.h"
#include "server/cli/selection.h"
#include "server/cli/sounds.h"
#include "server/work/mono.h"

enum { OVERS_SHOWN = 20, SHOW_EVERY_MS = 200 };

/* All that the command line says, and what comes of it. */
struct plan {
    const struct args *args;
    struct rate rate;
    int64_t in_samples, out_samples;
    struct opus_settings settings;
    struct sounds sounds;
    struct recipe recipe;
    struct output output;
    struct overs overs;
    int64_t bytes;
};

static enum err_code read_scene(struct plan *plan, struct err *err)
{
    struct scene_list list = { 0 };
    const struct scene_row *scene = NULL;
    enum err_code code =
        scene_list_read(&list, args_value(plan->args, "--scenes"), plan->rate, err);

    if (!code)
        code = scene_list_find(&scene, &list, args_value(plan->args, "--scene"), err);
    if (!code) {
        plan->in_samples = scene->in_samples;
        plan->out_samples = scene->out_samples;
    }
    scene_list_clear(&list);
    return code;
}

static enum err_code read_range(struct plan *plan, struct err *err)
{
    const char *in = args_value(plan->args, "--in"), *out = args_value(plan->args, "--out");
    enum err_code code;

    if ((code = timecode_parse(&plan->in_samples, plan->rate, in, err)) ||
        (code = timecode_parse(&plan->out_samples, plan->rate, out, err)))
        return code;
    if (plan->out_samples <= plan->in_samples)
        return err_set(err, ERR_INVALID, "--out %s is not after --in %s", out, in);
    return ERR_NONE;
}

/* What must and what must not be there together. */
static enum cli_status check_use(const struct args *args, struct err *err)
{
    static const char *const needed[] = { "--fps", "-o" };
    static const char *const recipe_says[] = { "--fold", "--lfe",  "--no-centre", "--gain",
                                               "--only", "--mute", "--mix" };
    bool scene = args_has(args, "--scenes") && args_has(args, "--scene");
    bool range = args_has(args, "--in") && args_has(args, "--out");
    bool any_scene = args_has(args, "--scenes") || args_has(args, "--scene");
    bool any_range = args_has(args, "--in") || args_has(args, "--out");

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!args_has(args, needed[i]))
            return command_misuse(err, "%s is missing", needed[i]);
    if (!(scene && !any_range) && !(range && !any_scene))
        return command_misuse(err, "say which part: either --scenes CSV --scene N, or --in TC "
                                   "--out TC");
    if (args->files == 0 && !args_has(args, "--dialogue") && !args_has(args, "--effects"))
        return command_misuse(err, "no files are given");
    for (size_t i = 0; i < sizeof recipe_says / sizeof *recipe_says; i++)
        if (args_has(args, "--recipe") && args_has(args, recipe_says[i]))
            return command_misuse(err, "%s says what the recipe file says; give one of them",
                                  recipe_says[i]);
    return CLI_OK;
}

/* The options that have nothing to do with the files; what is wrong in them is wrong use. */
static enum err_code read_options(struct plan *plan, struct err *err)
{
    const struct args *args = plan->args;
    double threads_range[2] = { 1, 256 }, bitrate_range[2] = { 128, 160 };
    double threads = 0, bitrate = 128;
    enum err_code code;

    if ((code = rate_parse(&plan->rate, args_value(args, "--fps"), err)) ||
        (code = output_kind(&plan->output, args_value(args, "-o"), err)) ||
        (code = args_number(args, "--threads", threads_range, &threads, err)) ||
        (code = args_number(args, "--bitrate", bitrate_range, &bitrate, err)))
        return code;
    if (bitrate > 128 && bitrate < 160)
        return err_set(err, ERR_INVALID, "--bitrate %s: expected 128 or 160",
                       args_value(args, "--bitrate"));
    plan->settings = opus_defaults;
    plan->settings.bitrate_bps = (int32_t)bitrate * 1000;
    plan->output.threads = (unsigned)threads;
    return args_has(args, "--in") ? read_range(plan, err) : ERR_NONE;
}

/* Writing over a print would destroy it. */
static enum err_code check_target(const struct plan *plan, struct err *err)
{
    struct stat target, file;

    if (stat(plan->output.path, &target) != 0)
        return ERR_NONE;
    for (size_t i = 0; i < plan->sounds.count; i++)
        for (unsigned j = 0; j < plan->sounds.sound[i].files.count; j++)
            if (stat(plan->sounds.sound[i].files.path[j], &file) == 0 &&
                file.st_dev == target.st_dev && file.st_ino == target.st_ino)
                return err_set(err, ERR_CONFLICT, "-o %s is one of the files to play",
                               plan->output.path);
    return ERR_NONE;
}

/* On a terminal only. ctx is the time of the last line, in ms. */
static void show_progress(void *ctx, int64_t done_samples, int64_t samples)
{
    int64_t *shown_ms = ctx, now_ms = mono_ms();

    if (now_ms - *shown_ms < SHOW_EVERY_MS && done_samples < samples)
        return;
    *shown_ms = now_ms;
    fprintf(stderr, "\r%3d %%%s", (int)(100 * done_samples / samples),
            done_samples < samples ? "" : "\n");
}

static void tell_overs(const struct plan *plan)
{
    const struct overs *overs = &plan->overs;

    for (size_t i = 0; i < overs->count && i < OVERS_SHOWN; i++) {
        char in[TIMECODE_TEXT], out[TIMECODE_TEXT];

        timecode_format(in, plan->rate, plan->in_samples + overs->over[i].in_samples);
        timecode_format(out, plan->rate, plan->in_samples + overs->over[i].out_samples);
        command_say("over: %s - %s, %+.1f dBFS", in, out, overs->over[i].peak_db);
    }
    if (overs->count > OVERS_SHOWN)
        command_say("... and %zu more overs (--json lists them)", overs->count - OVERS_SHOWN);
    if (overs->count > 0)
        command_say("the fold-down passes full scale; --headroom %.0f would hold it",
                    plan->recipe.headroom_db - ceil(overs->peak_db));
}

static void tell_made(const struct plan *plan)
{
    const struct made made = {
        .output = &plan->output,
        .recipe = &plan->recipe,
        .sounds = &plan->sounds,
        .settings = &plan->settings,
        .overs = &plan->overs,
        .rate = plan->rate,
        .in_samples = plan->in_samples,
        .out_samples = plan->out_samples,
        .bytes = plan->bytes,
    };
    char heard[RECIPE_TEXT];

    tell_overs(plan);
    recipe_describe(heard, &plan->recipe);
    if (args_has(plan->args, "--json"))
        json_print(made_json(&made));
    else
        printf("%s: %s; no limiter\n", plan->output.path, heard);
}

static enum err_code make_preview(struct preview **out, struct plan *plan, struct err *err)
{
    struct preview_track *tracks = calloc(plan->sounds.count + 1, sizeof *tracks);
    char title[PREVIEW_TITLE_TEXT];
    struct preview_spec spec = {
        .recipe = plan->recipe,
        .track = tracks,
        .tracks = plan->sounds.count,
        .in_samples = plan->in_samples,
        .out_samples = plan->out_samples,
        .settings = plan->settings,
        .title = title,
    };
    enum err_code code;

    *out = NULL;
    if (!tracks)
        return err_set(err, ERR_NO_MEMORY, "out of memory for %zu files", plan->sounds.count);
    preview_title(title, &plan->recipe, plan->rate, plan->in_samples, plan->out_samples);
    for (size_t i = 0; i < plan->sounds.count; i++)
        tracks[i] = sounds_track(&plan->sounds.sound[i]);
    code = preview_new(out, &spec, err);
    free(tracks);
    return code;
}

static enum err_code render(struct plan *plan, struct err *err)
{
    struct preview *preview = NULL;
    char heard[RECIPE_TEXT];
    int64_t shown_ms = 0;
    enum err_code code;

    if ((code = make_preview(&preview, plan, err)))
        return code;
    recipe_describe(heard, &plan->recipe);
    plan->output.preview = preview;
    plan->output.start_samples = plan->in_samples;
    plan->output.description = heard;
    if (isatty(STDERR_FILENO)) {
        plan->output.progress = show_progress;
        plan->output.progress_ctx = &shown_ms;
    }
    code = output_run(&plan->output, &plan->overs, &plan->bytes, err);
    plan->output.preview = NULL;
    preview_free(preview);
    return code;
}

/* A signal is seen between two parts, so that no half file is left. */
static void hold_signals(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGXFSZ, SIG_IGN); /* a file size limit is then an error like a full disk */
}

static enum cli_status preview_run(const struct args *args, struct err *err)
{
    struct plan *plan = calloc(1, sizeof *plan);
    enum cli_status status = CLI_FAILED;

    if (!plan) {
        err_set(err, ERR_NO_MEMORY, "out of memory");
        return CLI_FAILED;
    }
    plan->args = args;
    if (check_use(args, err) || read_options(plan, err)) {
        status = CLI_WRONG_USE;
        goto done;
    }
    hold_signals();
    command_open_many_files();
    if ((args_has(args, "--scene") && read_scene(plan, err)) ||
        sounds_open(&plan->sounds, args, plan->rate, args_has(args, "--json"), err) ||
        check_target(plan, err) || selection_read(&plan->recipe, args, &plan->sounds, err) ||
        render(plan, err))
        goto done;
    tell_made(plan);
    status = CLI_OK;
done:
    sounds_clear(&plan->sounds);
    free(plan);
    return status;
}

static const struct args_option options[] = {
    { "--fps", "R",
      "frame rate of all timecode here: 23.976, 24, 25, 29.97, 29.97df, 30, 48,\n"
      "50, 59.94, 59.94df or 60" },
    { "--scenes", "CSV", "a scene list: columns scene, name, tc_in, tc_out" },
    { "--scene", "N", "the scene of that list to render" },
    { "--in", "TC", "instead of a scene: the first frame ..." },
    { "--out", "TC", "... and the first frame that no longer belongs" },
    { "-o", "FILE", "where to; .opus, .webm, .mp4, or .wav (32-bit float, before Opus)" },
    { "--dialogue", "FILE", "a temp that plays as dialogue, whatever its name; repeatable" },
    { "--effects", "FILE", "a temp that plays as effects; repeatable" },
    { "--mix", NULL, "play the full mixes instead of the stems" },
    { "--only", "ROLE,...", "play nothing but these: String, Brass, \"FX inst\", Dialogue ..." },
    { "--mute", "ROLE,...", "leave these out" },
    { "--gain", "ROLE=DB", "play this role louder or softer, -60 to +20 dB; repeatable" },
    { "--fold", "F", "lo-ro (default), lt-rt (surrounds shifted by 90 degrees) or mono" },
    { "--lfe", "L",
      "out (default), -3 or +4 dB into each side; +4 is the acoustic match.\n"
      "The LFE is low-passed at 120 Hz" },
    { "--no-centre", NULL, "leave the Centre of the music out; temps keep theirs" },
    { "--headroom", "DB", "one constant gain for everything, -24 to 0 (default 0)" },
    { "--recipe", "FILE",
      "JSON instead of these: {\"sources\": [{\"role\", \"gain_db\"}], \"fold\":\n"
      "\"lo_ro\", \"lfe\": \"out\", \"centre\": true}; every key may be left out" },
    { "--role", "FILE=ROLE", "what a file is whose name does not tell; repeatable" },
    { "--order", "[FILE=]ORDER",
      "channel order of files that don't tell it (or of this one): smpte (L R C\n"
      "LFE Ls Rs), film (L C R Ls Rs LFE), dts, aac, or L,R,C,LFE,Ls,Rs; repeatable" },
    { "--start", "[FILE=]TC", "where files start that don't tell it (or this one); repeatable" },
    { "--bitrate", "KBPS", "128 (default) or 160, constant" },
    { "--threads", "N", "by default one a core; the bytes are the same" },
    { "--json", NULL, "print what was made: recipe, matrix, sources with SHA-256, overs" },
    { "--help", NULL, "print this" },
};

const struct command command_preview = {
    .name = "preview",
    .line = "Renders a scene for listening: prints and temps in, a stereo file out.",
    .usage = "--fps R --scenes CSV --scene N -o OUT [options] FILES...\n"
             "--fps R --in TC --out TC -o OUT [options] FILES...",
    .more =
        "FILES are prints and temps of any number of cues. Their names tell what they are "
        "(1m1_String_stem.wav,\n1m1_Full_mix.wav, R1_DX_temp.wav), their TimeReference where "
        "they start. Mono files of one print\n(.L .R .C .LFE .Ls .Rs) are gathered. Stems and "
        "temps play at unity, full mixes do not. The output covers\nexactly [in, out), with "
        "silence where nothing sounds. No limiter, no normalising: where the fold-down passes\n"
        "full scale, the overs are listed with timecode on stderr.\n\n"
        "  predub preview --fps 24 --scenes scenes.csv --scene 3 -o scene3.opus 1m*.wav R1_DX.wav\n"
        "  predub preview --fps 25 --in 01:00:28:00 --out 01:00:36:00 --lfe +4 -o lfe.wav "
        "1m1_*.wav",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = preview_run,
};
