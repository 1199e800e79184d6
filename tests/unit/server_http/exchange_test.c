/* What comes before a handler: the gate, where the client is, and what is never logged. */
#include "server/http/server.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <unistd.h>

#include "tests/support/check.h"
#include "tests/unit/server_http/client.h"

enum { BODY_BYTES = 5000000 };

struct app {
    atomic_int lent, asked, handled;
};

struct caller {
    int person;
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

/* Rights here: a bit of the route, and a header that says who asks. */
enum { NEEDS_NAME = ROUTE_RIGHTS };

static enum err_code ask(struct req *req, const struct route *route, struct err *err)
{
    const char *name = req_header(req, "X-Name");

    assert_ptr_equal(req->db, req->app);
    atomic_fetch_add(&req->app->asked, 1);
    if (!(req->caller = calloc(1, sizeof *req->caller)))
        return err_set(err, ERR_NO_MEMORY, "no memory");
    req->caller->person = name != NULL;
    if (!(route->flags & NEEDS_NAME))
        return ERR_NONE;
    if (!name)
        return err_set(err, ERR_SIGN_IN, "nobody has signed in");
    if (!strcmp(name, "stranger"))
        return err_set(err, ERR_NOT_FOUND, "there is no such thing");
    if (!strcmp(name, "guesser"))
        return err_set(err, ERR_TOO_OFTEN, "tried too often");
    return ERR_NONE;
}

static enum err_code get_client(struct req *req, struct reply *reply, struct err *err)
{
    return reply_take(reply, 200,
                      json_pack("{s:s, s:b, s:i}", "address", req->address, "is_tls", req->is_tls,
                                "person", req->caller ? req->caller->person : -1),
                      err);
}

static enum err_code put_stream(struct req *req, struct reply *reply, struct err *err)
{
    (void)reply;
    atomic_fetch_add(&req->app->handled, 1);
    return err_set(err, ERR_IO, "the disk under %s is gone", req->param[0]);
}

static const struct route routes[] = {
    { "GET", "/api/client", 0, 0, get_client },
    { "PUT", "/api/streams/{}", ROUTE_STREAM | NEEDS_NAME, 2 * BODY_BYTES, put_stream },
    { "POST", "/api/small/{}", NEEDS_NAME, BODY_BYTES, put_stream },
};

struct fixture {
    struct app app;
    struct http_server *server;
    uint16_t port;
};

static int start_behind(void **state, const char *proxy)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct err err;
    const struct http_options options = { .listen = "127.0.0.1:0",
                                          .threads = 2,
                                          .routes = routes,
                                          .route_count = sizeof routes / sizeof *routes,
                                          .app = &f->app,
                                          .db_take = lend,
                                          .db_give = give_back,
                                          .gate = ask,
                                          .trusted_proxy = proxy };

    if (http_server_start(&f->server, &options, &err))
        return -1;
    f->port = http_server_port(f->server);
    *state = f;
    return 0;
}

static int start(void **state)
{
    return start_behind(state, NULL);
}

static int start_behind_loopback(void **state)
{
    return start_behind(state, "::ffff:127.0.0.1");
}

static int start_behind_another(void **state)
{
    return start_behind(state, "192.0.2.1");
}

static int stop(void **state)
{
    struct fixture *f = *state;
    int left;

    http_server_stop(f->server, 2);
    left = atomic_load(&f->app.lent);
    free(f);
    return left;
}

static void expect(struct fixture *f, const char *lines, unsigned status, const char *words)
{
    struct answer answer = client_ask(f->port, lines, "");

    if (answer.status != status || !strstr(answer.body, words))
        fail_msg("%s: %u %s", lines, answer.status, answer.body ? answer.body : "");
    answer_clear(&answer);
}

static void the_gate_stands_before_every_route(void **state)
{
    struct fixture *f = *state;

    expect(f, "GET /api/client HTTP/1.1", 200, "\"person\":0");
    expect(f, "GET /api/client HTTP/1.1\nX-Name: Ada", 200, "\"person\":1");
    expect(f, "POST /api/small/1 HTTP/1.1\nContent-Length: 0", 401, "\"sign_in\"");
    expect(f, "POST /api/small/1 HTTP/1.1\nContent-Length: 0\nX-Name: stranger", 404, "no such");
    expect(f, "POST /api/small/1 HTTP/1.1\nContent-Length: 0\nX-Name: guesser", 429, "too_often");
    expect(f, "PUT /api/streams/1 HTTP/1.1\nContent-Length: 0", 401, "\"sign_in\"");
    expect(f, "PUT /api/streams/1 HTTP/1.1\nContent-Length: 99999999", 401, "\"sign_in\"");
    assert_int_equal(f->app.handled, 0);
    assert_int_equal(f->app.asked, 7);
    expect(f, "GET /api/nothing HTTP/1.1", 404, "nothing at this address");
    assert_int_equal(f->app.asked, 7);
}

