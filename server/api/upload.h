/* One arriving print or temp: from the first byte to the row that acknowledges it. */
#pragma once

#include <pthread.h>

#include "server/api/app.h"
#include "server/auth/caller.h"
#include "server/store/productions.h"
#include "server/store/recordings.h"

/* What the request told, and what came of it. */
struct upload {
    struct app *app;
    struct caller who; /* outlives the request */
    struct production production;
    struct recording wanted; /* set or picture, kind, role, filename: known before the body */
    bool has_order, has_channel, has_start;
    struct order order;
    enum channel channel;
    int64_t start_samples;

    struct blob_put *put; /* NULL: nothing arrives, the blob is there */
    struct hash stored;   /* then */
    int64_t bytes;
    int64_t row_id; /* of the resumable upload that it came by (uploads.h); 0: none */

    pthread_mutex_t lock; /* guards the two below: a task works, a connection may go away */
    bool working, abandoned;
    struct waker *waker;

    struct err err; /* the outcome */
    unsigned status;
    struct recording recording;
};

/* What is said of a file; NULL: not said. */
struct upload_words {
    const char *filename; /* never NULL */
    const char *role, *order, *channel, *start, *start_samples;
};

/* One for a set or a picture (the other is 0), of which nothing has arrived. Reads the words: what
 * they say wrong is refused before a byte is taken. */
struct upload_target {
    const struct production *production;
    int64_t set_id, picture_id;
};
enum err_code upload_new(struct upload **out, struct app *app, const struct caller *who,
                         const struct upload_target *target, const struct upload_words *words,
                         struct err *err);
void upload_free(struct upload *upload); /* aborts put; NULL is accepted */

/* Tells everybody what upload_keep has kept. */
void upload_news(const struct upload *upload, struct db *db);

/* Reads what the request says of the file (role, order, channel, start), opens a place for its
 * bytes and takes the request's sink. set_id or picture_id is told, the other is 0. */
enum err_code upload_begin(struct req *req, const struct production *production, int64_t set_id,
                           int64_t picture_id, struct err *err);

/* The rest of a handler whose file is stored already: `stored` and `bytes` tell which. Takes
 * upload.
 */
void upload_later(struct req *req, struct upload *upload);

/* For a thread that may block: looks whether the bytes are a sound file, makes them durable and
 * adds the row with its event; fills status and recording. Ends put in any case. */
enum err_code upload_keep(struct upload *upload, struct db *db, struct err *err);
