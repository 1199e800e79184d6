/* Where an address leads, before and while it is spoken to. */
#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "server/work/outgoing.h"

struct block {
    uint32_t address;
    unsigned bits;
};

/* What no machine elsewhere has: RFC 6890 and multicast. */
static const struct block blocks_inside[] = {
    { 0x00000000, 8 },  { 0x0a000000, 8 },  { 0x64400000, 10 }, { 0x7f000000, 8 },
    { 0xa9fe0000, 16 }, { 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0000200, 24 },
    { 0xc0a80000, 16 }, { 0xc6120000, 15 }, { 0xc6336400, 24 }, { 0xcb007100, 24 },
    { 0xe0000000, 4 },  { 0xf0000000, 4 },
};

static bool is_inside_4(uint32_t address)
{
    for (size_t i = 0; i < sizeof blocks_inside / sizeof *blocks_inside; i++)
        if ((address ^ blocks_inside[i].address) >> (32 - blocks_inside[i].bits) == 0)
            return true;
    return false;
}

static uint32_t word_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Only 2000::/3 leads anywhere; within it, what wraps an IPv4 address is judged by that one. */
static bool is_inside_6(const uint8_t address[16])
{
    static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
    static const uint8_t translated[12] = { 0x00, 0x64, 0xff, 0x9b };

    if (!memcmp(address, mapped, sizeof mapped) || !memcmp(address, translated, sizeof translated))
        return is_inside_4(word_at(address + 12));
    if (word_at(address) >> 16 == 0x2002) /* 6to4 */
        return is_inside_4(word_at(address + 2));
    if (word_at(address) == 0x20010000 || word_at(address) == 0x20010db8) /* Teredo, examples */
        return true;
    return address[0] >> 5 != 1;
}

bool outgoing_is_inside(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return is_inside_4(
            ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr));
    if (address->sa_family == AF_INET6)
        return is_inside_6(((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr);
    return true;
}

/* A host that is a number: inet_aton knows the forms that a resolver would take, too ("127.1"). */
static bool number_read(struct sockaddr_storage *out, const char *host)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)out;

    *out = (struct sockaddr_storage){ 0 };
    out->ss_family = AF_INET;
    if (inet_aton(host, &v4->sin_addr))
        return true;
    out->ss_family = AF_INET6;
    return inet_pton(AF_INET6, host, &v6->sin6_addr) == 1;
}

bool outgoing_is_loopback(const char *host)
{
    struct sockaddr_storage address;

    if (!strcasecmp(host, "localhost"))
        return true;
    if (!number_read(&address, host))
        return false;
    if (address.ss_family == AF_INET)
        return ntohl(((struct sockaddr_in *)(void *)&address)->sin_addr.s_addr) >> 24 == 127;
    return IN6_IS_ADDR_LOOPBACK(&((struct sockaddr_in6 *)(void *)&address)->sin6_addr);
}

bool outgoing_names_inside(const char *host)
{
    struct sockaddr_storage address;

    return outgoing_is_loopback(host) ||
           (number_read(&address, host) &&
            outgoing_is_inside((const struct sockaddr *)(const void *)&address));
}

static bool url_part(CURLU *parts, CURLUPart which, char *out, size_t bytes)
{
    char *text = NULL;
    const CURLUcode got =
        curl_url_get(parts, which, &text, which == CURLUPART_USER ? CURLU_URLDECODE : 0);
    const size_t length = got == CURLUE_OK ? strlen(text) : 0;
    const bool fits = length < bytes;

    *out = 0;
    if (got == CURLUE_OK && fits)
        memcpy(out, text, length + 1);
    curl_free(text);
    return fits && (got == CURLUE_OK || got == CURLUE_NO_USER || got == CURLUE_NO_PASSWORD);
}

static bool url_parts(struct outgoing_url *out, CURLU *parts)
{
    char password[512];
    size_t length;

    if (!url_part(parts, CURLUPART_SCHEME, out->scheme, sizeof out->scheme) ||
        !url_part(parts, CURLUPART_HOST, out->host, sizeof out->host) ||
        !url_part(parts, CURLUPART_USER, out->user, sizeof out->user))
        return false;
    out->has_password =
        !url_part(parts, CURLUPART_PASSWORD, password, sizeof password) || *password;
    length = strlen(out->host);
    if (*out->host == '[' && length > 2) {
        memmove(out->host, out->host + 1, length - 2);
        out->host[length - 2] = 0;
    }
    return *out->host != 0;
}

enum err_code outgoing_url_read(struct outgoing_url *out, const char *url, struct err *err)
{
    CURLU *parts = curl_url();
    bool good;

    *out = (struct outgoing_url){ 0 };
    if (!parts)
        return err_set(err, ERR_NO_MEMORY, "no memory for an address");
    good = curl_url_set(parts, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
           url_parts(out, parts);
    curl_url_cleanup(parts);
    return good ? ERR_NONE
                : err_set(err, ERR_INVALID,
                          "this is no address: it begins as https://name.example.org");
}
