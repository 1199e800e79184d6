#include "server/work/segment_cache.h"

#include <stdlib.h>

struct segment *segment_new(const struct hash *key, size_t bytes)
{
    struct segment *segment = malloc(sizeof *segment + bytes);

    if (!segment)
        return NULL;
    segment->node = (struct key_node){ .key = *key };
    list_init(&segment->recent);
    atomic_init(&segment->holds, 1);
    segment->bytes = bytes;
    return segment;
}

struct segment *segment_hold(struct segment *segment)
{
    atomic_fetch_add_explicit(&segment->holds, 1, memory_order_relaxed);
    return segment;
}

void segment_give(struct segment *segment)
{
    if (segment && atomic_fetch_sub_explicit(&segment->holds, 1, memory_order_acq_rel) == 1)
        free(segment);
}

enum err_code segment_cache_init(struct segment_cache *out, size_t max_bytes, struct err *err)
{
    *out = (struct segment_cache){ .max_bytes = max_bytes };
    list_init(&out->recent);
    return key_map_init(&out->map, err);
}

static void drop_oldest(struct segment_cache *cache)
{
    struct segment *oldest = list_owner(cache->recent.next, struct segment, recent);

    key_map_remove(&cache->map, &oldest->node);
    list_remove(&oldest->recent);
    cache->bytes -= oldest->bytes;
    segment_give(oldest);
}

void segment_cache_clear(struct segment_cache *cache)
{
    while (cache->map.count > 0)
        drop_oldest(cache);
    key_map_clear(&cache->map);
}

struct segment *segment_cache_get(struct segment_cache *cache, const struct hash *key)
{
    struct key_node *node = key_map_find(&cache->map, key);
    struct segment *segment;

    if (!node)
        return NULL;
    segment = list_owner(node, struct segment, node);
    list_remove(&segment->recent);
    list_append(&cache->recent, &segment->recent);
    return segment_hold(segment);
}

void segment_cache_put(struct segment_cache *cache, struct segment *segment)
{
    if (segment->bytes > cache->max_bytes || key_map_find(&cache->map, &segment->node.key))
        return;
    key_map_add(&cache->map, &segment_hold(segment)->node);
    list_append(&cache->recent, &segment->recent);
    cache->bytes += segment->bytes;
    while (cache->bytes > cache->max_bytes)
        drop_oldest(cache);
}
