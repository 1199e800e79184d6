/* The threads that render. */
#include <stdlib.h>

#include "server/work/mono.h"
#include "server/work/renders_state.h"

enum { SLOTS = 3 }; /* renderers that one thread keeps open, each with all files of its preview */

struct slot {
    struct used_preview *used; /* NULL: free */
    struct preview_renderer *renderer;
    uint64_t turn; /* of the last use */
};

struct worker {
    struct renders *renders;
    pthread_t thread;
    struct slot slot[SLOTS];
    uint64_t turn;
    struct planes stereo; /* for the scans; made when first needed */
};

/* Without the lock. */
static void slot_close(struct worker *worker, struct slot *slot)
{
    if (!slot->used)
        return;
    preview_renderer_free(slot->renderer);
    pthread_mutex_lock(&worker->renders->lock);
    previews_renderer_closed(slot->used);
    pthread_mutex_unlock(&worker->renders->lock);
    *slot = (struct slot){ 0 };
}

/* The slot of this preview, or the one to use for it: a free one or the least recently used. */
static struct slot *slot_for(struct worker *worker, const struct used_preview *used)
{
    struct slot *best = &worker->slot[0];

    for (size_t i = 0; i < SLOTS; i++) {
        if (worker->slot[i].used == used)
            return &worker->slot[i];
        if (worker->slot[i].turn < best->turn)
            best = &worker->slot[i];
    }
    return best;
}

/* Without the lock; the caller has a use of the preview. */
static enum err_code slot_open(struct slot **out, struct worker *worker, struct used_preview *used,
                               struct err *err)
{
    struct slot *slot = slot_for(worker, used);
    enum err_code code;

    if (slot->used != used) {
        slot_close(worker, slot);
        if ((code = preview_renderer_new(&slot->renderer, used->preview, err)))
            return code;
        slot->used = used;
        pthread_mutex_lock(&worker->renders->lock);
        used->renderers++;
        pthread_mutex_unlock(&worker->renders->lock);
    }
    slot->turn = ++worker->turn;
    *out = slot;
    return ERR_NONE;
}

/* Gives up the renderers of previews that are no longer kept; false if there were none. With the
 * lock, lets go of it meanwhile. */
static bool close_dropped(struct worker *worker)
{
    struct slot *slot = NULL;

    for (size_t i = 0; i < SLOTS; i++)
        if (worker->slot[i].used && worker->slot[i].used->dropped)
            slot = &worker->slot[i];
    if (!slot)
        return false;
    pthread_mutex_unlock(&worker->renders->lock);
    slot_close(worker, slot);
    pthread_mutex_lock(&worker->renders->lock);
    return true;
}

/* Renders a segment; NULL with err filled. */
static struct segment *render(struct worker *worker, const struct job *job, struct err *err)
{
    size_t bytes = preview_segment_bytes(job->used->preview, job->segment);
    struct segment *segment = segment_new(&job->node.key, bytes);
    struct slot *slot;

    if (!segment) {
        err_set(err, ERR_NO_MEMORY, "out of memory for a segment of %zu bytes", bytes);
        return NULL;
    }
    if (slot_open(&slot, worker, job->used, err) == ERR_NONE) {
        if (preview_render(slot->renderer, job->segment, segment->packets, err) == ERR_NONE)
            return segment;
        slot_close(worker, slot); /* its files may be in any state now */
    }
    segment_give(segment);
    return NULL;
}

/* With the lock, lets go of it while it works. */
static void run_job(struct worker *worker, struct job *job)
{
    struct renders *renders = worker->renders;
    struct segment *segment = NULL;
    struct err failed = { 0 };
    bool rendered = false;
    struct link woken;

    pthread_mutex_unlock(&renders->lock);
    if (renders->disk)
        segment = disk_cache_get(renders->disk, &job->node.key,
                                 preview_segment_bytes(job->used->preview, job->segment));
    if (!segment) {
        segment = render(worker, job, &failed);
        rendered = segment != NULL;
    }
    pthread_mutex_lock(&renders->lock);
    renders->stats.rendered += rendered;
    renders->stats.from_disk += segment && !rendered;
    list_init(&woken);
    jobs_done(renders, job, segment, &failed, &woken);
    listeners_wake(renders, &woken);
    pthread_mutex_unlock(&renders->lock);
    if (rendered && renders->disk)
        disk_cache_put(renders->disk, segment);
    segment_give(segment);
    pthread_mutex_lock(&renders->lock);
}

