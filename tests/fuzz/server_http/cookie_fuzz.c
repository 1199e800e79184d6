/* Cookie headers: what is found stands in the header behind its name, and fits. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/http/cookie.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *header = malloc(size + 1), out[48], pair[64] = "predub=";

    if (!header)
        return 0;
    memcpy(header, data, size);
    header[size] = '\0';
    if (cookie_find(header, "predub", out, sizeof out)) {
        strcat(pair, out);
        if (!strstr(header, pair) || strchr(out, ';'))
            abort();
    }
    free(header);
    return 0;
}
