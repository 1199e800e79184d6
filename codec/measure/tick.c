#include "codec/measure/tick.h"

#include <string.h>

#define KERNEL_FILE "codec/measure/tick_kernel.h"
#include "codec/core/kernel.h"

void tick_range(const lanes *in, size_t count, lanes *low, lanes *high)
{
    KERNEL_RUN(find_range, in, count, low, high);
}

void tick_load(struct tick *tick)
{
    const lanes *const wave = tick->wave + TICK_HISTORY;

    memcpy(tick->wave, tick->wave + TICK_SAMPLES, TICK_HISTORY * sizeof(lanes));
    KERNEL_RUN(interleave, tick);
    tick_range(wave, TICK_SAMPLES, &tick->low, &tick->high);
    tick->silent = true;
    for (unsigned c = 0; c < CHANNELS; c++)
        tick->silent = tick->silent && tick->low[c] == 0 && tick->high[c] == 0;
}
