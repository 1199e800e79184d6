#include <stdlib.h>
#include <string.h>

#include "codec/measure/lfe_series.h"
#include "codec/measure/zero_phase.h"

/* Waves are read and filtered in parts of 10 s, so that memory does not grow with the scene. */
enum { PART_STEPS = 500, PAD = ZERO_PHASE_REACH, ROOM = PART_STEPS * STEP_LOWS + 2 * PAD };

enum { MEMBERS = LFE_STEMS + 1 };

/* The waves of one part, from PAD before it to PAD after it. */
struct part {
    size_t first_step, steps;
    float *raw[MEMBERS];     /* the stems, then the mains; NULL where nothing sounds */
    float *in_band[MEMBERS]; /* the stems, then the effects */
    struct zero_phase below_120_hz, above_150_hz, below_355_hz;
    float *spare;  /* one more wave, for a while */
    float *memory; /* all waves, of ROOM each: two a member and the spare one */
};

static float *wave_of(const struct part *part, size_t member, bool in_band)
{
    return part->memory + (2 * member + in_band) * ROOM;
}

static double product(const float *a, const float *b, size_t lows)
{
    double sum = 0;

    for (size_t i = 0; i < lows; i++)
        sum += (double)a[i] * b[i];
    return sum / (double)lows;
}

/* What a stem's LFE holds from 150 to 355 Hz; third-octaves tell the rest. They are too wide and
 * their windows too short for an edge next to where the LFE is strongest. */
static void measure_above(struct lfe_series *series, const struct part *part, size_t stem)
{
    const size_t hop_lows = HOP_STEPS * STEP_LOWS;

    memcpy(part->spare, part->raw[stem], sizeof(float) * (part->steps * STEP_LOWS + 2 * PAD));
    zero_phase_run(&part->above_150_hz, part->spare, part->steps * STEP_LOWS + 2 * PAD);
    zero_phase_run(&part->below_355_hz, part->spare, part->steps * STEP_LOWS + 2 * PAD);
    for (size_t i = 0; i < part->steps / HOP_STEPS; i++) {
        const float *const wave = part->spare + PAD + i * hop_lows;
        const size_t hop = part->first_step / HOP_STEPS + i;

        series->lfe_above[hop * series->stems + stem] = (float)product(wave, wave, hop_lows);
    }
}

/* Reads the LFE of a stem, or the effects, and filters it. */
static void read_member(struct part *part, const struct lfe_series *series, size_t member, int of)
{
    float *const raw = wave_of(part, member, false), *const filtered = wave_of(part, member, true);
    const size_t lows = part->steps * STEP_LOWS + 2 * PAD;

    part->raw[member] = part->in_band[member] = NULL;
    if (!lfe_series_read(series, of, (int64_t)(part->first_step * STEP_LOWS) - PAD, lows, raw))
        return;
    memcpy(filtered, raw, lows * sizeof(*raw));
    zero_phase_run(&part->below_120_hz, filtered, lows);
    part->raw[member] = raw;
    part->in_band[member] = filtered;
}

static void read_part(struct part *part, struct lfe_series *series)
{
    const size_t last = series->stems;

    for (size_t i = 0; i < last; i++) {
        read_member(part, series, i, (int)i);
        if (part->raw[i])
            measure_above(series, part, i);
    }
    read_member(part, series, last, OF_EFFECTS);
    part->raw[last] = wave_of(part, last, false);
    lfe_series_read_mains(series, (int64_t)(part->first_step * STEP_LOWS), part->steps * STEP_LOWS,
                          part->raw[last] + PAD);
}

/* The mean products of all pairs of waves over a stretch, for quadratic(). */
static void multiply(float *out, float *const *wave, size_t members, size_t from, size_t lows)
{
    for (size_t i = 0; i < members; i++)
        for (size_t j = 0; j <= i; j++, out++)
            if (wave[i] && wave[j])
                *out = (float)((i == j ? 1 : 2) * product(wave[i] + from, wave[j] + from, lows));
}

static void multiply_part(struct lfe_series *series, const struct part *part)
{
    const size_t pairs = pairs_of(series->stems), more = pairs_of(series->stems + 1);
    const float *const effects = part->in_band[series->stems];

    for (size_t i = 0; i < part->steps; i++)
        multiply(series->step_in_band + (part->first_step + i) * pairs, part->in_band,
                 series->stems, PAD + i * STEP_LOWS, STEP_LOWS);
    for (size_t i = 0; i < part->steps / HOP_STEPS; i++) {
        const size_t hop = part->first_step / HOP_STEPS + i;
        const size_t from = PAD + i * HOP_STEPS * STEP_LOWS;

        multiply(series->frame_bass + hop * more, part->raw, series->stems + 1, from,
                 HOP_STEPS * STEP_LOWS);
        if (effects)
            series->effects_in_band[hop] =
                (float)product(effects + from, effects + from, HOP_STEPS * STEP_LOWS);
    }
}

struct rows {
    size_t count, width; /* of the result */
    size_t every, of;    /* row i is the mean of `of` rows from i * every on */
};

/* In place, too, when every is 1. */
static void average(float *out, const float *in, const struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        for (size_t k = 0; k < rows->width; k++) {
            double sum = 0;

            for (size_t j = 0; j < rows->of; j++)
                sum += (double)in[(i * rows->every + j) * rows->width + k];
            out[i * rows->width + k] = (float)(sum / (double)rows->of);
        }
}

enum err_code lfe_series_multiply(struct lfe_series *series, struct err *err)
{
    const struct rows in_band = { series->frames, pairs_of(series->stems), HOP_STEPS,
                                  LFE_FRAME_STEPS };
    const struct rows bass = { series->frames, pairs_of(series->stems + 1), 1, FRAME_HOPS };
    const struct rows effects = { series->frames, 1, 1, FRAME_HOPS };
    const struct rows above = { series->frames, series->stems, 1, FRAME_HOPS };
    struct part part = { .memory = malloc(sizeof(float) * ROOM * (2 * series->stems + 3)),
                         .below_120_hz = zero_phase_low_pass(120),
                         .above_150_hz = zero_phase_high_pass(150),
                         .below_355_hz = zero_phase_low_pass(355) };

    if (!part.memory)
        return err_set(err, ERR_NO_MEMORY, "no memory to measure the LFE of %zu stems",
                       series->stems);
    part.spare = wave_of(&part, series->stems + 1, false);
    for (; part.first_step < series->steps; part.first_step += PART_STEPS) {
        const size_t left = series->steps - part.first_step;

        part.steps = left < PART_STEPS ? left : PART_STEPS;
        read_part(&part, series);
        multiply_part(series, &part);
    }
    average(series->frame_in_band, series->step_in_band, &in_band);
    average(series->frame_bass, series->frame_bass, &bass);
    average(series->effects_in_band, series->effects_in_band, &effects);
    average(series->lfe_above, series->lfe_above, &above);
    free(part.memory);
    return ERR_NONE;
}
