/* A small HTTP client over a socket, for tests. Every call gives up after ten seconds. */
#pragma once

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

struct answer {
    unsigned status; /* 0: the connection broke before a whole answer */
    char head[4096];
    char *body;
    size_t bytes;
};

static inline int client_open(uint16_t port)
{
    const struct sockaddr_in address = { .sin_family = AF_INET,
                                         .sin_port = htons(port),
                                         .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    const struct timeval patience = { .tv_sec = 10 };
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address))
        abort();
    return fd;
}

static inline void client_write(int fd, const void *data, size_t bytes)
{
    for (size_t sent = 0; sent < bytes;) {
        const ssize_t n = send(fd, (const char *)data + sent, bytes - sent, MSG_NOSIGNAL);
        if (n <= 0)
            return; /* the answer tells */
        sent += (size_t)n;
    }
}

/* Sends a request whose lines the caller separates with "\n"; the Host is added. */
static inline void client_send(int fd, const char *lines, const char *body)
{
    char text[8192];
    size_t used = 0;

    for (; *lines && used < sizeof text - 64; lines++) {
        if (*lines == '\n')
            text[used++] = '\r';
        text[used++] = *lines;
    }
    used += (size_t)snprintf(text + used, sizeof text - used, "\r\nHost: localhost\r\n\r\n");
    client_write(fd, text, used);
    client_write(fd, body, strlen(body));
}

static inline void answer_clear(struct answer *answer)
{
    free(answer->body);
    *answer = (struct answer){ 0 };
}

/* The value of a header of the answer, up to its line's end; NULL when not sent. */
static inline const char *answer_header(struct answer *answer, const char *name)
{
    static __thread char value[1024];
    char line[128];
    const char *at;

    snprintf(line, sizeof line, "\r\n%s: ", name);
    if (!(at = strstr(answer->head, line)))
        return NULL;
    snprintf(value, sizeof value, "%.*s", (int)strcspn(at + strlen(line), "\r"), at + strlen(line));
    return value;
}

static inline int read_head(int fd, struct answer *answer)
{
    for (size_t used = 0; used < sizeof answer->head - 1; used++) {
        if (recv(fd, answer->head + used, 1, 0) != 1)
            return -1;
        if (used >= 3 && !memcmp(answer->head + used - 3, "\r\n\r\n", 4))
            return 0;
    }
    return -1;
}

/* Reads one answer; one to HEAD has no body. */
static inline void client_read(int fd, struct answer *answer, int is_head)
{
    const char *length;

    *answer = (struct answer){ 0 };
    if (read_head(fd, answer))
        return;
    length = answer_header(answer, "Content-Length");
    answer->bytes = length && !is_head ? strtoul(length, NULL, 10) : 0;
    answer->status = (unsigned)strtoul(answer->head + 9, NULL, 10);
    if (answer->status == 304)
        answer->bytes = 0;
    answer->body = calloc(1, answer->bytes + 1);
    for (size_t got = 0; answer->body && got < answer->bytes;) {
        const ssize_t n = recv(fd, answer->body + got, answer->bytes - got, 0);
        if (n <= 0) {
            answer->bytes = got;
            answer->status = 0;
            return;
        }
        got += (size_t)n;
    }
}

/* One request on a connection of its own. */
static inline struct answer client_ask(uint16_t port, const char *lines, const char *body)
{
    const int fd = client_open(port);
    struct answer answer;

    client_send(fd, lines, body);
    client_read(fd, &answer, !strncmp(lines, "HEAD ", 5));
    close(fd);
    return answer;
}
