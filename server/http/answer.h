/* From a filled reply to what libmicrohttpd sends. */
#pragma once

#include "server/http/exchange.h"

/* Queues the exchange's reply; MHD_NO when that fails and the connection must close. */
enum MHD_Result answer_queue(struct exchange *exchange);

/* Sends an error past libmicrohttpd while a body is still coming in: libmicrohttpd would answer
 * only behind the body, or close on what is unread, and the client would see a reset instead of the
 * sentence. Afterwards the rest of the body is to be read and dropped, and the connection closed.
 */
void answer_early(struct exchange *exchange);
