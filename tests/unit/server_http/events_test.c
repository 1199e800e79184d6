/* Streams of events: they wait for long, end with their client or by themselves, and hold neither
 * the threads nor a server that stops. */
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "server/http/server.h"
#include "tests/support/check.h"
#include "tests/unit/server_http/client.h"

enum { STREAMS = 200 };

struct app {
    pthread_mutex_t lock; /* guards the four below */
    struct waker *owed[STREAMS];
    unsigned count;
    int published;
    bool end;
    atomic_int opened, closed;
};

struct stream {
    struct app *app;
    int sent;
};

static ssize_t stream_read(void *ctx, int64_t offset, void *out, size_t max, struct waker *waker,
                           struct err *err)
{
    struct stream *stream = ctx;
    struct app *app = stream->app;
    ssize_t bytes = 0;

    (void)offset;
    pthread_mutex_lock(&app->lock);
    if (stream->sent < app->published) {
        bytes = snprintf(out, max, "data: %d\n\n", ++stream->sent);
    } else if (app->end) {
        err_set(err, ERR_CANCELLED, "the session has ended");
        bytes = -1;
    } else {
        assert_true(app->count < STREAMS);
        app->owed[app->count++] = waker;
    }
    pthread_mutex_unlock(&app->lock);
    return bytes;
}

static void wake_all(struct app *app)
{
    struct waker *owed[STREAMS];
    unsigned count;

    pthread_mutex_lock(&app->lock);
    memcpy(owed, app->owed, sizeof owed);
    count = app->count;
    app->count = 0;
    pthread_mutex_unlock(&app->lock);
    for (unsigned i = 0; i < count; i++)
        waker_wake(owed[i]);
}

static void publish(struct app *app, int by, bool end)
{
    pthread_mutex_lock(&app->lock);
    app->published += by;
    app->end = end;
    pthread_mutex_unlock(&app->lock);
    wake_all(app);
}

/* The wakes that are still owed come when the test is over: late ones must do no harm. */
static void stream_close(void *ctx)
{
    struct stream *stream = ctx;

    atomic_fetch_add(&stream->app->closed, 1);
    free(stream);
}

static enum err_code get_stream(struct req *req, struct reply *reply, struct err *err)
{
    struct stream *stream = calloc(1, sizeof *stream);

    assert_non_null(stream);
    stream->app = req->app;
    atomic_fetch_add(&req->app->opened, 1);
    return reply_events(reply, &(struct body_source){ stream, stream_read, stream_close }, err);
}

static enum err_code get_plain(struct req *req, struct reply *reply, struct err *err)
{
    (void)req;
    return reply_take(reply, 200, json_pack("{s:b}", "well", 1), err);
}

static const struct route routes[] = {
    { "GET", "/api/stream", 0, 0, get_stream },
    { "GET", "/api/plain", 0, 0, get_plain },
};

struct fixture {
    struct app app;
    struct http_server *server;
    uint16_t port;
};

static int start(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct err err;
    const struct http_options options = { .listen = "127.0.0.1:0",
                                          .threads = 2,
                                          .routes = routes,
                                          .route_count = sizeof routes / sizeof *routes,
                                          .app = &f->app,
                                          .idle_timeout_s = 1 };

    pthread_mutex_init(&f->app.lock, NULL);
    if (http_server_start(&f->server, &options, &err))
        return -1;
    f->port = http_server_port(f->server);
    *state = f;
    return 0;
}

static int stop(void **state)
{
    struct fixture *f = *state;
    int left;

    http_server_stop(f->server, 2);
    wake_all(&f->app);
    left = atomic_load(&f->app.opened) - atomic_load(&f->app.closed);
    pthread_mutex_destroy(&f->app.lock);
    free(f);
    return left; /* every source was closed once */
}

static int open_stream(struct fixture *f)
{
    const int fd = client_open(f->port);
    struct answer answer = { 0 };

    client_send(fd, "GET /api/stream HTTP/1.1", "");
    assert_int_equal(read_head(fd, &answer), 0);
    assert_memory_equal(answer.head, "HTTP/1.1 200", 12);
    assert_string_equal(answer_header(&answer, "Content-Type"), "text/event-stream");
    assert_string_equal(answer_header(&answer, "Cache-Control"), "no-store");
    assert_string_equal(answer_header(&answer, "X-Accel-Buffering"), "no");
    assert_string_equal(answer_header(&answer, "Transfer-Encoding"), "chunked");
    assert_null(answer_header(&answer, "Content-Length"));
    return fd;
}

