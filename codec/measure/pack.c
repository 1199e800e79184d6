#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "codec/measure/analysis.h"
#include "codec/measure/layout.h"

/* Little-endian: "PDAN", version, start, samples, mask; then what `walk` walks; then XXH64 of all
 * before. Lengths are not stored: they follow from the head. */
enum { MAGIC = 0x4e414450, HEAD_BYTES = 4 + 4 + 8 + 8 + 4, SUM_BYTES = 8 };

/* One walk over the fields, which counts, writes or reads them: so the three can't disagree. */
struct pipe {
    enum { PIPE_COUNT, PIPE_WRITE, PIPE_READ } way;
    uint8_t *at; /* read from, or written to, as `way` says */
    size_t bytes;
};

static void pipe_bits(struct pipe *pipe, uint64_t *value, unsigned bytes)
{
    uint64_t bits = 0;

    for (unsigned i = 0; i < bytes && pipe->way == PIPE_READ; i++)
        bits |= (uint64_t)pipe->at[pipe->bytes + i] << 8 * i;
    for (unsigned i = 0; i < bytes && pipe->way == PIPE_WRITE; i++)
        pipe->at[pipe->bytes + i] = (uint8_t)(*value >> 8 * i);
    if (pipe->way == PIPE_READ)
        *value = bits;
    pipe->bytes += bytes;
}

/* `count` values of `size` bytes; those of a little-endian machine lie in memory as in the file. */
static void pipe_values(struct pipe *pipe, void *values, size_t size, size_t count)
{
    if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) {
        if (pipe->way == PIPE_READ)
            memcpy(values, pipe->at + pipe->bytes, size * count);
        else if (pipe->way == PIPE_WRITE)
            memcpy(pipe->at + pipe->bytes, values, size * count);
        pipe->bytes += size * count;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        uint8_t *const value = (uint8_t *)values + i * size;
        uint64_t bits = 0;

        for (size_t k = 0; k < size; k++)
            bits |= (uint64_t)value[size - 1 - k] << 8 * k;
        pipe_bits(pipe, &bits, (unsigned)size);
        for (size_t k = 0; k < size; k++)
            value[size - 1 - k] = (uint8_t)(bits >> 8 * k);
    }
}

static void walk_channel(struct pipe *pipe, struct analysis *a, unsigned c)
{
    struct channel_levels *const level = &a->level[c];

    pipe_values(pipe, &level->peak_db, 8, 1);
    pipe_values(pipe, &level->true_peak_db, 8, 1);
    pipe_values(pipe, &level->rms_db, 8, 1);
    pipe_values(pipe, &level->dc, 8, 1);
    pipe_values(pipe, &level->clipped_runs, 8, 1);
    pipe_values(pipe, &level->first_clip_samples, 8, 1);
    for (size_t i = 0; i < a->frames; i++)
        pipe_values(pipe, a->band + (i * CHANNELS + c) * BANDS, 2, BANDS);
    for (size_t i = 0; i < a->peak_blocks; i++)
        pipe_values(pipe, &a->peaks[i * CHANNELS + c], 2, 3);
    for (size_t i = 0; i < a->hash_blocks; i++)
        pipe_values(pipe, &a->block_hash[i * CHANNELS + c], 8, 1);
}

/* Channels that are not in the file are what analysis_new says they are. */
static void walk(struct pipe *pipe, struct analysis *a)
{
    struct loudness *const loudness = &a->loudness;

    for (unsigned c = 0; c < CHANNELS; c++)
        if (a->channel_mask & 1u << c)
            walk_channel(pipe, a, c);
    if (a->channel_mask & 1u << CH_LFE)
        pipe_values(pipe, a->lfe, 4, a->lows);
    pipe_values(pipe, a->mains, 4, a->lows);
    pipe_values(pipe, a->envelope, 2, a->frames);
    pipe_values(pipe, &a->active_level_db, 8, 1);
    pipe_values(pipe, a->energy, 4, a->loudness_blocks);
    pipe_values(pipe, &loudness->integrated_lufs, 8, 1);
    pipe_values(pipe, &loudness->range_lu, 8, 1);
    pipe_values(pipe, &loudness->max_momentary_lufs, 8, 1);
    pipe_values(pipe, &loudness->max_short_term_lufs, 8, 1);
    pipe_values(pipe, &a->bad_samples, 8, 1);
    pipe_values(pipe, &a->first_bad_samples, 8, 1);
    pipe_values(pipe, a->audio.byte, 1, HASH_BYTES);
}

