#include "codec/measure/nulltest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "codec/core/units.h"
#include "codec/measure/null_align.h"
#include "codec/measure/null_gain.h"
#include "codec/measure/null_levels.h"
#include "codec/measure/null_order.h"
#include "codec/measure/null_time.h"

bool null_passes(enum null_verdict verdict)
{
    return verdict <= NULL_PRINT_NOISE;
}

const char *null_verdict_name(enum null_verdict verdict)
{
    static const char *const names[] = { "exact", "dither", "print-noise", "close", "different" };

    return names[verdict];
}

/* In the order of enum null_kind. */
static const struct {
    const char *name, *unit;
} kinds[NULL_KINDS] = {
    { "offset", "samples" }, { "gain", "dB" },    { "polarity", "" },
    { "swap", "channels" },  { "missing", "" },   { "doubled", "" },
    { "dropout", "s" },      { "limiter", "dB" }, { "drift", "ppm" },
};

const char *null_kind_name(enum null_kind kind)
{
    return kinds[kind].name;
}

const char *null_kind_unit(enum null_kind kind)
{
    return kinds[kind].unit;
}

/* The mean square that rounding and dither of all files leave, with a margin. */
static double floor_of(const struct null_tracks *tracks)
{
    const double step = null_step(tracks);

    return step * step / (double)(tracks->stems + 1);
}

enum { ROUNDS = 3 };

/* Whether the mix has anything of the stems. A soft stem alone is not like the mix, but whole in
 * it. */
static bool are_related(const struct gram *gram)
{
    double gain, alike = gram_alike(gram, &gain);

    return fabs(alike) > 0.2 || fabs(gain) > 0.3;
}

/* One fault can hide another: an inverted stem drowns one that is a sample late. So once gains are
 * known, places and orders are looked at again. */
static enum err_code put_right(struct null_causes *causes, struct null_tracks *tracks,
                               const struct null_survey *survey, bool *is_related, struct err *err)
{
    enum err_code code = ERR_NONE;

    *is_related = true;
    for (size_t round = 0; round < ROUNDS && *is_related && !code; round++) {
        struct gram gram = { 0 };
        size_t moves = 0, turns = 0;

        if ((code = null_align_run(tracks, survey, &moves, err)) ||
            (code = null_order_run(tracks, survey, &turns, err)) ||
            (round > 0 && moves + turns == 0))
            break;
        if (!(code = gram_run(&gram, tracks, err)) && (*is_related = are_related(&gram)))
            code = null_gain_run(causes, tracks, &gram, floor_of(tracks), err);
        gram_clear(&gram);
        if (causes->count == 0)
            break;
    }
    return code;
}

static bool has_all_channels(const struct null_tracks *tracks)
{
    const unsigned mix = null_track_channels(&tracks->mix);

    for (size_t i = 0; i < tracks->stems; i++)
        if (null_track_channels(&tracks->stem[i]) & ~mix)
            return false;
    return true;
}

static void swap_gains(double gain[NULL_STEMS_MAX][CHANNELS], struct null_tracks *tracks)
{
    for (size_t i = 0; i < tracks->stems; i++)
        for (unsigned c = 0; c < CHANNELS; c++) {
            const double now = tracks->stem[i].gain[c];

            tracks->stem[i].gain[c] = gain[i][c];
            gain[i][c] = now;
        }
}

/* A mix that a compressor always holds down looks softer as a whole: gains that do not make it null
 * anywhere are dropped if gain that moves explains more. */
static enum err_code doubt_gains(struct null_causes *causes, struct null_tracks *tracks,
                                 struct err *err)
{
    double gain[NULL_STEMS_MAX][CHANNELS];
    bool is_limited;
    enum err_code code;

    if (causes->count == 0 || causes->is_sure)
        return ERR_NONE;
    for (size_t i = 0; i < NULL_STEMS_MAX; i++)
        for (unsigned c = 0; c < CHANNELS; c++)
            gain[i][c] = 1;
    swap_gains(gain, tracks);
    code = null_time_is_limited(&is_limited, tracks, floor_of(tracks), err);
    if (!code && is_limited)
        causes->count = 0;
    else
        swap_gains(gain, tracks);
    return code;
}

static enum err_code explain(struct nulltest *test, struct null_tracks *tracks,
                             const struct null_survey *survey, struct err *err)
{
    struct null_causes causes = { 0 };
    bool drifts, is_related;
    enum err_code code;

    test->explained_db = NAN;
    if (!has_all_channels(tracks)) {
        null_note(test, "The full mix has fewer channels than the stems: a fold-down does not null "
                        "against them. Test the stems against the mix in its full format.");
        return ERR_NONE;
    }
    if ((code = null_align_drift(test, tracks, survey, &drifts, err)) || drifts)
        return code;
    if ((code = put_right(&causes, tracks, survey, &is_related, err)))
        return code;
    if (!is_related) {
        null_note(test, "The full mix and these stems have nothing in common: are they of the same "
                        "cue and version?");
        return ERR_NONE;
    }
    if ((code = doubt_gains(&causes, tracks, err)))
        return code;
    null_align_tell(test, tracks);
    null_order_tell(test, tracks);
    null_gain_tell(test, tracks, &causes);
    return null_time_run(test, tracks, floor_of(tracks), err);
}

/* Where only some of the files begin or end, within the second that is not compared. */
static const char *who_is_short(const struct null_tracks *tracks, int64_t from, int64_t to)
{
    for (size_t i = 0; i <= tracks->stems; i++) {
        const struct null_track *track = i ? &tracks->stem[i - 1] : &tracks->mix;

        if (track->start_samples >= to || track->start_samples + track->samples <= from)
            return track->name;
    }
    return "one of them";
}

