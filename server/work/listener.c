/* One connection's way through a preview. */
#include <assert.h>
#include <stdlib.h>

#include "codec/core/units.h"
#include "server/work/mono.h"
#include "server/work/renders_state.h"

enum {
    SEGMENT_SECONDS = SEGMENT_PACKETS * PACKET_SAMPLES / RATE_HZ,
    SEGMENT_MS = SEGMENT_SECONDS * 1000
};

/* What a call asks for. */
struct asked {
    int64_t offset;
    size_t bytes;
    int64_t first, count; /* the segments that it needs */
    void (*wake)(void *ctx);
    void *wake_ctx;
};

enum err_code listener_new(struct listener **out, struct renders *renders,
                           const struct preview *preview, enum container container, struct err *err)
{
    struct listener *listener = calloc(1, sizeof *listener);

    *out = NULL;
    if (!listener)
        return err_set(err, ERR_NO_MEMORY, "out of memory for a listener");
    listener->renders = renders;
    listener->container = container;
    listener->next_offset = -1;
    list_init(&listener->woken);
    list_init(&listener->paced);
    for (size_t i = 0; i < WISHES; i++)
        listener->wish[i].listener = listener;
    pthread_mutex_lock(&renders->lock);
    listener->used = previews_find(renders, preview);
    if (listener->used)
        previews_use(renders, listener->used);
    pthread_mutex_unlock(&renders->lock);
    if (!listener->used) {
        free(listener);
        return err_set(err, ERR_NOT_FOUND, "this preview is not in use");
    }
    *out = listener;
    return ERR_NONE;
}

static void release_held(struct listener *listener)
{
    while (listener->held_count > 0)
        segment_give(listener->held[--listener->held_count]);
}

/* How many of the bytes asked for need no more than `have` segments from the first on. */
static size_t readable(const struct listener *listener, const struct asked *asked, int64_t have)
{
    const struct preview *preview = listener->used->preview;
    const struct virtual_file *file = preview_file(preview, listener->container);
    int64_t end;

    if (asked->count <= have || asked->first + have >= preview_segments(preview))
        return asked->bytes;
    end = have > 0 ? virtual_file_page_at(file, (asked->first + have) * SEGMENT_SECONDS)
                   : (int64_t)virtual_file_header_bytes(file);
    if (end <= asked->offset)
        return 0;
    return end - asked->offset < (int64_t)asked->bytes ? (size_t)(end - asked->offset)
                                                       : asked->bytes;
}

/* Copies what the held segments are enough for; 0 if that is nothing. */
static ssize_t copy_held(struct listener *listener, const struct asked *asked, void *out,
                         struct err *err)
{
    const uint8_t *packets[READ_SEGMENTS] = { 0 };
    int64_t skip = asked->first - listener->held_first;
    int64_t have = skip < 0 || skip >= listener->held_count ? 0 : listener->held_count - skip;
    const struct preview_range range = { listener->container, asked->offset,
                                         readable(listener, asked, have) };

    for (int64_t i = 0; i < have; i++)
        packets[i] = listener->held[skip + i]->packets;
    if (range.bytes == 0)
        return 0;
    if (preview_read(listener->used->preview, &range, packets, out, err))
        return -1;
    listener->next_offset = asked->offset + (int64_t)range.bytes;
    return (ssize_t)range.bytes;
}

static struct wish *find_wish(struct listener *listener, int64_t segment)
{
    for (size_t i = 0; i < WISHES; i++) {
        struct wish *wish = &listener->wish[i];

        if ((wish->job || wish->made) && wish->segment == segment)
            return wish;
    }
    return NULL;
}

static struct wish *free_wish(struct listener *listener)
{
    for (size_t i = 0; i < WISHES; i++)
        if (!listener->wish[i].job && !listener->wish[i].made)
            return &listener->wish[i];
    return NULL;
}

