/* The news of a production as they happen: its events, who is here, and how far the work is. */
#include "server/work/news.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/app.h"
#include "server/api/event_json.h"
#include "server/api/routes.h"
#include "server/api/to_json.h"
#include "server/api/work_json.h"
#include "server/auth/caller.h"
#include "server/store/sessions.h"
#include "server/store/tokens.h"

enum {
    EVENTS_AT_ONCE = 100,
    HERE_MOST = 500,
    IDLE_TICKS = 2, /* work that an event begins is there within so many */
};

/* One listener. Frames are made when there is something new, and sent as the client takes them. */
struct stream {
    struct app *app;
    struct caller caller;
    struct news_ear *ear;
    struct waker *waker; /* while the ear waits */
    int64_t last_id;     /* events up to here were written */
    bool more;           /* there are events that did not fit */
    bool works;          /* the last that was told of the work is that there is some */
    int64_t ended_at_ms; /* of the job that was the last to end when the work was looked at */
    int idle_ticks;
    char *frames;
    size_t bytes, sent, room;
};

/* ---- frames ---- */

static enum err_code put(struct stream *stream, const char *text, struct err *err)
{
    const size_t bytes = strlen(text), need = stream->bytes + bytes;

    if (need > stream->room) {
        char *grown = realloc(stream->frames, 2 * need);
        if (!grown)
            return err_set(err, ERR_NO_MEMORY, "no memory for news");
        stream->frames = grown;
        stream->room = 2 * need;
    }
    memcpy(stream->frames + stream->bytes, text, bytes);
    stream->bytes += bytes;
    return ERR_NONE;
}

/* Takes json. id 0: what cannot be resumed from. */
static enum err_code put_frame(struct stream *stream, int64_t id, const char *kind, json_t *json,
                               struct err *err)
{
    char *data = json ? json_dumps(json, JSON_COMPACT) : NULL, head[64] = "";
    enum err_code code;

    if (id)
        snprintf(head, sizeof head, "id: %lld\n", (long long)id);
    if (!data)
        code = err_set(err, ERR_NO_MEMORY, "no memory for news");
    else if (!(code = put(stream, head, err)) && !(code = put(stream, "event: ", err)) &&
             !(code = put(stream, kind, err)) && !(code = put(stream, "\ndata: ", err)) &&
             !(code = put(stream, data, err)))
        code = put(stream, "\n\n", err);
    free(data);
    json_decref(json);
    return code;
}

/* ---- what is new ---- */

static enum err_code put_events(struct stream *stream, struct db *db, struct err *err)
{
    const struct event_filter filter = { .production_id = stream->caller.production_id,
                                         .after_id = stream->last_id,
                                         .limit = EVENTS_AT_ONCE };
    struct events events = { 0 };
    struct who_names *names = NULL;
    enum err_code code;

    if ((code = db_events(db, &filter, &events, err)))
        return code;
    stream->more = events.count == EVENTS_AT_ONCE;
    if (events.count > 0)
        code = who_names_new(&names, db, err);
    for (size_t i = 0; i < events.count && !code; i++) {
        const struct event *event = &events.list[i];
        code = put_frame(stream, event->id, event->kind,
                         event_json(event, names, stream->caller.may_manage), err);
        stream->last_id = event->id;
    }
    who_names_free(names);
    events_clear(&events);
    return code;
}

static bool is_listed(const int64_t *list, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == id)
            return true;
    return false;
}

static enum err_code put_here(struct stream *stream, struct db *db, struct err *err)
{
    const int64_t production_id = stream->caller.production_id;
    int64_t here[HERE_MOST];
    const size_t present = news_present(stream->app->news, production_id, here, HERE_MOST);
    struct member *members = NULL;
    json_t *people;
    size_t count = 0;
    enum err_code code;

    if ((code = db_members(db, production_id, &members, &count, err)))
        return code;
    people = json_array();
    for (size_t i = 0; i < count; i++)
        if (is_listed(here, present, members[i].person_id))
            json_push(people,
                      json_pack("{s:I, s:s, s:s}", "id", (json_int_t)members[i].person_id, "name",
                                members[i].name, "side", side_name(members[i].side)));
    free(members);
    return put_frame(stream, 0, "here", json_list("people", people), err);
}

/* Told as long as there is work, and once that there is none, also when it was too short to be
 * seen. Looked for after an event, for a while since the work that it makes begins a little later,
 * and with every beat, since not all work comes from an event. */
static enum err_code put_work(struct stream *stream, struct db *db, struct err *err)
{
    const int64_t before_ms = stream->ended_at_ms;
    struct jobs_sum sum;
    enum err_code code;

    if ((code = db_jobs_sum(db, stream->caller.production_id, &sum, err)) ||
        (code = db_jobs_ended(db, stream->caller.production_id, &stream->ended_at_ms, err)))
        return code;
    stream->idle_ticks = sum.active ? 0 : stream->idle_ticks + 1;
    if (stream->idle_ticks >= IDLE_TICKS)
        news_ear_ticks(stream->ear, false);
    if (!sum.active && !stream->works && stream->ended_at_ms == before_ms)
        return ERR_NONE;
    stream->works = sum.active > 0;
    return put_frame(stream, 0, "work", work_json(&sum, measuring_threads(stream->app->measuring)),
                     err);
}

