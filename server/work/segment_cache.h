/* Finished segments in memory, the least recently used dropped first. Segments are immutable and
 * counted: whoever holds one may read it without a lock. The cache itself is locked by its owner.
 */
#pragma once

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "server/work/key_map.h"
#include "server/work/list.h"

struct segment {
    struct key_node node; /* these two belong to the cache */
    struct link recent;
    atomic_uint holds;
    size_t bytes;
    uint8_t packets[];
};

/* Gives a segment with one hold, packets not yet filled; NULL when out of memory. */
struct segment *segment_new(const struct hash *key, size_t bytes);
struct segment *segment_hold(struct segment *segment);
void segment_give(struct segment *segment); /* NULL is accepted */

struct segment_cache {
    struct key_map map;
    struct link recent; /* least recently used first */
    size_t bytes, max_bytes;
};

enum err_code segment_cache_init(struct segment_cache *out, size_t max_bytes, struct err *err);
void segment_cache_clear(struct segment_cache *cache); /* a zeroed struct is accepted */

/* Gives a hold of its own, or NULL; a segment that is got becomes the most recent. */
struct segment *segment_cache_get(struct segment_cache *cache, const struct hash *key);

/* Adds with a hold of its own, unless the key is there or the segment is larger than everything
 * the cache may keep; then drops what is over the limit. */
void segment_cache_put(struct segment_cache *cache, struct segment *segment);
