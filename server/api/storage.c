#include "server/store/storage.h"

#include "server/api/app.h"
#include "server/api/routes.h"

enum err_code api_storage(struct req *req, struct reply *reply, struct err *err)
{
    const struct app_options *options = &req->app->options;
    struct storage storage;
    int64_t free_bytes, awaited_bytes;

    if (db_storage(req->db, req->id[0], &storage, err) ||
        db_storage_awaited(req->db, &awaited_bytes, err) ||
        blobs_free_bytes(req->app->blobs, &free_bytes, err))
        return err->code;
    free_bytes -= options->keep_free_bytes + awaited_bytes;
    return reply_take(
        reply, 200,
        json_pack("{s:I, s:o, s:I, s:I}", "used_bytes", (json_int_t)storage.used_bytes,
                  "quota_bytes",
                  options->quota_bytes ? json_integer(options->quota_bytes) : json_null(),
                  "free_bytes", (json_int_t)(free_bytes > 0 ? free_bytes : 0), "max_upload_bytes",
                  (json_int_t)options->max_upload_bytes),
        err);
}
