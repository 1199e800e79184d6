#include "server/store/pictures.h"

#include <stdlib.h>

#include "server/api/acts.h"
#include "server/api/routes.h"
#include "server/api/text.h"
#include "server/api/to_json.h"

struct adding {
    const struct caller *who;
    struct picture picture;
};

static enum err_code add(struct db *db, void *ctx, struct err *err)
{
    struct adding *adding = ctx;
    const struct picture *picture = &adding->picture;
    struct act act = { .kind = "picture.add", .production_id = picture->production_id };

    if (db_picture_add(db, &adding->picture, err))
        return err->code;
    act.detail =
        json_pack("{s:I, s:s}", "picture_id", (json_int_t)picture->id, "name", picture->name);
    return act_add(db, adding->who, &act, NULL, err);
}

enum err_code api_picture_add(struct req *req, struct reply *reply, struct err *err)
{
    const struct text_rule rule = { "name", true };
    struct adding adding = { .who = req->caller, .picture.production_id = req->id[0] };
    struct picture *picture = &adding.picture;
    const char *name;

    if (req_unpack(req, err, "{s:s}", "name", &name) ||
        text_copy(picture->name, sizeof picture->name, name, rule, err) ||
        db_txn(req->db, add, &adding, err))
        return err->code;
    act_news(req->app, picture->production_id);
    return reply_take(reply, 201, picture_json(picture), err);
}

enum err_code api_pictures(struct req *req, struct reply *reply, struct err *err)
{
    struct picture *list = NULL;
    json_t *json;
    size_t count;

    if (db_pictures(req->db, req->id[0], &list, &count, err))
        return err->code;
    json = json_array();
    for (size_t i = 0; i < count; i++)
        json_push(json, picture_json(&list[i]));
    free(list);
    return reply_take(reply, 200, json_list("pictures", json), err);
}
