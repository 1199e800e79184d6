#include "codec/measure/null_order.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "codec/measure/null_excerpt.h"

enum { PLACES = 4, WINDOW_SAMPLES = RATE_HZ / 2, ORDERS = 720 };

static const double enough = 0.7; /* of the residual that a new order may leave */
static const double nulls = 1e-6; /* share of power below which nothing is swapped */

/* Correlations of the channels of what the mix has with those of a suspect. */
struct matrix {
    double cross[CHANNELS][CHANNELS]; /* [target][own] */
    double target[CHANNELS], own[CHANNELS];
};

struct turn {
    size_t suspect;
    enum channel from[CHANNELS]; /* target channel c sounds like the suspect's channel from[c] */
    double ratio;                /* of what it leaves to what is left now */
};

struct excerpts {
    struct null_tracks *tracks;
    const struct null_survey *survey;
    float *all, *target[CHANNELS], *own[CHANNELS];
};

static enum err_code excerpts_init(struct excerpts *out, struct err *err)
{
    out->all = calloc(2 * (size_t)CHANNELS * WINDOW_SAMPLES, sizeof *out->all);
    if (!out->all)
        return err_set(err, ERR_NO_MEMORY, "no memory to compare channels");
    for (size_t c = 0; c < CHANNELS; c++) {
        out->target[c] = out->all + c * WINDOW_SAMPLES;
        out->own[c] = out->all + (CHANNELS + c) * WINDOW_SAMPLES;
    }
    return ERR_NONE;
}

