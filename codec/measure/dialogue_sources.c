#include "codec/measure/dialogue_sources.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reaches_into(const struct report_source *source, const struct report_scene *scene)
{
    return source->analysis->start_samples < scene->out_samples &&
           source->analysis->start_samples + source->analysis->samples > scene->in_samples;
}

static int stem_named(struct dialogue_sources *sources, const char *role)
{
    const char *const name = sources->stems < DIALOGUE_STEMS - 1 ? role : "other stems";

    for (size_t i = 0; i < sources->stems; i++)
        if (strcmp(sources->name[i], role) == 0 || strcmp(sources->name[i], name) == 0)
            return (int)i;
    snprintf(sources->name[sources->stems], STEM_NAME, "%s", name);
    return (int)sources->stems++;
}

static int belongs_to(struct dialogue_sources *sources, const struct report_source *source)
{
    if (!reaches_into(source, &sources->input->scene))
        return OF_NOTHING;
    if (source->kind == ROLE_STEM || source->kind == ROLE_MIX)
        return stem_named(sources, source->role);
    if (source->kind == ROLE_DIALOGUE) {
        sources->words++;
        return OF_WORDS;
    }
    if (source->kind == ROLE_EFFECTS) {
        sources->effects++;
        return OF_EFFECTS;
    }
    return OF_NOTHING;
}

static bool same_sound(const struct analysis *a, const struct analysis *b)
{
    return a == b || (a->start_samples == b->start_samples &&
                      memcmp(&a->audio, &b->audio, sizeof(a->audio)) == 0);
}

/* One temp that was given for both, or whose name says that it is both: "DX+FX". */
static bool holds_effects(const struct dialogue_sources *sources, const struct report_source *words)
{
    const struct scene_input *const input = sources->input;

    if (strcasestr(words->role, "fx") || strcasestr(words->role, "effect"))
        return true;
    for (size_t i = 0; i < input->count; i++)
        if (sources->of[i] == OF_EFFECTS && same_sound(words->analysis, input->sources[i].analysis))
            return true;
    return false;
}

/* A level of 0.01 dB steps is 128 * a coarse step + a fine one. */
static void set_powers(struct dialogue_sources *out)
{
    for (int i = 0; i < LEVELS_COARSE; i++)
        out->coarse[i] = (float)pow(10, (LEVEL_LEAST + i * LEVELS_FINE) / 1000.0);
    for (int i = 0; i < LEVELS_FINE; i++)
        out->fine[i] = (float)pow(10, i / 1000.0);
}

enum err_code dialogue_sources_init(struct dialogue_sources *out, const struct scene_input *input,
                                    struct err *err)
{
    *out = (struct dialogue_sources){
        .input = input,
        .of = calloc(input->count + 1, sizeof(*out->of)),
        .music_gain = (float)pow(10, input->settings.music_trim_db / 10),
        .effects_gain = (float)pow(10, input->settings.effects_trim_db / 10),
        .surround_gain = input->settings.near_field ? 1 : 0.5f,
    };
    if (!out->of)
        return err_set(err, ERR_NO_MEMORY, "no memory for the sources of a scene");
    for (size_t i = 0; i < input->count; i++)
        out->of[i] = belongs_to(out, &input->sources[i]);
    for (size_t i = 0; i < input->count; i++)
        if (out->of[i] == OF_WORDS)
            out->one_file |= holds_effects(out, &input->sources[i]);
    set_powers(out);
    return ERR_NONE;
}

void dialogue_sources_clear(struct dialogue_sources *sources)
{
    free(sources->of);
    *sources = (struct dialogue_sources){ 0 };
}

/* Adds what one source has in that frame. */
static void add_source(const struct dialogue_sources *sources, const struct analysis *analysis,
                       int64_t frame, float out[CHANNELS][SPEECH_BANDS])
{
    const int64_t i = frame - analysis->first_frame;

    if (i < 0 || (size_t)i >= analysis->frames)
        return;
    for (unsigned c = 0; c < CHANNELS; c++) {
        const int16_t *const level =
            analysis->band + ((size_t)i * CHANNELS + c) * BANDS + LOW_BANDS;

        if (c == CH_LFE || !(analysis->channel_mask >> c & 1))
            continue;
        for (unsigned b = 0; b < SPEECH_BANDS; b++) {
            const unsigned step = (unsigned)(level[b] - LEVEL_LEAST);

            if (level[b] > BAND_SILENT)
                out[c][b] +=
                    sources->coarse[step / LEVELS_FINE] * sources->fine[step % LEVELS_FINE];
        }
    }
}

static void add_all(const struct dialogue_sources *sources, int of, int64_t frame,
                    float out[CHANNELS][SPEECH_BANDS])
{
    memset(out, 0, sizeof(float[CHANNELS][SPEECH_BANDS]));
    for (size_t i = 0; i < sources->input->count; i++)
        if (sources->of[i] == of)
            add_source(sources, sources->input->sources[i].analysis, frame, out);
}

static float seat_gain(const struct dialogue_sources *sources, enum channel channel)
{
    return channel == CH_LS || channel == CH_RS ? sources->surround_gain : 1;
}

void dialogue_words(const struct dialogue_sources *sources, int64_t frame, float out[SPEECH_BANDS])
{
    float power[CHANNELS][SPEECH_BANDS];

    add_all(sources, OF_WORDS, frame, power);
    for (unsigned b = 0; b < SPEECH_BANDS; b++) {
        out[b] = 0;
        for (unsigned c = 0; c < CHANNELS; c++)
            out[b] += power[c][b];
    }
}

void dialogue_effects(const struct dialogue_sources *sources, int64_t frame,
                      float out[SPEECH_BANDS])
{
    float power[CHANNELS][SPEECH_BANDS];

    add_all(sources, OF_EFFECTS, frame, power);
    for (unsigned b = 0; b < SPEECH_BANDS; b++) {
        out[b] = 0;
        for (unsigned c = 0; c < CHANNELS; c++)
            out[b] += sources->effects_gain * seat_gain(sources, c) * power[c][b];
    }
}

void dialogue_stem(const struct dialogue_sources *sources, size_t stem, int64_t frame,
                   float out[CHANNELS][SPEECH_BANDS])
{
    add_all(sources, (int)stem, frame, out);
    for (unsigned c = 0; c < CHANNELS; c++)
        for (unsigned b = 0; b < SPEECH_BANDS; b++)
            out[c][b] *= sources->music_gain * seat_gain(sources, c);
}

double dialogue_energy(const struct dialogue_sources *sources, int of, int64_t block)
{
    double sum = 0;

    for (size_t i = 0; i < sources->input->count; i++) {
        const struct analysis *const analysis = sources->input->sources[i].analysis;
        const int64_t at = block - analysis->first_loudness;
        const bool wanted = of == 0 ? sources->of[i] >= 0 : sources->of[i] == of;

        if (wanted && at >= 0 && (size_t)at < analysis->loudness_blocks)
            sum += (double)analysis->energy[at];
    }
    if (of == OF_WORDS)
        return sum;
    return sum * (double)(of == OF_EFFECTS ? sources->effects_gain : sources->music_gain);
}
