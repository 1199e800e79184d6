#include "server/api/limits.h"

#include <stdio.h>

#include "codec/core/units.h"
#include "server/store/storage.h"

#define TEN ((int64_t)10)

enum { SIZE_TEXT = 24 };

/* "6.4 GB", as disks are sold and file managers count; rounded up. */
static const char *size_text(char out[SIZE_TEXT], int64_t bytes)
{
    static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB", "PB", "EB" };
    int64_t tenths = bytes > 0 ? bytes : 0;
    unsigned unit = 0;

    if (tenths < 1000) {
        snprintf(out, SIZE_TEXT, "%lld bytes", (long long)tenths);
        return out;
    }
    for (unit = 1; tenths >= TEN * 99999 && unit < 6; unit++)
        tenths /= 1000;
    tenths = (tenths + 99) / 100;
    snprintf(out, SIZE_TEXT, "%lld.%lld %s", (long long)(tenths / TEN), (long long)(tenths % TEN),
             units[unit]);
    return out;
}

enum err_code limits_size(const struct app *app, int64_t bytes, struct err *err)
{
    const int64_t most = app->options.max_upload_bytes;
    char size[SIZE_TEXT], limit[SIZE_TEXT];

    if (bytes <= most)
        return ERR_NONE;
    return err_set(err, ERR_TOO_BIG, "the file has %s and this server takes %s at most",
                   size_text(size, bytes), size_text(limit, most));
}

static enum err_code check_disk(const struct app *app, int64_t owed_bytes, int64_t bytes,
                                struct err *err)
{
    char size[SIZE_TEXT], missing[SIZE_TEXT];
    int64_t free_bytes;
    enum err_code code;

    if ((code = blobs_free_bytes(app->blobs, &free_bytes, err)))
        return code;
    free_bytes -= app->options.keep_free_bytes + owed_bytes;
    if (bytes <= free_bytes)
        return ERR_NONE;
    return err_set(
        err, ERR_NO_SPACE,
        "%s are to come and the server's disk lacks %s for them%s: make room there, then "
        "go on; what has arrived is kept",
        size_text(size, bytes), size_text(missing, bytes - free_bytes),
        owed_bytes ? " beside the uploads under way" : "");
}

static enum err_code check_quota(const struct app *app, const struct storage *storage,
                                 int64_t bytes, struct err *err)
{
    const int64_t quota = app->options.quota_bytes;
    const int64_t used = storage->used_bytes + storage->arriving_bytes;
    char size[SIZE_TEXT], has[SIZE_TEXT], most[SIZE_TEXT];

    if (!quota || bytes <= quota - used)
        return ERR_NONE;
    return err_set(err, ERR_NO_SPACE,
                   "the file has %s, and the production has %s of its %s already, with what is on "
                   "its way: ask whoever runs the server for more",
                   size_text(size, bytes), size_text(has, used), size_text(most, quota));
}

enum err_code limits_quota(const struct app *app, struct db *db, int64_t production_id,
                           int64_t bytes, struct err *err)
{
    struct storage storage;
    const enum err_code code = db_storage(db, production_id, &storage, err);

    return code ? code : check_quota(app, &storage, bytes, err);
}

enum err_code limits_room(const struct app *app, struct db *db, int64_t production_id,
                          int64_t bytes, struct err *err)
{
    int64_t awaited_bytes;
    enum err_code code;

    if ((code = limits_quota(app, db, production_id, bytes, err)) ||
        (code = db_storage_awaited(db, &awaited_bytes, err)))
        return code;
    return check_disk(app, awaited_bytes, bytes, err);
}

enum err_code limits_disk(const struct app *app, int64_t bytes, struct err *err)
{
    return check_disk(app, 0, bytes, err);
}
