#include "server/http/range.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* Reads digits and moves on. A number too large for int64_t is INT64_MAX: no body is that long, so
 * it means the same. */
static bool read_number(const char **at, int64_t *out)
{
    const char *start = *at;

    *out = 0;
    for (; **at >= '0' && **at <= '9'; ++*at) {
        const int digit = **at - '0';
        *out = *out > (INT64_MAX - digit) / 10 ? INT64_MAX : *out * 10 + digit;
    }
    return *at > start;
}

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

/* "-500": the last bytes. */
static enum range_kind read_suffix(const char *at, int64_t total, int64_t *first, int64_t *bytes)
{
    int64_t last;

    if (!read_number(&at, &last) || *skip_blanks(at) || (total == 0 && last > 0))
        return RANGE_NONE;
    if (last == 0)
        return RANGE_OUTSIDE;
    *bytes = last < total ? last : total;
    *first = total - *bytes;
    return RANGE_PART;
}

enum range_kind range_read(const char *header, int64_t total, int64_t *first, int64_t *bytes)
{
    int64_t from, to = INT64_MAX;

    *first = 0;
    *bytes = total;
    if (!header || strncasecmp(header, "bytes=", 6))
        return RANGE_NONE;
    header = skip_blanks(header + 6);
    if (*header == '-')
        return read_suffix(header + 1, total, first, bytes);
    if (!read_number(&header, &from) || *header++ != '-')
        return RANGE_NONE;
    if (*header >= '0' && *header <= '9' && (!read_number(&header, &to) || to < from))
        return RANGE_NONE;
    if (*skip_blanks(header))
        return RANGE_NONE;
    if (from >= total)
        return RANGE_OUTSIDE;
    *first = from;
    *bytes = (to < total - 1 ? to : total - 1) - from + 1;
    return RANGE_PART;
}
