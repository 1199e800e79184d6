#include "codec/media/resample.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <soxr.h>

#include "codec/core/units.h"

/* How much is made at once, and how far before and behind it the input is read; the filter reaches
 * a few hundred frames of the lower rate. */
enum { BLOCK_SAMPLES = 32768, MARGIN = 4096 };

struct resampler {
    struct resample_input input;
    int64_t unit_frames, unit_samples; /* the smallest stretch that is whole at both rates */
    int64_t block_units, lead_units;
    size_t in_frames, out_samples; /* of one block, with lead-in and margin */
    soxr_t soxr;
    float *memory, *in[CHANNELS], *out[CHANNELS]; /* both in memory */
    int64_t cached;                               /* the block that out holds, -1 for none */
    struct bad_samples bad;
};

static int64_t greatest_divisor(int64_t a, int64_t b)
{
    return b ? greatest_divisor(b, a % b) : a;
}

static int64_t units_for(int64_t wanted, int64_t unit)
{
    return (wanted + unit - 1) / unit;
}

static void plan(struct resampler *resampler)
{
    const int64_t rate_hz = resampler->input.rate_hz;
    const int64_t divisor = greatest_divisor(rate_hz, RATE_HZ);
    const int64_t unit_frames = rate_hz / divisor, unit_samples = RATE_HZ / divisor;
    const int64_t lead_frames = units_for(MARGIN, unit_frames);
    const int64_t lead_samples = units_for(MARGIN, unit_samples);
    const int64_t lead = lead_frames > lead_samples ? lead_frames : lead_samples;
    const int64_t block = units_for(BLOCK_SAMPLES, unit_samples);

    resampler->unit_frames = unit_frames;
    resampler->unit_samples = unit_samples;
    resampler->lead_units = lead;
    resampler->block_units = block;
    resampler->in_frames = (size_t)((2 * lead + block) * unit_frames);
    resampler->out_samples = (size_t)((lead + block) * unit_samples);
}

static enum err_code fail(const char *why, struct err *err)
{
    return err_set(err, ERR_INTERNAL, "the resampler failed: %s", why);
}

enum err_code resampler_new(struct resampler **out, const struct resample_input *input,
                            struct err *err)
{
    const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_S, SOXR_FLOAT32_S);
    const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
    const soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
    struct resampler *const resampler = calloc(1, sizeof *resampler);
    enum err_code code = ERR_NONE;
    soxr_error_t why = NULL;

    *out = NULL;
    if (!resampler)
        return err_set(err, ERR_NO_MEMORY, "no memory to resample");
    resampler->input = *input;
    resampler->cached = -1;
    resampler->bad.first_at = -1;
    plan(resampler);
    resampler->memory = malloc((resampler->in_frames + resampler->out_samples) * input->channels *
                               sizeof *resampler->memory);
    if (!resampler->memory) {
        code = err_set(err, ERR_NO_MEMORY, "no memory to resample");
        goto done;
    }
    for (unsigned c = 0; c < input->channels; c++) {
        resampler->in[c] = resampler->memory + c * resampler->in_frames;
        resampler->out[c] =
            resampler->memory + input->channels * resampler->in_frames + c * resampler->out_samples;
    }
    resampler->soxr =
        soxr_create(input->rate_hz, RATE_HZ, input->channels, &why, &io, &quality, &runtime);
    if (why)
        code = fail(why, err);
    else
        *out = resampler;
done:
    if (code)
        resampler_free(resampler);
    return code;
}

/* Fills in[] from frame `from` on; outside the file there is silence. */
static enum err_code read_input(struct resampler *resampler, int64_t from, struct err *err)
{
    const struct resample_input *const input = &resampler->input;
    const int64_t end = from + (int64_t)resampler->in_frames;
    const int64_t first = from > 0 ? from : 0, last = end < input->frames ? end : input->frames;
    float *planes[CHANNELS];

