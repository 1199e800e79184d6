#include "server/store/queries.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/applies.h"
#include "server/api/evidence.h"
#include "server/api/gate.h"
#include "server/api/page_query.h"
#include "server/api/query_json.h"
#include "server/api/remarks.h"
#include "server/api/routes.h"
#include "server/api/text.h"
#include "server/api/to_json.h"

/* ---- what follows from events ---- */

static bool read_digest(struct hash *out, const json_t *detail)
{
    const char *text = detail_text(detail, "sounds");

    return text && !hash_parse(out, text, NULL);
}

enum err_code apply_query_ask(struct db *db, const struct event *event, json_t *detail,
                              struct err *err)
{
    const json_t *evidence = json_object_get(detail, "evidence");
    struct asked asked = { .state = QUERY_OPEN };
    enum err_code code;

    if (!json_is_object(evidence) || !read_digest(&asked.sounds, detail))
        return detail_damaged(event, err);
    if ((code = remark_of_event(&asked.remark, event, detail, err)))
        return code;
    if (!(asked.evidence = json_dumps(evidence, JSON_COMPACT)))
        code = err_set(err, ERR_NO_MEMORY, "no memory for the evidence of a query");
    else
        code = db_asked_add(db, &asked, err);
    asked_clear(&asked);
    return code;
}

/* All but the text, which is lent by the detail. */
static bool answer_of_event(struct query_answer *out, const struct event *event,
                            const json_t *detail)
{
    const char *likelihood = detail_text(detail, "likelihood"),
               *advice = detail_text(detail, "advice"), *side = detail_text(detail, "side");

    *out = (struct query_answer){ .id = event->id,
                                  .query_id = detail_number(detail, "query_id"),
                                  .person_id = event->person_id,
                                  .trim_db = json_number_value(json_object_get(detail, "trim_db")),
                                  .at_ms = event->at_ms };
    if (!likelihood || !advice || !side || !detail_text(detail, "text"))
        return false;
    snprintf(out->side, sizeof out->side, "%s", side);
    return !likelihood_parse(&out->likelihood, likelihood, NULL) &&
           !advice_parse(&out->advice, advice, NULL) && read_digest(&out->sounds, detail);
}

enum err_code apply_query_answer(struct db *db, const struct event *event, json_t *detail,
                                 struct err *err)
{
    struct query_answer answer;
    enum err_code code;

    if (!answer_of_event(&answer, event, detail))
        return detail_damaged(event, err);
    if (!(answer.text = strdup(detail_text(detail, "text"))))
        return err_set(err, ERR_NO_MEMORY, "no memory for a text");
    code = db_query_answer_add(db, &answer, err);
    free(answer.text);
    return code;
}

enum err_code apply_query_close(struct db *db, const struct event *event, json_t *detail,
                                struct err *err)
{
    const int64_t query_id = detail_number(detail, "query_id");

    if (query_id < 1)
        return detail_damaged(event, err);
    return db_query_close(db, query_id, event->at_ms, err);
}

/* ---- one query ---- */

/* Which parts are answered beside the query itself. */
enum { WITH_EVIDENCE = 1, WITH_ANSWERS = 2 };

static json_t *evidence_of(const struct asked *asked)
{
    return json_pack("{s:o}", "evidence", json_loads(asked->evidence, 0, NULL));
}

static enum err_code answers_of(json_t **out, struct db *db, int64_t query_id,
                                const struct who_names *names, struct err *err)
{
    struct query_answers answers;
    json_t *list;
    const enum err_code code = db_query_answers(db, query_id, &answers, err);

    if (code)
        return code;
    list = json_array();
    for (size_t i = 0; i < answers.count; i++)
        json_push(list, query_answer_json(&answers.list[i], names));
    query_answers_clear(&answers);
    *out = json_list("answers", list);
    return ERR_NONE;
}

static enum err_code reply_query(struct req *req, struct reply *reply, unsigned status, int64_t id,
                                 unsigned with, struct err *err)
{
    struct production production;
    struct query_view view = { 0 };
    struct asked asked;
    json_t *json = NULL, *answers = NULL;
    enum err_code code;

    if ((code = db_asked(req->db, id, &asked, err)))
        return code;
    if ((code = db_production(req->db, asked.remark.production_id, &production, err)) ||
        (code = query_view_load(&view, req->db, &production, &(struct asked_list){ &asked, 1 },
                                err)) ||
        ((with & WITH_ANSWERS) && (code = answers_of(&answers, req->db, id, view.names, err))))
        goto done;
    json = query_json(&asked, &view);
    if (with & WITH_EVIDENCE)
        json = remark_merge(json, evidence_of(&asked));
    if (with & WITH_ANSWERS)
        json = remark_merge(json, answers);
    code = reply_take(reply, status, json, err);
done:
    query_view_clear(&view);
    asked_clear(&asked);
    return code;
}

