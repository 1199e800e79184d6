#include "server/store/cues.h"

#include "codec/media/names.h"
#include "server/api/load.h"
#include "server/api/routes.h"
#include "server/api/text.h"

enum err_code api_cue_add(struct req *req, struct reply *reply, struct err *err)
{
    const struct text_rule name_rule = { "name", true }, title_rule = { "title", false };
    struct cue cue = { .production_id = req->id[0] };
    struct production production;
    struct name_facts facts;
    const char *name, *title = "";

    if (db_production(req->db, req->id[0], &production, err) ||
        req_unpack(req, err, "{s:s, s?s}", "name", &name, "title", &title) ||
        text_copy(cue.name, sizeof cue.name, name, name_rule, err) ||
        text_copy(cue.title, sizeof cue.title, title, title_rule, err))
        return err->code;
    name_read(&facts, cue.name);
    cue.reel = facts.reel;
    cue.number = facts.number;
    if (db_cue_add(req->db, &cue, err))
        return err->code;
    return reply_take(reply, 201, cue_json(&cue, json_array()), err);
}

enum err_code api_cues(struct req *req, struct reply *reply, struct err *err)
{
    struct production production;
    json_t *cues;

    if (db_production(req->db, req->id[0], &production, err) ||
        load_cues(&cues, req->db, &production, SIZE_MAX, err))
        return err->code;
    return reply_take(reply, 200, json_list("cues", cues), err);
}
