#include "codec/measure/lfe_windows.h"

#include <math.h>

static const double hop_s = (double)HOP_STEPS / ENVELOPE_HZ;

double lfe_level_db(double power)
{
    return 10 * log10(fmax(power, 1e-15));
}

double lfe_between(double x, double from, double to)
{
    return fmin(fmax((x - from) / (to - from), 0), 1);
}

double lfe_trial_power(const struct lfe_trial *trial, const double *weight, size_t frame)
{
    const size_t pairs = pairs_of(trial->series->stems);

    return quadratic(trial->series->frame_in_band + frame * pairs, weight, pairs);
}

size_t lfe_run(const float *lane, size_t frames, double above, size_t bridged)
{
    size_t first = 0, last = 0, longest = 0;
    bool in_run = false;

    for (size_t i = 0; i < frames; i++) {
        if (!((double)lane[i] > above))
            continue;
        if (!in_run || i - last > bridged + 1)
            first = i;
        in_run = true;
        last = i;
        if (last - first + 1 > longest)
            longest = last - first + 1;
    }
    return longest;
}

bool lfe_trial_both(const struct lfe_trial *trial, const double *weight, size_t frame)
{
    return (double)trial->series->effects_in_band[frame] > LFE_ACTIVE_POWER &&
           lfe_trial_power(trial, weight, frame) > LFE_ACTIVE_POWER;
}

static void start_sums(const struct lfe_trial *trial)
{
    for (size_t i = 0; i < LFE_SCRATCH; i++)
        trial->scratch[i][0] = 0;
}

/* The mean of what was added up, over the 3 s round a frame, or the scene if that is shorter. */
static double window_mean(const double *sum, size_t frames, size_t frame)
{
    const size_t length = frames < WINDOW_FRAMES ? frames : WINDOW_FRAMES;
    size_t first = frame > length / 2 ? frame - length / 2 : 0;

    if (first + length > frames)
        first = frames - length;
    return fmax(sum[first + length] - sum[first], 0) / (double)length;
}

static double greatest_mean(const double *sum, size_t frames)
{
    double most = 0;

    for (size_t i = 0; i < frames; i++)
        most = fmax(most, window_mean(sum, frames, i));
    return most;
}

/* Whether there is enough LFE in a window for a ratio to mean something: 0 below -53 dBFS or 23 dB
 * under the strongest window, 1 from -47 dBFS and 17 dB on. */
static double presence(double power, double most)
{
    return fmin(lfe_between(lfe_level_db(power), -53, -47),
                lfe_between(lfe_level_db(power) - lfe_level_db(most), -23, -17));
}

/* Domain's rule says that music 6 dB under the effects is as strong; with a knee of 2 dB to both
 * sides, so that the figure does not jump. */
static double as_strong(double music, double effects)
{
    const double ratio = effects > 0 ? music / effects : 0;

    if (ratio <= 0.158 || ratio >= 0.399) /* spares most of the logarithms */
        return ratio >= 0.399;
    return lfe_between(lfe_level_db(ratio), -8, -4);
}

static void music_bands(double band[LOW_BANDS], const struct lfe_trial *trial, size_t frame)
{
    const size_t stems = trial->series->stems;

    for (size_t b = 0; b < LOW_BANDS; b++)
        band[b] = 0;
    for (size_t i = 0; i < stems; i++)
        for (size_t b = 0; b < LOW_BANDS; b++)
            band[b] += trial->gain[i] * trial->gain[i] *
                       (double)trial->series->lfe_low[(frame * stems + i) * LOW_BANDS + b];
}

/* Adds the effects' power that meets music, by band; returns the share of it in all. */
static double add_overlap(double met[LOW_BANDS], const struct lfe_trial *trial, size_t frame)
{
    const float *const effects = trial->series->effects_low + frame * LOW_BANDS;
    double music[LOW_BANDS], sum = 0, all = 0;

    music_bands(music, trial, frame);
    for (size_t b = 0; b < LOW_BANDS; b++) {
        const double part = (double)effects[b] * as_strong(music[b], (double)effects[b]);

        met[b] += part;
        sum += part;
        all += (double)effects[b];
    }
    return all > 0 ? sum / all : 0;
}

