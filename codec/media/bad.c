#include "codec/media/bad.h"

#include <stdbool.h>
#include <string.h>

static const uint32_t exponent = 0x7f800000;
static const uint32_t limit = (uint32_t)(127 + 60) << 23; /* the exponent of 2^60 */

static uint32_t bits_of(float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Without a branch a sample, so that good audio costs next to nothing. */
static bool has_bad(const float *plane, size_t samples)
{
    uint32_t bad = 0;

    for (size_t i = 0; i < samples; i++)
        bad |= (bits_of(plane[i]) & exponent) >= limit;
    return bad;
}

void bad_clean(float *plane, size_t samples, int64_t at, struct bad_samples *tally)
{
    if (!has_bad(plane, samples))
        return;
    for (size_t i = 0; i < samples; i++) {
        if ((bits_of(plane[i]) & exponent) < limit)
            continue;
        plane[i] = 0;
        if (!tally)
            continue;
        tally->count++;
        if (tally->first_at < 0 || at + (int64_t)i < tally->first_at)
            tally->first_at = at + (int64_t)i;
    }
}
