#include "codec/measure/null_gain.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"

enum { ANY = CAUSE_ANY };

static const double noise_share = 1e-10; /* of the mix: nothing left that could be heard */
static const double narrower = 0.7;      /* a narrower cause must leave so much less */

static const double least_db = 0.005; /* gains below it are not worth a sentence */

struct explaining {
    struct null_fit fit[CHANNELS];
    bool used[CHANNELS];
    size_t stems;
    double gain[CHANNELS][NULL_STEMS_MAX];
    double slope[CHANNELS][NULL_STEMS_MAX]; /* product of the stem with what is left */
    struct null_cause cause[CAUSES_MAX];
    size_t causes;
    bool is_sure;
};

static bool covers(const struct null_cause *cause, size_t stem, unsigned channel)
{
    return (cause->stem == ANY || cause->stem == (int)stem) &&
           (cause->channel == ANY || cause->channel == (int)channel);
}

static double dot(const struct explaining *e, unsigned channel, size_t i, size_t j)
{
    return gram_dot(e->fit[channel].products, i, j);
}

static double mix_power(const struct explaining *e)
{
    double sum = 0;

    for (unsigned c = 0; c < CHANNELS; c++)
        if (e->used[c])
            sum += fmax(dot(e, c, GRAM_MIX, GRAM_MIX), gram_sum(e->fit[c].products, e->stems + 1));
    return sum;
}

static double left(const struct explaining *e)
{
    double sum = 0;

    for (unsigned c = 0; c < CHANNELS; c++)
        if (e->used[c])
            sum += gram_left(e->fit[c].products, e->stems + 1, e->gain[c]);
    return sum;
}

/* What gains of every stem in every channel would leave: no explanation can do better. */
static double least_left(const struct explaining *e)
{
    double sum = 0;

    for (unsigned c = 0; c < CHANNELS; c++)
        if (e->used[c])
            sum += gram_left(e->fit[c].products, e->stems + 1, e->fit[c].gain);
    return sum;
}

static void set_slopes(struct explaining *e)
{
    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < e->stems && e->used[c]; i++) {
            e->slope[c][i] = dot(e, c, i + 1, GRAM_MIX);
            for (size_t j = 0; j < e->stems; j++)
                e->slope[c][i] -= e->gain[c][j] * dot(e, c, i + 1, j + 1);
        }
}

/* Product of what two causes would change. */
static double both(const struct explaining *e, const struct null_cause *a,
                   const struct null_cause *b)
{
    double sum = 0;

    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < e->stems && e->used[c]; i++)
            for (size_t j = 0; j < e->stems && covers(a, i, c); j++)
                if (covers(b, j, c))
                    sum += dot(e, c, i + 1, j + 1);
    return sum;
}

static double slope_of(const struct explaining *e, const struct null_cause *cause)
{
    double sum = 0;

    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < e->stems && e->used[c]; i++)
            if (covers(cause, i, c))
                sum += e->slope[c][i];
    return sum;
}

/* What one more cause would leave. */
static double left_with(const struct explaining *e, const struct null_cause *cause, double now)
{
    const double size = both(e, cause, cause), slope = slope_of(e, cause);

    return size > 0 ? fmax(now - slope * slope / size, 0) : now;
}

/* The best cause so far, and what it would leave. */
struct choice {
    struct null_cause cause;
    double now, least, left; /* left now; the least that gains can leave; with the cause */
};

/* The widest causes come first, and are left only for one that does much better. */
static void compare(struct choice *best, const struct explaining *e, int stem, int channel)
{
    const struct null_cause cause = { stem, channel, 0, 1, -1 };
    const double left = fmax(left_with(e, &cause, best->now), best->least);

    if (left < narrower * best->left) {
        best->left = left;
        best->cause = cause;
    }
}

static void find_cause(struct choice *best, const struct explaining *e)
{
    best->left = best->now / narrower;
    compare(best, e, ANY, ANY);
    for (int i = 0; i < (int)e->stems; i++)
        compare(best, e, i, ANY);
    for (int c = 0; c < CHANNELS; c++)
        compare(best, e, ANY, c);
    for (int c = 0; c < CHANNELS; c++)
        for (int i = 0; i < (int)e->stems; i++)
            compare(best, e, i, c);
}

static void set_gains(struct explaining *e)
{
    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < e->stems; i++) {
            e->gain[c][i] = 1;
            for (size_t k = 0; k < e->causes; k++)
                if (covers(&e->cause[k], i, c))
                    e->gain[c][i] += e->cause[k].change;
        }
}

