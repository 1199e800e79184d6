#include "server/http/guard.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

static bool is_port(const char *text)
{
    if (!*text)
        return true;
    return *text == ':' && strlen(text) <= 6 && strspn(text + 1, "0123456789") == strlen(text + 1);
}

bool guard_host_is_loopback(const char *host)
{
    char name[64] = "";
    struct in_addr address;
    const size_t length = strcspn(host, ":");

    if (!strncmp(host, "[::1]", 5))
        return is_port(host + 5);
    if (length >= sizeof name || !is_port(host + length))
        return false;
    memcpy(name, host, length);
    if (!strcasecmp(name, "localhost"))
        return true;
    /* inet_pton alone takes four decimal parts, so 127.evil.example fails here */
    return inet_pton(AF_INET, name, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

bool guard_origin_is_host(const char *origin, const char *host, bool is_tls)
{
    const char *start = strstr(origin, "://");

    if (is_tls && strncasecmp(origin, "https://", 8) != 0)
        return false;
    return start && !strcasecmp(start + 3, host);
}

bool guard_method_changes(const char *method)
{
    return strcmp(method, "GET") && strcmp(method, "HEAD");
}