void lfe_overlap_bands(double share[LOW_BANDS], const struct lfe_trial *trial)
{
    double weight[LFE_PAIRS];

    for (size_t b = 0; b < LOW_BANDS; b++)
        share[b] = 0;
    pair_weights(weight, trial->gain, trial->series->stems);
    for (size_t i = 0; i < trial->series->frames; i++)
        if (lfe_trial_both(trial, weight, i))
            add_overlap(share, trial, i);
}

double lfe_overlap_at(const struct lfe_trial *trial, const double *weight, size_t frame)
{
    double met[LOW_BANDS] = { 0 };

    return lfe_trial_both(trial, weight, frame) ? add_overlap(met, trial, frame) : (double)NAN;
}

struct lfe_figure lfe_overlap(const struct lfe_trial *trial)
{
    const size_t frames = trial->series->frames;
    double *const sum = trial->scratch[0];
    double weight[LFE_PAIRS], met[LOW_BANDS] = { 0 };
    struct lfe_figure worst = { 0 };

    pair_weights(weight, trial->gain, trial->series->stems);
    start_sums(trial);
    for (size_t i = 0; i < frames; i++) {
        const bool both = lfe_trial_both(trial, weight, i);

        sum[i + 1] = sum[i] + (both ? add_overlap(met, trial, i) : 0);
        worst.second += both ? (float)hop_s : 0;
    }
    for (size_t i = 0; i < frames; i++) {
        trial->lane[i] = (float)window_mean(sum, frames, i);
        worst.value = fmaxf(worst.value, trial->lane[i]);
    }
    return worst;
}

static double sum_of(const double band[LOW_BANDS], double last)
{
    double sum = last * band[LOW_BANDS - 1];

    for (size_t b = 0; b + 1 < LOW_BANDS; b++)
        sum += band[b];
    return sum;
}

static double above_power(const struct lfe_trial *trial, size_t frame)
{
    const size_t stems = trial->series->stems;
    double sum = 0;

    for (size_t i = 0; i < stems; i++)
        sum +=
            trial->gain[i] * trial->gain[i] * (double)trial->series->lfe_above[frame * stems + i];
    return sum;
}

/* What lies above counts by its level: a window with little in it, such as the onset of a hit at
 * its very end, is taken together with a share of the whole scene. */
struct lfe_figure lfe_above_band(const struct lfe_trial *trial)
{
    const size_t frames = trial->series->frames;
    double *const above = trial->scratch[0], *const all = trial->scratch[1];
    struct lfe_figure worst = { LFE_ABOVE_LEAST, 0 };
    double band[LOW_BANDS], most, share;

    start_sums(trial);
    for (size_t i = 0; i < frames; i++) {
        const double power = above_power(trial, i);

        music_bands(band, trial, i);
        above[i + 1] = above[i] + power;
        all[i + 1] = all[i] + power + sum_of(band, 1);
    }
    most = greatest_mean(all, frames);
    share = all[frames] > 0 ? most / 3 * above[frames] / all[frames] : 0;
    for (size_t i = 0; i < frames; i++) {
        const double whole = window_mean(all, frames, i), here = presence(whole, most);
        const double ratio =
            lfe_level_db(window_mean(above, frames, i) + share) - lfe_level_db(whole + most / 3);

        trial->lane[i] =
            (float)fmax(here > 0 ? ratio - 40 * (1 - here) : LFE_ABOVE_LEAST, LFE_ABOVE_LEAST);
        worst.value = fmaxf(worst.value, trial->lane[i]);
    }
    return worst;
}

/* Of a third-octave at 125 Hz, if it is flat, 27 % lie below 120 Hz. */
static double lfe_low_power(const struct lfe_trial *trial, size_t frame)
{
    double band[LOW_BANDS];

    music_bands(band, trial, frame);
    return sum_of(band, 0.27);
}

