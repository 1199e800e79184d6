#include "codec/measure/scene_lanes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec/measure/lfe_figures.h"

_Static_assert(HOP_STEPS *STEP_SAMPLES == LANE_SAMPLES, "a lane has a value for each hop");
_Static_assert((int)LANE_STEMS >= (int)LFE_STEMS, "a lane for each stem");

static float *row_of(struct scene_lanes *lanes, size_t row)
{
    return lanes->value + row * lanes->frames;
}

static enum err_code allocate(struct scene_lanes *lanes, const struct report_scene *scene,
                              struct err *err)
{
    size_t rows;

    lanes->in_samples = scene->in_samples;
    lanes->frames = (size_t)((scene->out_samples - scene->in_samples) / LANE_SAMPLES);
    rows = LANE_STEM + lanes->stems;
    lanes->value = malloc((rows * lanes->frames + 1) * sizeof *lanes->value);
    if (!lanes->value)
        return err_set(err, ERR_NO_MEMORY, "no memory for the lanes of a scene");
    for (size_t i = 0; i < rows * lanes->frames; i++) {
        const size_t row = i / lanes->frames;
        const bool level = row == LANE_MUSIC || row == LANE_EFFECTS || row >= LANE_STEM;
        lanes->value[i] = level ? -INFINITY : row == LANE_PUMPING ? 0 : NAN;
    }
    return ERR_NONE;
}

static float level_of(double power)
{
    return power > 1e-15 ? (float)(10 * log10(power)) : -INFINITY;
}

/* Measures of 400 ms stand at the hop that they begin with: the last three hops of a scene take the
 * last one. */
static size_t frame_at(const struct lfe_series *series, size_t hop)
{
    return hop < series->frames ? hop : series->frames - 1;
}

static void fill_levels(struct scene_lanes *lanes, const struct lfe_series *series)
{
    const size_t pairs = pairs_of(series->stems);
    double all[LFE_STEMS], weight[LFE_PAIRS];

    for (size_t s = 0; s < series->stems; s++)
        all[s] = 1;
    pair_weights(weight, all, series->stems);
    for (size_t i = 0; i < lanes->frames; i++) {
        const size_t frame = frame_at(series, i);
        const float *products = series->frame_in_band + frame * pairs;

        row_of(lanes, LANE_MUSIC)[i] = level_of(quadratic(products, weight, pairs));
        row_of(lanes, LANE_EFFECTS)[i] = level_of((double)series->effects_in_band[frame]);
        for (size_t s = 0; s < series->stems; s++)
            row_of(lanes, LANE_STEM + s)[i] = level_of((double)products[pairs_of(s + 1) - 1]);
    }
}

static void fill_clash(struct scene_lanes *lanes, const struct lfe_series *series)
{
    double all[LFE_STEMS], weight[LFE_PAIRS];
    const struct lfe_trial trial = { .series = series, .gain = all };

    for (size_t s = 0; s < series->stems; s++)
        all[s] = 1;
    pair_weights(weight, all, series->stems);
    for (size_t i = 0; i < lanes->frames; i++)
        row_of(lanes, LANE_CLASH)[i] = (float)lfe_overlap_at(&trial, weight, frame_at(series, i));
}

static enum lane_lack lfe_lack(const struct lfe_series *series)
{
    if (series->stems == 0 || series->effects_have_lfe)
        return LANE_LACKS_NOTHING;
    return series->has_effects ? LANE_LACKS_EFFECTS_LFE : LANE_LACKS_EFFECTS;
}

/* Every window lends its index to the hops that it holds. */
static void fill_pumping(struct scene_lanes *lanes, const struct lfe_series *series)
{
    float *const lane = row_of(lanes, LANE_PUMPING);
    double all[LFE_STEMS];
    const struct lfe_trial trial = { .series = series, .gain = all };

    for (size_t s = 0; s < series->stems; s++)
        all[s] = 1;
    for (size_t w = 0; w < lfe_windows_count(series->steps); w++) {
        const struct lfe_window window = lfe_window_at(&trial, w);
        const size_t first = window.first_step / HOP_STEPS;
        const size_t last = (window.first_step + window.steps) / HOP_STEPS;

        for (size_t i = first; i < last && i < lanes->frames; i++)
            lane[i] = fmaxf(lane[i], (float)(window.pumping.index * window.pumping.repeats));
    }
}

enum err_code scene_lanes_init(struct scene_lanes *out, const struct scene_input *input,
                               struct err *err)
{
    struct lfe_series *series = NULL;
    enum err_code code;

    *out = (struct scene_lanes){ 0 };
    if ((code = lfe_series_new(&series, input, err)))
        return code;
    out->stems = series->stems;
    memcpy(out->stem, series->name, sizeof(series->name));
    if (!(code = allocate(out, &input->scene, err)) && series->frames > 0) {
        fill_levels(out, series);
        fill_pumping(out, series);
        fill_clash(out, series);
    }
    out->lfe_lack = lfe_lack(series);
    lfe_series_free(series);
    if (code || (code = scene_lanes_add_speech(out, input, err)))
        scene_lanes_clear(out);
    return code;
}

void scene_lanes_clear(struct scene_lanes *lanes)
{
    free(lanes->value);
    *lanes = (struct scene_lanes){ 0 };
}
