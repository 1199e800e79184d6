#include "codec/measure/compare.h"

#include <math.h>

#include "codec/core/units.h"

enum { BLOCK_SAMPLES = 8192 };

/* What is summed up over one range. */
struct sums {
    double difference[CHANNELS], newer[CHANNELS]; /* squares */
    double peak[CHANNELS];
    bool older_sounds, newer_sounds;
};

struct pass {
    const struct compare_input *input;
    struct planes older, newer;
    size_t block_samples;
    double done_samples, all_samples;
};

const char *compare_verdict_name(enum compare_verdict verdict)
{
    static const char *const names[COMPARE_VERDICTS] = {
        [COMPARE_SILENT] = "silent", [COMPARE_SAME] = "same", [COMPARE_CHANGED] = "changed",
        [COMPARE_NEW] = "new",       [COMPARE_GONE] = "gone",
    };

    return names[verdict];
}

static bool sounds(const struct planes *block)
{
    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < block->samples; i++)
            if (block->ch[c][i] != 0)
                return true;
    return false;
}

static void add_block(struct sums *sums, const struct planes *older, const struct planes *newer)
{
    for (unsigned c = 0; c < CHANNELS; c++) {
        const float *a = older->ch[c], *b = newer->ch[c];
        double difference = sums->difference[c], level = sums->newer[c], peak = sums->peak[c];

        for (size_t i = 0; i < newer->samples; i++) {
            const double d = (double)b[i] - (double)a[i];
            difference += d * d;
            level += (double)b[i] * (double)b[i];
            peak = fabs(d) > peak ? fabs(d) : peak;
        }
        sums->difference[c] = difference;
        sums->newer[c] = level;
        sums->peak[c] = peak;
    }
    sums->older_sounds = sums->older_sounds || sounds(older);
    sums->newer_sounds = sums->newer_sounds || sounds(newer);
}

static enum err_code read_side(const struct compare_side *side, int64_t at_samples,
                               struct planes *block, struct err *err)
{
    if (side->stem)
        return stem_read(side->stem, at_samples - side->start_samples, block, err);
    planes_zero(block);
    return ERR_NONE;
}

/* Two different floats always have a difference in double. */
static bool is_same(const struct sums *sums)
{
    for (unsigned c = 0; c < CHANNELS; c++)
        if (sums->peak[c] > 0)
            return false;
    return true;
}

static void settle(struct compare_range *range, const struct sums *sums)
{
    const double samples = (double)(range->out_samples - range->in_samples);

    if (!sums->older_sounds && !sums->newer_sounds)
        range->verdict = COMPARE_SILENT;
    else if (!sums->older_sounds)
        range->verdict = COMPARE_NEW;
    else if (!sums->newer_sounds)
        range->verdict = COMPARE_GONE;
    else
        range->verdict = is_same(sums) ? COMPARE_SAME : COMPARE_CHANGED;
    for (unsigned c = 0; c < CHANNELS; c++)
        range->channel[c] =
            (struct compare_channel){ .difference_db = db_of(sqrt(sums->difference[c] / samples)),
                                      .peak_db = db_of(sums->peak[c]),
                                      .level_db = db_of(sqrt(sums->newer[c] / samples)) };
}

static bool goes_on(struct pass *pass)
{
    const struct compare_input *input = pass->input;

    return !input->go_on || input->go_on(input->ctx, pass->done_samples / pass->all_samples);
}

static enum err_code step(struct pass *pass, int64_t at_samples, size_t samples, struct err *err)
{
    enum err_code code;

    if (!goes_on(pass))
        return err_set(err, ERR_CANCELLED, "comparing two prints was cancelled");
    pass->older.samples = pass->newer.samples = samples;
    pass->done_samples += (double)samples;
    if ((code = read_side(&pass->input->older, at_samples, &pass->older, err)))
        return code;
    return read_side(&pass->input->newer, at_samples, &pass->newer, err);
}

static enum err_code compare_range(struct pass *pass, struct compare_range *range, struct err *err)
{
    struct sums sums = { 0 };
    enum err_code code;

    for (int64_t at = range->in_samples; at < range->out_samples;) {
        const int64_t left = range->out_samples - at;
        const size_t samples =
            left < (int64_t)pass->block_samples ? (size_t)left : pass->block_samples;

        if ((code = step(pass, at, samples, err)))
            return code;
        add_block(&sums, &pass->older, &pass->newer);
        at += (int64_t)samples;
    }
    settle(range, &sums);
    return ERR_NONE;
}

enum err_code compare_run(const struct compare_input *input, struct err *err)
{
    struct pass pass = { .input = input, .block_samples = input->block_samples };
    enum err_code code;

    if (!pass.block_samples)
        pass.block_samples = BLOCK_SAMPLES;
    for (size_t i = 0; i < input->count; i++)
        pass.all_samples += (double)(input->ranges[i].out_samples - input->ranges[i].in_samples);
    if ((code = planes_init(&pass.older, CHANNELS, pass.block_samples, err)) ||
        (code = planes_init(&pass.newer, CHANNELS, pass.block_samples, err)))
        goto done;
    for (size_t i = 0; i < input->count && !code; i++)
        code = compare_range(&pass, &input->ranges[i], err);
done:
    planes_clear(&pass.older);
    planes_clear(&pass.newer);
    return code;
}
