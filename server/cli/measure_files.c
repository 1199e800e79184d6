#include "server/cli/measure_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "codec/core/units.h"
#include "codec/measure/analyzer.h"
#include "server/cli/command.h"
#include "server/work/ordered.h"

enum { BLOCK_SAMPLES = RATE_HZ / 4 };

static bool is_music(const struct measure_file *file)
{
    return file->sound->kind == ROLE_STEM || file->sound->kind == ROLE_MIX;
}

/* Whether they sound at once; what could not be opened has no place, and sounds with nothing. */
static bool overlap(const struct sound *a, const struct sound *b)
{
    return a->start_samples < b->start_samples + b->samples &&
           b->start_samples < a->start_samples + a->samples;
}

static bool in_scene(const struct sound *sound, const struct report_scene *scene)
{
    return sound->start_samples < scene->out_samples &&
           sound->start_samples + sound->samples > scene->in_samples;
}

/* Of one cue by name; where a name tells none, by place. */
static bool same_cue(const struct sound *a, const struct sound *b)
{
    const char *const x = a->files.name.cue, *const y = b->files.name.cue;

    return *x && *y ? !strcasecmp(x, y) : overlap(a, b);
}

static bool is_among(const struct args *args, const char *option, const struct sound *sound)
{
    const char *path;
    size_t at = 0;

    while ((path = args_next(args, option, &at)))
        for (unsigned i = 0; i < sound->files.count; i++)
            if (!strcmp(path, sound->files.path[i]))
                return true;
    return false;
}

/* A print is music: where its name tells nothing more, it is a stem of that name. */
static void presume_kind(struct sound *sound, const struct args *args)
{
    if (sound->kind != ROLE_UNKNOWN)
        return;
    if (is_among(args, "--mix", sound)) {
        sound->kind = ROLE_MIX;
        snprintf(sound->role, sizeof sound->role, "Full mix");
    } else if (sound->files.name.kind == ROLE_UNKNOWN) {
        sound->kind = ROLE_STEM;
        snprintf(sound->role, sizeof sound->role, "%.*s", RECIPE_ROLE - 1, sound->files.name.base);
    }
}

static int by_path(const void *a, const void *b)
{
    const struct sound *const x = a, *const y = b;

    return strcmp(x->files.path[0], y->files.path[0]);
}

/* --prints and --mix take one file each; further ones stand behind, as a shell's pattern puts them.
 */
static enum err_code gather(struct measure_files *out, const struct args *args, struct err *err)
{
    static const char *const options[] = { "--prints", "--mix" };
    struct args all = *args;
    const char *path;
    enum err_code code;

    all.file = calloc(args->files + args->given_count + 1, sizeof *all.file);
    if (!all.file)
        return err_set(err, ERR_NO_MEMORY, "out of memory for %zu files", args->files);
    all.files = 0;
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        for (size_t at = 0; (path = args_next(args, options[i], &at));)
            all.file[all.files++] = path;
    for (size_t i = 0; i < args->files; i++)
        all.file[all.files++] = args->file[i];
    code = sounds_gather(&out->sounds, &all, err);
    free(all.file);
    if (code)
        return code;
    qsort(out->sounds.sound, out->sounds.count, sizeof *out->sounds.sound, by_path);
    for (size_t i = 0; i < out->sounds.count; i++)
        presume_kind(&out->sounds.sound[i], args);
    return ERR_NONE;
}

static void note_failure(struct measure_files *files, struct measure_file *file,
                         const struct err *failed)
{
    file->failed = *failed;
    files->failed++;
    command_say("%s", failed->text);
}

/* What asks a question must be answered; what is damaged or missing leaves the others be. */
static bool is_question(enum err_code code)
{
    return code == ERR_UNKNOWN || code == ERR_INVALID || code == ERR_NO_MEMORY;
}

/* Files without a layout that were printed together stand in one order: what was found by listening
 * to one of them is taken for those that are too soft or too plain to tell. */
static const struct order *shared_order(const struct sounds *sounds)
{
    const struct order *found = NULL;

    for (size_t i = 0; i < sounds->count; i++) {
        const struct order *const order = &sounds->sound[i].order;

        if (order->channels == 0 || order->known_by != ORDER_HEURISTIC)
            continue;
        if (found && (found->channels != order->channels ||
                      memcmp(found->slot, order->slot, sizeof found->slot) != 0))
            return NULL;
        found = order;
    }
    return found;
}

