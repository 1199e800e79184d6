#include "server/work/runner.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "server/work/mono.h"

enum {
    LEASE_MS = 30000,
    LOOK_MS = 5000,  /* for leases that end elsewhere, and after a failure of the record */
    RENEW_MS = 1000, /* the least time between two notes of progress */
    NICEST = 19,
};

struct runner_thread {
    struct runner *runner;
    pthread_t thread;
    struct job_row job;
    double share;
    int64_t renewed_ms;
    bool cancelled; /* guarded by runner.lock; so is running_id */
    int64_t running_id;
};

struct runner {
    struct runner_options options;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t work;
    uint64_t wakes;
    bool stop;
    unsigned threads;
    struct runner_thread thread[];
};

/* Of this thread alone: on Linux both calls mean it, not the process. Refused, it runs on as it
 * is. */
static void be_nice(void)
{
    const struct sched_param param = { 0 };

    pthread_setschedparam(pthread_self(), SCHED_BATCH, &param);
    setpriority(PRIO_PROCESS, (id_t)gettid(), NICEST);
}

static bool is_over(struct runner_thread *thread)
{
    bool over;

    pthread_mutex_lock(&thread->runner->lock);
    over = thread->runner->stop || thread->cancelled;
    pthread_mutex_unlock(&thread->runner->lock);
    return over;
}

/* A record that cannot be written now is no reason to end: the lease is long. */
static bool renew(struct job_run *run)
{
    struct runner_thread *thread = run->thread;
    const int64_t now_ms = mono_ms();

    if (now_ms - thread->renewed_ms < RENEW_MS)
        return true;
    thread->renewed_ms = now_ms;
    return db_job_renew(run->db, run->job, thread->share, thread->runner->options.lease_ms, NULL) !=
           ERR_CANCELLED;
}

bool job_go_on(struct job_run *run, double share)
{
    run->thread->share = share < 0 ? 0 : share > 1 ? 1 : share;
    return !is_over(run->thread) && renew(run);
}

static const struct job_kind *kind_of(const struct runner *runner, const char *name)
{
    for (size_t i = 0; i < runner->options.kind_count; i++)
        if (!strcmp(runner->options.kinds[i].name, name))
            return &runner->options.kinds[i];
    return NULL;
}

static enum err_code do_job(struct job_run *run, struct err *err)
{
    const struct job_kind *kind = kind_of(run->thread->runner, run->job->kind);

    if (!kind)
        return err_set(err, ERR_UNSUPPORTED, "this predub knows no jobs of the kind %s",
                       run->job->kind);
    return kind->run(kind->ctx, run, err);
}

static void tell(const struct runner *runner, const char *what, const struct err *err)
{
    char line[sizeof err->text + 80];

    if (!runner->options.log)
        return;
    snprintf(line, sizeof line, "%s: %s", what, err->text);
    runner->options.log(runner->options.log_ctx, line);
}

/* Writes the outcome down. What somebody cancelled, or another holds now, is written already. */
static enum err_code end_job(struct job_run *run, enum err_code outcome, struct err *why,
                             struct err *err)
{
    char what[64];

    if (run->is_stale)
        return db_job_forget(run->db, run->job, err);
    if (outcome == ERR_CANCELLED)
        return db_job_put_back(run->db, run->job, err);
    if (!outcome)
        return db_job_done(run->db, run->job, err);
    snprintf(what, sizeof what, "job %lld (%s) failed", (long long)run->job->id, run->job->kind);
    tell(run->thread->runner, what, why);
    err_leave_out(why, run->thread->runner->options.private_dir);
    return db_job_fail(run->db, run->job, why->text, err);
}

static void run_job(struct runner_thread *thread, struct db *db)
{
    struct runner *runner = thread->runner;
    struct job_run run = { .job = &thread->job, .db = db, .thread = thread };
    struct err why = { 0 }, err = { 0 };
    enum err_code outcome, code;

    thread->share = 0;
    thread->renewed_ms = mono_ms();
    pthread_mutex_lock(&runner->lock);
    thread->running_id = thread->job.id;
    thread->cancelled = false;
    pthread_mutex_unlock(&runner->lock);
    outcome = do_job(&run, &why);
    pthread_mutex_lock(&runner->lock);
    thread->running_id = 0;
    pthread_mutex_unlock(&runner->lock);
    code = end_job(&run, outcome, &why, &err);
    if (code && code != ERR_CANCELLED)
        tell(runner, "the end of a job could not be noted", &err);
}

