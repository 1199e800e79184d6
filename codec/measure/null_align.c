#include "codec/measure/null_align.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "codec/core/correlate.h"
#include "codec/core/units.h"
#include "codec/measure/null_excerpt.h"

enum {
    WINDOW_SAMPLES = 1 << 16,
    REACH_SAMPLES = RATE_HZ,        /* one second */
    DRIFT_WINDOW_SAMPLES = 1 << 14, /* short, so that drift smears no peak */
    NEAR_SAMPLES = 3                /* around each peak all lags are tried */
};

/* A move must take away two fifths of what is left, or a twentieth where the peak is sharp. */
static const double enough = 0.6, enough_if_sharp = 0.95, sharp = 1.5;
#define DRIFT_MOST 0.05 /* more than 24 against 25 frames */

static const double nulls = 1e-9; /* share of power: nothing to be moved */

struct search {
    struct null_tracks *tracks;
    const struct null_survey *survey;
    struct correlate *correlate;
    float *around, *field; /* the suspect and its target, with a second on both sides */
    const float *own;      /* the suspect in the window */
    size_t window;
};

/* What moving one suspect would do. */
struct move {
    size_t suspect;
    int64_t lag;     /* of the target against the suspect: it must come so much later */
    double fraction; /* of a sample, beyond lag */
    double ratio;    /* of what is left after it to what is left now */
};

static enum err_code search_init(struct search *search, struct null_tracks *tracks,
                                 const struct null_survey *survey, size_t window, struct err *err)
{
    *search = (struct search){ .tracks = tracks, .survey = survey, .window = window };
    search->around = calloc(window + 2 * (size_t)REACH_SAMPLES, sizeof *search->around);
    search->field = calloc(window + 2 * (size_t)REACH_SAMPLES, sizeof *search->field);
    if (!search->around || !search->field)
        return err_set(err, ERR_NO_MEMORY, "no memory to search for offsets");
    search->own = search->around + REACH_SAMPLES;
    return correlate_new(&search->correlate, window, REACH_SAMPLES, err);
}

static void search_clear(struct search *search)
{
    correlate_free(search->correlate);
    free(search->around);
    free(search->field);
}

static enum err_code load(struct search *search, size_t suspect, int64_t at, struct err *err)
{
    const struct null_excerpt excerpt = { .suspect = suspect,
                                          .mono = true,
                                          .at_samples = at - REACH_SAMPLES,
                                          .samples = search->window + 2 * (size_t)REACH_SAMPLES };

    return null_excerpt_read(search->tracks, &excerpt, &search->around, &search->field, err);
}

/* The correlation coefficient at a lag. */
static double likeness(const struct search *search, int64_t lag)
{
    const float *field = search->field + REACH_SAMPLES + lag;
    double cross = 0, own = 0, other = 0;

    for (size_t i = 0; i < search->window; i++) {
        const double a = (double)search->own[i], b = (double)field[i];

        cross += a * b;
        own += a * a;
        other += b * b;
    }
    return own > 0 && other > 0 ? cross / sqrt(own * other) : 0;
}

/* What a gain can't take away. */
static double left_at(const struct search *search, int64_t lag)
{
    const double alike = likeness(search, lag);

    return 1 - alike * alike;
}

/* Of lags that are as good, as with a steady tone, the shortest. */
static bool is_better(int64_t at, double left_there, int64_t lag, double left)
{
    return left_there < 0.9 * left || (left_there < left && llabs(at - lag) <= 2 * NEAR_SAMPLES) ||
           (left_there <= 1.05 * left && llabs(at) < llabs(lag));
}

static void try_near(const struct search *search, int64_t peak, int64_t *lag, double *left)
{
    for (int64_t at = peak - NEAR_SAMPLES; at <= peak + NEAR_SAMPLES; at++) {
        const double there = llabs(at) <= REACH_SAMPLES ? left_at(search, at) : 1;

        if (is_better(at, there, *lag, *left)) {
            *lag = at;
            *left = there;
        }
    }
}

/* The top of a parabola through three correlations. */
static double fraction_at(const struct search *search, int64_t lag)
{
    double before, here, after, bend;

    if (llabs(lag) >= REACH_SAMPLES)
        return 0;
    before = fabs(likeness(search, lag - 1));
    here = fabs(likeness(search, lag));
    after = fabs(likeness(search, lag + 1));
    bend = before - 2 * here + after;
    return bend < 0 ? fmax(-0.5, fmin(0.5, 0.5 * (before - after) / bend)) : 0;
}

/* Where the suspect itself starts with the mix, if its start says otherwise. */
static int64_t lag_to_head(const struct null_tracks *tracks, size_t suspect)
{
    return suspect == NULL_WHOLE
               ? 0
               : tracks->mix.start_samples - tracks->stem[suspect - 1].start_samples;
}

static enum err_code consider(struct search *search, struct move *move, struct err *err)
{
    const double all[2] = { 0, 1 };
    const int64_t at = null_survey_loudest(search->survey, move->suspect, search->window, all);
    struct correlate_lags lags;
    double now, left;
    enum err_code code = load(search, move->suspect, at, err);

