/* Buffers for the cache: a mark, a version and a checksum round structs of this machine. They never
 * leave it, and what another program or version wrote is made again. */
#pragma once

#include <stdint.h>

#include "codec/core/err.h"
#include "server/work/buffer.h"

struct seal {
    char mark[4];
    uint32_t version;
};

struct sealed_part {
    const void *data;
    size_t bytes;
};

/* Puts the parts one behind the other; clear *out after success. */
enum err_code sealed_make(struct buffer *out, struct seal seal, const struct sealed_part *parts,
                          size_t count, struct err *err);

/* Lends what is inside; ERR_DAMAGED for another mark or version, and for anything but the whole. */
enum err_code sealed_open(struct sealed_part *inside, struct seal seal, const struct buffer *in,
                          struct err *err);
