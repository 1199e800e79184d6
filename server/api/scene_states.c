/* How the scenes of a picture stand: the daily question of a dub stage. */
#include <stdlib.h>
#include <string.h>

#include "server/api/acts.h"
#include "server/api/load.h"
#include "server/api/routes.h"
#include "server/api/scene_state.h"
#include "server/api/signoff_json.h"
#include "server/api/to_json.h"

/* Each part narrows; what is not given leaves open. */
struct filter {
    enum side signed_by, not_signed_by, stale_for;
    int64_t reel;
    enum { QUERIES_NOT_ASKED, QUERIES_OPEN, QUERIES_ANSWERED, QUERIES_ANY } queries;
    enum { ABOUT_EITHER, ABOUT_LFE_ONLY, ABOUT_CENTRE_ONLY } about;
    enum { LFE_NOT_ASKED, LFE_YES, LFE_NO, LFE_UNSAID, LFE_STALE } lfe;
};

static const char *const query_words[] = { "", "open", "answered", "any", NULL };
static const char *const about_words[] = { "", "lfe", "centre", NULL };
static const char *const lfe_words[] = { "", "yes", "no", "unsaid", "stale", NULL };
static const char *const side_words[] = { "", "music", "stage", NULL };

/* The place of a parameter's value among words; 0 when it was not given. */
static enum err_code read_word(unsigned *out, const struct req *req, const char *name,
                               const char *const *words, struct err *err)
{
    const char *value = req_query(req, name);

    *out = 0;
    if (!value)
        return ERR_NONE;
    for (unsigned i = 1; words[i]; i++)
        if (!strcmp(words[i], value))
            *out = i;
    if (*out == 0)
        return err_set(err, ERR_INVALID, "?%s=%.40s is none of its values; one is \"%s\"", name,
                       value, words[1]);
    return ERR_NONE;
}

static enum err_code read_side(enum side *out, const struct req *req, const char *name,
                               struct err *err)
{
    unsigned place;
    const enum err_code code = read_word(&place, req, name, side_words, err);

    *out = place == 1 ? SIDE_MUSIC : place == 2 ? SIDE_STAGE : SIDE_NONE;
    return code;
}

static enum err_code read_reel(int64_t *out, const struct req *req, struct err *err)
{
    const char *value = req_query(req, "reel");
    char *end;

    *out = 0;
    if (!value)
        return ERR_NONE;
    *out = strtol(value, &end, 10);
    if (*value < '0' || *value > '9' || *end || *out < 1 || *out > REEL_MAX)
        return err_set(err, ERR_INVALID, "?reel= is a number from 1 to %d", REEL_MAX);
    return ERR_NONE;
}

static enum err_code read_filter(struct filter *out, const struct req *req, struct err *err)
{
    unsigned queries, about, lfe;

    if (read_side(&out->signed_by, req, "signed", err) ||
        read_side(&out->not_signed_by, req, "unsigned", err) ||
        read_side(&out->stale_for, req, "stale", err) || read_reel(&out->reel, req, err) ||
        read_word(&queries, req, "query", query_words, err) ||
        read_word(&about, req, "about", about_words, err) ||
        read_word(&lfe, req, "lfe_complete", lfe_words, err))
        return err->code;
    /* Somebody who asks for what it is about asks for queries. */
    out->queries = about && !queries ? QUERIES_ANY : queries;
    out->about = about;
    out->lfe = lfe;
    return ERR_NONE;
}

static enum side_standing standing(const struct scene_state *state, enum side side)
{
    return side == SIDE_MUSIC ? state->music.standing : state->stage.standing;
}

static bool passes_sides(const struct filter *filter, const struct scene_state *state)
{
    return (!filter->signed_by || standing(state, filter->signed_by) == STANDS_SIGNED) &&
           (!filter->not_signed_by || standing(state, filter->not_signed_by) != STANDS_SIGNED) &&
           (!filter->stale_for || standing(state, filter->stale_for) == STANDS_STALE);
}

static bool passes_reel(const struct filter *filter, const struct scene_state *state)
{
    for (size_t i = 0; i < state->reels; i++)
        if (state->reel[i].reel == filter->reel)
            return true;
    return filter->reel == 0;
}

static bool passes_queries(const struct filter *filter, const struct scene_state *state)
{
    const int64_t open = (filter->about != ABOUT_CENTRE_ONLY ? state->lfe_queries.open : 0) +
                         (filter->about != ABOUT_LFE_ONLY ? state->centre_queries.open : 0);
    const int64_t answered =
        (filter->about != ABOUT_CENTRE_ONLY ? state->lfe_queries.answered : 0) +
        (filter->about != ABOUT_LFE_ONLY ? state->centre_queries.answered : 0);

    switch (filter->queries) {
    case QUERIES_OPEN: return open > 0;
    case QUERIES_ANSWERED: return answered > 0;
    case QUERIES_ANY: return open + answered > 0;
    default: return true;
    }
}

static bool passes_lfe(const struct filter *filter, const struct scene_state *state)
{
    switch (filter->lfe) {
    case LFE_YES: return state->lfe && !state->lfe_is_stale && state->lfe->is_complete;
    case LFE_NO: return state->lfe && !state->lfe_is_stale && !state->lfe->is_complete;
    case LFE_UNSAID: return !state->lfe;
    case LFE_STALE: return state->lfe && state->lfe_is_stale;
    default: return true;
    }
}

enum err_code api_scene_states(struct req *req, struct reply *reply, struct err *err)
{
    const struct scene_states_ask ask = { .production_id = req->caller->production_id,
                                          .person_id = req->caller->person_id,
                                          .scope.picture_id = req->id[0] };
    struct scene_states states = { 0 };
    struct filter filter = { 0 };
    json_t *list;
    enum err_code code;

    if ((code = read_filter(&filter, req, err)) ||
        (code = scene_states_load(&states, req->db, &ask, err)))
        goto done;
    list = json_array();
    for (size_t i = 0; i < states.count; i++) {
        const struct scene_state *state = &states.list[i];
        if (passes_sides(&filter, state) && passes_reel(&filter, state) &&
            passes_queries(&filter, state) && passes_lfe(&filter, state))
            json_push(list, scene_state_json(&states, state));
    }
    code = reply_take(reply, 200,
                      json_pack("{s:I, s:o}", "picture_id", (json_int_t)req->id[0], "states", list),
                      err);
done:
    scene_states_clear(&states);
    return code;
}

/* A scene that is gone from its list is still told about, for people have signed it. */
static json_t *detailed_json(const struct scene_states *states, const struct scene_state *state)
{
    json_t *json = scene_state_json(states, state), *list = json_array();

    for (size_t i = 0; i < state->sounds->count; i++)
        json_push(list, scene_sound_json(&state->sounds->list[i]));
    if (!json || json_object_set_new(json, "sounds", list) ||
        json_object_set_new(json, "picture_id", json_integer(state->scene->picture_id)) ||
        json_object_set_new(json, "is_gone", json_boolean(state->scene->is_gone))) {
        json_decref(json);
        return NULL;
    }
    return json;
}

enum err_code api_scene_state(struct req *req, struct reply *reply, struct err *err)
{
    const struct scene_states_ask ask = { .production_id = req->caller->production_id,
                                          .person_id = req->caller->person_id,
                                          .scope.scene_id = req->id[0] };
    struct scene_states states;
    enum err_code code = scene_states_load(&states, req->db, &ask, err);

    if (!code)
        code = reply_take(reply, 200, detailed_json(&states, states.list), err);
    scene_states_clear(&states);
    return code;
}
