/* Work with passwords: two at a time, and not too many that wait. */
#include "server/api/hashing.h"

#include "tests/unit/server_api/fixture.h"

enum { ALL = 34 }; /* two that work, 32 that wait */

/* A piece of work that goes on as long as the test holds it. */
struct piece {
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t changed;
    bool held;
    int working, most, done, freed;
};

static enum err_code piece_run(void *ctx, struct db *db, struct err *err)
{
    struct piece *piece = ctx;

    (void)err;
    assert_non_null(db);
    pthread_mutex_lock(&piece->lock);
    piece->working++;
    piece->most = piece->working > piece->most ? piece->working : piece->most;
    pthread_cond_broadcast(&piece->changed);
    while (piece->held)
        pthread_cond_wait(&piece->changed, &piece->lock);
    piece->working--;
    piece->done++;
    pthread_cond_broadcast(&piece->changed);
    pthread_mutex_unlock(&piece->lock);
    return ERR_NONE;
}

static enum err_code piece_answer(void *ctx, struct db *db, struct reply *reply, struct err *err)
{
    (void)ctx;
    (void)db;
    (void)err;
    return reply_empty(reply);
}

static void piece_free(void *ctx)
{
    struct piece *piece = ctx;

    pthread_mutex_lock(&piece->lock);
    piece->freed++;
    pthread_cond_broadcast(&piece->changed);
    pthread_mutex_unlock(&piece->lock);
}

static struct piece piece_held(void)
{
    return (struct piece){ .lock = PTHREAD_MUTEX_INITIALIZER,
                           .changed = PTHREAD_COND_INITIALIZER,
                           .held = true };
}

static void piece_let_go(struct piece *piece)
{
    pthread_mutex_lock(&piece->lock);
    piece->held = false;
    pthread_cond_broadcast(&piece->changed);
    pthread_mutex_unlock(&piece->lock);
}

static void await(struct piece *piece, const int *number, int value)
{
    pthread_mutex_lock(&piece->lock);
    while (*number < value)
        pthread_cond_wait(&piece->changed, &piece->lock);
    pthread_mutex_unlock(&piece->lock);
}

/* One request that waits for the piece. */
struct asking {
    struct exchange *exchange;
    struct sent sent;
    struct waker waker;
    enum err_code code;
};

static const struct call call = { .method = "POST", .target = "/api/session" };

static void ask(struct asking *asking, struct fixture *fixture, struct piece *piece)
{
    const struct hashing_work work = { piece, piece_run, piece_answer, piece_free };
    const struct route route = { .flags = 0 };
    struct exchange *exchange = malloc(sizeof *exchange);
    bool wait = false;

    *asking = (struct asking){ .exchange = exchange, .waker = WAKER_INIT };
    prepare(exchange, fixture, &call, &asking->sent);
    exchange->route = &route;
    asking->code = hashing_later(&exchange->req, &work, NULL);
    if (!asking->code)
        assert_int_equal(exchange->sink.finish(exchange->sink.ctx, exchange->req.db, &asking->waker,
                                               &wait, &exchange->reply, NULL),
                         ERR_NONE);
    assert_int_equal(wait, !asking->code);
    app_db_give(fixture->app, exchange->req.db);
}

static void take_answer(struct asking *asking, struct fixture *fixture)
{
    struct exchange *exchange = asking->exchange;
    struct db *db = app_db_take(fixture->app, NULL);
    bool wait = true;

    waker_await(&asking->waker);
    assert_int_equal(exchange->sink.finish(exchange->sink.ctx, db, &asking->waker, &wait,
                                           &exchange->reply, NULL),
                     ERR_NONE);
    assert_false(wait);
    assert_int_equal(exchange->reply.status, 204);
    app_db_give(fixture->app, db);
    exchange_clear(exchange);
}

static void two_work_32_wait_and_the_next_is_told_to_come_again(void **state)
{
    static struct asking asking[ALL];
    struct asking next;
    struct piece piece = piece_held();

    for (int i = 0; i < ALL; i++) {
        ask(&asking[i], *state, &piece);
        assert_int_equal(asking[i].code, ERR_NONE);
    }
    ask(&next, *state, &piece);
    assert_int_equal(next.code, ERR_BUSY);
    assert_int_equal(piece.freed, 1);
    exchange_clear(next.exchange);
    await(&piece, &piece.working, 2);
    piece_let_go(&piece);
    for (int i = 0; i < ALL; i++)
        take_answer(&asking[i], *state);
    assert_int_equal(piece.most, 2);
    assert_int_equal(piece.done, ALL);
    assert_int_equal(piece.freed, ALL + 1);
    ask(&next, *state, &piece);
    assert_int_equal(next.code, ERR_NONE);
    take_answer(&next, *state);
}

static void a_connection_that_goes_away_leaves_the_work_to_end_alone(void **state)
{
    struct asking asking;
    struct piece piece = piece_held();

    ask(&asking, *state, &piece);
    await(&piece, &piece.working, 1);
    asking.exchange->sink.abort(asking.exchange->sink.ctx);
    assert_int_equal(piece.freed, 0);
    piece_let_go(&piece);
    await(&piece, &piece.freed, 1);
    waker_await(&asking.waker);
    assert_int_equal(piece.freed, 1);
    exchange_clear(asking.exchange);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(two_work_32_wait_and_the_next_is_told_to_come_again),
        TEST(a_connection_that_goes_away_leaves_the_work_to_end_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
