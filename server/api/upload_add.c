/* The beginning of a resumable upload: everything that can be refused is, before a byte is taken.
 */
#include <stdlib.h>
#include <string.h>

#include "server/api/limits.h"
#include "server/api/load.h"
#include "server/api/receive.h"
#include "server/api/routes.h"
#include "server/api/upload_row.h"
#include "server/api/uploads.h"

static const char uploads_path[] = "/api/uploads/";

/* What one request begins. */
struct adding {
    struct app *app;
    const struct caller *who;
    struct db_upload row;
    struct tus_concat concat;
    struct arrival_part parts[TUS_PARTS];
    bool has_body, has_checksum;
    struct tus_checksum checksum; /* of the body */
};

/* "/api/uploads/17" is 17, also behind a proxy's own path; else 0. */
static int64_t read_part(const char *path)
{
    const char *at = strstr(path, uploads_path);
    int64_t id = 0;

    if (!at || strlen(at += sizeof uploads_path - 1) > 18)
        return 0;
    for (; *at; at++) {
        if (*at < '0' || *at > '9')
            return 0;
        id = id * 10 + (*at - '0');
    }
    return id;
}

static bool is_listed(const struct adding *adding, unsigned count, int64_t id)
{
    for (unsigned i = 0; i < count; i++)
        if (adding->parts[i].id == id)
            return true;
    return false;
}

/* A part is a whole one of the same person, for the same set or picture, named once. */
static enum err_code take_part(struct adding *adding, unsigned i, struct db *db, struct err *err)
{
    const struct db_upload *row = &adding->row;
    const char *path = adding->concat.part[i];
    const int64_t id = read_part(path);
    struct db_upload part = { 0 };

    if (id && db_upload(db, id, &part, err) && err->code != ERR_NOT_FOUND)
        return err->code;
    if (!part.id || part.person_id != row->person_id || part.set_id != row->set_id ||
        part.picture_id != row->picture_id || !part.is_partial || part.state != UPLOAD_ARRIVING)
        return err_set(err, ERR_INVALID, "%.200s is no part that you have sent for this", path);
    if (part.at.bytes < part.bytes || arrival_is_held(adding->app, id))
        return err_set(err, ERR_CONFLICT, "the part %.200s has not arrived whole yet", path);
    if (is_listed(adding, i, id))
        return err_set(err, ERR_INVALID, "the part %.200s is named twice", path);
    adding->parts[i] = (struct arrival_part){ id, part.bytes };
    adding->row.bytes += part.bytes;
    return ERR_NONE;
}

static enum err_code take_parts(struct adding *adding, struct db *db, struct err *err)
{
    enum err_code code = ERR_NONE;

    adding->row.bytes = 0;
    for (unsigned i = 0; i < adding->concat.parts && !code; i++)
        code = take_part(adding, i, db, err);
    if (code || (code = limits_size(adding->app, adding->row.bytes, err)))
        return code;
    return limits_disk(adding->app, adding->row.bytes, err);
}

/* In the transaction, so that two that come at once are not told the same room. */
static enum err_code add_row(struct db *db, void *ctx, struct err *err)
{
    struct adding *adding = ctx;
    struct db_upload *row = &adding->row;
    enum err_code code = adding->concat.is_final
                             ? take_parts(adding, db, err)
                             : limits_room(adding->app, db, row->production_id, row->bytes, err);

    return code ? code : db_upload_add(db, row, err);
}

static enum err_code read_size(struct adding *adding, const struct req *req, struct err *err)
{
    enum err_code code;

    if (adding->concat.is_final)
        return ERR_NONE;
    if (req_header(req, "Upload-Defer-Length"))
        return err_set(err, ERR_INVALID,
                       "Upload-Defer-Length is not for this server: say Upload-Length");
    if ((code = tus_number(req, "Upload-Length", &adding->row.bytes, err)))
        return code;
    if (adding->row.bytes == 0)
        return err_set(err, ERR_INVALID, "Upload-Length is 0: an empty file is no sound");
    if (req->content_length > adding->row.bytes)
        return err_set(err, ERR_TOO_BIG, "the body has more bytes than Upload-Length says");
    return limits_size(adding->app, adding->row.bytes, err);
}

static enum err_code read_body(struct adding *adding, const struct req *req, struct reply *reply,
                               struct err *err)
{
    const char *promise = req_header(req, "Upload-Checksum");
    enum err_code code;

    adding->has_body = req->content_length > 0 || req_header(req, "Transfer-Encoding");
    if (!adding->has_body)
        return ERR_NONE;
    if (adding->concat.is_final)
        return err_set(err, ERR_INVALID, "what is put together from parts takes no body");
    if ((code = tus_check_type(req, reply, err)) || !promise)
        return code;
    adding->has_checksum = true;
    return tus_checksum_read(&adding->checksum, promise, err);
}

