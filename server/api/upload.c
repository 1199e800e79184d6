#include "server/api/upload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/api/acts.h"
#include "server/api/limits.h"
#include "server/api/position.h"
#include "server/api/roles.h"
#include "server/api/text.h"
#include "server/api/to_json.h"

void upload_free(struct upload *upload)
{
    if (!upload)
        return;
    blob_put_abort(upload->put);
    pthread_mutex_destroy(&upload->lock);
    free(upload);
}

void upload_news(const struct upload *upload, struct db *db)
{
    app_recording_news(upload->app, db, &upload->recording);
    act_news(upload->app, upload->production.id);
}

static enum err_code sink_write(void *ctx, const void *data, size_t bytes, struct err *err)
{
    struct upload *upload = ctx;
    enum err_code code;

    upload->bytes += (int64_t)bytes;
    if ((code = limits_size(upload->app, upload->bytes, err)))
        return code;
    return blob_put_write(upload->put, data, bytes, err);
}

/* On a thread of its own: fsync and opening the file block. */
static void work(void *ctx)
{
    struct upload *upload = ctx;
    struct waker *waker = upload->waker;
    struct db *db = db_pool_take(upload->app->pool, &upload->err);
    bool abandoned;

    if (db && !upload_keep(upload, db, &upload->err))
        upload_news(upload, db);
    db_pool_give(upload->app->pool, db);
    pthread_mutex_lock(&upload->lock);
    upload->working = false;
    abandoned = upload->abandoned;
    pthread_mutex_unlock(&upload->lock);
    if (abandoned)
        upload_free(upload); /* otherwise finish or abort frees it, perhaps already */
    waker_wake(waker);
}

static enum err_code start_work(struct upload *upload, struct waker *waker, struct err *err)
{
    enum err_code code;

    upload->waker = waker;
    upload->working = true;
    if ((code = tasks_add(upload->app->tasks, work, upload, err)))
        upload_free(upload);
    return code;
}

static enum err_code sink_finish(void *ctx, struct db *db, struct waker *waker, bool *wait,
                                 struct reply *reply, struct err *err)
{
    struct upload *upload = ctx;
    enum err_code code;

    (void)db;
    *wait = !upload->waker;
    if (*wait) {
        if ((code = start_work(upload, waker, err)))
            *wait = false;
        return code;
    }
    if ((code = upload->err.code)) {
        *err = upload->err;
    } else {
        json_t *json = recording_json(&upload->recording, upload->production.rate);
        code = reply_take(reply, upload->status, json, err);
    }
    upload_free(upload);
    return code;
}

static void sink_abort(void *ctx)
{
    struct upload *upload = ctx;
    bool working;

    pthread_mutex_lock(&upload->lock);
    working = upload->working;
    upload->abandoned = true;
    pthread_mutex_unlock(&upload->lock);
    if (!working)
        upload_free(upload);
}

static enum err_code read_role(struct upload *upload, const char *word, struct err *err)
{
    const bool print = upload->wanted.set_id != 0;
    struct recording *wanted = &upload->wanted;
    char roles[ROLES_TEXT];
    bool fits;

    wanted->kind = word ? role_of_word(wanted->role, &upload->production, word)
                        : role_of_name(wanted->role, &upload->production, wanted->filename);
    fits = print ? wanted->kind == ROLE_STEM || wanted->kind == ROLE_MIX
                 : wanted->kind == ROLE_DIALOGUE || wanted->kind == ROLE_EFFECTS;
    if (fits)
        return ERR_NONE;
    if (!print)
        return err_set(err, ERR_UNSUPPORTED,
                       "%.100s is no temp that can be told: say ?role=dialogue or ?role=effects",
                       wanted->filename);
    roles_text(roles, &upload->production);
    return err_set(err, ERR_UNSUPPORTED,
                   "nothing tells which print %.100s is: say ?role= with one of %s%s",
                   wanted->filename, roles,
                   wanted->kind == ROLE_UNKNOWN ? "" : "; a temp belongs to a picture version");
}

