#include "codec/core/fir.h"

#include <assert.h>
#include <kiss_fftr.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct fir {
    size_t taps, reach, points;
    kiss_fftr_cfg forward, inverse;
    kiss_fft_cpx *response; /* of the taps, with the 1/points that kissfft leaves to us */
    kiss_fft_cpx *spectrum;
    float *wave; /* points floats */
};

static size_t bins_of(const struct fir *fir)
{
    return fir->points / 2 + 1;
}

static enum err_code allocate(struct fir **out, size_t taps, struct err *err)
{
    struct fir *fir = calloc(1, sizeof(*fir));
    int points;

    assert(taps % 2 == 1 && taps < 1 << 20);
    if (!fir)
        return err_set(err, ERR_NO_MEMORY, "no memory for a filter of %zu taps", taps);
    points = kiss_fftr_next_fast_size_real((int)(FIR_BLOCK_SAMPLES + taps - 1));
    fir->taps = taps;
    fir->reach = taps / 2;
    fir->points = (size_t)points;
    fir->forward = kiss_fftr_alloc(points, 0, NULL, NULL);
    fir->inverse = kiss_fftr_alloc(points, 1, NULL, NULL);
    fir->response = calloc(bins_of(fir), sizeof(*fir->response));
    fir->spectrum = calloc(bins_of(fir), sizeof(*fir->spectrum));
    fir->wave = calloc(fir->points, sizeof(*fir->wave));
    *out = fir;
    if (fir->forward && fir->inverse && fir->response && fir->spectrum && fir->wave)
        return ERR_NONE;
    fir_free(fir);
    *out = NULL;
    return err_set(err, ERR_NO_MEMORY, "no memory for a filter of %zu taps", taps);
}

/* Blackman over taps + 1 intervals, so that the outermost taps are not spent on zeros. */
static double window(const struct fir *fir, size_t tap)
{
    const double turn = 2 * M_PI * (double)(tap + 1) / (double)(fir->taps + 1);

    return 0.42 - 0.5 * cos(turn) + 0.08 * cos(2 * turn);
}

/* Takes the taps from the head of fir->wave. */
static void set_response(struct fir *fir)
{
    const float scale = 1 / (float)fir->points;

    kiss_fftr(fir->forward, fir->wave, fir->response);
    for (size_t i = 0; i < bins_of(fir); i++) {
        fir->response[i].r *= scale;
        fir->response[i].i *= scale;
    }
}

enum err_code fir_hilbert(struct fir **out, size_t taps, struct err *err)
{
    if (allocate(out, taps, err))
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < taps; i++) {
        /* Convolution turns time round: what comes before the centre leads. */
        const double lead = (double)(*out)->reach - (double)i;

        if (fmod(lead, 2) != 0)
            (*out)->wave[i] = (float)(2 / (M_PI * lead) * window(*out, i));
    }
    set_response(*out);
    return ERR_NONE;
}

size_t fir_reach_samples(const struct fir *fir)
{
    return fir->reach;
}

static void multiply(kiss_fft_cpx *restrict spectrum, const kiss_fft_cpx *restrict response,
                     size_t bins)
{
    for (size_t i = 0; i < bins; i++) {
        const float r = spectrum[i].r, im = spectrum[i].i;

        spectrum[i].r = r * response[i].r - im * response[i].i;
        spectrum[i].i = r * response[i].i + im * response[i].r;
    }
}

void fir_run(struct fir *fir, const float *in, float *out, size_t samples)
{
    for (size_t at = 0; at < samples; at += FIR_BLOCK_SAMPLES) {
        const size_t left = samples - at;
        const size_t count = left < FIR_BLOCK_SAMPLES ? left : FIR_BLOCK_SAMPLES;
        const size_t needed = count + fir->taps - 1;

        memcpy(fir->wave, in + at, needed * sizeof(float));
        memset(fir->wave + needed, 0, (fir->points - needed) * sizeof(float));
        kiss_fftr(fir->forward, fir->wave, fir->spectrum);
        multiply(fir->spectrum, fir->response, bins_of(fir));
        kiss_fftri(fir->inverse, fir->spectrum, fir->wave);
        /* The first taps - 1 are wrapped round: overlap-save drops them. */
        memcpy(out + at, fir->wave + fir->taps - 1, count * sizeof(float));
    }
}

void fir_free(struct fir *fir)
{
    if (!fir)
        return;
    kiss_fftr_free(fir->forward);
    kiss_fftr_free(fir->inverse);
    free(fir->response);
    free(fir->spectrum);
    free(fir->wave);
    free(fir);
}
