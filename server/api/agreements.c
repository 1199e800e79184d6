#include "server/api/agreements.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/applies.h"
#include "server/api/gate.h"
#include "server/api/position.h"
#include "server/api/routes.h"
#include "server/api/stem_plan.h"
#include "server/api/text.h"
#include "server/api/to_json.h"
#include "server/api/who.h"

enum { MOMENTS_MAX = 1000 };

/* ---- as JSON ---- */

static json_t *acceptance_json(const struct acceptance *acceptance, enum side side,
                               const struct who_names *names)
{
    json_t *json;

    if (!acceptance->id)
        return json_null();
    json = who_json(names, acceptance->person_id, side_name(side), "");
    if (json && json_object_set_new(json, "at_ms", json_integer(acceptance->at_ms))) {
        json_decref(json);
        return NULL;
    }
    return json;
}

static json_t *spec_json(const struct agreement *agreement, struct rate rate)
{
    return json_pack(
        "{s:s, s:s, s:I, s:I, s:o, s:s}", "lfe_policy", lfe_policy_name(agreement->lfe),
        "centre_policy", centre_policy_name(agreement->centre), "rate_hz",
        (json_int_t)agreement->rate_hz, "bits", (json_int_t)agreement->bits, "start",
        agreement->has_start ? json_timecode(rate, agreement->start_samples) : json_null(), "pops",
        agreement->two_pop ? "two_pop" : "none");
}

static json_t *agreement_json(const struct agreement *agreement, struct rate rate,
                              const struct who_names *names)
{
    json_t *json =
        json_pack("{s:I, s:I, s:I, s:o, s:I, s:{s:o, s:o}, s:b}", "id", (json_int_t)agreement->id,
                  "production_id", (json_int_t)agreement->production_id, "version",
                  (json_int_t)agreement->version, "proposed_by",
                  who_json(names, agreement->person_id, side_name(agreement->side), ""),
                  "proposed_at_ms", (json_int_t)agreement->proposed_at_ms, "accepted", "music",
                  acceptance_json(&agreement->music, SIDE_MUSIC, names), "stage",
                  acceptance_json(&agreement->stage, SIDE_STAGE, names), "is_in_force",
                  agreement->in_force_at_ms != 0);
    json_t *spec = spec_json(agreement, rate), *terms = json_loads(agreement->terms, 0, NULL);

    if (json && (json_object_update(json, spec) || json_object_update(json, terms))) {
        json_decref(json);
        json = NULL;
    }
    json_decref(spec);
    json_decref(terms);
    return json;
}

/* ---- proposing ---- */

struct proposal {
    struct agreement agreement;
    json_t *moments; /* a new list */
    char *text;
};

static enum err_code read_moments(struct proposal *out, const json_t *moments, struct err *err)
{
    const bool wanted = out->agreement.lfe == LFE_AGREED_MOMENTS;
    size_t i;
    json_t *number;

    if (!(out->moments = json_array()))
        return err_set(err, ERR_NO_MEMORY, "no memory for an agreement");
    if (moments && !wanted)
        return err_set(err, ERR_INVALID, "lfe_moments belongs to the policy agreed_moments alone");
    if (wanted && (!json_is_array(moments) || json_array_size(moments) < 1 ||
                   json_array_size(moments) > MOMENTS_MAX))
        return err_set(err, ERR_INVALID,
                       "with agreed_moments, lfe_moments lists 1 to %d scene numbers", MOMENTS_MAX);
    json_array_foreach (moments, i, number) {
        const size_t bytes = json_string_length(number);
        if (bytes < 1 || bytes >= SCENE_NUMBER || !text_is_clean(json_string_value(number), bytes))
            return err_set(err, ERR_INVALID, "lfe_moments[%zu] is no scene number", i);
        json_array_append(out->moments, number);
    }
    return ERR_NONE;
}

