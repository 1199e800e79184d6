#include "codec/measure/bands.h"

#include <assert.h>
#include <math.h>

#include "codec/core/units.h"

#define KERNEL_FILE "codec/measure/bands_kernel.h"
#include "codec/core/kernel.h"

/* Centres are 1000 Hz * 10^(k/10). */
enum { LOWEST_LOW = -17, LOWEST_SPEECH = -8 };

static double edge_hz(int k, double half)
{
    return 1000 * pow(10, (k + half) / 10);
}

/* How much of bin `bin`, which reaches half a bin to either side, lies in [low, high) (in bins). */
static double share(double bin, double low, double high)
{
    return fmax(0, fmin(bin + 0.5, high) - fmax(bin - 0.5, low));
}

static void set_table(struct band_table *table, int lowest, unsigned bands, double bin_hz,
                      double scale)
{
    table->bands = bands;
    table->first_bin = (size_t)lround(edge_hz(lowest, -0.5) / bin_hz);
    for (unsigned b = 0; b < bands; b++) {
        const double low = edge_hz(lowest + (int)b, -0.5) / bin_hz;
        const double high = edge_hz(lowest + (int)b, 0.5) / bin_hz;
        const size_t from = (size_t)lround(low), to = (size_t)lround(high) + 1;

        table->from[b] = from - table->first_bin;
        table->to[b] = to - table->first_bin;
        assert(to - from <= BAND_BINS);
        for (size_t i = from; i < to; i++)
            table->weight[b][i - from] = (float)(scale * share((double)i, low, high));
    }
    table->bins = table->to[bands - 1];
}

/* From power as core/fft gives it to mean square: half of the spectrum has half of it. */
static double scale_of(double points)
{
    return 2 / (points * points * 3 / 8);
}

enum err_code bands_init(struct bands *out, struct err *err)
{
    enum err_code code;

    *out = (struct bands){ 0 };
    set_table(&out->low, LOWEST_LOW, LOW_BANDS, RATE_HZ / 80.0 / LOW_POINTS, scale_of(LOW_POINTS));
    set_table(&out->speech, LOWEST_SPEECH, SPEECH_BANDS, RATE_HZ / 2.0 / SPEECH_POINTS,
              scale_of(SPEECH_POINTS));
    assert(out->low.bins <= SPEECH_BINS && out->speech.bins <= SPEECH_BINS);
    if ((code = fft_new(&out->low_fft, LOW_POINTS, err)) ||
        (code = fft_new(&out->speech_fft, SPEECH_POINTS, err)))
        bands_clear(out);
    return code;
}

void bands_clear(struct bands *bands)
{
    fft_free(bands->low_fft);
    fft_free(bands->speech_fft);
    bands->low_fft = bands->speech_fft = NULL;
}

static int16_t level_of(float power)
{
    if (!(power > 1e-15f))
        return BAND_SILENT;
    return (int16_t)lrintf(1000 * log10f(power));
}

static void store(const struct band_table *table, const lanes *power, int16_t *frame)
{
    lanes sum[SPEECH_BANDS];

    KERNEL_RUN(sum_bands, table, power, sum);
    for (unsigned c = 0; c < CHANNELS; c++)
        for (unsigned b = 0; b < table->bands; b++)
            frame[c * BANDS + b] = level_of(sum[b][c]);
}

static int16_t *frame_at(struct analysis *analysis, int64_t frame)
{
    const int64_t i = frame - analysis->first_frame;

    return i >= 0 && (size_t)i < analysis->frames ? analysis->band + i * CHANNELS * BANDS : NULL;
}

void bands_add(struct bands *bands, const struct decimate *decimate, int64_t tick_index,
               struct analysis *out)
{
    int16_t *const low = frame_at(out, tick_index - LOW_LATE);
    int16_t *const speech = frame_at(out, tick_index - SPEECH_LATE);

    if (decimate_silent(decimate))
        return;
    if (low) {
        fft_power(bands->low_fft, decimate_low(decimate), bands->power, bands->low.first_bin,
                  bands->low.bins);
        store(&bands->low, bands->power, low);
    }
    if (speech) {
        fft_power(bands->speech_fft, decimate_speech(decimate), bands->power,
                  bands->speech.first_bin, bands->speech.bins);
        store(&bands->speech, bands->power, speech + LOW_BANDS);
    }
}
