#include "server/api/recordings.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "server/api/app.h"
#include "server/api/load.h"
#include "server/api/material.h"
#include "server/api/position.h"
#include "server/http/etag.h"
#include "server/http/range.h"

enum err_code recording_find(struct recording_found *out, struct db *db, int64_t id,
                             enum recording_side side, struct err *err)
{
    struct print_set set;
    struct picture picture;
    enum err_code code = db_recording(db, id, &out->recording, NULL);

    if (code == ERR_NOT_FOUND || (!code && (out->recording.set_id != 0) != (side == SIDE_PRINT)))
        return err_set(err, ERR_NOT_FOUND, "there is no %s %lld",
                       side == SIDE_PRINT ? "print" : "temp", (long long)id);
    if (code)
        return db_recording(db, id, &out->recording, err);
    return side == SIDE_PRINT
               ? load_set(db, out->recording.set_id, &set, &out->production, err)
               : load_picture(db, out->recording.picture_id, &picture, &out->production, err);
}

enum err_code recording_reply(struct req *req, struct reply *reply, enum recording_side side,
                              struct err *err)
{
    struct recording_found found;

    if (recording_find(&found, req->db, req->id[0], side, err))
        return err->code;
    return reply_take(reply, 200, recording_json(&found.recording, found.production.rate), err);
}

/* An answer and the recording that it is about; the row is looked at again in the transaction. */
struct answer {
    int64_t id;
    const struct caller *who;
    struct order order;
    int64_t start_samples;
    struct recording recording;
};

/* What a set was published without stays out of it: the set would change. */
static enum err_code check_left_out(struct db *db, const struct recording *recording,
                                    struct err *err)
{
    struct print_set set;
    enum err_code code;

    if (!recording->set_id || recording_is_playable(recording))
        return ERR_NONE;
    if ((code = db_set(db, recording->set_id, &set, err)) || !set.published_at_ms)
        return code;
    return err_set(err, ERR_CONFLICT,
                   "version %lld was published without %.100s, which nobody had answered for: "
                   "make a new set with it",
                   (long long)set.version, recording->filename);
}

static enum err_code keep_order(struct db *db, void *ctx, struct err *err)
{
    struct answer *answer = ctx;
    struct recording *recording = &answer->recording;
    enum err_code code;

    if ((code = db_recording(db, answer->id, recording, err)) ||
        (code = check_left_out(db, recording, err)))
        return code;
    if (recording->is_gathered || recording->order.known_by == ORDER_MASK ||
        recording->order.known_by == ORDER_IXML)
        return err_set(err, ERR_CONFLICT, "the order of %.100s is known from %s; it isn't asked",
                       recording->filename,
                       recording->is_gathered                    ? "the names of its files"
                       : recording->order.known_by == ORDER_MASK ? "the file's layout"
                                                                 : "its iXML");
    if (answer->order.channels != recording->channels)
        return err_set(err, ERR_INVALID, "%.100s has %u channels, the order names %u",
                       recording->filename, recording->channels, answer->order.channels);
    recording->order = answer->order;
    if ((code = db_recording_order(db, answer->id, &answer->order, err)))
        return code;
    return material_order_told(db, answer->who, recording, err);
}

enum err_code recording_answer_order(struct req *req, struct reply *reply, enum recording_side side,
                                     struct err *err)
{
    struct answer answer = { .id = req->id[0], .who = req->caller };
    struct recording_found found;
    const char *order;

    if (recording_find(&found, req->db, req->id[0], side, err) ||
        req_unpack(req, err, "{s:s}", "order", &order) || order_parse(&answer.order, order, err) ||
        db_txn(req->db, keep_order, &answer, err))
        return err->code;
    app_recording_news(req->app, req->db, &answer.recording);
    act_news(req->app, found.production.id);
    return reply_take(reply, 200, recording_json(&answer.recording, found.production.rate), err);
}

static enum err_code keep_start(struct db *db, void *ctx, struct err *err)
{
    struct answer *answer = ctx;
    struct recording *recording = &answer->recording;
    enum err_code code;

