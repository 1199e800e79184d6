/* What the server is made of. Made once at start, handed to every handler, changed by none. */
#pragma once

#include "server/http/router.h"
#include "server/store/blobs.h"
#include "server/store/db_pool.h"
#include "server/work/measuring.h"
#include "server/work/news.h"
#include "server/work/notices.h"
#include "server/work/renders.h"
#include "server/work/tasks.h"

struct app_options {
    const char *data_dir; /* made if need be; one server at a time (a lock file says so) */
    unsigned threads;     /* that render, and as many that measure; 0: one a core */
    size_t cache_ram_bytes;
    int64_t cache_disk_bytes;     /* of preview packets; 0: the defaults of renders.h */
    int64_t cache_measure_bytes;  /* of analyses and measures; 0: the default of measuring.h */
    int64_t max_upload_bytes;     /* of one file; 0: 64 GiB */
    int64_t quota_bytes;          /* that a production may store; 0: no limit */
    int64_t keep_free_bytes;      /* on the disk; -1: none, 0: 1 GiB */
    int64_t upload_days;          /* that an upload lives after its last byte; 0: 7 */
    int64_t draft_days;           /* that a draft lives after its last sign of life; 0: 14 */
    int64_t (*now_ms)(void *ctx); /* NULL: the machine's clock */
    void *now_ctx;
    struct notices_options notices;           /* pool, write and log are the app's own */
    void (*log)(void *ctx, const char *line); /* NULL: silent; called from any thread */
    void *log_ctx;
};

/* What start-up found of an earlier, broken end. */
struct app_repairs {
    unsigned incoming_removed; /* uploads that were under way */
    unsigned blobs_removed;    /* stored, but never acknowledged */
    unsigned blobs_missing;    /* acknowledged, but gone: each is logged by name */
};

struct openers;
struct hashing;  /* server/api/hashing.h */
struct arrivals; /* server/api/arrival.h */
struct cleaning; /* server/api/cleaning.h */

struct app {
    struct app_options options; /* with the defaults filled in */
    struct app_repairs repairs;
    int lock; /* descriptor that holds DIR/lock */
    struct db_pool *pool;
    struct blobs *blobs;
    struct renders *renders;
    struct tasks *tasks;
    struct hashing *hashing;
    struct arrivals *arrivals;
    struct cleaning *cleaning;
    struct openers *openers;
    struct measuring *measuring;
    struct news *news;
    struct notices *notices;
};

/* Opens the record (migrating it), the blobs and the renderers under data_dir, and repairs what a
 * crash left. ERR_BUSY when another server holds the folder. */
enum err_code app_open(struct app **out, const struct app_options *options, struct err *err);

/* Call it when the HTTP server has stopped. NULL is accepted. */
void app_close(struct app *app);

/* Says one line to the log. */
void app_say(const struct app *app, const char *line);

/* A recording has come, or somebody has answered a question about it: it is listened to in the
 * background. What goes wrong is logged, for the news itself is kept. */
void app_recording_news(struct app *app, struct db *db, const struct recording *recording);

/* The same for a new scene list. */
void app_scenes_news(struct app *app, struct db *db, int64_t picture_id);

/* The gate of http_options (gate.h). */
enum err_code app_gate(struct req *req, const struct route *route, struct err *err);

/* The one table of routes. */
const struct route *app_routes(size_t *count);

/* For http_options.db_take and .db_give. */
struct db *app_db_take(struct app *app, struct err *err);
void app_db_give(struct app *app, struct db *db);
