#include "codec/measure/moments.h"

#include <stdbool.h>
#include <stdlib.h>

#include "codec/core/units.h"

/* The reach is half of what lies between, so that moments never overlap. */
enum { APART_SAMPLES = 5 * RATE_HZ, REACH_SAMPLES = APART_SAMPLES / 2 };

static int64_t middle(const struct moment_series *series, size_t frame)
{
    return series->first_samples + (int64_t)frame * series->step_samples;
}

static bool is_free(const struct moment_series *series, size_t frame, const size_t *taken,
                    unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (llabs(middle(series, frame) - middle(series, taken[i])) < APART_SAMPLES)
            return false;
    return true;
}

static double severity(const struct moment_series *series, size_t frame)
{
    double value;

    return series->severity(series->ctx, frame, &value);
}

/* No better than its neighbours, so that the slope beside a taken peak is not a moment itself. */
static bool is_peak(const struct moment_series *series, size_t frame, double here)
{
    return here > 0 && (frame == 0 || severity(series, frame - 1) <= here) &&
           (frame + 1 == series->frames || severity(series, frame + 1) <= here);
}

static bool find_worst(size_t *frame, const struct moment_series *series, const size_t *taken,
                       unsigned count)
{
    double worst = 0;

    for (size_t i = 0; i < series->frames; i++) {
        const double here = severity(series, i);

        if (here > worst && is_peak(series, i, here) && is_free(series, i, taken, count)) {
            *frame = i;
            worst = here;
        }
    }
    return worst > 0;
}

static struct moment moment_round(const struct moment_series *series, size_t peak)
{
    const size_t reach = (size_t)(REACH_SAMPLES / series->step_samples);
    const int64_t half = series->step_samples / 2;
    size_t first = peak, last = peak;
    struct moment moment;

    series->severity(series->ctx, peak, &moment.value);
    while (first > 0 && peak - first < reach && severity(series, first - 1) > 0)
        first--;
    while (last + 1 < series->frames && last - peak < reach && severity(series, last + 1) > 0)
        last++;
    moment.in_samples = middle(series, first) - half;
    moment.out_samples = middle(series, last) + half;
    if (first == 0 || moment.in_samples < series->scene.in_samples)
        moment.in_samples = series->scene.in_samples;
    if (last + 1 == series->frames || moment.out_samples > series->scene.out_samples)
        moment.out_samples = series->scene.out_samples;
    return moment;
}

unsigned moments_pick(struct moment out[MOMENTS], const struct moment_series *series)
{
    size_t taken[MOMENTS], frame = 0;
    unsigned count = 0;

    while (count < MOMENTS && find_worst(&frame, series, taken, count)) {
        taken[count] = frame;
        out[count++] = moment_round(series, frame);
    }
    return count;
}
