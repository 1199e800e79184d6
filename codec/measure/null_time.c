#include "codec/measure/null_time.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "codec/core/units.h"
#include "codec/measure/null_dropout.h"
#include "codec/measure/null_levels.h"
#include "codec/measure/null_limiter.h"

static const double foreign_alike = 0.25; /* correlation with the sum that chance may give */
static const double most_told = 0.8;      /* of the bad places: a missing stem explains no more */
static const double mostly = 0.5;         /* of the time: not rare any more */

/* One channel where it is bad. */
struct rest {
    double mix, sum, residual, cross_sum;
};

struct passing {
    struct null_sums all[CHANNELS], good[CHANNELS];
    struct rest bad[CHANNELS];
    struct null_limiter limiter;
    struct null_runs runs, hard; /* hard: what no limiter does */
    double active_samples;
    int64_t first_bad_samples;
};

static void add_rest(struct rest *rest, const float *mix, const double *sum, size_t samples)
{
    for (size_t i = 0; i < samples; i++) {
        const double m = (double)mix[i], left = m - sum[i];

        rest->mix += m * m;
        rest->sum += sum[i] * sum[i];
        rest->residual += left * left;
        rest->cross_sum += left * sum[i];
    }
}

static void add_cell(struct passing *p, const struct null_walk *walk, size_t from, double floor)
{
    const struct null_tracks *tracks = walk->tracks;
    const struct null_cell cell = null_cell_at(walk, from, floor);

    p->active_samples += cell.is_active ? (double)cell.samples : 0;
    if (cell.is_bad && p->first_bad_samples < 0)
        p->first_bad_samples = cell.at_samples;
    null_limiter_add(&p->limiter, &cell);
    null_runs_add(&p->runs, &cell);
    if (!null_cell_may_be_limited(&cell))
        null_runs_add(&p->hard, &cell);
    for (unsigned c = 0; c < CHANNELS; c++) {
        const float *mix = tracks->mix.block.ch[c] + from;
        const double *sum = tracks->sum[c] + from;

        null_sums_add(&p->all[c], mix, sum, cell.samples);
        if (cell.is_bad)
            add_rest(&p->bad[c], mix, sum, cell.samples);
        else
            null_sums_add(&p->good[c], mix, sum, cell.samples);
    }
}

static enum err_code pass(struct passing *p, struct null_tracks *tracks, double floor,
                          struct err *err)
{
    struct null_walk walk = { .tracks = tracks, .share_from = 0.75, .share_to = 1 };

    p->first_bad_samples = -1;
    null_limiter_init(&p->limiter);
    while (null_walk_next(&walk, err))
        for (size_t from = 0; from < walk.samples; from += CELL_SAMPLES)
            add_cell(p, &walk, from, floor);
    return walk.code;
}

/* Whether the mix there is the sum and something else, that has nothing to do with it. */
static bool is_foreign(const struct rest *rest)
{
    return rest->residual > 1e-4 * rest->mix && rest->mix > 0 &&
           fabs(rest->cross_sum) <= foreign_alike * sqrt(rest->sum * rest->residual) &&
           fabs(rest->cross_sum) < 0.5 * rest->residual;
}

/* The one stem of the usual plan that is not among the files, if all others are. */
static const char *absent_stem(const struct null_input *input)
{
    static const char *const plan[] = { "String", "Brass", "Atmospheric", "FX inst", "Percussion" };
    const char *absent = NULL;
    size_t count = 0;

    for (size_t i = 0; i < sizeof plan / sizeof *plan; i++) {
        size_t j = 0;

        while (j < input->stem_count && strcasecmp(input->stems[j].name, plan[i]) != 0)
            j++;
        if (j == input->stem_count) {
            absent = plan[i];
            count++;
        }
    }
    return count == 1 ? absent : NULL;
}

static void diagnose_foreign(struct nulltest *test, const struct passing *p,
                             const struct null_input *input, const char *channels)
{
    const char *absent = absent_stem(input);
    char place[NULL_PLACE];

    null_place(place, input, p->first_bad_samples);
    null_diagnose(test, NULL_MISSING, absent, NAN,
                  "The full mix has sound that is in none of the stems, from %s on, in %s: %s%s.",
                  place, channels,
                  absent ? "the missing stem is probably " : "a stem may be missing in this set",
                  absent ? absent : "");
}

/* Sound that no stem has, told once for all channels it is in, instead of what was told since
 * `before`. */
static bool find_foreign(struct nulltest *test, const struct passing *p,
                         const struct null_input *input, size_t before)
{
    char channels[32] = "";
    size_t used = 0, count = 0;
    double foreign = 0, all = 0;

    for (unsigned c = 0; c < CHANNELS; c++) {
        all += p->bad[c].residual;
        if (!is_foreign(&p->bad[c]))
            continue;
        foreign += p->bad[c].residual;
        count++;
        used += (size_t)snprintf(channels + used, sizeof channels - used, "%s%s", used ? " " : "",
                                 channel_name((enum channel)c));
    }
    if (foreign <= 0.9 * all || foreign == 0)
        return false;
    test->diagnoses = before;
    diagnose_foreign(test, p, input, count == CHANNELS ? "all channels" : channels);
    return true;
}

/* Whether what is left is left in the bad places, and not everywhere. */
static bool matters(const struct passing *p)
{
    double bad = 0, all = 0;

    for (unsigned c = 0; c < CHANNELS; c++) {
        bad += p->bad[c].residual;
        all += p->all[c].residual;
    }
    return bad > 0.5 * all;
}

/* What is left outside the places that were told of; NAN if nothing sounds there. */
static double left_in(const struct null_sums sums[CHANNELS])
{
    struct null_residual left;
    double mix = 0;

    for (unsigned c = 0; c < CHANNELS; c++)
        mix += sums[c].mix;
    null_residual_of(&left, sums, 1, 0);
    return mix > 0 ? left.residual_db : NAN;
}

static enum err_code explain(struct nulltest *test, struct null_tracks *tracks,
                             const struct passing *p, struct err *err)
{
    const bool limited = null_limiter_result(test, &p->limiter, tracks->input);
    const struct null_runs *runs = limited ? &p->hard : &p->runs;
    const struct null_dropouts dropouts = { runs, runs->samples < mostly * p->active_samples,
                                            limited };
    const size_t before = test->diagnoses;
    double told = 0;
    enum err_code code =
        matters(p) ? null_dropout_run(test, tracks, &dropouts, &told, err) : ERR_NONE;

    test->explained_db = left_in(limited || test->diagnoses > before ? p->good : p->all);
    if (code || limited || told > most_told || p->runs.samples == 0)
        return code;
    if (find_foreign(test, p, tracks->input, before))
        test->explained_db = NAN;
    return ERR_NONE;
}

enum err_code null_time_run(struct nulltest *test, struct null_tracks *tracks, double floor,
                            struct err *err)
{
    struct passing *p = calloc(1, sizeof *p);
    enum err_code code;

    if (!p)
        return err_set(err, ERR_NO_MEMORY, "no memory for a null test");
    if (!(code = pass(p, tracks, floor, err)))
        code = explain(test, tracks, p, err);
    free(p);
    return code;
}

enum err_code null_time_is_limited(bool *out, struct null_tracks *tracks, double floor,
                                   struct err *err)
{
    struct passing *p = calloc(1, sizeof *p);
    enum err_code code;

    if (!p)
        return err_set(err, ERR_NO_MEMORY, "no memory for a null test");
    code = pass(p, tracks, floor, err);
    *out = !code && null_limiter_is(&p->limiter);
    free(p);
    return code;
}
