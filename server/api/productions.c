#include "server/store/memberships.h"

#include <stdlib.h>

#include "server/api/acts.h"
#include "server/api/load.h"
#include "server/api/routes.h"
#include "server/api/stem_plan.h"
#include "server/api/text.h"

/* What whoever asks is in it. */
static json_t *with_standing(json_t *json, enum side side, bool may_manage)
{
    if (json && !json_object_set_new(json, "side", json_string(side_name(side))) &&
        !json_object_set_new(json, "may_manage", json_boolean(may_manage)))
        return json;
    json_decref(json);
    return NULL;
}

struct adding {
    const struct caller *who;
    struct production production;
    enum side side;
};

/* The maker is its first member, and manages it. */
static enum err_code add(struct db *db, void *ctx, struct err *err)
{
    struct adding *adding = ctx;
    struct production *production = &adding->production;
    struct member maker = { .person_id = adding->who->person_id,
                            .side = adding->side,
                            .may_manage = true };
    struct act act = { .kind = "production.add" };
    char rate[RATE_TEXT];
    enum err_code code;

    if ((code = db_production_add(db, production, err)))
        return code;
    act.production_id = maker.production_id = production->id;
    if ((code = db_member_put(db, &maker, err)))
        return code;
    rate_format(rate, production->rate);
    act.detail =
        json_pack("{s:s, s:s, s:f, s:o, s:o, s:s}", "name", production->name, "frame_rate", rate,
                  "headroom_db", production->headroom_db, "stems", stem_names_json(production),
                  "stem_plan", stem_plan_json(production), "side", side_name(adding->side));
    return act_add(db, adding->who, &act, NULL, err);
}

static enum err_code read_stems(struct production *out, const json_t *names, const json_t *plan,
                                struct err *err)
{
    if (names && plan)
        return err_set(err, ERR_INVALID, "tell stems or stem_plan, not both");
    return plan ? stem_plan_read(out, plan, false, err) : stem_plan_read_names(out, names, err);
}

static enum err_code read_new(struct adding *out, struct req *req, struct err *err)
{
    const struct text_rule name_rule = { "name", true };
    struct production *production = &out->production;
    const char *name, *rate, *side = "none";
    json_t *stems = NULL, *plan = NULL;

    if (req_unpack(req, err, "{s:s, s:s, s?F, s?o, s?o, s?s}", "name", &name, "frame_rate", &rate,
                   "headroom_db", &production->headroom_db, "stems", &stems, "stem_plan", &plan,
                   "side", &side) ||
        text_copy(production->name, sizeof production->name, name, name_rule, err) ||
        rate_parse(&production->rate, rate, err) || read_stems(production, stems, plan, err) ||
        side_parse(&out->side, side, err))
        return err->code;
    if (!(production->headroom_db >= -24 && production->headroom_db <= 0))
        return err_set(err, ERR_INVALID, "headroom_db is %g, it may be -24 to 0",
                       production->headroom_db);
    return ERR_NONE;
}

enum err_code api_production_add(struct req *req, struct reply *reply, struct err *err)
{
    struct adding adding = { .who = req->caller };
    json_t *json;

    if (read_new(&adding, req, err) || db_txn(req->db, add, &adding, err))
        return err->code;
    act_news(req->app, adding.production.id);
    if (load_production(&json, req->db, &adding.production, err))
        return err->code;
    return reply_take(reply, 201, with_standing(json, adding.side, true), err);
}

enum err_code api_production(struct req *req, struct reply *reply, struct err *err)
{
    const struct caller *who = req->caller;
    struct production production;
    json_t *json = NULL;

    if (db_production(req->db, req->id[0], &production, err) ||
        load_production(&json, req->db, &production, err))
        return err->code;
    return reply_take(reply, 200, with_standing(json, who->side, who->may_manage), err);
}

/* A line of the list: what is in the production is only counted. */
static json_t *line_json(const struct membership *membership)
{
    const struct production *production = &membership->production;
    char rate[RATE_TEXT];

    rate_format(rate, production->rate);
    return with_standing(
        json_pack("{s:I, s:s, s:s, s:f, s:o, s:I, s:I, s:I}", "id", (json_int_t)production->id,
                  "name", production->name, "frame_rate", rate, "headroom_db",
                  production->headroom_db, "stems", stem_names_json(production), "created_at_ms",
                  (json_int_t)production->created_at_ms, "picture_count",
                  (json_int_t)membership->pictures, "cue_count", (json_int_t)membership->cues),
        membership->side, membership->may_manage);
}

enum err_code api_productions(struct req *req, struct reply *reply, struct err *err)
{
    struct membership *list = NULL;
    json_t *json;
    size_t count;

    if (db_memberships(req->db, req->caller->person_id, &list, &count, err))
        return err->code;
    json = json_array();
    for (size_t i = 0; i < count; i++)
        json_push(json, line_json(&list[i]));
    free(list);
    return reply_take(reply, 200, json_list("productions", json), err);
}