static void unwish_outside(struct listener *listener, int64_t first, int64_t end)
{
    for (size_t i = 0; i < WISHES; i++)
        if (listener->wish[i].segment < first || listener->wish[i].segment >= end)
            jobs_unwish(listener->renders, &listener->wish[i]);
}

/* With the lock: holds those of the needed segments that are there, without a gap. */
static void hold_needed(struct listener *listener, int64_t first, int64_t needed)
{
    struct renders *renders = listener->renders;

    listener->held_first = first;
    while (listener->held_count < needed) {
        int64_t number = first + listener->held_count;
        struct hash key = preview_segment_key(listener->used->preview, number);
        struct wish *wish = find_wish(listener, number);
        struct segment *segment = wish && wish->made ? segment_hold(wish->made) : NULL;

        if (!segment && (segment = segment_cache_get(&renders->ram, &key)))
            renders->stats.from_ram++;
        if (!segment)
            return;
        listener->held[listener->held_count++] = segment;
    }
}

/* With the lock: wants a segment made unless it is there. Gives the time to wait until the
 * listener's pace allows it (0: it is under way), or -1 without memory. */
static int64_t want(struct listener *listener, int64_t segment)
{
    struct renders *renders = listener->renders;
    struct wish *wish = find_wish(listener, segment);
    struct hash key;
    struct job *job;
    int64_t wait_ms;

    if (wish)
        return 0;
    key = preview_segment_key(listener->used->preview, segment);
    if (key_map_find(&renders->ram.map, &key))
        return 0;
    job = jobs_find(renders, &key);
    if (!job && listener->container != CONTAINER_OGG &&
        !(renders->disk && disk_cache_has(renders->disk, &key)) &&
        (wait_ms = pace_take(&listener->pace, mono_ms(), SEGMENT_MS)) > 0)
        return wait_ms;
    if (!job && !(job = jobs_add(renders, listener->used, segment, &key)))
        return -1;
    wish = free_wish(listener);
    assert(wish); /* there are as many as segments in the window */
    wish->segment = segment;
    jobs_wish(job, wish);
    return 0;
}

/* With the lock: the segment it can't go on without, then read-ahead while the pace allows. */
static enum err_code want_missing(struct listener *listener, const struct asked *asked, int64_t end,
                                  struct err *err)
{
    struct renders *renders = listener->renders;
    int64_t missing = asked->first + listener->held_count;
    int64_t wait_ms = 0;

    for (int64_t i = missing; i < end && wait_ms == 0; i++) {
        wait_ms = want(listener, i);
        if (listener->held_count > 0 || i > missing)
            continue;
        if (wait_ms < 0)
            return err_set(err, ERR_NO_MEMORY, "out of memory for a segment to render");
        if (wait_ms > 0) {
            listener->paced_until_ms = mono_ms() + wait_ms;
            list_append(&renders->paced, &listener->paced);
            pthread_cond_signal(&renders->work);
        } else if (find_wish(listener, i)) {
            jobs_wait(renders, find_wish(listener, i));
        }
    }
    return ERR_NONE;
}

/* Moves the window of wishes to what is asked for now: what lies outside is cancelled. */
static ssize_t gather(struct listener *listener, const struct asked *asked, struct err *err)
{
    struct renders *renders = listener->renders;
    int64_t needed = asked->count < READ_SEGMENTS ? asked->count : READ_SEGMENTS;
    int64_t end = asked->first + needed + renders->options.ahead_segments;
    enum err_code code = ERR_NONE;

    if (end > preview_segments(listener->used->preview))
        end = preview_segments(listener->used->preview);
    release_held(listener);
    pthread_mutex_lock(&renders->lock);
    list_remove(&listener->paced);
    if (listener->failed.code)
        code = err_set(err, listener->failed.code, "%s", listener->failed.text);
    listener->failed = (struct err){ 0 };
    if (!code) {
        unwish_outside(listener, asked->first, end);
        hold_needed(listener, asked->first, needed);
        code = want_missing(listener, asked, end, err);
    }
    if (!code && readable(listener, asked, listener->held_count) == 0) {
        listener->wake = asked->wake;
        listener->wake_ctx = asked->wake_ctx;
    }
    pthread_mutex_unlock(&renders->lock);
    return code ? -1 : 0;
}

