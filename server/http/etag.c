#include "server/http/etag.h"

#include <string.h>

/* At a quoted tag: is it ours? Moves behind it; NULL when it is no tag. */
static const char *read_tag(const char *at, const char *etag, bool *same)
{
    const char *end;
    size_t length;

    if (*at != '"' || !(end = strchr(at + 1, '"')))
        return NULL;
    length = (size_t)(end - at - 1);
    *same = strlen(etag) == length && !memcmp(at + 1, etag, length);
    return end + 1;
}

bool etag_listed(const char *header, const char *etag)
{
    bool same = false;

    if (!header || !etag)
        return false;
    header += strspn(header, " \t");
    if (!strcmp(header, "*"))
        return true;
    while (header && *header && !same) {
        header += strspn(header, " \t,");
        if (!strncmp(header, "W/", 2))
            header += 2;
        header = read_tag(header, etag, &same);
    }
    return same;
}

bool etag_same(const char *header, const char *etag)
{
    bool same = false;
    const char *end;

    if (!header || !etag)
        return false;
    end = read_tag(header + strspn(header, " \t"), etag, &same);
    return same && end && !end[strspn(end, " \t")];
}
