#include "codec/media/heuristic.h"

#include <math.h>
#include <stdlib.h>

#include "codec/media/bad.h"

enum {
    WINDOWS = 128,
    WINDOW_FRAMES = 4096,
    SETTLING_FRAMES = 1024, /* a filter that starts in the middle of a wave clicks first */
    BANDS = 4
};

static const double bass_hz = 200; /* an LFE has its energy below it, all other channels ... */
static const double lfe_share_max = 0.02, other_share_min = 0.05; /* ... have this share above */
static const double active_db = -60; /* an LFE below it proves nothing */
static const double band_hz[BANDS] = { 250, 700, 2000, 6000 };
static const float floor_db = -75;  /* bands below it say nothing */
static const double alike_db = 5;   /* left and right differ less, on average over all bands */
static const double clearly_db = 3; /* what the best order must be better by than all others */

/* Orders to tell apart by where the LFE is and what pairs off: left with right, in front and
 * behind. Those without a name are nobody's custom; they are here so that a signal that fits them
 * as well is not taken for one that has a name. */
static const struct hypothesis {
    const char *name;
    unsigned lfe, front[2], back[2];
} hypotheses[] = {
    { "smpte", 3, { 0, 1 }, { 4, 5 } }, { NULL, 3, { 0, 2 }, { 4, 5 } },
    { NULL, 3, { 1, 2 }, { 4, 5 } },    { "film", 5, { 0, 2 }, { 3, 4 } },
    { "dts", 5, { 0, 1 }, { 2, 3 } },   { "aac", 5, { 1, 2 }, { 3, 4 } },
    { NULL, 5, { 0, 1 }, { 3, 4 } },
};

struct biquad {
    double b0, b1, b2, a1, a2;
};

struct levels {
    double total, above;            /* energy, and what of it lies above bass_hz */
    float band_db[WINDOWS * BANDS]; /* by window, then by band */
};

struct evidence {
    unsigned windows;
    struct levels of[CHANNELS];
    float audio[CHANNELS][WINDOW_FRAMES];
};

static struct biquad normalised(double b0, double b1, double b2, const double a[3])
{
    return (struct biquad){ b0 / a[0], b1 / a[0], b2 / a[0], a[1] / a[0], a[2] / a[0] };
}

/* The usual second-order sections by the bilinear transform. */
static struct biquad high_pass(double hz, double rate_hz, double q)
{
    const double w = 2 * M_PI * hz / rate_hz, alpha = sin(w) / (2 * q), c = cos(w);

    return normalised((1 + c) / 2, -(1 + c), (1 + c) / 2,
                      (double[]){ 1 + alpha, -2 * c, 1 - alpha });
}

static struct biquad band_pass(double hz, double rate_hz)
{
    const double w = 2 * M_PI * hz / rate_hz, alpha = sin(w) / 2, c = cos(w);

    return normalised(alpha, 0, -alpha, (double[]){ 1 + alpha, -2 * c, 1 - alpha });
}

/* Energy of one window behind a filter, without its settling. */
static double energy_behind(const struct biquad *filter, const float *in, float *out)
{
    double z1 = 0, z2 = 0, sum = 0;

    for (size_t i = 0; i < WINDOW_FRAMES; i++) {
        const double x = in[i], y = filter->b0 * x + z1;
        z1 = filter->b1 * x - filter->a1 * y + z2;
        z2 = filter->b2 * x - filter->a2 * y;
        out[i] = (float)y;
        sum += i < SETTLING_FRAMES ? 0 : y * y;
    }
    return sum;
}

static double level_db(double energy)
{
    return 10 * log10(energy / (WINDOW_FRAMES - SETTLING_FRAMES) + 1e-12);
}

static void add_window(struct levels *levels, unsigned window, const float *in, double rate_hz)
{
    float once[WINDOW_FRAMES], twice[WINDOW_FRAMES];
    const struct biquad no_dc = high_pass(10, rate_hz, M_SQRT1_2);
    const struct biquad no_bass = high_pass(bass_hz, rate_hz, M_SQRT1_2);

    levels->total += energy_behind(&no_dc, in, once);
    energy_behind(&no_bass, in, once);
    levels->above += energy_behind(&no_bass, once, twice);
    for (unsigned b = 0; b < BANDS; b++) {
        const struct biquad band = band_pass(band_hz[b], rate_hz);
        levels->band_db[window * BANDS + b] =
            fmaxf((float)level_db(energy_behind(&band, in, once)), floor_db);
    }
}

