/* Notices, from an event to another machine. */
#include "server/work/notices.h"

#include "server/work/mono.h"
#include "tests/unit/server_store/record.h"
#include "tests/unit/server_work/peer.h"

enum { BUNDLE_MS = 1 };

#define GOOD "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
#define BAD  "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

struct fixture {
    struct folder folder;
    struct db_pool *pool;
    struct peer *peer;
    struct notices *notices;
    struct hash secret;
};

/* Says how many events there are; by mail, nothing to Stan. */
static enum err_code write_count(struct db *db, const struct notice *notice, const char *public_url,
                                 struct notice_text *out, struct err *err)
{
    struct events events;
    enum err_code code;
    char text[128];

    if ((code = db_notice_events(db, notice, &events, err)))
        return code;
    snprintf(text, sizeof text, "%zu events, %s", events.count, public_url ? public_url : "-");
    events_clear(&events);
    if (!strcmp(notice->person, "Stan"))
        return ERR_NONE;
    out->body = strdup(text);
    out->subject = notice->person_id ? strdup("news") : NULL;
    return ERR_NONE;
}

static enum err_code start(struct fixture *fixture, const char *smtp_url, struct err *err)
{
    const struct notices_options options = { .pool = fixture->pool,
                                             .write = write_count,
                                             .smtp_url = smtp_url,
                                             .mail_from = smtp_url ? "predub@example.org" : NULL,
                                             .public_url = "https://score.example.org/",
                                             .bundle_ms = BUNDLE_MS,
                                             .hooks_inside = true };

    return notices_start(&fixture->notices, &options, err);
}

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    char path[PATH_MAX];

    folder_make(&fixture->folder);
    folder_db(&fixture->folder);
    record_begin(&fixture->folder);
    folder_file(path, &fixture->folder, "test.db");
    assert_int_equal(db_pool_new(&fixture->pool, path, NULL), ERR_NONE);
    db_pool_clock(fixture->pool, folder_now_ms, &fixture->folder);
    fixture->peer = malloc(sizeof *fixture->peer);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    notices_stop(fixture->notices);
    db_pool_free(fixture->pool);
    folder_remove(&fixture->folder);
    free(fixture->peer);
    free(fixture);
    return 0;
}

static enum err_code add_hook(struct db *db, void *ctx, struct err *err)
{
    return db_hook_add(db, ctx, err);
}

static void hook_at(struct fixture *fixture, const char *host)
{
    struct hook hook = { .production_id = 1, .made_by = MARA };

    peer_url(hook.url, fixture->peer, host);
    hook.secret = fixture->secret = hash_of("pdh_secret", 10);
    assert_int_equal(db_txn(fixture->folder.db, add_hook, &hook, NULL), ERR_NONE);
}

static void act(struct fixture *fixture, const char *kind, int64_t person_id)
{
    record_act(fixture->folder.db, kind, person_id, db_notices_due);
    __atomic_fetch_add(&fixture->folder.now_ms, 10, __ATOMIC_RELAXED);
    if (fixture->notices)
        notices_wake(fixture->notices);
}

static struct hook the_hook(struct fixture *fixture)
{
    struct hook *hooks, one;
    size_t count;

    assert_int_equal(db_hooks(fixture->folder.db, 1, &hooks, &count, NULL), ERR_NONE);
    assert_true(count > 0);
    one = hooks[0];
    free(hooks);
    return one;
}

/* Waits for an outcome that comes soon; a minute is for a machine that is very busy. */
static void await_outcome(struct fixture *fixture, bool failed)
{
    for (int i = 0; i < 6000; i++) {
        const struct hook hook = the_hook(fixture);
        if (failed ? hook.attempts > 0 : !hook.waits)
            return;
        usleep(10000);
    }
    fail_msg("nothing came of it");
}

static void header_of(char out[128], const struct peer *peer, int exchange, const char *name)
{
    const char *at = strstr(peer->heard[exchange], name);

    assert_non_null(at);
    snprintf(out, 128, "%.*s", (int)strcspn(at, "\r"), at);
}

static void a_hook_is_told_with_a_signature(void **state)
{
    struct fixture *fixture = *state;
    char expected[HASH_TEXT + 32] = "X-Predub-Signature: sha256=", header[128];
    struct hash hmac;
    const char *body;

    peer_start(fixture->peer, peer_http, GOOD);
    hook_at(fixture, "127.0.0.1");
    assert_int_equal(start(fixture, NULL, NULL), ERR_NONE);
    act(fixture, "note.add", STAN);
    peer_await(fixture->peer, 1);
    body = strstr(fixture->peer->heard[0], "\r\n\r\n") + 4;
    assert_string_equal(body, "1 events, https://score.example.org");
    hmac = hash_hmac(fixture->secret.byte, HASH_BYTES, body, strlen(body));
    hash_format(expected + strlen(expected), &hmac);
    header_of(header, fixture->peer, 0, "X-Predub-Signature");
    assert_string_equal(header, expected);
    await_outcome(fixture, false);
    peer_stop(fixture->peer);
}

