/* Connections that wait: suspending, waking, and the two ways in which a wait ends early (the
 * client went away, the server stops). http's own side of waker.h. */
#pragma once

#include <stdbool.h>

#include "codec/core/err.h"
#include "server/http/waker.h"

struct MHD_Connection;
struct waits; /* one per server */

enum err_code waits_new(struct waits **out, struct err *err);

/* From now on nobody is suspended, and who is wakes up with "over". */
void waits_stop(struct waits *waits);

/* The same for those alone that waker_endless was said of. */
void waits_stop_endless(struct waits *waits);

/* When no connection is left. Wakers that still owe a wake live on. */
void waits_free(struct waits *waits);

/* A waker for one request. */
struct waker *waker_new(struct waits *waits, struct MHD_Connection *connection);

/* Another holder; each calls waker_drop. NULL may be dropped. */
struct waker *waker_hold(struct waker *waker);
void waker_drop(struct waker *waker);

/* The request is over: wakes that come later do nothing. NULL is allowed. */
void waker_detach(struct waker *waker);

/* Before asking something that may answer "wait": from here on a wake is owed. */
void waker_expect(struct waker *waker);
/* The answer was another one, so no wake will come. */
void waker_forget(struct waker *waker);

enum wait {
    WAIT_AGAIN,     /* the wake came already: ask again */
    WAIT_SUSPENDED, /* leave the callback; it will be called again */
    WAIT_OVER       /* the server stops or the client went away: give up */
};
/* The answer was "wait". Only on the connection's own thread, inside a callback. With watch the
 * wait also ends when the client closes the connection. */
enum wait waker_wait(struct waker *waker, bool watch);

/* What waits here has no end of its own, so a server that stops does not stay for it. */
void waker_endless(struct waker *waker);

/* Has the wait ended because there is nobody to answer? */
bool waker_is_over(struct waker *waker);
