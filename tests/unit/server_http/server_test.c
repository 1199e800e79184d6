#include "server/http/server.h"

#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/check.h"
#include "tests/unit/server_http/client.h"

enum { RAM_BYTES = 300000, LIMIT_BYTES = 1000 };

/* What the handlers count. */
struct app {
    atomic_int sources_closed, lent;
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

static ssize_t ram_read(void *ctx, int64_t offset, void *out, size_t max, struct waker *waker,
                        struct err *err)
{
    (void)ctx;
    (void)waker;
    if (RAM_BYTES - offset == 7)
        return err_set(err, ERR_DAMAGED, "the last bytes are gone"), -1;
    for (size_t i = 0; i < max; i++)
        ((char *)out)[i] = byte_at(offset + (int64_t)i);
    return (ssize_t)max;
}

static void ram_close(void *ctx)
{
    atomic_fetch_add(&((struct app *)ctx)->sources_closed, 1);
}

static enum err_code get_ram(struct req *req, struct reply *reply, struct err *err)
{
    const struct body body = { .media_type = "video/webm",
                               .bytes = RAM_BYTES,
                               .etag = "tag",
                               .cache = "private",
                               .filename = "1m1 \303\244\".webm",
                               .source = { req->app, ram_read, ram_close } };

    assert_ptr_equal(req->db, req->app);
    return reply_body(reply, &body, err);
}

static enum err_code post_echo(struct req *req, struct reply *reply, struct err *err)
{
    const char *name;

