/* The server about itself. */
#include "server/api/app.h"
#include "server/api/routes.h"

static const unsigned char openapi[] = {
#include "openapi.inc"
};

enum err_code api_health(struct req *req, struct reply *reply, struct err *err)
{
    if (db_version(req->db) != db_version_latest())
        return err_set(err, ERR_BUSY, "the record can't be read");
    return reply_take(reply, 200,
                      json_pack("{s:s, s:s}", "status", "ok", "version", PREDUB_VERSION), err);
}

enum err_code api_openapi(struct req *req, struct reply *reply, struct err *err)
{
    (void)req;
    (void)err;
    return reply_static(reply, "application/json", openapi, sizeof openapi);
}
