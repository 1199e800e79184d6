/* X-Forwarded-For and -Proto: whatever comes, an address is one that reads back as itself, and
 * what stands before the last comma changes nothing. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/http/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *header)
{
    struct in6_addr address, again;
    const char *comma = strrchr(header, ',');
    char text[ADDRESS_TEXT];

    if (!address_forwarded(&address, header))
        return;
    address_format(text, &address);
    if (!address_parse(&again, text) || memcmp(&address, &again, sizeof address) != 0)
        abort();
    if (comma &&
        (!address_forwarded(&again, comma + 1) || memcmp(&address, &again, sizeof address) != 0))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *header = malloc(size + 1);

    if (!header)
        return 0;
    memcpy(header, data, size);
    header[size] = '\0';
    check(header);
    (void)address_is_https(header);
    free(header);
    return 0;
}
