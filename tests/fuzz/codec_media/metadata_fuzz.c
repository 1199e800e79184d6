/* Any bytes as bext and as iXML. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "codec/media/bext.h"
#include "codec/media/ixml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bext bext;
    struct ixml ixml;
    struct err err;

    if (bext_read(&bext, data, size)) {
        assert(memchr(bext.description, 0, sizeof bext.description));
        assert(memchr(bext.originator, 0, sizeof bext.originator));
    }
    if (!ixml_read(&ixml, data, size, &err) && ixml.has_rate)
        assert(ixml.rate.num > 0 && ixml.rate.den > 0);
    for (unsigned i = 0; i < CHANNELS; i++)
        assert(memchr(ixml.track_name[i], 0, sizeof ixml.track_name[i]));
    return 0;
}
