#include "codec/measure/loudness.h"

#include <math.h>
#include <stdlib.h>

#include "codec/core/units.h"

#define KERNEL_FILE "codec/measure/loudness_kernel.h"
#include "codec/core/kernel.h"

enum {
    SLICE_SAMPLES = 480, /* Tech 3341's tests ask for at least every 20 ms */
    MOMENTARY_SLICES = 40,
    GATING_BLOCKS = 4, /* of 100 ms: 400 ms, 75 % overlap */
    RANGE_BLOCKS = 30,
};

static const double absolute_gate_lufs = -70;

static double lufs_of(double mean_square)
{
    return -0.691 + 10 * log10(mean_square);
}

static double mean_square_of(double lufs)
{
    return pow(10, (lufs + 0.691) / 10);
}

void loudness_init(struct loudness_meter *meter)
{
    *meter = (struct loudness_meter){ 0 };
}

static double newest(const struct loudness_meter *meter, size_t slices)
{
    double sum = 0;

    for (size_t i = 0; i < slices; i++)
        sum += meter->slice[(meter->at + SHORT_TERM_SLICES - 1 - i) % SHORT_TERM_SLICES];
    return sum;
}

static void add_slice(struct loudness_meter *meter, double energy, bool whole)
{
    meter->slice[meter->at] = energy;
    meter->at = (meter->at + 1) % SHORT_TERM_SLICES;
    meter->whole = whole ? meter->whole + 1 : 0;
    if (meter->whole >= MOMENTARY_SLICES)
        meter->max_momentary = fmax(meter->max_momentary, newest(meter, MOMENTARY_SLICES));
    if (meter->whole >= SHORT_TERM_SLICES)
        meter->max_short_term = fmax(meter->max_short_term, newest(meter, SHORT_TERM_SLICES));
}

/* In silence the filters ring on into numbers that processors are slow with. */
static void settle(struct weighting *stage)
{
    for (size_t half = 0; half < 2; half++)
        for (size_t i = 0; i < LANES / 2; i++) {
            if (fabs(stage->first[half][i]) < 1e-30)
                stage->first[half][i] = 0;
            if (fabs(stage->second[half][i]) < 1e-30)
                stage->second[half][i] = 0;
        }
}

static double weighted(const wide_lanes *energy)
{
    static const double weight[LANES] = {
        [CH_L] = 1, [CH_R] = 1, [CH_C] = 1, [CH_LS] = 1.41, [CH_RS] = 1.41,
    };
    double sum = 0;

    for (size_t i = 0; i < LANES; i++)
        sum += weight[i] * energy[i / 4][i % 4];
    return sum;
}

static void add_to_block(struct loudness_meter *meter, int64_t tick_index, struct analysis *out)
{
    const int64_t block = floor_div(tick_index, LOUDNESS_TICKS) - out->first_loudness;

    out->energy[block] = (float)(meter->block / LOUDNESS_SAMPLES);
    if (floor_div(tick_index + 1, LOUDNESS_TICKS) - out->first_loudness != block)
        meter->block = 0;
}

void loudness_add(struct loudness_meter *meter, const struct tick *tick, struct analysis *out)
{
    if (tick->from == tick->to)
        return;
    for (size_t at = 0; at < TICK_SAMPLES; at += SLICE_SAMPLES) {
        const bool whole = tick->from <= at && at + SLICE_SAMPLES <= tick->to;
        wide_lanes energy[2];
        double sum;

        KERNEL_RUN(weigh, meter, tick->wave + TICK_HISTORY + at, SLICE_SAMPLES, energy);
        sum = weighted(energy);
        add_slice(meter, sum, whole);
        meter->block += sum;
    }
    if (tick->silent) {
        settle(&meter->shelf);
        settle(&meter->high_pass);
    }
    add_to_block(meter, tick->index, out);
}

/* Mean square of `count` blocks, starting at block `at`. */
static double mean_of(const struct analysis *analysis, size_t at, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += (double)analysis->energy[at + i];
    return sum / (double)count;
}

/* The blocks that lie wholly in the file. */
static void whole_blocks(const struct analysis *a, size_t *from, size_t *to)
{
    const int64_t end = floor_div(a->start_samples + a->samples, LOUDNESS_SAMPLES);

    *from = a->start_samples > a->first_loudness * LOUDNESS_SAMPLES;
    *to = end > a->first_loudness ? (size_t)(end - a->first_loudness) : 0;
}

struct gated {
    double sum;
    size_t count;
};

/* All runs of `length` whole blocks whose mean is above the gate. */
static struct gated gate(const struct analysis *analysis, size_t length, double above)
{
    struct gated gated = { 0 };
    size_t from, to;

    whole_blocks(analysis, &from, &to);
    for (size_t i = from; i + length <= to; i++) {
        const double mean = mean_of(analysis, i, length);
        if (mean > above) {
            gated.sum += mean;
            gated.count++;
        }
    }
    return gated;
}

static double integrated(const struct analysis *analysis)
{
    const double absolute = mean_square_of(absolute_gate_lufs);
    struct gated gated = gate(analysis, GATING_BLOCKS, absolute);

    if (gated.count > 0)
        gated = gate(analysis, GATING_BLOCKS,
                     fmax(absolute, gated.sum / (double)gated.count * pow(10, -10 / 10.0)));
    return gated.count > 0 ? lufs_of(gated.sum / (double)gated.count) : -INFINITY;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double percentile(const double *sorted, size_t count, double share)
{
    return sorted[(size_t)lround((double)(count - 1) * share)];
}

static enum err_code range(double *out, const struct analysis *analysis, struct err *err)
{
    const double absolute = mean_square_of(absolute_gate_lufs);
    const struct gated all = gate(analysis, RANGE_BLOCKS, absolute);
    size_t from, to, count = 0;
    double *mean, above;

    *out = 0;
    if (all.count == 0)
        return ERR_NONE;
    if (!(mean = calloc(all.count + 1, sizeof(*mean)))) /* one more to try the next value in */
        return err_set(err, ERR_NO_MEMORY, "no memory for the loudness range");
    above = fmax(absolute, all.sum / (double)all.count * pow(10, -20 / 10.0));
    whole_blocks(analysis, &from, &to);
    for (size_t i = from; i + RANGE_BLOCKS <= to; i++) {
        mean[count] = mean_of(analysis, i, RANGE_BLOCKS);
        count += mean[count] > above;
    }
    qsort(mean, count, sizeof(*mean), ascending);
    *out = lufs_of(percentile(mean, count, 0.95)) - lufs_of(percentile(mean, count, 0.10));
    free(mean);
    return ERR_NONE;
}

enum err_code loudness_result(const struct loudness_meter *meter, struct analysis *out,
                              struct err *err)
{
    out->loudness.integrated_lufs = integrated(out);
    out->loudness.max_momentary_lufs =
        lufs_of(meter->max_momentary / (MOMENTARY_SLICES * SLICE_SAMPLES));
    out->loudness.max_short_term_lufs =
        lufs_of(meter->max_short_term / (SHORT_TERM_SLICES * SLICE_SAMPLES));
    return range(&out->loudness.range_lu, out, err);
}
