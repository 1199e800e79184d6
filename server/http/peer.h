/* Who is at the other end of a request. */
#pragma once

#include "server/http/exchange.h"

/* Fills req.address and req.is_tls: from the connection, and where that is the trusted proxy, from
 * what it says in X-Forwarded-For and X-Forwarded-Proto. */
void peer_read(struct exchange *exchange);
