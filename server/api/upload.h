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

    struct blob_put *put;
    int64_t bytes;

    pthread_mutex_t lock; /* guards the two below: a task works, a connection may go away */
    bool working, abandoned;
    struct waker *waker;

    struct err err; /* the outcome */
    unsigned status;
    struct recording recording;
};

/* Reads what the request says of the file (role, order, channel, start), opens a place for its
 * bytes and takes the request's sink. set_id or picture_id is told, the other is 0. */
enum err_code upload_begin(struct req *req, const struct production *production, int64_t set_id,
                           int64_t picture_id, struct err *err);

/* For a thread that may block: looks whether the bytes are a sound file, makes them durable and
 * adds the row with its event; fills status and recording. Ends put in any case. */
enum err_code upload_keep(struct upload *upload, struct db *db, struct err *err);