static void seek(struct listener *listener, int64_t offset)
{
    struct renders *renders = listener->renders;

    pace_init(&listener->pace, mono_ms());
    pthread_mutex_lock(&renders->lock);
    listener->failed = (struct err){ 0 };
    pthread_mutex_unlock(&renders->lock);
    listener->next_offset = offset;
}

ssize_t listener_read(struct listener *listener, int64_t offset, void *out, size_t max,
                      void (*wake)(void *ctx), void *ctx, struct err *err)
{
    const struct preview *preview = listener->used->preview;
    int64_t total = virtual_file_bytes(preview_file(preview, listener->container));
    struct asked asked = { .offset = offset, .bytes = max, .wake = wake, .wake_ctx = ctx };
    ssize_t copied;

    if (offset < 0 || offset >= total || max == 0) {
        err_set(err, ERR_RANGE, "byte %jd of a file of %jd", (intmax_t)offset, (intmax_t)total);
        return -1;
    }
    if (total - offset < (int64_t)max)
        asked.bytes = (size_t)(total - offset);
    if (offset != listener->next_offset)
        seek(listener, offset);
    preview_segments_of(preview,
                        &(struct preview_range){ listener->container, offset, asked.bytes },
                        &asked.first, &asked.count);
    if (listener->held_count > 0 && (copied = copy_held(listener, &asked, out, err)) != 0)
        return copied;
    if (asked.count > 0 && gather(listener, &asked, err) < 0)
        return -1;
    return copy_held(listener, &asked, out, err);
}

void listener_close(struct listener *listener)
{
    struct renders *renders;
    void (*wake)(void *ctx);

    if (!listener)
        return;
    renders = listener->renders;
    release_held(listener);
    pthread_mutex_lock(&renders->lock);
    unwish_outside(listener, 0, 0);
    list_remove(&listener->paced);
    list_remove(&listener->woken);
    wake = listener->wake;
    listener->wake = NULL;
    if (wake) {
        pthread_mutex_unlock(&renders->lock);
        wake(listener->wake_ctx);
        pthread_mutex_lock(&renders->lock);
    }
    while (listener->waking > 0)
        pthread_cond_wait(&renders->woken, &renders->lock);
    previews_give(renders, listener->used);
    pthread_mutex_unlock(&renders->lock);
    free(listener);
}

void listeners_wake(struct renders *renders, struct link *woken)
{
    while (!list_is_empty(woken)) {
        struct listener *listener = list_owner(woken->next, struct listener, woken);
        void (*wake)(void *ctx) = listener->wake;
        void *ctx = listener->wake_ctx;

        list_remove(&listener->woken);
        if (!wake)
            continue;
        listener->wake = NULL;
        listener->waking++;
        pthread_mutex_unlock(&renders->lock);
        wake(ctx);
        pthread_mutex_lock(&renders->lock);
        if (--listener->waking == 0)
            pthread_cond_broadcast(&renders->woken);
    }
}

int64_t listeners_due(struct renders *renders, struct link *woken)
{
    int64_t now_ms = list_is_empty(&renders->paced) ? 0 : mono_ms();
    int64_t due_ms = -1;
    struct link *next;

    for (struct link *at = renders->paced.next; at != &renders->paced; at = next) {
        struct listener *listener = list_owner(at, struct listener, paced);

        next = at->next;
        if (listener->paced_until_ms <= now_ms) {
            list_remove(&listener->paced);
            if (list_is_empty(&listener->woken))
                list_append(woken, &listener->woken);
        } else if (due_ms < 0 || listener->paced_until_ms < due_ms) {
            due_ms = listener->paced_until_ms;
        }
    }
    return due_ms;
}
