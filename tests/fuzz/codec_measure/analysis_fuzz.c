/* analysis_unpack behind a right checksum, which only tells of accidents; what it accepts must pack
 * into the same bytes. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "codec/measure/analysis.h"

enum { SUM_BYTES = 8 };

static void check_round_trip(const struct analysis *analysis, const uint8_t *data, size_t size)
{
    void *again = NULL;
    size_t bytes = 0;

    if (analysis_pack(analysis, &again, &bytes, NULL))
        abort();
    if (bytes != size || memcmp(again, data, size) != 0)
        abort();
    free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct analysis *analysis = NULL;
    uint8_t *const copy = malloc(size + 1);

    if (!copy)
        return 0;
    memcpy(copy, data, size);
    if (size >= SUM_BYTES) {
        const uint64_t sum = XXH64(copy, size - SUM_BYTES, 0);
        for (unsigned i = 0; i < SUM_BYTES; i++)
            copy[size - SUM_BYTES + i] = (uint8_t)(sum >> 8 * i);
    }
    if (!analysis_unpack(&analysis, copy, size, NULL))
        check_round_trip(analysis, copy, size);
    analysis_free(analysis);
    free(copy);
    return 0;
}
