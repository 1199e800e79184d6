#include "server/api/hashing.h"

#include <pthread.h>
#include <stdlib.h>

#include "server/api/app.h"

enum { HASHING_THREADS = 2, HASHING_WAITING_MAX = 32 };

struct hashing {
    struct tasks *tasks;
    pthread_mutex_t lock; /* guards waiting */
    unsigned waiting;     /* taken, and not done */
};

/* One request's work. Its thread and its connection both use it; whoever comes last frees it. */
struct hashing_job {
    struct hashing *hashing;
    struct db_pool *pool;
    struct hashing_work work;
    struct waker *waker; /* NULL: not begun */
    struct err err;
    pthread_mutex_t lock; /* guards what follows */
    bool working, abandoned;
};

enum err_code hashing_new(struct hashing **out, struct err *err)
{
    struct hashing *hashing = calloc(1, sizeof *hashing);
    enum err_code code;

    *out = NULL;
    if (!hashing)
        return err_set(err, ERR_NO_MEMORY, "no memory for signing in");
    pthread_mutex_init(&hashing->lock, NULL);
    if ((code = tasks_start(&hashing->tasks, HASHING_THREADS, err)))
        hashing_free(hashing);
    else
        *out = hashing;
    return code;
}

void hashing_free(struct hashing *hashing)
{
    if (!hashing)
        return;
    tasks_stop(hashing->tasks);
    pthread_mutex_destroy(&hashing->lock);
    free(hashing);
}

static bool enter(struct hashing *hashing)
{
    bool entered;

    pthread_mutex_lock(&hashing->lock);
    entered = hashing->waiting < HASHING_THREADS + HASHING_WAITING_MAX;
    hashing->waiting += entered;
    pthread_mutex_unlock(&hashing->lock);
    return entered;
}

static void job_free(struct hashing_job *job)
{
    struct hashing *hashing = job->hashing;

    job->work.free(job->work.ctx);
    pthread_mutex_destroy(&job->lock);
    free(job);
    pthread_mutex_lock(&hashing->lock);
    hashing->waiting--;
    pthread_mutex_unlock(&hashing->lock);
}

static void job_run(void *ctx)
{
    struct hashing_job *job = ctx;
    struct waker *waker = job->waker;
    struct db *db = db_pool_take(job->pool, &job->err);
    bool abandoned;

    if (db)
        job->work.run(job->work.ctx, db, &job->err);
    db_pool_give(job->pool, db);
    pthread_mutex_lock(&job->lock);
    job->working = false;
    abandoned = job->abandoned;
    pthread_mutex_unlock(&job->lock);
    if (abandoned)
        job_free(job); /* otherwise finish or abort frees it, perhaps already */
    waker_wake(waker);
}

static enum err_code job_begin(struct hashing_job *job, struct waker *waker, bool *wait,
                               struct err *err)
{
    enum err_code code;

    job->waker = waker;
    job->working = true;
    code = tasks_add(job->hashing->tasks, job_run, job, err);
    *wait = !code;
    if (code)
        job_free(job);
    return code;
}

static enum err_code sink_finish(void *ctx, struct db *db, struct waker *waker, bool *wait,
                                 struct reply *reply, struct err *err)
{
    struct hashing_job *job = ctx;
    enum err_code code;

    if (!job->waker)
        return job_begin(job, waker, wait, err);
    *wait = false;
    if ((code = job->err.code))
        *err = job->err;
    else
        code = job->work.answer(job->work.ctx, db, reply, err);
    job_free(job);
    return code;
}

static void sink_abort(void *ctx)
{
    struct hashing_job *job = ctx;
    bool working;

    pthread_mutex_lock(&job->lock);
    working = job->working;
    job->abandoned = true;
    pthread_mutex_unlock(&job->lock);
    if (!working)
        job_free(job);
}

static enum err_code begin(struct req *req, const struct hashing_work *work, struct err *err)
{
    struct hashing *hashing = req->app->hashing;
    struct hashing_job *job;

    if (!enter(hashing))
        return err_set(err, ERR_BUSY,
                       "more people than can be checked at once are signing in: try again shortly");
    if (!(job = calloc(1, sizeof *job))) {
        pthread_mutex_lock(&hashing->lock);
        hashing->waiting--;
        pthread_mutex_unlock(&hashing->lock);
        return err_set(err, ERR_NO_MEMORY, "no memory for signing in");
    }
    pthread_mutex_init(&job->lock, NULL);
    job->hashing = hashing;
    job->pool = req->app->pool;
    job->work = *work;
    req_later(req, &(struct body_sink){ .ctx = job, .finish = sink_finish, .abort = sink_abort });
    return ERR_NONE;
}

enum err_code hashing_later(struct req *req, const struct hashing_work *work, struct err *err)
{
    const enum err_code code = begin(req, work, err);

    if (code)
        work->free(work->ctx);
    return code;
}
