#include "codec/measure/pop.h"

#include <math.h>
#include <stdlib.h>

#include "codec/core/units.h"

enum {
    BLOCKS_IN_15_S = 15 * RATE_HZ / PEAK_SAMPLES,
    LEAST_BLOCKS = RATE_HZ / 50 / PEAK_SAMPLES,           /* 20 ms, less a block */
    MOST_BLOCKS = 60 * RATE_HZ / 1000 / PEAK_SAMPLES + 2, /* 60 ms, and one cut at either end */
    QUIET_BLOCKS = RATE_HZ / 4 / PEAK_SAMPLES,
    TONE_BAND = LOW_BANDS + 8, /* 1 kHz */
};

static const double least_db = -26, most_db = -11, quiet_db = 25;
static const double tone_db = 10; /* over all other bands; a burst so short is never narrower */

static double block_peak(const struct analysis *analysis, size_t block)
{
    int most = 0;

    for (unsigned c = 0; c < CHANNELS; c++) {
        const struct peak_pair *pair = &analysis->peaks[block * CHANNELS + c];

        most = abs(pair->low) > most ? abs(pair->low) : most;
        most = abs(pair->high) > most ? abs(pair->high) : most;
    }
    return most / 16384.0;
}

/* Whether all blocks in [from, to) lie below a level; what is outside the file does. */
static bool is_quiet(const struct analysis *analysis, int64_t from, int64_t to, double below)
{
    for (int64_t i = from < 0 ? 0 : from; i < to && i < (int64_t)analysis->peak_blocks; i++)
        if (block_peak(analysis, (size_t)i) > below)
            return false;
    return true;
}

/* Bands of the frame in the middle, all channels. */
static bool is_tone(const struct analysis *analysis, const struct pop *pop)
{
    const int64_t frame = (pop->at_samples + pop->samples / 2 + FRAME_SAMPLES / 2) / FRAME_SAMPLES -
                          analysis->first_frame;
    double tone = 0, others = 0;

    if (frame < 0 || frame >= (int64_t)analysis->frames)
        return false;
    for (unsigned c = 0; c < CHANNELS; c++)
        for (unsigned band = LOW_BANDS; band < BANDS; band++) {
            const int16_t level = analysis_band(analysis, (size_t)frame, (enum channel)c, band);
            const double power = level > BAND_SILENT ? pow(10, level / 1000.0) : 0;

            if (band == TONE_BAND)
                tone += power;
            else
                others += power;
        }
    return tone > others * pow(10, tone_db / 10);
}

/* The run of blocks that starts here, no louder than `peak` around it. */
static size_t run_from(const struct analysis *analysis, size_t from, size_t last, double *peak)
{
    size_t to = from;

    *peak = block_peak(analysis, from);
    while (to < last && to - from <= MOST_BLOCKS &&
           block_peak(analysis, to) > gain_of(-quiet_db) * *peak) {
        *peak = fmax(*peak, block_peak(analysis, to));
        to++;
    }
    return to;
}

static bool is_pop(struct pop *pop, const struct analysis *analysis, size_t from, size_t to,
                   double peak)
{
    const double quiet = peak * gain_of(-quiet_db), level = db_of(peak);
    const int64_t first = (int64_t)from, last = (int64_t)to;

    if (to - from < LEAST_BLOCKS || to - from > MOST_BLOCKS || level < least_db || level > most_db)
        return false;
    if (!is_quiet(analysis, first - QUIET_BLOCKS, first, quiet) ||
        !is_quiet(analysis, last, last + QUIET_BLOCKS, quiet))
        return false;
    *pop = (struct pop){ analysis->start_samples + first * PEAK_SAMPLES,
                         (last - first) * PEAK_SAMPLES, level };
    return is_tone(analysis, pop);
}

bool pop_find(struct pop *out, const struct analysis *analysis)
{
    const size_t last =
        analysis->peak_blocks < BLOCKS_IN_15_S ? analysis->peak_blocks : BLOCKS_IN_15_S;

    for (size_t from = 0; from < last; from++) {
        double peak;
        size_t to;

        if (db_of(block_peak(analysis, from)) < least_db - quiet_db)
            continue;
        to = run_from(analysis, from, last, &peak);
        if (is_pop(out, analysis, from, to, peak))
            return true;
        from = to > from ? to - 1 : from;
    }
    return false;
}
