#include "codec/measure/dialogue_speech.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec/measure/layout.h"
#include "codec/measure/sii.h"

static const double margin_db = 15.9; /* of P.56, below the active level */

/* P.56 follows the level down however low it is. What peaks at 45 dB SPL is the noise of the set,
 * not a line to be understood. */
static const double least_db = -60;

enum { SILENT = 0, HANGING = 1, SPEAKING = 2 };

/* The scene and what a sliding mean at its ends reaches, frame by frame. */
struct stretch {
    int64_t first_frame;
    size_t frames;
    uint8_t *state;
    float (*power)[SPEECH_BANDS]; /* where somebody speaks */
};

/* Marks where one temp speaks, and 200 ms more. */
static void mark(struct stretch *stretch, const struct analysis *analysis)
{
    const double threshold = 100 * fmax(analysis->active_level_db - margin_db, least_db);
    int64_t last = INT64_MIN / 2; /* frame over the threshold */

    if (!isfinite(analysis->active_level_db))
        return;
    for (int64_t n = -SPEECH_HANGOVER; n < (int64_t)stretch->frames; n++) {
        const int64_t frame = stretch->first_frame + n, i = frame - analysis->first_frame;
        const bool known = i >= 0 && (size_t)i < analysis->frames;
        uint8_t state = SILENT;

        if (known && analysis->envelope[i] >= threshold) {
            last = frame;
            state = SPEAKING;
        } else if (frame - last <= SPEECH_HANGOVER) {
            state = HANGING;
        }
        if (n >= 0 && stretch->state[n] < state)
            stretch->state[n] = state;
    }
}

static void listen(struct stretch *stretch, const struct dialogue_sources *sources)
{
    for (size_t i = 0; i < sources->input->count; i++)
        if (sources->of[i] == OF_WORDS)
            mark(stretch, sources->input->sources[i].analysis);
    for (size_t n = 0; n < stretch->frames; n++)
        if (stretch->state[n] != SILENT)
            dialogue_words(sources, stretch->first_frame + (int64_t)n, stretch->power[n]);
}

static double share_covered(const struct dialogue_speech *speech,
                            const struct dialogue_sources *sources)
{
    size_t covered = 0;

    for (size_t n = 0; n < speech->frames; n++) {
        const int64_t at = (speech->first_frame + (int64_t)n) * FRAME_SAMPLES;
        bool found = false;

        for (size_t i = 0; i < sources->input->count && !found; i++) {
            const struct analysis *const a = sources->input->sources[i].analysis;
            found = sources->of[i] == OF_WORDS && at >= a->start_samples &&
                    at < a->start_samples + a->samples;
        }
        covered += found;
    }
    return speech->frames > 0 ? (double)covered / (double)speech->frames : 0;
}

static void write_means(struct dialogue_speech *out, size_t i, const double *sum, size_t count)
{
    double centre = 0;

    for (unsigned b = 0; b < SPEECH_BANDS; b++) {
        const double power = fmax(sum[b] / (double)count, 1e-20);

        out->level_db[i][b] = (float)fmax(10 * log10(power) + sii_spectrum_db(b), -120);
        if (b >= CENTRE_FROM && b <= CENTRE_TO)
            centre += power;
    }
    out->centre_power[i] = (float)centre;
}

static void slide(double *sum, size_t *count, const struct stretch *stretch, size_t n, int sign)
{
    if (n >= stretch->frames || stretch->state[n] == SILENT)
        return;
    *count = sign > 0 ? *count + 1 : *count - 1;
    for (unsigned b = 0; b < SPEECH_BANDS; b++)
        sum[b] += sign * (double)stretch->power[n][b];
}

/* Frame n of the scene is frame n + SPEECH_REACH of the stretch. */
static void average(struct dialogue_speech *out, const struct stretch *stretch)
{
    double sum[SPEECH_BANDS] = { 0 };
    size_t count = 0;

    for (size_t n = 0; n < 2 * (size_t)SPEECH_REACH; n++)
        slide(sum, &count, stretch, n, 1);
    for (size_t n = 0; n < out->frames; n++) {
        slide(sum, &count, stretch, n + 2 * (size_t)SPEECH_REACH, 1);
        if (stretch->state[n + SPEECH_REACH] != SILENT) {
            out->at[out->count] = (uint32_t)n;
            write_means(out, out->count++, sum, count);
        }
        slide(sum, &count, stretch, n, -1);
    }
}

static bool somebody_speaks(const struct stretch *stretch)
{
    size_t speaking = 0;

    for (size_t n = SPEECH_REACH; n + SPEECH_REACH < stretch->frames; n++)
        speaking += stretch->state[n] == SPEAKING;
    return speaking >= SPEECH_LEAST;
}

static int64_t ceil_div(int64_t a, int64_t b)
{
    return -floor_div(-a, b);
}

enum err_code dialogue_speech_init(struct dialogue_speech *out,
                                   const struct dialogue_sources *sources, struct err *err)
{
    const struct report_scene *const scene = &sources->input->scene;
    const int64_t first = ceil_div(scene->in_samples, FRAME_SAMPLES);
    const int64_t end = ceil_div(scene->out_samples, FRAME_SAMPLES);
    struct stretch stretch = { .first_frame = first - SPEECH_REACH };
    enum err_code code = ERR_NONE;

    *out = (struct dialogue_speech){ .first_frame = first,
                                     .frames = end > first ? (size_t)(end - first) : 0 };
    stretch.frames = out->frames + 2 * (size_t)SPEECH_REACH;
    stretch.state = calloc(stretch.frames, sizeof(*stretch.state));
    stretch.power = calloc(stretch.frames, sizeof(*stretch.power));
    out->at = calloc(out->frames + 1, sizeof(*out->at));
    out->level_db = calloc(out->frames + 1, sizeof(*out->level_db));
    out->centre_power = calloc(out->frames + 1, sizeof(*out->centre_power));
    if (!stretch.state || !stretch.power || !out->at || !out->level_db || !out->centre_power) {
        code = err_set(err, ERR_NO_MEMORY, "no memory for the dialogue of a scene");
        goto done;
    }
    out->covered = share_covered(out, sources);
    listen(&stretch, sources);
    if (somebody_speaks(&stretch))
        average(out, &stretch);
done:
    if (code)
        dialogue_speech_clear(out);
    free(stretch.state);
    free(stretch.power);
    return code;
}

void dialogue_speech_clear(struct dialogue_speech *speech)
{
    free(speech->at);
    free(speech->level_db);
    free(speech->centre_power);
    *speech = (struct dialogue_speech){ 0 };
}

void dialogue_speech_smooth(const struct dialogue_speech *speech, const float *in, float *out)
{
    size_t from = 0, to = 0; /* frames in the window */
    double sum = 0;

    for (size_t i = 0; i < speech->count; i++) {
        for (; to < speech->count && speech->at[to] <= speech->at[i] + SPEECH_REACH; to++)
            sum += (double)in[to];
        for (; speech->at[from] + SPEECH_REACH < speech->at[i]; from++)
            sum -= (double)in[from];
        out[i] = (float)(sum / (double)(to - from));
    }
}
