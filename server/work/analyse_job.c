/* The job that listens to one recording, from its first sample to its last. */
#include <stdlib.h>

#include "codec/core/units.h"
#include "codec/measure/analyzer.h"
#include "codec/measure/wave.h"
#include "server/work/keys.h"
#include "server/work/measuring_state.h"
#include "server/work/opener.h"
#include "server/work/overview.h"

enum { BLOCK_SAMPLES = RATE_HZ / 4 };

static unsigned mask_of(const struct order *order)
{
    unsigned mask = 0;

    for (unsigned i = 0; i < order->channels; i++)
        mask |= 1u << order->slot[i];
    return mask;
}

static enum err_code read_all(struct analyzer *analyzer, struct stem *stem, struct job_run *run,
                              struct err *err)
{
    const int64_t samples = stem_info(stem)->samples;
    struct planes block = { 0 };
    enum err_code code = planes_init(&block, CHANNELS, BLOCK_SAMPLES, err);

    for (int64_t at = 0; at < samples && !code; at += (int64_t)block.samples) {
        const int64_t left = samples - at;

        block.samples = left < BLOCK_SAMPLES ? (size_t)left : BLOCK_SAMPLES;
        if (!job_go_on(run, (double)at / (double)samples))
            code = err_set(err, ERR_CANCELLED, "the analysis was cancelled");
        else if (!(code = stem_read(stem, at, &block, err)))
            code = analyzer_add(analyzer, &block, err);
    }
    planes_clear(&block);
    return code;
}

/* The place is the record's, not the file's: a person may have told it. */
static enum err_code analyse(struct analysis **out, struct stem *stem, int64_t start_samples,
                             struct job_run *run, struct err *err)
{
    const struct stem_info *info = stem_info(stem);
    struct analyzer *analyzer;
    int64_t bad, first_bad;
    enum err_code code;

    *out = NULL;
    if ((code = analyzer_new(&analyzer, start_samples, info->samples, mask_of(&info->order), err)))
        return code;
    if ((code = read_all(analyzer, stem, run, err))) {
        analyzer_free(analyzer);
        return code;
    }
    if ((code = analyzer_finish(analyzer, out, err)))
        return code;
    if ((bad = stem_bad_samples(stem, &first_bad)) > 0) {
        (*out)->bad_samples += bad;
        (*out)->first_bad_samples = first_bad;
    }
    return ERR_NONE;
}

static enum err_code keep(struct measuring *measuring, const struct hash *key,
                          const struct analysis *analysis, struct err *err)
{
    struct buffer whole = { 0 }, overview = { 0 }, wave = { 0 };
    enum err_code code;

    if (!(code = overview_pack(analysis, &overview, err)) &&
        !(code = derived_put(measuring->derived, DERIVED_OVERVIEW, key, &overview, err)) &&
        !(code = wave_make(&wave.data, &wave.bytes, analysis, err)) &&
        !(code = derived_put(measuring->derived, DERIVED_WAVE, key, &wave, err)) &&
        !(code = analysis_pack(analysis, &whole.data, &whole.bytes, err)))
        code = derived_put(measuring->derived, DERIVED_ANALYSIS, key, &whole, err);
    buffer_clear(&whole);
    buffer_clear(&overview);
    buffer_clear(&wave);
    return code;
}

static enum err_code listen(struct measuring *measuring, struct job_run *run,
                            const struct recording *recording, struct err *err)
{
    struct analysis *analysis = NULL;
    struct stem *stem;
    enum err_code code;

    if ((code = opener_open_recording(&stem, measuring->options.blobs, recording, err)))
        return code;
    if (!(code = analyse(&analysis, stem, recording->start_samples, run, err)))
        code = keep(measuring, &run->job->key, analysis, err);
    if (!code)
        code = db_recording_audio(run->db, recording->id, &analysis->audio, err);
    analysis_free(analysis);
    stem_close(stem);
    return code;
}

enum err_code measuring_note_audio(struct measuring *measuring, struct db *db,
                                   const struct recording *recording, struct err *err)
{
    struct analysis *overview = NULL;
    struct buffer file;
    struct hash key;
    enum err_code code;

    if (recording->is_audio_known || !recording_is_playable(recording))
        return ERR_NONE;
    if ((code = key_of_analysis(&key, recording, err)) ||
        derived_get(measuring->derived, DERIVED_OVERVIEW, &key, &file, NULL))
        return code;
    if (!overview_unpack(&overview, &file, NULL))
        code = db_recording_audio(db, recording->id, &overview->audio, err);
    analysis_free(overview);
    buffer_clear(&file);
    return code;
}

enum err_code analyse_run(void *ctx, struct job_run *run, struct err *err)
{
    struct measuring *measuring = ctx;
    struct recording recording;
    struct hash key;
    enum err_code code;

    if ((code = db_recording(run->db, run->job->recording_id, &recording, err)))
        return code;
    run->is_stale = !recording_is_playable(&recording);
    if (run->is_stale || (code = key_of_analysis(&key, &recording, err)))
        return code;
    run->is_stale = hash_compare(&key, &run->job->key) != 0;
    if (run->is_stale || (code = listen(measuring, run, &recording, err)))
        return code;
    return measuring_follow(measuring, run->db, &recording, err);
}
