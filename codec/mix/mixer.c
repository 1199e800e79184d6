#include "codec/mix/mixer.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/fir.h"
#include "codec/core/units.h"
#include "codec/mix/downmix.h"
#include "codec/mix/low_pass.h"

/* The timeline is cut into blocks at fixed positions, and all arithmetic is done by whole blocks,
 * so a position gives the same bits wherever rendering began. Tracks are read and summed by
 * pieces, small enough that the sums stay in a near cache. */
enum { BLOCK = FIR_BLOCK_SAMPLES, PIECE = 2048 };

enum { HILBERT_TAPS = 2047 };

/* Positions beyond this are refused, which leaves room to count without overflow. */
static const int64_t farthest_samples = INT64_C(1) << 60;

struct voice {
    struct stem *stem;
    int64_t start_samples, samples;
    float gain[CHANNELS]; /* 0 for those that the print lacks or the recipe leaves out */
};

struct mixer {
    struct downmix matrix;
    struct low_pass low_pass;
    struct fir *hilbert;    /* NULL where no surround is shifted */
    bool heard[CHANNELS];   /* by any voice */
    size_t lead;            /* of the sums before the block and after it, for the filters */
    struct planes sum;      /* from `lead` before the block to `lead` after it */
    struct planes filtered; /* one channel of the block */
    struct planes folded;   /* the block itself */
    int64_t block;          /* its number on the timeline */
    bool has_sum, has_fold;
    size_t voices;
    struct voice voice[];
};

static_assert((int)BLOCK == (int)LOW_PASS_SAMPLES, "the filters share one grid");
static_assert((int)LOW_PASS_REACH <= (int)PIECE && HILBERT_TAPS / 2 <= PIECE, "a piece is enough");
static_assert(BLOCK + PIECE <= MIXER_REACH_SAMPLES, "the header tells how far sound goes");

static bool is_music(enum role_kind kind)
{
    return kind != ROLE_DIALOGUE && kind != ROLE_EFFECTS;
}

static bool passes(const struct downmix *matrix, enum channel channel)
{
    for (int side = 0; side < 2; side++)
        if (matrix->gain[side][channel] != 0 || matrix->shifted[side][channel] != 0)
            return true;
    return false;
}

static struct voice voice_of(const struct mixer *mixer, const struct recipe *recipe,
                             const struct track *track)
{
    const struct stem_info *info = stem_info(track->stem);
    struct voice voice = {
        .stem = track->stem,
        .start_samples = track->start_samples,
        .samples = info->samples,
    };
    const float gain = (float)gain_of(recipe_find(recipe, track->role)->gain_db);

    for (unsigned i = 0; i < info->order.channels; i++) {
        const enum channel channel = info->order.slot[i];
        const bool left_out = channel == CH_C && !recipe->centre && is_music(track->kind);

        if (!left_out && passes(&mixer->matrix, channel))
            voice.gain[channel] = gain;
    }
    return voice;
}

static int compare_tracks(const void *a, const void *b)
{
    const struct track *const *x = a, *const *y = b;
    const int by_role = strcmp((*x)->role, (*y)->role);

    if (by_role != 0)
        return by_role;
    if ((*x)->start_samples != (*y)->start_samples)
        return (*x)->start_samples < (*y)->start_samples ? -1 : 1;
    return *x < *y ? -1 : *x > *y;
}

/* Sorts, because the sum of floats depends on their order. */
static enum err_code add_voices(struct mixer *mixer, const struct recipe *recipe,
                                const struct track *tracks, size_t count, struct err *err)
{
    const struct track **sorted = calloc(count + 1, sizeof(*sorted));
    enum err_code code = ERR_NONE;

    if (!sorted)
        return err_set(err, ERR_NO_MEMORY, "no memory to mix %zu tracks", count);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &tracks[i];
    qsort(sorted, count, sizeof(*sorted), compare_tracks);
    for (size_t i = 0; i < count && !code; i++) {
        if (!recipe_find(recipe, sorted[i]->role))
            continue;
        if (stem_info(sorted[i]->stem)->order.known_by == ORDER_UNKNOWN)
            code = err_set(err, ERR_UNKNOWN,
                           "the channel order of \"%s\" is not known; say which it is",
                           sorted[i]->role);
        else
            mixer->voice[mixer->voices++] = voice_of(mixer, recipe, sorted[i]);
    }
    free(sorted);
    return code;
}

