/* Scores 200 scenes of a minute anew, as after a new threshold: rescore_bench FILES…
 * The facts are made of the files first, not timed; each pass unpacks and scores all of them. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "codec/core/units.h"
#include "codec/measure/analyzer.h"
#include "codec/report.h"

enum { SCENES = 200, SCENE_SAMPLES = 60 * RATE_HZ, PASSES = 5, FILES_MAX = 32 };

struct packed {
    void *data;
    size_t bytes;
};

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static enum err_code read_source(struct report_source *out, const char *path, struct err *err)
{
    struct stem *stem = NULL;
    struct analysis *analysis = NULL;
    struct name_facts name;
    enum err_code code;

    name_read(&name, path);
    out->kind = name.kind;
    snprintf(out->role, sizeof(out->role), "%s", name.role);
    if (!(code = stem_open_paths(&stem, &path, 1, NULL, err)))
        code = analysis_of_stem(&analysis, stem, NULL, err);
    out->analysis = analysis;
    stem_close(stem);
    return code;
}

/* Scenes spread evenly over the first file. */
static enum err_code make_facts(struct packed *out, const struct report_source *sources,
                                size_t count, struct err *err)
{
    const struct analysis *const first = sources->analysis;
    const struct report_settings settings = { 0 };
    enum err_code code = ERR_NONE;

    for (int i = 0; i < SCENES && !code; i++) {
        const int64_t in =
            first->start_samples + i * (first->samples - SCENE_SAMPLES) / (SCENES - 1);
        const struct report_scene scene = { in, in + SCENE_SAMPLES };
        struct scene_facts *facts = NULL;

        if (!(code = scene_facts_new(&facts, sources, count, &scene, &settings, err)))
            code = scene_facts_pack(facts, &out[i].data, &out[i].bytes, err);
        scene_facts_free(facts);
    }
    return code;
}

static enum err_code rescore(const struct packed *packed, const struct thresholds *thresholds,
                             double *sum, struct err *err)
{
    enum err_code code = ERR_NONE;

    for (int i = 0; i < SCENES && !code; i++) {
        struct scene_facts *facts = NULL;
        struct scene_report report;

        if ((code = scene_facts_unpack(&facts, packed[i].data, packed[i].bytes, err)))
            break;
        scene_report_of(&report, facts, thresholds);
        *sum += report.score;
        scene_facts_free(facts);
    }
    return code;
}

static enum err_code run(const struct packed *packed, struct err *err)
{
    struct thresholds thresholds = thresholds_proposed;
    enum err_code code = ERR_NONE;
    size_t bytes = 0;

    for (int i = 0; i < SCENES; i++)
        bytes += packed[i].bytes;
    for (int pass = 0; pass < PASSES && !code; pass++) {
        const double before_s = now_s();
        double sum = 0;

        thresholds.pumping_amber += 0.01;
        if (!(code = rescore(packed, &thresholds, &sum, err)))
            printf("%d scenes, facts of %zu bytes each, mean score %.1f: %.4f s\n", SCENES,
                   bytes / SCENES, sum / SCENES, now_s() - before_s);
    }
    return code;
}

int main(int count, char **argument)
{
    struct report_source source[FILES_MAX] = { 0 };
    struct packed packed[SCENES] = { 0 };
    struct err err;
    enum err_code code = ERR_NONE;
    size_t files = 0;

    if (count < 2 || count > FILES_MAX)
        code = err_set(&err, ERR_INVALID, "usage: rescore_bench FILES..., at most %d", FILES_MAX);
    for (; !code && files + 1 < (size_t)count; files++)
        code = read_source(&source[files], argument[files + 1], &err);
    if (!code && !(code = make_facts(packed, source, files, &err)))
        code = run(packed, &err);
    if (code)
        fprintf(stderr, "rescore_bench: %s\n", err.text);
    for (int i = 0; i < SCENES; i++)
        free(packed[i].data);
    for (size_t i = 0; i < files; i++)
        analysis_free((struct analysis *)source[i].analysis);
    return code != ERR_NONE;
}