/* Fails with the first reading's question where the order does not answer it. */
static enum err_code read_in_order(struct sound *sound, const struct order *order,
                                   const struct measure_reading *reading, struct err *question)
{
    struct err failed = { 0 };

    if (!order)
        return question->code;
    sound->has_person_order = true;
    sound->person_order = *order;
    sound->person_order.known_by = ORDER_PERSON; /* whose it is was said already */
    if (sound_read(sound, reading->args, reading->rate, &failed))
        return question->code;
    command_say("%s: its channel order is taken from those that it came with",
                prints_filename(sound->files.path[0]));
    *question = (struct err){ 0 };
    return ERR_NONE;
}

static enum err_code open_files(struct measure_files *out, const struct measure_reading *reading,
                                struct err *err)
{
    out->count = out->sounds.count;
    out->file = calloc(out->count + 1, sizeof *out->file);
    out->source = calloc(out->count + 1, sizeof *out->source);
    if (!out->file || !out->source)
        return err_set(err, ERR_NO_MEMORY, "out of memory for %zu files", out->count);
    for (size_t i = 0; i < out->count; i++) {
        struct measure_file *const file = &out->file[i];

        *file = (struct measure_file){ .sound = &out->sounds.sound[i], .counts = true };
        sound_read(file->sound, reading->args, reading->rate, &file->failed);
    }
    for (size_t i = 0; i < out->count; i++) {
        struct measure_file *const file = &out->file[i];
        const struct err failed = file->failed;

        if (is_question(failed.code) &&
            read_in_order(file->sound, shared_order(&out->sounds), reading, &file->failed))
            return err_set(err, failed.code, "%s", failed.text);
        if (file->failed.code)
            note_failure(out, file, &failed);
    }
    return sounds_check_doubles(&out->sounds, err);
}

/* The full mix would be the same music once more. */
static void leave_mixes(struct measure_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        struct measure_file *const mix = &files->file[i];

        for (size_t j = 0; mix->sound->kind == ROLE_MIX && j < files->count; j++) {
            const struct sound *const stem = files->file[j].sound;

            if (stem->kind == ROLE_STEM && same_cue(mix->sound, stem))
                mix->counts = false;
        }
        if (!mix->counts && mix->failed.code) {
            mix->failed = (struct err){ 0 };
            files->failed--;
        }
    }
}

static unsigned mask_of(const struct order *order)
{
    unsigned mask = 0;

    for (unsigned i = 0; i < order->channels; i++)
        mask |= 1u << order->slot[i];
    return mask;
}

/* The whole pass, at the place where the command line puts the file. */
static enum err_code analyse(struct analysis **out, const struct sound *sound, struct err *err)
{
    struct stem *stem = NULL;
    struct analyzer *analyzer = NULL;
    struct planes block = { 0 };
    enum err_code code;

    if ((code = sound_stem(&stem, sound, err)) ||
        (code = planes_init(&block, CHANNELS, BLOCK_SAMPLES, err)) ||
        (code = analyzer_new(&analyzer, sound->start_samples, sound->samples,
                             mask_of(&sound->order), err)))
        goto done;
    for (int64_t at = 0; at < sound->samples && !code; at += (int64_t)block.samples) {
        const int64_t left = sound->samples - at;

        block.samples = left < BLOCK_SAMPLES ? (size_t)left : BLOCK_SAMPLES;
        if (!(code = stem_read(stem, at, &block, err)))
            code = analyzer_add(analyzer, &block, err);
    }
    if (!code) {
        code = analyzer_finish(analyzer, out, err);
        analyzer = NULL;
    }
done:
    analyzer_free(analyzer);
    planes_clear(&block);
    stem_close(stem);
    return code;
}

/* What is kept for drawing and comparing is of no use here. */
static void keep_series(struct analysis *analysis)
{
    free(analysis->peaks);
    free(analysis->block_hash);
    analysis->peaks = NULL;
    analysis->block_hash = NULL;
    analysis->peak_blocks = analysis->hash_blocks = 0;
}

/* A failure stays with its file: the others go on. */
static enum err_code make_analysis(void *ctx, unsigned thread, int64_t index, void *slot,
                                   struct err *err)
{
    struct measure_file *const file = slot;
    struct err failed = { 0 };

    (void)ctx, (void)thread, (void)index, (void)err;
    if (!analyse(&file->analysis, file->sound, &failed))
        keep_series(file->analysis);
    else
        file->failed = failed;
    return ERR_NONE;
}

/* What take_analysis counts. */
struct progress {
    struct measure_files *files;
    int64_t of;
    bool shown; /* on a terminal only */
};