    move->lag = 0;
    move->ratio = 1;
    if (code)
        return code;
    now = left = left_at(search, 0);
    if (now < nulls)
        return ERR_NONE;
    correlate_run(search->correlate, search->own, search->field, &lags);
    try_near(search, lags.whitened, &move->lag, &left);
    try_near(search, lags.plain, &move->lag, &left);
    try_near(search, lag_to_head(search->tracks, move->suspect), &move->lag, &left);
    if (left < enough * now ||
        (move->lag == lags.whitened && lags.sharpness > sharp && left < enough_if_sharp * now))
        move->ratio = left / now;
    if (left > 1e-6 && move->lag != 0)
        move->fraction = fraction_at(search, move->lag);
    return ERR_NONE;
}

/* The best of all moves. That of the whole is preferred to a stem's that does as well. */
static enum err_code find_move(struct search *search, struct move *best, struct err *err)
{
    enum err_code code = ERR_NONE;

    *best = (struct move){ .ratio = 1 };
    for (size_t suspect = NULL_WHOLE; suspect <= search->tracks->stems && !code; suspect++) {
        struct move move = { .suspect = suspect };
        const double bar = best->suspect == NULL_WHOLE && best->ratio < 1 ? 0.5 : 1;

        code = consider(search, &move, err);
        if (move.lag != 0 && move.ratio < bar * best->ratio - 1e-10)
            *best = move;
    }
    return code;
}

static void make_move(struct null_tracks *tracks, const struct move *move)
{
    struct null_track *track =
        move->suspect == NULL_WHOLE ? &tracks->mix : &tracks->stem[move->suspect - 1];
    const int sign = move->suspect == NULL_WHOLE ? -1 : 1;

    null_tracks_place(tracks, track, track->start_samples + sign * move->lag);
    track->late_fraction =
        fabs(move->fraction) >= 0.05 ? -sign * nearbyint(100 * move->fraction) / 100 : 0;
}

/* " (exactly 2 frames)", or how long it is. */
static void say_length(char *out, size_t bytes, const struct null_input *input, double samples)
{
    const struct rate rate = input->rate;
    const double frames = input->has_rate ? samples * rate.num / (rate.den * (double)RATE_HZ) : 0;
    const double whole = nearbyint(frames);

    if (whole >= 1 && fabs(frames - whole) * RATE_HZ * rate.den < 1.01 * rate.num)
        snprintf(out, bytes, "%.0f frame%s", whole, whole == 1 ? "" : "s");
    else
        snprintf(out, bytes, "%.3g ms", 1000 * samples / RATE_HZ);
}

static void diagnose_mix(struct nulltest *test, const struct null_tracks *tracks, double late)
{
    char length[48];

    say_length(length, sizeof length, tracks->input, fabs(late));
    null_diagnose(test, NULL_OFFSET, NULL, late,
                  "The full mix is %.7g sample%s (%s) %s against the stems. Move it %s by as much, "
                  "or print it again from the same start.",
                  fabs(late), fabs(late) == 1 ? "" : "s", length, late > 0 ? "late" : "early",
                  late > 0 ? "earlier" : "later");
}

static void diagnose_stem(struct nulltest *test, const struct null_tracks *tracks,
                          const struct null_track *track, double late)
{
    char length[48];
    const bool head = track->is_told && track->start_samples == tracks->mix.start_samples;

    say_length(length, sizeof length, tracks->input, fabs(late));
    if (head && fabs(late) >= RATE_HZ / 10.0)
        null_diagnose(test, NULL_OFFSET, track->name, late,
                      "%s says that it starts %s %s than the full mix, but nulls when both start "
                      "together: its time reference is wrong, its sound is not.",
                      track->name, length, late > 0 ? "later" : "earlier");
    else
        null_diagnose(test, NULL_OFFSET, track->name, late,
                      "%s is %.7g sample%s (%s) %s. Move it %s by as much, or print it again from "
                      "the same start.",
                      track->name, fabs(late), fabs(late) == 1 ? "" : "s", length,
                      late > 0 ? "late" : "early", late > 0 ? "earlier" : "later");
}

/* By how much a track was moved from where its file says. */
static double lateness(const struct null_track *track)
{
    return (double)(track->told_samples - track->start_samples) + track->late_fraction;
}

void null_align_tell(struct nulltest *test, const struct null_tracks *tracks)
{
    if (tracks->mix.told_samples != tracks->mix.start_samples)
        diagnose_mix(test, tracks, lateness(&tracks->mix));
    for (size_t i = 0; i < tracks->stems; i++)
        if (tracks->stem[i].told_samples != tracks->stem[i].start_samples)
            diagnose_stem(test, tracks, &tracks->stem[i], lateness(&tracks->stem[i]));
}

