#include "server/http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* "[::1]:80" is ::1 and 80. */
static enum err_code split(const char *address, char host[64], const char **port, struct err *err)
{
    const char *colon = strrchr(address, ':');
    const int bracket = *address == '[';
    const size_t length = colon ? (size_t)(colon - address) : 0;

    if (!colon || length < 1 || length >= 64 || !colon[1] || strlen(colon) > 6 ||
        strspn(colon + 1, "0123456789") != strlen(colon + 1) ||
        strtol(colon + 1, NULL, 10) > 65535 || (bracket && address[length - 1] != ']') ||
        (!bracket && memchr(address, ':', length)))
        return err_set(err, ERR_INVALID,
                       "\"%s\" is no address to listen on; write 127.0.0.1:8080 or [::1]:8080",
                       address);
    memcpy(host, address + bracket, length - 2 * (size_t)bracket);
    host[length - 2 * (size_t)bracket] = 0;
    *port = colon + 1;
    return ERR_NONE;
}

static bool is_loopback(const struct sockaddr *address)
{
    const struct sockaddr_in *v4 = (const void *)address;
    const struct sockaddr_in6 *v6 = (const void *)address;

    return address->sa_family == AF_INET ? ntohl(v4->sin_addr.s_addr) >> 24 == 127
                                         : IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr) != 0;
}

/* Binds and listens; -1 leaves errno. */
static int open_listener(const struct addrinfo *info, uint16_t *port)
{
    const int on = 1, off = 0;
    struct sockaddr_storage bound = { 0 };
    socklen_t size = sizeof bound;
    const int fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (info->ai_family == AF_INET6) /* so that [::] means everything, whatever the sysctl says */
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(fd, info->ai_addr, info->ai_addrlen) || listen(fd, SOMAXCONN) ||
        getsockname(fd, (struct sockaddr *)&bound, &size)) {
        const int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    *port = ntohs(bound.ss_family == AF_INET ? ((struct sockaddr_in *)&bound)->sin_port
                                             : ((struct sockaddr_in6 *)&bound)->sin6_port);
    return fd;
}

enum err_code listen_on(int *out, uint16_t *port, bool *loopback, const char *address,
                        struct err *err)
{
    const struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV };
    struct addrinfo *info = NULL;
    char host[64];
    const char *service = NULL;
    enum err_code code;
    int failed;

    *out = -1;
    if ((code = split(address, host, &service, err)))
        return code;
    if ((failed = getaddrinfo(host, service, &hints, &info)))
        return err_set(err, ERR_INVALID, "cannot listen on %s: %s", address, gai_strerror(failed));
    *loopback = is_loopback(info->ai_addr);
    *out = open_listener(info, port);
    failed = errno;
    freeaddrinfo(info);
    errno = failed;
    if (*out >= 0)
        return ERR_NONE;
    if (failed == EADDRINUSE)
        return err_set(err, ERR_BUSY,
                       "cannot listen on %s: another program does; stop it or choose another port",
                       address);
    return err_set_errno(err, "cannot listen on %s", address);
}