/* All causes found so far together, by least squares from gains of 1. */
static void fit_causes(struct explaining *e)
{
    double a[CAUSES_MAX][CAUSES_MAX + 1];
    const size_t n = e->causes;

    for (size_t k = 0; k < n; k++)
        e->cause[k].change = 0;
    set_gains(e);
    set_slopes(e);
    for (size_t k = 0; k < n; k++) {
        for (size_t l = 0; l < n; l++)
            a[k][l] = both(e, &e->cause[k], &e->cause[l]);
        a[k][n] = slope_of(e, &e->cause[k]);
    }
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < n; i++) {
            const double share = i == k || a[k][k] <= 0 ? 0 : a[i][k] / a[k][k];

            for (size_t j = k; j <= n && share != 0; j++)
                a[i][j] -= share * a[k][j];
        }
    for (size_t k = 0; k < n; k++)
        e->cause[k].change = a[k][k] > 0 ? a[k][n] / a[k][k] : 0;
    set_gains(e);
}

static void explain(struct explaining *e, double floor)
{
    struct choice choice = { .least = least_left(e) };
    const double goal = fmax(fmax(4 * choice.least, floor), noise_share * mix_power(e));
    const bool is_explainable = choice.least < 0.1 * left(e);

    while (e->causes < CAUSES_MAX) {
        choice.now = left(e);
        if (choice.now <= goal)
            return;
        set_slopes(e);
        find_cause(&choice, e);
        if (choice.left >= (is_explainable ? 0.97 : 0.5) * choice.now)
            return;
        e->cause[e->causes++] = choice.cause;
        fit_causes(e);
    }
}

/* "String", "String's C", "C". */
static void say_who(char *out, size_t bytes, const struct null_cause *cause,
                    const struct null_tracks *tracks)
{
    const char *stem = cause->stem == ANY ? "" : tracks->stem[cause->stem].name;
    const char *channel = cause->channel == ANY ? "" : channel_name((enum channel)cause->channel);

    snprintf(out, bytes, "%s%s%s", stem, *stem && *channel ? "'s " : "", channel);
}

/* The factor that a cause brings on top of the wider ones. */
static double factor_of(const struct explaining *e, const struct null_cause *cause)
{
    double wider = 1;

    for (size_t k = 0; k < e->causes; k++) {
        const struct null_cause *other = &e->cause[k];

        if (other != cause && (other->stem == ANY || other->stem == cause->stem) &&
            (other->channel == ANY || other->channel == cause->channel))
            wider += other->change;
    }
    return fabs(wider) > 0.01 ? (wider + cause->change) / wider : 1 + cause->change;
}

/* ", and 1.20 dB louder", or nothing. */
static void say_level(char *out, size_t bytes, double level_db)
{
    *out = 0;
    if (fabs(level_db) >= 0.01)
        snprintf(out, bytes, ", and is %.2f dB %s", fabs(level_db),
                 level_db > 0 ? "louder" : "softer");
}

static void diagnose_stem(struct nulltest *test, const struct null_tracks *tracks,
                          const struct null_cause *cause, double factor)
{
    const char *stem = tracks->stem[cause->stem].name;
    const double file_db = -db_of(fabs(factor)); /* of the file against what the mix has of it */
    char who[NULL_NAME + 8], level[48];

    say_who(who, sizeof who, cause, tracks);
    say_level(level, sizeof level, file_db);
    if (fabs(factor) < 0.03 && cause->twin >= 0)
        null_diagnose(test, NULL_DOUBLED, stem, NAN,
                      "%s has the same sound as %s, which the full mix has once: take one of the "
                      "two files out.",
                      who, tracks->stem[cause->twin].name);
    else if (fabs(factor) < 0.03)
        null_diagnose(test, NULL_MISSING, stem, NAN,
                      "%s is missing in the full mix: print the mix again with it, or take the "
                      "stem out of the set.",
                      who);
    else if (fabs(factor - 2) < 0.06)
        null_diagnose(test, NULL_DOUBLED, stem, NAN,
                      "%s is in the full mix twice: look for a second send or a doubled track, "
                      "and print the mix again.",
                      who);
    else if (factor < 0)
        null_diagnose(test, NULL_POLARITY, stem, -1,
                      "%s has inverted polarity%s%s: turn it round and print it again.", who, level,
                      *level ? " than in the mix" : "");
    else if (fabs(file_db) >= least_db)
        null_diagnose(test, NULL_GAIN, stem, file_db,
                      "%s is %.2f dB too %s: in the mix it sounds %.2f dB %s.", who, fabs(file_db),
                      file_db > 0 ? "loud" : "soft", fabs(file_db),
                      file_db > 0 ? "softer" : "louder");
}

