#include "codec/measure/audiohash.h"

enum err_code audiohash_init(struct audiohash *out, unsigned channel_mask, struct err *err)
{
    *out = (struct audiohash){ 0 };
    for (unsigned c = 0; c < CHANNELS; c++) {
        if (!(channel_mask & 1u << c))
            continue;
        if (!(out->running[c] = XXH64_createState())) {
            audiohash_clear(out);
            return err_set(err, ERR_NO_MEMORY, "no memory to hash the audio");
        }
        XXH64_reset(out->running[c], 0);
    }
    return ERR_NONE;
}

void audiohash_clear(struct audiohash *audiohash)
{
    for (unsigned c = 0; c < CHANNELS; c++)
        XXH64_freeState(audiohash->running[c]);
    *audiohash = (struct audiohash){ 0 };
}

static void end_block(struct audiohash *hash, struct analysis *out)
{
    for (unsigned c = 0; c < CHANNELS; c++) {
        if (!hash->running[c])
            continue;
        out->block_hash[hash->block * CHANNELS + c] = XXH64_digest(hash->running[c]);
        XXH64_reset(hash->running[c], 0);
    }
    hash->filled = 0;
    hash->block++;
}

void audiohash_add(struct audiohash *hash, const struct tick *tick, struct analysis *out)
{
    for (size_t at = tick->from; at < tick->to;) {
        const size_t room = HASH_SAMPLES - hash->filled, left = tick->to - at;
        const size_t count = room < left ? room : left;

        for (unsigned c = 0; c < CHANNELS; c++)
            if (hash->running[c])
                XXH64_update(hash->running[c], tick->plane[c] + at, count * sizeof(float));
        hash->filled += count;
        at += count;
        if (hash->filled == HASH_SAMPLES)
            end_block(hash, out);
    }
}

static void add_u64(struct hasher *hasher, uint64_t value)
{
    uint8_t byte[8];

    for (unsigned i = 0; i < 8; i++)
        byte[i] = (uint8_t)(value >> 8 * i);
    hasher_add(hasher, byte, sizeof(byte));
}

enum err_code audiohash_result(struct audiohash *hash, struct analysis *out, struct err *err)
{
    struct hasher *hasher = NULL;
    enum err_code code;

    if (hash->filled > 0)
        end_block(hash, out);
    if ((code = hasher_new(&hasher, err)))
        return code;
    add_u64(hasher, out->channel_mask);
    add_u64(hasher, (uint64_t)out->samples);
    for (size_t i = 0; i < out->hash_blocks * CHANNELS; i++)
        add_u64(hasher, out->block_hash[i]);
    out->audio = hasher_result(hasher);
    hasher_free(hasher);
    return ERR_NONE;
}