static enum err_code scan_step(struct worker *worker, struct scan *scan, size_t samples,
                               struct err *err)
{
    struct slot *slot;
    enum err_code code;

    if (!worker->stereo.ch[0] && (code = planes_init(&worker->stereo, 2, SCAN_SAMPLES, err)))
        return code;
    worker->stereo.samples = samples;
    if ((code = slot_open(&slot, worker, scan->used, err)))
        return code;
    if ((code = preview_render_audio(slot->renderer, scan->known.scanned_samples, &worker->stereo,
                                     err)))
        slot_close(worker, slot);
    else
        overs_add(&scan->working, scan->known.scanned_samples, &worker->stereo);
    return code;
}

/* With the lock, lets go of it while it works. A scan under way is in no list, so that only one
 * thread works at it and only that thread changes `known`. */
static void run_scan(struct worker *worker, struct scan *scan)
{
    struct renders *renders = worker->renders;
    int64_t left = preview_samples(scan->used->preview) - scan->known.scanned_samples;
    size_t samples = left < SCAN_SAMPLES ? (size_t)left : SCAN_SAMPLES;
    struct err failed = { 0 };

    list_remove(&scan->queued);
    pthread_mutex_unlock(&renders->lock);
    scan_step(worker, scan, samples, &failed);
    pthread_mutex_lock(&renders->lock);
    scan->failed = failed;
    if (!failed.code) {
        scan->known.overs = scan->working;
        scan->known.scanned_samples += (int64_t)samples;
        scan->known.complete = (int64_t)samples == left;
    }
    if (failed.code || scan->known.complete)
        previews_give(renders, scan->used);
    else
        list_append(&renders->scans, &scan->queued);
}

/* Until there is work, or until a listener's pace lets it go on (due_ms, -1: none). */
static void wait_for_work(struct renders *renders, int64_t due_ms)
{
    struct timespec due = { .tv_sec = due_ms / 1000, .tv_nsec = due_ms % 1000 * 1000000 };

    if (due_ms < 0)
        pthread_cond_wait(&renders->work, &renders->lock);
    else
        pthread_cond_timedwait(&renders->work, &renders->lock, &due);
}

static void *work(void *ctx)
{
    struct worker *worker = ctx;
    struct renders *renders = worker->renders;

    pthread_mutex_lock(&renders->lock);
    while (!renders->stop) {
        struct link woken;
        struct job *job;
        int64_t due_ms;

        list_init(&woken);
        due_ms = listeners_due(renders, &woken);
        if (!list_is_empty(&woken))
            listeners_wake(renders, &woken);
        else if (close_dropped(worker))
            continue;
        else if ((job = jobs_next(renders)))
            run_job(worker, job);
        else if (!list_is_empty(&renders->scans))
            run_scan(worker, list_owner(renders->scans.next, struct scan, queued));
        else
            wait_for_work(renders, due_ms);
    }
    pthread_mutex_unlock(&renders->lock);
    for (size_t i = 0; i < SLOTS; i++)
        slot_close(worker, &worker->slot[i]);
    planes_clear(&worker->stereo);
    return NULL;
}

enum err_code workers_start(struct renders *renders, struct err *err)
{
    renders->worker = calloc(renders->options.threads, sizeof *renders->worker);
    if (!renders->worker)
        return err_set(err, ERR_NO_MEMORY, "out of memory for render threads");
    for (; renders->threads < renders->options.threads; renders->threads++) {
        struct worker *worker = &renders->worker[renders->threads];

        worker->renders = renders;
        if (pthread_create(&worker->thread, NULL, work, worker) != 0)
            return err_set(err, ERR_NO_MEMORY, "the system refuses another render thread");
    }
    return ERR_NONE;
}

void workers_stop(struct renders *renders)
{
    pthread_mutex_lock(&renders->lock);
    renders->stop = true;
    pthread_cond_broadcast(&renders->work);
    pthread_mutex_unlock(&renders->lock);
    for (unsigned i = 0; i < renders->threads; i++)
        pthread_join(renders->worker[i].thread, NULL);
    free(renders->worker);
    renders->worker = NULL;
    renders->threads = 0;
}
