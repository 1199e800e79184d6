#include "codec/measure/headroom.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "codec/core/lanes.h"

enum {
    BETWEEN = 4, /* points for one of the wave */
    TAPS = 8,    /* of the wave make one point */
    BEFORE = TAPS / 2 - 1,
    HOP_LOWS = HOP_STEPS * STEP_LOWS,
    ROOM = HOP_LOWS + TAPS - 1,
    HOP_POINTS = HOP_LOWS * BETWEEN,
    HOP_LANES = HOP_POINTS / LANES,
};

/* Of one hop: point p of stem i at wave[i][p]; the effects stand after the last stem. */
struct hop {
    double tap[BETWEEN][TAPS];
    bool sounds[LFE_STEMS + 1];
    float raw[ROOM];
    lanes wave[LFE_STEMS + 1][HOP_LANES];
};

/* Bessel function of the first kind, order 0, of an imaginary argument. */
static double bessel(double x)
{
    double sum = 1, term = 1;

    for (int k = 1; term > 1e-12 * sum; k++) {
        term *= x / 2 / k * (x / 2 / k);
        sum += term;
    }
    return sum;
}

/* A windowed sinc (Kaiser, 80 dB): flat to 400 Hz, no images of that. Phase 0 is the point itself.
 */
static void design(struct hop *hop)
{
    const double shape = 7.86, half = TAPS / 2.0;

    for (int phase = 0; phase < BETWEEN; phase++)
        for (int k = 0; k < TAPS; k++) {
            const double x = k - BEFORE - (double)phase / BETWEEN;
            const double inside = fmax(1 - x * x / (half * half), 0);
            const double sinc = x == 0 ? 1 : sin(M_PI * x) / (M_PI * x);

            hop->tap[phase][k] = sinc * bessel(shape * sqrt(inside)) / bessel(shape);
        }
}

static struct hop *hop_new(struct err *err)
{
    const size_t bytes =
        (sizeof(struct hop) + LANES_ALIGNMENT - 1) & ~(size_t)(LANES_ALIGNMENT - 1);
    struct hop *const hop = aligned_alloc(LANES_ALIGNMENT, bytes);

    if (hop)
        design(hop);
    else
        err_set(err, ERR_NO_MEMORY, "no memory to measure headroom");
    return hop;
}

static void interpolate(const struct hop *hop, float *out)
{
    for (size_t i = 0; i < HOP_LOWS; i++)
        for (size_t phase = 0; phase < BETWEEN; phase++) {
            double sum = 0;

            for (size_t k = 0; k < TAPS; k++)
                sum += hop->tap[phase][k] * (double)hop->raw[i + k];
            out[i * BETWEEN + phase] = (float)sum;
        }
}

static void read_hop(struct hop *hop, const struct lfe_series *series, size_t index)
{
    const int64_t first = (int64_t)(index * HOP_LOWS) - BEFORE;

    for (size_t i = 0; i <= series->stems; i++) {
        const int of = i < series->stems ? (int)i : OF_EFFECTS;

        hop->sounds[i] = lfe_series_read(series, of, first, ROOM, hop->raw);
        if (hop->sounds[i])
            interpolate(hop, (float *)hop->wave[i]);
    }
}

static float greatest(const lanes *peak)
{
    float most = 0;

    for (size_t i = 0; i < LANES; i++)
        most = fmaxf(most, (*peak)[i]);
    return most;
}

static float peak_of(const struct hop *hop, const double *gain, size_t stems)
{
    size_t members = 0, member[LFE_STEMS + 1];
    float by[LFE_STEMS + 1];
    lanes peak = { 0 };

    for (size_t i = 0; i <= stems; i++)
        if (hop->sounds[i] && (i == stems || gain[i] != 0)) {
            by[members] = i == stems ? 1 : (float)gain[i];
            member[members++] = i;
        }
    for (size_t p = 0; p < HOP_LANES && members > 0; p++) {
        lanes sum = { 0 };

        for (size_t i = 0; i < members; i++)
            sum += by[i] * hop->wave[member[i]][p];
        sum = LANES_ABS(sum);
        peak = LANES_GREATER(sum, peak);
    }
    return greatest(&peak);
}

/* Whether two trials differ in nothing that sounds. */
static bool are_alike(const struct hop *hop, const double *a, const double *b, size_t stems)
{
    for (size_t i = 0; i < stems; i++)
        if (hop->sounds[i] && a[i] != b[i])
            return false;
    return true;
}

enum err_code headroom_peaks(const struct lfe_series *series, const double (*gain)[LFE_STEMS],
                             size_t trials, float *peak, struct err *err)
{
    struct hop *const hop = hop_new(err);

    assert(trials <= HEADROOM_TRIALS);
    if (!hop)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < series->hops; i++) {
        read_hop(hop, series, i);
        for (size_t n = 0; n < trials; n++)
            peak[n * series->hops + i] =
                n > 0 && are_alike(hop, gain[n - 1], gain[n], series->stems)
                    ? peak[(n - 1) * series->hops + i]
                    : peak_of(hop, gain[n], series->stems);
    }
    free(hop);
    return ERR_NONE;
}

/* The subwoofer's feed of one hop at the low rate; it takes the place of a wave's raw points. */
static void read_bass(struct hop *hop, const struct lfe_series *series, size_t index)
{
    const int64_t first = (int64_t)(index * HOP_LOWS) - BEFORE;
    float stem[ROOM];

    lfe_series_read_mains(series, first, ROOM, hop->raw);
    for (size_t i = 0; i < series->stems; i++)
        if (lfe_series_read(series, (int)i, first, ROOM, stem))
            for (size_t k = 0; k < ROOM; k++)
                hop->raw[k] += (float)sqrt(10) * stem[k];
    interpolate(hop, (float *)hop->wave[0]);
}

enum err_code headroom_bass_peak(const struct lfe_series *series, double *peak, struct err *err)
{
    struct hop *const hop = hop_new(err);

    *peak = 0;
    if (!hop)
        return ERR_NO_MEMORY;
    for (size_t i = 0; i < series->hops; i++) {
        const float *const point = (const float *)hop->wave[0];

        read_bass(hop, series, i);
        for (size_t p = 0; p < HOP_POINTS; p++)
            *peak = fmax(*peak, fabs((double)point[p]));
    }
    free(hop);
    return ERR_NONE;
}