    if (req_unpack(req, err, "{s:s}", "name", &name))
        return err->code;
    return reply_take(reply, 201, json_pack("{s:s}", "name", name), err);
}

static enum err_code get_failure(struct req *req, struct reply *reply, struct err *err)
{
    if (req->id[0] == 0)
        return reply_empty(reply);
    return err_set(err, (enum err_code)req->id[0], "failed as \xff told");
}

static const struct route routes[] = {
    { "GET", "/api/ram", 0, 0, get_ram },
    { "POST", "/api/echo", 0, LIMIT_BYTES, post_echo },
    { "GET", "/api/failures/{}", 0, 0, get_failure },
};

struct fixture {
    struct app app;
    struct http_server *server;
    uint16_t port;
    char dir[64];
};

static void write_file(const char *dir, const char *name, const char *text)
{
    char path[128];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", dir, name);
    file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int start(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct err err;
    const struct http_options options = { .listen = "127.0.0.1:0",
                                          .threads = 2,
                                          .routes = routes,
                                          .route_count = sizeof routes / sizeof *routes,
                                          .static_dir = f->dir,
                                          .app = &f->app,
                                          .db_take = lend,
                                          .db_give = give_back };

    strcpy(f->dir, "/tmp/predub-http-XXXXXX");
    if (!mkdtemp(f->dir) || http_server_start(&f->server, &options, &err))
        return -1;
    f->port = http_server_port(f->server);
    *state = f;
    return 0;
}

static int stop(void **state)
{
    struct fixture *f = *state;
    char command[128];
    int left;

    http_server_stop(f->server, 2);
    left = atomic_load(&f->app.lent);
    snprintf(command, sizeof command, "rm -r %s", f->dir);
    if (system(command))
        left = -1;
    free(f);
    return left; /* every database connection was given back */
}

static void expect(struct fixture *f, const char *lines, unsigned status, const char *body)
{
    struct answer answer = client_ask(f->port, lines, "");

    if (answer.status != status || !strstr(answer.body, body))
        fail_msg("%s: %u %s", lines, answer.status, answer.body ? answer.body : "");
    assert_non_null(answer_header(&answer, "Content-Security-Policy"));
    assert_string_equal(answer_header(&answer, "X-Content-Type-Options"), "nosniff");
    answer_clear(&answer);
}

static void a_body_is_sent_whole_or_in_part(void **state)
{
    struct fixture *f = *state;
    struct answer answer = client_ask(f->port, "GET /api/ram HTTP/1.1", "");

    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.bytes, RAM_BYTES);
    for (int i = 0; i < RAM_BYTES; i++)
        if (answer.body[i] != byte_at(i))
            fail_msg("byte %d is wrong", i);
    assert_string_equal(answer_header(&answer, "ETag"), "\"tag\"");
    assert_string_equal(answer_header(&answer, "Cache-Control"), "private");
    assert_string_equal(answer_header(&answer, "Content-Disposition"),
                        "attachment; filename=\"1m1 ___.webm\"; "
                        "filename*=UTF-8''1m1%20%C3%A4%22.webm");
    answer_clear(&answer);
    answer = client_ask(f->port, "GET /api/ram HTTP/1.1\nRange: bytes=100000-299998", "");
    assert_int_equal(answer.status, 206);
    assert_int_equal(answer.bytes, 199999);
    assert_string_equal(answer_header(&answer, "Content-Range"), "bytes 100000-299998/300000");
    for (int i = 0; i < 199999; i++)
        if (answer.body[i] != byte_at(100000 + i))
            fail_msg("byte %d is wrong", i);
    answer_clear(&answer);
}

static void conditions_choose_between_200_206_304_and_416(void **state)
{
    static const struct {
        const char *lines;
        unsigned status;
    } rows[] = {
        { "GET /api/ram HTTP/1.1\nRange: bytes=0-9\nIf-Range: \"tag\"", 206 },
        { "GET /api/ram HTTP/1.1\nRange: bytes=0-9\nIf-Range: W/\"tag\"", 200 },
        { "GET /api/ram HTTP/1.1\nRange: bytes=0-9\nIf-Range: \"old\"", 200 },
        { "GET /api/ram HTTP/1.1\nRange: bytes=0-1,5-6", 200 },
        { "GET /api/ram HTTP/1.1\nRange: bytes=300000-", 416 },
        { "GET /api/ram HTTP/1.1\nRange: bytes=300000-\nIf-Range: \"old\"", 200 },
        { "GET /api/ram HTTP/1.1\nIf-None-Match: \"x\", W/\"tag\"\nRange: bytes=0-9", 304 },
        { "HEAD /api/ram HTTP/1.1\nIf-None-Match: *", 304 },
        { "GET /api/ram HTTP/1.1\nIf-None-Match: \"x\"", 200 },
        { "HEAD /api/ram HTTP/1.1\nRange: bytes=0-9", 200 },
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct answer answer = client_ask(f->port, rows[i].lines, "");
        if (answer.status != rows[i].status)
            fail_msg("%s: %u", rows[i].lines, answer.status);
        if (answer.status == 416)
            assert_string_equal(answer_header(&answer, "Content-Range"), "bytes */300000");
        else
            assert_string_equal(answer_header(&answer, "Accept-Ranges"), "bytes");
        answer_clear(&answer);
    }
    http_server_stop(f->server, 1);
    f->server = NULL;
    assert_int_equal(f->app.sources_closed, sizeof rows / sizeof *rows);
}

static void a_source_that_fails_breaks_the_connection(void **state)
{
    struct fixture *f = *state;
    struct answer answer = client_ask(f->port, "GET /api/ram HTTP/1.1\nRange: bytes=299993-", "");

    assert_int_equal(answer.status, 0);
    answer_clear(&answer);
}

static void every_code_has_its_status(void **state)
{
    static const unsigned status[ERR_CODES] = { 204, 400, 404, 409, 413, 422, 422, 409, 416,
                                                403, 401, 429, 500, 507, 503, 503, 503, 500 };
    struct fixture *f = *state;

    for (unsigned code = 0; code < ERR_CODES; code++) {
        char lines[64], text[32];
        snprintf(lines, sizeof lines, "GET /api/failures/%u HTTP/1.1", code);
        snprintf(text, sizeof text, "\"code\":\"%s\"", err_name((enum err_code)code));
        expect(f, lines, status[code], code ? text : "");
    }
}

static void what_is_not_there_is_told_in_json(void **state)
{
    struct fixture *f = *state;
    struct answer answer = client_ask(f->port, "DELETE /api/ram HTTP/1.1", "");

    assert_int_equal(answer.status, 405);
    assert_string_equal(answer_header(&answer, "Allow"), "GET, HEAD");
    answer_clear(&answer);
    expect(f, "GET /api/nothing HTTP/1.1", 404, "\"not_found\"");
    expect(f, "GET /api HTTP/1.1", 404, "\"not_found\"");
    expect(f, "OPTIONS /api/echo HTTP/1.1", 405, "takes POST only");
    expect(f, "POST /somewhere HTTP/1.1\nContent-Length: 0", 405, "GET and HEAD");
    expect(f, "GET /api/%2e%2e HTTP/1.1", 400, "\"invalid\"");
    expect(f, "BREW /api/ram HTTP/1.1", 405, "\"invalid\"");
}

static void foreign_pages_are_kept_out(void **state)
{
    struct fixture *f = *state;
    const int fd = client_open(f->port);
    struct answer answer;

    expect(f, "POST /api/echo HTTP/1.1\nOrigin: http://evil\nContent-Length: 0", 403, "forbidden");
    expect(f, "POST /api/echo HTTP/1.1\nOrigin: null\nContent-Length: 0", 403, "forbidden");
    expect(f, "POST /api/echo HTTP/1.1\nOrigin: http://localhost\nContent-Length: 0", 400,
           "body is empty");
    expect(f, "HEAD /api/ram HTTP/1.1\nOrigin: http://evil", 200, "");
    client_write(fd, "GET /api/ram HTTP/1.1\r\nHost: evil.example\r\n\r\n", 45);
    client_read(fd, &answer, 0);
    assert_int_equal(answer.status, 403);
    answer_clear(&answer);
    close(fd);
}

static void small_bodies_have_a_limit_and_the_connection_goes_on(void **state)
{
    struct fixture *f = *state;
    const int fd = client_open(f->port);
    char big[LIMIT_BYTES + 2] = "", lines[100];
    struct answer answer;

    memset(big, ' ', LIMIT_BYTES + 1);
    snprintf(lines, sizeof lines, "POST /api/echo HTTP/1.1\nContent-Length: %d", LIMIT_BYTES + 1);
    client_send(fd, lines, big);
    client_read(fd, &answer, 0);
    assert_int_equal(answer.status, 413);
    assert_non_null(strstr(answer.body, "limit of 1000 bytes"));
    answer_clear(&answer);

    client_send(fd, "POST /api/echo HTTP/1.1\nContent-Length: 14", "{\"name\":\"1m1\"}");
    client_read(fd, &answer, 0);
    assert_int_equal(answer.status, 201);
    assert_string_equal(answer.body, "{\"name\":\"1m1\"}");
    answer_clear(&answer);

    client_send(fd, "GET /api/ram HTTP/1.1\nContent-Length: 3", "abc");
    client_read(fd, &answer, 0);
    assert_int_equal(answer.status, 413);
    answer_clear(&answer);
    close(fd);
}

/* Leaves in the middle of the headers, and sends what libmicrohttpd refuses by itself. */
static void broken_requests_leave_nothing_behind(void **state)
{
    static const char *const texts[] = {
        "GET /api/ram HTTP/1.1\r\nHost: loc",
        "GET /api/ram HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        "POST /api/echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET\r\n\r\n",
        "\x16\x03\x01\x02",
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const int fd = client_open(f->port);
        client_write(fd, texts[i], strlen(texts[i]));
        usleep(2000); /* so that the text is read before the end is seen; either order must do */
        close(fd);
    }
    expect(f, "POST /api/echo HTTP/1.1\nContent-Length: 2\nTransfer-Encoding: chunked", 400,
           "both Content-Length");
}

static void the_files_of_the_page_are_served(void **state)
{
    struct fixture *f = *state;
    char link[128];
    struct answer answer;

    write_file(f->dir, "index.html", "<p>page");
    write_file(f->dir, "main-4F2KQ7XA.js", "main()");
    write_file(f->dir, "style-original.css", "p {}");
    write_file(f->dir, ".hidden", "secret");
    snprintf(link, sizeof link, "%s/link.txt", f->dir);
    assert_int_equal(symlink("/etc/passwd", link), 0);
    snprintf(link, sizeof link, "%s/etc", f->dir);
    assert_int_equal(symlink("/etc", link), 0);

    expect(f, "GET / HTTP/1.1", 200, "<p>page");
    expect(f, "GET /productions/3 HTTP/1.1", 200, "<p>page");
    expect(f, "GET /etc/hostname HTTP/1.1", 200, "<p>page");
    expect(f, "GET /nothing.js HTTP/1.1", 404, "\"not_found\"");
    expect(f, "GET /link.txt HTTP/1.1", 404, "\"not_found\"");
    expect(f, "GET /etc/ld.so.conf HTTP/1.1", 404, "\"not_found\"");
    expect(f, "GET /.hidden HTTP/1.1", 404, "\"not_found\"");

    answer = client_ask(f->port, "GET /main-4F2KQ7XA.js HTTP/1.1", "");
    assert_string_equal(answer.body, "main()");
    assert_string_equal(answer_header(&answer, "Content-Type"), "text/javascript; charset=utf-8");
    assert_string_equal(answer_header(&answer, "Cache-Control"),
                        "public, max-age=31536000, immutable");
    assert_non_null(answer_header(&answer, "ETag"));
    answer_clear(&answer);
    answer = client_ask(f->port, "HEAD /style-original.css HTTP/1.1", "");
    assert_string_equal(answer_header(&answer, "Cache-Control"), "no-cache");
    assert_string_equal(answer_header(&answer, "Content-Length"), "4");
    answer_clear(&answer);
}

static void a_bad_address_to_listen_on_is_explained(void **state)
{
    static const char *const bad[] = {
        "",         "8080",    ":8080",           "localhost",   "localhost:",
        "::1:8080", "[::1:80", "127.0.0.1:65536", "127.0.0.1:-1"
    };
    struct fixture *f = *state;
    struct http_server *server;
    struct http_options options = { .routes = routes };
    char taken[32];
    struct err err;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        options.listen = bad[i];
        if (http_server_start(&server, &options, &err) != ERR_INVALID)
            fail_msg("%s was taken", bad[i]);
    }
    snprintf(taken, sizeof taken, "127.0.0.1:%u", f->port);
    options.listen = taken;
    assert_int_equal(http_server_start(&server, &options, &err), ERR_BUSY);
    assert_non_null(strstr(err.text, "choose another port"));
}

#define LIVE(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIVE(a_body_is_sent_whole_or_in_part),
        LIVE(conditions_choose_between_200_206_304_and_416),
        LIVE(a_source_that_fails_breaks_the_connection),
        LIVE(every_code_has_its_status),
        LIVE(what_is_not_there_is_told_in_json),
        LIVE(foreign_pages_are_kept_out),
        LIVE(small_bodies_have_a_limit_and_the_connection_goes_on),
        LIVE(broken_requests_leave_nothing_behind),
        LIVE(the_files_of_the_page_are_served),
        LIVE(a_bad_address_to_listen_on_is_explained),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