static enum err_code read_headers(struct adding *adding, const struct req *req, struct reply *reply,
                                  struct err *err)
{
    const char *metadata = req_header(req, "Upload-Metadata");
    const char *concat = req_header(req, "Upload-Concat");
    struct db_upload *row = &adding->row;
    enum err_code code;

    if ((concat && (code = tus_concat_read(&adding->concat, concat, err))) ||
        (code = read_size(adding, req, err)) || (code = read_body(adding, req, reply, err)) ||
        (metadata && (code = tus_metadata_check(metadata, err))))
        return code;
    strcpy(row->metadata, metadata ? metadata : "");
    row->concat = concat;
    row->is_partial = adding->concat.is_partial;
    row->at = blob_at_start(!row->is_partial);
    row->state = adding->concat.is_final ? UPLOAD_CHECKING : UPLOAD_ARRIVING;
    return upload_row_read(row, err);
}

/* Name, role and place are looked at as those of a PUT are. */
static enum err_code check_words(const struct adding *adding, struct db *db, struct err *err)
{
    struct upload *upload = NULL;
    enum err_code code;

    if (adding->row.is_partial)
        return ERR_NONE;
    code = upload_of_row(&upload, adding->app, db, adding->who, &adding->row, err);
    upload_free(upload);
    return code;
}

/* The file is there before anybody is told that bytes may come. */
static enum err_code make_file(struct adding *adding, struct db *db, struct err *err)
{
    struct blob_put *put;
    const enum err_code code =
        blob_put_resume(&put, adding->app->blobs, adding->row.id, &adding->row.at, err);

    blob_put_abort(put);
    if (code)
        db_upload_remove(db, adding->row.id, NULL);
    return code;
}

static enum err_code tell_address(const struct adding *adding, struct reply *reply, struct err *err)
{
    char path[sizeof uploads_path + 20];

    snprintf(path, sizeof path, "%s%lld", uploads_path, (long long)adding->row.id);
    return reply_header(reply, "Location", path, err);
}

static enum err_code answer(const struct adding *adding, struct req *req, struct reply *reply,
                            struct err *err)
{
    const struct receive_wish wish = { .upload_id = adding->row.id,
                                       .checksum = adding->has_checksum ? &adding->checksum : NULL,
                                       .parts = adding->parts,
                                       .part_count = adding->concat.parts,
                                       .status = 201 };
    struct who_names *names;
    enum err_code code;

    if (adding->has_body || adding->concat.is_final)
        return receive_begin(req, reply, &wish, err);
    if ((code = receive_tell_expiry(&adding->row, reply, err)) ||
        (code = who_names_new(&names, req->db, err)))
        return code;
    code = reply_take(reply, 201, upload_json(&adding->row, names), err);
    who_names_free(names);
    return code;
}

/* The target is filled in. */
static enum err_code add(struct adding *adding, struct req *req, struct reply *reply,
                         struct err *err)
{
    struct db_upload *row = &adding->row;
    enum err_code code;

    adding->app = req->app;
    adding->who = req->caller;
    row->person_id = req->caller->person_id;
    row->production_id = req->caller->production_id;
    row->side = req->caller->side;
    row->expires_at_ms = db_now_ms(req->db) + req->app->options.upload_days * 24 * 3600 * 1000;
    if ((code = read_headers(adding, req, reply, err)) ||
        (code = check_words(adding, req->db, err)) ||
        (code = db_txn(req->db, add_row, adding, err)) ||
        (code = make_file(adding, req->db, err)) || (code = tell_address(adding, reply, err)))
        return code;
    return answer(adding, req, reply, err);
}

static enum err_code adding_new(struct adding **out, struct err *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? ERR_NONE : err_set(err, ERR_NO_MEMORY, "no memory for another upload");
}

enum err_code api_set_upload_add(struct req *req, struct reply *reply, struct err *err)
{
    struct adding *adding;
    struct print_set set;
    enum err_code code;

    if ((code = db_set(req->db, req->id[0], &set, err)) ||
        (set.published_at_ms && (code = set_is_published(&set, err))) ||
        (code = adding_new(&adding, err)))
        return code;
    adding->row.set_id = set.id;
    code = add(adding, req, reply, err);
    free(adding);
    return code;
}

enum err_code api_picture_upload_add(struct req *req, struct reply *reply, struct err *err)
{
    struct adding *adding;
    enum err_code code;

    if ((code = adding_new(&adding, err)))
        return code;
    adding->row.picture_id = req->id[0];
    code = add(adding, req, reply, err);
    free(adding);
    return code;
}
