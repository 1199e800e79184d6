#include "server/store/sets.h"

#include <stdlib.h>

#include "server/api/acts.h"
#include "server/api/load.h"
#include "server/api/routes.h"

struct adding {
    struct print_set set;
    const char *cue;
    const struct picture *picture;
    const struct caller *who;
};

static enum err_code add_now(struct db *db, void *ctx, struct err *err)
{
    struct adding *adding = ctx;
    struct print_set *set = &adding->set;
    struct act act = { .kind = "set.add" };
    enum err_code code;

    if ((code = db_set_add(db, set, err)))
        return code;
    act.production_id = set->production_id;
    act.detail = json_pack("{s:I, s:s, s:I, s:s, s:I}", "set_id", (json_int_t)set->id, "cue",
                           adding->cue, "version", (json_int_t)set->version, "picture",
                           adding->picture->name, "picture_id", (json_int_t)adding->picture->id);
    return act_add(db, adding->who, &act, NULL, err);
}

enum err_code api_set_add(struct req *req, struct reply *reply, struct err *err)
{
    struct adding adding = { .set = { .cue_id = req->id[0], .person_id = req->caller->person_id },
                             .who = req->caller };
    const struct recordings none = { 0 };
    struct production production;
    struct picture picture;
    struct cue cue;
    json_int_t picture_id;
    enum err_code code;

    if (db_cue(req->db, req->id[0], &cue, err) ||
        req_unpack(req, err, "{s:I}", "picture_id", &picture_id) ||
        db_production(req->db, cue.production_id, &production, err))
        return err->code;
    code = db_picture(req->db, picture_id, &picture, NULL);
    if (code == ERR_NOT_FOUND || (!code && picture.production_id != production.id))
        return err_set(err, ERR_INVALID, "picture_id: the production has no picture version %lld",
                       (long long)picture_id);
    if (code)
        return db_picture(req->db, picture_id, &picture, err);
    adding.set.picture_id = picture.id;
    adding.cue = cue.name;
    adding.picture = &picture;
    if (db_txn(req->db, add_now, &adding, err))
        return err->code;
    act_news(req->app, production.id);
    return reply_take(reply, 201, set_json(&adding.set, &production, &none), err);
}

enum err_code api_sets(struct req *req, struct reply *reply, struct err *err)
{
    struct cue cue;
    struct production production;
    struct print_set *sets = NULL;
    struct recordings prints = { 0 };
    json_t *json = NULL;
    size_t count = 0;
    enum err_code code;

    if ((code = db_cue(req->db, req->id[0], &cue, err)) ||
        (code = db_production(req->db, cue.production_id, &production, err)) ||
        (code = db_sets_of_cue(req->db, cue.id, &sets, &count, err)) ||
        (code = db_prints_of_cue(req->db, cue.id, &prints, err)))
        goto done;
    json = json_array();
    for (size_t i = 0; i < count; i++)
        json_push(json, set_json(&sets[i], &production, &prints));
    code = reply_take(reply, 200, json_list("sets", json), err);
done:
    free(sets);
    free(prints.list);
    return code;
}
