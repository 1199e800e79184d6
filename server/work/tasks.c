#include "server/work/tasks.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "server/work/list.h"

enum { TASKS_MAX = 256 }; /* that wait; more means that the disk can't keep up */

struct task {
    struct link queued;
    void (*run)(void *ctx);
    void *ctx;
};

struct tasks {
    pthread_mutex_t lock; /* guards queue, waiting and stop */
    pthread_cond_t work;
    struct link queue;
    unsigned waiting;
    bool stop;
    unsigned threads;
    pthread_t thread[];
};

static struct task *next_task(struct tasks *tasks)
{
    struct task *task = NULL;

    pthread_mutex_lock(&tasks->lock);
    while (list_is_empty(&tasks->queue) && !tasks->stop)
        pthread_cond_wait(&tasks->work, &tasks->lock);
    if (!list_is_empty(&tasks->queue)) {
        task = list_owner(tasks->queue.next, struct task, queued);
        list_remove(&task->queued);
        tasks->waiting--;
    }
    pthread_mutex_unlock(&tasks->lock);
    return task;
}

static void *run_tasks(void *ctx)
{
    struct task *task;

    while ((task = next_task(ctx))) {
        task->run(task->ctx);
        free(task);
    }
    return NULL;
}

enum err_code tasks_start(struct tasks **out, unsigned threads, struct err *err)
{
    struct tasks *tasks = calloc(1, sizeof *tasks + threads * sizeof(pthread_t));

    *out = NULL;
    if (!tasks)
        return err_set(err, ERR_NO_MEMORY, "out of memory for worker threads");
    pthread_mutex_init(&tasks->lock, NULL);
    pthread_cond_init(&tasks->work, NULL);
    list_init(&tasks->queue);
    for (; tasks->threads < threads; tasks->threads++) {
        if (pthread_create(&tasks->thread[tasks->threads], NULL, run_tasks, tasks) == 0)
            continue;
        tasks_stop(tasks);
        return err_set(err, ERR_NO_MEMORY, "the system refuses another thread");
    }
    *out = tasks;
    return ERR_NONE;
}

enum err_code tasks_add(struct tasks *tasks, void (*run)(void *ctx), void *ctx, struct err *err)
{
    struct task *task = malloc(sizeof *task);
    enum err_code code = ERR_NONE;

    if (!task)
        return err_set(err, ERR_NO_MEMORY, "out of memory for a task");
    *task = (struct task){ .run = run, .ctx = ctx };
    pthread_mutex_lock(&tasks->lock);
    if (tasks->waiting < TASKS_MAX) {
        list_append(&tasks->queue, &task->queued);
        tasks->waiting++;
        pthread_cond_signal(&tasks->work);
    } else {
        free(task);
        code = err_set(err, ERR_BUSY, "%d tasks are waiting already; try again shortly", TASKS_MAX);
    }
    pthread_mutex_unlock(&tasks->lock);
    return code;
}

void tasks_stop(struct tasks *tasks)
{
    if (!tasks)
        return;
    pthread_mutex_lock(&tasks->lock);
    tasks->stop = true;
    pthread_cond_broadcast(&tasks->work);
    pthread_mutex_unlock(&tasks->lock);
    for (unsigned i = 0; i < tasks->threads; i++)
        pthread_join(tasks->thread[i], NULL);
    pthread_cond_destroy(&tasks->work);
    pthread_mutex_destroy(&tasks->lock);
    free(tasks);
}
