#include "server/cli/push_crew.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

#include "server/work/tasks.h"

enum { TICK_MS = 100 };

struct gang {
    const struct push_crew *crew;
    struct client *client[PUSH_PARALLEL_MOST];
    atomic_size_t next;   /* what nobody has begun with */
    atomic_uint thread;   /* how many have begun */
    atomic_uint finished; /* threads */
};

static sigset_t stops(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    return set;
}

void push_stop_begin(void)
{
    const sigset_t set = stops();

    sigprocmask(SIG_BLOCK, &set, NULL);
}

bool push_stop_asked(int wait_ms)
{
    const sigset_t set = stops();
    const struct timespec wait = { wait_ms / 1000, (wait_ms % 1000) * 1000000L };

    if (sigtimedwait(&set, NULL, &wait) < 0)
        return false;
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    return true;
}

static void work(void *ctx)
{
    struct gang *gang = ctx;
    const struct push_crew *crew = gang->crew;
    struct client *client = gang->client[atomic_fetch_add(&gang->thread, 1)];
    size_t index;

    while ((index = atomic_fetch_add(&gang->next, 1)) < crew->count &&
           !atomic_load(crew->cancelled))
        crew->run(crew->ctx, client, index);
    atomic_fetch_add(&gang->finished, 1);
}

static void cancel(struct gang *gang, unsigned threads)
{
    atomic_store(gang->crew->cancelled, true);
    for (unsigned i = 0; i < threads; i++)
        client_cancel(gang->client[i]);
}

static enum err_code begin(struct gang *gang, struct tasks *tasks, unsigned threads,
                           struct err *err)
{
    enum err_code code = ERR_NONE;

    for (unsigned i = 0; i < threads && !code; i++)
        code = client_again(&gang->client[i], gang->crew->client, err);
    for (unsigned i = 0; i < threads && !code; i++)
        code = tasks_add(tasks, work, gang, err);
    if (code)
        atomic_store(gang->crew->cancelled, true); /* those that were begun end */
    return code;
}

enum err_code push_crew_run(const struct push_crew *crew, struct err *err)
{
    const unsigned threads = crew->threads < crew->count ? crew->threads : (unsigned)crew->count;
    struct gang gang = { .crew = crew };
    struct tasks *tasks = NULL;
    enum err_code code;

    if (threads == 0)
        return ERR_NONE;
    if ((code = tasks_start(&tasks, threads, err)) || (code = begin(&gang, tasks, threads, err)))
        goto done;
    while (atomic_load(&gang.finished) < threads) {
        if (push_stop_asked(TICK_MS)) {
            cancel(&gang, threads);
            code = err_set(err, ERR_CANCELLED, "stopped; the same line goes on where it was");
        }
        if (crew->tick)
            crew->tick(crew->tick_ctx);
    }
    if (crew->tick)
        crew->tick(crew->tick_ctx); /* what the last of them left to tell */
done:
    tasks_stop(tasks);
    for (unsigned i = 0; i < threads; i++)
        client_close(gang.client[i]);
    return code;
}

struct solo {
    const struct push_alone *alone;
    enum err_code code;
    struct err err;
};

static void run_solo(void *ctx, struct client *client, size_t index)
{
    struct solo *solo = ctx;

    (void)index;
    solo->code = solo->alone->run(solo->alone->ctx, client, &solo->err);
}

enum err_code push_alone(const struct push_alone *alone, struct err *err)
{
    struct solo solo = { .alone = alone, .code = ERR_CANCELLED };
    atomic_bool cancelled = false;
    const struct push_crew crew = { .client = alone->client,
                                    .threads = 1,
                                    .count = 1,
                                    .run = run_solo,
                                    .ctx = &solo,
                                    .cancelled = &cancelled };
    const enum err_code code = push_crew_run(&crew, err);

    if (!code && solo.code)
        *err = solo.err;
    return code ? code : solo.code;
}
