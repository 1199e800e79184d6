/* What the modules behind renders.h share: previews in use (previews.c), the queue of segments to
 * make (jobs.c), the threads that make them (worker.c), connections (listener.c). One lock guards
 * it all; it is never held while something is rendered, read from disk or woken. */
#pragma once

#include <pthread.h>

#include "server/work/disk_cache.h"
#include "server/work/pace.h"
#include "server/work/renders.h"
#include "server/work/segment_cache.h"

enum {
    SCAN_SAMPLES = 5 * 48000, /* a step of the scan for overs: some milliseconds of work */
    AHEAD_MAX = 8,            /* segments of read-ahead at most */
    READ_SEGMENTS = 4,        /* that one listener_read may span */
    WISHES = READ_SEGMENTS + AHEAD_MAX,
};

/* The scan of one preview for overs. */
struct scan {
    struct used_preview *used;
    struct link queued;         /* in renders.scans while nobody works at it */
    struct renders_overs known; /* what has been found, for readers */
    struct overs working;       /* the thread's own while it works */
    struct err failed;          /* told once, then the scan may begin again */
};

struct used_preview {
    struct key_node node; /* in renders.previews until dropped */
    struct preview *preview;
    struct link idle;   /* in renders.idle while uses == 0 and not dropped */
    unsigned uses;      /* of handlers, listeners, jobs and a scan under way */
    unsigned renderers; /* that render threads have open */
    bool dropped;       /* freed as soon as its last renderer is closed */
    struct scan *scan;  /* NULL until somebody asks */
};

/* One segment to make, whoever wants it. */
struct job {
    struct key_node node; /* in renders.jobs, by the segment's key */
    struct link queued;   /* in renders.waited or renders.ahead until it runs */
    struct used_preview *used;
    int64_t segment;
    struct link wishes; /* of listeners */
    unsigned waited;    /* how many of the wishes wait for it now */
    bool running;
};

/* That one listener wants one segment. Free when job and made are both NULL. */
struct wish {
    struct link of_job;
    struct job *job; /* NULL when made */
    struct listener *listener;
    int64_t segment;
    bool waited;          /* the listener can't go on without it */
    struct segment *made; /* held, so that a small cache can't lose it before it is read */
};

struct listener {
    struct renders *renders;
    struct used_preview *used;
    enum container container;
    /* the listener's own thread: the segments of its last read */
    int64_t held_first, held_count;
    struct segment *held[READ_SEGMENTS];
    int64_t next_offset;
    struct pace pace;
    /* renders.lock: */
    struct wish wish[WISHES];
    void (*wake)(void *ctx); /* owed, or NULL */
    void *wake_ctx;
    unsigned waking; /* wakes being called right now */
    struct link woken;
    struct link paced; /* in renders.paced while it waits for its pace alone */
    int64_t paced_until_ms;
    struct err failed; /* the segment it waited for could not be made */
};

struct worker;

struct renders {
    struct renders_options options;
    struct disk_cache *disk; /* NULL: RAM only; has a lock of its own */
    unsigned threads;
    struct worker *worker;
    pthread_mutex_t lock; /* guards all below, and what the structs above say */
    pthread_cond_t work;  /* something to do for a thread */
    pthread_cond_t woken; /* a listener's `waking` fell to 0 */
    bool stop;
    struct key_map previews;
    struct link idle; /* least recently used first */
    unsigned idle_count;
    struct key_map jobs;
    struct link waited, ahead; /* jobs, first come first served */
    struct link scans;
    struct link paced; /* listeners */
    struct segment_cache ram;
    struct renders_stats stats;
};

/* All of these are called with the lock. */
struct used_preview *previews_find(struct renders *renders, const struct preview *preview);
void previews_use(struct renders *renders, struct used_preview *used);
void previews_give(struct renders *renders, struct used_preview *used);
void previews_renderer_closed(struct used_preview *used); /* may free it */
void previews_clear(struct renders *renders);

struct job *jobs_find(struct renders *renders, const struct hash *key);
/* Queues a segment whose key is not there yet, as read-ahead. NULL without memory. It must be
 * wished at once: a job ends with its last wish. */
struct job *jobs_add(struct renders *renders, struct used_preview *used, int64_t segment,
                     const struct hash *key);
void jobs_wish(struct job *job, struct wish *wish);           /* a free wish */
void jobs_wait(struct renders *renders, struct wish *wish);   /* now it is waited for */
void jobs_unwish(struct renders *renders, struct wish *wish); /* frees the wish */
struct job *jobs_next(struct renders *renders);               /* to run, or NULL */
/* Hands the segment, or the failure when it is NULL, to all who want it and frees the job. Adds to
 * `woken` the listeners to wake. */
void jobs_done(struct renders *renders, struct job *job, struct segment *made,
               const struct err *failed, struct link *woken);

/* Wakes the listeners of a list, letting go of the lock meanwhile. */
void listeners_wake(struct renders *renders, struct link *woken);
/* Collects those whose pace lets them go on; the time of the next one, or -1. */
int64_t listeners_due(struct renders *renders, struct link *woken);

enum err_code workers_start(struct renders *renders, struct err *err);
void workers_stop(struct renders *renders); /* without the lock */
