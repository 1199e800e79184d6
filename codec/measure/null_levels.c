#include "codec/measure/null_levels.h"

#include <math.h>
#include <stdlib.h>

#include "codec/core/units.h"

enum {
    BINS = 4096,
    BIN_LEAST_SAMPLES = NULL_BLOCK_SAMPLES,
    SURVEY_STRIDE = 4 /* energies need not every sample */
};

static const double print_noise_db = -90, close_db = -60;

/* Within rounding and dither of every file; a float is taken for one of 24 bits. */
double null_step(const struct null_tracks *tracks)
{
    double step = 0;

    for (size_t i = 0; i <= tracks->stems; i++) {
        const struct null_track *track = i ? &tracks->stem[i - 1] : &tracks->mix;
        const struct stem_info *info = stem_info(track->stem);
        const int bits = info->is_float || info->bits > 24 || info->bits < 2 ? 24 : (int)info->bits;

        step += 1.5 * ldexp(1, 1 - bits);
    }
    return step;
}

/* rms(residual) over rms(mix), in dB. */
static double relative_db(double residual, double mix, double sum)
{
    const double whole = mix > 0 ? mix : sum;

    return residual > 0 ? 10 * log10(residual / whole) : -INFINITY;
}

void null_sums_add(struct null_sums *sums, const float *mix, const double *sum, size_t samples)
{
    struct null_sums s = *sums;

    for (size_t i = 0; i < samples; i++) {
        const double m = (double)mix[i], rest = m - sum[i];

        s.mix += m * m;
        s.sum += sum[i] * sum[i];
        s.cross += m * sum[i];
        s.residual += rest * rest;
        s.peak = fabs(rest) > s.peak ? fabs(rest) : s.peak;
    }
    *sums = s;
}

static enum null_verdict verdict_of(const struct null_channel *channel, double peak, double step)
{
    if (peak == 0)
        return NULL_EXACT;
    if (peak <= step * (1 + 1e-6))
        return NULL_DITHER;
    if (channel->residual_db <= print_noise_db)
        return NULL_PRINT_NOISE;
    return channel->residual_db <= close_db ? NULL_CLOSE : NULL_DIFFERENT;
}

void null_residual_of(struct null_residual *out, const struct null_sums sums[CHANNELS],
                      int64_t samples, double step)
{
    double residual = 0, mix = 0, sum = 0;

    *out = (struct null_residual){ .verdict = NULL_EXACT };
    for (unsigned c = 0; c < CHANNELS; c++) {
        const struct null_sums *s = &sums[c];
        struct null_channel *channel = &out->channel[c];

        channel->residual_db = relative_db(s->residual, s->mix, s->sum);
        channel->peak_db = db_of(s->peak);
        channel->rms_db = samples ? db_of(sqrt(s->residual / (double)samples)) : -INFINITY;
        channel->gain_db = s->mix > 0 && s->sum > 0 ? db_of(fabs(s->cross) / s->sum) : NAN;
        channel->verdict = verdict_of(channel, s->peak, step);
        if (channel->verdict > out->verdict)
            out->verdict = channel->verdict;
        residual += s->residual;
        mix += s->mix;
        sum += s->sum;
    }
    out->residual_db = relative_db(residual, mix, sum);
}

static enum err_code survey_init(struct null_survey *survey, const struct null_tracks *tracks,
                                 struct err *err)
{
    const int64_t length = tracks->out_samples - tracks->in_samples;

    survey->in_samples = tracks->in_samples;
    survey->bin_samples = length / BINS + 1;
    if (survey->bin_samples < BIN_LEAST_SAMPLES)
        survey->bin_samples = BIN_LEAST_SAMPLES;
    survey->bins = (size_t)(length / survey->bin_samples + 1);
    survey->files = tracks->stems + 1;
    survey->energy = calloc(survey->bins * survey->files, sizeof *survey->energy);
    if (!survey->energy)
        return err_set(err, ERR_NO_MEMORY, "no memory for a null test");
    return ERR_NONE;
}

void null_survey_clear(struct null_survey *survey)
{
    free(survey->energy);
    *survey = (struct null_survey){ 0 };
}

