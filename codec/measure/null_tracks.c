#include "codec/measure/null_tracks.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"

enum { EDGE_MAX_SAMPLES = RATE_HZ };

static enum err_code track_init(struct null_track *track, const struct null_file *file,
                                struct err *err)
{
    const struct stem_info *info = stem_info(file->stem);

    *track = (struct null_track){ .stem = file->stem,
                                  .name = file->name,
                                  .start_samples = info->start_samples,
                                  .told_samples = info->start_samples,
                                  .samples = info->samples };
    for (unsigned c = 0; c < CHANNELS; c++) {
        track->from[c] = (enum channel)c;
        track->gain[c] = 1;
    }
    return planes_init(&track->block, CHANNELS, NULL_BLOCK_SAMPLES, err);
}

static struct null_track *track_of(struct null_tracks *tracks, size_t i)
{
    return i == 0 ? &tracks->mix : &tracks->stem[i - 1];
}

/* Files that begin or end within a second of each other are compared where all of them are; beyond
 * that, where any of them is. */
static void measure_span(struct null_tracks *tracks)
{
    int64_t all_in = INT64_MIN, all_out = INT64_MAX;

    tracks->first_samples = INT64_MAX;
    tracks->last_samples = INT64_MIN;
    for (size_t i = 0; i <= tracks->stems; i++) {
        const struct null_track *track = track_of(tracks, i);
        const int64_t end = track->start_samples + track->samples;

        all_in = track->start_samples > all_in ? track->start_samples : all_in;
        all_out = end < all_out ? end : all_out;
        if (track->start_samples < tracks->first_samples)
            tracks->first_samples = track->start_samples;
        if (end > tracks->last_samples)
            tracks->last_samples = end;
    }
    tracks->in_samples =
        all_in - tracks->first_samples <= EDGE_MAX_SAMPLES ? all_in : tracks->first_samples;
    tracks->out_samples =
        tracks->last_samples - all_out <= EDGE_MAX_SAMPLES ? all_out : tracks->last_samples;
    if (tracks->out_samples <= tracks->in_samples) {
        tracks->in_samples = tracks->first_samples;
        tracks->out_samples = tracks->last_samples;
    }
}

static bool tells_start(const struct null_track *track)
{
    return stem_info(track->stem)->start_known_by != START_UNKNOWN;
}

/* A mix that tells no start is put to that of the stems, so that places have a timecode. */
static void place_mix(struct null_tracks *tracks)
{
    struct null_track *mix = &tracks->mix;

    for (size_t i = 0; i < tracks->stems && !tells_start(mix); i++)
        if (tells_start(&tracks->stem[i])) {
            mix->start_samples = tracks->stem[i].start_samples;
            break;
        }
    mix->told_samples = mix->start_samples;
}

/* A stem that tells no start, or one at which the mix does not sound at all, goes to the head of
 * the mix; so do all if the mix itself tells none. */
static void place_by_start(struct null_tracks *tracks)
{
    const struct null_track *mix = &tracks->mix;

    place_mix(tracks);
    for (size_t i = 0; i < tracks->stems; i++) {
        struct null_track *stem = &tracks->stem[i];
        const bool apart = stem->start_samples >= mix->start_samples + mix->samples ||
                           mix->start_samples >= stem->start_samples + stem->samples;

        stem->is_told = tells_start(mix) && tells_start(stem);
        stem->told_samples = stem->is_told ? stem->start_samples : mix->start_samples;
        if (!stem->is_told || apart)
            stem->start_samples = mix->start_samples;
    }
}

static enum err_code sum_init(struct null_tracks *tracks, struct err *err)
{
    double *all = calloc((size_t)CHANNELS * NULL_BLOCK_SAMPLES, sizeof *all);

    if (!all)
        return err_set(err, ERR_NO_MEMORY, "no memory for the sum of %zu stems", tracks->stems);
    for (unsigned c = 0; c < CHANNELS; c++)
        tracks->sum[c] = all + (size_t)c * NULL_BLOCK_SAMPLES;
    return ERR_NONE;
}

enum err_code null_tracks_init(struct null_tracks *out, const struct null_input *input,
                               struct err *err)
{
    enum err_code code;

    assert(input->stem_count >= 1 && input->stem_count <= NULL_STEMS_MAX);
    *out = (struct null_tracks){ .input = input };
    out->stem = calloc(input->stem_count, sizeof *out->stem);
    if (!out->stem)
        return err_set(err, ERR_NO_MEMORY, "no memory for a null test of %zu stems",
                       input->stem_count);
    if ((code = track_init(&out->mix, &input->mix, err)) || (code = sum_init(out, err)))
        return code;
    for (; out->stems < input->stem_count && !code; out->stems++)
        code = track_init(&out->stem[out->stems], &input->stems[out->stems], err);
    if (code)
        return code;
    place_by_start(out);
    measure_span(out);
    return ERR_NONE;
}

