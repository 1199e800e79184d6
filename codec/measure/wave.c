#include "codec/measure/wave.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <xxhash.h>

/* Then the wides, then the blocks. */
struct head {
    uint64_t front_sum; /* XXH64 of all from `magic` to the end of the wides */
    uint64_t block_sum; /* of the rest */
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

size_t wave_front_bytes(int64_t samples)
{
    return sizeof(struct head) + wides_of(samples) * sizeof(struct peak_pair);
}

static size_t bytes_of(int64_t samples)
{
    return wave_front_bytes(samples) + blocks_of(samples) * sizeof(struct peak_pair);
}

static uint64_t front_sum(const struct head *head)
{
    const size_t from = offsetof(struct head, magic);

    return XXH64((const char *)head + from, wave_front_bytes(head->samples) - from,
                 ANALYSIS_VERSION);
}

static uint64_t block_sum(const struct head *head)
{
    const size_t from = wave_front_bytes(head->samples);

    return XXH64((const char *)head + from, bytes_of(head->samples) - from, ANALYSIS_VERSION);
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
    struct peak_pair *wide;
    struct head *head;

    *bytes = bytes_of(analysis->samples);
    *out = head = malloc(*bytes);
    if (!head)
        return err_set(err, ERR_NO_MEMORY, "no memory to draw a print");
    *head = (struct head){ .magic = MAGIC,
                           .version = ANALYSIS_VERSION,
                           .start_samples = analysis->start_samples,
                           .samples = analysis->samples };
    wide = (struct peak_pair *)(head + 1);
    fill(wide + wides_of(analysis->samples), wide, analysis);
    head->front_sum = front_sum(head);
    head->block_sum = block_sum(head);
    return ERR_NONE;
}

static bool is_sound(const struct head *head, size_t bytes)
{
    if (bytes < sizeof *head || head->magic != MAGIC || head->version != ANALYSIS_VERSION ||
        head->samples <= 0 || head->samples > ANALYSIS_SAMPLES_MAX)
        return false;
    if (bytes != bytes_of(head->samples) && bytes != wave_front_bytes(head->samples))
        return false;
    return head->front_sum == front_sum(head) &&
           (bytes == wave_front_bytes(head->samples) || head->block_sum == block_sum(head));
}

enum err_code wave_open(struct wave *out, const void *data, size_t bytes, struct err *err)
{
    const struct head *const head = data;

    *out = (struct wave){ 0 };
    if (!is_sound(head, bytes))
        return err_set(err, ERR_DAMAGED, "a stored drawing is damaged or another version's");
    out->start_samples = head->start_samples;
    out->samples = head->samples;
    out->wide = (const struct peak_pair *)(head + 1);
    if (bytes > wave_front_bytes(head->samples))
        out->block = out->wide + wides_of(head->samples);
    return ERR_NONE;
}

/* Whole wides where they lie inside, single blocks before and after, if there are any. */
static void look(struct seen *seen, const struct wave *wave, size_t first, size_t end)
{
    first = wave->block ? first : first / WAVE_WIDE * WAVE_WIDE;
    while (first < end) {
        if (!wave->block || (first % WAVE_WIDE == 0 && end - first >= WAVE_WIDE)) {
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