static enum err_code take_analysis(void *ctx, int64_t index, void *slot, struct err *err)
{
    struct progress *const progress = ctx;
    struct measure_file *const file = slot;

    (void)err;
    if (progress->shown)
        fprintf(stderr, "\ranalysed %jd of %jd files%s", (intmax_t)index + 1,
                (intmax_t)progress->of, index + 1 < progress->of ? "" : "\n");
    if (file->failed.code) {
        const struct err failed = file->failed;

        note_failure(progress->files, file, &failed);
    }
    return ERR_NONE;
}

/* Longest first, so that the cores end together. */
static int by_length(const void *a, const void *b)
{
    const struct measure_file *const x = *(void *const *)a, *const y = *(void *const *)b;
    const int64_t xs = x->sound->samples, ys = y->sound->samples;

    return xs != ys ? (ys > xs) - (ys < xs) : by_path(x->sound, y->sound);
}

static enum err_code analyse_all(struct measure_files *files, unsigned threads, struct err *err)
{
    struct progress progress = { .files = files, .shown = isatty(STDERR_FILENO) };
    void **slot = calloc(files->count + 1, sizeof *slot);
    size_t count = 0;
    enum err_code code;

    if (!slot)
        return err_set(err, ERR_NO_MEMORY, "out of memory for %zu files", files->count);
    for (size_t i = 0; i < files->count; i++)
        if (files->file[i].counts && !files->file[i].failed.code)
            slot[count++] = &files->file[i];
    qsort(slot, count, sizeof *slot, by_length);
    progress.of = (int64_t)count;
    code = ordered_run(&(struct ordered){ .threads = threads,
                                          .count = (int64_t)count,
                                          .ctx = &progress,
                                          .slot = slot,
                                          .slots = count + 1,
                                          .make = make_analysis,
                                          .take = take_analysis },
                       err);
    free(slot);
    return code;
}

static void list_sources(struct measure_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        const struct measure_file *const file = &files->file[i];
        struct report_source *const source = &files->source[files->sources];

        if (!file->analysis)
            continue;
        *source = (struct report_source){ .kind = file->sound->kind, .analysis = file->analysis };
        snprintf(source->role, sizeof source->role, "%s", file->sound->role);
        files->sources++;
    }
}

enum err_code measure_files_read(struct measure_files *out, const struct measure_reading *reading,
                                 struct err *err)
{
    enum err_code code;

    *out = (struct measure_files){ 0 };
    if ((code = gather(out, reading->args, err)) || (code = open_files(out, reading, err)))
        return code;
    leave_mixes(out);
    if ((code = analyse_all(out, reading->threads, err)))
        return code;
    list_sources(out);
    return ERR_NONE;
}

void measure_files_clear(struct measure_files *files)
{
    for (size_t i = 0; files->file && i < files->count; i++)
        analysis_free(files->file[i].analysis);
    free(files->file);
    free(files->source);
    sounds_clear(&files->sounds);
    *files = (struct measure_files){ 0 };
}

static bool needs(enum concern_kind kind, const struct measure_file *file)
{
    if (is_music(file))
        return true;
    if (kind == CONCERN_DIALOGUE_AUDIBILITY)
        return true;
    if (file->sound->kind == ROLE_EFFECTS)
        return kind == CONCERN_LFE_HEADROOM || kind == CONCERN_LFE_OVERLAP;
    return kind == CONCERN_CENTRE_BUSY;
}

/* A file that was never opened has no place. A print belongs where the rest of its cue sounds, a
 * temp where there is no other. */
static bool belongs(const struct measure_files *files, const struct measure_file *file,
                    const struct report_scene *scene)
{
    bool found = false;

    if (file->sound->samples > 0)
        return in_scene(file->sound, scene);
    for (size_t i = 0; i < files->count && !found; i++) {
        const struct sound *const other = files->file[i].sound;

        found =
            in_scene(other, scene) &&
            (is_music(file) ? is_music(&files->file[i]) &&
                                  !strcasecmp(file->sound->files.name.cue, other->files.name.cue)
                            : other->kind == file->sound->kind);
    }
    return is_music(file) ? found : !found;
}

const struct measure_file *measure_files_missing(const struct measure_files *files,
                                                 const struct report_scene *scene,
                                                 enum concern_kind kind)
{
    for (size_t i = 0; i < files->count && files->failed > 0; i++) {
        const struct measure_file *const file = &files->file[i];

        if (file->failed.code && needs(kind, file) && belongs(files, file, scene))
            return file;
    }
    return NULL;
}
