/* Resumable uploads that are there: how far they are, more of their bytes, their end. */
#include "server/api/uploads.h"

#include <stdlib.h>
#include <string.h>

#include "server/api/limits.h"
#include "server/api/receive.h"
#include "server/api/routes.h"
#include "server/api/to_json.h"

static json_t *or_null(int64_t id)
{
    return id ? json_integer(id) : json_null();
}

json_t *upload_json(const struct db_upload *upload, const struct who_names *names)
{
    const char *recording = upload->set_id ? "print_id" : "temp_id";

    return json_pack("{s:I, s:o, s:o, s:s, s:I, s:I, s:o, s:s?, s:b, s:I, s:o, s:o, s:s, s:s?}",
                     "id", (json_int_t)upload->id, "set_id", or_null(upload->set_id), "picture_id",
                     or_null(upload->picture_id), "filename", upload->filename, "bytes",
                     (json_int_t)upload->bytes, "offset", (json_int_t)upload->at.bytes, "sha256",
                     upload->has_sha256 ? json_hash(&upload->sha256) : json_null(), "identity",
                     *upload->identity ? upload->identity : NULL, "is_partial", upload->is_partial,
                     "expires_at_ms", (json_int_t)upload->expires_at_ms, "by",
                     who_json(names, upload->person_id, side_name(upload->side), ""), recording,
                     or_null(upload->recording_id), "state", upload_state_name(upload->state),
                     "error", *upload->error ? upload->error : NULL);
}

/* The bytes of an upload are its person's own: for others it is not there. */
static enum err_code load_own(struct req *req, struct db_upload *out, struct err *err)
{
    enum err_code code;

    if ((code = db_upload(req->db, req->id[0], out, err)))
        return code;
    if (out->person_id != req->caller->person_id)
        return err_set(err, ERR_NOT_FOUND, "there is no such upload of yours");
    return ERR_NONE;
}

enum err_code api_upload_options(struct req *req, struct reply *reply, struct err *err)
{
    return tus_options(reply, req->app->options.max_upload_bytes, err);
}

static enum err_code tell_json(struct req *req, struct reply *reply, struct err *err)
{
    struct who_names *names = NULL;
    struct db_upload upload;
    enum err_code code;

    if ((code = db_upload(req->db, req->id[0], &upload, err)) ||
        (code = who_names_new(&names, req->db, err)))
        return code;
    code = reply_take(reply, 200, upload_json(&upload, names), err);
    who_names_free(names);
    return code;
}

/* One who asks how far it is while bytes are being kept waits for that. */
struct asking {
    struct app *app;
    int64_t upload_id;
    bool has_waited;
};

static enum err_code tell_parts(const struct db_upload *upload, struct db *db, struct reply *reply,
                                struct err *err)
{
    char *concat = malloc(UPLOAD_CONCAT);
    enum err_code code;

    if (!concat)
        return err_set(err, ERR_NO_MEMORY, "no memory for an answer");
    if (!(code = db_upload_concat(db, upload->id, concat, err)) && *concat)
        code = reply_header(reply, "Upload-Concat", concat, err);
    free(concat);
    return code;
}

static enum err_code tell_offset(const struct asking *asking, struct db *db, struct reply *reply,
                                 struct err *err)
{
    struct db_upload upload;
    enum err_code code;

    if ((code = db_upload(db, asking->upload_id, &upload, err)) ||
        (code = receive_check_state(&upload, reply, err)))
        return code;
    if ((code = tus_header_number(reply, "Upload-Offset", upload.at.bytes, err)) ||
        (code = tus_header_number(reply, "Upload-Length", upload.bytes, err)) ||
        (*upload.metadata &&
         (code = reply_header(reply, "Upload-Metadata", upload.metadata, err))) ||
        (code = receive_tell_expiry(&upload, reply, err)) ||
        (code = tell_parts(&upload, db, reply, err)))
        return code;
    return reply_static(reply, "application/offset+octet-stream", "", 0);
}

static enum err_code asking_finish(void *ctx, struct db *db, struct waker *waker, bool *wait,
                                   struct reply *reply, struct err *err)
{
    struct asking *asking = ctx;
    enum err_code code;

    *wait = !asking->has_waited && arrival_wait(asking->app, asking->upload_id, waker);
    asking->has_waited = true;
    if (*wait)
        return ERR_NONE;
    code = tell_offset(asking, db, reply, err);
    free(asking);
    return code;
}

static enum err_code tell_later(struct req *req, const struct asking *asking, struct err *err)
{
    struct asking *kept = malloc(sizeof *kept);

    if (!kept)
        return err_set(err, ERR_NO_MEMORY, "no memory for another request");
    *kept = *asking;
    req_later(req, &(struct body_sink){ .ctx = kept, .finish = asking_finish, .abort = free });
    return ERR_NONE;
}

