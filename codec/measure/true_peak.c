#include "codec/measure/true_peak.h"

#include <math.h>

#include "codec/core/units.h"

#define KERNEL_FILE "codec/measure/true_peak_kernel.h"
#include "codec/core/kernel.h"

enum {
    GROUP = 32, /* samples that are looked at together, or not at all */
    REACH = TRUE_PEAK_PAIRS,
};

/* Hann-windowed sinc over 12 samples, at a distance of `quarters` from its middle. At the samples
 * themselves it is 1 and 0, so a sample is its own value and only three places of four are work. */
static double tap(int quarters)
{
    const double x = M_PI * quarters / 4;

    return sin(x) / x * (0.5 + 0.5 * cos(x / REACH));
}

void true_peak_init(struct true_peak *meter)
{
    double most[2] = { 0 };

    *meter = (struct true_peak){ 0 };
    for (int k = 0; k < TRUE_PEAK_PAIRS; k++) {
        const double near = tap(1 + 4 * k), far = tap(3 + 4 * k), middle = tap(2 + 4 * k);

        meter->even[k] = (float)((near + far) / 2);
        meter->odd[k] = (float)((near - far) / 2);
        meter->middle[k] = (float)middle;
        most[0] += fabs(near) + fabs(far);
        most[1] += 2 * fabs(middle);
    }
    meter->most_gain = (float)(fmax(most[0], most[1]) * 1.0001);
}

static bool may_exceed(const struct true_peak *meter, const lanes *around)
{
    for (unsigned c = 0; c < CHANNELS; c++)
        if ((*around)[c] * meter->most_gain > meter->peak[c])
            return true;
    return false;
}

void true_peak_add(struct true_peak *meter, const struct tick *tick)
{
    /* Up to the place before the newest REACH samples, which need what follows them. */
    const lanes *const first = tick->wave + TICK_HISTORY - REACH;

    for (size_t at = 0; at < TICK_SAMPLES; at += GROUP) {
        const lanes *const in = first + at;
        lanes around;

        KERNEL_RUN(find_peak, in - REACH + 1, GROUP + 2 * REACH - 1, &around);
        if (may_exceed(meter, &around))
            KERNEL_RUN(between, meter, in, GROUP);
    }
}

void true_peak_result(const struct true_peak *meter, struct analysis *out)
{
    for (unsigned c = 0; c < CHANNELS; c++)
        out->level[c].true_peak_db = fmax(out->level[c].peak_db, db_of((double)meter->peak[c]));
}
