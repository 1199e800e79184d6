/* Range headers against totals of all sizes: whatever comes, a part lies inside the whole. The
 * first eight bytes are the total. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/http/range.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint64_t bits;
    int64_t total, first = -1, bytes = -1;
    char *header;

    if (size < sizeof bits || !(header = malloc(size - sizeof bits + 1)))
        return 0;
    memcpy(&bits, data, sizeof bits);
    total = (int64_t)(bits & INT64_MAX);
    memcpy(header, data + sizeof bits, size - sizeof bits);
    header[size - sizeof bits] = 0;
    if (range_read(header, total, &first, &bytes) == RANGE_PART &&
        (first < 0 || bytes < 1 || first > total - bytes))
        abort();
    free(header);
    return 0;
}