enum err_code null_align_run(struct null_tracks *tracks, const struct null_survey *survey,
                             size_t *moves, struct err *err)
{
    struct search search;
    struct move move;
    enum err_code code = search_init(&search, tracks, survey, WINDOW_SAMPLES, err);

    for (*moves = 0; *moves < 2 * tracks->stems + 2 && !code; ++*moves) {
        if ((code = find_move(&search, &move, err)) || move.ratio >= 1)
            break;
        make_move(tracks, &move);
    }
    search_clear(&search);
    return code;
}

enum { PLACES = 9, PLACES_NEEDED = 5 };

struct place {
    double at, lag; /* samples */
};

struct line {
    double slope, offset;
    size_t near;        /* places that lie on it */
    double least, most; /* of their lags */
};

/* Inside a window drift smears the lag by so much. */
static double reach_of(double slope)
{
    return 1 + fabs(slope) * DRIFT_WINDOW_SAMPLES;
}

/* Takes the places near a line, and lays it through them by least squares. */
static struct line refine(const struct place place[PLACES], struct line line)
{
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    struct line out = { .least = INFINITY, .most = -INFINITY };

    for (size_t i = 0; i < PLACES; i++) {
        const double off = place[i].lag - line.offset - line.slope * place[i].at;

        if (fabs(off) > reach_of(line.slope))
            continue;
        n++;
        x += place[i].at;
        y += place[i].lag;
        xx += place[i].at * place[i].at;
        xy += place[i].at * place[i].lag;
        out.least = fmin(out.least, place[i].lag);
        out.most = fmax(out.most, place[i].lag);
    }
    if (n < 2 || n * xx - x * x <= 0)
        return out;
    out.near = (size_t)n;
    out.slope = (n * xy - x * y) / (n * xx - x * x);
    out.offset = (y - out.slope * x) / n;
    return out;
}

/* The line that most places lie on: single ones are wrong, in steady or repeated music, but wrong
 * ones do not agree. False if there is none, or if it is level. */
static bool line_of(const struct place place[PLACES], double *slope)
{
    struct line best = { 0 };

    for (size_t i = 0; i < PLACES; i++)
        for (size_t j = i + 1; j < PLACES; j++) {
            const double apart = place[j].at - place[i].at;
            struct line line = { .slope = apart > 0 ? (place[j].lag - place[i].lag) / apart : 1 };

            line.offset = place[i].lag - line.slope * place[i].at;
            line = refine(place, line);
            if (fabs(line.slope) < DRIFT_MOST && line.near > best.near)
                best = line;
        }
    *slope = best.slope;
    return best.near >= PLACES_NEEDED && best.most - best.least > 2 * reach_of(best.slope);
}

/* Where in the window its energy is. */
static double centre_of(const struct search *search)
{
    double sum = 0, moment = 0;

    for (size_t i = 0; i < search->window; i++) {
        const double power = (double)search->own[i] * (double)search->own[i];

        sum += power;
        moment += power * (double)i;
    }
    return sum > 0 ? moment / sum : 0;
}

static const char *drift_cause(double ppm)
{
    const double size = fabs(ppm);

    if (size > 950 && size < 1050)
        return ppm > 0 ? ": a pull-down of 0.1 % (48 kHz played as 47.952 kHz, or 24 fps as 23.976)"
                       : ": a pull-up of 0.1 % (48 kHz played as 48.048 kHz, or 23.976 fps as 24)";
    if (size > 39500 && size < 42200)
        return ppm > 0 ? ": 25 fps slowed down to 24" : ": 24 fps sped up to 25";
    return size < 200 ? ": two clocks that were not locked" : "";
}

static void diagnose_drift(struct nulltest *test, double ppm)
{
    null_diagnose(test, NULL_DRIFT, NULL, ppm,
                  "The full mix runs %.0f ppm %s than the stems%s. Print both from one session "
                  "with one clock; what else may differ can't be told before that.",
                  fabs(ppm), ppm > 0 ? "slower" : "faster", drift_cause(ppm));
}

enum err_code null_align_drift(struct nulltest *test, struct null_tracks *tracks,
                               const struct null_survey *survey, bool *drifts, struct err *err)
{
    struct place place[PLACES];
    struct search search;
    double slope = 0;
    enum err_code code = search_init(&search, tracks, survey, DRIFT_WINDOW_SAMPLES, err);

    for (size_t i = 0; i < PLACES && !code; i++) {
        const double share[2] = { (double)i / PLACES, (double)(i + 1) / PLACES };
        const int64_t at = null_survey_loudest(survey, NULL_WHOLE, search.window, share);
        struct correlate_lags lags;

        if ((code = load(&search, NULL_WHOLE, at, err)))
            break;
        correlate_run(search.correlate, search.own, search.field, &lags);
        place[i] = (struct place){ (double)(at - survey->in_samples) + centre_of(&search),
                                   (double)lags.whitened };
    }
    *drifts = !code && line_of(place, &slope);
    if (*drifts)
        diagnose_drift(test, 1e6 * slope);
    search_clear(&search);
    return code;
}
