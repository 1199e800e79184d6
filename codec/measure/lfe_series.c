#include "codec/measure/lfe_series.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/timecode.h"
#include "codec/core/units.h"
#include "codec/measure/layout.h"

void pair_weights(double *out, const double *gain, size_t members)
{
    for (size_t i = 0; i < members; i++)
        for (size_t j = 0; j <= i; j++)
            *out++ = gain[i] * gain[j];
}

double quadratic(const float *products, const double *weight, size_t pairs)
{
    double sum = 0;

    for (size_t i = 0; i < pairs; i++)
        sum += weight[i] * (double)products[i];
    return sum > 0 ? sum : 0;
}

static bool reaches_into(const struct report_source *source, const struct report_scene *scene)
{
    return source->analysis->start_samples < scene->out_samples &&
           source->analysis->start_samples + source->analysis->samples > scene->in_samples;
}

static int stem_named(struct lfe_series *series, const char *role)
{
    const char *const name = series->stems < LFE_STEMS - 1 ? role : "other stems";

    for (size_t i = 0; i < series->stems; i++)
        if (strcmp(series->name[i], role) == 0 || strcmp(series->name[i], name) == 0)
            return (int)i;
    snprintf(series->name[series->stems], STEM_NAME, "%s", name);
    return (int)series->stems++;
}

static int belongs_to(struct lfe_series *series, const struct report_source *source)
{
    const bool has_lfe = source->analysis->channel_mask >> CH_LFE & 1;

    if (!reaches_into(source, &series->input->scene))
        return OF_NOTHING;
    if (source->kind == ROLE_EFFECTS) {
        series->has_effects = true;
        series->effects_have_lfe |= has_lfe;
        return OF_EFFECTS;
    }
    if (source->kind != ROLE_STEM && source->kind != ROLE_MIX)
        return OF_NOTHING;
    series->music_has_lfe |= has_lfe;
    return stem_named(series, source->role);
}

static double trim_of(const struct lfe_series *series, int of)
{
    return gain_of(of == OF_EFFECTS ? series->input->settings.effects_trim_db
                                    : series->input->settings.music_trim_db);
}

/* Adds what `wave`, which starts at wave_first, has in [first, first + lows). */
static bool add_wave(float *out, int64_t first, size_t lows, const struct analysis *analysis,
                     const float *wave)
{
    int64_t from = analysis->first_low, to = from + (int64_t)analysis->lows;
    bool heard = false;

    if (from < first)
        from = first;
    if (to > first + (int64_t)lows)
        to = first + (int64_t)lows;
    for (int64_t i = from; i < to; i++) {
        const float x = wave[i - analysis->first_low];

        out[i - first] += x;
        heard |= x != 0;
    }
    return heard;
}

static void scale(float *wave, size_t lows, double gain)
{
    if (gain != 1)
        for (size_t i = 0; i < lows; i++)
            wave[i] *= (float)gain;
}

bool lfe_series_read(const struct lfe_series *series, int of, int64_t first, size_t lows,
                     float *out)
{
    bool heard = false;

    memset(out, 0, lows * sizeof(*out));
    for (size_t i = 0; i < series->input->count; i++)
        if (series->stem_of[i] == of) {
            const struct analysis *const a = series->input->sources[i].analysis;

            heard |= add_wave(out, series->first_low + first, lows, a, a->lfe);
        }
    if (heard)
        scale(out, lows, trim_of(series, of));
    return heard;
}

void lfe_series_read_mains(const struct lfe_series *series, int64_t first, size_t lows, float *out)
{
    memset(out, 0, lows * sizeof(*out));
    for (size_t i = 0; i < series->input->count; i++)
        if (series->stem_of[i] >= 0 && series->stem_of[i] < LFE_STEMS) {
            const struct analysis *const a = series->input->sources[i].analysis;

            add_wave(out, series->first_low + first, lows, a, a->mains);
        }
    scale(out, lows, trim_of(series, 0));
}

