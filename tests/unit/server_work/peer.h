/* Another machine: listens on a port of its own and answers as a test says. */
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/check.h"

enum { PEER_TEXT = 65536, PEER_EXCHANGES = 8 };

struct peer {
    /* Answers one connection; ended by whatever ends it. */
    void (*serve)(struct peer *peer, int socket);
    int listener;
    int port;
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    const char *answer;                    /* of HTTP, whole; NULL: never */
    char heard[PEER_EXCHANGES][PEER_TEXT]; /* what was sent to it */
    int count;
    int open; /* socket of the exchange under way, -1 for none */
    bool stop;
};

static inline void peer_note(struct peer *peer, const char *text)
{
    pthread_mutex_lock(&peer->lock);
    if (peer->count < PEER_EXCHANGES)
        snprintf(peer->heard[peer->count], PEER_TEXT, "%s", text);
    peer->count++;
    pthread_cond_broadcast(&peer->changed);
    pthread_mutex_unlock(&peer->lock);
}

static inline void peer_await(struct peer *peer, int count)
{
    pthread_mutex_lock(&peer->lock);
    while (peer->count < count)
        pthread_cond_wait(&peer->changed, &peer->lock);
    pthread_mutex_unlock(&peer->lock);
}

static inline void peer_answer(struct peer *peer, const char *answer)
{
    pthread_mutex_lock(&peer->lock);
    peer->answer = answer;
    pthread_mutex_unlock(&peer->lock);
}

/* Reads until the end mark and as many bytes more as Content-Length says. */
static inline void peer_http(struct peer *peer, int socket)
{
    static const char end[] = "\r\n\r\n", length[] = "Content-Length: ";
    char *text = calloc(1, PEER_TEXT);
    const char *answer;
    size_t used = 0, wanted = PEER_TEXT;
    ssize_t got;

    while (used < wanted && (got = read(socket, text + used, PEER_TEXT - 1 - used)) > 0) {
        const char *body, *told;
        used += (size_t)got;
        text[used] = 0;
        if ((body = strstr(text, end)) != NULL && wanted == PEER_TEXT) {
            told = strstr(text, length);
            wanted = (size_t)(body - text) + 4 +
                     (told ? strtoul(told + sizeof length - 1, NULL, 10) : 0);
        }
    }
    if (used > 0)
        peer_note(peer, text);
    free(text);
    pthread_mutex_lock(&peer->lock);
    answer = peer->answer;
    pthread_mutex_unlock(&peer->lock);
    if (answer)
        assert_true(write(socket, answer, strlen(answer)) >= 0);
    else
        while (read(socket, &(char){ 0 }, 1) > 0) /* hangs until the other side gives up */
            ;
}

static inline void *peer_run(void *ctx)
{
    struct peer *peer = ctx;
    int socket;

    while ((socket = accept(peer->listener, NULL, NULL)) >= 0) {
        pthread_mutex_lock(&peer->lock);
        peer->open = socket;
        if (peer->stop)
            shutdown(socket, SHUT_RDWR);
        pthread_mutex_unlock(&peer->lock);
        peer->serve(peer, socket);
        pthread_mutex_lock(&peer->lock);
        peer->open = -1;
        pthread_mutex_unlock(&peer->lock);
        close(socket);
    }
    return NULL;
}

static inline void peer_start(struct peer *peer, void (*serve)(struct peer *peer, int socket),
                              const char *answer)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t bytes = sizeof address;

    *peer = (struct peer){ .serve = serve, .answer = answer, .open = -1 };
    pthread_mutex_init(&peer->lock, NULL);
    pthread_cond_init(&peer->changed, NULL);
    peer->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(peer->listener >= 0);
    assert_int_equal(bind(peer->listener, (struct sockaddr *)(void *)&address, sizeof address), 0);
    assert_int_equal(listen(peer->listener, 8), 0);
    assert_int_equal(getsockname(peer->listener, (struct sockaddr *)(void *)&address, &bytes), 0);
    peer->port = ntohs(address.sin_port);
    assert_int_equal(pthread_create(&peer->thread, NULL, peer_run, peer), 0);
}

static inline void peer_stop(struct peer *peer)
{
    pthread_mutex_lock(&peer->lock);
    peer->stop = true;
    if (peer->open >= 0)
        shutdown(peer->open, SHUT_RDWR);
    pthread_mutex_unlock(&peer->lock);
    shutdown(peer->listener, SHUT_RDWR);
    pthread_join(peer->thread, NULL);
    close(peer->listener);
    pthread_cond_destroy(&peer->changed);
    pthread_mutex_destroy(&peer->lock);
}

/* Takes a mail without TLS; notes the envelope and the data. */
static inline void peer_smtp(struct peer *peer, int socket)
{
    FILE *in = fdopen(dup(socket), "r");
    char line[2048], *all = calloc(1, PEER_TEXT);
    bool data = false;

    dprintf(socket, "220 peer\r\n");
    while (in && fgets(line, sizeof line, in)) {
        strncat(all, line, PEER_TEXT - 1 - strlen(all));
        if (data && strcmp(line, ".\r\n") != 0)
            continue;
        if (!data && !strncmp(line, "QUIT", 4))
            break;
        if (data)
            peer_note(peer, all);
        data = !data && !strncmp(line, "DATA", 4);
        dprintf(socket, data ? "354 go on\r\n" : "250 good\r\n");
    }
    dprintf(socket, "221 bye\r\n");
    if (in)
        fclose(in);
    free(all);
}

static inline void peer_url(char out[128], const struct peer *peer, const char *host)
{
    snprintf(out, 128, "http://%s:%d/hook/s3cret", host, peer->port);
}
