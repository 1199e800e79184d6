#include "codec/measure/activity.h"

#include <math.h>

#include "codec/core/units.h"

enum {
    LOWEST_EXPONENT = -20,
    HANGOVER_SAMPLES = RATE_HZ / 5,
};

static const double time_constant_s = 0.03, margin_db = 15.9;

static double threshold_of(unsigned level)
{
    return ldexp(1, LOWEST_EXPONENT + (int)level);
}

static void set_level(struct activity *activity, unsigned level)
{
    activity->level = level;
    activity->level_low = level > 0 ? threshold_of(level - 1) : -INFINITY;
    activity->level_high = level < ACTIVITY_LEVELS ? threshold_of(level) : INFINITY;
}

void activity_init(struct activity *activity, const struct analysis *analysis)
{
    *activity = (struct activity){
        .file_from = analysis->start_samples - first_tick_of(analysis) * TICK_SAMPLES,
    };
    set_level(activity, 0);
}

static unsigned level_of(double envelope)
{
    unsigned level = 0;

    while (level < ACTIVITY_LEVELS && envelope >= threshold_of(level))
        level++;
    return level;
}

/* The envelope has come into another level: thresholds between the two begin to be active, or will
 * end after the hangover. Thus the work is per crossing, not per sample and threshold. */
static void cross(struct activity *activity, double envelope, int64_t now)
{
    const unsigned level = level_of(envelope);

    for (unsigned i = activity->level; i < level; i++) {
        struct activity_span *const span = &activity->span[i];

        if (now >= span->until) {
            span->active += span->until - span->began;
            span->began = now;
        }
        span->until = INT64_MAX;
    }
    for (unsigned i = level; i < activity->level; i++)
        activity->span[i].until = now + HANGOVER_SAMPLES;
    set_level(activity, level);
}

static void run(struct activity *activity, const float *in, size_t count)
{
    const double keep = exp(-1 / (time_constant_s * RATE_HZ)), take = 1 - keep;
    double first = activity->first, second = activity->second, greatest = activity->greatest;

    for (size_t i = 0; i < count; i++) {
        first = keep * first + take * (double)fabsf(in[i]);
        second = keep * second + take * first;
        greatest = second > greatest ? second : greatest;
        if (second < activity->level_low || second >= activity->level_high)
            cross(activity, second, activity->at + (int64_t)i);
    }
    activity->at += (int64_t)count;
    activity->first = first < 1e-30 ? 0 : first; /* tinier numbers are slow */
    activity->second = second < 1e-30 ? 0 : second;
    activity->greatest = greatest;
}

static void sum_channels(float *restrict out, const struct tick *tick)
{
    const float *const l = tick->plane[CH_L], *const r = tick->plane[CH_R];
    const float *const c = tick->plane[CH_C];
    const float *const ls = tick->plane[CH_LS], *const rs = tick->plane[CH_RS];

    for (size_t i = 0; i < TICK_SAMPLES; i++)
        out[i] = l[i] + r[i] + c[i] + ls[i] + rs[i];
}

static void end_frame(struct activity *activity, int64_t frame, struct analysis *out)
{
    const int64_t i = frame - out->first_frame;
    const double level = fmax(BAND_SILENT, fmin(INT16_MAX, 100 * db_of(activity->greatest)));

    if (i >= 0 && (size_t)i < out->frames)
        out->envelope[i] = (int16_t)lrint(level);
    activity->greatest = 0;
}

/* A frame reaches 10 ms to either side of its centre, where a tick begins. */
void activity_add(struct activity *activity, const struct tick *tick, struct analysis *out)
{
    float sum[TICK_SAMPLES];

    sum_channels(sum, tick);
    for (size_t i = 0; i < TICK_SAMPLES; i++)
        activity->squares += (double)sum[i] * (double)sum[i];
    run(activity, sum, TICK_SAMPLES / 2);
    end_frame(activity, tick->index, out);
    run(activity, sum + TICK_SAMPLES / 2, TICK_SAMPLES / 2);
}

static int64_t active_samples(const struct activity_span *span, int64_t end)
{
    const int64_t until = span->until < end ? span->until : end;

    return span->active + (until > span->began ? until - span->began : 0);
}

/* The threshold at which the level over active time lies `margin` above it; between two thresholds
 * both change evenly in dB. */
void activity_result(const struct activity *activity, struct analysis *out)
{
    const int64_t end = activity->file_from + out->samples;
    double above = 0, level = -INFINITY;

    for (unsigned i = 0; i < ACTIVITY_LEVELS; i++) {
        const int64_t active = active_samples(&activity->span[i], end);
        const double now = 10 * log10(activity->squares / (double)active);
        const double over = now - db_of(threshold_of(i)) - margin_db;

        if (active <= 0)
            break;
        if (over <= 0) {
            level = i > 0 ? level + (now - level) * above / (above - over) : now;
            break;
        }
        level = now;
        above = over;
    }
    out->active_level_db = level;
}
