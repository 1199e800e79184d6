#include "codec/measure/dialogue_facts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "codec/core/units.h"
#include "codec/measure/layout.h"
#include "codec/measure/sii.h"

enum { BLOCK_FRAMES = LOUDNESS_SAMPLES / FRAME_SAMPLES };

enum err_code dialogue_facts_allocate(struct dialogue_facts **out, size_t frames, struct err *err)
{
    struct dialogue_facts *const facts = calloc(1, sizeof(*facts));
    uint16_t *const series = malloc((frames + 1) * 3 * sizeof(*series));

    *out = facts;
    if (!facts || !series) {
        free(facts);
        free(series);
        *out = NULL;
        err_set(err, ERR_NO_MEMORY, "no memory for the dialogue of a scene");
        return ERR_NO_MEMORY;
    }
    facts->frames = frames;
    facts->index = series;
    facts->charged = series + frames;
    facts->busy = series + 2 * frames;
    for (size_t i = 0; i < 3 * frames; i++)
        series[i] = DIALOGUE_QUIET;
    return ERR_NONE;
}

void dialogue_facts_free(struct dialogue_facts *facts)
{
    if (!facts)
        return;
    free(facts->index); /* and what follows it */
    free(facts);
}

static const struct dialogue_figures no_figures = {
    .p5 = NAN,
    .p10 = NAN,
    .median = NAN,
    .without_music_p10 = NAN,
    .without_centre_p10 = NAN,
    .charged_p10 = NAN,
    .loss_p90 = NAN,
    .over_music_lu = NAN,
    .over_all_lu = NAN,
    .centre_busy = NAN,
    .centre_part = NAN,
    .from_hz = NAN,
    .to_hz = NAN,
};

static uint16_t units_of(float share)
{
    return (uint16_t)lrintf(DIALOGUE_UNITS * fminf(fmaxf(share, 0), 1));
}

static void write_series(struct dialogue_facts *out, const struct dialogue_speech *speech,
                         const struct dialogue_index *index, const struct dialogue_centre *centre)
{
    for (size_t i = 0; i < speech->count; i++) {
        const size_t at = speech->at[i];

        out->index[at] = units_of(index->all[i]);
        out->charged[at] = units_of(index->charged[i]);
        out->busy[at] = units_of(centre->local[i]);
    }
}

static void write_index(struct dialogue_figures *out, const struct dialogue_speech *speech,
                        struct dialogue_index *index)
{
    const size_t count = speech->count;

    out->p5 = dialogue_percentile(index->all, count, 0.05);
    out->p10 = dialogue_percentile(index->all, count, 0.10);
    out->median = dialogue_percentile(index->all, count, 0.50);
    out->without_music_p10 = dialogue_percentile(index->alone, count, 0.10);
    out->without_centre_p10 = dialogue_percentile(index->no_centre, count, 0.10);
    out->charged_p10 = dialogue_percentile(index->charged, count, 0.10);
    out->from_hz = (double)sii_hz[index->first_band];
    out->to_hz = (double)sii_hz[index->last_band];
}

static void write_loss(struct dialogue_figures *out, const struct dialogue_speech *speech,
                       const struct dialogue_index *index, float *loss)
{
    for (size_t i = 0; i < speech->count; i++)
        loss[i] = fmaxf(index->alone[i] - index->all[i], 0);
    out->loss_p90 = dialogue_percentile(loss, speech->count, 0.90);
}

/* K-weighted, over the blocks of 100 ms in which somebody speaks for half of the time. */
static void write_loudness(struct dialogue_figures *out, const struct dialogue_sources *sources,
                           const struct dialogue_speech *speech)
{
    double words = 0, music = 0, effects = 0;

    for (size_t i = 0, next; i < speech->count; i = next) {
        const int64_t block = floor_div(speech->first_frame + speech->at[i], BLOCK_FRAMES);

        for (next = i; next < speech->count; next++)
            if (floor_div(speech->first_frame + speech->at[next], BLOCK_FRAMES) != block)
                break;
        if (2 * (next - i) < BLOCK_FRAMES)
            continue;
        words += dialogue_energy(sources, OF_WORDS, block);
        effects += dialogue_energy(sources, OF_EFFECTS, block);
        music += dialogue_energy(sources, 0, block);
    }
    if (words > 0 && music > 0)
        out->over_music_lu = 10 * log10(words / music);
    if (words > 0 && music + effects > 0)
        out->over_all_lu = 10 * log10(words / (music + effects));
}

