#include "server/api/receive.h"

#include <stdlib.h>

#include "server/api/uploads.h"

/* One request. */
struct receive {
    struct arrival *arrival;
    int64_t upload_id;
    unsigned status;
    bool has_finished;
};

enum err_code receive_check_state(const struct db_upload *upload, struct reply *reply,
                                  struct err *err)
{
    if (upload->state != UPLOAD_REFUSED)
        return ERR_NONE;
    reply_fails_with(reply, TUS_GONE);
    return err_set(err, ERR_NOT_FOUND, "the upload was refused and is over: %s", upload->error);
}

enum err_code receive_tell_expiry(const struct db_upload *upload, struct reply *reply,
                                  struct err *err)
{
    char date[TUS_DATE];

    if (upload->state == UPLOAD_DONE)
        return ERR_NONE;
    tus_date(date, upload->expires_at_ms);
    return reply_header(reply, "Upload-Expires", date, err);
}

static enum err_code tell_recording(const struct db_upload *upload, struct reply *reply,
                                    struct err *err)
{
    if (!upload->recording_id)
        return ERR_NONE;
    return tus_header_number(reply, upload->set_id ? "Predub-Print" : "Predub-Temp",
                             upload->recording_id, err);
}

static enum err_code tell_place(const struct db_upload *upload, struct reply *reply,
                                struct err *err)
{
    enum err_code code;

    if ((code = tus_header_number(reply, "Upload-Offset", upload->at.bytes, err)) ||
        (code = receive_tell_expiry(upload, reply, err)))
        return code;
    return tell_recording(upload, reply, err);
}

enum err_code receive_tell_done(const struct db_upload *upload, struct reply *reply,
                                struct err *err)
{
    const enum err_code code = tell_place(upload, reply, err);

    return code ? code : reply_empty(reply);
}

static void receive_free(struct receive *receive)
{
    arrival_leave(receive->arrival);
    free(receive);
}

static enum err_code sink_write(void *ctx, const void *data, size_t bytes, struct err *err)
{
    struct receive *receive = ctx;

    return arrival_write(receive->arrival, data, bytes, err);
}

static void sink_abort(void *ctx)
{
    receive_free(ctx);
}

static enum err_code tell_created(const struct db_upload *upload, struct db *db,
                                  struct reply *reply, struct err *err)
{
    struct who_names *names;
    enum err_code code;

    if ((code = who_names_new(&names, db, err)))
        return code;
    code = reply_take(reply, 201, upload_json(upload, names), err);
    who_names_free(names);
    return code;
}

static enum err_code answer(const struct receive *receive, struct db *db, struct reply *reply,
                            struct err *err)
{
    struct arrival_result result;
    struct db_upload upload;
    enum err_code code;

    if ((code = arrival_result(receive->arrival, &result, err))) {
        if (result.status)
            reply_fails_with(reply, result.status);
        return code;
    }
    if ((code = db_upload(db, receive->upload_id, &upload, err)) ||
        (code = tell_place(&upload, reply, err)))
        return code;
    return receive->status == 204 ? reply_empty(reply) : tell_created(&upload, db, reply, err);
}

static enum err_code sink_finish(void *ctx, struct db *db, struct waker *waker, bool *wait,
                                 struct reply *reply, struct err *err)
{
    struct receive *receive = ctx;
    enum err_code code;

    *wait = !receive->has_finished;
    if (*wait) {
        receive->has_finished = true;
        if (!(code = arrival_finish(receive->arrival, waker, err)))
            return ERR_NONE;
        *wait = false;
    } else {
        code = answer(receive, db, reply, err);
    }
    receive_free(receive);
    return code;
}

static enum err_code open_arrival(struct receive *receive, struct req *req, struct reply *reply,
                                  const struct receive_wish *wish, struct err *err)
{
    const struct arrival_wish arrival = { .app = req->app,
                                          .who = req->caller,
                                          .upload_id = wish->upload_id,
                                          .checksum = wish->checksum };
    enum err_code code;

    if ((code = arrival_begin(&receive->arrival, req->db, &arrival, err))) {
        if (code == ERR_BUSY)
            reply_fails_with(reply, TUS_LOCKED);
        return code;
    }
    if (wish->part_count == 0)
        return ERR_NONE;
    return arrival_put_together(receive->arrival, wish->parts, wish->part_count, err);
}

/* Between the handler's look and now another request may have brought bytes. */
static enum err_code check_place(const struct receive *receive, const struct req *req,
                                 struct err *err)
{
    const struct db_upload *upload = arrival_upload(receive->arrival);
    int64_t offset_bytes;

    if (receive->status == 201 || (!tus_number(req, "Upload-Offset", &offset_bytes, NULL) &&
                                   offset_bytes == upload->at.bytes))
        return ERR_NONE;
    return err_set(err, ERR_CONFLICT, "%lld bytes are here already: go on from there",
                   (long long)upload->at.bytes);
}

enum err_code receive_begin(struct req *req, struct reply *reply, const struct receive_wish *wish,
                            struct err *err)
{
    struct receive *receive = calloc(1, sizeof *receive);
    enum err_code code;

    if (!receive)
        return err_set(err, ERR_NO_MEMORY, "no memory for another upload");
    receive->upload_id = wish->upload_id;
    receive->status = wish->status;
    if ((code = open_arrival(receive, req, reply, wish, err)) ||
        (code = check_place(receive, req, err))) {
        receive_free(receive);
        return code;
    }
    req_sink(req, &(struct body_sink){ receive, sink_write, sink_finish, sink_abort });
    return ERR_NONE;
}