static enum err_code read_spec(struct agreement *out, int rate_hz, int bits, const char *pops,
                               struct err *err)
{
    if (rate_hz != 44100 && rate_hz != 48000 && rate_hz != 96000 && rate_hz != 192000)
        return err_set(err, ERR_INVALID, "rate_hz is 44100, 48000, 96000 or 192000");
    if (bits != 16 && bits != 24 && bits != 32)
        return err_set(err, ERR_INVALID, "bits is 16, 24 or 32");
    if (strcmp(pops, "none") && strcmp(pops, "two_pop"))
        return err_set(err, ERR_INVALID, "pops is none or two_pop");
    out->rate_hz = (uint32_t)rate_hz;
    out->bits = (unsigned)bits;
    out->two_pop = !strcmp(pops, "two_pop");
    return ERR_NONE;
}

static enum err_code read_start(struct agreement *out, struct rate rate, const json_t *start,
                                struct err *err)
{
    out->has_start = start && !json_is_null(start);
    if (!out->has_start)
        return ERR_NONE;
    if (!json_is_string(start))
        return err_set(err, ERR_INVALID, "start is a timecode, or null");
    return timecode_parse(&out->start_samples, rate, json_string_value(start), err);
}

static enum err_code read_proposal(struct proposal *out, struct req *req, struct rate rate,
                                   struct err *err)
{
    const struct text_rule text_rule = { "text", false };
    const char *lfe, *centre, *pops = "none", *text = "";
    json_t *moments = NULL, *start = NULL;
    int rate_hz = 48000, bits = 24;

    if (req_unpack(req, err, "{s:s, s:s, s?o, s?i, s?i, s?o, s?s, s?s}", "lfe_policy", &lfe,
                   "centre_policy", &centre, "lfe_moments", &moments, "rate_hz", &rate_hz, "bits",
                   &bits, "start", &start, "pops", &pops, "text", &text) ||
        lfe_policy_parse(&out->agreement.lfe, lfe, err) ||
        centre_policy_parse(&out->agreement.centre, centre, err) ||
        read_spec(&out->agreement, rate_hz, bits, pops, err) ||
        read_start(&out->agreement, rate, start, err) ||
        text_long(&out->text, text, text_rule, err))
        return err->code;
    return read_moments(out, moments, err);
}

static json_t *proposal_detail(const struct proposal *proposal, const struct production *production)
{
    const struct agreement *agreement = &proposal->agreement;
    char rate[RATE_TEXT];

    rate_format(rate, production->rate);
    return json_pack(
        "{s:s, s:s, s:I, s:I, s:o, s:b, s:{s:O, s:o, s:s, s:s}}", "lfe_policy",
        lfe_policy_name(agreement->lfe), "centre_policy", centre_policy_name(agreement->centre),
        "rate_hz", (json_int_t)agreement->rate_hz, "bits", (json_int_t)agreement->bits,
        "start_samples",
        agreement->has_start ? json_integer(agreement->start_samples) : json_null(), "two_pop",
        agreement->two_pop, "terms", "lfe_moments", proposal->moments, "stems",
        stem_names_json(production), "frame_rate", rate, "text", proposal->text);
}

/* ---- what follows ---- */

static enum err_code damaged(const struct event *event, struct err *err)
{
    return err_set(err, ERR_DAMAGED, "event %lld (%s) does not hold what it should",
                   (long long)event->id, event->kind);
}

static enum err_code accept_as(struct db *db, const struct event *event, int64_t agreement_id,
                               const char *side_text, struct err *err)
{
    const struct acceptance acceptance = { event->id, event->person_id, event->at_ms };
    enum side side;
    enum err_code code = side_parse(&side, side_text, err);

    return code ? code : db_agreement_accept(db, agreement_id, side, &acceptance, err);
}

enum err_code apply_agreement_propose(struct db *db, const struct event *event, json_t *detail,
                                      struct err *err)
{
    struct agreement agreement = { .id = event->id,
                                   .production_id = event->production_id,
                                   .person_id = event->person_id,
                                   .proposed_at_ms = event->at_ms };
    const char *lfe, *centre, *side;
    json_t *start, *terms;
    json_int_t rate_hz, bits;
    int two_pop;
    enum err_code code;

