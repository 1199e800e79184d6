/* Things found by their SHA-256. The nodes live inside the things; not locked. */
#pragma once

#include <stddef.h>

#include "codec/core/hash.h"

struct key_node {
    struct hash key;
    struct key_node *next; /* in its bucket */
};

struct key_map {
    struct key_node **bucket;
    size_t buckets; /* a power of two */
    size_t count;
};

enum err_code key_map_init(struct key_map *out, struct err *err);
void key_map_clear(struct key_map *map); /* forgets the nodes; a zeroed struct is accepted */

struct key_node *key_map_find(const struct key_map *map, const struct hash *key); /* or NULL */

/* Adds a node whose key is set and not there yet. Cannot fail: without memory to grow it gets
 * slower. */
void key_map_add(struct key_map *map, struct key_node *node);
void key_map_remove(struct key_map *map, struct key_node *node);
