/* Finished segments on disk, one file a segment, the least recently used removed first. A cache and
 * no store: every file may vanish at any time, contents are checked when read back, and a full or
 * unreadable disk only means that nothing is found. Threads may share it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "server/work/segment_cache.h"

struct disk_cache;

/* Makes the folder if need be and learns in the background what is in it. Fails only without
 * memory or threads; a folder that can't be used gives a cache that keeps nothing. */
enum err_code disk_cache_open(struct disk_cache **out, const char *dir, int64_t max_bytes,
                              struct err *err);
void disk_cache_close(struct disk_cache *cache); /* NULL is accepted */

/* Whether it is probably there; never touches the disk. */
bool disk_cache_has(struct disk_cache *cache, const struct hash *key);

/* Reads a segment of this size: a new hold, or NULL when it is not there, cut or damaged (then the
 * file is removed). */
struct segment *disk_cache_get(struct disk_cache *cache, const struct hash *key, size_t bytes);

/* Keeps a copy if it can. */
void disk_cache_put(struct disk_cache *cache, const struct segment *segment);

int64_t disk_cache_bytes(struct disk_cache *cache); /* of the files known */
