#include "codec/mix/downmix.h"

#include <assert.h>

#include "codec/core/units.h"

static const float minus_3_db = (float)M_SQRT1_2;
static const float minus_1_2_db = 0.87096359F;
static const float minus_6_2_db = 0.48977882F;

struct downmix downmix_lo_ro(double lfe_db)
{
    const float lfe = (float)gain_of(lfe_db);

    return (struct downmix){
        .gain = { { [CH_L] = 1, [CH_C] = minus_3_db, [CH_LFE] = lfe, [CH_LS] = minus_3_db },
                  { [CH_R] = 1, [CH_C] = minus_3_db, [CH_LFE] = lfe, [CH_RS] = minus_3_db } },
    };
}

struct downmix downmix_lt_rt(double lfe_db)
{
    const float lfe = (float)gain_of(lfe_db);

    return (struct downmix){
        .gain = { { [CH_L] = 1, [CH_C] = minus_3_db, [CH_LFE] = lfe },
                  { [CH_R] = 1, [CH_C] = minus_3_db, [CH_LFE] = lfe } },
        .shifted = { { [CH_LS] = -minus_1_2_db, [CH_RS] = -minus_6_2_db },
                     { [CH_LS] = minus_6_2_db, [CH_RS] = minus_1_2_db } },
    };
}

struct downmix downmix_mono(double lfe_db)
{
    struct downmix mix = { 0 };

    for (int side = 0; side < 2; side++) {
        mix.gain[side][CH_L] = mix.gain[side][CH_R] = minus_3_db;
        mix.gain[side][CH_C] = 1;
        mix.gain[side][CH_LS] = mix.gain[side][CH_RS] = 0.5F;
        mix.gain[side][CH_LFE] = (float)(gain_of(lfe_db) * M_SQRT2);
    }
    return mix;
}

double downmix_lfe_db(enum lfe_state lfe)
{
    switch (lfe) {
    case LFE_MINUS_3: return db_of(M_SQRT1_2);
    case LFE_PLUS_4: return 4;
    case LFE_OUT: break;
    }
    return -INFINITY;
}

static struct downmix downmix_of_fold(enum fold fold, double lfe_db)
{
    switch (fold) {
    case FOLD_LT_RT: return downmix_lt_rt(lfe_db);
    case FOLD_MONO: return downmix_mono(lfe_db);
    case FOLD_LO_RO: break;
    }
    return downmix_lo_ro(lfe_db);
}

struct downmix downmix_of(const struct recipe *recipe)
{
    struct downmix mix = downmix_of_fold(recipe->fold, downmix_lfe_db(recipe->lfe));
    const float headroom = (float)gain_of(recipe->headroom_db);

    for (int side = 0; side < 2; side++)
        for (int channel = 0; channel < CHANNELS; channel++) {
            mix.gain[side][channel] *= headroom;
            mix.shifted[side][channel] *= headroom;
        }
    return mix;
}

static void fold_side(const float gain[CHANNELS], const struct planes *in, float *restrict out)
{
    const float *restrict l = in->ch[CH_L], *restrict r = in->ch[CH_R];
    const float *restrict c = in->ch[CH_C], *restrict lfe = in->ch[CH_LFE];
    const float *restrict ls = in->ch[CH_LS], *restrict rs = in->ch[CH_RS];
    const size_t samples = in->samples;

    for (size_t i = 0; i < samples; i++)
        out[i] = gain[CH_L] * l[i] + gain[CH_R] * r[i] + gain[CH_C] * c[i] + gain[CH_LFE] * lfe[i] +
                 gain[CH_LS] * ls[i] + gain[CH_RS] * rs[i];
}

void downmix_run(const struct downmix *mix, const struct planes *in, struct planes *out)
{
    assert(in->channels == CHANNELS && out->channels >= 2 && in->samples == out->samples);
    fold_side(mix->gain[0], in, out->ch[0]);
    fold_side(mix->gain[1], in, out->ch[1]);
}

void downmix_add_shifted(const struct downmix *mix, enum channel channel, const float *shifted,
                         struct planes *out)
{
    for (int side = 0; side < 2; side++) {
        const float gain = mix->shifted[side][channel];
        const float *restrict in = shifted;
        float *restrict sum = out->ch[side];

        for (size_t i = 0; i < out->samples; i++)
            sum[i] += gain * in[i];
    }
}
