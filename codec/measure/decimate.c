#include "codec/measure/decimate.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "codec/core/units.h"

#define KERNEL_FILE "codec/measure/decimate_kernel.h"
#include "codec/core/kernel.h"

enum {
    HALF_TICK = TICK_SAMPLES / 2,
    QUARTER_TICK = TICK_LOWS / 4,
    HALF_LATE = 12, /* what the newest sample at each rate is behind the end of the tick */
    LOW_LATE_SAMPLES = LOWS_BEFORE,
    QUARTER_LATE = 10,
    QUIET_TICKS = 64, /* longer than everything kept */

    /* Where the first output of a tick, or a window, begins in what is kept. */
    WAVE_AT = TICK_HISTORY - 2 * HALF_LATE,
    HALF_AT = HALF_SAMPLES - (HALF_TICK - HALF_LATE),
    LOW_AT = LOW_SAMPLES - (TICK_LOWS - LOW_LATE_SAMPLES),
    QUARTER_AT = QUARTER_SAMPLES - (QUARTER_TICK - QUARTER_LATE),
    TENTH_FROM = HALF_AT - 10 * LOW_LATE_SAMPLES,
    QUARTER_FROM = LOW_AT - 4 * QUARTER_LATE,
    SPEECH_FROM = HALF_AT - SPEECH_LATE * HALF_TICK - SPEECH_POINTS / 2,
    LOW_FROM = QUARTER_AT - LOW_LATE * QUARTER_TICK - LOW_POINTS / 2,
};

static_assert(WAVE_AT >= 1 + 2 * (HALF_PAIRS - 1) && TENTH_FROM - TENTH_PAIRS >= 0 &&
                  QUARTER_FROM - QUARTER_PAIRS >= 0 && SPEECH_FROM >= 0 && LOW_FROM >= 0,
              "what is kept reaches back far enough");
static_assert(HALF_LATE - HALF_PAIRS + 1 >= 0 &&
                  TENTH_FROM + 10 * (TICK_LOWS - 1) + TENTH_PAIRS - HALF_SAMPLES < 0 &&
                  QUARTER_FROM + 4 * (QUARTER_TICK - 1) + QUARTER_PAIRS - LOW_SAMPLES < 0 &&
                  SPEECH_FROM + SPEECH_POINTS - HALF_SAMPLES <= 0 &&
                  LOW_FROM + LOW_POINTS - QUARTER_SAMPLES <= 0,
              "and nothing is asked of what has not come yet");

/* Modified Bessel function of order 0. */
static double bessel(double x)
{
    double sum = 1, term = 1;

    for (int k = 1; k < 40; k++) {
        term *= x / (2 * k) * (x / (2 * k));
        sum += term;
    }
    return sum;
}

/* Kaiser-windowed sinc, -6 dB at corner (a share of the input rate), unity at DC. */
static void design(struct pairs_fir *fir, double corner, double stop_db)
{
    const double beta = 0.1102 * (stop_db - 8.7);
    const double reach = (double)((fir->pairs - 1) * fir->stride + 2);
    double tap[TENTH_PAIRS], sum = 0;

    for (size_t k = 0; k < fir->pairs; k++) {
        const double at = (double)(1 + k * fir->stride), share = at / reach;
        tap[k] = sin(2 * M_PI * corner * at) / (M_PI * at) *
                 bessel(beta * sqrt(1 - share * share)) / bessel(beta);
        sum += 2 * tap[k];
    }
    for (size_t k = 0; k < fir->pairs; k++)
        fir->pair[k] = (float)(tap[k] * (1 - 2 * corner) / sum);
    fir->centre = (float)(2 * corner);
}

void decimate_init(struct decimate *decimate)
{
    *decimate = (struct decimate){
        /* At half of the band every second tap of a sinc is 0. */
        .half = { .step = 2, .stride = 2, .pairs = HALF_PAIRS },
        .tenth = { .step = 10, .stride = 1, .pairs = TENTH_PAIRS },
        .quarter = { .step = 4, .stride = 1, .pairs = QUARTER_PAIRS },
        .quiet_ticks = QUIET_TICKS,
    };
    design(&decimate->half, 0.25, 100);
    design(&decimate->tenth, 700.0 / (RATE_HZ / 2.0), 103);
    design(&decimate->quarter, 300.0 / (RATE_HZ / 20.0), 97);
}

static void shift(lanes *kept, size_t size, size_t by)
{
    memmove(kept, kept + by, (size - by) * sizeof(*kept));
}

void decimate_add(struct decimate *d, const struct tick *tick)
{
    d->quiet_ticks = !tick->silent ? 0 : d->quiet_ticks + (d->quiet_ticks < QUIET_TICKS);
    if (decimate_silent(d))
        return;
    shift(d->at_half, HALF_SAMPLES, HALF_TICK);
    KERNEL_RUN(filter, &d->half, tick->wave + WAVE_AT, d->at_half + HALF_SAMPLES - HALF_TICK,
               HALF_TICK);
    shift(d->at_low, LOW_SAMPLES, TICK_LOWS);
    KERNEL_RUN(filter, &d->tenth, d->at_half + TENTH_FROM, d->at_low + LOW_SAMPLES - TICK_LOWS,
               TICK_LOWS);
    shift(d->at_quarter, QUARTER_SAMPLES, QUARTER_TICK);
    KERNEL_RUN(filter, &d->quarter, d->at_low + QUARTER_FROM,
               d->at_quarter + QUARTER_SAMPLES - QUARTER_TICK, QUARTER_TICK);
}

bool decimate_silent(const struct decimate *decimate)
{
    return decimate->quiet_ticks >= QUIET_TICKS;
}

const lanes *decimate_speech(const struct decimate *d)
{
    return d->at_half + SPEECH_FROM;
}

const lanes *decimate_low(const struct decimate *d)
{
    return d->at_quarter + LOW_FROM;
}

const lanes *decimate_newest(const struct decimate *d)
{
    return d->at_low + LOW_SAMPLES - TICK_LOWS;
}
