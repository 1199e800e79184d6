/* The job that listens what a print sounds like inside scenes: what has no row when it begins. So a
 * list that changes meanwhile costs nothing but what is new in it. */
#include <stdlib.h>
#include <string.h>

#include "server/work/job_kinds.h"
#include "server/work/keys.h"
#include "server/work/measuring_state.h"
#include "server/work/opener.h"

/* ---- wanting ---- */

static size_t same_recording(const struct sound_gap *gaps, size_t count)
{
    size_t same = 1;

    while (same < count && gaps[same].recording_id == gaps->recording_id)
        same++;
    return same;
}

static enum err_code wish_sounds(struct job_wish *out, const struct sound_gap *gaps, size_t count,
                                 int64_t production_id, struct err *err)
{
    int64_t samples = 0;

    for (size_t i = 0; i < count; i++)
        samples += gaps[i].out_samples - gaps[i].in_samples;
    *out = (struct job_wish){ .row = job_of_sounds(gaps->recording_id, samples, production_id) };
    return key_of_sounds(&out->row.key, gaps, count, err);
}

static enum err_code want(struct db *db, const struct sound_gap *gaps, size_t count,
                          int64_t production_id, struct err *err)
{
    struct job_wish *wishes = calloc(count + 1, sizeof *wishes);
    struct job_wishes all = { .list = wishes, .again = true };
    enum err_code code = ERR_NONE;

    if (!wishes)
        return err_set(err, ERR_NO_MEMORY, "no memory for jobs");
    for (size_t at = 0, same; at < count && !code; at += same) {
        same = same_recording(gaps + at, count - at);
        code = wish_sounds(&wishes[all.count++], gaps + at, same, production_id, err);
    }
    if (!code)
        code = db_jobs_want(db, &all, err);
    free(wishes);
    return code;
}

enum err_code sounds_want(struct db *db, int64_t production_id, int64_t recording_id,
                          struct err *err)
{
    struct sound_gap *gaps = NULL;
    size_t count = 0;
    enum err_code code = recording_id ? db_sound_gaps_of(db, recording_id, &gaps, &count, err)
                                      : db_sound_gaps(db, production_id, &gaps, &count, err);

    if (!code)
        code = want(db, gaps, count, production_id, err);
    free(gaps);
    return code;
}

/* ---- the job ---- */

struct listening {
    struct job_run *run;
    struct recording recording;
    struct range_sound *range;
    size_t count;
};

static bool go_on(void *ctx, double share)
{
    return job_go_on(ctx, share);
}

static enum err_code choose_ranges(struct listening *listening, struct err *err)
{
    struct sound_gap *gaps = NULL;
    size_t count = 0;
    enum err_code code =
        db_sound_gaps_of(listening->run->db, listening->recording.id, &gaps, &count, err);

    if (!code && !(listening->range = calloc(count + 1, sizeof *listening->range)))
        code = err_set(err, ERR_NO_MEMORY, "no memory for the sounds of %zu ranges", count);
    for (size_t i = 0; i < count && !code; i++)
        listening->range[listening->count++] =
            (struct range_sound){ .in_samples = gaps[i].in_samples,
                                  .out_samples = gaps[i].out_samples };
    free(gaps);
    return code;
}

static enum err_code listen(struct listening *listening, struct measuring *measuring,
                            struct err *err)
{
    struct range_sound_input input = { .start_samples = listening->recording.start_samples,
                                       .ranges = listening->range,
                                       .count = listening->count,
                                       .go_on = go_on,
                                       .ctx = listening->run };
    enum err_code code;

    if ((code = opener_open_recording(&input.stem, measuring->options.blobs, &listening->recording,
                                      err)))
        return code;
    code = range_sound_run(&input, err);
    stem_close(input.stem);
    return code;
}

/* Somebody may have answered while it was listened to: then it was for nothing, and that answer has
 * wanted a job of its own. */
static enum err_code keep(struct db *db, void *ctx, struct err *err)
{
    struct listening *listening = ctx;
    const struct recording *heard = &listening->recording;
    struct recording now;
    enum err_code code = db_recording(db, heard->id, &now, err);

    if (code)
        return code;
    listening->run->is_stale = !recording_is_playable(&now) ||
                               now.start_samples != heard->start_samples ||
                               memcmp(now.order.slot, heard->order.slot, sizeof now.order.slot);
    if (listening->run->is_stale)
        return ERR_NONE;
    return db_sounds_put(db, heard->id, listening->range, listening->count, err);
}

enum err_code sounds_run(void *ctx, struct job_run *run, struct err *err)
{
    struct listening listening = { .run = run };
    enum err_code code;

    if ((code = db_recording(run->db, run->job->recording_id, &listening.recording, err)) ||
        (code = choose_ranges(&listening, err)))
        goto done;
    if (listening.count > 0 && !(code = listen(&listening, ctx, err)))
        code = db_txn(run->db, keep, &listening, err);
done:
    free(listening.range);
    return code;
}
