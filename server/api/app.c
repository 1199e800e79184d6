#include "server/api/app.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "codec/core/units.h"
#include "server/api/arrival.h"
#include "server/api/cleaning.h"
#include "server/api/hashing.h"
#include "server/api/notice_text.h"
#include "server/store/uploads.h"
#include "server/work/opener.h"

enum { TASK_THREADS = 4 };

void app_say(const struct app *app, const char *line)
{
    if (app->options.log)
        app->options.log(app->options.log_ctx, line);
}

static void path_of(char out[PATH_MAX], const struct app *app, const char *name)
{
    snprintf(out, PATH_MAX, "%s/%s", app->options.data_dir, name);
}

/* Held as long as the process lives: two servers would repair each other's uploads away. */
static enum err_code take_lock(struct app *app, struct err *err)
{
    const char *dir = app->options.data_dir;
    char path[PATH_MAX];

    if (mkdir(dir, 0750) && errno != EEXIST)
        return err_set_errno(err, "the data folder %s can't be made", dir);
    path_of(path, app, "lock");
    app->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (app->lock < 0)
        return err_set_errno(err, "%s can't be made", path);
    if (!flock(app->lock, LOCK_EX | LOCK_NB))
        return ERR_NONE;
    if (errno == EWOULDBLOCK)
        return err_set(err, ERR_BUSY,
                       "another predub serves %s: stop it first, or give another --data folder",
                       dir);
    return err_set_errno(err, "%s can't be locked", path);
}

static enum err_code open_record(struct app *app, struct err *err)
{
    char path[PATH_MAX];
    struct db *db;
    enum err_code code;

    path_of(path, app, "predub.db");
    if ((code = db_pool_new(&app->pool, path, err)))
        return code;
    db_pool_clock(app->pool, app->options.now_ms, app->options.now_ctx);
    if (!(db = db_pool_take(app->pool, err)))
        return err->code;
    code = db_migrate(db, err);
    db_pool_give(app->pool, db);
    return code;
}

/* Every hash that a row refers to, and which of them were met among the blobs. */
struct repair {
    struct app *app;
    struct hash *used;
    bool *met;
    size_t count;
};

static int by_hash(const void *a, const void *b)
{
    return hash_compare(a, b);
}

static enum err_code repair_blob(void *ctx, const struct hash *hash, int64_t bytes, struct err *err)
{
    struct repair *repair = ctx;
    const struct hash *found =
        repair->count ? bsearch(hash, repair->used, repair->count, sizeof *hash, by_hash) : NULL;

    (void)bytes;
    if (found) {
        repair->met[found - repair->used] = true;
        return ERR_NONE;
    }
    repair->app->repairs.blobs_removed++;
    return blob_remove(repair->app->blobs, hash, err);
}

static enum err_code tell_missing(struct repair *repair, struct db *db, struct err *err)
{
    char name[RECORDING_NAME], text[HASH_TEXT], line[RECORDING_NAME + 160];
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < repair->count && !code; i++) {
        if (repair->met[i])
            continue;
        repair->app->repairs.blobs_missing++;
        hash_format(text, &repair->used[i]);
        if ((code = db_blob_name(db, &repair->used[i], name, err)))
            break;
        snprintf(line, sizeof line,
                 "the stored file of %s is gone (SHA-256 %s): send the same file again", name,
                 text);
        app_say(repair->app, line);
    }
    return code;
}

/* Blobs without a row were never acknowledged: the crash came between the two. */
static enum err_code repair_blobs(struct app *app, struct db *db, struct err *err)
{
    struct repair repair = { .app = app };
    struct upload_ids kept = { 0 };
    enum err_code code;

    if ((code = db_uploads_stored(db, &kept, err)) ||
        (code = blobs_repair(app->blobs, &(struct blobs_kept){ kept.id, kept.count },
                             &app->repairs.incoming_removed, err)) ||
        (code = db_blobs_used(db, &repair.used, &repair.count, err)))
        return code;
    if (!(repair.met = calloc(repair.count + 1, sizeof *repair.met)))
        code = err_set(err, ERR_NO_MEMORY, "no memory to look through the blobs");
    if (!code && !(code = blobs_each(app->blobs, repair_blob, &repair, err)))
        code = tell_missing(&repair, db, err);
    free(repair.met);
    free(repair.used);
    free(kept.id);
    return code;
}

static enum err_code open_blobs(struct app *app, struct err *err)
{
    struct db *db;
    enum err_code code;

    if ((code = blobs_open(&app->blobs, app->options.data_dir, err)))
        return code;
    if (!(db = db_pool_take(app->pool, err)))
        return err->code;
    code = repair_blobs(app, db, err);
    db_pool_give(app->pool, db);
    return code;
}

