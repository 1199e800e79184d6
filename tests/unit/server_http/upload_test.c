/* Streaming bodies: where their bytes go and how each sink ends exactly once. */
#include <pthread.h>
#include <stdatomic.h>

#include "server/http/server.h"
#include "tests/support/check.h"
#include "tests/unit/server_http/client.h"

enum { UPLOAD_BYTES = 8000000 };

/* What the sinks count. */
struct app {
    atomic_int opened, written, waiting, finished, aborted, lent;
    pthread_t late;
    bool late_started;
};

struct upload {
    struct app *app;
    int64_t got, full_at;
    bool slow, asked;
    struct waker *waker;
};

static struct db *lend(struct app *app, struct err *err)
{
    (void)err;
    atomic_fetch_add(&app->lent, 1);
    return (struct db *)app;
}

static void give_back(struct app *app, struct db *db)
{
    assert_ptr_equal(app, db);
    atomic_fetch_sub(&app->lent, 1);
}

static char byte_at(int64_t offset)
{
    return (char)(offset * 31 >> 3);
}

static enum err_code upload_write(void *ctx, const void *data, size_t bytes, struct err *err)
{
    struct upload *upload = ctx;

    for (size_t i = 0; i < bytes; i++)
        assert_int_equal(((const char *)data)[i], byte_at(upload->got + (int64_t)i));
    upload->got += (int64_t)bytes;
    atomic_fetch_add(&upload->app->written, 1);
    if (upload->full_at && upload->got > upload->full_at)
        return err_set(err, ERR_NO_SPACE, "the disk is full");
    return ERR_NONE;
}

static void *wake_late(void *ctx)
{
    usleep(20000);
    waker_wake(ctx);
    return NULL;
}

static enum err_code upload_finish(void *ctx, struct db *db, struct waker *waker, bool *wait,
                                   struct reply *reply, struct err *err)
{
    struct upload *upload = ctx;
    const int64_t got = upload->got;

    assert_ptr_equal(db, upload->app);
    if (upload->slow && !upload->asked) {
        upload->asked = *wait = upload->app->late_started = true;
        atomic_fetch_add(&upload->app->waiting, 1);
        return pthread_create(&upload->app->late, NULL, wake_late, waker)
                   ? err_set(err, ERR_INTERNAL, "no thread")
                   : ERR_NONE;
    }
    atomic_fetch_add(&upload->app->finished, 1);
    free(upload);
    return reply_take(reply, 201, json_pack("{s:I}", "bytes", (json_int_t)got), err);
}

static void upload_abort(void *ctx)
{
    struct upload *upload = ctx;

    atomic_fetch_add(&upload->app->aborted, 1);
    free(upload);
}

static enum err_code put_upload(struct req *req, struct reply *reply, struct err *err)
{
    struct upload *upload;

    if (req_query(req, "known"))
        return reply_take(reply, 200, json_pack("{s:b}", "known", 1), err);
    if (req_query(req, "refuse"))
        return err_set(err, ERR_UNKNOWN, "%s has no role", req->param[0]);
    if (!(upload = calloc(1, sizeof *upload)))
        return err_set(err, ERR_NO_MEMORY, "no memory");
    upload->app = req->app;
    upload->slow = req_query(req, "slow") != NULL;
    upload->full_at = req_query(req, "full") ? 1000000 : 0;
    atomic_fetch_add(&req->app->opened, 1);
    req_sink(req, &(struct body_sink){ upload, upload_write, upload_finish, upload_abort });
    return ERR_NONE;
}

static const struct route routes[] = {
    { "PUT", "/api/uploads/{}", ROUTE_STREAM, 2 * UPLOAD_BYTES, put_upload },
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
                                          .db_take = lend,
                                          .db_give = give_back };

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
    if (f->app.late_started)
        pthread_join(f->app.late, NULL);
    left = atomic_load(&f->app.opened) - atomic_load(&f->app.finished) -
           atomic_load(&f->app.aborted) + atomic_load(&f->app.lent);
    free(f);
    return left; /* every sink ended exactly once, every database connection was given back */
}

/* Uploads bytes in one piece (or as one chunk) and gives the answer, which may come early. */
static struct answer upload(struct fixture *f, const char *query, const char *header, int64_t bytes)
{
    const int fd = client_open(f->port);
    char lines[300], *data = malloc((size_t)bytes);
    struct answer answer;

    for (int64_t i = 0; i < bytes; i++)
        data[i] = byte_at(i);
    snprintf(lines, sizeof lines, "PUT /api/uploads/x.wav%s HTTP/1.1\n%s%lld", query, header,
             (long long)bytes);
    client_send(fd, lines, "");
    client_write(fd, data, (size_t)bytes);
    client_read(fd, &answer, 0);
    free(data);
    close(fd);
    return answer;
}

