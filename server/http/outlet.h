/* Lets a body's source flow into a connection: asks it for bytes and waits with it. */
#pragma once

#include "server/http/exchange.h"

/* A response of the source's bytes [first, first + bytes). Takes the source out of *source, unless
 * it returns NULL. */
struct MHD_Response *outlet_new(struct exchange *exchange, struct body_source *source,
                                int64_t first, int64_t bytes);

/* The same of a source whose end nobody knows: it ends with ERR_CANCELLED, with its client, or when
 * the server stops. */
struct MHD_Response *outlet_endless(struct exchange *exchange, struct body_source *source);
