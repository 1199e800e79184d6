#include "codec/measure/null_gram.h"

#include <math.h>
#include <stdlib.h>

enum { STRETCHES_MAX = 256, STRETCH_LEAST_SAMPLES = 2400, MEMORY_MAX = 8 << 20 };

static enum err_code gram_init(struct gram *gram, const struct null_tracks *tracks, struct err *err)
{
    const int64_t length = tracks->out_samples - tracks->in_samples;
    size_t most;

    *gram = (struct gram){ .rows = tracks->stems + 1, .in_samples = tracks->in_samples };
    gram->products = gram->rows * (gram->rows + 1) / 2;
    most = MEMORY_MAX / (CHANNELS * gram->products * sizeof *gram->dot);
    most = most < STRETCHES_MAX ? most : STRETCHES_MAX;
    gram->stretch_samples = length / (int64_t)most + 1;
    if (gram->stretch_samples < STRETCH_LEAST_SAMPLES)
        gram->stretch_samples = STRETCH_LEAST_SAMPLES;
    gram->stretches = (size_t)((length - 1) / gram->stretch_samples + 1);
    gram->dot = calloc(gram->stretches * CHANNELS * gram->products, sizeof *gram->dot);
    return gram->dot ? ERR_NONE : err_set(err, ERR_NO_MEMORY, "no memory to compare the stems");
}

void gram_clear(struct gram *gram)
{
    free(gram->dot);
    *gram = (struct gram){ 0 };
}

/* Four sums, so that they need not wait for each other. */
static double dot(const float *a, const float *b, size_t samples)
{
    double sum[4] = { 0 };
    size_t i = 0;

    for (; i + 4 <= samples; i += 4)
        for (size_t k = 0; k < 4; k++)
            sum[k] += (double)a[i + k] * (double)b[i + k];
    for (; i < samples; i++)
        sum[0] += (double)a[i] * (double)b[i];
    return sum[0] + sum[1] + sum[2] + sum[3];
}

static const float *row_of(const struct null_tracks *tracks, size_t row, unsigned channel)
{
    const struct null_track *track = row == GRAM_MIX ? &tracks->mix : &tracks->stem[row - 1];

    return track->block.ch[channel];
}

static void add(double *products, const struct null_tracks *tracks, unsigned channel, size_t from,
                size_t samples)
{
    for (size_t i = 0; i <= tracks->stems; i++)
        for (size_t j = 0; j <= i; j++)
            *products++ +=
                dot(row_of(tracks, i, channel) + from, row_of(tracks, j, channel) + from, samples);
}

/* Cuts a block at the ends of stretches. */
static void add_block(struct gram *gram, const struct null_walk *walk)
{
    for (size_t from = 0, count; from < walk->samples; from += count) {
        const int64_t at = walk->at_samples + (int64_t)from - gram->in_samples;
        const int64_t left = gram->stretch_samples - at % gram->stretch_samples;
        const size_t stretch = (size_t)(at / gram->stretch_samples);

        count = walk->samples - from;
        count = left < (int64_t)count ? (size_t)left : count;
        for (unsigned c = 0; c < CHANNELS; c++)
            add(gram_of(gram, stretch, c), walk->tracks, c, from, count);
    }
}

enum err_code gram_run(struct gram *out, struct null_tracks *tracks, struct err *err)
{
    struct null_walk walk = { .tracks = tracks, .share_from = 0.5, .share_to = 0.75 };

    if ((walk.code = gram_init(out, tracks, err)))
        return walk.code;
    while (null_walk_next(&walk, err))
        add_block(out, &walk);
    return walk.code;
}

double gram_left(const double *products, size_t rows, const double *gain)
{
    double left = gram_dot(products, GRAM_MIX, GRAM_MIX);

    for (size_t i = 1; i < rows; i++) {
        double crossed = -2 * gram_dot(products, i, GRAM_MIX);

        for (size_t j = 1; j < rows; j++)
            crossed += gain[j - 1] * gram_dot(products, i, j);
        left += gain[i - 1] * crossed;
    }
    return fmax(left, 0);
}

double gram_sum(const double *products, size_t rows)
{
    double sum = 0;

    for (size_t i = 1; i < rows; i++)
        for (size_t j = 1; j < rows; j++)
            sum += gram_dot(products, i, j);
    return fmax(sum, 0);
}

double gram_alike(const struct gram *gram, double *gain)
{
    double mix = 0, cross = 0, sum = 0;

    for (size_t s = 0; s < gram->stretches; s++)
        for (unsigned c = 0; c < CHANNELS; c++) {
            const double *products = gram_of(gram, s, c);

            mix += gram_dot(products, GRAM_MIX, GRAM_MIX);
            sum += gram_sum(products, gram->rows);
            for (size_t i = 1; i < gram->rows; i++)
                cross += gram_dot(products, i, GRAM_MIX);
        }
    *gain = sum > 0 ? cross / sum : 0;
    return mix > 0 && sum > 0 ? cross / sqrt(mix * sum) : 0;
}