/* The client sends the headers alone, and waits. */
static void who_may_not_is_told_before_the_body(void **state)
{
    static const struct {
        const char *lines;
        unsigned status;
    } rows[] = {
        { "PUT /api/streams/x HTTP/1.1\nContent-Length: 5000000", 401 },
        { "PUT /api/streams/x HTTP/1.1\nContent-Length: 5000000\nX-Name: stranger", 404 },
        { "PUT /api/streams/x HTTP/1.1\nTransfer-Encoding: chunked", 401 },
        { "POST /api/small/x HTTP/1.1\nContent-Length: 5000000", 401 },
        { "PUT /api/streams/x HTTP/1.1\nContent-Length: 9\nExpect: 100-continue", 401 },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const int fd = client_open(f->port);
        struct answer answer;
        client_send(fd, rows[i].lines, "");
        client_read(fd, &answer, 0);
        if (answer.status != rows[i].status)
            fail_msg("%s: %u", rows[i].lines, answer.status);
        answer_clear(&answer);
        close(fd);
    }
    assert_int_equal(f->app.handled, 0);
}

static void who_may_not_and_sends_all_the_same_sees_why(void **state)
{
    struct fixture *f = *state;
    const int fd = client_open(f->port);
    char *body = calloc(1, BODY_BYTES);
    struct answer answer;

    client_send(fd, "PUT /api/streams/x HTTP/1.1\nContent-Length: 5000000", "");
    client_write(fd, body, BODY_BYTES);
    client_read(fd, &answer, 0);
    assert_int_equal(answer.status, 401);
    assert_non_null(strstr(answer.body, "nobody has signed in"));
    assert_string_equal(answer_header(&answer, "Connection"), "close");
    answer_clear(&answer);
    free(body);
    close(fd);
}

static void without_a_proxy_nothing_forwarded_is_believed(void **state)
{
    struct fixture *f = *state;

    expect(f, "GET /api/client HTTP/1.1\nX-Forwarded-For: 192.0.2.7\nX-Forwarded-Proto: https", 200,
           "\"address\":\"127.0.0.1\",\"is_tls\":false");
}

static void a_trusted_proxy_tells_the_client(void **state)
{
    struct fixture *f = *state;
    char lines[8000] = "GET /api/client HTTP/1.1\nX-Forwarded-For: ";

    expect(f, "GET /api/client HTTP/1.1", 200, "\"address\":\"127.0.0.1\",\"is_tls\":false");
    expect(f,
           "GET /api/client HTTP/1.1\nX-Forwarded-For: 6.6.6.6, 2001:db8::7\n"
           "X-Forwarded-Proto: https",
           200, "\"address\":\"2001:db8::7\",\"is_tls\":true");
    expect(f,
           "GET /api/client HTTP/1.1\nX-Forwarded-For: 6.6.6.6\nX-Forwarded-Proto: https\n"
           "x-forwarded-for: 192.0.2.7\nx-forwarded-proto: http",
           200, "\"address\":\"192.0.2.7\",\"is_tls\":false");
    expect(f, "GET /api/client HTTP/1.1\nX-Forwarded-For: \"><b>\", unknown", 200,
           "\"address\":\"127.0.0.1\"");
    while (strlen(lines) < 7000)
        strcat(lines, "6.6.6.6, garbage,");
    strcat(lines, "192.0.2.7");
    expect(f, lines, 200, "\"address\":\"192.0.2.7\"");
}

static void another_address_than_the_proxys_is_not_believed(void **state)
{
    struct fixture *f = *state;

    expect(f, "GET /api/client HTTP/1.1\nX-Forwarded-For: 6.6.6.6\nX-Forwarded-Proto: https", 200,
           "\"address\":\"127.0.0.1\",\"is_tls\":false");
}