static enum err_code look_at_edge(struct nulltest *test, struct null_tracks *tracks, int64_t from,
                                  int64_t to, struct err *err)
{
    struct null_sums sums = { 0 };
    char place[NULL_PLACE];

    for (int64_t at = from; at < to; at += NULL_BLOCK_SAMPLES) {
        const int64_t left = to - at;
        const size_t samples = left < NULL_BLOCK_SAMPLES ? (size_t)left : NULL_BLOCK_SAMPLES;
        enum err_code code = null_tracks_read(tracks, at, samples, err);

        if (code)
            return code;
        for (unsigned c = 0; c < CHANNELS; c++)
            null_sums_add(&sums, tracks->mix.block.ch[c], tracks->sum[c], samples);
    }
    if (sums.peak <= null_step(tracks))
        return ERR_NONE;
    null_place(place, tracks->input, from);
    null_note(test,
              "The %s %.4g s (%jd samples, from %s) are not compared, because %s does not cover "
              "them; mix and stems differ there by up to %.1f dBFS.",
              from == tracks->first_samples ? "first" : "last", (double)(to - from) / RATE_HZ,
              (intmax_t)(to - from), place, who_is_short(tracks, from, to), db_of(sums.peak));
    return ERR_NONE;
}

static void note_bad_samples(struct nulltest *test, const struct null_tracks *tracks)
{
    for (size_t i = 0; i <= tracks->stems; i++) {
        const struct null_track *track = i ? &tracks->stem[i - 1] : &tracks->mix;
        char place[NULL_PLACE];
        int64_t first;

        if (stem_bad_samples(track->stem, &first) == 0)
            continue;
        null_place(place, tracks->input, track->told_samples + first);
        null_note(test,
                  "%s has samples that are no numbers (NaN or Inf), the first at %s, taken as "
                  "silence: print it again.",
                  track->name, place);
    }
}

static void set_channels(struct nulltest *test, const struct null_tracks *tracks)
{
    test->channel_mask = null_track_channels(&tracks->mix);
    for (size_t i = 0; i < tracks->stems; i++)
        test->channel_mask |= null_track_channels(&tracks->stem[i]);
}

static void summarize(struct nulltest *test)
{
    static const char *const passed[] = {
        "The stems add up to the full mix, to the bit.",
        "The stems add up to the full mix but for rounding and dither of the files.",
        "The stems add up to the full mix but for the noise of printing",
    };
    char *text = test->summary;
    const size_t bytes = sizeof test->summary;
    const double db = test->whole.residual_db;

    if (test->whole.verdict <= NULL_DITHER)
        snprintf(text, bytes, "%s", passed[test->whole.verdict]);
    else if (test->whole.verdict == NULL_PRINT_NOISE)
        snprintf(text, bytes, "%s (%.1f dB).", passed[NULL_PRINT_NOISE], db);
    else if (test->diagnoses == 0 && test->whole.verdict == NULL_CLOSE)
        snprintf(text, bytes,
                 "The stems nearly add up to the full mix (%.1f dB). What is left has no simple "
                 "cause: dither that differs, a plug-in with random modulation, or a slight "
                 "change of gain.",
                 db);
    else if (test->diagnoses == 0 && test->notes > 0)
        snprintf(text, bytes, "The stems do not add up to the full mix (%.1f dB).", db);
    else if (test->diagnoses == 0)
        snprintf(text, bytes,
                 "The stems do not add up to the full mix (%.1f dB), and no offset, order, gain "
                 "or missing stem explains it. Are these the stems of this mix? An equaliser, "
                 "reverb or compressor on the mix bus does this, too.",
                 db);
    else if (isnan(test->explained_db))
        snprintf(text, bytes, "The stems do not add up to the full mix (%.1f dB).", db);
    else if (test->explained_db <= -200)
        snprintf(text, bytes,
                 "The stems do not add up to the full mix (%.1f dB). With what is told below put "
                 "right they do, to the bit.",
                 db);
    else
        snprintf(text, bytes,
                 "The stems do not add up to the full mix (%.1f dB). With what is told below put "
                 "right, %.1f dB are left.",
                 db, test->explained_db);
}

enum err_code nulltest_run(struct nulltest **out, const struct null_input *input, struct err *err)
{
    struct nulltest *test = calloc(1, sizeof *test);
    struct null_survey survey = { 0 };
    struct null_tracks tracks = { 0 };
    enum err_code code;

    *out = NULL;
    if (!test)
        return err_set(err, ERR_NO_MEMORY, "no memory for a null test");
    if ((code = null_tracks_init(&tracks, input, err)) ||
        (code = null_levels_run(test, &survey, &tracks, err)) ||
        (code = look_at_edge(test, &tracks, tracks.first_samples, tracks.in_samples, err)) ||
        (code = look_at_edge(test, &tracks, tracks.out_samples, tracks.last_samples, err)))
        goto done;
    set_channels(test, &tracks);
    test->explained_db = test->whole.residual_db;
    if (null_passes(test->whole.verdict))
        null_align_tell(test, &tracks);
    else if ((code = explain(test, &tracks, &survey, err)))
        goto done;
    note_bad_samples(test, &tracks);
    summarize(test);
    *out = test;
done:
    if (code)
        nulltest_free(test);
    null_survey_clear(&survey);
    null_tracks_clear(&tracks);
    return code;
}

void nulltest_free(struct nulltest *test)
{
    if (!test)
        return;
    free(test->range);
    free(test);
}
