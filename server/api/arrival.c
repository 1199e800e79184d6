#include "server/api/arrival_state.h"

#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "server/api/limits.h"
#include "server/work/mono.h"

/* A request that holds an upload and brings nothing for so long is taken for dead when its person
 * asks anew: who asks knows of a broken connection before the server does, which may not hear of
 * its end while bytes are still to be read. */
enum { SILENT_MS = 200 };

enum err_code arrivals_new(struct arrivals **out, struct err *err)
{
    struct arrivals *arrivals = calloc(1, sizeof *arrivals);

    *out = arrivals;
    if (!arrivals)
        return err_set(err, ERR_NO_MEMORY, "no memory for uploads");
    pthread_mutex_init(&arrivals->lock, NULL);
    return ERR_NONE;
}

void arrivals_free(struct arrivals *arrivals)
{
    if (!arrivals)
        return;
    pthread_mutex_destroy(&arrivals->lock);
    free(arrivals);
}

static void lock(struct app *app)
{
    pthread_mutex_lock(&app->arrivals->lock);
}

static void unlock(struct app *app)
{
    pthread_mutex_unlock(&app->arrivals->lock);
}

static struct arrival *find(struct app *app, int64_t upload_id)
{
    struct arrival *at = app->arrivals->first;

    while (at && at->upload.id != upload_id)
        at = at->next;
    return at;
}

static void free_arrival(struct arrival *arrival)
{
    blob_put_abort(arrival->put);
    checksum_free(arrival->checksum);
    free(arrival->parts);
    free(arrival);
}

static void drop(struct arrival *arrival)
{
    struct app *app = arrival->app;
    bool last;

    lock(app);
    last = --arrival->refs == 0;
    unlock(app);
    if (last)
        free_arrival(arrival);
}

/* The upload is free for the next, and who waited for that is told. */
static void release(struct arrival *arrival)
{
    struct app *app = arrival->app;
    struct arrival **at = &app->arrivals->first;
    struct waker *wakers[ARRIVAL_WAKERS];
    unsigned count;

    lock(app);
    while (*at && *at != arrival)
        at = &(*at)->next;
    if (*at)
        *at = arrival->next;
    arrival->is_held = false;
    count = arrival->waker_count;
    memcpy(wakers, arrival->wakers, sizeof wakers);
    arrival->waker_count = 0;
    unlock(app);
    for (unsigned i = 0; i < count; i++)
        waker_wake(wakers[i]);
}

static bool next_job(struct arrival *arrival, bool *flush, struct blob_at *at,
                     enum arrival_end *end)
{
    bool more;

    lock(arrival->app);
    *end = arrival->end;
    *flush = arrival->flush && !*end;
    *at = arrival->flush_at;
    arrival->flush = false;
    more = *flush || *end;
    arrival->working = more;
    unlock(arrival->app);
    return more;
}

/* On a task thread: what there is to do, to the end. */
static void work(void *ctx)
{
    struct arrival *arrival = ctx;
    struct blob_at at;
    enum arrival_end end = END_NONE;
    bool flush;

    while (!end && next_job(arrival, &flush, &at, &end)) {
        if (!end) {
            arrival_flush(arrival, &at);
            continue;
        }
        arrival_settle(arrival, end);
        release(arrival);
    }
    drop(arrival);
}

/* With the lock: a thread works on it from now on, if none does yet. */
static enum err_code start_work(struct arrival *arrival, struct err *err)
{
    enum err_code code;

    if (arrival->working)
        return ERR_NONE;
    if ((code = tasks_add(arrival->app->tasks, work, arrival, err)))
        return code;
    arrival->working = true;
    arrival->refs++;
    return ERR_NONE;
}

/* With the lock: lets the task end it. Without a task, what was durable before has to do. */
static void end_quietly(struct arrival *arrival, bool *unheld)
{
    *unheld = false;
    if (arrival->end || !arrival->is_held)
        return;
    arrival->end = END_KEEP;
    *unheld = start_work(arrival, NULL) != ERR_NONE;
}

/* With the lock: takes it from a request that is silent, or from any. True when its end has begun,
 * now or before. */
static bool seize(struct arrival *arrival, bool any, bool *unheld)
{
    *unheld = false;
    if (arrival->end)
        return true;
    if (!any && (arrival->writing || mono_ms() - arrival->heard_mono_ms < SILENT_MS))
        return false;
    arrival->seized = true;
    if (!arrival->writing)
        end_quietly(arrival, unheld);
    return true;
}

