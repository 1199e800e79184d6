#include "codec/media/bext.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "codec/media/bytes.h"
#include "codec/media/text.h"

/* Offsets in the chunk. */
enum {
    DESCRIPTION_AT = 0,
    ORIGINATOR_AT = 256,
    DATE_AT = 320,
    TIME_AT = 330,
    TIME_REFERENCE_AT = 338,
    VERSION_AT = 346,
    VERSION_END = 348
};

/* Any character may stand between the numbers; the numbers must be digits. */
static bool is_pattern(const uint8_t *in, const char *pattern)
{
    for (; *pattern; pattern++, in++) {
        if (*pattern == '0' && !isdigit(*in))
            return false;
    }
    return true;
}

bool bext_read(struct bext *out, const uint8_t *data, size_t bytes)
{
    const char *const date = (const char *)data + DATE_AT, *const time =
                                                               (const char *)data + TIME_AT;

    *out = (struct bext){ 0 };
    if (bytes < VERSION_AT)
        return false;
    text_clean(out->description, sizeof out->description, (const char *)data + DESCRIPTION_AT,
               ORIGINATOR_AT - DESCRIPTION_AT);
    text_clean(out->originator, sizeof out->originator, (const char *)data + ORIGINATOR_AT, 32);
    if (is_pattern(data + DATE_AT, "0000-00-00") && is_pattern(data + TIME_AT, "00:00:00"))
        snprintf(out->originated_at, sizeof out->originated_at, "%.4s-%.2s-%.2s %.2s:%.2s:%.2s",
                 date, date + 5, date + 8, time, time + 3, time + 6);
    out->time_reference = bytes_u64(data + TIME_REFERENCE_AT);
    out->version = bytes < VERSION_END ? 0 : bytes_u16(data + VERSION_AT);
    return true;
}