static float energy_of(const struct planes *block)
{
    float sum = 0;

    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < block->samples; i += SURVEY_STRIDE)
            sum += block->ch[c][i] * block->ch[c][i];
    return isfinite(sum) ? sum : 0;
}

/* A block is never longer than a bin; it counts for the one in which it begins. */
static void survey_add(struct null_survey *survey, const struct null_walk *walk)
{
    const struct null_tracks *tracks = walk->tracks;
    const size_t bin = (size_t)((walk->at_samples - survey->in_samples) / survey->bin_samples);
    float *energy = survey->energy + bin * survey->files;

    energy[0] += energy_of(&tracks->mix.block);
    for (size_t i = 0; i < tracks->stems; i++)
        energy[i + 1] += energy_of(&tracks->stem[i].block);
}

int64_t null_survey_loudest(const struct null_survey *survey, size_t file, size_t samples,
                            const double share[2])
{
    const size_t from = (size_t)(share[0] * (double)survey->bins);
    const size_t to = (size_t)(share[1] * (double)survey->bins);
    const size_t width = samples / (size_t)survey->bin_samples + 1;
    double sum = 0, best = -1;
    size_t best_bin = from;

    for (size_t bin = from; bin < to; bin++) {
        sum += (double)survey->energy[bin * survey->files + file];
        if (bin >= from + width)
            sum -= (double)survey->energy[(bin - width) * survey->files + file];
        if (sum > best * 1.0001) {
            best = sum;
            best_bin = bin + 1 >= from + width ? bin + 1 - width : from;
        }
    }
    return survey->in_samples + (int64_t)best_bin * survey->bin_samples;
}

/* One scene of many. */
struct range_sums {
    struct null_sums channel[CHANNELS];
};

static void add_range(struct range_sums *sums, const struct null_range *range,
                      const struct null_walk *walk)
{
    const struct null_tracks *tracks = walk->tracks;
    const int64_t end = walk->at_samples + (int64_t)walk->samples;
    const int64_t from =
        range->in_samples > walk->at_samples ? range->in_samples : walk->at_samples;
    const int64_t to = range->out_samples < end ? range->out_samples : end;
    const size_t skip = (size_t)(from - walk->at_samples);

    for (unsigned c = 0; c < CHANNELS && from < to; c++)
        null_sums_add(&sums->channel[c], tracks->mix.block.ch[c] + skip, tracks->sum[c] + skip,
                      (size_t)(to - from));
}

static enum err_code ranges_init(struct nulltest *test, struct range_sums **sums,
                                 const struct null_input *input, struct err *err)
{
    test->range_count = input->range_count;
    test->range = calloc(input->range_count + 1, sizeof *test->range);
    *sums = calloc(input->range_count + 1, sizeof **sums);
    if (!test->range || !*sums)
        return err_set(err, ERR_NO_MEMORY, "no memory for %zu scenes", input->range_count);
    return ERR_NONE;
}

enum err_code null_levels_run(struct nulltest *test, struct null_survey *survey,
                              struct null_tracks *tracks, struct err *err)
{
    const struct null_input *input = tracks->input;
    const struct null_range whole = { INT64_MIN, INT64_MAX };
    struct null_walk walk = { .tracks = tracks, .share_to = 0.3 };
    struct range_sums *sums = NULL;

    if ((walk.code = ranges_init(test, &sums, input, err)) ||
        (walk.code = survey_init(survey, tracks, err)))
        goto done;
    while (null_walk_next(&walk, err)) {
        for (size_t i = 0; i < input->range_count; i++)
            add_range(&sums[i], &input->ranges[i], &walk);
        add_range(&sums[input->range_count], &whole, &walk);
        survey_add(survey, &walk);
    }
    for (size_t i = 0; i < input->range_count; i++)
        null_residual_of(&test->range[i], sums[i].channel,
                         input->ranges[i].out_samples - input->ranges[i].in_samples,
                         null_step(tracks));
    null_residual_of(&test->whole, sums[input->range_count].channel,
                     tracks->out_samples - tracks->in_samples, null_step(tracks));
done:
    free(sums);
    return walk.code;
}