static enum err_code make(struct arrival **out, const struct arrival_wish *wish, struct err *err)
{
    struct arrival *arrival = calloc(1, sizeof *arrival);
    enum err_code code;

    *out = arrival;
    if (!arrival)
        return err_set(err, ERR_NO_MEMORY, "no memory for another upload");
    arrival->app = wish->app;
    arrival->who = *wish->who;
    arrival->upload.id = wish->upload_id;
    arrival->refs = 1;
    arrival->is_held = true;
    arrival->heard_mono_ms = arrival->asked_mono_ms = mono_ms();
    if (!wish->checksum)
        return ERR_NONE;
    arrival->promised = *wish->checksum;
    if ((code = checksum_new(&arrival->checksum, wish->checksum->kind, err)))
        free_arrival(arrival);
    return code;
}

/* Into the list, unless another is there. */
static enum err_code hold(struct arrival *arrival, struct err *err)
{
    struct app *app = arrival->app;
    struct arrival *other;
    bool unheld = false;

    lock(app);
    other = find(app, arrival->upload.id);
    if (other) {
        seize(other, false, &unheld);
    } else {
        arrival->next = app->arrivals->first;
        app->arrivals->first = arrival;
    }
    unlock(app);
    if (unheld)
        release(other);
    if (!other)
        return ERR_NONE;
    return err_set(err, ERR_BUSY,
                   "another request is sending this upload just now: ask with HEAD "
                   "how far it is, then go on");
}

/* Only whoever holds it may look where it is. */
static enum err_code resume(struct arrival *arrival, struct db *db, struct err *err)
{
    struct db_upload *upload = &arrival->upload;
    enum err_code code;

    if ((code = db_upload(db, upload->id, upload, err)))
        return code;
    if (upload->state != UPLOAD_ARRIVING && upload->state != UPLOAD_CHECKING)
        return err_set(err, ERR_CONFLICT, "the upload is over: %s",
                       *upload->error ? upload->error : "its file is here");
    arrival->asked_bytes = arrival->result.offset_bytes = upload->at.bytes;
    code = blob_put_resume(&arrival->put, arrival->app->blobs, upload->id, &upload->at, err);
    if (code == ERR_DAMAGED) /* its bytes are gone for good: whoever asks is to begin anew */
        db_upload_refused(db, upload->id, err->text, NULL);
    return code;
}

enum err_code arrival_begin(struct arrival **out, struct db *db, const struct arrival_wish *wish,
                            struct err *err)
{
    struct arrival *arrival;
    enum err_code code;

    *out = NULL;
    if ((code = make(&arrival, wish, err)))
        return code;
    if ((code = hold(arrival, err))) {
        free_arrival(arrival);
        return code;
    }
    if ((code = resume(arrival, db, err))) {
        release(arrival);
        drop(arrival);
        return code;
    }
    *out = arrival;
    return ERR_NONE;
}

const struct db_upload *arrival_upload(const struct arrival *arrival)
{
    return &arrival->upload;
}

static enum err_code enter_write(struct arrival *arrival, struct err *err)
{
    bool seized;

    lock(arrival->app);
    seized = arrival->seized;
    arrival->writing = !seized;
    unlock(arrival->app);
    if (!seized)
        return ERR_NONE;
    return err_set(err, ERR_CONFLICT,
                   "another request goes on with this upload, or has ended it: "
                   "ask with HEAD how far it is");
}

static void leave_write(struct arrival *arrival)
{
    lock(arrival->app);
    arrival->writing = false;
    arrival->heard_mono_ms = mono_ms();
    unlock(arrival->app);
}

static bool is_time(const struct arrival *arrival, int64_t bytes)
{
    return bytes >= ARRIVAL_FLUSH_BYTES ||
           (bytes > 0 && mono_ms() - arrival->asked_mono_ms >= ARRIVAL_FLUSH_MS);
}

/* Now and then. Not while a checksum is open: only whole chunks that agree are kept. */
static enum err_code ask_flush(struct arrival *arrival, struct err *err)
{
    struct blob_at at;
    int64_t left;

