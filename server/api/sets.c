#include "server/store/sets.h"

#include <stdlib.h>

#include "server/api/load.h"
#include "server/api/routes.h"

enum err_code api_set_add(struct req *req, struct reply *reply, struct err *err)
{
    struct print_set set = { .cue_id = req->id[0] };
    const struct recordings none = { 0 };
    struct production production;
    struct picture picture;
    struct cue cue;
    json_int_t picture_id;

    if (db_cue(req->db, req->id[0], &cue, err) ||
        req_unpack(req, err, "{s:I}", "picture_id", &picture_id) ||
        load_picture(req->db, picture_id, &picture, &production, err))
        return err->code;
    if (picture.production_id != cue.production_id)
        return err_set(err, ERR_INVALID, "picture version %lld belongs to another production",
                       (long long)picture.id);
    set.picture_id = picture.id;
    if (db_set_add(req->db, &set, err))
        return err->code;
    return reply_take(reply, 201, set_json(&set, &production, &none), err);
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

enum err_code api_set(struct req *req, struct reply *reply, struct err *err)
{
    struct print_set set;
    struct production production;
    struct recordings prints;
    json_t *json;

    if (load_set(req->db, req->id[0], &set, &production, err) ||
        db_prints_of_set(req->db, set.id, &prints, err))
        return err->code;
    json = set_json(&set, &production, &prints);
    free(prints.list);
    return reply_take(reply, 200, json, err);
}