static void behind_a_proxy_the_name_is_the_public_one(void **state)
{
    static const char get[] = "GET /api/client HTTP/1.1\r\nHost: review.example\r\n\r\n";
    static const char strange[] = "POST /api/small/1 HTTP/1.1\r\nHost: review.example\r\n"
                                  "Origin: https://evil.example\r\nContent-Length: 0\r\n\r\n";
    static const char plain[] = "POST /api/small/1 HTTP/1.1\r\nHost: review.example\r\n"
                                "X-Forwarded-Proto: https\r\nOrigin: http://review.example\r\n"
                                "Content-Length: 0\r\n\r\n";
    static const char own[] = "POST /api/small/1 HTTP/1.1\r\nHost: review.example\r\n"
                              "X-Forwarded-Proto: https\r\nOrigin: https://review.example\r\n"
                              "Content-Length: 0\r\n\r\n";
    static const struct {
        const char *text;
        unsigned status;
    } rows[] = { { get, 200 }, { strange, 403 }, { plain, 403 }, { own, 401 } };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const int fd = client_open(f->port);
        struct answer answer;
        client_write(fd, rows[i].text, strlen(rows[i].text));
        client_read(fd, &answer, 0);
        if (answer.status != rows[i].status)
            fail_msg("%s: %u", rows[i].text, answer.status);
        if (i == 1)
            assert_non_null(strstr(answer.body, "pass its Host header on"));
        if (i >= 2) /* the client speaks TLS, so it is told to stay with it */
            assert_string_equal(answer_header(&answer, "Strict-Transport-Security"),
                                "max-age=31536000");
        else
            assert_null(answer_header(&answer, "Strict-Transport-Security"));
        answer_clear(&answer);
        close(fd);
    }
}

static void a_proxy_that_is_no_address_is_refused(void **state)
{
    const struct http_options options = { .listen = "127.0.0.1:0",
                                          .routes = routes,
                                          .trusted_proxy = "nginx.example" };
    struct http_server *server;
    struct err err;

    (void)state;
    assert_int_equal(http_server_start(&server, &options, &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "nginx.example"));
    assert_null(server);
}

/* Sends what comes to stderr into a file; gives the old one. */
static int hide_errors(const char *path)
{
    const int old = dup(STDERR_FILENO), file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

    fflush(stderr);
    assert_true(old >= 0 && file >= 0);
    dup2(file, STDERR_FILENO);
    close(file);
    return old;
}

static void a_failure_is_logged_without_query_cookie_or_token(void **state)
{
    static const char lines[] = "POST /api/small/x?token=hidden1&code=hidden2 HTTP/1.1\n"
                                "X-Name: Ada\nCookie: predub=hidden3\n"
                                "Authorization: Bearer pdt_hidden4\nContent-Length: 0";
    struct fixture *f = *state;
    char path[] = "/tmp/predub-log-XXXXXX", log[4096] = "";
    const int named = mkstemp(path), old = hide_errors(path);
    struct answer answer = client_ask(f->port, lines, "");
    ssize_t got;

    fflush(stderr);
    dup2(old, STDERR_FILENO);
    close(old);
    got = pread(named, log, sizeof log - 1, 0);
    close(named);
    unlink(path);
    assert_int_equal(answer.status, 500);
    assert_true(got > 0);
    assert_non_null(strstr(log, "POST /api/small/x: io: the disk under x is gone"));
    assert_null(strstr(log, "hidden"));
    assert_null(strstr(answer.body, "hidden"));
    answer_clear(&answer);
}

#define LIVE(test)          cmocka_unit_test_setup_teardown(test, start, stop)
#define BEHIND(test, proxy) cmocka_unit_test_setup_teardown(test, start_behind_##proxy, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIVE(the_gate_stands_before_every_route),
        LIVE(who_may_not_is_told_before_the_body),
        LIVE(who_may_not_and_sends_all_the_same_sees_why),
        LIVE(without_a_proxy_nothing_forwarded_is_believed),
        BEHIND(a_trusted_proxy_tells_the_client, loopback),
        BEHIND(another_address_than_the_proxys_is_not_believed, another),
        BEHIND(behind_a_proxy_the_name_is_the_public_one, loopback),
        cmocka_unit_test(a_proxy_that_is_no_address_is_refused),
        LIVE(a_failure_is_logged_without_query_cookie_or_token),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
