#include "codec/media/text.h"

#include <stdint.h>
#include <string.h>

/* Bytes of the UTF-8 character at in, 0 if there is none: overlong forms, surrogates and what lies
 * beyond U+10FFFF are refused, as JSON readers refuse them. */
static size_t character_bytes(const uint8_t *in, size_t bytes)
{
    const uint8_t first = in[0];
    const size_t length = first < 0x80   ? 1
                          : first < 0xc2 ? 0
                          : first < 0xe0 ? 2
                          : first < 0xf0 ? 3
                          : first < 0xf5 ? 4
                                         : 0;

    if (length > bytes)
        return 0;
    for (size_t i = 1; i < length; i++) {
        if ((in[i] & 0xc0) != 0x80)
            return 0;
    }
    if ((first == 0xe0 && in[1] < 0xa0) || (first == 0xed && in[1] > 0x9f) ||
        (first == 0xf0 && in[1] < 0x90) || (first == 0xf4 && in[1] > 0x8f))
        return 0;
    return length;
}

void text_clean(char *out, size_t out_bytes, const char *in, size_t in_bytes)
{
    const size_t bytes = strnlen(in, in_bytes);
    size_t used = 0;

    for (size_t at = 0; at < bytes;) {
        const size_t length = character_bytes((const uint8_t *)in + at, bytes - at);
        if (used + (length ? length : 1) >= out_bytes)
            break;
        if (length == 0)
            out[used] = '?';
        else if (length == 1 && ((uint8_t)in[at] < 0x20 || in[at] == 0x7f))
            out[used] = ' ';
        else
            memcpy(out + used, in + at, length);
        used += length ? length : 1;
        at += length ? length : 1;
    }
    while (used > 0 && out[used - 1] == ' ')
        used--;
    out[used] = 0;
}
