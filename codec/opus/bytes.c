#include "codec/core/units.h"
#include "codec/opus/layout.h"
#include "codec/opus/segment.h"

#include <assert.h>
#include <string.h>

void bytes_add(struct bytes *bytes, const void *data, size_t count)
{
    if (bytes->data) {
        assert(count <= bytes->room - bytes->used);
        memcpy(bytes->data + bytes->used, data, count);
    }
    bytes->used += count;
}

void bytes_text(struct bytes *bytes, const char *text)
{
    bytes_add(bytes, text, strlen(text));
}

void bytes_be(struct bytes *bytes, uint64_t value, unsigned width)
{
    for (unsigned i = width; i-- > 0;)
        bytes_add(bytes, &(uint8_t){ (uint8_t)(value >> (8 * i)) }, 1);
}

void bytes_le(struct bytes *bytes, uint64_t value, unsigned width)
{
    for (unsigned i = 0; i < width; i++)
        bytes_add(bytes, &(uint8_t){ (uint8_t)(value >> (8 * i)) }, 1);
}

void bytes_patch(struct bytes *bytes, size_t at, uint64_t value, unsigned width)
{
    struct bytes place = { .data = bytes->data, .used = at, .room = bytes->used };

    bytes_be(&place, value, width);
}

void sink_put(struct sink *sink, const void *data, size_t count)
{
    const size_t skipped = count < sink->skip ? count : sink->skip;
    const size_t kept = count - skipped < sink->left ? count - skipped : sink->left;

    if (kept)
        memcpy(sink->out, (const uint8_t *)data + skipped, kept);
    sink->skip -= skipped;
    sink->left -= kept;
    sink->out += kept;
}

void opus_head(struct bytes *out)
{
    bytes_text(out, "OpusHead");
    bytes_le(out, 1, 1); /* version */
    bytes_le(out, 2, 1); /* channels */
    bytes_le(out, PRE_SKIP_SAMPLES, 2);
    bytes_le(out, RATE_HZ, 4);
    bytes_le(out, 0, 2); /* gain: levels are compared by ear, nothing may change them */
    bytes_le(out, 0, 1); /* mapping family */
}
