/* TLS: the server's certificate and key, and sending beside libmicrohttpd. */
#pragma once

#include <stddef.h>

#include "codec/core/err.h"

struct MHD_Connection;

/* Both as PEM text; NULL: no TLS. */
struct tls {
    char *cert, *key;
};

/* Reads both files and checks that they belong together; the sentence names the one that is wrong.
 * Both NULL gives no TLS, one alone is ERR_INVALID. */
enum err_code tls_init(struct tls *out, const char *cert_file, const char *key_file,
                       struct err *err);

/* Wipes the key. */
void tls_clear(struct tls *tls);

/* What connections may agree on: TLS 1.2 and later, forward secrecy, authenticated encryption. */
extern const char tls_priorities[];

/* Sends as much as goes without waiting; only on the connection's own thread, inside a callback,
 * while libmicrohttpd has nothing of its own to send. */
void tls_send(struct MHD_Connection *connection, const void *data, size_t bytes);
