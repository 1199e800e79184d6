/* Wakes a suspended connection from any thread. */
#pragma once

struct waker; /* belongs to http; lent to whoever makes a connection wait */

/* Wakes the connection so that it asks again. Call it exactly once for each time that a waker was
 * handed on together with an answer "wait"; it may be called before that answer was returned. */
void waker_wake(struct waker *waker);