static enum err_code allocate(struct lfe_series *series, struct err *err)
{
    const size_t pairs = pairs_of(series->stems), more = pairs_of(series->stems + 1);
    const size_t frames = series->frames, stems = series->stems;

    series->step_in_band = calloc(series->steps * pairs + 1, sizeof(float));
    series->frame_in_band = calloc(frames * pairs + 1, sizeof(float));
    series->frame_bass = calloc(series->hops * more + 1, sizeof(float));
    series->effects_in_band = calloc(series->hops + 1, sizeof(float));
    series->effects_low = calloc(frames * LOW_BANDS + 1, sizeof(float));
    series->lfe_low = calloc(frames * stems * LOW_BANDS + 1, sizeof(float));
    series->lfe_above = calloc(series->hops * stems + 1, sizeof(float));
    series->mains_low = calloc(frames + 1, sizeof(float));
    if (!series->step_in_band || !series->frame_in_band || !series->frame_bass ||
        !series->effects_in_band || !series->effects_low || !series->lfe_low ||
        !series->lfe_above || !series->mains_low)
        return err_set(err, ERR_NO_MEMORY, "no memory to measure a scene of %zu s",
                       series->steps / (RATE_HZ / STEP_SAMPLES));
    return ERR_NONE;
}

static void set_grid(struct lfe_series *series)
{
    const struct report_scene *const scene = &series->input->scene;
    const int64_t samples = scene->out_samples - scene->in_samples;

    series->first_low = floor_div(scene->in_samples + LOW_STEP_SAMPLES / 2, LOW_STEP_SAMPLES);
    series->steps = samples > 0 ? (size_t)(samples / STEP_SAMPLES) : 0;
    series->hops = series->steps / HOP_STEPS;
    series->frames = series->hops < FRAME_HOPS ? 0 : series->hops - FRAME_HOPS + 1;
}

static enum err_code check_scene(const struct report_scene *scene, struct err *err)
{
    if (scene->in_samples < -TIMECODE_LIMIT || scene->in_samples > TIMECODE_LIMIT ||
        scene->out_samples < -TIMECODE_LIMIT || scene->out_samples > TIMECODE_LIMIT)
        return err_set(err, ERR_RANGE, "the scene lies outside all days");
    if (scene->out_samples - scene->in_samples > ANALYSIS_SAMPLES_MAX)
        return err_set(err, ERR_TOO_BIG, "the scene is longer than a day");
    return ERR_NONE;
}

static enum err_code fill(struct lfe_series *series, struct err *err)
{
    enum err_code code;

    series->stem_of = calloc(series->input->count + 1, sizeof(*series->stem_of));
    if (!series->stem_of)
        return err_set(err, ERR_NO_MEMORY, "no memory to measure %zu sources",
                       series->input->count);
    for (size_t i = 0; i < series->input->count; i++)
        series->stem_of[i] = belongs_to(series, &series->input->sources[i]);
    set_grid(series);
    if ((code = allocate(series, err)) || series->frames == 0 || series->stems == 0)
        return code;
    if ((code = lfe_series_multiply(series, err)))
        return code;
    lfe_series_add_bands(series);
    return ERR_NONE;
}

enum err_code lfe_series_new(struct lfe_series **out, const struct scene_input *input,
                             struct err *err)
{
    struct lfe_series *const series = calloc(1, sizeof(*series));
    enum err_code code;

    *out = NULL;
    if (!series)
        return err_set(err, ERR_NO_MEMORY, "no memory to measure a scene");
    series->input = input;
    code = check_scene(&input->scene, err);
    if (!code)
        code = fill(series, err);
    if (code)
        lfe_series_free(series);
    else
        *out = series;
    return code;
}

void lfe_series_free(struct lfe_series *series)
{
    if (!series)
        return;
    free(series->stem_of);
    free(series->step_in_band);
    free(series->frame_in_band);
    free(series->frame_bass);
    free(series->effects_in_band);
    free(series->effects_low);
    free(series->lfe_low);
    free(series->lfe_above);
    free(series->mains_low);
    free(series);
}