    if (json_unpack(detail, "{s:s, s:s, s:I, s:I, s:o, s:b, s:o, s:s}", "lfe_policy", &lfe,
                    "centre_policy", &centre, "rate_hz", &rate_hz, "bits", &bits, "start_samples",
                    &start, "two_pop", &two_pop, "terms", &terms, "side", &side) ||
        lfe_policy_parse(&agreement.lfe, lfe, NULL) ||
        centre_policy_parse(&agreement.centre, centre, NULL) ||
        side_parse(&agreement.side, side, NULL))
        return damaged(event, err);
    agreement.rate_hz = (uint32_t)rate_hz;
    agreement.bits = (unsigned)bits;
    agreement.has_start = json_is_integer(start);
    agreement.start_samples = json_integer_value(start);
    agreement.two_pop = two_pop != 0;
    if (!(agreement.terms = json_dumps(terms, JSON_COMPACT)))
        return err_set(err, ERR_NO_MEMORY, "no memory for an agreement");
    if (!(code = db_agreement_add(db, &agreement, err)))
        code = accept_as(db, event, event->id, side, err);
    agreement_clear(&agreement);
    return code;
}

enum err_code apply_agreement_accept(struct db *db, const struct event *event, json_t *detail,
                                     struct err *err)
{
    json_int_t agreement_id;
    const char *side;

    if (json_unpack(detail, "{s:I, s:s}", "agreement_id", &agreement_id, "side", &side))
        return damaged(event, err);
    return accept_as(db, event, agreement_id, side, err);
}

/* ---- handlers ---- */

static enum err_code reply_one(struct req *req, struct reply *reply, unsigned status, int64_t id,
                               struct err *err)
{
    struct production production;
    struct agreement agreement = { 0 };
    struct who_names *names = NULL;
    enum err_code code;

    if (!(code = db_production(req->db, req->caller->production_id, &production, err)) &&
        !(code = db_agreement(req->db, id, &agreement, err)) &&
        !(code = who_names_new(&names, req->db, err)))
        code = reply_take(reply, status, agreement_json(&agreement, production.rate, names), err);
    who_names_free(names);
    agreement_clear(&agreement);
    return code;
}

enum err_code api_agreement_propose(struct req *req, struct reply *reply, struct err *err)
{
    struct proposal *proposal = calloc(1, sizeof *proposal);
    struct production production;
    struct event event;
    enum side side;
    enum err_code code;

    if (!proposal)
        return err_set(err, ERR_NO_MEMORY, "no memory for an agreement");
    if (!(code = gate_side(req, &side, err)) &&
        !(code = db_production(req->db, req->id[0], &production, err)) &&
        !(code = read_proposal(proposal, req, production.rate, err)))
        code = act_do(req,
                      &(struct act){ .kind = "agreement.propose",
                                     .production_id = production.id,
                                     .detail = proposal_detail(proposal, &production) },
                      &event, err);
    json_decref(proposal->moments);
    free(proposal->text);
    free(proposal);
    return code ? code : reply_one(req, reply, 201, event.id, err);
}

enum err_code api_agreement_accept(struct req *req, struct reply *reply, struct err *err)
{
    enum side side;

    if (gate_side(req, &side, err) ||
        act_do(
            req,
            &(struct act){ .kind = "agreement.accept",
                           .production_id = req->caller->production_id,
                           .detail = json_pack("{s:I}", "agreement_id", (json_int_t)req->id[0]) },
            NULL, err))
        return err->code;
    return reply_one(req, reply, 200, req->id[0], err);
}

/* Everything that lists of agreements are made from. */
struct listing {
    struct production production;
    struct agreement *list;
    size_t count;
    struct who_names *names;
};

static enum err_code listing_load(struct listing *out, struct req *req, struct err *err)
{
    enum err_code code;

    *out = (struct listing){ 0 };
    if ((code = db_production(req->db, req->id[0], &out->production, err)) ||
        (code = db_agreements(req->db, req->id[0], &out->list, &out->count, err)))
        return code;
    return who_names_new(&out->names, req->db, err);
}

