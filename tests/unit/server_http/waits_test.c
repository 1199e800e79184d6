/* Bodies that make their connections wait, with wakes that come early, late and never. */
#include "server/http/waits.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "server/http/server.h"
#include "tests/support/check.h"
#include "tests/unit/server_http/client.h"

enum { BODY_BYTES = 60000, CLIENTS = 8, REQUESTS = 60, QUEUE = 256 };

/* Owed wakes, called by a thread of their own in any order; hold keeps them back. */
struct app {
    pthread_mutex_t lock; /* guards the queue, count and end */
    pthread_cond_t changed;
    struct waker *queue[QUEUE];
    unsigned count;
    bool end;
    atomic_bool hold;
    pthread_t thread;
    atomic_int opened, closed, owed;
};

/* One body under way. Its numbers come from a generator of its own: the run can be repeated. */
struct drip {
    struct app *app;
    uint32_t random;
};

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

static char byte_at(int64_t offset)
{
    return (char)(offset * 7 + (offset >> 9));
}

static void owe(struct app *app, struct waker *waker)
{
    pthread_mutex_lock(&app->lock);
    assert_true(app->count < QUEUE);
    app->queue[app->count++] = waker;
    atomic_fetch_add(&app->owed, 1);
    pthread_cond_signal(&app->changed);
    pthread_mutex_unlock(&app->lock);
}

static void *wake_all(void *ctx)
{
    struct app *app = ctx;
    uint32_t random = 1;

    pthread_mutex_lock(&app->lock);
    while (!app->end || app->count) {
        if (!app->count || (app->hold && !app->end)) {
            pthread_cond_wait(&app->changed, &app->lock);
            continue;
        }
        const unsigned i = next_random(&random) % app->count;
        struct waker *waker = app->queue[i];
        app->queue[i] = app->queue[--app->count];
        pthread_mutex_unlock(&app->lock);
        if (next_random(&random) % 4 == 0)
            nanosleep(&(struct timespec){ 0, next_random(&random) * 4L }, NULL);
        waker_wake(waker);
        pthread_mutex_lock(&app->lock);
    }
    pthread_mutex_unlock(&app->lock);
    return NULL;
}

static ssize_t drip_read(void *ctx, int64_t offset, void *out, size_t max, struct waker *waker,
                         struct err *err)
{
    struct drip *drip = ctx;
    const uint32_t choice = next_random(&drip->random) % 8;
    size_t bytes = 1 + next_random(&drip->random) % 8000;

    (void)err;
    if (choice == 0) { /* the wake is there before the answer */
        waker_wake(waker);
        return 0;
    }
    if (choice < 5 || drip->app->hold) {
        owe(drip->app, waker);
        return 0;
    }
    bytes = bytes < max ? bytes : max;
    for (size_t i = 0; i < bytes; i++)
        ((char *)out)[i] = byte_at(offset + (int64_t)i);
    return (ssize_t)bytes;
}

static void drip_close(void *ctx)
{
    struct drip *drip = ctx;

    atomic_fetch_add(&drip->app->closed, 1);
    free(drip);
}

static enum err_code get_drip(struct req *req, struct reply *reply, struct err *err)
{
    struct drip *drip = malloc(sizeof *drip);

    if (!drip)
        return err_set(err, ERR_NO_MEMORY, "no memory");
    *drip = (struct drip){ req->app, (uint32_t)req->id[0] };
    atomic_fetch_add(&req->app->opened, 1);
    return reply_body(reply,
                      &(struct body){ .media_type = "video/webm",
                                      .bytes = BODY_BYTES,
                                      .source = { drip, drip_read, drip_close } },
                      err);
}

struct fixture {
    struct app app;
    struct http_server *server;
    uint16_t port;
};

static const struct route routes[] = { { "GET", "/api/drips/{}", 0, 0, get_drip } };

static int start(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct err err;
    const struct http_options options = {
        .listen = "127.0.0.1:0", .threads = 2, .routes = routes, .route_count = 1, .app = &f->app
    };

    pthread_mutex_init(&f->app.lock, NULL);
    pthread_cond_init(&f->app.changed, NULL);
    if (http_server_start(&f->server, &options, &err) ||
        pthread_create(&f->app.thread, NULL, wake_all, &f->app))
        return -1;
    f->port = http_server_port(f->server);
    *state = f;
    return 0;
}

/* Stops the server first, so that what is still owed then comes late. */
static int stop(void **state)
{
    struct fixture *f = *state;
    int left;

    http_server_stop(f->server, 0);
    pthread_mutex_lock(&f->app.lock);
    f->app.end = true;
    pthread_cond_signal(&f->app.changed);
    pthread_mutex_unlock(&f->app.lock);
    pthread_join(f->app.thread, NULL);
    left = f->app.opened - f->app.closed;
    pthread_cond_destroy(&f->app.changed);
    pthread_mutex_destroy(&f->app.lock);
    free(f);
    return left;
}

