#include <stdlib.h>
#include <string.h>

#include "codec/measure/dialogue_index.h"
#include "codec/measure/dialogue_panel.h"

_Static_assert((int)TRIM_STEPS <= (int)PANEL_MASKERS, "a masker for each step");

/* Powers of what stays and of what is turned down. */
struct parts {
    float stays[SPEECH_BANDS], trimmed[SPEECH_BANDS];
};

static void load(struct parts *out, const struct dialogue_trim *trim,
                 const struct dialogue_sources *sources, int64_t frame)
{
    memset(out, 0, sizeof(*out));
    dialogue_effects(sources, frame, out->stays);
    for (size_t s = 0; s < sources->stems; s++) {
        float power[CHANNELS][SPEECH_BANDS];

        dialogue_stem(sources, s, frame, power);
        for (unsigned b = 0; b < SPEECH_BANDS; b++) {
            const bool chosen = (trim->stem < 0 || trim->stem == (int)s) && b >= trim->first_band &&
                                b <= trim->last_band;
            float *const part = chosen ? out->trimmed : out->stays;

            for (unsigned c = 0; c < CHANNELS; c++)
                part[b] += power[c][b];
        }
    }
}

struct work {
    struct panel *panel;
    float gain[TRIM_STEPS]; /* of power */
    float *index;           /* [TRIM_STEPS][count] */
    float *means;           /* [count] */
};

static void evaluate(struct work *work, const struct dialogue_trim *trim,
                     const struct dialogue_sources *sources, const struct dialogue_speech *speech)
{
    for (size_t i = 0; i < speech->count; i++) {
        struct parts parts;

        load(&parts, trim, sources, speech->first_frame + speech->at[i]);
        for (unsigned b = 0; b < SPEECH_BANDS; b++)
            for (unsigned t = 0; t < TRIM_STEPS; t++)
                panel_set(work->panel, t, b, parts.stays[b] + parts.trimmed[b] * work->gain[t]);
        panel_run(work->panel, speech->level_db[i]);
        for (unsigned t = 0; t < TRIM_STEPS; t++)
            work->index[t * speech->count + i] = panel_index(work->panel, t);
    }
}

static double worst_tenth(struct work *work, const float *index,
                          const struct dialogue_speech *speech, const float *alone)
{
    dialogue_speech_smooth(speech, index, work->means);
    for (size_t i = 0; i < speech->count; i++)
        work->means[i] = dialogue_charged(work->means[i], alone[i]);
    return dialogue_percentile(work->means, speech->count, 0.10);
}

enum err_code dialogue_trim_curve(float curve[TRIM_STEPS], const struct dialogue_trim *trim,
                                  const struct dialogue_sources *sources,
                                  const struct dialogue_speech *speech, struct err *err)
{
    struct work work = {
        .panel = aligned_alloc(LANES_ALIGNMENT, sizeof(*work.panel)),
        .index = calloc(TRIM_STEPS * speech->count, sizeof(*work.index)),
        .means = calloc(speech->count, sizeof(*work.means)),
    };
    enum err_code code = ERR_NONE;

    if (!work.panel || !work.index || !work.means) {
        code = err_set(err, ERR_NO_MEMORY, "no memory for the trims of a scene");
        goto done;
    }
    panel_init(work.panel, TRIM_STEPS);
    for (unsigned t = 0; t < TRIM_STEPS; t++)
        work.gain[t] = (float)pow(10, -(double)t / 10);
    evaluate(&work, trim, sources, speech);
    for (unsigned t = 0; t < TRIM_STEPS; t++)
        curve[t] = (float)worst_tenth(&work, work.index + t * speech->count, speech, trim->alone);
done:
    free(work.panel);
    free(work.index);
    free(work.means);
    return code;
}
