#include "codec/measure/wave.h"

#include <math.h>
#include <stdlib.h>
#include <xxhash.h>

/* Then the blocks, then the wides. */
struct head {
    uint64_t sum; /* XXH64 of all that follows it */
    uint32_t magic, version;
    int64_t start_samples, samples;
};

enum { MAGIC = 0x56574450 }; /* "PDWV" */

static size_t blocks_of(int64_t samples)
{
    return (size_t)((samples + PEAK_SAMPLES - 1) / PEAK_SAMPLES);
}

static size_t wides_of(int64_t samples)
{
    return (blocks_of(samples) + WAVE_WIDE - 1) / WAVE_WIDE;
}

static size_t bytes_of(int64_t samples)
{
    return sizeof(struct head) +
           (blocks_of(samples) + wides_of(samples)) * sizeof(struct peak_pair);
}

static uint64_t sum_of(const void *data, size_t bytes)
{
    return XXH64((const char *)data + sizeof(uint64_t), bytes - sizeof(uint64_t), ANALYSIS_VERSION);
}

static struct peak_pair all_channels(const struct analysis *analysis, size_t block)
{
    const struct peak_pair *const pair = analysis->peaks + block * CHANNELS;
    struct peak_pair all = { INT16_MAX, INT16_MIN, 0 };

    for (unsigned c = 0; c < CHANNELS; c++) {
        if (!(analysis->channel_mask & 1u << c))
            continue;
        all.low = pair[c].low < all.low ? pair[c].low : all.low;
        all.high = pair[c].high > all.high ? pair[c].high : all.high;
        all.rms = pair[c].rms > all.rms ? pair[c].rms : all.rms;
    }
    return all;
}

/* What was seen of a run of blocks. */
struct seen {
    int low, high;
    double power; /* sum of the squares of rms, times how many blocks each stands for */
    size_t blocks;
};

static void see(struct seen *seen, const struct peak_pair *pair, size_t blocks)
{
    seen->low = seen->blocks == 0 || pair->low < seen->low ? pair->low : seen->low;
    seen->high = seen->blocks == 0 || pair->high > seen->high ? pair->high : seen->high;
    seen->power += (double)blocks * pair->rms * pair->rms;
    seen->blocks += blocks;
}

static int rms_of(const struct seen *seen)
{
    return (int)lrint(sqrt(seen->power / (double)seen->blocks));
}

static void fill(struct peak_pair *block, struct peak_pair *wide, const struct analysis *analysis)
{
    const size_t blocks = blocks_of(analysis->samples), wides = wides_of(analysis->samples);

    for (size_t i = 0; i < blocks; i++)
        block[i] = all_channels(analysis, i);
    for (size_t w = 0; w < wides; w++) {
        struct seen seen = { 0 };

        for (size_t i = w * WAVE_WIDE; i < (w + 1) * WAVE_WIDE && i < blocks; i++)
            see(&seen, &block[i], 1);
        wide[w] =
            (struct peak_pair){ (int16_t)seen.low, (int16_t)seen.high, (int16_t)rms_of(&seen) };
    }
}

enum err_code wave_make(void **out, size_t *bytes, const struct analysis *analysis, struct err *err)
{
    const size_t blocks = blocks_of(analysis->samples);
    struct peak_pair *block;
    struct head *head;

    *bytes = bytes_of(analysis->samples);
    *out = head = malloc(*bytes);
    if (!head)
        return err_set(err, ERR_NO_MEMORY, "no memory to draw a print");
    *head = (struct head){ 0, MAGIC, ANALYSIS_VERSION, analysis->start_samples, analysis->samples };
    block = (struct peak_pair *)(head + 1);
    fill(block, block + blocks, analysis);
    head->sum = sum_of(head, *bytes);
    return ERR_NONE;
}

enum err_code wave_open(struct wave *out, const void *data, size_t bytes, struct err *err)
{
    const struct head *const head = data;

    *out = (struct wave){ 0 };
    if (bytes < sizeof *head || head->magic != MAGIC || head->version != ANALYSIS_VERSION ||
        head->samples <= 0 || head->samples > ANALYSIS_SAMPLES_MAX ||
        bytes != bytes_of(head->samples) || head->sum != sum_of(data, bytes))
        return err_set(err, ERR_DAMAGED, "a stored drawing is damaged or another version's");
    out->start_samples = head->start_samples;
    out->samples = head->samples;
    out->block = (const struct peak_pair *)(head + 1);
    out->wide = out->block + blocks_of(head->samples);
    return ERR_NONE;
}

/* Whole wides where they lie inside, single blocks before and after. */
static void look(struct seen *seen, const struct wave *wave, size_t first, size_t end)
{
    while (first < end) {
        if (first % WAVE_WIDE == 0 && end - first >= WAVE_WIDE) {
            see(seen, &wave->wide[first / WAVE_WIDE], WAVE_WIDE);
            first += WAVE_WIDE;
        } else {
            see(seen, &wave->block[first++], 1);
        }
    }
}

void wave_look(const struct wave *wave, int64_t from, int64_t to, struct wave_extent *extent)
{
    const int64_t begin = from - wave->start_samples, end = to - wave->start_samples;
    const size_t first = begin > 0 ? (size_t)(begin / PEAK_SAMPLES) : 0;
    struct seen seen = { 0 };
    size_t last;

    if (end <= 0 || begin >= wave->samples || end <= begin)
        return;
    last = blocks_of(end < wave->samples ? end : wave->samples);
    look(&seen, wave, first, last);
    extent->low = !extent->any || seen.low < extent->low ? seen.low : extent->low;
    extent->high = !extent->any || seen.high > extent->high ? seen.high : extent->high;
    extent->rms = rms_of(&seen) > extent->rms ? rms_of(&seen) : extent->rms;
    extent->any = true;
}