static enum err_code make_filters(struct mixer *mixer, struct err *err)
{
    const bool shifts =
        mixer->matrix.shifted[0][CH_LS] != 0 && (mixer->heard[CH_LS] || mixer->heard[CH_RS]);

    if (shifts && fir_hilbert(&mixer->hilbert, HILBERT_TAPS, err))
        return ERR_NO_MEMORY;
    if (mixer->heard[CH_LFE])
        low_pass_init(&mixer->low_pass);
    mixer->lead = mixer->heard[CH_LFE] || shifts ? PIECE : 0;
    return ERR_NONE;
}

static enum err_code make_planes(struct mixer *mixer, struct err *err)
{
    enum err_code code;

    if ((code = planes_init(&mixer->sum, CHANNELS, BLOCK + 2 * mixer->lead, err)) ||
        (code = planes_init(&mixer->filtered, 1, BLOCK, err)))
        return code;
    return planes_init(&mixer->folded, 2, BLOCK, err);
}

enum err_code mixer_new(struct mixer **out, const struct recipe *recipe, const struct track *tracks,
                        size_t count, struct err *err)
{
    struct mixer *mixer = calloc(1, sizeof(*mixer) + count * sizeof(struct voice));
    enum err_code code;

    if (!mixer)
        return err_set(err, ERR_NO_MEMORY, "no memory to mix %zu tracks", count);
    mixer->matrix = downmix_of(recipe);
    if ((code = add_voices(mixer, recipe, tracks, count, err)))
        goto done;
    for (size_t i = 0; i < mixer->voices; i++)
        for (int channel = 0; channel < CHANNELS; channel++)
            mixer->heard[channel] |= mixer->voice[i].gain[channel] != 0;
    if ((code = make_filters(mixer, err)) || (code = make_planes(mixer, err)))
        goto done;
    *out = mixer;
    mixer = NULL;
done:
    mixer_free(mixer);
    return code;
}

void mixer_free(struct mixer *mixer)
{
    if (!mixer)
        return;
    fir_free(mixer->hilbert);
    planes_clear(&mixer->sum);
    planes_clear(&mixer->filtered);
    planes_clear(&mixer->folded);
    free(mixer);
}

/* Adds one voice to the sums at `offset`, a piece that starts at at_samples on the timeline. */
static enum err_code add_voice(struct mixer *mixer, const struct voice *voice, int64_t at_samples,
                               size_t offset, struct err *err)
{
    struct planes piece = { .channels = CHANNELS, .samples = PIECE, .capacity_samples = PIECE };
    int64_t at;

    if (__builtin_sub_overflow(at_samples, voice->start_samples, &at) || at <= -PIECE ||
        at >= voice->samples)
        return ERR_NONE;
    for (int channel = 0; channel < CHANNELS; channel++)
        piece.ch[channel] = mixer->sum.ch[channel] + offset;
    return stem_mix(voice->stem, at, voice->gain, &piece, err);
}

/* Keeps of the sums what the next block needs too. Returns how many samples that are. */
static size_t slide(struct mixer *mixer, int64_t block)
{
    const size_t kept = 2 * mixer->lead;

    if (!mixer->has_sum || block != mixer->block + 1)
        return 0;
    for (int channel = 0; channel < CHANNELS; channel++)
        if (mixer->heard[channel])
            memmove(mixer->sum.ch[channel], mixer->sum.ch[channel] + BLOCK, kept * sizeof(float));
    return kept;
}

static enum err_code sum_block(struct mixer *mixer, int64_t block, struct err *err)
{
    const int64_t first = block * BLOCK - (int64_t)mixer->lead;
    const size_t kept = slide(mixer, block);
    enum err_code code;