/* Is the session or token that opened the stream one still, and its person a member? */
static enum err_code check_caller(struct stream *stream, struct db *db, struct err *err)
{
    struct caller *caller = &stream->caller;
    struct member member;
    bool lasts = false, found = false;
    enum err_code code;

    code = caller->token_id ? db_token_lasts(db, caller->token_id, &lasts, err)
                            : db_session_lasts(db, caller->session_id, &lasts, err);
    if (code ||
        (code = db_member(db, caller->production_id, caller->person_id, &member, &found, err)))
        return code;
    if (!lasts || !found)
        return err_set(err, ERR_CANCELLED, "whoever listened may not any more");
    caller->may_manage = member.may_manage;
    return ERR_NONE;
}

static enum err_code put_news(struct stream *stream, const struct news_told *told, struct db *db,
                              struct err *err)
{
    enum err_code code;

    if ((code = check_caller(stream, db, err)) ||
        (told->presence && (code = put_here(stream, db, err))) ||
        (told->record && (code = put_events(stream, db, err))) ||
        (told->tick && (code = put_work(stream, db, err))))
        return code;
    if (told->record || told->beat) {
        stream->idle_ticks = 0;
        news_ear_ticks(stream->ear, true);
    }
    return told->beat ? put(stream, ":\n\n", err) : ERR_NONE;
}

static enum err_code fill(struct stream *stream, const struct news_told *told, struct err *err)
{
    struct db *db = app_db_take(stream->app, err);
    enum err_code code;

    if (!db)
        return err->code;
    stream->bytes = stream->sent = 0;
    code = put_news(stream, told, db, err);
    app_db_give(stream->app, db);
    return code;
}

/* ---- the source of the reply ---- */

static ssize_t stream_read(void *ctx, int64_t offset, void *out, size_t max, struct waker *waker,
                           struct err *err)
{
    struct stream *stream = ctx;
    size_t bytes;

    (void)offset;
    while (stream->sent == stream->bytes) {
        struct news_told told = { .record = true };
        stream->waker = waker;
        if (!stream->more && !news_ear_wait(stream->ear, &told))
            return 0;
        if (fill(stream, &told, err))
            return -1;
    }
    bytes = stream->bytes - stream->sent;
    bytes = bytes < max ? bytes : max;
    memcpy(out, stream->frames + stream->sent, bytes);
    stream->sent += bytes;
    return (ssize_t)bytes;
}

static void stream_wake(void *ctx)
{
    waker_wake(((struct stream *)ctx)->waker);
}

static void stream_close(void *ctx)
{
    struct stream *stream = ctx;

    news_ear_close(stream->ear);
    free(stream->frames);
    free(stream);
}

/* Where to go on: what the browser saw last, or what the address says; -1: from now. */
static enum err_code read_since(int64_t *out, const struct req *req, struct err *err)
{
    const char *last = req_header(req, "Last-Event-ID");
    const char *text = last && *last ? last : req_query(req, "since");
    char *end;

    *out = -1;
    if (!text)
        return ERR_NONE;
    errno = 0;
    *out = strtoll(text, &end, 10);
    if (*text < '0' || *text > '9' || *end || errno)
        return err_set(err, ERR_INVALID, "%s is the id of an event, or 0",
                       text == last ? "Last-Event-ID" : "since");
    return ERR_NONE;
}

/* The ear is open before the record is read: what comes between the two is told twice, not never.
 */
static enum err_code begin(struct stream *stream, struct req *req, int64_t since, struct err *err)
{
    const struct news_wake wake = { stream_wake, stream };
    const int64_t production_id = stream->caller.production_id;
    int64_t newest;
    enum err_code code;

    if ((code = news_ear_open(&stream->ear, stream->app->news, production_id,
                              stream->caller.person_id, &wake, err)) ||
        (code = db_event_latest(req->db, production_id, &newest, err)) ||
        (code = db_jobs_ended(req->db, production_id, &stream->ended_at_ms, err)))
        return code;
    stream->last_id = since < 0 || since > newest ? newest : since;
    return put(stream, "retry: 2000\n\n", err);
}

enum err_code api_news(struct req *req, struct reply *reply, struct err *err)
{
    struct stream *stream;
    int64_t since;
    enum err_code code;

    if ((code = read_since(&since, req, err)))
        return code;
    if (!(stream = calloc(1, sizeof *stream)))
        return err_set(err, ERR_NO_MEMORY, "no memory for another listener");
    stream->app = req->app;
    stream->caller = *req->caller;
    if ((code = begin(stream, req, since, err))) {
        stream_close(stream);
        return code;
    }
    return reply_events(reply, &(struct body_source){ stream, stream_read, stream_close }, err);
}
