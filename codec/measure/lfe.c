#include "codec/measure/lfe.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "codec/measure/headroom.h"
#include "codec/measure/lfe_facts.h"

double lfe_trim_db(size_t trim)
{
    const double n = (double)trim;

    if (trim <= 24)
        return -n / 2;
    return trim <= 42 ? -12 - (n - 24) : -30 - 2 * (n - 42);
}

enum err_code lfe_facts_allocate(struct lfe_facts **out, size_t frames, size_t windows,
                                 struct err *err)
{
    struct lfe_facts *const facts = calloc(1, sizeof(*facts));

    *out = NULL;
    if (facts) {
        facts->frames = frames;
        facts->windows = windows;
        facts->window = calloc(windows + 1, sizeof(*facts->window));
        facts->lane = calloc(LFE_CONCERNS * frames + 1, sizeof(*facts->lane));
        for (size_t i = 0; i < LFE_CONCERNS; i++)
            facts->fact[i].stem = -1; /* nobody, where there is no music */
    }
    if (!facts || !facts->window || !facts->lane) {
        lfe_facts_free(facts);
        return err_set(err, ERR_NO_MEMORY, "no memory for the LFE of a scene");
    }
    *out = facts;
    return ERR_NONE;
}

void lfe_facts_free(struct lfe_facts *facts)
{
    if (!facts)
        return;
    free(facts->window);
    free(facts->lane);
    free(facts);
}

/* What is needed while the facts of a scene are made. */
struct making {
    const struct lfe_series *series;
    struct lfe_facts *facts;
    double gain[HEADROOM_TRIALS][LFE_STEMS]; /* of the trials at hand */
    size_t trials;
    float *peak; /* of each trial, [hops]; the effects alone at the end */
    float *lane; /* for trials that nobody looks at */
    double *scratch[LFE_SCRATCH];
};

static void making_clear(struct making *making)
{
    free(making->peak);
    free(making->lane);
    for (size_t i = 0; i < LFE_SCRATCH; i++)
        free(making->scratch[i]);
}

static enum err_code making_init(struct making *making, struct err *err)
{
    const size_t frames = making->series->frames;
    bool complete;

    making->peak = calloc((HEADROOM_TRIALS + 1) * making->series->hops + 1, sizeof(float));
    making->lane = calloc(frames + 1, sizeof(float));
    complete = making->peak && making->lane;
    for (size_t i = 0; i < LFE_SCRATCH; i++) {
        making->scratch[i] = calloc(frames + 1, sizeof(double));
        complete &= making->scratch[i] != NULL;
    }
    return complete
               ? ERR_NONE
               : err_set(err, ERR_NO_MEMORY, "no memory to measure a scene of %zu frames", frames);
}

static struct lfe_trial trial_of(const struct making *making, size_t n, float *lane)
{
    const size_t hops = making->series->hops;
    struct lfe_trial trial = { .series = making->series,
                               .gain = making->gain[n],
                               .peak = making->peak + n * hops,
                               .effects_peak = making->peak + HEADROOM_TRIALS * hops,
                               .lane = lane ? lane : making->lane };

    memcpy(trial.scratch, making->scratch, sizeof(trial.scratch));
    return trial;
}

static struct lfe_figure figure_of(const struct making *making, enum concern_kind kind, size_t n)
{
    const struct lfe_trial trial = trial_of(making, n, NULL);

    return lfe_figure_of(kind, &trial);
}

/* Trial 0 is the scene as it is, trial 1 + k the scene without the LFE of stem k. */
static void set_one_left_out(struct making *making)
{
    making->trials = 1 + making->series->stems;
    for (size_t n = 0; n < making->trials; n++)
        for (size_t i = 0; i < making->series->stems; i++)
            making->gain[n][i] = n != i + 1;
}

static void set_trims(struct making *making, size_t stem)
{
    making->trials = LFE_TRIMS;
    for (size_t n = 0; n < making->trials; n++)
        for (size_t i = 0; i < making->series->stems; i++)
            making->gain[n][i] = i == stem ? gain_of(lfe_trim_db(n)) : 1;
}

static enum err_code take_peaks(struct making *making, struct err *err)
{
    return headroom_peaks(making->series, (const double(*)[LFE_STEMS])making->gain, making->trials,
                          making->peak, err);
}

static enum err_code take_effects_peaks(struct making *making, struct err *err)
{
    static const double silence[1][LFE_STEMS];

    return headroom_peaks(making->series, silence, 1,
                          making->peak + HEADROOM_TRIALS * making->series->hops, err);
}

static bool is_worse(enum concern_kind kind, float a, float b)
{
    const bool less_is_worse = kind == CONCERN_LFE_HEADROOM || kind == CONCERN_LFE_CANCELLATION;

    return less_is_worse ? a < b : a > b;
}

/* The stem with the most LFE in the scene; -1 if all are silent. */
static int strongest_stem(const struct lfe_series *series)
{
    const size_t pairs = pairs_of(series->stems);
    double most = 0;
    int strongest = -1;

    for (size_t i = 0; i < series->stems; i++) {
        double sum = 0;

        for (size_t frame = 0; frame < series->frames; frame++)
            sum += (double)series->frame_in_band[frame * pairs + pairs_of(i + 1) - 1];
        if (sum > most) {
            most = sum;
            strongest = (int)i;
        }
    }
    return strongest;
}