static enum err_code gather(struct evidence *out, struct reader *reader, struct err *err)
{
    const int64_t frames = reader->info.frames, last = frames - WINDOW_FRAMES;
    const int64_t fit = frames / WINDOW_FRAMES;
    float *planes[CHANNELS];
    enum err_code code;

    out->windows = fit < WINDOWS ? (unsigned)fit : WINDOWS;
    for (unsigned c = 0; c < CHANNELS; c++)
        planes[c] = out->audio[c];
    for (unsigned w = 0; w < out->windows; w++) {
        const int64_t at = out->windows > 1 ? last / (out->windows - 1) * w : 0;
        if ((code = reader->read(reader, at, WINDOW_FRAMES, planes, err)))
            return code;
        for (unsigned c = 0; c < CHANNELS; c++) {
            bad_clean(planes[c], WINDOW_FRAMES, 0, NULL);
            add_window(&out->of[c], w, planes[c], reader->info.rate_hz);
        }
    }
    return ERR_NONE;
}

/* The one channel that is bass alone, CHANNELS if it is none, several or not clear. */
static unsigned find_lfe(const struct evidence *evidence)
{
    unsigned lfe = CHANNELS;

    for (unsigned c = 0; c < CHANNELS; c++) {
        const struct levels *const levels = &evidence->of[c];
        const double share = levels->total > 0 ? levels->above / levels->total : 0;
        const bool active = level_db(levels->total / evidence->windows) > active_db;
        if (!active || share >= other_share_min)
            continue;
        if (lfe < CHANNELS || share > lfe_share_max)
            return CHANNELS;
        lfe = c;
    }
    return lfe;
}

/* How far two channels differ, in dB, over all windows and bands where one of them sounds; 0 for
 * two silent ones. */
static double difference_db(const struct evidence *evidence, const unsigned pair[2])
{
    const float *const a = evidence->of[pair[0]].band_db;
    const float *const b = evidence->of[pair[1]].band_db;
    double sum = 0;
    unsigned count = 0;

    for (unsigned i = 0; i < evidence->windows * BANDS; i++) {
        if (a[i] <= floor_db && b[i] <= floor_db)
            continue;
        sum += fabs((double)a[i] - b[i]);
        count++;
    }
    return count ? sum / count : 0;
}

/* The name of the order that the signal fits clearly better than any other, or NULL. */
static const char *best_name(const struct evidence *evidence)
{
    const unsigned lfe = find_lfe(evidence);
    double best_db = INFINITY, second_db = INFINITY;
    const char *name = NULL;

    for (size_t i = 0; i < sizeof hypotheses / sizeof *hypotheses; i++) {
        const struct hypothesis *const h = &hypotheses[i];
        if (h->lfe != lfe)
            continue;
        const double front_db = difference_db(evidence, h->front);
        const double back_db = difference_db(evidence, h->back), sum_db = front_db + back_db;
        if (sum_db < best_db) {
            second_db = best_db;
            best_db = sum_db;
            name = front_db < alike_db && back_db < alike_db ? h->name : NULL;
        } else if (sum_db < second_db) {
            second_db = sum_db;
        }
    }
    return second_db - best_db >= clearly_db ? name : NULL;
}

enum err_code heuristic_order(struct order *out, struct reader *reader, struct err *err)
{
    struct evidence *const evidence = calloc(1, sizeof *evidence);
    enum err_code code;

    *out = (struct order){ .channels = CHANNELS };
    for (unsigned c = 0; c < CHANNELS; c++)
        out->slot[c] = (enum channel)c;
    if (!evidence)
        return err_set(err, ERR_NO_MEMORY, "no memory to find the channel order of %s",
                       reader->name);
    if ((code = gather(evidence, reader, err)))
        goto done;
    const char *const name = evidence->windows ? best_name(evidence) : NULL;
    if (name && !(code = order_parse(out, name, err)))
        out->known_by = ORDER_HEURISTIC;
done:
    free(evidence);
    return code;
}