static enum err_code read_channel(struct upload *upload, const char *text, struct err *err)
{
    for (enum channel channel = CH_L; channel < CHANNELS; channel++)
        if (!strcasecmp(channel_name(channel), text)) {
            upload->channel = channel;
            upload->has_channel = true;
            return ERR_NONE;
        }
    return err_set(err, ERR_INVALID, "channel is \"%.20s\"; it can be L, R, C, LFE, Ls or Rs",
                   text);
}

static enum err_code read_words(struct upload *upload, const struct upload_words *words,
                                struct err *err)
{
    enum err_code code;

    if ((code = read_role(upload, words->role, err)) ||
        (words->order && (code = order_parse(&upload->order, words->order, err))) ||
        (words->channel && (code = read_channel(upload, words->channel, err))) ||
        (code = position_read(&upload->start_samples, upload->production.rate, words->start,
                              words->start_samples, err)))
        return code;
    upload->has_order = words->order != NULL;
    upload->has_start = upload->start_samples >= 0;
    if (words->order && words->channel)
        return err_set(err, ERR_INVALID,
                       "order is for a whole file, channel for one mono file of a set: say one");
    return ERR_NONE;
}

static enum err_code read_filename(struct upload *upload, const char *name, struct err *err)
{
    const struct text_rule rule = { "the file name", true };
    char *filename = upload->wanted.filename;
    enum err_code code;

    if ((code = text_copy(filename, sizeof upload->wanted.filename, name, rule, err)))
        return code;
    if (strpbrk(filename, "/\\") || filename[0] == '.')
        return err_set(err, ERR_INVALID,
                       "%.100s is no plain file name: no folder, and no dot at the beginning",
                       filename);
    return ERR_NONE;
}

enum err_code upload_new(struct upload **out, struct app *app, const struct caller *who,
                         const struct upload_target *target, const struct upload_words *words,
                         struct err *err)
{
    struct upload *upload = calloc(1, sizeof *upload);
    enum err_code code;

    *out = NULL;
    if (!upload)
        return err_set(err, ERR_NO_MEMORY, "no memory for another upload");
    pthread_mutex_init(&upload->lock, NULL);
    upload->app = app;
    upload->who = *who;
    upload->production = *target->production;
    upload->wanted.set_id = target->set_id;
    upload->wanted.picture_id = target->picture_id;
    if ((code = read_filename(upload, words->filename, err)) ||
        (code = read_words(upload, words, err))) {
        upload_free(upload);
        return code;
    }
    *out = upload;
    return ERR_NONE;
}

static enum err_code check_limits(const struct upload *upload, struct req *req, struct err *err)
{
    enum err_code code;

    if (req->content_length < 0)
        return ERR_NONE;
    if ((code = limits_size(upload->app, req->content_length, err)))
        return code;
    return limits_room(upload->app, req->db, upload->production.id, req->content_length, err);
}

enum err_code upload_begin(struct req *req, const struct production *production, int64_t set_id,
                           int64_t picture_id, struct err *err)
{
    const struct upload_target target = { production, set_id, picture_id };
    const struct upload_words words = { .filename = req->param[1],
                                        .role = req_query(req, "role"),
                                        .order = req_query(req, "order"),
                                        .channel = req_query(req, "channel"),
                                        .start = req_query(req, "start"),
                                        .start_samples = req_query(req, "start_samples") };
    struct body_sink sink = { .write = sink_write, .finish = sink_finish, .abort = sink_abort };
    struct upload *upload;
    enum err_code code;

    if ((code = upload_new(&upload, req->app, req->caller, &target, &words, err)))
        return code;
    if ((code = check_limits(upload, req, err)) ||
        (code = blob_put_begin(&upload->put, upload->app->blobs, req->content_length, err))) {
        upload_free(upload);
        return code;
    }
    sink.ctx = upload;
    req_sink(req, &sink);
    return ERR_NONE;
}

void upload_later(struct req *req, struct upload *upload)
{
    req_later(req,
              &(struct body_sink){ .ctx = upload, .finish = sink_finish, .abort = sink_abort });
}