/* The stem without which the figure would be best; where no single one makes a difference (two
 * stems that both sound all the time), the strongest. */
static int stem_to_blame(const struct making *making, enum concern_kind kind,
                         struct lfe_figure whole)
{
    float best = whole.value;
    int stem = -1;

    for (size_t i = 0; i < making->series->stems; i++) {
        const float without = figure_of(making, kind, 1 + i).value;

        if (is_worse(kind, best, without)) {
            best = without;
            stem = (int)i;
        }
    }
    return stem >= 0 ? stem : strongest_stem(making->series);
}

static void measure_whole(struct making *making)
{
    struct lfe_facts *const facts = making->facts;

    for (unsigned kind = 0; kind < LFE_CONCERNS; kind++) {
        const struct lfe_trial trial = trial_of(making, 0, facts->lane + kind * facts->frames);
        struct lfe_fact *const fact = &facts->fact[kind];

        fact->figure = lfe_figure_of(kind, &trial);
        fact->stem = stem_to_blame(making, kind, fact->figure);
    }
}

static void take_windows(struct making *making)
{
    const struct lfe_trial trial = trial_of(making, 0, NULL);

    for (size_t i = 0; i < making->facts->windows; i++)
        making->facts->window[i] = lfe_window_at(&trial, i);
}

/* The fewest neighbouring bands that hold three quarters of the overlap. */
static void take_bands(struct making *making)
{
    const struct lfe_trial trial = trial_of(making, 0, NULL);
    struct lfe_facts *const facts = making->facts;
    double share[LOW_BANDS], all = 0;
    size_t width = LOW_BANDS + 1;

    lfe_overlap_bands(share, &trial);
    for (size_t b = 0; b < LOW_BANDS; b++)
        all += share[b];
    for (size_t from = 0; from < LOW_BANDS; from++) {
        double sum = 0;

        for (size_t to = from; to < LOW_BANDS; to++) {
            sum += share[to];
            if (sum < 0.75 * all || to - from + 1 >= width)
                continue;
            width = to - from + 1;
            facts->overlap_first = (uint32_t)from;
            facts->overlap_last = (uint32_t)to;
        }
    }
}

/* What each measure becomes when the LFE of one stem is trimmed, for the measures that blame it. */
static enum err_code measure_trims(struct making *making, int stem, struct err *err)
{
    struct lfe_facts *const facts = making->facts;
    enum err_code code = ERR_NONE;

    set_trims(making, (size_t)stem);
    if (facts->fact[CONCERN_LFE_HEADROOM].stem == stem)
        code = take_peaks(making, err);
    for (unsigned kind = 0; kind < LFE_CONCERNS && !code; kind++)
        for (size_t n = 0; n < LFE_TRIMS && facts->fact[kind].stem == stem; n++)
            facts->fact[kind].trimmed[n] = figure_of(making, kind, n);
    return code;
}

static enum err_code measure(struct making *making, struct err *err)
{
    double peak;
    enum err_code code;

    set_one_left_out(making);
    if ((code = making_init(making, err)) || (code = take_effects_peaks(making, err)) ||
        (code = take_peaks(making, err)) || (code = headroom_bass_peak(making->series, &peak, err)))
        return code;
    making->facts->bass_peak_db = fmax(db_of(peak), LFE_ABOVE_LEAST);
    measure_whole(making);
    take_windows(making);
    take_bands(making);
    for (size_t i = 0; i < making->series->stems && !code; i++)
        code = measure_trims(making, (int)i, err);
    return code;
}

static void describe(struct lfe_facts *facts, const struct lfe_series *series)
{
    facts->scene = series->input->scene;
    facts->has_music = series->stems > 0;
    facts->music_has_lfe = series->music_has_lfe;
    facts->has_effects = series->has_effects;
    facts->effects_have_lfe = series->effects_have_lfe;
    facts->stems = series->stems;
    memcpy(facts->name, series->name, sizeof(facts->name));
}

enum err_code lfe_facts_new(struct lfe_facts **out, const struct scene_input *input,
                            struct err *err)
{
    struct lfe_series *series = NULL;
    struct making *making = NULL;
    struct lfe_facts *facts = NULL;
    enum err_code code;

    *out = NULL;
    if ((code = lfe_series_new(&series, input, err)) ||
        (code = lfe_facts_allocate(&facts, series->stems > 0 ? series->frames : 0,
                                   series->stems > 0 ? lfe_windows_count(series->steps) : 0, err)))
        goto done;
    describe(facts, series);
    making = calloc(1, sizeof(*making));
    if (!making) {
        code = err_set(err, ERR_NO_MEMORY, "no memory to measure a scene");
        goto done;
    }
    making->series = series;
    making->facts = facts;
    if (facts->frames > 0)
        code = measure(making, err);
done:
    if (!code)
        *out = facts;
    else
        lfe_facts_free(facts);
    if (making)
        making_clear(making);
    free(making);
    lfe_series_free(series);
    return code;
}
