#include <stdlib.h>

#include "server/api/load.h"
#include "server/api/recordings.h"
#include "server/api/routes.h"
#include "server/api/upload.h"

enum err_code api_temps(struct req *req, struct reply *reply, struct err *err)
{
    struct picture picture;
    struct production production;
    struct recordings temps;
    json_t *json;

    if (load_picture(req->db, req->id[0], &picture, &production, err) ||
        db_temps_of_picture(req->db, picture.id, &temps, err))
        return err->code;
    json = json_array();
    for (size_t i = 0; i < temps.count; i++)
        json_push(json, recording_json(&temps.list[i], production.rate));
    free(temps.list);
    return reply_take(reply, 200, json_list("temps", json), err);
}

enum err_code api_temp_put(struct req *req, struct reply *reply, struct err *err)
{
    struct picture picture;
    struct production production;

    (void)reply;
    if (load_picture(req->db, req->id[0], &picture, &production, err))
        return err->code;
    return upload_begin(req, &production, 0, picture.id, err);
}

enum err_code api_temp(struct req *req, struct reply *reply, struct err *err)
{
    return recording_reply(req, reply, SIDE_TEMP, err);
}

enum err_code api_temp_order(struct req *req, struct reply *reply, struct err *err)
{
    return recording_answer_order(req, reply, SIDE_TEMP, err);
}

enum err_code api_temp_start(struct req *req, struct reply *reply, struct err *err)
{
    return recording_answer_start(req, reply, SIDE_TEMP, err);
}

enum err_code api_temp_file(struct req *req, struct reply *reply, struct err *err)
{
    return recording_reply_file(req, reply, SIDE_TEMP, err);
}