void null_tracks_clear(struct null_tracks *tracks)
{
    for (size_t i = 0; i < tracks->stems; i++)
        planes_clear(&tracks->stem[i].block);
    free(tracks->stem);
    planes_clear(&tracks->mix.block);
    free(tracks->sum[0]);
    *tracks = (struct null_tracks){ 0 };
}

void null_tracks_place(struct null_tracks *tracks, struct null_track *track, int64_t start_samples)
{
    track->start_samples = start_samples;
    measure_span(tracks);
}

static enum err_code track_read(struct null_track *track, int64_t at_samples, size_t samples,
                                struct err *err)
{
    struct planes view = track->block;

    track->block.samples = samples;
    view.samples = samples;
    for (unsigned c = 0; c < CHANNELS; c++)
        view.ch[track->from[c]] = track->block.ch[c];
    return stem_read(track->stem, at_samples - track->start_samples, &view, err);
}

static void add_exact(double *restrict sum, const float *restrict in, double gain, size_t samples)
{
    for (size_t i = 0; i < samples; i++)
        sum[i] += gain * (double)in[i];
}

enum err_code null_tracks_read(struct null_tracks *tracks, int64_t at_samples, size_t samples,
                               struct err *err)
{
    enum err_code code = track_read(&tracks->mix, at_samples, samples, err);

    assert(samples <= NULL_BLOCK_SAMPLES);
    for (unsigned c = 0; c < CHANNELS; c++)
        memset(tracks->sum[c], 0, samples * sizeof(double));
    for (size_t i = 0; i < tracks->stems && !code; i++) {
        struct null_track *stem = &tracks->stem[i];

        code = track_read(stem, at_samples, samples, err);
        for (unsigned c = 0; c < CHANNELS; c++)
            add_exact(tracks->sum[c], stem->block.ch[c], stem->gain[c], samples);
    }
    return code;
}

bool null_walk_next(struct null_walk *walk, struct err *err)
{
    struct null_tracks *tracks = walk->tracks;
    const struct null_input *input = tracks->input;
    const int64_t length = tracks->out_samples - tracks->in_samples;
    int64_t left;

    walk->at_samples =
        walk->samples ? walk->at_samples + (int64_t)walk->samples : tracks->in_samples;
    left = tracks->out_samples - walk->at_samples;
    if (left <= 0)
        return false;
    walk->samples = left < NULL_BLOCK_SAMPLES ? (size_t)left : NULL_BLOCK_SAMPLES;
    if (input->go_on &&
        !input->go_on(input->ctx, walk->share_from + (walk->share_to - walk->share_from) *
                                                         (1 - (double)left / (double)length)))
        walk->code = err_set(err, ERR_CANCELLED, "the null test was given up");
    else
        walk->code = null_tracks_read(tracks, walk->at_samples, walk->samples, err);
    return !walk->code;
}

void null_place(char out[NULL_PLACE], const struct null_input *input, int64_t at_samples)
{
    const int64_t ms = (at_samples < 0 ? 0 : at_samples) / (RATE_HZ / 1000);

    if (input->has_rate)
        timecode_format(out, input->rate, at_samples);
    else
        snprintf(out, NULL_PLACE, "%02d:%02d:%02d.%03d", (int)(ms / 3600000 % 1000),
                 (int)(ms / 60000 % 60), (int)(ms / 1000 % 60), (int)(ms % 1000));
}

void null_diagnose(struct nulltest *test, enum null_kind kind, const char *stem, double value,
                   const char *format, ...)
{
    struct null_diagnosis *d = &test->diagnosis[test->diagnoses];
    va_list list;

    if (test->diagnoses == NULL_DIAGNOSES)
        return;
    test->diagnoses++;
    d->kind = kind;
    d->value = value;
    snprintf(d->stem, sizeof d->stem, "%s", stem ? stem : "");
    va_start(list, format);
    vsnprintf(d->text, sizeof d->text, format, list);
    va_end(list);
}

void null_note(struct nulltest *test, const char *format, ...)
{
    va_list list;

    if (test->notes == NULL_NOTES)
        return;
    va_start(list, format);
    vsnprintf(test->note[test->notes++], NULL_TEXT, format, list);
    va_end(list);
}

unsigned null_track_channels(const struct null_track *track)
{
    const struct order *order = &stem_info(track->stem)->order;
    unsigned mask = 0;

    for (unsigned slot = 0; slot < order->channels; slot++)
        mask |= 1u << order->slot[slot];
    return mask;
}
