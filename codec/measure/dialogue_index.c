#include "codec/measure/dialogue_index.h"

#include <stdlib.h>
#include <string.h>

#include "codec/measure/dialogue_panel.h"

/* Maskers of the first look: then one for each stem left out. */
enum { WITH_ALL, EFFECTS_ALONE, NO_CENTRE, LEFT_OUT };
_Static_assert(LEFT_OUT + DIALOGUE_STEMS <= PANEL_MASKERS, "a masker for each stem");

/* Stems that cover each other gain nothing by leaving one out: then their share in the masker
 * decides. */
static const double share_weight = 0.1;

static const float least_loss = 0.01f; /* the music costs nothing */

/* One frame of speech and what covers it. */
struct frame {
    float effects[SPEECH_BANDS];
    float stem[DIALOGUE_STEMS][SPEECH_BANDS]; /* all channels */
    float centre[SPEECH_BANDS], music[SPEECH_BANDS];
};

/* What is summed up over the speech to find who costs most. */
struct blame {
    double of[DIALOGUE_STEMS], band[SPEECH_BANDS], channel[CHANNELS];
    float most;
};

static void load(struct frame *out, const struct dialogue_sources *sources, int64_t frame)
{
    memset(out, 0, sizeof(*out));
    dialogue_effects(sources, frame, out->effects);
    for (size_t s = 0; s < sources->stems; s++) {
        float power[CHANNELS][SPEECH_BANDS];

        dialogue_stem(sources, s, frame, power);
        for (unsigned b = 0; b < SPEECH_BANDS; b++) {
            for (unsigned c = 0; c < CHANNELS; c++)
                out->stem[s][b] += power[c][b];
            out->centre[b] += power[CH_C][b];
            out->music[b] += out->stem[s][b];
        }
    }
}

/* Less than nothing can be left when most is taken away, by rounding. */
static float without(float all, float part)
{
    return all > part ? all - part : 0;
}

static void set_maskers(struct panel *panel, const struct frame *frame, size_t stems)
{
    for (unsigned b = 0; b < SPEECH_BANDS; b++) {
        const float effects = frame->effects[b], music = frame->music[b];

        panel_set(panel, WITH_ALL, b, effects + music);
        panel_set(panel, EFFECTS_ALONE, b, effects);
        panel_set(panel, NO_CENTRE, b, effects + without(music, frame->centre[b]));
        for (unsigned s = 0; s < stems; s++)
            panel_set(panel, LEFT_OUT + s, b, effects + without(music, frame->stem[s][b]));
    }
}

/* The share of a part in the whole, weighed as the index does. */
static double share_of(const float *part, const float *whole)
{
    double share = 0;

    for (unsigned b = 0; b < SPEECH_BANDS; b++)
        if (whole[b] > 0)
            share += (double)(sii_importance[b] * part[b] / whole[b]);
    return share;
}

static void charge(struct blame *blame, const struct panel *panel, const struct frame *frame,
                   size_t stems)
{
    const float all = panel_index(panel, WITH_ALL);
    const float loss = panel_index(panel, EFFECTS_ALONE) - all;

    if (loss <= 0)
        return;
    blame->most = loss > blame->most ? loss : blame->most;
    for (unsigned b = 0; b < SPEECH_BANDS; b++)
        blame->band[b] += (double)(loss * (panel_heard(panel, EFFECTS_ALONE, b) -
                                           panel_heard(panel, WITH_ALL, b)));
    for (unsigned s = 0; s < stems; s++) {
        const double regained = (double)(panel_index(panel, LEFT_OUT + s) - all);
        const double share = share_of(frame->stem[s], frame->music);

        blame->of[s] += (double)loss * (regained + share_weight * (double)loss * share);
    }
}

static unsigned greatest(const double *value, size_t count)
{
    unsigned found = 0;

    for (unsigned i = 1; i < count; i++)
        if (value[i] > value[found])
            found = i;
    return found;
}

/* The bands round the worst one that lose half as much or more. */
static void name_bands(struct dialogue_index *out, const struct blame *blame)
{
    const unsigned worst = greatest(blame->band, SPEECH_BANDS);

    out->first_band = out->last_band = worst;
    while (out->first_band > 0 && blame->band[out->first_band - 1] >= blame->band[worst] / 2)
        out->first_band--;
    while (out->last_band + 1 < SPEECH_BANDS &&
           blame->band[out->last_band + 1] >= blame->band[worst] / 2)
        out->last_band++;
}