static void an_upload_flows_into_its_sink(void **state)
{
    static const char *const queries[] = { "", "?slow" };
    struct fixture *f = *state;

    for (int i = 0; i < 2; i++) {
        struct answer answer = upload(f, queries[i], "Content-Length: ", UPLOAD_BYTES);
        assert_int_equal(answer.status, 201);
        assert_string_equal(answer.body, "{\"bytes\":8000000}");
        answer_clear(&answer);
    }
    assert_int_equal(f->app.finished, 2);
    assert_int_equal(f->app.aborted, 0);
}

/* The client writes all its bytes before it reads, as browsers do. */
static void who_still_sends_sees_why_it_failed(void **state)
{
    static const struct {
        const char *query, *text;
        unsigned status;
    } rows[] = {
        { "?full", "the disk is full", 507 },
        { "?refuse", "x.wav has no role", 409 },
        { "?known", "{\"known\":true}", 200 },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct answer answer = upload(f, rows[i].query, "Content-Length: ", UPLOAD_BYTES);
        assert_int_equal(answer.status, rows[i].status);
        assert_non_null(strstr(answer.body, rows[i].text));
        answer_clear(&answer);
    }
    assert_int_equal(f->app.opened, 1);
    assert_int_equal(f->app.aborted, 1);
}

static void who_asks_first_is_refused_before_the_body(void **state)
{
    struct fixture *f = *state;
    int fd = client_open(f->port);
    struct answer answer;

    client_send(fd,
                "PUT /api/uploads/x.wav?refuse HTTP/1.1\nExpect: 100-continue\n"
                "Content-Length: 5000000",
                "");
    client_read(fd, &answer, 0);
    assert_int_equal(answer.status, 409);
    answer_clear(&answer);
    close(fd);
    fd = client_open(f->port);
    client_send(fd,
                "PUT /api/uploads/x.wav HTTP/1.1\nExpect: 100-continue\n"
                "Content-Length: 999999999999",
                "");
    client_read(fd, &answer, 0);
    assert_int_equal(answer.status, 413);
    answer_clear(&answer);
    close(fd);
    fd = client_open(f->port);
    client_send(fd, "PUT /api/uploads/x.wav HTTP/1.1\nExpect: 100-continue\nContent-Length: 1", "");
    client_read(fd, &answer, 0);
    assert_int_equal(answer.status, 100);
    answer_clear(&answer);
    client_write(fd, "", 1);
    client_read(fd, &answer, 0);
    assert_int_equal(answer.status, 201);
    answer_clear(&answer);
    close(fd);
}

static void a_broken_upload_is_aborted_once(void **state)
{
    struct fixture *f = *state;
    const int fd = client_open(f->port);

    client_send(fd, "PUT /api/uploads/x.wav HTTP/1.1\nContent-Length: 1000", "");
    client_write(fd, "", 1);
    /* libmicrohttpd waits for an edge of epoll: an end that comes with the last byte has none, and
     * is found only when the connection has been idle for too long. */
    while (!atomic_load(&f->app.written))
        usleep(1000);
    close(fd);
    for (int i = 0; i < 5000 && !atomic_load(&f->app.aborted); i++)
        usleep(1000);
    assert_int_equal(f->app.aborted, 1);
}

static void an_upload_is_aborted_when_the_server_stops(void **state)
{
    struct fixture *f = *state;
    const int fd = client_open(f->port);

    client_send(fd, "PUT /api/uploads/x.wav HTTP/1.1\nContent-Length: 1000", "");
    while (!atomic_load(&f->app.opened))
        usleep(1000);
    http_server_stop(f->server, 0);
    f->server = NULL;
    assert_int_equal(f->app.aborted, 1);
    close(fd);
}

static void a_wake_may_come_when_the_server_is_gone(void **state)
{
    struct fixture *f = *state;
    const int fd = client_open(f->port);

    client_send(fd, "PUT /api/uploads/x.wav?slow HTTP/1.1\nContent-Length: 1", "");
    client_write(fd, "", 1);
    while (!atomic_load(&f->app.waiting))
        usleep(1000);
    http_server_stop(f->server, 0);
    f->server = NULL;
    assert_int_equal(f->app.aborted, 1);
    close(fd);
}

#define LIVE(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIVE(an_upload_flows_into_its_sink),
        LIVE(who_still_sends_sees_why_it_failed),
        LIVE(who_asks_first_is_refused_before_the_body),
        LIVE(a_broken_upload_is_aborted_once),
        LIVE(an_upload_is_aborted_when_the_server_stops),
        LIVE(a_wake_may_come_when_the_server_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
