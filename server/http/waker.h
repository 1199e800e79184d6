/* Wakes a suspended connection from any thread. */
#pragma once

struct waker; /* belongs to http; lent to whoever makes a connection wait */

/* Wakes the connection so that it asks again. Call it exactly once for each time that a waker was
 * handed on together with an answer "wait"; it may be called before that answer was returned, and
 * must be called even when the connection is gone by then (it is harmless, the server may have
 * stopped): the waker lives until its last owed wake. */
void waker_wake(struct waker *waker);
