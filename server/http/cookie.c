#include "server/http/cookie.h"

#include <string.h>

bool cookie_find(const char *header, const char *name, char *out, size_t bytes)
{
    const size_t length = strlen(name);

    for (const char *at = header; at && *at; at += strcspn(at, ";"), at += *at == ';') {
        size_t value;
        at += strspn(at, " \t");
        if (strncmp(at, name, length) != 0 || at[length] != '=')
            continue;
        value = strcspn(at + length + 1, ";");
        if (value >= bytes)
            return false;
        memcpy(out, at + length + 1, value);
        out[value] = '\0';
        return true;
    }
    return false;
}
