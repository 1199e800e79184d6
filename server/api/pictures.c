#include "server/store/pictures.h"

#include <stdlib.h>

#include "server/api/routes.h"
#include "server/api/text.h"
#include "server/api/to_json.h"

enum err_code api_picture_add(struct req *req, struct reply *reply, struct err *err)
{
    const struct text_rule rule = { "name", true };
    struct picture picture = { .production_id = req->id[0] };
    struct production production;
    const char *name;

    if (db_production(req->db, req->id[0], &production, err) ||
        req_unpack(req, err, "{s:s}", "name", &name) ||
        text_copy(picture.name, sizeof picture.name, name, rule, err) ||
        db_picture_add(req->db, &picture, err))
        return err->code;
    return reply_take(reply, 201, picture_json(&picture), err);
}

enum err_code api_pictures(struct req *req, struct reply *reply, struct err *err)
{
    struct production production;
    struct picture *list = NULL;
    json_t *json;
    size_t count;

    if (db_production(req->db, req->id[0], &production, err) ||
        db_pictures(req->db, production.id, &list, &count, err))
        return err->code;
    json = json_array();
    for (size_t i = 0; i < count; i++)
        json_push(json, picture_json(&list[i]));
    free(list);
    return reply_take(reply, 200, json_list("pictures", json), err);
}
