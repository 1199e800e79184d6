/* Analyses files on one thread, everything that is kept of a print: analysis_bench FILES…
 * One line a pass, after one that is not counted. */
#include <stdio.h>
#include <time.h>

#include "codec/core/units.h"
#include "codec/measure/analyzer.h"

enum { PASSES = 5 };

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static enum err_code run_file(const char *path, double *sound_s, struct err *err)
{
    struct stem *stem = NULL;
    struct analysis *analysis = NULL;
    enum err_code code;

    if (!(code = stem_open_paths(&stem, &path, 1, NULL, err)) &&
        !(code = analysis_of_stem(&analysis, stem, NULL, err)))
        *sound_s += (double)analysis->samples / RATE_HZ;
    analysis_free(analysis);
    stem_close(stem);
    return code;
}

static enum err_code run_pass(int files, char **path, double *sound_s, struct err *err)
{
    enum err_code code = ERR_NONE;

    *sound_s = 0;
    for (int i = 0; i < files && !code; i++)
        code = run_file(path[i], sound_s, err);
    return code;
}

int main(int count, char **argument)
{
    struct err err;
    enum err_code code = ERR_NONE;

    if (count < 2)
        code = err_set(&err, ERR_INVALID, "usage: analysis_bench FILES...");
    for (int pass = 0; pass <= PASSES && !code; pass++) {
        const double before_s = now_s();
        double sound_s;

        code = run_pass(count - 1, argument + 1, &sound_s, &err);
        if (!code && pass > 0)
            printf("%d files, 1 thread: %.0f x real time\n", count - 1,
                   sound_s / (now_s() - before_s));
    }
    if (code)
        fprintf(stderr, "analysis_bench: %s\n", err.text);
    return code != ERR_NONE;
}
