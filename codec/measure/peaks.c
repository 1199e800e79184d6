#include "codec/measure/peaks.h"

#include <math.h>

#define KERNEL_FILE "codec/measure/peaks_kernel.h"
#include "codec/core/kernel.h"

void peaks_init(struct peaks *peaks)
{
    *peaks = (struct peaks){ 0 };
}

static int16_t stored(float sample)
{
    return (int16_t)lrintf(fmaxf(-32768, fminf(32767, sample * 16384)));
}

static void write_block(const struct peaks *peaks, struct analysis *out)
{
    for (unsigned c = 0; c < CHANNELS; c++) {
        const double mean = peaks->power[c / 4][c % 4] / (double)peaks->filled;

        out->peaks[peaks->block * CHANNELS + c] =
            (struct peak_pair){ stored(peaks->low[c]), stored(peaks->high[c]),
                                stored((float)sqrt(mean)) };
    }
}

static void widen(struct peaks *peaks, const lanes *in, size_t count)
{
    if (peaks->filled == 0) {
        peaks->low = peaks->high = in[0];
        peaks->power[0] = peaks->power[1] = (wide_lanes){ 0 };
    }
    KERNEL_RUN(widen_block, peaks, in, count);
    peaks->filled += count;
}

void peaks_add(struct peaks *peaks, const struct tick *tick, struct analysis *out)
{
    const lanes *const wave = tick->wave + TICK_HISTORY;

    for (size_t at = tick->from; at < tick->to;) {
        const size_t room = PEAK_SAMPLES - peaks->filled, left = tick->to - at;
        const size_t count = room < left ? room : left;

        widen(peaks, wave + at, count);
        at += count;
        if (peaks->filled < PEAK_SAMPLES)
            continue;
        write_block(peaks, out);
        peaks->filled = 0;
        peaks->block++;
    }
}

void peaks_result(const struct peaks *peaks, struct analysis *out)
{
    if (peaks->filled > 0)
        write_block(peaks, out);
}
