#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec/measure/dialogue_facts.h"

/* The facts in the order and the form of this machine: a cache that can be made again. Three series
 * of uint16_t follow. */
struct head {
    int64_t in_samples, out_samples, first_frame;
    uint64_t frames;
    uint32_t state, channel, has_effects, zero;
    struct dialogue_figures figures;
    float curve[DIALOGUE_TRIMS][TRIM_STEPS];
    int16_t stem_trim[CENTRE_QUANTILES], centre_trim[CENTRE_QUANTILES];
    char stem[STEM_NAME], centre_stem[STEM_NAME];
};

enum { SERIES = 3 };

static size_t bytes_of(uint64_t frames)
{
    return sizeof(struct head) + frames * SERIES * sizeof(uint16_t);
}

enum err_code dialogue_facts_pack(const struct dialogue_facts *facts, void **out, size_t *bytes,
                                  struct err *err)
{
    const size_t series = facts->frames * sizeof(uint16_t);
    struct head *head;
    char *after;

    *bytes = bytes_of(facts->frames);
    head = calloc(1, *bytes);
    *out = head;
    if (!head)
        return err_set(err, ERR_NO_MEMORY, "no memory to store the dialogue of a scene");
    head->in_samples = facts->scene.in_samples;
    head->out_samples = facts->scene.out_samples;
    head->first_frame = facts->first_frame;
    head->frames = facts->frames;
    head->state = facts->state;
    head->channel = facts->channel;
    head->has_effects = facts->figures.has_effects;
    head->figures = facts->figures;
    memcpy(head->curve, facts->curve, sizeof(head->curve));
    memcpy(head->stem_trim, facts->stem_trim, sizeof(head->stem_trim));
    memcpy(head->centre_trim, facts->centre_trim, sizeof(head->centre_trim));
    memcpy(head->stem, facts->stem, sizeof(head->stem));
    memcpy(head->centre_stem, facts->centre_stem, sizeof(head->centre_stem));
    after = (char *)(head + 1);
    memcpy(after, facts->index, series);
    memcpy(after + series, facts->charged, series);
    memcpy(after + 2 * series, facts->busy, series);
    return ERR_NONE;
}

/* ---- and back */

static bool is_share(double value)
{
    return value >= 0 && value <= 1.00001;
}

static bool is_lu(double value)
{
    return isnan(value) || fabs(value) < 1000;
}

/* Frames are where the scene has them. */
static bool is_in_place(const struct head *head)
{
    const int64_t most = INT64_MAX / 4, in = head->in_samples, out = head->out_samples;
    int64_t first;

    if (llabs(in) > most || llabs(out) > most || out < in ||
        llabs(head->first_frame) > most / FRAME_SAMPLES)
        return false;
    first = head->first_frame * FRAME_SAMPLES;
    return first >= in && first < in + FRAME_SAMPLES &&
           first + (int64_t)head->frames * FRAME_SAMPLES < out + FRAME_SAMPLES;
}

static bool is_sound(const struct head *head, size_t bytes)
{
    return head->frames <= ANALYSIS_SAMPLES_MAX / FRAME_SAMPLES &&
           bytes == bytes_of(head->frames) && (head->frames == 0 || is_in_place(head)) &&
           head->state < DIALOGUE_STATES && head->channel < CHANNELS &&
           memchr(head->stem, 0, STEM_NAME) && memchr(head->centre_stem, 0, STEM_NAME) &&
           is_share(head->figures.covered) && head->figures.speech_s >= 0 &&
           isfinite(head->figures.speech_s);
}

static bool has_possible_trims(const struct head *head)
{
    for (size_t t = 0; t < DIALOGUE_TRIMS; t++)
        for (size_t i = 0; i < TRIM_STEPS; i++)
            if (!is_share((double)head->curve[t][i]))
                return false;
    for (size_t q = 0; q < CENTRE_QUANTILES; q++)
        if (head->stem_trim[q] > 0 || head->stem_trim[q] < CENTRE_NEVER ||
            head->centre_trim[q] > 0 || head->centre_trim[q] < CENTRE_NEVER)
            return false;
    return true;
}

/* Where nothing was measured there are no figures to check, and none is looked at. */
static bool has_possible_figures(const struct head *head)
{
    const struct dialogue_figures *const is = &head->figures;
    const double share[] = { is->p5,          is->p10,         is->median,
                             is->charged_p10, is->loss_p90,    is->without_music_p10,
                             is->centre_busy, is->centre_part, is->without_centre_p10 };

    for (size_t i = 0; i < sizeof(share) / sizeof(*share); i++)
        if (!is_share(share[i]))
            return false;
    return is_lu(is->over_music_lu) && is_lu(is->over_all_lu) && is->from_hz > 0 &&
           is->from_hz <= is->to_hz && is->to_hz <= 20000 && has_possible_trims(head);
}

static bool has_possible_series(const struct dialogue_facts *facts)
{
    for (size_t i = 0; i < facts->frames; i++) {
        const uint16_t value[SERIES] = { facts->index[i], facts->charged[i], facts->busy[i] };

        for (unsigned s = 0; s < SERIES; s++)
            if (value[s] > DIALOGUE_UNITS && value[s] != DIALOGUE_QUIET)
                return false;
    }
    return true;
}

static void take(struct dialogue_facts *facts, const struct head *head, const char *after)
{
    const size_t series = facts->frames * sizeof(uint16_t);

    facts->scene = (struct report_scene){ head->in_samples, head->out_samples };
    facts->first_frame = head->first_frame;
    facts->state = head->state;
    facts->channel = head->channel;
    facts->figures = head->figures;
    facts->figures.has_effects = head->has_effects != 0; /* any byte is no bool */
    memcpy(facts->curve, head->curve, sizeof(facts->curve));
    memcpy(facts->stem_trim, head->stem_trim, sizeof(facts->stem_trim));
    memcpy(facts->centre_trim, head->centre_trim, sizeof(facts->centre_trim));
    memcpy(facts->stem, head->stem, sizeof(facts->stem));
    memcpy(facts->centre_stem, head->centre_stem, sizeof(facts->centre_stem));
    memcpy(facts->index, after, series);
    memcpy(facts->charged, after + series, series);
    memcpy(facts->busy, after + 2 * series, series);
}

enum err_code dialogue_facts_unpack(struct dialogue_facts **out, const void *data, size_t bytes,
                                    struct err *err)
{
    struct dialogue_facts *facts = NULL;
    struct head head; /* data need not be aligned */
    enum err_code code;

    *out = NULL;
    if (bytes < sizeof(head))
        return err_set(err, ERR_DAMAGED, "the stored dialogue facts are cut short");
    memcpy(&head, data, sizeof(head));
    if (!is_sound(&head, bytes))
        return err_set(err, ERR_DAMAGED, "the stored dialogue facts are not what they say");
    if ((code = dialogue_facts_allocate(&facts, head.frames, err)))
        return code;
    take(facts, &head, (const char *)data + sizeof(head));
    if (facts->state == DIALOGUE_MEASURED &&
        (!has_possible_figures(&head) || !has_possible_series(facts))) {
        dialogue_facts_free(facts);
        return err_set(err, ERR_DAMAGED, "the stored dialogue facts hold impossible figures");
    }
    *out = facts;
    return ERR_NONE;
}
