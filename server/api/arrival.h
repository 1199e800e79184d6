/* Bytes of an upload that are arriving now. One request at a time holds an upload; what it brings
 * is made durable on threads of their own, and told to the record only then. So whoever goes on
 * later begins where the record says, whatever has happened: a broken connection, a crash, a full
 * disk. */
#pragma once

#include "server/api/app.h"
#include "server/auth/caller.h"
#include "server/http/tus.h"
#include "server/store/uploads.h"

struct arrivals; /* those of a server; all calls from any thread */
enum err_code arrivals_new(struct arrivals **out, struct err *err);
void arrivals_free(struct arrivals *arrivals); /* after the tasks; NULL is accepted */

struct arrival;

/* Holds the upload and goes on where the record says; checksum may be NULL. ERR_BUSY when another
 * request holds it: one that has brought nothing for a while is made to let go meanwhile.
 * ERR_NOT_FOUND when there is none, ERR_CONFLICT when it is over. */
struct arrival_wish {
    struct app *app;
    const struct caller *who;
    int64_t upload_id;
    const struct tus_checksum *checksum;
};
enum err_code arrival_begin(struct arrival **out, struct db *db, const struct arrival_wish *wish,
                            struct err *err);

/* The upload as it was then. */
const struct db_upload *arrival_upload(const struct arrival *arrival);

/* Takes the next bytes, on the connection's thread. */
enum err_code arrival_write(struct arrival *arrival, const void *data, size_t bytes,
                            struct err *err);

/* No more bytes come now. Makes durable what came, or drops it if it isn't what its checksum says;
 * a whole file is checked and becomes a print or a temp, or is refused. Then waker is woken, and
 * arrival_result may be asked. */
enum err_code arrival_finish(struct arrival *arrival, struct waker *waker, struct err *err);

/* What has come of it; status is that of an error if the code's own does not say enough, else 0. */
struct arrival_result {
    int64_t offset_bytes;
    int64_t recording_id; /* 0: none yet, or a part */
    unsigned status;
};
enum err_code arrival_result(const struct arrival *arrival, struct arrival_result *out,
                             struct err *err);

/* The connection is gone, or has its answer: what came and was not promised a checksum is kept. */
void arrival_leave(struct arrival *arrival);

/* Is somebody about to make bytes of the upload durable? Then waker (NULL: only asks) is woken when
 * that is done. A request that holds it and has brought nothing for a while is made to let go. */
bool arrival_wait(struct app *app, int64_t upload_id, struct waker *waker);

/* Takes up an upload that is checking, and that nobody holds; does nothing else. */
enum err_code arrival_recheck(struct app *app, struct db *db, const struct db_upload *upload,
                              struct err *err);

/* Makes whoever holds these let go, without a word to the record, and removes their bytes: their
 * rows are gone. */
void arrivals_drop(struct app *app, const struct upload_ids *ids);

bool arrival_is_held(struct app *app, int64_t upload_id);

/* What arrives are the parts (complete ones of the same person), in this order: before
 * arrival_finish, and instead of arrival_write. They are used up when all is durable. */
struct arrival_part {
    int64_t id, bytes;
};
enum err_code arrival_put_together(struct arrival *arrival, const struct arrival_part *parts,
                                   size_t count, struct err *err);

/* For cleaning: removes what has expired, and takes up what is checking and nobody holds. */
enum err_code arrivals_clean(struct app *app, struct db *db, struct err *err);
