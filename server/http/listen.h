/* The listening socket. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "codec/core/err.h"

/* Listens on "127.0.0.1:8080", "[::1]:8080" or "localhost:8080"; port 0 takes a free one. The
 * caller closes *out. */
enum err_code listen_on(int *out, uint16_t *port, bool *loopback, const char *address,
                        struct err *err);