/* Until somebody wakes it or it is time to look again. */
static void wait_for_work(struct runner *runner, uint64_t seen)
{
    const int64_t due_ms = mono_ms() + LOOK_MS;
    const struct timespec due = { .tv_sec = due_ms / 1000, .tv_nsec = due_ms % 1000 * 1000000 };

    pthread_mutex_lock(&runner->lock);
    while (!runner->stop && runner->wakes == seen &&
           !pthread_cond_timedwait(&runner->work, &runner->lock, &due))
        ;
    pthread_mutex_unlock(&runner->lock);
}

static bool stopped(struct runner *runner, uint64_t *wakes)
{
    bool stop;

    pthread_mutex_lock(&runner->lock);
    stop = runner->stop;
    *wakes = runner->wakes;
    pthread_mutex_unlock(&runner->lock);
    return stop;
}

static void *work(void *ctx)
{
    struct runner_thread *thread = ctx;
    struct runner *runner = thread->runner;
    struct err err = { 0 };
    struct db *db = NULL;
    uint64_t wakes;
    bool found;

    be_nice();
    while (!stopped(runner, &wakes)) {
        found = false;
        if ((db || (db = db_pool_take(runner->options.pool, &err))) &&
            db_job_claim(db, runner->options.lease_ms, &thread->job, &found, &err))
            tell(runner, "no job can be begun", &err);
        if (found)
            run_job(thread, db);
        else
            wait_for_work(runner, wakes);
    }
    db_pool_give(runner->options.pool, db);
    return NULL;
}

static void locks_init(struct runner *runner)
{
    pthread_condattr_t clock;

    pthread_mutex_init(&runner->lock, NULL);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&runner->work, &clock);
    pthread_condattr_destroy(&clock);
}

enum err_code runner_start(struct runner **out, const struct runner_options *options,
                           struct err *err)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const unsigned threads = options->threads ? options->threads : cores > 0 ? (unsigned)cores : 1;
    struct runner *runner = calloc(1, sizeof *runner + threads * sizeof *runner->thread);

    *out = NULL;
    if (!runner)
        return err_set(err, ERR_NO_MEMORY, "no memory for %u worker threads", threads);
    runner->options = *options;
    if (!runner->options.lease_ms)
        runner->options.lease_ms = LEASE_MS;
    locks_init(runner);
    *out = runner; /* jobs may look at it from their first moment */
    for (; runner->threads < threads; runner->threads++) {
        struct runner_thread *thread = &runner->thread[runner->threads];
        thread->runner = runner;
        if (pthread_create(&thread->thread, NULL, work, thread)) {
            runner_stop(runner);
            *out = NULL;
            return err_set(err, ERR_NO_MEMORY, "the system refuses another worker thread");
        }
    }
    return ERR_NONE;
}

void runner_stop(struct runner *runner)
{
    if (!runner)
        return;
    pthread_mutex_lock(&runner->lock);
    runner->stop = true;
    pthread_cond_broadcast(&runner->work);
    pthread_mutex_unlock(&runner->lock);
    for (unsigned i = 0; i < runner->threads; i++)
        pthread_join(runner->thread[i].thread, NULL);
    pthread_cond_destroy(&runner->work);
    pthread_mutex_destroy(&runner->lock);
    free(runner);
}

void runner_wake(struct runner *runner)
{
    pthread_mutex_lock(&runner->lock);
    runner->wakes++;
    pthread_cond_broadcast(&runner->work);
    pthread_mutex_unlock(&runner->lock);
}

void runner_cancel(struct runner *runner, int64_t job_id)
{
    pthread_mutex_lock(&runner->lock);
    for (unsigned i = 0; i < runner->threads; i++)
        if (runner->thread[i].running_id == job_id)
            runner->thread[i].cancelled = true;
    pthread_mutex_unlock(&runner->lock);
}

unsigned runner_threads(const struct runner *runner)
{
    return runner->threads;
}
