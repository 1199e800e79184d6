#include <stdlib.h>

#include "server/api/load.h"
#include "server/api/recordings.h"
#include "server/api/routes.h"
#include "server/api/upload.h"

/* A file of a published set may come again, for its answer was perhaps lost; no other has a place
 * there, and need not arrive to be told. */
static enum err_code check_published(struct req *req, const struct print_set *set, struct err *err)
{
    struct recordings prints = { 0 };
    bool possible = req->content_length < 0;

    if (!set->published_at_ms)
        return ERR_NONE;
    if (db_prints_of_set(req->db, set->id, &prints, err))
        return err->code;
    for (size_t i = 0; i < prints.count; i++)
        for (unsigned k = 0; k < prints.list[i].files; k++)
            possible = possible || prints.list[i].file[k].bytes == req->content_length;
    free(prints.list);
    return possible ? ERR_NONE : set_is_published(set, err);
}

enum err_code api_print_put(struct req *req, struct reply *reply, struct err *err)
{
    struct print_set set;
    struct production production;

    (void)reply;
    if (load_set(req->db, req->id[0], &set, &production, err) || check_published(req, &set, err))
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