static double dot(const float *a, const float *b)
{
    double sum = 0;

    for (size_t i = 0; i < WINDOW_SAMPLES; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

static void matrix_add(struct matrix *matrix, const struct excerpts *excerpts)
{
    for (unsigned a = 0; a < CHANNELS; a++) {
        matrix->target[a] += dot(excerpts->target[a], excerpts->target[a]);
        matrix->own[a] += dot(excerpts->own[a], excerpts->own[a]);
        for (unsigned b = 0; b < CHANNELS; b++)
            matrix->cross[a][b] += dot(excerpts->target[a], excerpts->own[b]);
    }
}

/* Over the loudest half second of each quarter: a surround or the LFE may sound in one of them
 * only. */
static enum err_code measure(struct matrix *matrix, struct excerpts *excerpts, size_t suspect,
                             struct err *err)
{
    enum err_code code = ERR_NONE;

    *matrix = (struct matrix){ 0 };
    for (size_t i = 0; i < PLACES && !code; i++) {
        const double share[2] = { (double)i / PLACES, (double)(i + 1) / PLACES };
        const struct null_excerpt excerpt = { .suspect = suspect,
                                              .at_samples = null_survey_loudest(
                                                  excerpts->survey, suspect, WINDOW_SAMPLES, share),
                                              .samples = WINDOW_SAMPLES };

        code = null_excerpt_read(excerpts->tracks, &excerpt, excerpts->own, excerpts->target, err);
        matrix_add(matrix, excerpts);
    }
    return code;
}

/* The power in the target that the suspect's channel explains. */
static double explained(const struct matrix *matrix, unsigned a, unsigned b)
{
    return matrix->own[b] > 0 ? matrix->cross[a][b] * matrix->cross[a][b] / matrix->own[b] : 0;
}

/* The n-th order of six channels; the first leaves all as it is. */
static void order_number(enum channel out[CHANNELS], unsigned n)
{
    enum channel rest[CHANNELS];
    unsigned left = CHANNELS, size = ORDERS;

    for (unsigned c = 0; c < CHANNELS; c++)
        rest[c] = (enum channel)c;
    for (unsigned c = 0; c < CHANNELS; c++, left--) {
        unsigned pick;

        size /= left;
        pick = n / size;
        n %= size;
        out[c] = rest[pick];
        memmove(rest + pick, rest + pick + 1, (left - pick - 1) * sizeof *rest);
    }
}

static unsigned kept(const enum channel order[CHANNELS])
{
    unsigned same = 0;

    for (unsigned c = 0; c < CHANNELS; c++)
        same += order[c] == (enum channel)c;
    return same;
}

static void invert(enum channel out[CHANNELS], const enum channel order[CHANNELS])
{
    for (unsigned c = 0; c < CHANNELS; c++)
        out[order[c]] = (enum channel)c;
}

/* The name of the order in which the channels of a file really stand, NULL if it has none. */
static const char *order_name(const enum channel holds[CHANNELS])
{
    static const struct {
        enum channel slot[CHANNELS];
        const char *name;
    } orders[] = {
        { { CH_L, CH_C, CH_R, CH_LS, CH_RS, CH_LFE }, "Film order (L C R Ls Rs LFE)" },
        { { CH_L, CH_R, CH_LS, CH_RS, CH_C, CH_LFE }, "DTS order (L R Ls Rs C LFE)" },
        { { CH_C, CH_L, CH_R, CH_LS, CH_RS, CH_LFE }, "AAC order (C L R Ls Rs LFE)" },
    };

    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (!memcmp(orders[i].slot, holds, sizeof orders[i].slot))
            return orders[i].name;
    return NULL;
}

/* How likely an order is at all: none changed, then the suspect in a known one, then all others in
 * one, then those that move least. */
static unsigned likelihood(const enum channel order[CHANNELS], size_t suspect)
{
    enum channel back[CHANNELS];
    bool file, others;

    invert(back, order);
    if (kept(order) == CHANNELS)
        return 4 * CHANNELS;
    file = order_name(suspect == NULL_WHOLE ? order : back);
    others = order_name(suspect == NULL_WHOLE ? back : order);
    return kept(order) + (file ? 2 * CHANNELS : others ? CHANNELS : 0);
}

/* Among orders that explain as much, because channels are silent or alike, the likeliest. */
static void best_order(struct turn *turn, const struct matrix *matrix)
{
    double value[CHANNELS][CHANNELS], all = 0, first = 0, best = -1;
    unsigned best_likelihood = 0;

    for (unsigned a = 0; a < CHANNELS; a++) {
        all += matrix->target[a];
        for (unsigned b = 0; b < CHANNELS; b++)
            value[a][b] = explained(matrix, a, b);
    }
    for (unsigned n = 0; n < ORDERS; n++) {
        enum channel order[CHANNELS];
        double sum = 0;

        order_number(order, n);
        for (unsigned a = 0; a < CHANNELS; a++)
            sum += value[a][order[a]];
        if (n == 0)
            first = sum;
        if (sum > best + 1e-9 * all ||
            (sum > best - 1e-9 * all && likelihood(order, turn->suspect) > best_likelihood)) {
            best = fmax(best, sum);
            best_likelihood = likelihood(order, turn->suspect);
            memcpy(turn->from, order, sizeof order);
        }
    }
    turn->ratio = all - first > nulls * all ? (all - best) / (all - first) : 1;
}

static enum err_code find_turn(struct turn *best, struct excerpts *excerpts, struct err *err)
{
    enum err_code code = ERR_NONE;

    *best = (struct turn){ .ratio = enough };
    for (size_t suspect = NULL_WHOLE; suspect <= excerpts->tracks->stems && !code; suspect++) {
        struct turn turn = { .suspect = suspect };
        const double bar = best->suspect == NULL_WHOLE && best->ratio < enough ? 0.5 : 1;
        struct matrix matrix;

        if ((code = measure(&matrix, excerpts, suspect, err)))
            break;
        best_order(&turn, &matrix);
        if (kept(turn.from) < CHANNELS && turn.ratio < bar * best->ratio - 1e-10)
            *best = turn;
    }
    return code;
}

/* Reads a track so that its channel c comes from where `from` says. */
static void re_order(struct null_track *track, const enum channel from[CHANNELS])
{
    enum channel old[CHANNELS];

    memcpy(old, track->from, sizeof old);
    for (unsigned c = 0; c < CHANNELS; c++)
        track->from[c] = old[from[c]];
}

/* "Ls holds Rs, Rs holds Ls". */
static void say_places(char *out, size_t bytes, const enum channel holds[CHANNELS])
{
    size_t used = 0;

    *out = 0;
    for (unsigned c = 0; c < CHANNELS; c++)
        if (holds[c] != (enum channel)c && used < bytes)
            used += (size_t)snprintf(out + used, bytes - used, "%s%s holds %s", used ? ", " : "",
                                     channel_name((enum channel)c), channel_name(holds[c]));
}

/* holds[c]: the channel that really stands where c is read. */
static void diagnose(struct nulltest *test, const char *stem, const enum channel holds[CHANNELS])
{
    const unsigned moved = CHANNELS - kept(holds);
    const char *name = order_name(holds);
    enum channel stems_hold[CHANNELS];
    char who[NULL_NAME + 16], places[96];

    invert(stems_hold, holds);
    snprintf(who, sizeof who, "%s is", stem ? stem : "The full mix");
    say_places(places, sizeof places, holds);
    if (name || (!stem && order_name(stems_hold)))
        null_diagnose(test, NULL_SWAP, stem, moved,
                      "%s in %s, but read as L R C LFE Ls Rs. Print again in the order agreed, or "
                      "say the order of the file.",
                      name ? who : "All stems are", name ? name : order_name(stems_hold));
    else if (moved == 2)
        null_diagnose(test, NULL_SWAP, stem, moved,
                      "%s has two channels swapped%s: %s. Swap them back and print again.",
                      stem ? stem : "The full mix", stem ? "" : " against the stems", places);
    else
        null_diagnose(test, NULL_SWAP, stem, moved,
                      "%s has its channels in another order%s: %s. Print again in the order "
                      "agreed.",
                      stem ? stem : "The full mix", stem ? "" : " than the stems", places);
}

static void make_turn(struct null_tracks *tracks, const struct turn *turn)
{
    enum channel back[CHANNELS];

    invert(back, turn->from);
    if (turn->suspect == NULL_WHOLE)
        re_order(&tracks->mix, back);
    else
        re_order(&tracks->stem[turn->suspect - 1], turn->from);
}

void null_order_tell(struct nulltest *test, const struct null_tracks *tracks)
{
    enum channel holds[CHANNELS];

    for (size_t i = 0; i <= tracks->stems; i++) {
        const struct null_track *track = i ? &tracks->stem[i - 1] : &tracks->mix;

        invert(holds, track->from);
        if (kept(holds) < CHANNELS)
            diagnose(test, i ? track->name : NULL, holds);
    }
}

enum err_code null_order_run(struct null_tracks *tracks, const struct null_survey *survey,
                             size_t *turns, struct err *err)
{
    struct excerpts excerpts = { .tracks = tracks, .survey = survey };
    struct turn turn;
    enum err_code code = excerpts_init(&excerpts, err);

    for (*turns = 0; *turns <= tracks->stems && !code; ++*turns) {
        if ((code = find_turn(&turn, &excerpts, err)) || turn.ratio >= enough)
            break;
        make_turn(tracks, &turn);
    }
    free(excerpts.all);
    return code;
}
