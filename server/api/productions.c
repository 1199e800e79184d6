#include "server/store/memberships.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/api/acts.h"
#include "server/api/load.h"
#include "server/api/routes.h"
#include "server/api/text.h"

/* Agreed with the re-recording mixer unless the production says otherwise. */
static const char *const default_stems[] = { "String", "Brass", "Atmospheric", "FX inst",
                                             "Percussion" };
static const char *const other_roles[] = { "Full mix", "Dialogue", "Effects" };

static bool role_is_taken(const struct production *production, const char *role)
{
    for (size_t i = 0; i < sizeof other_roles / sizeof *other_roles; i++)
        if (!strcasecmp(other_roles[i], role))
            return true;
    for (unsigned i = 0; i < production->stems; i++)
        if (!strcasecmp(production->stem[i], role))
            return true;
    return false;
}

static enum err_code stem_add(struct production *production, const char *name, struct err *err)
{
    char *stem = production->stem[production->stems];
    enum err_code code;

    if ((code = text_copy(stem, RECIPE_ROLE, name, (struct text_rule){ "stems", true }, err)))
        return code;
    if (role_is_taken(production, stem))
        return err_set(err, ERR_INVALID,
                       "stems: \"%s\" is there twice, or is the full mix or a temp", stem);
    production->stems++;
    return ERR_NONE;
}

static enum err_code read_stems(struct production *production, const json_t *stems, struct err *err)
{
    const size_t count = stems ? json_array_size(stems) : 0;
    enum err_code code = ERR_NONE;

    if (stems && (!json_is_array(stems) || count < 1 || count > STEMS_MAX))
        return err_set(err, ERR_INVALID, "stems must be a list of 1 to %d names", STEMS_MAX);
    for (size_t i = 0; i < count && !code; i++) {
        const json_t *name = json_array_get(stems, i);
        code = json_is_string(name) ? stem_add(production, json_string_value(name), err)
                                    : err_set(err, ERR_INVALID, "stems holds what is no name");
    }
    for (size_t i = 0; !stems && i < sizeof default_stems / sizeof *default_stems && !code; i++)
        code = stem_add(production, default_stems[i], err);
    return code;
}

static json_t *stems_json(const struct production *production)
{
    json_t *stems = json_array();

    for (unsigned i = 0; i < production->stems; i++)
        json_push(stems, json_string(production->stem[i]));
    return stems;
}

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
    act.detail = json_pack("{s:s, s:s, s:f, s:o, s:s}", "name", production->name, "frame_rate",
                           rate, "headroom_db", production->headroom_db, "stems",
                           stems_json(production), "side", side_name(adding->side));
    return act_add(db, adding->who, &act, NULL, err);
}

static enum err_code read_new(struct adding *out, struct req *req, struct err *err)
{
    const struct text_rule name_rule = { "name", true };
    struct production *production = &out->production;
    const char *name, *rate, *side = "none";
    json_t *stems = NULL;

    if (req_unpack(req, err, "{s:s, s:s, s?F, s?o, s?s}", "name", &name, "frame_rate", &rate,
                   "headroom_db", &production->headroom_db, "stems", &stems, "side", &side) ||
        text_copy(production->name, sizeof production->name, name, name_rule, err) ||
        rate_parse(&production->rate, rate, err) || read_stems(production, stems, err) ||
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
    json = production_json(&adding.production, json_array(), json_array());
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
                  production->headroom_db, "stems", stems_json(production), "created_at_ms",
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
