/* Runs the record's jobs, one a core, on threads that give way to everything else: listening and
 * requests come first. A job under way renews its lease and tells how far it is about once a
 * second. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "server/store/db_pool.h"
#include "server/store/jobs.h"

struct runner;
struct runner_thread;

/* One job under way; for the function that does it, on its thread. */
struct job_run {
    const struct job_row *job;
    struct db *db; /* not inside a transaction */
    bool is_stale; /* set by the function: nobody wants this any more; the row goes */
    struct runner_thread *thread;
};

/* Does a job; its result is in the cache before it returns. ERR_CANCELLED ends it quietly, all else
 * fails it with the sentence. */
typedef enum err_code (*job_fn)(void *ctx, struct job_run *run, struct err *err);

/* To be asked often, with the share that is done: false says to end with ERR_CANCELLED. */
bool job_go_on(struct job_run *run, double share);

struct job_kind {
    const char *name;
    job_fn run;
    void *ctx;
};

struct runner_options {
    struct db_pool *pool;
    const struct job_kind *kinds; /* lent until runner_stop */
    size_t kind_count;
    unsigned threads;                         /* 0: one a core */
    int64_t lease_ms;                         /* 0: 30 s */
    const char *private_dir;                  /* lent; the reason of a failure does not name it */
    void (*log)(void *ctx, const char *line); /* NULL: silent */
    void *log_ctx;
};

enum err_code runner_start(struct runner **out, const struct runner_options *options,
                           struct err *err);
/* Gives back what is under way. NULL is accepted. */
void runner_stop(struct runner *runner);

/* There may be something to do. */
void runner_wake(struct runner *runner);

/* Ends a job at its next step, if it runs here; the record knows already. */
void runner_cancel(struct runner *runner, int64_t job_id);

unsigned runner_threads(const struct runner *runner);