    mixer->has_sum = mixer->has_fold = false;
    mixer->block = block;
    for (size_t offset = kept; offset < mixer->sum.capacity_samples; offset += PIECE) {
        for (int channel = 0; channel < CHANNELS; channel++)
            if (mixer->heard[channel])
                memset(mixer->sum.ch[channel] + offset, 0, PIECE * sizeof(float));
        for (size_t i = 0; i < mixer->voices; i++)
            if ((code = add_voice(mixer, &mixer->voice[i], first + (int64_t)offset, offset, err)))
                return code;
    }
    mixer->has_sum = true;
    return ERR_NONE;
}

static bool is_silent(const float *in, size_t samples)
{
    for (size_t i = 0; i < samples; i++)
        if (in[i] != 0)
            return false;
    return true;
}

/* The sums of one channel from `reach` before the block to `reach` after it; NULL for silence. Much
 * of a score leaves the LFE and the surrounds silent, and filters need not run there. */
static const float *around_block(const struct mixer *mixer, enum channel channel, size_t reach)
{
    const float *around = mixer->sum.ch[channel] + mixer->lead - reach;

    return is_silent(around, BLOCK + 2 * reach) ? NULL : around;
}

static void filter_lfe(struct mixer *mixer)
{
    const float *around = around_block(mixer, CH_LFE, LOW_PASS_REACH);

    if (around)
        low_pass_run(&mixer->low_pass, around, mixer->filtered.ch[0]);
    else
        planes_zero(&mixer->filtered);
}

static void add_surround(struct mixer *mixer, enum channel channel)
{
    const float *around = around_block(mixer, channel, fir_reach_samples(mixer->hilbert));

    if (!around)
        return;
    fir_run(mixer->hilbert, around, mixer->filtered.ch[0], BLOCK);
    downmix_add_shifted(&mixer->matrix, channel, mixer->filtered.ch[0], &mixer->folded);
}

/* Finite samples of a hostile file can still overflow in a sum or a filter. */
static void silence_non_numbers(struct planes *planes)
{
    for (unsigned channel = 0; channel < planes->channels; channel++) {
        float *restrict ch = planes->ch[channel];

        for (size_t i = 0; i < planes->samples; i++)
            ch[i] = fabsf(ch[i]) <= FLT_MAX ? ch[i] : 0;
    }
}

static void fold_block(struct mixer *mixer)
{
    struct planes block = { .channels = CHANNELS, .samples = BLOCK };

    for (int channel = 0; channel < CHANNELS; channel++)
        block.ch[channel] = mixer->sum.ch[channel] + mixer->lead;
    if (mixer->heard[CH_LFE]) {
        filter_lfe(mixer);
        block.ch[CH_LFE] = mixer->filtered.ch[0];
    }
    downmix_run(&mixer->matrix, &block, &mixer->folded);
    if (mixer->hilbert) {
        add_surround(mixer, CH_LS);
        add_surround(mixer, CH_RS);
    }
    silence_non_numbers(&mixer->folded);
    mixer->has_fold = true;
}

static int64_t block_at(int64_t at_samples)
{
    return at_samples >= 0 ? at_samples / BLOCK : -((-at_samples - 1) / BLOCK) - 1;
}

enum err_code mixer_render(struct mixer *mixer, int64_t at_samples, struct planes *out,
                           struct err *err)
{
    enum err_code code;

    if (at_samples < -farthest_samples || at_samples > farthest_samples)
        return err_set(err, ERR_RANGE, "nothing can sound at sample %lld", (long long)at_samples);
    for (size_t done = 0, count; done < out->samples; done += count) {
        const int64_t at = at_samples + (int64_t)done, block = block_at(at);
        const size_t from = (size_t)(at - block * BLOCK);

        if (!mixer->has_fold || mixer->block != block) {
            if ((code = sum_block(mixer, block, err)))
                return code;
            fold_block(mixer);
        }
        count = out->samples - done < BLOCK - from ? out->samples - done : BLOCK - from;
        for (int side = 0; side < 2; side++)
            memcpy(out->ch[side] + done, mixer->folded.ch[side] + from, count * sizeof(float));
    }
    return ERR_NONE;
}
