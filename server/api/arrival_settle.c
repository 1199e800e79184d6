/* What becomes of bytes that have arrived: first durable, then told to the record, then looked at.
 * Every step can be repeated after a crash. */
#include <stdlib.h>
#include <string.h>

#include "server/api/arrival_state.h"
#include "server/api/upload.h"
#include "server/api/upload_row.h"

static int64_t expires_at_ms(const struct arrival *arrival, struct db *db)
{
    return db_now_ms(db) + arrival->app->options.upload_days * 24 * 3600 * 1000;
}

static enum err_code keep(struct arrival *arrival, struct db *db, const struct blob_at *at,
                          struct err *err)
{
    enum err_code code;

    if ((code = blob_put_durable(arrival->put, err)) ||
        (code = db_upload_arrived(db, arrival->upload.id, at, expires_at_ms(arrival, db), err)))
        return code;
    return ERR_NONE;
}

/* What fails here will fail again at the end, where somebody is told. */
void arrival_flush(struct arrival *arrival, const struct blob_at *at)
{
    struct db *db = app_db_take(arrival->app, NULL);

    if (db)
        keep(arrival, db, at, NULL);
    app_db_give(arrival->app, db);
}

static bool checksum_agrees(struct arrival *arrival)
{
    uint8_t value[CHECKSUM_BYTES];
    const size_t bytes = checksum_result(arrival->checksum, value);

    return !memcmp(value, arrival->promised.value, bytes);
}

/* A chunk with a checksum counts whole or not at all. */
static enum err_code look_at_chunk(struct arrival *arrival, enum arrival_end end, struct err *err)
{
    enum err_code code;

    if (!arrival->checksum || (end == END_FINISH && checksum_agrees(arrival)))
        return ERR_NONE;
    if ((code = blob_put_cut(arrival->put, &arrival->upload.at, err)) || end != END_FINISH)
        return code;
    arrival->result.status = TUS_CHECKSUM_MISMATCH;
    return err_set(err, ERR_DAMAGED,
                   "the bytes were changed on their way: their %s is another one; send them again "
                   "from offset %lld",
                   checksum_name(arrival->promised.kind), (long long)arrival->upload.at.bytes);
}

/* The whole file is there, and its parts are not needed any more: one thing for the record. */
struct joining {
    struct arrival *arrival;
    struct blob_at at;
};

static enum err_code join_rows(struct db *db, void *ctx, struct err *err)
{
    const struct joining *joining = ctx;
    const struct arrival *arrival = joining->arrival;
    enum err_code code =
        db_upload_arrived(db, arrival->upload.id, &joining->at, expires_at_ms(arrival, db), err);

    for (size_t i = 0; i < arrival->part_count && !code; i++)
        code = db_upload_remove(db, arrival->parts[i].id, err);
    return code;
}

static enum err_code append_all(struct arrival *arrival, struct err *err)
{
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < arrival->part_count && !code; i++)
        code = blob_put_append(arrival->put, arrival->parts[i].id, arrival->parts[i].bytes, err);
    return code ? code : blob_put_durable(arrival->put, err);
}

/* Of a file that can't be put together nothing is left but its parts. */
static enum err_code join(struct arrival *arrival, struct db *db, enum arrival_end end,
                          struct err *err)
{
    struct joining joining = { .arrival = arrival };
    enum err_code code = end == END_FINISH
                             ? append_all(arrival, err)
                             : err_set(err, ERR_CANCELLED, "nobody waits for the parts any more");

    blob_put_at(arrival->put, &joining.at);
    if (code || (code = db_txn(db, join_rows, &joining, err))) {
        if (!db_upload_remove(db, arrival->upload.id, NULL))
            blob_upload_remove(arrival->app->blobs, arrival->upload.id, NULL);
        return code;
    }
    for (size_t i = 0; i < arrival->part_count; i++)
        blob_upload_remove(arrival->app->blobs, arrival->parts[i].id, NULL);
    arrival->result.offset_bytes = joining.at.bytes;
    return ERR_NONE;
}

static enum err_code take_in(struct arrival *arrival, struct db *db, enum arrival_end end,
                             struct err *err)
{
    struct blob_at at;
    enum err_code code;

    if (arrival->part_count > 0)
        return join(arrival, db, end, err);
    if ((code = look_at_chunk(arrival, end, err)))
        return code;
    blob_put_at(arrival->put, &at);
    if (at.bytes > arrival->upload.at.bytes && (code = keep(arrival, db, &at, err)))
        return code;
    arrival->result.offset_bytes = at.bytes;
    return ERR_NONE;
}

/* A failure of the server's own is no word about the file: it stays, to be looked at again. */
static bool is_final(enum err_code code)
{
    switch (code) {
    case ERR_IO:
    case ERR_NO_SPACE:
    case ERR_NO_MEMORY:
    case ERR_BUSY:
    case ERR_CANCELLED:
    case ERR_INTERNAL: return false;
    default: return true;
    }
}

static enum err_code check_hash(struct arrival *arrival, struct err *err)
{
    const struct hash hash = blob_put_hash(arrival->put);

    if (!arrival->upload.has_sha256 || !hash_compare(&hash, &arrival->upload.sha256))
        return ERR_NONE;
    arrival->result.status = TUS_CHECKSUM_MISMATCH;
    return err_set(err, ERR_DAMAGED,
                   "%.200s has other bytes than the client said: it has changed while it was sent, "
                   "or on its way; send it anew",
                   arrival->upload.filename);
}

static enum err_code look_at_file(struct arrival *arrival, struct db *db, struct err *err)
{
    struct upload *upload;
    enum err_code code;

    if ((code = check_hash(arrival, err)) ||
        (code = upload_of_row(&upload, arrival->app, db, &arrival->who, &arrival->upload, err)))
        return code;
    upload->put = arrival->put;
    upload->bytes = arrival->upload.bytes;
    arrival->put = NULL;
    if (!(code = upload_keep(upload, db, err))) {
        arrival->result.recording_id = upload->recording.id;
        upload_news(upload, db);
    }
    upload_free(upload);
    return code;
}

/* All bytes are there. */
static enum err_code accept(struct arrival *arrival, struct db *db, struct err *err)
{
    const int64_t id = arrival->upload.id;
    const enum err_code code = look_at_file(arrival, db, err);

    if (code && !is_final(code))
        return code;
    if (code && db_upload_refused(db, id, err->text, NULL))
        return code;
    blob_upload_remove(arrival->app->blobs, id, NULL); /* else the next start does it */
    return code;
}

void arrival_settle(struct arrival *arrival, enum arrival_end end)
{
    struct err *err = &arrival->err;
    struct db *db = app_db_take(arrival->app, err);

    if (db && !take_in(arrival, db, end, err) && !arrival->upload.is_partial &&
        arrival->result.offset_bytes == arrival->upload.bytes)
        accept(arrival, db, err);
    if (db && err->code == ERR_NOT_FOUND) /* removed while its last bytes came */
        blob_upload_remove(arrival->app->blobs, arrival->upload.id, NULL);
    app_db_give(arrival->app, db);
    blob_put_abort(arrival->put);
    arrival->put = NULL;
}
