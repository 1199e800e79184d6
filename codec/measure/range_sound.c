#include "codec/measure/range_sound.h"

#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SAMPLES = 8192 };

/* Ranges are opened one after the other, and closed as they end. */
struct pass {
    const struct range_sound_input *input;
    struct hasher **hasher; /* of each range; NULL: not begun, or done */
    size_t opened, open;    /* how many were begun, and how many of them are not done */
    int64_t at_samples, first_samples, last_samples;
    size_t block_samples;
    struct planes block;
    uint32_t *frames; /* the block as it is hashed */
};

static enum err_code pass_init(struct pass *out, const struct range_sound_input *input,
                               struct err *err)
{
    const size_t block = input->block_samples ? input->block_samples : BLOCK_SAMPLES;

    *out = (struct pass){ .input = input, .block_samples = block };
    out->first_samples = out->at_samples = input->ranges[0].in_samples;
    for (size_t i = 0; i < input->count; i++) {
        assert(i == 0 || input->ranges[i].in_samples >= input->ranges[i - 1].in_samples);
        if (input->ranges[i].out_samples > out->last_samples)
            out->last_samples = input->ranges[i].out_samples;
    }
    out->hasher = calloc(input->count, sizeof *out->hasher);
    out->frames = malloc(block * CHANNELS * sizeof *out->frames);
    if (!out->hasher || !out->frames)
        return err_set(err, ERR_NO_MEMORY, "no memory for the sounds of %zu ranges", input->count);
    return planes_init(&out->block, CHANNELS, block, err);
}

static void pass_clear(struct pass *pass)
{
    for (size_t i = 0; pass->hasher && i < pass->opened; i++)
        hasher_free(pass->hasher[i]);
    free(pass->hasher);
    free(pass->frames);
    planes_clear(&pass->block);
}

/* Adding 0 turns -0 into 0 and changes nothing else. */
static void write_frames(uint32_t *restrict out, const struct planes *in)
{
    for (unsigned c = 0; c < CHANNELS; c++) {
        const float *restrict plane = in->ch[c];
        for (size_t i = 0; i < in->samples; i++) {
            const float value = plane[i] + 0.0f;
            uint32_t bits;
            memcpy(&bits, &value, sizeof bits);
            out[i * CHANNELS + c] = htole32(bits);
        }
    }
}

static bool all_zero(const uint32_t *words, size_t count)
{
    uint32_t any = 0;

    for (size_t i = 0; i < count; i++)
        any |= words[i];
    return any == 0;
}

/* The part of the block that lies in this range. */
static void add_block(struct pass *pass, size_t number)
{
    struct range_sound *range = &pass->input->ranges[number];
    const int64_t end = pass->at_samples + (int64_t)pass->block.samples;
    const int64_t from =
        range->in_samples > pass->at_samples ? range->in_samples : pass->at_samples;
    const int64_t to = range->out_samples < end ? range->out_samples : end;
    const uint32_t *words = pass->frames + (size_t)(from - pass->at_samples) * CHANNELS;
    const size_t count = (size_t)(to - from) * CHANNELS;

    range->is_silent = range->is_silent && all_zero(words, count);
    hasher_add(pass->hasher[number], words, count * sizeof *words);
    if (to < range->out_samples)
        return;
    range->sound = hasher_result(pass->hasher[number]);
    hasher_free(pass->hasher[number]);
    pass->hasher[number] = NULL;
    pass->open--;
}

/* Begins those that the block reaches. */
static enum err_code open_ranges(struct pass *pass, struct err *err)
{
    const int64_t end = pass->at_samples + (int64_t)pass->block.samples;
    enum err_code code;

    for (; pass->opened < pass->input->count; pass->opened++) {
        struct range_sound *range = &pass->input->ranges[pass->opened];
        if (range->in_samples >= end)
            break;
        if ((code = hasher_new(&pass->hasher[pass->opened], err)))
            return code;
        range->is_silent = true;
        pass->open++;
    }
    return ERR_NONE;
}

static enum err_code step(struct pass *pass, struct err *err)
{
    const struct range_sound_input *input = pass->input;
    const int64_t left = pass->last_samples - pass->at_samples;
    enum err_code code;

    pass->block.samples = left < (int64_t)pass->block_samples ? (size_t)left : pass->block_samples;
    if ((code = open_ranges(pass, err)) ||
        (code = stem_read(input->stem, pass->at_samples - input->start_samples, &pass->block, err)))
        return code;
    write_frames(pass->frames, &pass->block);
    for (size_t i = 0; i < pass->opened; i++)
        if (pass->hasher[i])
            add_block(pass, i);
    pass->at_samples += (int64_t)pass->block.samples;
    return ERR_NONE;
}

static bool goes_on(const struct pass *pass)
{
    const struct range_sound_input *input = pass->input;
    const double done = (double)(pass->at_samples - pass->first_samples);

    return !input->go_on ||
           input->go_on(input->ctx, done / (double)(pass->last_samples - pass->first_samples));
}

enum err_code range_sound_run(const struct range_sound_input *input, struct err *err)
{
    struct pass pass;
    enum err_code code;

    if (input->count == 0)
        return ERR_NONE;
    if ((code = pass_init(&pass, input, err)))
        goto done;
    while (!code && (pass.open > 0 || pass.opened < input->count)) {
        if (pass.open == 0) /* nothing is heard before the next one begins */
            pass.at_samples = input->ranges[pass.opened].in_samples;
        code = goes_on(&pass) ? step(&pass, err)
                              : err_set(err, ERR_CANCELLED, "listening to a print was cancelled");
    }
done:
    pass_clear(&pass);
    return code;
}
