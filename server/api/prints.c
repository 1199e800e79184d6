#include "server/api/load.h"
#include "server/api/recordings.h"
#include "server/api/routes.h"
#include "server/api/upload.h"

enum err_code api_print_put(struct req *req, struct reply *reply, struct err *err)
{
    struct print_set set;
    struct production production;

    (void)reply;
    if (load_set(req->db, req->id[0], &set, &production, err))
        return err->code;
    return upload_begin(req, &production, set.id, 0, err);
}

enum err_code api_print(struct req *req, struct reply *reply, struct err *err)
{
    return recording_reply(req, reply, SIDE_PRINT, err);
}

enum err_code api_print_order(struct req *req, struct reply *reply, struct err *err)
{
    return recording_answer_order(req, reply, SIDE_PRINT, err);
}

enum err_code api_print_start(struct req *req, struct reply *reply, struct err *err)
{
    return recording_answer_start(req, reply, SIDE_PRINT, err);
}

enum err_code api_print_file(struct req *req, struct reply *reply, struct err *err)
{
    return recording_reply_file(req, reply, SIDE_PRINT, err);
}