    if ((code = db_recording(db, answer->id, recording, err)) ||
        (code = check_left_out(db, recording, err)))
        return code;
    if (recording->start_known_by != START_UNKNOWN && recording->start_known_by != START_PERSON)
        return err_set(err, ERR_CONFLICT,
                       "the start of %.100s is known from its %s; it isn't asked",
                       recording->filename, start_known_by_name(recording->start_known_by));
    recording->start_known_by = START_PERSON;
    recording->start_samples = answer->start_samples;
    if ((code = db_recording_start(db, answer->id, answer->start_samples, err)))
        return code;
    return material_start_told(db, answer->who, recording, err);
}

static enum err_code read_start(struct req *req, struct rate rate, int64_t *start_samples,
                                struct err *err)
{
    const char *tc = NULL;
    json_int_t samples = -1;
    json_t *object;
    char text[24];

    if (req_unpack(req, err, "{s?s, s?I}", "start", &tc, "start_samples", &samples) ||
        req_json(req, &object, err))
        return err->code;
    snprintf(text, sizeof text, "%lld", (long long)samples);
    if (position_read(start_samples, rate, tc,
                      json_object_get(object, "start_samples") ? text : NULL, err))
        return err->code;
    return *start_samples >= 0
               ? ERR_NONE
               : err_set(err, ERR_INVALID, "say start (a timecode) or start_samples");
}

enum err_code recording_answer_start(struct req *req, struct reply *reply, enum recording_side side,
                                     struct err *err)
{
    struct answer answer = { .id = req->id[0], .who = req->caller };
    struct recording_found found;

    if (recording_find(&found, req->db, req->id[0], side, err) ||
        read_start(req, found.production.rate, &answer.start_samples, err) ||
        db_txn(req->db, keep_start, &answer, err))
        return err->code;
    app_recording_news(req->app, req->db, &answer.recording);
    act_news(req->app, found.production.id);
    return reply_take(reply, 200, recording_json(&answer.recording, found.production.rate), err);
}

static ssize_t file_read(void *ctx, int64_t offset, void *out, size_t max, struct waker *waker,
                         struct err *err)
{
    const ssize_t bytes = source_read(ctx, out, max, offset);

    (void)waker;
    if (bytes > 0)
        return bytes;
    if (bytes == 0)
        err_set(err, ERR_DAMAGED, "a stored file is shorter than it was");
    else
        err_set_errno(err, "a stored file can't be read");
    return -1;
}

static void file_close(void *ctx)
{
    source_close(ctx);
}

/* Is this the beginning of a download? A player or a tool that fetches a file in parts does that
 * once. The same rules as for the answer: see reply_body. */
static bool is_beginning(const struct req *req, const char *etag, int64_t total)
{
    const char *if_range = req_header(req, "If-Range");
    int64_t first = 0, bytes;
    enum range_kind kind = RANGE_NONE;

    if (strcmp(req->method, "GET") || etag_listed(req_header(req, "If-None-Match"), etag))
        return false;
    if (!if_range || etag_same(if_range, etag))
        kind = range_read(req_header(req, "Range"), total, &first, &bytes);
    return kind == RANGE_NONE || (kind == RANGE_PART && first == 0);
}

enum err_code recording_reply_file(struct req *req, struct reply *reply, enum recording_side side,
                                   struct err *err)
{
    const struct recording_file *file;
    struct source *source;
    struct recording_found found;
    char etag[HASH_TEXT];

    if (recording_find(&found, req->db, req->id[0], side, err))
        return err->code;
    if (req->id[1] < 0 || req->id[1] >= found.recording.files)
        return err_set(err, ERR_NOT_FOUND, "%.100s has %u files, counted from 0",
                       found.recording.filename, found.recording.files);
    file = &found.recording.file[req->id[1]];
    if (blob_open(&source, req->app->blobs, &file->hash, err))
        return err->code;
    hash_format(etag, &file->hash);
    if (is_beginning(req, etag, source->bytes) &&
        material_fetched(req, &found.recording, file, err)) {
        source_close(source);
        return err->code;
    }
    return reply_body(reply,
                      &(struct body){ .media_type = "application/octet-stream",
                                      .bytes = source->bytes,
                                      .etag = etag,
                                      .cache = "private, max-age=31536000, immutable",
                                      .filename = file->filename,
                                      .source = { source, file_read, file_close } },
                      err);
}
