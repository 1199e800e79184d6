#include "server/api/scene_state.h"

#include <stdlib.h>
#include <string.h>

#include "server/api/stale.h"
#include "server/work/job_kinds.h"

/* What is counted while the states are made and not pointed into. */
struct left {
    struct notes_left *notes;
    struct query_left *queries;
    struct heard_span *heard;
    size_t note_count, query_count, verdict_count, heard_count;
    struct scene_state **by_id; /* of the list, by the id of their scenes */
};

static void left_clear(struct left *left)
{
    free(left->notes);
    free(left->queries);
    free(left->heard);
    free(left->by_id);
}

/* ---- reading ---- */

static enum err_code read_scenes(struct scene_states *out, struct db *db, struct scene_scope *scope,
                                 struct err *err)
{
    enum err_code code;

    if (!scope->scene_id)
        return db_scenes(db, scope->picture_id, &out->scenes, &out->count, err);
    if (!(out->scenes = calloc(1, sizeof *out->scenes)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a scene");
    if ((code = db_scene(db, scope->scene_id, out->scenes, err)))
        return code;
    out->count = 1;
    scope->picture_id = out->scenes->picture_id;
    return ERR_NONE;
}

static enum err_code read_what_was_said(struct scene_states *out, struct left *left, struct db *db,
                                        struct scene_scope scope, struct err *err)
{
    enum err_code code;

    if ((code = db_signoffs_newest(db, scope, &out->signoffs, err)) ||
        (code = db_lfe_verdicts(db, scope, &out->verdicts, &left->verdict_count, err)) ||
        (code = db_notes_left(db, scope, &left->notes, &left->note_count, err)))
        return code;
    return db_queries_left(db, scope, &left->queries, &left->query_count, err);
}

static enum err_code read_jobs(struct scene_states *out, struct db *db, struct err *err)
{
    for (size_t i = 0; i < out->count; i++)
        if (out->sounds[i].is_checking)
            return db_jobs_open(db, out->production.id, &out->jobs, &out->job_count, err);
    return ERR_NONE;
}

static enum err_code read_material(struct scene_states *out, struct db *db, int64_t picture_id,
                                   struct err *err)
{
    const int64_t production_id = out->production.id;
    enum err_code code;

    if ((code = db_scene_sounds(db, production_id, out->scenes, out->count, &out->sounds, err)) ||
        (code = db_scene_reels(db, production_id, picture_id, out->production.rate, &out->reels,
                               &out->reel_count, err)) ||
        (code = read_jobs(out, db, err)))
        return code;
    return db_sets_arriving(db, production_id, &out->arriving, &out->arriving_count, err);
}

/* ---- putting together ---- */

static int by_scene_id(const void *a, const void *b)
{
    const int64_t x = (*(struct scene_state *const *)a)->scene->id;
    const int64_t y = (*(struct scene_state *const *)b)->scene->id;

    return (x > y) - (x < y);
}

static struct scene_state *state_of(const struct scene_states *states, const struct left *left,
                                    int64_t scene_id)
{
    const struct scene scene = { .id = scene_id };
    const struct scene_state wanted = { .scene = &scene }, *key = &wanted;
    struct scene_state **found =
        left->by_id ? bsearch(&key, left->by_id, states->count, sizeof *left->by_id, by_scene_id)
                    : NULL;

    return found ? *found : NULL;
}

static enum err_code make_list(struct scene_states *out, struct left *left, struct err *err)
{
    out->list = calloc(out->count + 1, sizeof *out->list);
    left->by_id = calloc(out->count + 1, sizeof *left->by_id);
    if (!out->list || !left->by_id)
        return err_set(err, ERR_NO_MEMORY, "no memory for the states of scenes");
    for (size_t i = 0; i < out->count; i++) {
        out->list[i].scene = &out->scenes[i];
        out->list[i].sounds = &out->sounds[i];
        left->by_id[i] = &out->list[i];
    }
    qsort(left->by_id, out->count, sizeof *left->by_id, by_scene_id);
    return ERR_NONE;
}

static enum side_standing standing_of(const struct scene_states *states,
                                      const struct scene_state *state,
                                      const struct side_state *side)
{
    const struct stale_ask ask = { .scene = state->scene,
                                   .sounds = state->sounds,
                                   .rate = states->production.rate,
                                   .signoff = side->signoff,
                                   .signed_sound = side->signed_sound,
                                   .signed_count = side->signed_count };

    if (side->signoff->state == SIGNOFF_REVOKED)
        return STANDS_REVOKED;
    return stale_differences(&ask, NULL) > 0 ? STANDS_STALE : STANDS_SIGNED;
}

static int by_signoff(const void *key, const void *sound)
{
    const int64_t id = *(const int64_t *)key,
                  other = ((const struct signoff_sound *)sound)->signoff_id;

    return (id > other) - (id < other);
}

static void find_signed_sounds(struct side_state *side, const struct signoffs *signoffs)
{
    const struct signoff_sound *end = signoffs->sounds + signoffs->sound_count, *first;

    if (signoffs->sound_count == 0 ||
        !(first = bsearch(&side->signoff->id, signoffs->sounds, signoffs->sound_count,
                          sizeof *first, by_signoff)))
        return;
    while (first > signoffs->sounds && first[-1].signoff_id == side->signoff->id)
        first--;
    side->signed_sound = first;
    while (first < end && first->signoff_id == side->signoff->id)
        first++;
    side->signed_count = (size_t)(first - side->signed_sound);
}

static void take_signoffs(struct scene_states *out, const struct left *left)
{
    for (size_t i = 0; i < out->signoffs.count; i++) {
        const struct signoff *signoff = &out->signoffs.list[i];
        struct scene_state *state = state_of(out, left, signoff->scene_id);
        struct side_state *side;
        if (!state)
            continue;
        side = signoff->side == SIDE_MUSIC ? &state->music : &state->stage;
        side->signoff = signoff;
        find_signed_sounds(side, &out->signoffs);
        side->standing = standing_of(out, state, side);
    }
}

/* While prints are still being listened to, nothing is called stale for that. */
static bool is_other(const struct scene_state *state, const struct hash *sounds)
{
    return !state->sounds->is_checking && hash_compare(&state->sounds->digest, sounds) != 0;
}

static void take_verdicts(struct scene_states *out, const struct left *left)
{
    for (size_t i = 0; i < left->verdict_count; i++) {
        struct scene_state *state = state_of(out, left, out->verdicts[i].scene_id);
        if (!state)
            continue;
        state->lfe = &out->verdicts[i];
        state->lfe_is_stale = is_other(state, &out->verdicts[i].sounds);
    }
}

static void take_notes(struct scene_states *out, const struct left *left)
{
    for (size_t i = 0; i < left->note_count; i++) {
        struct scene_state *state = state_of(out, left, left->notes[i].scene_id);
        if (state)
            state->notes = left->notes[i].count;
    }
}

static void take_queries(struct scene_states *out, const struct left *left)
{
    for (size_t i = 0; i < left->query_count; i++) {
        const struct query_left *query = &left->queries[i];
        struct scene_state *state = state_of(out, left, query->scene_id);
        if (!state)
            continue;
        state->outdated += is_other(state, &query->sounds);
        if (query->about_lfe)
            state->lfe_queries.open += !query->answered,
                state->lfe_queries.answered += query->answered;
        else
            state->centre_queries.open += !query->answered,
                state->centre_queries.answered += query->answered;
    }
}

enum heard_how { HEARD_OUT, HEARD_IN, HEARD_EITHER };

/* Merges what was heard of the sound that a scene has now into spans; returns how many. */
static size_t merge_heard(struct span *spans, const struct scene_state *state,
                          const struct heard_span *heard, size_t count, enum heard_how how)
{
    size_t used = 0;

    for (size_t i = 0; i < count; i++)
        if ((how == HEARD_EITHER || heard[i].lfe_in == (how == HEARD_IN)) &&
            !is_other(state, &heard[i].sounds))
            spans[used++] = heard[i].span;
    return spans_merge(spans, used);
}

static enum err_code take_heard_scene(struct scene_state *state, const struct heard_span *heard,
                                      size_t count, struct err *err)
{
    struct span *spans = malloc(count * sizeof *spans);

    if (!spans)
        return err_set(err, ERR_NO_MEMORY, "no memory for what was heard");
    state->heard.out = spans_samples(spans, merge_heard(spans, state, heard, count, HEARD_OUT));
    state->heard.in = spans_samples(spans, merge_heard(spans, state, heard, count, HEARD_IN));
    state->heard.span_count = merge_heard(spans, state, heard, count, HEARD_EITHER);
    state->heard.spans = spans;
    return ERR_NONE;
}

static enum err_code take_heard(struct scene_states *out, const struct left *left, struct err *err)
{
    enum err_code code = ERR_NONE;

    for (size_t i = 0, next; i < left->heard_count && !code; i = next) {
        const struct heard_span *heard = &left->heard[i];
        struct scene_state *state = state_of(out, left, heard->scene_id);
        for (next = i; next < left->heard_count && left->heard[next].scene_id == heard->scene_id;)
            next++;
        if (state && !state->sounds->is_checking)
            code = take_heard_scene(state, heard, next - i, err);
    }
    return code;
}

/* The job that gave up listening to a print, unless another one is still to come. */
static const struct job_row *failed_job(const struct scene_states *states, int64_t recording_id)
{
    const struct job_row *failed = NULL;

    for (size_t i = 0; i < states->job_count; i++) {
        const struct job_row *job = &states->jobs[i];
        if (job->recording_id != recording_id || strcmp(job->kind, job_kind_sounds) != 0)
            continue;
        if (job->state != JOB_FAILED && job->state != JOB_CANCELLED)
            return NULL;
        failed = job;
    }
    return failed;
}

static void take_failures(struct scene_states *out)
{
    for (size_t i = 0; i < out->count; i++) {
        struct scene_state *state = &out->list[i];
        for (size_t k = 0; k < state->sounds->count && state->sounds->is_checking; k++)
            if (!state->failed && !state->sounds->list[k].is_known)
                state->failed = failed_job(out, state->sounds->list[k].recording_id);
    }
}

/* They come by scene, so that those of one lie together. */
static void take_reels(struct scene_states *out, const struct left *left)
{
    for (size_t i = 0, next; i < out->reel_count; i = next) {
        struct scene_state *state = state_of(out, left, out->reels[i].scene_id);
        for (next = i;
             next < out->reel_count && out->reels[next].scene_id == out->reels[i].scene_id;)
            next++;
        if (!state)
            continue;
        state->reel = &out->reels[i];
        state->reels = next - i;
    }
}

enum err_code scene_states_load(struct scene_states *out, struct db *db,
                                const struct scene_states_ask *ask, struct err *err)
{
    struct scene_scope scope = ask->scope;
    struct left left = { 0 };
    enum err_code code;

    *out = (struct scene_states){ 0 };
    if ((code = db_production(db, ask->production_id, &out->production, err)) ||
        (code = who_names_new(&out->names, db, err)) ||
        (code = read_scenes(out, db, &scope, err)) ||
        (code = read_material(out, db, scope.picture_id, err)) ||
        (code = read_what_was_said(out, &left, db, scope, err)) ||
        (code = db_heard_spans(db, scope, ask->person_id, &left.heard, &left.heard_count, err)) ||
        (code = make_list(out, &left, err)) || (code = take_heard(out, &left, err)))
        goto done;
    take_failures(out);
    take_signoffs(out, &left);
    take_verdicts(out, &left);
    take_notes(out, &left);
    take_queries(out, &left);
    take_reels(out, &left);
done:
    left_clear(&left);
    return code;
}

void scene_states_clear(struct scene_states *states)
{
    if (states->sounds)
        scene_sounds_free(states->sounds, states->count);
    who_names_free(states->names);
    signoffs_clear(&states->signoffs);
    for (size_t i = 0; states->list && i < states->count; i++)
        free(states->list[i].heard.spans);
    free(states->list);
    free(states->scenes);
    free(states->verdicts);
    free(states->reels);
    free(states->arriving);
    free(states->jobs);
    *states = (struct scene_states){ 0 };
}