enum err_code api_query(struct req *req, struct reply *reply, struct err *err)
{
    return reply_query(req, reply, 200, req->id[0], WITH_EVIDENCE | WITH_ANSWERS, err);
}

/* ---- asking ---- */

/* The detail of the event: what was said, and what it was said about. Takes the evidence. */
static json_t *ask_detail(const struct remark *remark, const struct evidence *evidence)
{
    return remark_merge(remark_detail(remark),
                        json_pack("{s:o, s:o}", "sounds", json_hash(&evidence->sounds), "evidence",
                                  evidence->json));
}

static enum err_code read_ask(struct remark *remark, struct evidence_keys *evidence,
                              struct req *req, const struct scene *scene, struct err *err)
{
    struct remark_keys keys = { 0 };

    if (req_unpack(req, err, "{s:s, s:s, s?o, s?o, s?o, s?s}", "about", &keys.about, "text",
                   &keys.text, "from_samples", &keys.from_samples, "to_samples", &keys.to_samples,
                   "recipe", &evidence->recipe, "preview_id", &evidence->preview_id))
        return err->code;
    if (!strcmp(keys.about, about_name(ABOUT_ANYTHING)))
        return err_set(err, ERR_INVALID,
                       "a query is about lfe or centre; a note is about anything");
    return remark_read_keys(remark, &keys, scene, req->caller, err);
}

enum err_code api_query_ask(struct req *req, struct reply *reply, struct err *err)
{
    struct act act = { .kind = "query.ask", .scene_id = req->id[0] };
    struct evidence_keys keys = { 0 };
    struct evidence evidence;
    struct remark_scene place;
    struct remark remark = { 0 };
    struct event event;
    enum side side;
    enum err_code code;

    if ((code = gate_side(req, &side, err)) ||
        (code = remark_scene_load(&place, req->db, req->id[0], err)) ||
        (code = read_ask(&remark, &keys, req, &place.scene, err)) ||
        (code = evidence_freeze(&evidence, req, &place, &keys, err)))
        goto done;
    act.production_id = place.production.id;
    act.detail = ask_detail(&remark, &evidence);
    if (!(code = act_do(req, &act, &event, err)))
        code = reply_query(req, reply, 201, event.id, WITH_EVIDENCE, err);
done:
    free(remark.text);
    return code;
}

/* ---- answering ---- */

/* An answer as it was sent; text is on the heap. */
static enum err_code read_answer(struct query_answer *out, struct req *req, struct err *err)
{
    const struct text_rule rule = { "text", false };
    const char *likelihood, *advice, *text = "";
    enum err_code code;

    *out = (struct query_answer){ .trim_db = NAN };
    if (req_unpack(req, err, "{s:s, s:s, s?F, s?s}", "likelihood", &likelihood, "advice", &advice,
                   "trim_db", &out->trim_db, "text", &text))
        return err->code;
    if ((code = likelihood_parse(&out->likelihood, likelihood, err)) ||
        (code = advice_parse(&out->advice, advice, err)))
        return code;
    if (out->advice != ADVICE_TRIM && !isnan(out->trim_db))
        return err_set(err, ERR_INVALID, "trim_db goes with the advice trim alone");
    if (out->advice == ADVICE_TRIM && !(out->trim_db >= TRIM_LEAST_DB && out->trim_db <= 0))
        return err_set(err, ERR_INVALID, "trim_db is how much to trim by: %.0f to 0 dB",
                       TRIM_LEAST_DB);
    return text_long(&out->text, text, rule, err);
}

/* Only the side that did not ask. */
static enum err_code check_answerer(const struct req *req, const struct asked *asked,
                                    struct err *err)
{
    enum side side, asker = SIDE_NONE;
    enum err_code code;

    if ((code = gate_side(req, &side, err)) || (code = side_parse(&asker, asked->remark.side, err)))
        return code;
    if (side == side_other(asker))
        return ERR_NONE;
    return err_set(err, ERR_FORBIDDEN, "the %s has asked, so the %s answers", side_name(asker),
                   side_name(side_other(asker)));
}

static json_t *answer_detail(const struct query_answer *answer, int64_t query_id,
                             const struct req *req)
{
    const bool trims = answer->advice == ADVICE_TRIM;

    /* Adding 0 turns -0 into 0. */
    return json_pack("{s:I, s:s, s:s, s:o, s:s, s:s, s:o}", "query_id", (json_int_t)query_id,
                     "likelihood", likelihood_name(answer->likelihood), "advice",
                     advice_name(answer->advice), "trim_db",
                     trims ? json_real(answer->trim_db + 0) : json_null(), "text", answer->text,
                     "side", side_name(req->caller->side), "sounds", json_hash(&answer->sounds));
}

enum err_code api_query_answer(struct req *req, struct reply *reply, struct err *err)
{
    struct act act = { .kind = "query.answer", .production_id = req->caller->production_id };
    struct query_answer answer = { 0 };
    struct asked asked;
    enum err_code code;

