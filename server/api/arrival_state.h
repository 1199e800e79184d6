/* An arrival from the inside: what arrival.c (who holds it) and arrival_settle.c (what becomes of
 * its bytes) share. */
#pragma once

#include <pthread.h>

#include "codec/core/units.h"
#include "server/api/arrival.h"

enum { ARRIVAL_WAKERS = 8 };

/* While bytes come, a thread makes them durable whenever there are so many, or after such a while:
 * what a crash costs on a slow line counts in seconds, not in bytes. */
#define ARRIVAL_FLUSH_BYTES ((int64_t)(64 * MIB))
enum { ARRIVAL_FLUSH_MS = 500 };

enum arrival_end {
    END_NONE,
    END_KEEP,  /* nobody waits: keep what can be kept */
    END_FINISH /* the request is whole */
};

struct arrivals {
    pthread_mutex_t lock; /* guards the list and what arrivals say that it does */
    struct arrival *first;
};

struct arrival {
    struct app *app;
    struct caller who;
    struct db_upload upload;   /* as it was at the beginning */
    struct blob_put *put;      /* of who writes; of the task once end is set */
    struct checksum *checksum; /* NULL: none was promised */
    struct tus_checksum promised;
    struct arrival_part *parts; /* to be put together */
    size_t part_count;
    int64_t asked_bytes; /* up to where a flush was asked for, and when */
    int64_t asked_mono_ms;

    /* the lock of arrivals guards these */
    struct arrival *next;
    unsigned refs; /* the connection's, the task's */
    bool is_held;  /* in the list */
    bool writing, working, seized;
    enum arrival_end end;
    bool flush;
    struct blob_at flush_at;
    int64_t heard_mono_ms; /* when the last bytes came */
    struct waker *wakers[ARRIVAL_WAKERS];
    unsigned waker_count;

    /* of the task, then of whoever was woken */
    struct arrival_result result;
    struct err err;
};

/* On a task: makes durable what had arrived at this point. */
void arrival_flush(struct arrival *arrival, const struct blob_at *at);

/* On a task: the end of the bytes. Fills result and err, and closes put. */
void arrival_settle(struct arrival *arrival, enum arrival_end end);