struct listener {
    uint16_t port;
    uint32_t number;
    unsigned whole, cut, wrong;
};

static void hear_whole(struct listener *listener, int fd)
{
    struct answer answer;

    client_read(fd, &answer, 0);
    if (answer.status != 200 || answer.bytes != BODY_BYTES)
        listener->wrong++;
    for (size_t i = 0; i < answer.bytes; i++)
        if (answer.body[i] != byte_at((int64_t)i)) {
            listener->wrong++;
            break;
        }
    answer_clear(&answer);
    listener->whole++;
}

/* Asks again and again; every third time it leaves in the middle. */
static void *listen_and_leave(void *ctx)
{
    struct listener *listener = ctx;
    uint32_t random = listener->number;

    for (unsigned i = 0; i < REQUESTS; i++) {
        const int fd = client_open(listener->port);
        char lines[64], some[20000];
        snprintf(lines, sizeof lines, "GET /api/drips/%u HTTP/1.1", listener->number * 1000 + i);
        client_send(fd, lines, "");
        if (i % 3) {
            hear_whole(listener, fd);
        } else {
            if (recv(fd, some, 1 + next_random(&random) % sizeof some, 0) < 1)
                listener->wrong++;
            listener->cut++;
        }
        close(fd);
    }
    return NULL;
}

static void bodies_arrive_whole_however_the_wakes_fall(void **state)
{
    struct fixture *f = *state;
    struct listener listeners[CLIENTS] = { 0 };
    pthread_t threads[CLIENTS];

    for (unsigned i = 0; i < CLIENTS; i++) {
        listeners[i] = (struct listener){ .port = f->port, .number = i + 1 };
        assert_int_equal(pthread_create(&threads[i], NULL, listen_and_leave, &listeners[i]), 0);
    }
    for (unsigned i = 0; i < CLIENTS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(listeners[i].wrong, 0);
        assert_int_equal(listeners[i].whole, REQUESTS - listeners[i].cut);
    }
    assert_true(f->app.owed > CLIENTS * REQUESTS);
}

static void hold(struct app *app, bool on)
{
    pthread_mutex_lock(&app->lock);
    app->hold = on;
    pthread_cond_signal(&app->changed);
    pthread_mutex_unlock(&app->lock);
}

/* Connections that wait for a wake which does not come. */
static void open_waiting(struct fixture *f, int fds[CLIENTS])
{
    hold(&f->app, true);
    for (unsigned i = 0; i < CLIENTS; i++) {
        fds[i] = client_open(f->port);
        client_send(fds[i], "GET /api/drips/5 HTTP/1.1", "");
    }
    while (atomic_load(&f->app.owed) < CLIENTS)
        nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
}

static void a_client_that_leaves_while_it_waits_is_noticed(void **state)
{
    struct fixture *f = *state;
    int fds[CLIENTS];

    open_waiting(f, fds);
    for (unsigned i = 0; i < CLIENTS; i++)
        close(fds[i]);
    for (int i = 0; i < 5000 && atomic_load(&f->app.closed) < CLIENTS; i++)
        nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
    assert_int_equal(f->app.closed, CLIENTS);
    hold(&f->app, false); /* and now the wakes come, for nobody */
}

static void a_server_stops_while_everybody_waits(void **state)
{
    struct fixture *f = *state;
    int fds[CLIENTS];

    open_waiting(f, fds);
    http_server_stop(f->server, 0);
    f->server = NULL;
    assert_int_equal(f->app.closed, CLIENTS);
    for (unsigned i = 0; i < CLIENTS; i++)
        close(fds[i]);
}

static void a_server_gives_replies_time_to_end(void **state)
{
    struct fixture *f = *state;
    const int fd = client_open(f->port);
    struct answer answer;

    client_send(fd, "GET /api/drips/3 HTTP/1.1", "");
    while (!atomic_load(&f->app.opened))
        nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
    http_server_stop(f->server, 10);
    f->server = NULL;
    client_read(fd, &answer, 0);
    assert_int_equal(answer.status, 200);
    assert_int_equal(answer.bytes, BODY_BYTES);
    answer_clear(&answer);
    close(fd);
}

#define LIVE(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIVE(bodies_arrive_whole_however_the_wakes_fall),
        LIVE(a_client_that_leaves_while_it_waits_is_noticed),
        LIVE(a_server_stops_while_everybody_waits),
        LIVE(a_server_gives_replies_time_to_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
