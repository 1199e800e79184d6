/* The record of a production, as its members may read it. */
#include "server/store/events.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "server/api/event_json.h"
#include "server/api/page_query.h"
#include "server/api/routes.h"
#include "server/api/to_json.h"
#include "server/auth/caller.h"

/* ?since= turns the list around: rising from there, to be read on from its last id. */
static enum err_code read_since(struct event_filter *filter, const struct req *req, struct err *err)
{
    const char *since = req_query(req, "since");
    char *end;

    if (!since)
        return ERR_NONE;
    errno = 0;
    filter->after_id = strtoll(since, &end, 10);
    filter->before_id = 0;
    if (end == since || *end || errno || filter->after_id < 0)
        return err_set(err, ERR_INVALID, "since is the id of an event, or 0");
    if (req_query(req, "after"))
        return err_set(err, ERR_INVALID, "since reads on by itself: say it without after");
    return ERR_NONE;
}

static enum err_code read_scene(struct event_filter *filter, const struct req *req, struct err *err)
{
    const char *scene = req_query(req, "scene");
    char *end;

    if (!scene)
        return ERR_NONE;
    errno = 0;
    filter->scene_id = strtoll(scene, &end, 10);
    if (end == scene || *end || errno || filter->scene_id < 1)
        return err_set(err, ERR_INVALID, "scene is the id of a scene");
    return ERR_NONE;
}

static enum err_code read_filter(struct event_filter *out, const struct req *req, struct err *err)
{
    const char *kind = req_query(req, "kind");
    struct page_query page;

    if (page_query_read(&page, req, err))
        return err->code;
    *out = (struct event_filter){ .production_id = req->caller->production_id,
                                  .before_id = page.before_id,
                                  .limit = page.limit + 1 };
    snprintf(out->kind, sizeof out->kind, "%s", kind ? kind : "");
    return read_scene(out, req, err) ? err->code : read_since(out, req, err);
}

static enum err_code reply_events_of(struct req *req, struct reply *reply,
                                     const struct event_filter *filter, struct err *err)
{
    struct events events = { 0 };
    struct who_names *names = NULL;
    json_t *list = json_array();
    size_t shown;
    enum err_code code;

    if ((code = db_events(req->db, filter, &events, err)) ||
        (code = who_names_new(&names, req->db, err)))
        goto done;
    shown = events.count < (size_t)filter->limit ? events.count : (size_t)filter->limit - 1;
    for (size_t i = 0; i < shown; i++)
        json_push(list, event_json(&events.list[i], names, req->caller->may_manage));
    code = reply_take(
        reply, 200,
        page_json("events", list, shown<events.count, shown> 0 ? events.list[shown - 1].id : 0),
        err);
    list = NULL;
done:
    json_decref(list);
    who_names_free(names);
    events_clear(&events);
    return code;
}

enum err_code api_events(struct req *req, struct reply *reply, struct err *err)
{
    struct event_filter filter;

    if (read_filter(&filter, req, err))
        return err->code;
    return reply_events_of(req, reply, &filter, err);
}

enum err_code api_scene_events(struct req *req, struct reply *reply, struct err *err)
{
    struct event_filter filter;

    if (read_filter(&filter, req, err))
        return err->code;
    filter.scene_id = req->id[0];
    return reply_events_of(req, reply, &filter, err);
}
