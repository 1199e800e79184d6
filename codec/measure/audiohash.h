/* Hashes of the sound itself, whatever file it came in. Inside codec/measure only. */
#pragma once

#include <xxhash.h>

#include "codec/measure/tick.h"

struct audiohash {
    XXH64_state_t *running[CHANNELS]; /* NULL for channels that are not in the file */
    size_t filled, block;
};

enum err_code audiohash_init(struct audiohash *out, unsigned channel_mask, struct err *err);
void audiohash_clear(struct audiohash *audiohash); /* a zeroed struct is accepted */

/* Writes each block of out->block_hash that is complete. */
void audiohash_add(struct audiohash *audiohash, const struct tick *tick, struct analysis *out);

/* Writes the last block and out->audio. */
enum err_code audiohash_result(struct audiohash *audiohash, struct analysis *out, struct err *err);