static void tell_repairs(const struct app *app)
{
    const struct app_repairs *repairs = &app->repairs;
    char line[160];

    if (repairs->incoming_removed + repairs->blobs_removed == 0)
        return;
    snprintf(line, sizeof line,
             "removed %u uploads that were broken off and %u files that were never acknowledged",
             repairs->incoming_removed, repairs->blobs_removed);
    app_say(app, line);
}

static enum err_code start_notices(struct app *app, struct err *err)
{
    struct notices_options options = app->options.notices;

    options.pool = app->pool;
    options.write = notice_write;
    options.log = app->options.log;
    options.log_ctx = app->options.log_ctx;
    return notices_start(&app->notices, &options, err);
}

static enum err_code start_work(struct app *app, struct err *err)
{
    char cache[PATH_MAX];
    const struct renders_options options = {
        .threads = app->options.threads,
        .ram_bytes = app->options.cache_ram_bytes,
        .disk_bytes = app->options.cache_disk_bytes,
        .cache_dir = cache,
    };
    const struct measuring_options measuring = {
        .pool = app->pool,
        .blobs = app->blobs,
        .cache_dir = cache,
        .cache_bytes = app->options.cache_measure_bytes,
        .threads = app->options.threads,
        .private_dir = app->options.data_dir,
        .log = app->options.log,
        .log_ctx = app->options.log_ctx,
    };
    enum err_code code;

    path_of(cache, app, "cache");
    if ((code = news_new(&app->news, err)) ||
        (code = openers_new(&app->openers, app->blobs, err)) ||
        (code = renders_start(&app->renders, &options, err)) ||
        (code = measuring_start(&app->measuring, &measuring, err)) ||
        (code = hashing_new(&app->hashing, err)) || (code = start_notices(app, err)))
        return code;
    if ((code = tasks_start(&app->tasks, TASK_THREADS, err)) ||
        (code = arrivals_new(&app->arrivals, err)))
        return code;
    return cleaning_start(&app->cleaning, app, err);
}

static void fill_defaults(struct app_options *options)
{
    if (!options->max_upload_bytes)
        options->max_upload_bytes = 64 * (int64_t)GIB;
    if (!options->upload_days)
        options->upload_days = 7;
    if (!options->draft_days)
        options->draft_days = 14;
    if (!options->keep_free_bytes)
        options->keep_free_bytes = (int64_t)GIB;
    if (options->keep_free_bytes < 0)
        options->keep_free_bytes = 0;
}

enum err_code app_open(struct app **out, const struct app_options *options, struct err *err)
{
    struct app *app = calloc(1, sizeof *app);
    struct err own;
    enum err_code code;

    *out = NULL;
    err = err ? err : &own;
    if (!app)
        return err_set(err, ERR_NO_MEMORY, "no memory for the server");
    app->options = *options;
    fill_defaults(&app->options);
    app->lock = -1;
    if ((code = take_lock(app, err)) || (code = open_record(app, err)) ||
        (code = open_blobs(app, err)) || (code = start_work(app, err))) {
        app_close(app);
        return code;
    }
    tell_repairs(app);
    *out = app;
    return ERR_NONE;
}

void app_close(struct app *app)
{
    if (!app)
        return;
    cleaning_stop(app->cleaning);
    if (app->tasks)
        tasks_stop(app->tasks);
    arrivals_free(app->arrivals);
    hashing_free(app->hashing);
    notices_stop(app->notices);
    measuring_stop(app->measuring);
    renders_stop(app->renders);
    openers_free(app->openers);
    news_free(app->news);
    blobs_close(app->blobs);
    db_pool_free(app->pool);
    if (app->lock >= 0)
        close(app->lock);
    free(app);
}

struct db *app_db_take(struct app *app, struct err *err)
{
    return db_pool_take(app->pool, err);
}

void app_db_give(struct app *app, struct db *db)
{
    db_pool_give(app->pool, db);
}

void app_recording_news(struct app *app, struct db *db, const struct recording *recording)
{
    char line[sizeof((struct err *)0)->text + 64];
    struct err err = { 0 };

    if (!measuring_recording(app->measuring, db, recording, &err))
        return;
    snprintf(line, sizeof line, "%.100s is not measured yet: %.400s", recording->filename,
             err.text);
    app_say(app, line);
}

void app_scenes_news(struct app *app, struct db *db, int64_t picture_id)
{
    char line[sizeof((struct err *)0)->text + 64];
    struct err err = { 0 };

    if (!measuring_scenes(app->measuring, db, picture_id, &err))
        return;
    snprintf(line, sizeof line, "the new scenes are not measured yet: %.400s", err.text);
    app_say(app, line);
}