static void listing_clear(struct listing *listing)
{
    for (size_t i = 0; i < listing->count; i++)
        agreement_clear(&listing->list[i]);
    free(listing->list);
    who_names_free(listing->names);
}

enum err_code api_agreements(struct req *req, struct reply *reply, struct err *err)
{
    struct listing listing;
    json_t *list = json_array();
    enum err_code code = listing_load(&listing, req, err);

    for (size_t i = 0; i < listing.count && !code; i++)
        json_push(list, agreement_json(&listing.list[i], listing.production.rate, listing.names));
    listing_clear(&listing);
    if (!code)
        return reply_take(reply, 200, json_list("agreements", list), err);
    json_decref(list);
    return code;
}

enum err_code api_agreement(struct req *req, struct reply *reply, struct err *err)
{
    struct listing listing;
    json_t *in_force = json_null(), *proposed = json_null();
    enum err_code code = listing_load(&listing, req, err);

    for (size_t i = 0; i < listing.count && !code && json_is_null(in_force); i++) {
        json_t *json = agreement_json(&listing.list[i], listing.production.rate, listing.names);
        if (listing.list[i].in_force_at_ms)
            in_force = json;
        else if (i == 0)
            proposed = json;
        else
            json_decref(json);
    }
    listing_clear(&listing);
    if (code)
        return code;
    return reply_take(reply, 200,
                      json_pack("{s:o, s:o}", "in_force", in_force, "proposed", proposed), err);
}

/* ---- what it means for the measures ---- */

enum err_code policy_load(struct policy *out, struct db *db, int64_t production_id, struct err *err)
{
    enum err_code code;

    *out = (struct policy){ 0 };
    if ((code = db_agreement_in_force(db, production_id, &out->agreement, &out->there, err)) ||
        !out->there)
        return code;
    out->terms = json_loads(out->agreement.terms, 0, NULL);
    out->moments = json_object_get(out->terms, "lfe_moments");
    return ERR_NONE;
}

void policy_clear(struct policy *policy)
{
    json_decref(policy->terms);
    agreement_clear(&policy->agreement);
    *policy = (struct policy){ 0 };
}

static bool is_moment(const struct policy *policy, const char *number)
{
    size_t i;
    json_t *moment;

    json_array_foreach (policy->moments, i, moment)
        if (!strcmp(json_string_value(moment), number))
            return true;
    return false;
}

/* Comparisons with NAN are false: what could not be measured breaks nothing. */
static void add_lfe(json_t *broken, const struct policy *policy, const struct policy_facts *facts)
{
    const char *what =
        policy->agreement.lfe == LFE_NONE ? "no LFE"
        : policy->agreement.lfe == LFE_AGREED_MOMENTS && !is_moment(policy, facts->scene_number)
            ? "no LFE in this scene"
            : NULL;
    char text[160];

    if (!what || !(facts->lfe_share > 0))
        return;
    snprintf(text, sizeof text, "the LFE is in use for %.0f %% of the scene; %s was agreed",
             100 * facts->lfe_share, what);
    json_push(broken, json_pack("{s:s, s:s}", "what", "lfe", "text", text));
}

static void add_centre(json_t *broken, const struct policy *policy,
                       const struct policy_facts *facts)
{
    char text[160];

    if (policy->agreement.centre != CENTRE_EMPTY || !(facts->centre_share > 0))
        return;
    snprintf(text, sizeof text,
             "music is in the Centre for %.0f %% of the dialogue; an empty Centre was agreed",
             100 * facts->centre_share);
    json_push(broken, json_pack("{s:s, s:s}", "what", "centre", "text", text));
}

json_t *policy_json(const struct policy *policy, const struct policy_facts *facts)
{
    json_t *broken;

    if (!policy->there)
        return json_null();
    broken = json_array();
    add_lfe(broken, policy, facts);
    add_centre(broken, policy, facts);
    return json_pack("{s:I, s:s, s:s, s:o}", "version", (json_int_t)policy->agreement.version,
                     "lfe_policy", lfe_policy_name(policy->agreement.lfe), "centre_policy",
                     centre_policy_name(policy->agreement.centre), "broken", broken);
}
