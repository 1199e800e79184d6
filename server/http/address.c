#include "server/http/address.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

static void map(struct in6_addr *out, const struct in_addr *v4)
{
    *out = (struct in6_addr){ 0 };
    out->s6_addr[10] = out->s6_addr[11] = 0xff;
    memcpy(out->s6_addr + 12, v4, sizeof *v4);
}

bool address_parse(struct in6_addr *out, const char *text)
{
    struct in_addr v4;

    if (inet_pton(AF_INET, text, &v4) != 1)
        return inet_pton(AF_INET6, text, out) == 1;
    map(out, &v4);
    return true;
}

bool address_of_peer(struct in6_addr *out, const struct sockaddr *peer)
{
    if (peer && peer->sa_family == AF_INET)
        map(out, &((const struct sockaddr_in *)(const void *)peer)->sin_addr);
    else if (peer && peer->sa_family == AF_INET6)
        *out = ((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr;
    else
        return false;
    return true;
}

void address_format(char out[ADDRESS_TEXT], const struct in6_addr *address)
{
    *out = '\0';
    if (IN6_IS_ADDR_V4MAPPED(address))
        inet_ntop(AF_INET, address->s6_addr + 12, out, ADDRESS_TEXT);
    else
        inet_ntop(AF_INET6, address, out, ADDRESS_TEXT);
}

/* What stands behind the last comma, without blanks; false when it is too long to be a word. */
static bool last_word(char out[ADDRESS_TEXT], const char *header)
{
    const char *comma = strrchr(header, ',');
    const char *start = comma ? comma + 1 : header;
    size_t length;

    start += strspn(start, " \t");
    length = strlen(start);
    while (length > 0 && (start[length - 1] == ' ' || start[length - 1] == '\t'))
        length--;
    if (length >= ADDRESS_TEXT)
        return false;
    memcpy(out, start, length);
    out[length] = '\0';
    return true;
}

/* "[2001:db8::1]:443" and "10.0.0.1:443": leaves the address alone. Its start, or NULL. */
static char *without_port(char *word)
{
    char *colon = strchr(word, ':'), *bracket;

    if (*word == '[') {
        if (!(bracket = strchr(word, ']')) || (bracket[1] && bracket[1] != ':'))
            return NULL;
        *bracket = '\0';
        return word + 1;
    }
    if (colon && !strchr(colon + 1, ':'))
        *colon = '\0';
    return word;
}

bool address_forwarded(struct in6_addr *out, const char *header)
{
    char word[ADDRESS_TEXT], *address;

    return last_word(word, header) && (address = without_port(word)) && address_parse(out, address);
}

bool address_is_https(const char *header)
{
    char word[ADDRESS_TEXT];

    return last_word(word, header) && !strcasecmp(word, "https");
}
