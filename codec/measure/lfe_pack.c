#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/timecode.h"
#include "codec/measure/lfe_facts.h"

/* The facts in the order and the form of this machine: a cache that can be made again. */
struct head {
    int64_t in_samples, out_samples;
    double bass_peak_db;
    uint32_t has_music, music_has_lfe, has_effects, effects_have_lfe;
    uint32_t overlap_first, overlap_last;
    uint32_t stems, windows;
    uint64_t frames;
    char name[LFE_STEMS][STEM_NAME];
    struct lfe_fact fact[LFE_CONCERNS];
};

static size_t bytes_of(uint64_t windows, uint64_t frames)
{
    return sizeof(struct head) + windows * sizeof(struct lfe_window) +
           frames * LFE_CONCERNS * sizeof(float);
}

enum err_code lfe_facts_pack(const struct lfe_facts *facts, void **out, size_t *bytes,
                             struct err *err)
{
    const size_t windows = facts->windows * sizeof(*facts->window);
    struct head *head;

    *bytes = bytes_of(facts->windows, facts->frames);
    head = calloc(1, *bytes);
    *out = head;
    if (!head)
        return err_set(err, ERR_NO_MEMORY, "no memory to store the LFE of a scene");
    head->in_samples = facts->scene.in_samples;
    head->out_samples = facts->scene.out_samples;
    head->bass_peak_db = facts->bass_peak_db;
    head->has_music = facts->has_music;
    head->music_has_lfe = facts->music_has_lfe;
    head->has_effects = facts->has_effects;
    head->effects_have_lfe = facts->effects_have_lfe;
    head->overlap_first = facts->overlap_first;
    head->overlap_last = facts->overlap_last;
    head->stems = (uint32_t)facts->stems;
    head->windows = (uint32_t)facts->windows;
    head->frames = facts->frames;
    memcpy(head->name, facts->name, sizeof(head->name));
    memcpy(head->fact, facts->fact, sizeof(head->fact));
    memcpy(head + 1, facts->window, windows);
    memcpy((char *)(head + 1) + windows, facts->lane, facts->frames * LFE_CONCERNS * sizeof(float));
    return ERR_NONE;
}

static bool is_sound(const struct head *head, size_t bytes)
{
    const uint64_t most = ANALYSIS_SAMPLES_MAX / STEP_SAMPLES;

    if (head->frames > most || head->windows > most ||
        bytes != bytes_of(head->windows, head->frames))
        return false;
    if (head->stems > LFE_STEMS || head->overlap_first >= LOW_BANDS ||
        head->overlap_last >= LOW_BANDS)
        return false;
    if (head->in_samples < -TIMECODE_LIMIT || head->out_samples > TIMECODE_LIMIT ||
        head->out_samples < head->in_samples)
        return false;
    for (size_t i = 0; i < LFE_STEMS; i++)
        if (!memchr(head->name[i], 0, STEM_NAME))
            return false;
    for (size_t i = 0; i < LFE_CONCERNS; i++)
        if (head->fact[i].stem < -1 || head->fact[i].stem >= (int32_t)head->stems)
            return false;
    return true;
}

static bool are_finite(const float *value, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(value[i]))
            return false;
    return true;
}

static bool are_possible(const struct lfe_facts *facts)
{
    for (size_t i = 0; i < facts->windows; i++)
        if (facts->window[i].steps < PUMPING_STEPS_LEAST ||
            facts->window[i].steps > PUMPING_STEPS || !isfinite(facts->window[i].pumping.index) ||
            !isfinite(facts->window[i].pumping.repeats))
            return false;
    for (size_t i = 0; i < LFE_CONCERNS; i++)
        if (!are_finite(&facts->fact[i].figure.value, 1) ||
            !are_finite(&facts->fact[i].figure.second, 1))
            return false;
    return are_finite(facts->lane, facts->frames * LFE_CONCERNS);
}

static void take(struct lfe_facts *facts, const struct head *head, const char *after)
{
    const size_t windows = facts->windows * sizeof(*facts->window);

    facts->scene = (struct report_scene){ head->in_samples, head->out_samples };
    facts->bass_peak_db = head->bass_peak_db;
    facts->has_music = head->has_music != 0;
    facts->music_has_lfe = head->music_has_lfe != 0;
    facts->has_effects = head->has_effects != 0;
    facts->effects_have_lfe = head->effects_have_lfe != 0;
    facts->overlap_first = head->overlap_first;
    facts->overlap_last = head->overlap_last;
    facts->stems = head->stems;
    memcpy(facts->name, head->name, sizeof(facts->name));
    memcpy(facts->fact, head->fact, sizeof(facts->fact));
    memcpy(facts->window, after, windows);
    memcpy(facts->lane, after + windows, facts->frames * LFE_CONCERNS * sizeof(float));
}

enum err_code lfe_facts_unpack(struct lfe_facts **out, const void *data, size_t bytes,
                               struct err *err)
{
    const char *const after = (const char *)data + sizeof(struct head);
    struct lfe_facts *facts = NULL;
    struct head *head;
    enum err_code code = ERR_NONE;

    *out = NULL;
    if (bytes < sizeof(*head))
        return err_set(err, ERR_DAMAGED, "the stored LFE facts are cut short");
    head = malloc(sizeof(*head)); /* data need not be aligned */
    if (!head)
        return err_set(err, ERR_NO_MEMORY, "no memory to read the LFE of a scene");
    memcpy(head, data, sizeof(*head));
    if (!is_sound(head, bytes))
        code = err_set(err, ERR_DAMAGED, "the stored LFE facts are not what they say");
    if (!code)
        code = lfe_facts_allocate(&facts, head->frames, head->windows, err);
    if (!code) {
        take(facts, head, after);
        if (!are_possible(facts))
            code = err_set(err, ERR_DAMAGED, "the stored LFE facts hold impossible figures");
    }
    if (!code)
        *out = facts;
    else
        lfe_facts_free(facts);
    free(head);
    return code;
}