static void diagnose_mix(struct nulltest *test, const struct null_tracks *tracks,
                         const struct null_cause *cause, double factor)
{
    const double mix_db = db_of(fabs(factor));
    char channel[16], level[48], of[24] = "";

    say_who(channel, sizeof channel, cause, tracks);
    say_level(level, sizeof level, mix_db);
    if (*channel)
        snprintf(of, sizeof of, "%s of the", channel);
    if (fabs(factor) < 0.03)
        null_diagnose(test, NULL_MISSING, NULL, NAN,
                      "The full mix has nothing %s%s, though the stems have: print the mix again.",
                      *channel ? "in " : "of them", channel);
    else if (factor < 0)
        null_diagnose(test, NULL_POLARITY, NULL, -1,
                      "%s%s full mix has inverted polarity against the stems%s.", of,
                      *of ? "" : "The", level);
    else if (fabs(mix_db) >= least_db)
        null_diagnose(test, NULL_GAIN, NULL, mix_db,
                      "%s%s full mix is %.2f dB %s than the stems add up to: look at the master "
                      "fader of both prints.",
                      of, *of ? "" : "The", fabs(mix_db), mix_db > 0 ? "louder" : "softer");
}

void null_gain_tell(struct nulltest *test, const struct null_tracks *tracks,
                    const struct null_causes *causes)
{
    for (size_t k = 0; k < causes->count; k++) {
        const struct null_cause *cause = &causes->cause[k];

        if (cause->stem == ANY)
            diagnose_mix(test, tracks, cause, cause->factor);
        else
            diagnose_stem(test, tracks, cause, cause->factor);
    }
}

/* Another file with the very same sound, to 90 dB. */
static int twin_of(const struct explaining *e, int stem)
{
    for (int other = 0; other < (int)e->stems; other++) {
        double own = 0, apart = 0;

        for (unsigned c = 0; c < CHANNELS && other != stem; c++)
            if (e->used[c]) {
                const size_t i = (size_t)stem + 1, j = (size_t)other + 1;

                own += dot(e, c, i, i);
                apart += dot(e, c, i, i) - 2 * dot(e, c, i, j) + dot(e, c, j, j);
            }
        if (own > 0 && apart < 1e-9 * own)
            return other;
    }
    return -1;
}

static void give(struct null_causes *out, struct null_tracks *tracks, struct explaining *e)
{
    out->count = e->causes;
    out->is_sure = e->is_sure;
    for (size_t k = 0; k < out->count; k++) {
        out->cause[k] = e->cause[k];
        out->cause[k].factor = factor_of(e, &e->cause[k]);
        out->cause[k].twin = e->cause[k].stem == ANY ? -1 : twin_of(e, e->cause[k].stem);
    }
    for (size_t i = 0; i < e->stems; i++)
        for (unsigned c = 0; c < CHANNELS; c++)
            tracks->stem[i].gain[c] = e->gain[c][i];
}

/* Channels that null in many places are sure; only where none does, all that sound are used. */
static void choose_channels(struct explaining *e)
{
    bool any = false;

    for (unsigned c = 0; c < CHANNELS; c++)
        any |= e->used[c] = e->fit[c].is_crisp;
    e->is_sure = any;
    for (unsigned c = 0; c < CHANNELS && !any; c++)
        e->used[c] = e->fit[c].active > 0;
}

enum err_code null_gain_run(struct null_causes *out, struct null_tracks *tracks,
                            const struct gram *gram, double floor, struct err *err)
{
    struct explaining *e = calloc(1, sizeof *e);
    enum err_code code = ERR_NONE;

    if (!e)
        return err_set(err, ERR_NO_MEMORY, "no memory to compare gains");
    e->stems = tracks->stems;
    for (unsigned c = 0; c < CHANNELS && !code; c++)
        code = null_fit_run(&e->fit[c], gram, c, floor, err);
    if (code)
        goto done;
    choose_channels(e);
    set_gains(e);
    explain(e, floor * (double)(tracks->out_samples - tracks->in_samples));
    give(out, tracks, e);
done:
    for (unsigned c = 0; c < CHANNELS; c++)
        null_fit_clear(&e->fit[c]);
    free(e);
    return code;
}
