#include <math.h>

#include "codec/core/units.h"
#include "codec/measure/layout.h"
#include "codec/measure/lfe_series.h"

/* How much of the highest low third-octave, if it is flat, lies below 120 Hz. */
static const double of_125_hz = (120 - 112.2) / (141.25 - 112.2);

enum { BAND_400_HZ = LOW_BANDS + 4 }; /* from 355 Hz: below it the waves tell more */

static double power_of(int16_t level)
{
    return level <= BAND_SILENT ? 0 : exp(level * (M_LN10 / 1000));
}

static double low_power(const int16_t *band)
{
    double sum = of_125_hz * power_of(band[LOW_BANDS - 1]);

    for (size_t i = 0; i + 1 < LOW_BANDS; i++)
        sum += power_of(band[i]);
    return sum;
}

static double high_power(const int16_t *band)
{
    double sum = 0;

    for (size_t i = BAND_400_HZ; i < BANDS; i++)
        sum += power_of(band[i]);
    return sum;
}

static void add_low(float *out, const int16_t *band, double gain)
{
    for (size_t i = 0; i < LOW_BANDS; i++)
        out[i] += (float)(gain * power_of(band[i]));
}

static void add_music(struct lfe_series *series, size_t frame, size_t stem, const int16_t *bands)
{
    const double trim = gain_of(series->input->settings.music_trim_db), gain = trim * trim;
    const size_t at = frame * series->stems + stem;

    for (unsigned c = 0; c < CHANNELS; c++)
        if (c != CH_LFE)
            series->mains_low[frame] += (float)(gain * low_power(bands + c * BANDS));
    add_low(series->lfe_low + at * LOW_BANDS, bands + CH_LFE * BANDS, gain);
    series->lfe_above[at] += (float)(gain * high_power(bands + CH_LFE * BANDS));
}

static void add_effects(struct lfe_series *series, size_t frame, const int16_t *bands)
{
    const double trim = gain_of(series->input->settings.effects_trim_db);

    add_low(series->effects_low + frame * LOW_BANDS, bands + CH_LFE * BANDS, trim * trim);
}

/* The frame of an analysis that lies nearest to the middle of a frame of ours, or NULL. */
static const int16_t *bands_at(const struct lfe_series *series, const struct analysis *analysis,
                               size_t frame)
{
    const int64_t middle = series->input->scene.in_samples +
                           (int64_t)(frame * HOP_STEPS + LFE_FRAME_STEPS / 2) * STEP_SAMPLES;
    const int64_t i = floor_div(middle + FRAME_SAMPLES / 2, FRAME_SAMPLES) - analysis->first_frame;

    return i < 0 || i >= (int64_t)analysis->frames ? NULL : analysis->band + i * (CHANNELS * BANDS);
}

void lfe_series_add_bands(struct lfe_series *series)
{
    for (size_t i = 0; i < series->input->count; i++) {
        const struct analysis *const analysis = series->input->sources[i].analysis;
        const int of = series->stem_of[i];

        for (size_t frame = 0; of != OF_NOTHING && frame < series->frames; frame++) {
            const int16_t *const bands = bands_at(series, analysis, frame);

            if (bands && of == OF_EFFECTS)
                add_effects(series, frame, bands);
            else if (bands)
                add_music(series, frame, (size_t)of, bands);
        }
    }
}