struct head {
    uint64_t magic, version, start, samples, mask;
};

static void walk_head(struct pipe *pipe, struct head *head)
{
    pipe_bits(pipe, &head->magic, 4);
    pipe_bits(pipe, &head->version, 4);
    pipe_bits(pipe, &head->start, 8);
    pipe_bits(pipe, &head->samples, 8);
    pipe_bits(pipe, &head->mask, 4);
}

static size_t bytes_of(const struct analysis *analysis)
{
    struct pipe pipe = { .way = PIPE_COUNT };
    struct analysis copy = *analysis;

    walk(&pipe, &copy);
    return HEAD_BYTES + pipe.bytes + SUM_BYTES;
}

enum err_code analysis_pack(const struct analysis *analysis, void **out, size_t *bytes,
                            struct err *err)
{
    struct analysis copy = *analysis; /* its series are only read */
    struct head head = { MAGIC, ANALYSIS_VERSION, (uint64_t)copy.start_samples,
                         (uint64_t)copy.samples, copy.channel_mask };
    struct pipe pipe = { .way = PIPE_WRITE };
    uint64_t sum;

    *bytes = bytes_of(analysis);
    *out = pipe.at = malloc(*bytes);
    if (!pipe.at)
        return err_set(err, ERR_NO_MEMORY, "no memory to store an analysis of %zu bytes", *bytes);
    walk_head(&pipe, &head);
    walk(&pipe, &copy);
    sum = XXH64(pipe.at, pipe.bytes, 0);
    pipe_bits(&pipe, &sum, SUM_BYTES);
    assert(pipe.bytes == *bytes);
    return ERR_NONE;
}

static enum err_code check_head(const struct head *head, size_t bytes, struct err *err)
{
    if (bytes < HEAD_BYTES + SUM_BYTES || head->magic != MAGIC)
        return err_set(err, ERR_DAMAGED, "this is no stored analysis: analyse the print again");
    if (head->version != ANALYSIS_VERSION)
        return err_set(err, ERR_DAMAGED,
                       "the stored analysis has version %" PRIu64 ", this predub makes version %d: "
                       "analyse the print again",
                       head->version, ANALYSIS_VERSION);
    return ERR_NONE;
}

/* A lower bound that is quick to check: nothing large is allocated for a head that lies. */
static bool long_enough(const struct head *head, size_t bytes)
{
    return head->samples <= (uint64_t)ANALYSIS_SAMPLES_MAX &&
           bytes / sizeof(float) >= head->samples / LOW_STEP_SAMPLES;
}

static enum err_code check_sum(const uint8_t *data, size_t bytes, struct err *err)
{
    struct pipe pipe = { .way = PIPE_READ, .at = (uint8_t *)data + bytes - SUM_BYTES };
    uint64_t sum;

    pipe_bits(&pipe, &sum, SUM_BYTES);
    if (sum != XXH64(data, bytes - SUM_BYTES, 0))
        return err_set(err, ERR_DAMAGED,
                       "the stored analysis is damaged: its checksum is wrong; analyse the print "
                       "again");
    return ERR_NONE;
}

enum err_code analysis_unpack(struct analysis **out, const void *data, size_t bytes,
                              struct err *err)
{
    struct pipe pipe = { .way = PIPE_READ, .at = (uint8_t *)data };
    struct head head = { 0 };
    enum err_code code;

    *out = NULL;
    if (bytes >= HEAD_BYTES)
        walk_head(&pipe, &head);
    if ((code = check_head(&head, bytes, err)) || (code = check_sum(data, bytes, err)))
        return code;
    if (!long_enough(&head, bytes) || head.mask >= 1u << CHANNELS ||
        analysis_new(out, (int64_t)head.start, (int64_t)head.samples, (unsigned)head.mask, NULL) ||
        bytes_of(*out) != bytes) {
        analysis_free(*out);
        *out = NULL;
        return err_set(err, ERR_DAMAGED,
                       "the stored analysis is damaged: its %zu bytes are not those of a print of "
                       "%" PRIu64 " samples; analyse the print again",
                       bytes, head.samples);
    }
    walk(&pipe, *out);
    return ERR_NONE;
}
