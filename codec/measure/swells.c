#include "codec/measure/swells.h"

#include <math.h>
#include <stdbool.h>

#include "codec/measure/pumping.h"

struct swell {
    size_t at;
    double amplitude; /* of its peak, less for a swell that hardly stands out */
};

enum { SWELLS = PUMPING_STEPS / 2 + 1 };

static const double stands_out_from_db = 3, stands_out_db = 6;
static const double near_s = 2.2, far_s = 2.8;

/* The way from a peak in one direction: to what is higher, or to the end. Of peaks of the same
 * height the first is the higher one, or the ripple of a steady level would count. */
struct way {
    double lowest;
    bool leads_higher;
};

static struct way way_back(const float *envelope, size_t peak)
{
    struct way way = { envelope[peak], false };

    for (size_t i = peak; i-- > 0 && !way.leads_higher;) {
        way.leads_higher = envelope[i] >= envelope[peak];
        way.lowest = fmin(way.lowest, envelope[i]);
    }
    return way;
}

static struct way way_on(const float *envelope, size_t steps, size_t peak)
{
    struct way way = { envelope[peak], false };

    for (size_t i = peak + 1; i < steps && !way.leads_higher; i++) {
        way.leads_higher = envelope[i] > envelope[peak];
        way.lowest = fmin(way.lowest, envelope[i]);
    }
    return way;
}

/* How far a peak stands above the higher saddle between it and higher ones, as of mountains; the
 * highest peak stands above the lowest ground. */
static double prominence_db(const float *envelope, size_t steps, size_t peak)
{
    const struct way back = way_back(envelope, peak), on = way_on(envelope, steps, peak);
    double saddle = fmin(back.lowest, on.lowest);

    if (back.leads_higher && on.leads_higher)
        saddle = fmax(back.lowest, on.lowest);
    else if (back.leads_higher)
        saddle = back.lowest;
    else if (on.leads_higher)
        saddle = on.lowest;
    return saddle > 0 ? 20 * log10(envelope[peak] / saddle) : INFINITY;
}

static bool is_peak(const float *envelope, size_t steps, size_t i)
{
    return envelope[i] > 0 && (i == 0 || envelope[i - 1] < envelope[i]) &&
           (i + 1 == steps || envelope[i + 1] <= envelope[i]);
}

static size_t find_swells(struct swell *out, const float *envelope, size_t steps)
{
    size_t count = 0;

    for (size_t i = 0; i < steps; i++) {
        double weight;

        if (!is_peak(envelope, steps, i))
            continue;
        weight = (prominence_db(envelope, steps, i) - stands_out_from_db) /
                 (stands_out_db - stands_out_from_db);
        if (weight > 0)
            out[count++] = (struct swell){ i, envelope[i] * fmin(weight, 1) };
    }
    return count;
}

/* 1 for a swell that has another as strong beside it, 0 for one that stands alone. */
static double company(const struct swell *swell, size_t count, size_t which)
{
    double best = 0;

    for (size_t i = 0; i < count; i++) {
        const double apart_s = fabs((double)swell[i].at - (double)swell[which].at) / ENVELOPE_HZ;
        const double nearness = fmin((far_s - apart_s) / (far_s - near_s), 1);

        if (i != which && nearness > 0)
            best = fmax(best, nearness * fmin(swell[i].amplitude / swell[which].amplitude, 1));
    }
    return best;
}

/* The number of swells, each counting by its power: n for n alike, hardly more than 1 for a strong
 * one among weak ones. */
double swells_repeat(double *span_s, const float *envelope, size_t steps)
{
    struct swell swell[SWELLS];
    const size_t count = find_swells(swell, envelope, steps);
    double accompanied = 0, squares = 0;

    *span_s = count > 0 ? (double)(swell[count - 1].at - swell[0].at) / ENVELOPE_HZ : 0;
    for (size_t i = 0; i < count; i++) {
        const double power = swell[i].amplitude * swell[i].amplitude;

        accompanied += company(swell, count, i) * power;
        squares += power * power;
    }
    return squares > 0 ? fmin(fmax(accompanied * accompanied / squares - 2, 0), 1) : 0;
}