static void look_at_stems(struct dialogue_index *out, struct panel *panel,
                          const struct dialogue_sources *sources,
                          const struct dialogue_speech *speech)
{
    struct blame blame = { 0 };

    panel_init(panel, LEFT_OUT + (unsigned)sources->stems);
    for (size_t i = 0; i < speech->count; i++) {
        struct frame frame;

        load(&frame, sources, speech->first_frame + speech->at[i]);
        set_maskers(panel, &frame, sources->stems);
        panel_run(panel, speech->level_db[i]);
        out->all[i] = panel_index(panel, WITH_ALL);
        out->alone[i] = panel_index(panel, EFFECTS_ALONE);
        out->no_centre[i] = panel_index(panel, NO_CENTRE);
        charge(&blame, panel, &frame, sources->stems);
    }
    name_bands(out, &blame);
    out->stem = blame.most < least_loss ? -1 : (int)greatest(blame.of, sources->stems);
}

/* The channel of the stem in question whose absence would help most. Before the means of 3 s. */
static void look_at_channels(struct dialogue_index *out, struct panel *panel,
                             const struct dialogue_sources *sources,
                             const struct dialogue_speech *speech)
{
    const size_t stem = (size_t)out->stem;
    struct blame blame = { 0 };

    panel_init(panel, CHANNELS);
    for (size_t i = 0; i < speech->count; i++) {
        const int64_t at = speech->first_frame + speech->at[i];
        const double loss = (double)(out->alone[i] - out->all[i]);
        float power[CHANNELS][SPEECH_BANDS];
        struct frame frame;

        load(&frame, sources, at);
        dialogue_stem(sources, stem, at, power);
        for (unsigned c = 0; c < CHANNELS; c++)
            for (unsigned b = 0; b < SPEECH_BANDS; b++)
                panel_set(panel, c, b, frame.effects[b] + without(frame.music[b], power[c][b]));
        panel_run(panel, speech->level_db[i]);
        for (unsigned c = 0; c < CHANNELS; c++) {
            const double regained = (double)(panel_index(panel, c) - out->all[i]);

            blame.channel[c] +=
                loss * (regained + share_weight * loss * share_of(power[c], frame.stem[stem]));
        }
    }
    out->channel = (enum channel)greatest(blame.channel, CHANNELS);
}

float dialogue_charged(float all, float alone)
{
    const float loss = alone > all ? alone - all : 0;
    const float least =
        loss < 0.03f ? 1 - 0.25f * loss / 0.03f : 0.75f - 0.45f * (loss - 0.03f) / 0.20f;

    return all > least ? all : least;
}

static enum err_code smooth(float **values, const struct dialogue_speech *speech, struct err *err)
{
    float *const means = calloc(speech->count + 1, sizeof(*means));

    if (!means)
        return err_set(err, ERR_NO_MEMORY, "no memory for the dialogue of a scene");
    dialogue_speech_smooth(speech, *values, means);
    free(*values);
    *values = means;
    return ERR_NONE;
}

static struct panel *panel_new(void)
{
    _Static_assert(sizeof(struct panel) % LANES_ALIGNMENT == 0, "as aligned_alloc wants it");
    return aligned_alloc(LANES_ALIGNMENT, sizeof(struct panel));
}

enum err_code dialogue_index_init(struct dialogue_index *out,
                                  const struct dialogue_sources *sources,
                                  const struct dialogue_speech *speech, struct err *err)
{
    struct panel *const panel = panel_new();
    enum err_code code = ERR_NONE;

    *out = (struct dialogue_index){
        .all = calloc(speech->count + 1, sizeof(*out->all)),
        .alone = calloc(speech->count + 1, sizeof(*out->alone)),
        .no_centre = calloc(speech->count + 1, sizeof(*out->no_centre)),
        .charged = calloc(speech->count + 1, sizeof(*out->charged)),
    };
    if (!panel || !out->all || !out->alone || !out->no_centre || !out->charged) {
        code = err_set(err, ERR_NO_MEMORY, "no memory for the dialogue of a scene");
        goto done;
    }
    look_at_stems(out, panel, sources, speech);
    if (out->stem >= 0)
        look_at_channels(out, panel, sources, speech);
    if ((code = smooth(&out->all, speech, err)) || (code = smooth(&out->alone, speech, err)) ||
        (code = smooth(&out->no_centre, speech, err)))
        goto done;
    for (size_t i = 0; i < speech->count; i++)
        out->charged[i] = dialogue_charged(out->all[i], out->alone[i]);
done:
    if (code)
        dialogue_index_clear(out);
    free(panel);
    return code;
}

void dialogue_index_clear(struct dialogue_index *index)
{
    free(index->all);
    free(index->alone);
    free(index->no_centre);
    free(index->charged);
    *index = (struct dialogue_index){ 0 };
}
