/* Listens to an event stream, as a browser does. */
#pragma once

#include "tests/unit/server_api/fixture.h"

/* A stream under way. Other calls may be made meanwhile. */
struct stream {
    struct fixture *fixture;
    struct exchange *exchange;
    struct call call;
    struct sent sent;
    struct waker waker;
    struct err err;
    char text[64 * 1024]; /* what has come, 0-terminated */
    size_t bytes;
};

/* Opens it as fixture->as; last_event_id may be NULL. Gives the status; on failure err tells, and
 * the stream is closed already. */
static inline unsigned stream_open(struct stream *out, struct fixture *fixture, const char *target,
                                   const char *last_event_id)
{
    enum err_code code;

    *out = (struct stream){ .fixture = fixture,
                            .exchange = malloc(sizeof *out->exchange),
                            .call = { .method = "GET", .target = target },
                            .waker = WAKER_INIT };
    if (last_event_id)
        out->call.headers[0] = (struct header){ "Last-Event-ID", last_event_id };
    prepare(out->exchange, fixture, &out->call, &out->sent);
    code = run(out->exchange, &out->call, &out->waker, &out->err);
    app_db_give(fixture->app, out->exchange->req.db);
    out->exchange->req.db = NULL;
    if (!code) {
        assert_true(is_stream(&out->exchange->reply));
        return out->exchange->reply.status;
    }
    exchange_clear(out->exchange);
    out->exchange = NULL;
    return reply_status_of(code);
}

/* Reads what there is, or waits for more (at most 20 s); false when the stream has ended. */
static inline bool stream_read(struct stream *stream)
{
    const struct body_source *source = &stream->exchange->reply.body.source;
    const size_t room = sizeof stream->text - 1 - stream->bytes;
    const ssize_t got =
        source->read(source->ctx, (int64_t)stream->bytes, stream->text + stream->bytes, room,
                     &stream->waker, &stream->err);

    assert_true(room > 0);
    if (got < 0)
        return false;
    if (got == 0)
        waker_await(&stream->waker);
    stream->bytes += (size_t)got;
    stream->text[stream->bytes] = '\0';
    return true;
}

/* Reads on until these words have come. */
static inline void stream_await(struct stream *stream, const char *words)
{
    while (!strstr(stream->text, words))
        if (!stream_read(stream))
            fail_msg("the stream ended before \"%s\": %s", words, stream->err.text);
}

/* Reads on until the stream ends by itself; err tells why. */
static inline void stream_await_end(struct stream *stream)
{
    while (stream_read(stream))
        ;
}

/* The client leaves. */
static inline void stream_close(struct stream *stream)
{
    if (stream->exchange)
        exchange_clear(stream->exchange);
    stream->exchange = NULL;
}
