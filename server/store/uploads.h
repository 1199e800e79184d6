/* Files on their way: what has arrived of them for good, and what becomes of them. */
#pragma once

#include "server/store/blobs.h"
#include "server/store/members.h"
#include "server/store/recordings.h"

enum { UPLOAD_METADATA = 4096, UPLOAD_IDENTITY = 201, UPLOAD_ERROR = 512, UPLOAD_CONCAT = 8192 };

enum upload_state {
    UPLOAD_ARRIVING, /* also a part that is whole and waits to be put together */
    UPLOAD_CHECKING, /* all bytes are durable; what they are is being looked at, or will be */
    UPLOAD_DONE,     /* a print or a temp */
    UPLOAD_REFUSED   /* its bytes are gone */
};
const char *upload_state_name(enum upload_state state); /* "arriving" ... */

struct db_upload {
    int64_t id, production_id;
    int64_t set_id, picture_id; /* one of the two */
    int64_t person_id;
    enum side side;                 /* the person's now; filled by reading */
    char filename[RECORDING_NAME];  /* "" for a part */
    char metadata[UPLOAD_METADATA]; /* as the client sent it */
    char identity[UPLOAD_IDENTITY]; /* "" when none was told */
    bool has_sha256;
    struct hash sha256; /* of the whole file, as the client says */
    bool is_partial;
    const char
        *concat;   /* Upload-Concat as sent, NULL: none; only for adding, db_upload_concat reads */
    int64_t bytes; /* when it is whole */
    struct blob_at at; /* durable */
    enum upload_state state;
    char error[UPLOAD_ERROR];
    int64_t recording_id; /* 0: none */
    int64_t created_at_ms, expires_at_ms;
};

/* For use inside a transaction. Fills id and created_at_ms. */
enum err_code db_upload_add(struct db *db, struct db_upload *upload, struct err *err);

/* ERR_NOT_FOUND when there is none. */
enum err_code db_upload(struct db *db, int64_t id, struct db_upload *out, struct err *err);

/* So much is durable now. With its last byte an upload that is no part is being checked.
 * ERR_NOT_FOUND when it is gone meanwhile, or over. */
enum err_code db_upload_arrived(struct db *db, int64_t id, const struct blob_at *at,
                                int64_t expires_at_ms, struct err *err);

/* It has become a recording; for use inside the transaction that adds that. ERR_NOT_FOUND when the
 * upload is gone. */
enum err_code db_upload_done(struct db *db, int64_t id, int64_t recording_id, struct err *err);
enum err_code db_upload_refused(struct db *db, int64_t id, const char *error, struct err *err);
enum err_code db_upload_concat(struct db *db, int64_t id, char out[UPLOAD_CONCAT],
                               struct err *err); /* "" when none was sent */
enum err_code db_upload_remove(struct db *db, int64_t id, struct err *err);

/* Somebody's that are arriving, or whole and being checked, for a set or a picture (the other is
 * 0), oldest first; identity and sha256 narrow (NULL: any). The caller frees. */
struct uploads_query {
    int64_t set_id, picture_id;
    int64_t person_id; /* 0: anybody's */
    const char *identity;
    const struct hash *sha256;
};
enum err_code db_uploads(struct db *db, const struct uploads_query *query, struct db_upload **out,
                         size_t *count, struct err *err);

/* All that are being checked; all that had their time at now_ms; all with bytes in the store. The
 * caller frees. */
struct upload_ids {
    int64_t *id; /* rising */
    size_t count;
};
enum err_code db_uploads_checking(struct db *db, struct upload_ids *out, struct err *err);
enum err_code db_uploads_expired(struct db *db, int64_t now_ms, struct upload_ids *out,
                                 struct err *err);
enum err_code db_uploads_stored(struct db *db, struct upload_ids *out, struct err *err);