    if ((code = db_asked(req->db, req->id[0], &asked, err)))
        return code;
    if ((code = check_answerer(req, &asked, err)) || (code = read_answer(&answer, req, err)) ||
        (code =
             evidence_digest(&answer.sounds, req->db, act.production_id, &asked.remark.scene, err)))
        goto done;
    act.scene_id = asked.remark.scene_id;
    act.detail = answer_detail(&answer, asked.remark.id, req);
    if (!(code = act_do(req, &act, NULL, err)))
        code = reply_query(req, reply, 201, asked.remark.id, 0, err);
done:
    free(answer.text);
    asked_clear(&asked);
    return code;
}

/* ---- closing ---- */

/* Who asked; their side, once they have left the production. */
static enum err_code check_closer(const struct req *req, const struct asked *asked, struct err *err)
{
    const struct remark *remark = &asked->remark;
    struct member member;
    bool found;
    enum err_code code;

    if (remark->person_id == req->caller->person_id)
        return ERR_NONE;
    if ((code = db_member(req->db, remark->production_id, remark->person_id, &member, &found, err)))
        return code;
    if (found)
        return err_set(err, ERR_FORBIDDEN, "whoever asked closes the query: %s", member.name);
    if (strcmp(remark->side, side_name(req->caller->side)) != 0)
        return err_set(
            err, ERR_FORBIDDEN,
            "whoever asked has left the production: their side, the %s, closes the query",
            remark->side);
    return ERR_NONE;
}

enum err_code api_query_close(struct req *req, struct reply *reply, struct err *err)
{
    const struct text_rule rule = { "text", false };
    struct act act = { .kind = "query.close", .production_id = req->caller->production_id };
    struct asked asked;
    const char *text = "";
    char *copy = NULL;
    enum err_code code;

    if ((code = db_asked(req->db, req->id[0], &asked, err)))
        return code;
    if ((code = check_closer(req, &asked, err)) ||
        (code = req_unpack(req, err, "{s?s}", "text", &text)) ||
        (code = text_long(&copy, text, rule, err)))
        goto done;
    act.scene_id = asked.remark.scene_id;
    act.detail = json_pack("{s:I, s:s, s:s}", "query_id", (json_int_t)asked.remark.id, "text", copy,
                           "side", side_name(req->caller->side));
    if (!(code = act_do(req, &act, NULL, err)))
        code = reply_query(req, reply, 200, asked.remark.id, 0, err);
done:
    free(copy);
    asked_clear(&asked);
    return code;
}

/* ---- lists ---- */

/* A page of at most `limit` of them; the list has one more if there are more. */
static enum err_code reply_page(struct req *req, struct reply *reply, struct asked_list *asked,
                                int64_t limit, const struct production *production, struct err *err)
{
    const size_t shown = asked->count > (size_t)limit ? (size_t)limit : asked->count;
    struct query_view view;
    json_t *list;
    const enum err_code code = query_view_load(&view, req->db, production, asked, err);

    if (code)
        return code;
    list = json_array();
    for (size_t i = 0; i < shown; i++)
        json_push(list, query_json(&asked->list[i], &view));
    query_view_clear(&view);
    return reply_take(reply, 200,
                      page_json("queries", list, asked->count > shown,
                                shown ? asked->list[shown - 1].remark.id : 0),
                      err);
}

static enum err_code read_state(struct remark_filter *filter, const struct req *req,
                                struct err *err)
{
    const char *text = req_query(req, "state");
    enum query_state state;

    filter->standing = text && !strcmp(text, "unclosed");
    if (!text || filter->standing)
        return ERR_NONE;
    if (query_state_parse(&state, text, NULL))
        return err_set(err, ERR_INVALID,
                       "state is \"%.40s\"; it is open, answered, closed or unclosed", text);
    filter->state = query_state_name(state);
    return ERR_NONE;
}

enum err_code api_queries(struct req *req, struct reply *reply, struct err *err)
{
    struct production production;
    struct remark_filter filter;
    struct asked_list asked;
    enum err_code code;

    if ((code = db_production(req->db, req->id[0], &production, err)) ||
        (code = remark_filter_read(&filter, req, &production, ABOUT_CENTRE, err)) ||
        (code = read_state(&filter, req, err)) ||
        (code = db_asked_list(req->db, &filter, &asked, err)))
        return code;
    code = reply_page(req, reply, &asked, filter.limit - 1, &production, err);
    asked_list_clear(&asked);
    return code;
}

enum err_code api_scene_queries(struct req *req, struct reply *reply, struct err *err)
{
    struct page_query page;
    struct remark_scene place;
    struct asked_list asked;
    enum err_code code;

    if ((code = page_query_read(&page, req, err)) ||
        (code = remark_scene_load(&place, req->db, req->id[0], err)) ||
        (code =
             db_asked_of_scene(req->db, req->id[0], page.before_id, page.limit + 1, &asked, err)))
        return code;
    code = reply_page(req, reply, &asked, page.limit, &place.production, err);
    asked_list_clear(&asked);
    return code;
}