    blob_put_at(arrival->put, &at);
    left = arrival->upload.bytes - at.bytes;
    if (arrival->checksum || !is_time(arrival, at.bytes - arrival->asked_bytes))
        return ERR_NONE;
    lock(arrival->app);
    if (!arrival->working) {
        arrival->flush = true;
        arrival->flush_at = at;
        arrival->asked_bytes = at.bytes;
        arrival->asked_mono_ms = mono_ms();
        start_work(arrival, NULL); /* busy: the next time */
    }
    unlock(arrival->app);
    return limits_disk(arrival->app, left < ARRIVAL_FLUSH_BYTES ? left : ARRIVAL_FLUSH_BYTES, err);
}

static enum err_code write_bytes(struct arrival *arrival, const void *data, size_t bytes,
                                 struct err *err)
{
    struct blob_at at;
    enum err_code code;

    blob_put_at(arrival->put, &at);
    if ((int64_t)bytes > arrival->upload.bytes - at.bytes)
        return err_set(err, ERR_TOO_BIG,
                       "more bytes come than the %lld that the upload was said to have",
                       (long long)arrival->upload.bytes);
    if ((code = blob_put_write(arrival->put, data, bytes, err))) {
        if (code == ERR_NO_SPACE)
            err_set(err, ERR_NO_SPACE,
                    "the server's disk is full and %lld bytes of the upload are missing: what has "
                    "arrived is kept; make room there, then go on",
                    (long long)(arrival->upload.bytes - at.bytes));
        return code;
    }
    if (arrival->checksum)
        checksum_add(arrival->checksum, data, bytes);
    return ask_flush(arrival, err);
}

enum err_code arrival_write(struct arrival *arrival, const void *data, size_t bytes,
                            struct err *err)
{
    enum err_code code;

    if ((code = enter_write(arrival, err)))
        return code;
    code = write_bytes(arrival, data, bytes, err);
    leave_write(arrival);
    return code;
}

enum err_code arrival_put_together(struct arrival *arrival, const struct arrival_part *parts,
                                   size_t count, struct err *err)
{
    if (!(arrival->parts = calloc(count, sizeof *parts)))
        return err_set(err, ERR_NO_MEMORY, "no memory for the parts of an upload");
    memcpy(arrival->parts, parts, count * sizeof *parts);
    arrival->part_count = count;
    return ERR_NONE;
}

enum err_code arrival_finish(struct arrival *arrival, struct waker *waker, struct err *err)
{
    enum err_code code = ERR_NONE;

    lock(arrival->app);
    if (arrival->seized || arrival->end) {
        code = err_set(err, ERR_CONFLICT,
                       "another request goes on with this upload, or has ended it: ask with HEAD "
                       "how far it is");
    } else if (!(code = start_work(arrival, err))) {
        arrival->end = END_FINISH;
        arrival->wakers[arrival->waker_count++] = waker;
    }
    unlock(arrival->app);
    return code;
}

enum err_code arrival_result(const struct arrival *arrival, struct arrival_result *out,
                             struct err *err)
{
    *out = arrival->result;
    if (arrival->err.code)
        *err = arrival->err;
    return arrival->err.code;
}

void arrival_leave(struct arrival *arrival)
{
    bool unheld;

    if (!arrival)
        return;
    lock(arrival->app);
    end_quietly(arrival, &unheld);
    unlock(arrival->app);
    if (unheld)
        release(arrival);
    drop(arrival);
}

bool arrival_wait(struct app *app, int64_t upload_id, struct waker *waker)
{
    struct arrival *arrival;
    bool ends = false, unheld = false;

    lock(app);
    if ((arrival = find(app, upload_id)) != NULL)
        ends = seize(arrival, false, &unheld) && !unheld;
    ends = ends && arrival->waker_count < ARRIVAL_WAKERS;
    if (ends && waker)
        arrival->wakers[arrival->waker_count++] = waker;
    unlock(app);
    if (unheld)
        release(arrival);
    return ends;
}

bool arrival_is_held(struct app *app, int64_t upload_id)
{
    bool held;

    lock(app);
    held = find(app, upload_id) != NULL;
    unlock(app);
    return held;
}

void arrivals_drop(struct app *app, const struct upload_ids *ids)
{
    struct arrival *arrival;
    bool unheld = false;

    for (size_t i = 0; i < ids->count; i++) {
        lock(app);
        if ((arrival = find(app, ids->id[i])) != NULL)
            seize(arrival, true, &unheld);
        unlock(app);
        if (unheld)
            release(arrival);
        unheld = false;
        blob_upload_remove(app->blobs, ids->id[i], NULL); /* else the next start does it */
    }
}
