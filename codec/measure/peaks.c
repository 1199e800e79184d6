#include "codec/measure/peaks.h"

#include <math.h>

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
    for (unsigned c = 0; c < CHANNELS; c++)
        out->peaks[peaks->block * CHANNELS + c] =
            (struct peak_pair){ stored(peaks->low[c]), stored(peaks->high[c]) };
}

static void widen(struct peaks *peaks, const lanes *in, size_t count)
{
    lanes low, high;

    tick_range(in, count, &low, &high);
    for (unsigned c = 0; c < CHANNELS; c++) {
        const bool first = peaks->filled == 0;

        peaks->low[c] = first ? low[c] : fminf(peaks->low[c], low[c]);
        peaks->high[c] = first ? high[c] : fmaxf(peaks->high[c], high[c]);
    }
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
