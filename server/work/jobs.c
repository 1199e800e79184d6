#include <stdlib.h>

#include "server/work/renders_state.h"

struct job *jobs_find(struct renders *renders, const struct hash *key)
{
    struct key_node *node = key_map_find(&renders->jobs, key);

    return node ? list_owner(node, struct job, node) : NULL;
}

struct job *jobs_add(struct renders *renders, struct used_preview *used, int64_t segment,
                     const struct hash *key)
{
    struct job *job = calloc(1, sizeof *job);

    if (!job)
        return NULL;
    job->node.key = *key;
    job->used = used;
    job->segment = segment;
    list_init(&job->wishes);
    list_init(&job->queued);
    previews_use(renders, used);
    key_map_add(&renders->jobs, &job->node);
    list_append(&renders->ahead, &job->queued);
    pthread_cond_signal(&renders->work);
    return job;
}

static void job_free(struct renders *renders, struct job *job)
{
    key_map_remove(&renders->jobs, &job->node);
    list_remove(&job->queued);
    previews_give(renders, job->used);
    free(job);
}

void jobs_wish(struct job *job, struct wish *wish)
{
    wish->job = job;
    wish->made = NULL;
    wish->waited = false;
    list_append(&job->wishes, &wish->of_job);
}

/* Moves a job that has not begun to the end of the queue it belongs in. */
static void requeue(struct renders *renders, struct job *job)
{
    if (job->running)
        return;
    list_remove(&job->queued);
    list_append(job->waited > 0 ? &renders->waited : &renders->ahead, &job->queued);
}

void jobs_wait(struct renders *renders, struct wish *wish)
{
    if (!wish->job || wish->waited)
        return;
    wish->waited = true;
    if (wish->job->waited++ == 0)
        requeue(renders, wish->job);
}

void jobs_unwish(struct renders *renders, struct wish *wish)
{
    struct job *job = wish->job;

    segment_give(wish->made);
    wish->made = NULL;
    wish->job = NULL;
    if (!job)
        return;
    list_remove(&wish->of_job);
    if (wish->waited && --job->waited == 0)
        requeue(renders, job);
    if (list_is_empty(&job->wishes) && !job->running) {
        renders->stats.cancelled++;
        job_free(renders, job);
    }
}

struct job *jobs_next(struct renders *renders)
{
    struct link *queue = list_is_empty(&renders->waited) ? &renders->ahead : &renders->waited;
    struct job *job;

    if (list_is_empty(queue))
        return NULL;
    job = list_owner(queue->next, struct job, queued);
    list_remove(&job->queued);
    job->running = true;
    return job;
}

/* Hands over to one listener; it is woken if it waits for this segment. */
static void grant(struct wish *wish, struct segment *made, const struct err *failed,
                  struct link *woken)
{
    struct listener *listener = wish->listener;

    list_remove(&wish->of_job);
    wish->job = NULL;
    wish->made = made ? segment_hold(made) : NULL;
    if (!wish->waited)
        return;
    if (!made)
        listener->failed = *failed;
    if (listener->wake && list_is_empty(&listener->woken))
        list_append(woken, &listener->woken);
}

void jobs_done(struct renders *renders, struct job *job, struct segment *made,
               const struct err *failed, struct link *woken)
{
    if (made)
        segment_cache_put(&renders->ram, made);
    while (!list_is_empty(&job->wishes))
        grant(list_owner(job->wishes.next, struct wish, of_job), made, failed, woken);
    job_free(renders, job);
}
