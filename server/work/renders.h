/* Renders preview segments on demand, on every core, and keeps them: RAM first, then disk, both
 * bounded. What somebody is about to hear goes before read-ahead; a seek or a closed connection
 * cancels what it asked for. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "codec/preview.h"

struct renders_options {
    unsigned threads;        /* 0: one a core */
    size_t ram_bytes;        /* of packets kept in memory; 0: 256 MiB */
    int64_t disk_bytes;      /* of packets kept in cache_dir; 0: 4 GiB */
    const char *cache_dir;   /* may be deleted at any time while stopped; NULL: RAM only */
    unsigned ahead_segments; /* read-ahead behind what was asked, at most 8; 0: 3 */
};

struct renders;
enum err_code renders_start(struct renders **out, const struct renders_options *options,
                            struct err *err);
/* Drops what waits, lets the segment under way end, and frees everything. No listener may be left.
 * NULL is accepted. */
void renders_stop(struct renders *renders);

/* Previews in use, by key. `add` takes the preview (freed when the last user is gone and it is
 * among the least recently used) and hands back the one already there if there is; NULL without
 * memory. `get` gives NULL when unknown. Both count a use; give it back with renders_give. */
const struct preview *renders_add(struct renders *renders, struct preview *preview);
const struct preview *renders_get(struct renders *renders, const struct hash *key);
void renders_give(struct renders *renders, const struct preview *preview);

/* One connection's way through a preview; one thread at a time. Holds a use of its own. */
struct listener;
enum err_code listener_new(struct listener **out, struct renders *renders,
                           const struct preview *preview, enum container container,
                           struct err *err);

/* Copies up to max bytes from offset, returns how many. 0: not there yet, wake(ctx) is called once
 * when it is worth asking again (from a render thread, possibly before this returns). -1 fills err.
 * Never blocks on rendering or on the disk. Each call moves the read-ahead with it.
 *
 * A browser pulls as fast as it can and throws most of it away at the next seek. So WebM and MP4
 * are rendered at 4 x real time after the first 8 s and until four minutes have gone out in one go
 * (what is cached goes out at once); Ogg, for download and tools, as fast as it is read. */
ssize_t listener_read(struct listener *listener, int64_t offset, void *out, size_t max,
                      void (*wake)(void *ctx), void *ctx, struct err *err);

/* Cancels what only this listener waits for. A wake still owed is called before this returns. NULL
 * is accepted. */
void listener_close(struct listener *listener);

/* Overs of a whole preview, found by mixing it once at the lowest priority. Their positions count
 * from the start of the preview. */
struct renders_overs {
    bool complete;
    int64_t scanned_samples;
    struct overs overs;
};
/* Starts or continues the scan and copies what is known by now. If it met a failure, that is told
 * once; asking again starts afresh. */
enum err_code renders_overs(struct renders *renders, const struct preview *preview,
                            struct renders_overs *out, struct err *err);

struct renders_stats {
    uint64_t rendered, from_ram, from_disk, cancelled; /* segments */
    size_t ram_bytes;
    int64_t disk_bytes;
};
void renders_stats(struct renders *renders, struct renders_stats *out);
