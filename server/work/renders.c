#include "server/work/renders.h"

#include <stdlib.h>
#include <unistd.h>

#include "codec/core/units.h"
#include "server/work/renders_state.h"

enum { AHEAD_DEFAULT = 3 };

static struct renders_options with_defaults(const struct renders_options *options)
{
    struct renders_options all = *options;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (all.threads == 0)
        all.threads = cores > 0 ? (unsigned)cores : 1;
    if (all.ram_bytes == 0)
        all.ram_bytes = 256 * MIB;
    if (all.disk_bytes == 0)
        all.disk_bytes = (int64_t)(4 * GIB);
    if (all.ahead_segments == 0)
        all.ahead_segments = AHEAD_DEFAULT;
    if (all.ahead_segments > AHEAD_MAX)
        all.ahead_segments = AHEAD_MAX;
    return all;
}

static void locks_init(struct renders *renders)
{
    pthread_condattr_t clock;

    pthread_mutex_init(&renders->lock, NULL);
    pthread_cond_init(&renders->woken, NULL);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&renders->work, &clock);
    pthread_condattr_destroy(&clock);
}

enum err_code renders_start(struct renders **out, const struct renders_options *options,
                            struct err *err)
{
    struct renders *renders = calloc(1, sizeof *renders);
    enum err_code code;

    *out = NULL;
    if (!renders)
        return err_set(err, ERR_NO_MEMORY, "out of memory for the renderer");
    renders->options = with_defaults(options);
    locks_init(renders);
    list_init(&renders->idle);
    list_init(&renders->waited);
    list_init(&renders->ahead);
    list_init(&renders->scans);
    list_init(&renders->paced);
    if ((code = key_map_init(&renders->previews, err)) ||
        (code = key_map_init(&renders->jobs, err)) ||
        (code = segment_cache_init(&renders->ram, renders->options.ram_bytes, err)) ||
        (options->cache_dir && (code = disk_cache_open(&renders->disk, options->cache_dir,
                                                       renders->options.disk_bytes, err))) ||
        (code = workers_start(renders, err))) {
        renders_stop(renders);
        return code;
    }
    renders->options.cache_dir = NULL; /* was lent */
    *out = renders;
    return ERR_NONE;
}

static void scans_clear(struct renders *renders)
{
    while (!list_is_empty(&renders->scans)) {
        struct scan *scan = list_owner(renders->scans.next, struct scan, queued);

        list_remove(&scan->queued);
        previews_give(renders, scan->used);
    }
}

void renders_stop(struct renders *renders)
{
    if (!renders)
        return;
    workers_stop(renders);
    scans_clear(renders);
    previews_clear(renders);
    disk_cache_close(renders->disk);
    segment_cache_clear(&renders->ram);
    key_map_clear(&renders->jobs);
    key_map_clear(&renders->previews);
    pthread_cond_destroy(&renders->work);
    pthread_cond_destroy(&renders->woken);
    pthread_mutex_destroy(&renders->lock);
    free(renders);
}

/* With the lock. */
static enum err_code scan_begin(struct renders *renders, struct used_preview *used, struct err *err)
{
    if (!used->scan)
        used->scan = calloc(1, sizeof *used->scan);
    if (!used->scan)
        return err_set(err, ERR_NO_MEMORY, "out of memory for the scan for overs");
    used->scan->used = used;
    overs_init(&used->scan->working);
    used->scan->known = (struct renders_overs){ .overs = used->scan->working };
    used->scan->failed = (struct err){ 0 };
    previews_use(renders, used);
    list_append(&renders->scans, &used->scan->queued);
    pthread_cond_signal(&renders->work);
    return ERR_NONE;
}

/* With the lock. */
static enum err_code scan_look(struct renders *renders, struct used_preview *used,
                               struct renders_overs *out, struct err *err)
{
    enum err_code code;

    if (!used->scan && (code = scan_begin(renders, used, err)))
        return code;
    if (used->scan->failed.code) {
        code = err_set(err, used->scan->failed.code, "%s", used->scan->failed.text);
        free(used->scan);
        used->scan = NULL;
        return code;
    }
    *out = used->scan->known;
    return ERR_NONE;
}

enum err_code renders_overs(struct renders *renders, const struct preview *preview,
                            struct renders_overs *out, struct err *err)
{
    struct used_preview *used;
    enum err_code code;

    pthread_mutex_lock(&renders->lock);
    used = previews_find(renders, preview);
    code = used ? scan_look(renders, used, out, err)
                : err_set(err, ERR_NOT_FOUND, "this preview is not in use");
    pthread_mutex_unlock(&renders->lock);
    return code;
}

void renders_stats(struct renders *renders, struct renders_stats *out)
{
    pthread_mutex_lock(&renders->lock);
    *out = renders->stats;
    out->ram_bytes = renders->ram.bytes;
    pthread_mutex_unlock(&renders->lock);
    out->disk_bytes = renders->disk ? disk_cache_bytes(renders->disk) : 0;
}