static void write_centre(struct dialogue_facts *out, const struct dialogue_sources *sources,
                         const struct dialogue_centre *centre)
{
    out->figures.centre_busy = centre->share;
    out->figures.centre_part = centre->part;
    if (centre->stem >= 0)
        snprintf(out->centre_stem, STEM_NAME, "%s", sources->name[centre->stem]);
    for (size_t q = 0; q < CENTRE_QUANTILES; q++) {
        out->stem_trim[q] = centre->stem_trim[q];
        out->centre_trim[q] = centre->trim[q];
    }
}

static enum err_code write_curves(struct dialogue_facts *out,
                                  const struct dialogue_sources *sources,
                                  const struct dialogue_speech *speech,
                                  const struct dialogue_index *index, struct err *err)
{
    const struct dialogue_trim trims[DIALOGUE_TRIMS] = {
        [TRIM_OF_MUSIC] = { -1, 0, SPEECH_BANDS - 1, index->alone },
        [TRIM_OF_STEM] = { index->stem, 0, SPEECH_BANDS - 1, index->alone },
        [TRIM_OF_BANDS] = { -1, index->first_band, index->last_band, index->alone },
    };
    enum err_code code = ERR_NONE;

    for (unsigned t = 0; t < DIALOGUE_TRIMS && !code; t++)
        code = dialogue_trim_curve(out->curve[t], &trims[t], sources, speech, err);
    return code;
}

static enum err_code measure(struct dialogue_facts *out, const struct dialogue_sources *sources,
                             const struct dialogue_speech *speech, struct err *err)
{
    float *const loss = calloc(speech->count, sizeof(*loss));
    struct dialogue_index index = { 0 };
    struct dialogue_centre centre = { 0 };
    enum err_code code;

    if (!loss) {
        code = err_set(err, ERR_NO_MEMORY, "no memory for the dialogue of a scene");
        goto done;
    }
    if ((code = dialogue_index_init(&index, sources, speech, err)) ||
        (code = dialogue_centre_init(&centre, sources, speech, err)) ||
        (code = write_curves(out, sources, speech, &index, err)))
        goto done;
    write_series(out, speech, &index, &centre);
    write_loss(&out->figures, speech, &index, loss);
    write_index(&out->figures, speech, &index); /* puts the series in another order */
    write_loudness(&out->figures, sources, speech);
    write_centre(out, sources, &centre);
    if (index.stem >= 0)
        snprintf(out->stem, STEM_NAME, "%s", sources->name[index.stem]);
    out->channel = index.channel;
done:
    free(loss);
    dialogue_index_clear(&index);
    dialogue_centre_clear(&centre);
    return code;
}

static enum dialogue_state state_of(const struct dialogue_sources *sources,
                                    const struct dialogue_speech *speech)
{
    if (sources->stems == 0)
        return DIALOGUE_NO_MUSIC;
    if (sources->words == 0)
        return DIALOGUE_NO_WORDS;
    if (speech->count == 0)
        return DIALOGUE_NOBODY;
    return sources->one_file ? DIALOGUE_ONE_FILE : DIALOGUE_MEASURED;
}

static enum err_code gather(struct dialogue_facts **out, const struct dialogue_sources *sources,
                            const struct dialogue_speech *speech, struct err *err)
{
    const enum dialogue_state state = state_of(sources, speech);
    const bool measured = state == DIALOGUE_MEASURED;
    struct dialogue_facts *facts;
    enum err_code code;

    *out = NULL;
    if ((code = dialogue_facts_allocate(&facts, measured ? speech->frames : 0, err)))
        return code;
    facts->scene = sources->input->scene;
    facts->state = state;
    facts->first_frame = speech->first_frame;
    facts->figures = no_figures;
    facts->figures.covered = speech->covered;
    facts->figures.has_effects = sources->effects > 0;
    facts->figures.speech_s = (double)(speech->count * FRAME_SAMPLES) / RATE_HZ;
    if (measured && (code = measure(facts, sources, speech, err))) {
        dialogue_facts_free(facts);
        return code;
    }
    *out = facts;
    return ERR_NONE;
}

enum err_code dialogue_facts_new(struct dialogue_facts **out, const struct scene_input *input,
                                 struct err *err)
{
    struct dialogue_sources sources = { 0 };
    struct dialogue_speech speech = { 0 };
    enum err_code code;

    *out = NULL;
    if ((code = dialogue_sources_init(&sources, input, err)) ||
        (code = dialogue_speech_init(&speech, &sources, err)))
        goto done;
    code = gather(out, &sources, &speech, err);
done:
    dialogue_speech_clear(&speech);
    dialogue_sources_clear(&sources);
    return code;
}

void dialogue_figures(struct dialogue_figures *out, const struct dialogue_facts *facts)
{
    *out = facts->figures;
}
