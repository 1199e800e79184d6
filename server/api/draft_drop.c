/* Drafts that are given up, by somebody or by time. First their rows go, with the event; then what
 * they alone named in the store. A crash between the two is repaired at the next start. */
#include <stdio.h>
#include <stdlib.h>

#include "server/api/acts.h"
#include "server/api/arrival.h"
#include "server/api/drafts.h"
#include "server/api/routes.h"
#include "server/store/cues.h"
#include "server/store/set_drop.h"
#include "server/store/sets.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)

struct dropping {
    int64_t set_id;
    const char *kind;
    const struct caller *who;
    int64_t before_ms; /* only if nobody has touched it since; 0: in any case */
    int64_t production_id;
    bool done;
    struct set_dropped dropped;
};

static enum err_code add_event(struct db *db, const struct dropping *dropping,
                               const struct print_set *set, struct err *err)
{
    struct act act = { .kind = dropping->kind, .production_id = set->production_id };
    struct cue cue;
    enum err_code code = db_cue(db, set->cue_id, &cue, err);

    if (code)
        return code;
    act.detail = json_pack("{s:I, s:s, s:I}", "set_id", (json_int_t)set->id, "cue", cue.name,
                           "version", (json_int_t)set->version);
    return act_add(db, dropping->who, &act, NULL, err);
}

static enum err_code drop_now(struct db *db, void *ctx, struct err *err)
{
    struct dropping *dropping = ctx;
    struct print_set set;
    enum err_code code;

    if ((code = db_set(db, dropping->set_id, &set, err)))
        return code;
    if (set.published_at_ms)
        return err_set(err, ERR_CONFLICT,
                       "print set %lld (version %lld) is published, and what is published stays",
                       (long long)set.id, (long long)set.version);
    if (dropping->before_ms && set.touched_at_ms >= dropping->before_ms)
        return ERR_NONE;
    if ((code = db_set_drop(db, set.id, &dropping->dropped, err)) ||
        (code = add_event(db, dropping, &set, err)))
        return code;
    dropping->production_id = set.production_id;
    dropping->done = true;
    return ERR_NONE;
}

/* ---- what they named in the store ---- */

/* Work on the same bytes was perhaps theirs. */
static enum err_code want_again(struct app *app, struct db *db, const struct hash *blob,
                                struct err *err)
{
    struct recordings list = { 0 };
    enum err_code code = db_recordings_with_blob(db, blob, &list, err);

    for (size_t i = 0; i < list.count && !code; i++)
        code = measuring_missed(app->measuring, db, &list.list[i], err);
    free(list.list);
    return code;
}

static enum err_code clean_blob(struct app *app, struct db *db, const struct hash *blob,
                                struct err *err)
{
    enum err_code code;
    bool used;

    blobs_clean(app->blobs);
    if (!(code = db_blob_is_used(db, blob, &used, err)) && !used)
        code = blob_remove(app->blobs, blob, err);
    blobs_let_go(app->blobs);
    return code || !used ? code : want_again(app, db, blob, err);
}

static enum err_code clean_store(struct app *app, struct db *db, const struct set_dropped *dropped,
                                 struct err *err)
{
    enum err_code code = ERR_NONE;

    arrivals_drop(app, &dropped->uploads);
    for (size_t i = 0; i < dropped->blobs && !code; i++)
        code = clean_blob(app, db, &dropped->blob[i], err);
    return code;
}

/* ---- by somebody ---- */

struct cleaning_task {
    struct app *app;
    struct set_dropped dropped;
};

static void clean_task(void *ctx)
{
    struct cleaning_task *task = ctx;
    char line[sizeof((struct err *)0)->text + 64];
    struct err err = { 0 };
    struct db *db = db_pool_take(task->app->pool, &err);

    if (!db || clean_store(task->app, db, &task->dropped, &err)) {
        snprintf(line, sizeof line, "what a dropped print set left goes at the next start: %.400s",
                 err.text);
        app_say(task->app, line);
    }
    db_pool_give(task->app->pool, db);
    set_dropped_clear(&task->dropped);
    free(task);
}

/* Takes dropped. Cleaning waits for files that are being kept, so it is nothing for a handler. */
static void clean_later(struct app *app, struct set_dropped *dropped)
{
    struct cleaning_task *task = calloc(1, sizeof *task);
    struct err err = { 0 };

    if (task) {
        task->app = app;
        task->dropped = *dropped;
    }
    if (task && !tasks_add(app->tasks, clean_task, task, &err))
        return;
    app_say(app, "what a dropped print set left goes at the next start: the server is busy");
    set_dropped_clear(dropped);
    free(task);
}

enum err_code api_set_drop(struct req *req, struct reply *reply, struct err *err)
{
    struct dropping dropping = { .set_id = req->id[0], .kind = "set.drop", .who = req->caller };

    if (db_txn(req->db, drop_now, &dropping, err)) {
        set_dropped_clear(&dropping.dropped);
        return err->code;
    }
    act_news(req->app, dropping.production_id);
    clean_later(req->app, &dropping.dropped);
    return reply_empty(reply);
}

/* ---- by time ---- */

static enum err_code expire(struct app *app, struct db *db, int64_t set_id, int64_t before_ms,
                            struct err *err)
{
    const struct caller nobody = { 0 };
    struct dropping dropping = {
        .set_id = set_id, .kind = "set.expire", .who = &nobody, .before_ms = before_ms
    };
    enum err_code code = db_txn(db, drop_now, &dropping, err);

    if (!code && dropping.done) {
        act_news(app, dropping.production_id);
        code = clean_store(app, db, &dropping.dropped, err);
    }
    set_dropped_clear(&dropping.dropped);
    /* published or dropped by somebody since the list was read */
    return code == ERR_CONFLICT || code == ERR_NOT_FOUND ? ERR_NONE : code;
}

enum err_code drafts_clean(struct app *app, struct db *db, struct err *err)
{
    const int64_t before_ms = db_now_ms(db) - app->options.draft_days * DAY_MS;
    struct print_set *list = NULL;
    size_t count = 0;
    enum err_code code = db_drafts_older(db, before_ms, &list, &count, err);

    for (size_t i = 0; i < count && !code; i++)
        code = expire(app, db, list[i].id, before_ms, err);
    free(list);
    return code;
}