static void read_line(int fd, char out[64])
{
    size_t used = 0;

    while (used < 63 && recv(fd, out + used, 1, 0) == 1 && out[used++] != '\n')
        ;
    out[used] = '\0';
}

static void expect_chunk(int fd, const char *text)
{
    char line[64], data[64] = "";
    size_t bytes;

    read_line(fd, line);
    bytes = strtoul(line, NULL, 16);
    assert_int_equal(bytes, strlen(text));
    assert_int_equal(recv(fd, data, bytes, MSG_WAITALL), bytes);
    assert_string_equal(data, text);
    read_line(fd, line);
    assert_string_equal(line, "\r\n");
}

static void expect_end(int fd)
{
    char line[64];

    read_line(fd, line);
    assert_string_equal(line, "0\r\n");
    read_line(fd, line);
    assert_string_equal(line, "\r\n");
}

static void wait_for(atomic_int *value, int least)
{
    for (int i = 0; i < 10000 && atomic_load(value) < least; i++)
        usleep(1000);
    assert_true(atomic_load(value) >= least);
}

static void events_come_when_they_happen(void **state)
{
    struct fixture *f = *state;
    const int fd = open_stream(f);

    publish(&f->app, 1, false);
    expect_chunk(fd, "data: 1\n\n");
    publish(&f->app, 2, false);
    expect_chunk(fd, "data: 2\n\n");
    expect_chunk(fd, "data: 3\n\n");
    publish(&f->app, 0, true);
    expect_end(fd);
    wait_for(&f->app.closed, 1);
    close(fd);
}

static void a_stream_that_ends_leaves_its_connection_open(void **state)
{
    struct fixture *f = *state;
    const int fd = open_stream(f);
    struct answer answer;

    publish(&f->app, 0, true);
    expect_end(fd);
    client_send(fd, "GET /api/plain HTTP/1.1", "");
    client_read(fd, &answer, 0);
    assert_int_equal(answer.status, 200);
    answer_clear(&answer);
    close(fd);
}

static void a_head_request_opens_no_stream(void **state)
{
    struct fixture *f = *state;
    struct answer answer = client_ask(f->port, "HEAD /api/stream HTTP/1.1", "");

    assert_int_equal(answer.status, 200);
    assert_string_equal(answer_header(&answer, "Content-Type"), "text/event-stream");
    answer_clear(&answer);
    wait_for(&f->app.closed, 1);
}

static void silence_is_no_reason_to_close(void **state)
{
    struct fixture *f = *state;
    const int fd = open_stream(f);

    usleep(2500000); /* the idle timeout is one second */
    assert_int_equal(f->app.closed, 0);
    publish(&f->app, 1, false);
    expect_chunk(fd, "data: 1\n\n");
    close(fd);
    wait_for(&f->app.closed, 1);
}

static void a_client_that_leaves_is_noticed(void **state)
{
    struct fixture *f = *state;
    const int fd = open_stream(f);

    wait_for(&f->app.opened, 1);
    close(fd);
    wait_for(&f->app.closed, 1);
}

static void many_streams_leave_room_and_do_not_hold_a_stop_up(void **state)
{
    struct fixture *f = *state;
    struct timespec before, after;
    int fd[STREAMS];

    for (int i = 0; i < STREAMS; i++)
        fd[i] = open_stream(f);
    for (int i = 0; i < 20; i++) {
        struct answer answer = client_ask(f->port, "GET /api/plain HTTP/1.1", "");
        assert_int_equal(answer.status, 200);
        answer_clear(&answer);
    }
    publish(&f->app, 1, false);
    for (int i = 0; i < STREAMS; i++)
        expect_chunk(fd[i], "data: 1\n\n");
    clock_gettime(CLOCK_MONOTONIC, &before);
    http_server_stop(f->server, 30);
    f->server = NULL;
    clock_gettime(CLOCK_MONOTONIC, &after);
    assert_true(after.tv_sec - before.tv_sec < 10);
    assert_int_equal(f->app.closed, STREAMS);
    for (int i = 0; i < STREAMS; i++) {
        expect_end(fd[i]);
        close(fd[i]);
    }
}

#define LIVE(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIVE(events_come_when_they_happen),
        LIVE(a_stream_that_ends_leaves_its_connection_open),
        LIVE(a_head_request_opens_no_stream),
        LIVE(silence_is_no_reason_to_close),
        LIVE(a_client_that_leaves_is_noticed),
        LIVE(many_streams_leave_room_and_do_not_hold_a_stop_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
