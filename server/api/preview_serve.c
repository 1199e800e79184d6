#include "server/api/preview_serve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/load.h"
#include "server/api/preview_load.h"

/* The answer that is asked for: of a preview that is there, or of a new one. */
struct wanted {
    unsigned status;
    enum preview_reader reader;
};

static enum err_code reply_preview(struct req *req, struct reply *reply, const char *id,
                                   struct wanted wanted, struct err *err)
{
    struct preview_use use;
    struct picture picture;
    struct production production;
    enum err_code code;

    if ((code = preview_use_load(&use, req->app, req->db, id, err)))
        return code;
    if (!(code = load_picture(req->db, use.row.picture_id, &picture, &production, err)))
        code = reply_take(reply, wanted.status,
                          preview_reply_json(&use, &picture, &production, wanted.reader), err);
    preview_use_clear(&use, req->app);
    return code;
}

enum err_code preview_serve_new(struct req *req, struct reply *reply, struct preview_ask *ask,
                                enum preview_reader reader, struct err *err)
{
    struct preview_row row;
    struct preview_use use;
    bool added = false;
    char id[HASH_TEXT];
    enum err_code code;

    if (preview_choose(&row, ask, req->db, err) || preview_use_new(&use, req->app, &row, err))
        return err->code;
    hash_format(id, &use.row.id);
    code = db_preview_add(req->db, &use.row, &added, err);
    preview_use_clear(&use, req->app);
    return code ? code
                : reply_preview(req, reply, id, (struct wanted){ added ? 201 : 200, reader }, err);
}

enum err_code preview_serve(struct req *req, struct reply *reply, enum preview_reader reader,
                            struct err *err)
{
    return reply_preview(req, reply, req->param[0], (struct wanted){ 200, reader }, err);
}

static void wake(void *ctx)
{
    waker_wake(ctx);
}

static ssize_t media_read(void *ctx, int64_t offset, void *out, size_t max, struct waker *waker,
                          struct err *err)
{
    return listener_read(ctx, offset, out, max, wake, waker, err);
}

static void media_close(void *ctx)
{
    listener_close(ctx);
}

/* The last part of the path says which; every row of the table that leads here names one. */
static enum container container_of_path(const char *path)
{
    const char *name = strrchr(path, '/') + 1;
    enum container container = CONTAINER_WEBM;

    while (container + 1 < CONTAINERS && strcmp(media_name(container), name))
        container++;
    return container;
}

enum err_code preview_serve_file(struct req *req, struct reply *reply, struct err *err)
{
    const enum container container = container_of_path(req->path);
    struct listener *listener = NULL;
    struct preview_use use;
    char etag[HASH_TEXT + 8];
    struct body body = { .media_type = container_media_type(container),
                         .etag = etag,
                         .cache = "private, max-age=31536000, immutable",
                         .source = { .read = media_read, .close = media_close } };
    enum err_code code;

    if ((code = preview_use_load(&use, req->app, req->db, req->param[0], err)))
        return code;
    hash_format(etag, &use.row.id);
    snprintf(etag + strlen(etag), sizeof etag - strlen(etag), "-%s", media_name(container));
    body.bytes = virtual_file_bytes(preview_file(use.preview, container));
    code = listener_new(&listener, req->app->renders, use.preview, container, err);
    preview_use_clear(&use, req->app);
    if (code)
        return code;
    body.source.ctx = listener;
    return reply_body(reply, &body, err);
}

static json_t *over_json(const struct over *over, struct rate rate, int64_t from)
{
    return json_pack("{s:o, s:o, s:I, s:I, s:o}", "tc_in",
                     json_timecode(rate, from + over->in_samples), "tc_out",
                     json_timecode(rate, from + over->out_samples), "in_samples",
                     (json_int_t)(from + over->in_samples), "out_samples",
                     (json_int_t)(from + over->out_samples), "peak_db", json_level(over->peak_db));
}

static json_t *overs_json(const struct renders_overs *found, struct rate rate, int64_t from)
{
    const struct overs *overs = &found->overs;
    json_t *list = json_array();

    for (size_t i = 0; i < overs->count && i < OVERS_KEPT; i++)
        json_push(list, over_json(&overs->over[i], rate, from));
    return json_pack("{s:b, s:I, s:o, s:I, s:o}", "complete", found->complete, "scanned_samples",
                     (json_int_t)found->scanned_samples, "peak_db", json_level(overs->peak_db),
                     "count", (json_int_t)overs->count, "overs", list);
}

enum err_code preview_serve_overs(struct req *req, struct reply *reply, struct err *err)
{
    struct preview_use use;
    struct picture picture;
    struct production production;
    struct renders_overs *found = malloc(sizeof *found);
    enum err_code code;

    if (!found)
        return err_set(err, ERR_NO_MEMORY, "no memory for the overs of a preview");
    if ((code = preview_use_load(&use, req->app, req->db, req->param[0], err)))
        goto done;
    if (!(code = load_picture(req->db, use.row.picture_id, &picture, &production, err)) &&
        !(code = renders_overs(req->app->renders, use.preview, found, err)))
        code = reply_take(reply, 200, overs_json(found, production.rate, use.row.in_samples), err);
    preview_use_clear(&use, req->app);
done:
    free(found);
    return code;
}
