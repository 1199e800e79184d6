#include "codec/measure/dialogue_centre.h"

#include <math.h>
#include <stdlib.h>

static const float in_the_way = 0.1f; /* 10 dB under the dialogue */

/* Powers in the band, by frame of speech. */
struct centres {
    float *all;  /* of all stems' Centres */
    float *stem; /* [stems][count] */
    int16_t *sort;
};

static double band_sum(const float power[SPEECH_BANDS])
{
    double sum = 0;

    for (unsigned b = CENTRE_FROM; b <= CENTRE_TO; b++)
        sum += (double)power[b];
    return sum;
}

static void gather(struct centres *out, double *part, const struct dialogue_sources *sources,
                   const struct dialogue_speech *speech)
{
    double centre = 0, all = 0;

    for (size_t i = 0; i < speech->count; i++) {
        double sum = 0;

        for (size_t s = 0; s < sources->stems; s++) {
            float power[CHANNELS][SPEECH_BANDS];

            dialogue_stem(sources, s, speech->first_frame + speech->at[i], power);
            out->stem[s * speech->count + i] = (float)band_sum(power[CH_C]);
            sum += band_sum(power[CH_C]);
            for (unsigned c = 0; c < CHANNELS; c++)
                all += band_sum(power[c]);
        }
        out->all[i] = (float)sum;
        centre += sum;
    }
    *part = all > 0 ? centre / all : 0;
}

/* How many frames are free without the stem; where that does not tell, its part decides. */
static double blame(const struct centres *centres, size_t stem,
                    const struct dialogue_speech *speech)
{
    double sum = 0;

    for (size_t i = 0; i < speech->count; i++) {
        const float all = centres->all[i], own = centres->stem[stem * speech->count + i];
        const float limit = in_the_way * speech->centre_power[i];

        if (all > limit)
            sum += (all - own <= limit) + (double)(own / all);
    }
    return sum;
}

/* The trim of `own` that brings the sum with `rest` down to the limit. */
static int16_t trim_for(float own, float rest, float limit)
{
    if (own + rest <= limit)
        return 0;
    if (rest >= limit)
        return CENTRE_NEVER;
    return (int16_t)floor(fmax(1000 * log10((double)((limit - rest) / own)), CENTRE_NEVER));
}

static int lower_first(const void *a, const void *b)
{
    return *(const int16_t *)a - *(const int16_t *)b;
}

/* A share of the frames, those that want the most, may stay as they are. */
static void write_quantiles(int16_t out[CENTRE_QUANTILES], int16_t *trim, size_t count)
{
    qsort(trim, count, sizeof(*trim), lower_first);
    for (size_t q = 0; q < CENTRE_QUANTILES; q++) {
        const size_t left = q * count / (CENTRE_QUANTILES - 1);

        out[q] = left < count ? trim[left] : 0;
    }
}

static void find_trims(struct dialogue_centre *out, struct centres *centres,
                       const struct dialogue_speech *speech)
{
    const size_t stem = (size_t)out->stem;

    for (size_t i = 0; i < speech->count; i++)
        centres->sort[i] = trim_for(centres->all[i], 0, in_the_way * speech->centre_power[i]);
    write_quantiles(out->trim, centres->sort, speech->count);
    for (size_t i = 0; i < speech->count; i++) {
        const float own = centres->stem[stem * speech->count + i], all = centres->all[i];

        centres->sort[i] =
            trim_for(own, all > own ? all - own : 0, in_the_way * speech->centre_power[i]);
    }
    write_quantiles(out->stem_trim, centres->sort, speech->count);
}

static void judge(struct dialogue_centre *out, struct centres *centres,
                  const struct dialogue_sources *sources, const struct dialogue_speech *speech)
{
    double most = 0;
    size_t busy = 0;

    for (size_t i = 0; i < speech->count; i++)
        busy += centres->all[i] > in_the_way * speech->centre_power[i];
    out->share = (double)busy / (double)speech->count;
    for (size_t s = 0; s < sources->stems; s++) {
        const double now = blame(centres, s, speech);

        if (now > most) {
            most = now;
            out->stem = (int)s;
        }
    }
    if (out->stem >= 0)
        find_trims(out, centres, speech);
    for (size_t i = 0; i < speech->count; i++)
        centres->all[i] = centres->all[i] > in_the_way * speech->centre_power[i];
    dialogue_speech_smooth(speech, centres->all, out->local);
}

enum err_code dialogue_centre_init(struct dialogue_centre *out,
                                   const struct dialogue_sources *sources,
                                   const struct dialogue_speech *speech, struct err *err)
{
    struct centres centres = {
        .all = calloc(speech->count, sizeof(*centres.all)),
        .stem = calloc(sources->stems * speech->count, sizeof(*centres.stem)),
        .sort = calloc(speech->count, sizeof(*centres.sort)),
    };
    enum err_code code = ERR_NONE;

    *out =
        (struct dialogue_centre){ .stem = -1, .local = calloc(speech->count, sizeof(*out->local)) };
    if (!centres.all || !centres.stem || !centres.sort || !out->local) {
        dialogue_centre_clear(out);
        code = err_set(err, ERR_NO_MEMORY, "no memory for the Centre of a scene");
    } else {
        gather(&centres, &out->part, sources, speech);
        judge(out, &centres, sources, speech);
    }
    free(centres.all);
    free(centres.stem);
    free(centres.sort);
    return code;
}

void dialogue_centre_clear(struct dialogue_centre *centre)
{
    free(centre->local);
    *centre = (struct dialogue_centre){ 0 };
}
