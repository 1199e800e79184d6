#include "codec/measure/null_cell.h"

#include <math.h>

static const double bad_share = 1e-5, loud_over_floor = 100;

struct null_cell null_cell_at(const struct null_walk *walk, size_t from, double floor)
{
    const struct null_tracks *tracks = walk->tracks;
    struct null_cell cell = { .at_samples = walk->at_samples + (int64_t)from,
                              .samples = walk->samples - from };
    double quiet;

    if (cell.samples > CELL_SAMPLES)
        cell.samples = CELL_SAMPLES;
    for (unsigned c = 0; c < CHANNELS; c++)
        for (size_t i = from; i < from + cell.samples; i++) {
            const double m = (double)tracks->mix.block.ch[c][i], s = tracks->sum[c][i];

            cell.mix += m * m;
            cell.sum += s * s;
            cell.cross += m * s;
            cell.residual += (m - s) * (m - s);
            cell.sum_peak = fabs(s) > cell.sum_peak ? fabs(s) : cell.sum_peak;
            cell.mix_peak = fabs(m) > cell.mix_peak ? fabs(m) : cell.mix_peak;
        }
    quiet = loud_over_floor * floor * CHANNELS * (double)cell.samples;
    cell.is_active = fmax(cell.mix, cell.sum) > quiet;
    cell.is_bad = cell.residual > quiet && cell.residual > bad_share * fmax(cell.mix, cell.sum);
    return cell;
}

bool null_cell_is_softer(const struct null_cell *cell)
{
    return cell->cross > 0 && cell->cross < 0.9995 * cell->sum &&
           cell->cross * cell->cross > 0.8 * cell->mix * cell->sum;
}

bool null_cell_may_be_limited(const struct null_cell *cell)
{
    return cell->cross > 0 && cell->cross < 1.01 * cell->sum &&
           cell->cross * cell->cross > 0.25 * cell->mix * cell->sum;
}
