/* Brings one file to the server, whatever breaks on the way (tus 1.0.0). */
#pragma once

#include "server/cli/push_plan.h"

/* Of one run; shared by its threads. */
struct push_sending {
    struct push_list *list;
    const struct push_plan *plan;
    unsigned parallel;
    int64_t retry_ms; /* without any progress of a file */
    /* What may still be sent in vain. Parts are so small that all lines breaking at once cost at
     * most half of it. */
    _Atomic int64_t waste_left;
    atomic_bool cancelled;
};

/* Hashes the file of the list. For push_crew_run, ctx is a struct push_sending. */
void push_hash_file(void *ctx, struct client *client, size_t index);

/* Sends it, if it isn't there; its state tells the outcome. For push_crew_run. */
void push_send_file(void *ctx, struct client *client, size_t index);
