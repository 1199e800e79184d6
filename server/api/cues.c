#include "server/store/cues.h"

#include "codec/media/names.h"
#include "server/api/acts.h"
#include "server/api/load.h"
#include "server/api/routes.h"
#include "server/api/text.h"

struct adding {
    const struct caller *who;
    struct cue cue;
};

static enum err_code add(struct db *db, void *ctx, struct err *err)
{
    struct adding *adding = ctx;
    const struct cue *cue = &adding->cue;
    struct act act = { .kind = "cue.add", .production_id = cue->production_id };

    if (db_cue_add(db, &adding->cue, err))
        return err->code;
    act.detail = json_pack("{s:I, s:s, s:s}", "cue_id", (json_int_t)cue->id, "name", cue->name,
                           "title", cue->title);
    return act_add(db, adding->who, &act, NULL, err);
}

enum err_code api_cue_add(struct req *req, struct reply *reply, struct err *err)
{
    const struct text_rule name_rule = { "name", true }, title_rule = { "title", false };
    struct adding adding = { .who = req->caller, .cue.production_id = req->id[0] };
    struct cue *cue = &adding.cue;
    struct name_facts facts;
    const char *name, *title = "";

    if (req_unpack(req, err, "{s:s, s?s}", "name", &name, "title", &title) ||
        text_copy(cue->name, sizeof cue->name, name, name_rule, err) ||
        text_copy(cue->title, sizeof cue->title, title, title_rule, err))
        return err->code;
    name_read(&facts, cue->name);
    cue->reel = facts.reel;
    cue->number = facts.number;
    if (db_txn(req->db, add, &adding, err))
        return err->code;
    act_news(req->app, cue->production_id);
    return reply_take(reply, 201, cue_json(cue, json_array()), err);
}

enum err_code api_cues(struct req *req, struct reply *reply, struct err *err)
{
    struct production production;
    json_t *cues;

    if (db_production(req->db, req->id[0], &production, err) ||
        load_cues(&cues, req->db, &production, err))
        return err->code;
    return reply_take(reply, 200, json_list("cues", cues), err);
}
