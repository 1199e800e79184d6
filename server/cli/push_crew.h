/* Threads that each speak to the server, while the caller's thread shows how far they are and
 * listens for Ctrl-C. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "server/cli/client.h"

enum { PUSH_PARALLEL_MOST = 8 };

/* From here on Ctrl-C and the like wait to be asked for; again so in every thread begun later. */
void push_stop_begin(void);

/* Waits that long for one of them; true: the person wants to stop. A second one then ends the
 * program at once. */
bool push_stop_asked(int wait_ms);

struct push_crew {
    const struct client *client;
    unsigned threads; /* up to PUSH_PARALLEL_MOST */
    size_t count;
    /* On one of the threads, once for each number below count. The client is the thread's own. */
    void (*run)(void *ctx, struct client *client, size_t index);
    void *ctx;
    /* On the caller's thread, a few times a second. NULL: nothing is shown. */
    void (*tick)(void *tick_ctx);
    void *tick_ctx;
    atomic_bool *cancelled; /* set when the person stops; run then returns soon */
};

/* ERR_CANCELLED when the person stopped it. */
enum err_code push_crew_run(const struct push_crew *crew, struct err *err);

/* One job on one such thread, so that whatever it asks of the server can be stopped. Returns what
 * it returns. */
struct push_alone {
    const struct client *client;
    enum err_code (*run)(void *ctx, struct client *client, struct err *err);
    void *ctx;
};
enum err_code push_alone(const struct push_alone *alone, struct err *err);
