/* Speaks to other machines: one HTTP exchange or one mail at a time, within limits of time and
 * size. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "codec/core/err.h"

struct sockaddr;
struct outgoing; /* one thread's at a time; keeps a connection for the next exchange */

enum err_code outgoing_new(struct outgoing **out, struct err *err);
void outgoing_free(struct outgoing *outgoing); /* NULL is accepted */

/* From any thread: what is under way, and all that comes, ends at once with ERR_CANCELLED. */
void outgoing_cancel(struct outgoing *outgoing);

/* A body that is made, or an answer that is taken, while it is on its way. */
struct outgoing_stream {
    void *ctx;
    int64_t bytes; /* that are given */
    /* Like pread: gives `bytes` from `at`; less, or -1, breaks the exchange off. NULL: no body. */
    ssize_t (*give)(void *ctx, void *out, size_t bytes, int64_t at);
    /* Takes a piece of an answer that is no refusal; false breaks the exchange off. NULL: it is
     * collected like any other. */
    bool (*take)(void *ctx, const void *data, size_t bytes, long status);
};

/* A header of the answer: the name is given, the value found, "" when there is none. */
struct outgoing_field {
    const char *name;
    char value[256];
};

struct outgoing_request {
    const char *method;         /* "GET" */
    const char *url;            /* http:// or https:// */
    const char *const *headers; /* "Name: value", NULL ends the list; NULL: none */
    const char *body;           /* NULL: none */
    size_t body_bytes;
    size_t limit_bytes; /* of the answer; what is longer is ERR_TOO_BIG */
    bool others_only;   /* ERR_FORBIDDEN when the name leads to this machine or a private network */
    const struct outgoing_stream *stream; /* NULL: body; the whole may then take 30 s */
    int stall_ms;                         /* of a stream: how long nothing may move */
    struct outgoing_field *field;         /* filled */
    size_t fields;
};

struct outgoing_answer {
    long status;
    char *body; /* 0-terminated; freed with outgoing_answer_clear */
    size_t bytes;
};
void outgoing_answer_clear(struct outgoing_answer *answer);

/* Any status is an answer. Redirections are not followed; certificates are checked against what
 * the machine trusts and the file that SSL_CERT_FILE names. Errors name the machine and never the
 * path, which may hold a secret: ERR_INVALID for an address that is none, ERR_NOT_FOUND for a
 * machine that is not known, ERR_BUSY when it cannot be reached or does not answer in time. */
enum err_code outgoing_http(struct outgoing *outgoing, const struct outgoing_request *request,
                            struct outgoing_answer *out, struct err *err);

struct outgoing_mail {
    const char *url;      /* "smtp://user@mail.example.org:587", smtps:// */
    const char *password; /* NULL: none */
    const char *from, *to;
    const char *data; /* headers and body with CRLF */
    size_t bytes;
};

/* smtp:// turns to TLS before anything is said, unless the server is this machine. */
enum err_code outgoing_mail(struct outgoing *outgoing, const struct outgoing_mail *mail,
                            struct err *err);

/* What an address consists of; parts that are too long make it ERR_INVALID. */
struct outgoing_url {
    char scheme[16];
    char host[256]; /* without brackets */
    char user[128]; /* decoded; "" for none */
    bool has_password;
};
enum err_code outgoing_url_read(struct outgoing_url *out, const char *url, struct err *err);

/* Is the host this machine by its name or number? */
bool outgoing_is_loopback(const char *host);

/* A number that stands in for a name ("10.0.0.1") and is inside (outgoing_is_inside). */
bool outgoing_names_inside(const char *host);

/* Is this address of the machine itself, of a private network or of none: loopback, link-local,
 * multicast, shared and reserved ranges, also when they hide in an IPv6 address? */
bool outgoing_is_inside(const struct sockaddr *address);
