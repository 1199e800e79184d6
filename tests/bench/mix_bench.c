/* Reads, mixes and folds down 5.1 files on one thread: mix_bench [--fold F] [--lfe L] FILES…
 * One line a pass, after one that is not counted. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "codec/core/units.h"
#include "codec/mix/mixer.h"

/* Two minutes a pass: long enough to measure, short enough that the files stay in memory. */
enum { PASSES = 7, PASS_SAMPLES = 120 * RATE_HZ, BLOCK_SAMPLES = RATE_HZ / 50 };

struct bench {
    struct recipe recipe;
    struct track track[RECIPE_SOURCES];
    size_t tracks;
    int64_t samples; /* the length of a pass */
};

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* All files start together, whatever they say. */
static enum err_code add_file(struct bench *bench, const char *path, struct err *err)
{
    struct track *track = &bench->track[bench->tracks];
    enum err_code code;

    *track = (struct track){ .kind = ROLE_STEM };
    snprintf(track->role, sizeof(track->role), "Stem %02zu", bench->tracks);
    if ((code = recipe_add(&bench->recipe, track->role, 0, err)) ||
        (code = stem_open_paths(&track->stem, &path, 1, NULL, err)))
        return code;
    bench->tracks++;
    if (stem_info(track->stem)->samples > bench->samples)
        bench->samples = stem_info(track->stem)->samples;
    return ERR_NONE;
}

static enum err_code read_arguments(struct bench *bench, int count, char **argument,
                                    struct err *err)
{
    enum err_code code = ERR_NONE;

    for (int i = 1; i < count && !code; i++) {
        if (!strcmp(argument[i], "--fold") && i + 1 < count)
            code = fold_parse(&bench->recipe.fold, argument[++i], err);
        else if (!strcmp(argument[i], "--lfe") && i + 1 < count)
            code = lfe_parse(&bench->recipe.lfe, argument[++i], err);
        else
            code = add_file(bench, argument[i], err);
    }
    if (!code && bench->tracks == 0)
        code = err_set(err, ERR_INVALID, "usage: mix_bench [--fold F] [--lfe L] FILES...");
    if (bench->samples > PASS_SAMPLES)
        bench->samples = PASS_SAMPLES;
    return code;
}

static enum err_code run_pass(const struct bench *bench, struct mixer *mixer, struct planes *out,
                              struct err *err)
{
    enum err_code code = ERR_NONE;

    for (int64_t at = 0; at < bench->samples && !code; at += (int64_t)out->samples)
        code = mixer_render(mixer, at, out, err);
    return code;
}

static enum err_code run(const struct bench *bench, struct err *err)
{
    struct mixer *mixer = NULL;
    struct planes out = { 0 };
    enum err_code code;

    if ((code = mixer_new(&mixer, &bench->recipe, bench->track, bench->tracks, err)) ||
        (code = planes_init(&out, 2, BLOCK_SAMPLES, err)))
        goto done;
    for (int pass = 0; pass <= PASSES && !code; pass++) {
        const double before_s = now_s();
        double sound_s;

        code = run_pass(bench, mixer, &out, err);
        sound_s = (double)bench->samples / RATE_HZ;
        if (!code && pass > 0)
            printf("%zu files, %s, LFE %s: %.0f x real time\n", bench->tracks,
                   fold_name(bench->recipe.fold), lfe_name(bench->recipe.lfe),
                   sound_s / (now_s() - before_s));
    }
done:
    planes_clear(&out);
    mixer_free(mixer);
    return code;
}

int main(int count, char **argument)
{
    struct bench bench = { .recipe = { .centre = true } };
    struct err err;
    enum err_code code = read_arguments(&bench, count, argument, &err);

    if (!code)
        code = run(&bench, &err);
    if (code)
        fprintf(stderr, "mix_bench: %s\n", err.text);
    for (size_t i = 0; i < bench.tracks; i++)
        stem_close(bench.track[i].stem);
    return code != ERR_NONE;
}
