#include "server/api/scene_state.h"

#include <math.h>
#include <string.h>

#include "server/api/stale.h"
#include "server/api/to_json.h"

static const char *const standings[] = { "open", "signed", "stale", "revoked" };

static json_t *why_json(const struct scene_states *states, const struct scene_state *state,
                        const struct side_state *side)
{
    const struct stale_ask ask = { .scene = state->scene,
                                   .sounds = state->sounds,
                                   .rate = states->production.rate,
                                   .signoff = side->signoff,
                                   .signed_sound = side->signed_sound,
                                   .signed_count = side->signed_count };
    json_t *why = json_array();

    if (why && side->standing == STANDS_STALE)
        stale_differences(&ask, why);
    return why;
}

/* Who and when are of what made it stand so: the signature, or its revocation. */
static json_t *side_json(const struct scene_states *states, const struct scene_state *state,
                         const struct side_state *side)
{
    const struct signoff *signoff = side->signoff;
    const bool revoked = side->standing == STANDS_REVOKED;

    if (!signoff)
        return json_pack("{s:s, s:n, s:n, s:n, s:[], s:n}", "state", standings[side->standing],
                         "signoff_id", "by", "at_ms", "why", "reason");
    return json_pack("{s:s, s:I, s:o, s:I, s:o, s:s?}", "state", standings[side->standing],
                     "signoff_id", (json_int_t)signoff->id, "by",
                     who_json(states->names, revoked ? signoff->ended_by : signoff->person_id,
                              side_name(signoff->side), ""),
                     "at_ms", (json_int_t)(revoked ? signoff->ended_at_ms : signoff->at_ms), "why",
                     why_json(states, state, side), "reason", revoked ? signoff->reason : NULL);
}

static json_t *lfe_json(const struct scene_states *states, const struct scene_state *state)
{
    const struct lfe_verdict *lfe = state->lfe;

    if (!lfe)
        return json_null();
    return json_pack("{s:b, s:b, s:o, s:I, s:s}", "complete", lfe->is_complete, "is_stale",
                     state->lfe_is_stale, "by",
                     who_json(states->names, lfe->person_id, side_name(lfe->side), ""), "at_ms",
                     (json_int_t)lfe->at_ms, "text", lfe->text);
}

static json_t *queries_json(const struct scene_state *state)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I}", "open",
                     (json_int_t)(state->lfe_queries.open + state->centre_queries.open), "answered",
                     (json_int_t)(state->lfe_queries.answered + state->centre_queries.answered),
                     "outdated", (json_int_t)state->outdated, "open_lfe",
                     (json_int_t)state->lfe_queries.open, "open_centre",
                     (json_int_t)state->centre_queries.open);
}

static bool has_cue(const struct scene_state *state, int64_t cue_id)
{
    for (size_t i = 0; i < state->sounds->count; i++)
        if (state->sounds->list[i].cue_id == cue_id)
            return true;
    return false;
}

/* A newer set belongs to a scene in which its cue sounds, or in which it will. */
static json_t *arriving_json(const struct scene_states *states, const struct scene_state *state)
{
    json_t *list = json_array();

    for (size_t i = 0; i < states->arriving_count; i++) {
        const struct arriving_set *set = &states->arriving[i];
        if (has_cue(state, set->cue_id) || (set->in_samples < state->scene->out_samples &&
                                            set->out_samples > state->scene->in_samples))
            json_push(list, json_pack("{s:s, s:I, s:I, s:I}", "cue", set->cue, "version",
                                      (json_int_t)set->version, "prints", (json_int_t)set->prints,
                                      "of", (json_int_t)set->of));
    }
    return list;
}

static json_t *cues_json(const struct scene_sounds *sounds)
{
    json_t *list = json_array();

    for (size_t i = 0; i < sounds->count; i++)
        if (i == 0 || sounds->list[i].cue_id != sounds->list[i - 1].cue_id)
            json_push(list, json_string(sounds->list[i].cue));
    return list;
}

static json_t *reels_json(const struct scene_state *state)
{
    json_t *list = json_array();

    for (size_t i = 0; i < state->reels; i++)
        json_push(list, json_integer(state->reel[i].reel));
    return list;
}

/* Rounded down, so that less than all never reads as all. */
static double share_of(const struct scene *scene, int64_t samples)
{
    return floor((double)samples * 1e4 / (double)(scene->out_samples - scene->in_samples)) / 1e4;
}

static json_t *heard_json(const struct scene_state *state)
{
    json_t *spans = json_array();

    for (size_t i = 0; i < state->heard.span_count; i++) {
        const struct span *span = &state->heard.spans[i];
        json_push(spans, json_pack("[I, I]", (json_int_t)span->from_samples,
                                   (json_int_t)span->to_samples));
    }
    return json_pack("{s:f, s:f, s:o}", "out", share_of(state->scene, state->heard.out), "in",
                     share_of(state->scene, state->heard.in), "spans", spans);
}

static json_t *failed_json(const struct job_row *job)
{
    return job ? json_pack("{s:I, s:s}", "job_id", (json_int_t)job->id, "text", job->error)
               : json_null();
}

static json_t *place_json(const struct scene *scene, struct rate rate)
{
    return json_pack("{s:I, s:s, s:s, s:o, s:o, s:I, s:I}", "scene_id", (json_int_t)scene->id,
                     "number", scene->number, "name", scene->name, "tc_in",
                     json_timecode(rate, scene->in_samples), "tc_out",
                     json_timecode(rate, scene->out_samples), "in_samples",
                     (json_int_t)scene->in_samples, "out_samples", (json_int_t)scene->out_samples);
}

json_t *scene_state_json(const struct scene_states *states, const struct scene_state *state)
{
    const struct scene_sounds *sounds = state->sounds;
    json_t *json = place_json(state->scene, states->production.rate);
    json_t *rest = json_pack(
        "{s:o, s:o, s:b, s:o, s:o, s:o, s:{s:o, s:o}, s:o, s:o, s:{s:I}, s:o}", "reels",
        reels_json(state), "cues", cues_json(sounds), "is_checking", sounds->is_checking,
        "check_failed", failed_json(state->failed), "heard", heard_json(state), "sounds_sha256",
        sounds->is_checking ? json_null() : json_hash(&sounds->digest), "sides", "music",
        side_json(states, state, &state->music), "stage", side_json(states, state, &state->stage),
        "lfe", lfe_json(states, state), "queries", queries_json(state), "notes", "unresolved",
        (json_int_t)state->notes, "arriving", arriving_json(states, state));

    if (!json || !rest || json_object_update(json, rest)) {
        json_decref(json);
        json = NULL;
    }
    json_decref(rest);
    return json;
}
