/* Previews, for the members of a production. */
#include "server/api/load.h"
#include "server/api/preview_serve.h"
#include "server/api/routes.h"

enum err_code api_preview_add(struct req *req, struct reply *reply, struct err *err)
{
    struct preview_ask ask = { 0 };

    if (load_picture(req->db, req->id[0], &ask.picture, &ask.production, err) ||
        preview_ask_read(&ask, req, err))
        return err->code;
    return preview_serve_new(req, reply, &ask, READER_MEMBER, err);
}

enum err_code api_preview(struct req *req, struct reply *reply, struct err *err)
{
    return preview_serve(req, reply, READER_MEMBER, err);
}

enum err_code api_preview_file(struct req *req, struct reply *reply, struct err *err)
{
    return preview_serve_file(req, reply, err);
}

enum err_code api_preview_overs(struct req *req, struct reply *reply, struct err *err)
{
    return preview_serve_overs(req, reply, err);
}
