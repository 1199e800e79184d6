#include "codec/measure/score.h"

#include <math.h>

static const double bins_per_point = (SCORE_BINS - 1) / 100.0;

void score_init(struct score *score)
{
    *score = (struct score){ 0 };
}

void score_add(struct score *score, double c, bool active)
{
    score->frames++;
    score->sum += c;
    if (!active)
        return;
    score->active++;
    score->bin[(size_t)lround(c * bins_per_point)]++;
}

/* The least c that 95 % of the frames with LFE do not exceed. */
static double percentile_95(const struct score *score)
{
    const double wanted = 0.95 * (double)score->active;
    size_t count = 0;

    for (size_t i = 0; i < SCORE_BINS && score->active > 0; i++) {
        count += score->bin[i];
        if ((double)count >= wanted)
            return (double)i / bins_per_point;
    }
    return 0;
}

double score_result(const struct score *score)
{
    if (score->frames == 0)
        return NAN;
    return 0.6 * percentile_95(score) + 0.4 * score->sum / (double)score->frames;
}

double score_join(double lfe, double dialogue)
{
    return fmax(lfe, dialogue); /* which passes over a NAN */
}
