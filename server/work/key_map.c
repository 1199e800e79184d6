#include "server/work/key_map.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_BUCKETS = 256 };

/* A SHA-256 needs no further mixing. */
static struct key_node **bucket_of(const struct key_map *map, const struct hash *key)
{
    uint64_t bits;

    memcpy(&bits, key->byte, sizeof bits);
    return &map->bucket[bits & (map->buckets - 1)];
}

enum err_code key_map_init(struct key_map *out, struct err *err)
{
    *out = (struct key_map){ .bucket = calloc(FIRST_BUCKETS, sizeof(struct key_node *)),
                             .buckets = FIRST_BUCKETS };
    return out->bucket ? ERR_NONE : err_set(err, ERR_NO_MEMORY, "out of memory for an index");
}

void key_map_clear(struct key_map *map)
{
    free(map->bucket);
    *map = (struct key_map){ 0 };
}

struct key_node *key_map_find(const struct key_map *map, const struct hash *key)
{
    struct key_node *node = *bucket_of(map, key);

    while (node && hash_compare(&node->key, key) != 0)
        node = node->next;
    return node;
}

static void insert(struct key_map *map, struct key_node *node)
{
    struct key_node **bucket = bucket_of(map, &node->key);

    node->next = *bucket;
    *bucket = node;
}

static void grow(struct key_map *map)
{
    struct key_map larger = { .buckets = map->buckets * 2, .count = map->count };

    larger.bucket = calloc(larger.buckets, sizeof(struct key_node *));
    if (!larger.bucket)
        return;
    for (size_t i = 0; i < map->buckets; i++) {
        struct key_node *next;

        for (struct key_node *node = map->bucket[i]; node; node = next) {
            next = node->next;
            insert(&larger, node);
        }
    }
    free(map->bucket);
    *map = larger;
}

void key_map_add(struct key_map *map, struct key_node *node)
{
    if (map->count >= map->buckets)
        grow(map);
    insert(map, node);
    map->count++;
}

void key_map_remove(struct key_map *map, struct key_node *node)
{
    struct key_node **at = bucket_of(map, &node->key);

    while (*at && *at != node)
        at = &(*at)->next;
    if (!*at)
        return;
    *at = node->next;
    map->count--;
}
