/* The bext chunk of a Broadcast Wave (EBU Tech 3285, versions 0 to 2). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/media/stem.h"

struct bext {
    char description[257], originator[33]; /* UTF-8 */
    char originated_at[20];                /* "yyyy-mm-dd hh:mm:ss", or "" */
    uint64_t time_reference; /* samples since midnight at the file's rate, as it stands there */
    unsigned version;
};

enum { BEXT_BYTES = 602 }; /* without its coding history; a caller reads no more */

/* False if the chunk is too short to hold a time reference. */
bool bext_read(struct bext *out, const uint8_t *data, size_t bytes);