static void a_failure_is_kept_without_the_path_and_tried_again(void **state)
{
    struct fixture *fixture = *state;
    char first[128], second[128];
    struct hook hook;

    peer_start(fixture->peer, peer_http, BAD);
    hook_at(fixture, "127.0.0.1");
    assert_int_equal(start(fixture, NULL, NULL), ERR_NONE);
    act(fixture, "note.add", STAN);
    await_outcome(fixture, true);
    hook = the_hook(fixture);
    assert_non_null(strstr(hook.error, "503"));
    assert_null(strstr(hook.error, "s3cret"));
    peer_answer(fixture->peer, GOOD);
    __atomic_fetch_add(&fixture->folder.now_ms, 60000, __ATOMIC_RELAXED);
    act(fixture, "note.add", STAN);
    peer_await(fixture->peer, 3); /* the bundle that failed, then what came meanwhile */
    header_of(first, fixture->peer, 0, "X-Predub-Delivery");
    header_of(second, fixture->peer, 1, "X-Predub-Delivery");
    assert_string_equal(first, second);
    header_of(second, fixture->peer, 2, "X-Predub-Delivery");
    assert_string_not_equal(first, second);
    await_outcome(fixture, false);
    peer_stop(fixture->peer);
}

static void stopping_breaks_off_what_hangs_and_loses_nothing(void **state)
{
    struct fixture *fixture = *state;
    int64_t began_ms;

    peer_start(fixture->peer, peer_http, NULL);
    hook_at(fixture, "127.0.0.1");
    assert_int_equal(start(fixture, NULL, NULL), ERR_NONE);
    act(fixture, "note.add", STAN);
    peer_await(fixture->peer, 1);
    began_ms = mono_ms();
    notices_stop(fixture->notices);
    fixture->notices = NULL;
    assert_true(mono_ms() - began_ms < 2000);
    assert_int_equal(the_hook(fixture).attempts, 0);
    peer_answer(fixture->peer, GOOD);
    assert_int_equal(start(fixture, NULL, NULL), ERR_NONE);
    peer_await(fixture->peer, 2);
    await_outcome(fixture, false);
    peer_stop(fixture->peer);
}

static void one_that_hangs_holds_up_no_other(void **state)
{
    struct fixture *fixture = *state;
    struct peer *hangs = malloc(sizeof *hangs), *good = fixture->peer;

    peer_start(hangs, peer_http, NULL);
    peer_start(good, peer_http, GOOD);
    fixture->peer = hangs;
    hook_at(fixture, "127.0.0.1");
    fixture->peer = good;
    hook_at(fixture, "127.0.0.1");
    assert_int_equal(start(fixture, NULL, NULL), ERR_NONE);
    act(fixture, "note.add", STAN);
    peer_await(hangs, 1);
    peer_await(good, 1);
    notices_stop(fixture->notices);
    fixture->notices = NULL;
    peer_stop(hangs);
    peer_stop(good);
    free(hangs);
}

static void mail_goes_to_others_only(void **state)
{
    struct fixture *fixture = *state;
    char url[64];

    peer_start(fixture->peer, peer_smtp, NULL);
    snprintf(url, sizeof url, "smtp://127.0.0.1:%d", fixture->peer->port);
    assert_int_equal(db_notice_mail_put(fixture->folder.db, 1, MARA, true, NULL), ERR_NONE);
    assert_int_equal(db_notice_mail_put(fixture->folder.db, 1, STAN, true, NULL), ERR_NONE);
    act(fixture, "note.add", STAN);
    act(fixture, "note.add", STAN);
    assert_int_equal(start(fixture, url, NULL), ERR_NONE);
    assert_true(notices_has_mail(fixture->notices));
    peer_await(fixture->peer, 1);
    assert_non_null(strstr(fixture->peer->heard[0], "RCPT TO:<mara@example.org>"));
    assert_non_null(strstr(fixture->peer->heard[0], "\r\n2 events, https://score.example.org\r\n"));
    notices_stop(fixture->notices);
    fixture->notices = NULL;
    peer_stop(fixture->peer);
    assert_int_equal(fixture->peer->count, 1);
}

static void wrong_settings_are_refused_with_a_sentence(void **state)
{
    struct fixture *fixture = *state;
    struct err err;
    const struct notices_options wrong[] = {
        { .smtp_url = "mail.example.org", .mail_from = "a@b" },
        { .smtp_url = "http://mail.example.org", .mail_from = "a@b" },
        { .smtp_url = "smtp://mara:pass@mail.example.org", .mail_from = "a@b" },
        { .smtp_url = "smtp://mail.example.org" },
        { .smtp_url = "smtp://mail.example.org", .mail_from = "nobody" },
        { .public_url = "score.example.org" },
        { .public_url = "ftp://score.example.org" },
    };

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(notices_start(&fixture->notices, &wrong[i], &err), ERR_INVALID);
        assert_null(fixture->notices);
        assert_null(strstr(err.text, "pass@"));
    }
}

static void a_hook_leads_to_other_machines_only(void **state)
{
    static const char *const bad[] = { "http://127.0.0.1/", "https://localhost:8080/x",
                                       "http://10.0.0.1/",  "http://[::1]/",
                                       "http://127.1/",     "ftp://example.org/",
                                       "example.org",       "https://a:b@example.org/",
                                       "https://" };
    struct fixture *fixture = *state;
    const struct notices_options options = { .pool = fixture->pool, .write = write_count };

    assert_int_equal(notices_start(&fixture->notices, &options, NULL), ERR_NONE);
    assert_int_equal(notices_bundle_ms(fixture->notices), NOTICES_BUNDLE_MS);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(notices_check_hook(fixture->notices, bad[i], NULL), ERR_INVALID);
    assert_int_equal(notices_check_hook(fixture->notices, "https://example.org/h?x=1", NULL),
                     ERR_NONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_hook_is_told_with_a_signature),
        TEST(a_failure_is_kept_without_the_path_and_tried_again),
        TEST(stopping_breaks_off_what_hangs_and_loses_nothing),
        TEST(one_that_hangs_holds_up_no_other),
        TEST(mail_goes_to_others_only),
        TEST(wrong_settings_are_refused_with_a_sentence),
        TEST(a_hook_leads_to_other_machines_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