/* dB by which the low end drops without the LFE, which plays 10 dB louder than its level says. */
static double loss_db(double lfe, double mains)
{
    return lfe <= 0 ? 0 : fmin(10 * log10(1 + 10 * lfe / fmax(mains, 1e-15)), LFE_LOSS_MOST);
}

struct lfe_figure lfe_dependence(const struct lfe_trial *trial)
{
    const size_t frames = trial->series->frames;
    double *const lfe = trial->scratch[0], *const mains = trial->scratch[1], most;
    struct lfe_figure worst = { 0 };

    start_sums(trial);
    for (size_t i = 0; i < frames; i++) {
        lfe[i + 1] = lfe[i] + lfe_low_power(trial, i);
        mains[i + 1] = mains[i] + (double)trial->series->mains_low[i];
    }
    most = greatest_mean(lfe, frames);
    for (size_t i = 0; i < frames; i++) {
        const double power = window_mean(lfe, frames, i);

        trial->lane[i] =
            (float)(presence(power, most) * loss_db(power, window_mean(mains, frames, i)));
        worst.value = fmaxf(worst.value, trial->lane[i]);
    }
    return worst;
}

/* Domain's rule is a loss of 20 dB; with a knee, as for the overlap. */
struct lfe_figure lfe_only_bass(const struct lfe_trial *trial)
{
    const size_t frames = trial->series->frames;
    double weight[LFE_PAIRS], seconds = 0;

    pair_weights(weight, trial->gain, trial->series->stems);
    for (size_t i = 0; i < frames; i++) {
        const double lfe = 10 * lfe_low_power(trial, i), mains = trial->series->mains_low[i];
        const bool sounds = lfe_trial_power(trial, weight, i) > LFE_ACTIVE_POWER;

        trial->lane[i] = sounds && lfe > 0
                             ? (float)lfe_between(lfe_level_db(lfe) - lfe_level_db(mains), 18, 22)
                             : 0;
        seconds += hop_s * (double)trial->lane[i];
    }
    return (struct lfe_figure){ (float)seconds,
                                (float)(hop_s * (double)lfe_run(trial->lane, frames, 0.5, 0)) };
}

static void add_bass(const struct lfe_trial *trial, size_t frame, const double *weight)
{
    const size_t lfe = pairs_of(trial->series->stems), all = pairs_of(trial->series->stems + 1);
    const float *const products = trial->series->frame_bass + frame * all;
    const double music = quadratic(products, weight, lfe);
    double *const whole = trial->scratch[0], *const parts = trial->scratch[1];

    whole[frame + 1] = whole[frame] + quadratic(products, weight, all);
    parts[frame + 1] = parts[frame] + music + (double)products[all - 1];
    trial->scratch[2][frame + 1] = trial->scratch[2][frame] + music / 10;
}

struct lfe_figure lfe_cancellation(const struct lfe_trial *trial)
{
    const size_t stems = trial->series->stems, frames = trial->series->frames;
    double gain[LFE_STEMS + 1], weight[LFE_PAIRS], most;
    struct lfe_figure worst = { 0 };

    for (size_t i = 0; i < stems; i++)
        gain[i] = sqrt(10) * trial->gain[i];
    gain[stems] = 1;
    pair_weights(weight, gain, stems + 1);
    start_sums(trial);
    for (size_t i = 0; i < frames; i++)
        add_bass(trial, i, weight);
    most = greatest_mean(trial->scratch[2], frames);
    for (size_t i = 0; i < frames; i++) {
        const double lfe = window_mean(trial->scratch[2], frames, i);
        const double gained_db = lfe_level_db(window_mean(trial->scratch[0], frames, i)) -
                                 lfe_level_db(window_mean(trial->scratch[1], frames, i));

        trial->lane[i] = (float)(presence(lfe, most) * gained_db);
        worst.value = fminf(worst.value, trial->lane[i]);
    }
    return worst;
}
