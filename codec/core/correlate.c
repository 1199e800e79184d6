#include "codec/core/correlate.h"

#include <assert.h>
#include <kiss_fftr.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PEAK_HALF_SAMPLES = 12 }; /* what is nearer to a peak belongs to it */

struct correlate {
    size_t window, reach, points, bins;
    kiss_fftr_cfg forward, inverse;
    kiss_fft_cpx *wave, *field; /* spectra */
    float *time;                /* points floats */
};

enum err_code correlate_new(struct correlate **out, size_t window_samples, size_t reach_samples,
                            struct err *err)
{
    struct correlate *c = calloc(1, sizeof *c);

    *out = NULL;
    assert(window_samples > 0 && window_samples + 2 * reach_samples < 1 << 24);
    if (!c)
        goto done;
    c->window = window_samples;
    c->reach = reach_samples;
    c->points = (size_t)kiss_fftr_next_fast_size_real((int)(window_samples + 2 * reach_samples));
    c->bins = c->points / 2 + 1;
    c->forward = kiss_fftr_alloc((int)c->points, 0, NULL, NULL);
    c->inverse = kiss_fftr_alloc((int)c->points, 1, NULL, NULL);
    c->wave = calloc(c->bins, sizeof *c->wave);
    c->field = calloc(c->bins, sizeof *c->field);
    c->time = calloc(c->points, sizeof *c->time);
    if (c->forward && c->inverse && c->wave && c->field && c->time)
        *out = c;
done:
    if (*out)
        return ERR_NONE;
    correlate_free(c);
    return err_set(err, ERR_NO_MEMORY, "no memory to search an offset of %zu samples",
                   reach_samples);
}

static void transform(struct correlate *c, const float *in, size_t samples, kiss_fft_cpx *out)
{
    memcpy(c->time, in, samples * sizeof *in);
    memset(c->time + samples, 0, (c->points - samples) * sizeof *in);
    kiss_fftr(c->forward, c->time, out);
}

static float size_of(kiss_fft_cpx value)
{
    return sqrtf(value.r * value.r + value.i * value.i);
}

/* field * conj(wave), into c->field; returns the mean magnitude. */
static double cross(struct correlate *c)
{
    double sum = 0;

    for (size_t i = 0; i < c->bins; i++) {
        const kiss_fft_cpx w = c->wave[i], f = c->field[i];

        c->field[i].r = f.r * w.r + f.i * w.i;
        c->field[i].i = f.i * w.r - f.r * w.i;
        sum += (double)size_of(c->field[i]);
    }
    return sum / (double)c->bins;
}

/* Bins that hold next to nothing keep a magnitude of next to nothing: their phase is noise. */
static void whiten(struct correlate *c, double mean)
{
    const float least = (float)(1e-3 * mean);

    for (size_t i = 0; i < c->bins; i++) {
        const float size = size_of(c->field[i]) + least;

        c->field[i].r /= size;
        c->field[i].i /= size;
    }
}

/* The lag of the greatest magnitude that is not within PEAK_HALF_SAMPLES of `but`. */
static int64_t greatest(const struct correlate *c, int64_t but, float *value)
{
    const int64_t lags = 2 * (int64_t)c->reach + 1;
    int64_t best = (int64_t)c->reach;

    *value = 0;
    for (int64_t i = 0; i < lags; i++)
        if (fabsf(c->time[i]) > *value && llabs(i - but) > PEAK_HALF_SAMPLES) {
            *value = fabsf(c->time[i]);
            best = i;
        }
    return best;
}

void correlate_run(struct correlate *c, const float *wave, const float *field,
                   struct correlate_lags *out)
{
    const int64_t reach = (int64_t)c->reach, nowhere = -2 * PEAK_HALF_SAMPLES;
    double mean;
    float peak, second;
    int64_t at;

    transform(c, wave, c->window, c->wave);
    transform(c, field, c->window + 2 * c->reach, c->field);
    mean = cross(c);
    *out = (struct correlate_lags){ .sharpness = 1 };
    if (!(mean > 0 && isfinite(mean)))
        return;
    kiss_fftri(c->inverse, c->field, c->time);
    out->plain = greatest(c, nowhere, &peak) - reach;
    whiten(c, mean);
    kiss_fftri(c->inverse, c->field, c->time);
    at = greatest(c, nowhere, &peak);
    greatest(c, at, &second);
    out->whitened = at - reach;
    out->sharpness = second > 0 ? (double)peak / (double)second : 1;
}

void correlate_free(struct correlate *c)
{
    if (!c)
        return;
    kiss_fftr_free(c->forward);
    kiss_fftr_free(c->inverse);
    free(c->wave);
    free(c->field);
    free(c->time);
    free(c);
}