    for (unsigned c = 0; c < input->channels; c++) {
        memset(resampler->in[c], 0, resampler->in_frames * sizeof *resampler->in[c]);
        planes[c] = resampler->in[c] + (first - from);
    }
    if (first >= last)
        return ERR_NONE;
    return input->read(input->ctx, first, (size_t)(last - first), planes, err);
}

/* Cleans the input, counting what belongs to the block itself: every frame belongs to one. */
static void clean_input(struct resampler *resampler, int64_t from)
{
    const size_t lead = (size_t)(resampler->lead_units * resampler->unit_frames);
    const size_t own = (size_t)(resampler->block_units * resampler->unit_frames);

    for (unsigned c = 0; c < resampler->input.channels; c++) {
        float *const plane = resampler->in[c];
        bad_clean(plane, lead, from, NULL);
        bad_clean(plane + lead, own, from + (int64_t)lead, &resampler->bad);
        bad_clean(plane + lead + own, lead, 0, NULL);
    }
}

/* One call takes only about the input that its output is due for, whatever it still holds back; so
 * it is called until the block is full. The margin behind the block is more than it holds back. */
static enum err_code convert(struct resampler *resampler, struct err *err)
{
    const double ratio = (double)resampler->input.rate_hz / RATE_HZ;
    float *in[CHANNELS], *out[CHANNELS];
    size_t taken = 0, made = 0, more_in = 1, more_out = 1;
    soxr_error_t why;

    if ((why = soxr_clear(resampler->soxr)) || (why = soxr_set_io_ratio(resampler->soxr, ratio, 0)))
        return fail(why, err);
    while (made < resampler->out_samples && more_in + more_out > 0) {
        for (unsigned c = 0; c < resampler->input.channels; c++) {
            in[c] = resampler->in[c] + taken;
            out[c] = resampler->out[c] + made;
        }
        why = soxr_process(resampler->soxr, (soxr_in_t)in, resampler->in_frames - taken, &more_in,
                           (soxr_out_t)out, resampler->out_samples - made, &more_out);
        if (why)
            return fail(why, err);
        taken += more_in;
        made += more_out;
    }
    return made == resampler->out_samples ? ERR_NONE : fail("it gave too little", err);
}

static enum err_code make_block(struct resampler *resampler, int64_t block, struct err *err)
{
    const int64_t first_unit = block * resampler->block_units - resampler->lead_units;
    const int64_t from = first_unit * resampler->unit_frames;
    enum err_code code;

    if (resampler->cached == block)
        return ERR_NONE;
    resampler->cached = -1;
    if ((code = read_input(resampler, from, err)))
        return code;
    clean_input(resampler, from);
    if ((code = convert(resampler, err)))
        return code;
    resampler->cached = block;
    return ERR_NONE;
}

enum err_code resampler_read(struct resampler *resampler, int64_t at, size_t samples,
                             float *const *out, struct err *err)
{
    const int64_t block_samples = resampler->block_units * resampler->unit_samples;
    const size_t lead = (size_t)(resampler->lead_units * resampler->unit_samples);
    enum err_code code;

    assert(at >= 0);
    for (size_t done = 0; done < samples;) {
        const int64_t place = at + (int64_t)done;
        const size_t skip = (size_t)(place % block_samples);
        const size_t here = (size_t)block_samples - skip;
        const size_t count = samples - done < here ? samples - done : here;
        if ((code = make_block(resampler, place / block_samples, err)))
            return code;
        for (unsigned c = 0; c < resampler->input.channels; c++)
            memcpy(out[c] + done, resampler->out[c] + lead + skip, count * sizeof **out);
        done += count;
    }
    return ERR_NONE;
}

struct bad_samples resampler_bad(const struct resampler *resampler)
{
    return resampler->bad;
}

void resampler_free(struct resampler *resampler)
{
    if (!resampler)
        return;
    soxr_delete(resampler->soxr);
    free(resampler->memory);
    free(resampler);
}
