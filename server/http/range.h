/* The Range header of RFC 9110 for one range of bytes. */
#pragma once

#include <stdint.h>

enum range_kind {
    RANGE_NONE,   /* no header, another unit, a syntax error or several ranges: send the whole */
    RANGE_PART,   /* send [*first, *first + *bytes) with 206 */
    RANGE_OUTSIDE /* 416 */
};

/* Reads a Range header (NULL is allowed) against a body of `total` bytes. */
enum range_kind range_read(const char *header, int64_t total, int64_t *first, int64_t *bytes);
