/* Fetches one file of a print: into NAME.part beside its place, and to its place when it is right.
 */
#pragma once

#include <stdatomic.h>

#include "codec/core/hash.h"
#include "server/cli/client.h"

enum pull_state {
    PULL_WAITS,
    PULL_READS,
    PULL_FETCHES,
    PULL_PAUSES,
    PULL_THERE,
    PULL_FETCHED,
    PULL_FAILED
};

struct pull_file {
    int64_t print_id;
    unsigned number; /* of the file in its print */
    char role[64], filename[256];
    int64_t bytes;
    struct hash hash;
    char *path, *part;

    /* While threads work: theirs to write, anybody's to read. */
    _Atomic enum pull_state state;
    _Atomic int64_t done_bytes;
    atomic_int wait_s;
    struct err err; /* filled before state is PULL_FAILED */
};

struct pulling {
    struct pull_file *file;
    size_t files;
    int64_t retry_ms;
    atomic_bool cancelled;
};

/* For push_crew_run, ctx is a struct pulling. A file that is there and equal is left alone; one
 * that is there and different is an error, and never touched. */
void pull_file(void *ctx, struct client *client, size_t index);