static enum err_code head(struct req *req, struct reply *reply, struct err *err)
{
    const struct asking asking = { .app = req->app, .upload_id = req->id[0] };
    struct db_upload upload;
    enum err_code code;

    if ((code = load_own(req, &upload, err)))
        return code;
    if (upload.state == UPLOAD_CHECKING && !arrival_is_held(req->app, upload.id) &&
        (code = arrival_recheck(req->app, req->db, &upload, err)))
        return code;
    return arrival_wait(req->app, upload.id, NULL) ? tell_later(req, &asking, err)
                                                   : tell_offset(&asking, req->db, reply, err);
}

enum err_code api_upload(struct req *req, struct reply *reply, struct err *err)
{
    return strcmp(req->method, "HEAD") ? tell_json(req, reply, err) : head(req, reply, err);
}

static enum err_code check_place(const struct req *req, const struct db_upload *upload,
                                 int64_t offset_bytes, struct err *err)
{
    const int64_t left = upload->bytes - upload->at.bytes;

    if (offset_bytes != upload->at.bytes)
        return err_set(err, ERR_CONFLICT,
                       "Upload-Offset is %lld and %lld bytes are here: go on from there",
                       (long long)offset_bytes, (long long)upload->at.bytes);
    if (req->content_length > left)
        return err_set(err, ERR_TOO_BIG,
                       "%lld bytes are sent and the upload lacks %lld of its %lld",
                       (long long)req->content_length, (long long)left, (long long)upload->bytes);
    return limits_disk(req->app, req->content_length > 0 ? req->content_length : 0, err);
}

enum err_code api_upload_patch(struct req *req, struct reply *reply, struct err *err)
{
    const char *promise = req_header(req, "Upload-Checksum");
    struct db_upload upload;
    struct tus_checksum checksum;
    const struct receive_wish wish = { .upload_id = req->id[0],
                                       .checksum = promise ? &checksum : NULL,
                                       .status = 204 };
    int64_t offset_bytes;
    enum err_code code;

    if ((code = tus_check_type(req, reply, err)) || (code = load_own(req, &upload, err)) ||
        (code = receive_check_state(&upload, reply, err)) ||
        (code = tus_number(req, "Upload-Offset", &offset_bytes, err)) ||
        (promise && (code = tus_checksum_read(&checksum, promise, err))) ||
        (code = check_place(req, &upload, offset_bytes, err)))
        return code;
    if (upload.state == UPLOAD_DONE)
        return receive_tell_done(&upload, reply, err);
    return receive_begin(req, reply, &wish, err);
}

enum err_code api_upload_end(struct req *req, struct reply *reply, struct err *err)
{
    struct db_upload upload;
    const struct upload_ids ids = { &upload.id, 1 };
    enum err_code code;

    if ((code = load_own(req, &upload, err)))
        return code;
    if (upload.state == UPLOAD_CHECKING && arrival_is_held(req->app, upload.id)) {
        reply_fails_with(reply, TUS_LOCKED);
        return err_set(err, ERR_BUSY,
                       "all bytes are here and the file is being checked: look "
                       "again shortly");
    }
    if ((code = db_upload_remove(req->db, upload.id, err)))
        return code;
    arrivals_drop(req->app, &ids);
    return reply_empty(reply);
}

static enum err_code read_wanted_hash(const struct req *req, struct uploads_query *query,
                                      struct hash *hash, struct err *err)
{
    const char *text = req_query(req, "sha256");

    if (!text)
        return ERR_NONE;
    query->sha256 = hash;
    return hash_parse(hash, text, err);
}

static enum err_code list(struct req *req, struct reply *reply, struct uploads_query *query,
                          struct err *err)
{
    struct who_names *names = NULL;
    struct db_upload *uploads = NULL;
    json_t *json;
    struct hash hash;
    size_t count;
    enum err_code code;

    query->person_id = req->caller->person_id;
    query->identity = req_query(req, "identity");
    if ((code = read_wanted_hash(req, query, &hash, err)) ||
        (code = db_uploads(req->db, query, &uploads, &count, err)) ||
        (code = who_names_new(&names, req->db, err)))
        goto done;
    json = json_array();
    for (size_t i = 0; i < count; i++)
        json_push(json, upload_json(&uploads[i], names));
    code = reply_take(reply, 200, json_list("uploads", json), err);
done:
    who_names_free(names);
    free(uploads);
    return code;
}

enum err_code api_set_uploads(struct req *req, struct reply *reply, struct err *err)
{
    return list(req, reply, &(struct uploads_query){ .set_id = req->id[0] }, err);
}

enum err_code api_picture_uploads(struct req *req, struct reply *reply, struct err *err)
{
    return list(req, reply, &(struct uploads_query){ .picture_id = req->id[0] }, err);
}
