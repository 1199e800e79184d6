/* What is said to other machines, and to which not. */
#include "server/work/outgoing.h"

#include "server/work/mono.h"
#include "tests/unit/server_work/peer.h"

#define GOOD "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"

struct pair {
    struct peer *peer;
    struct outgoing *outgoing;
    char url[128];
};

static void begin(struct pair *pair, const char *answer)
{
    pair->peer = malloc(sizeof *pair->peer);
    peer_start(pair->peer, peer_http, answer);
    peer_url(pair->url, pair->peer, "127.0.0.1");
    assert_int_equal(outgoing_new(&pair->outgoing, NULL), ERR_NONE);
}

static void end(struct pair *pair)
{
    outgoing_free(pair->outgoing);
    peer_stop(pair->peer);
    free(pair->peer);
}

static enum err_code post(struct pair *pair, struct outgoing_answer *answer, struct err *err)
{
    static const char *const headers[] = { "X-One: 1", "Content-Type: application/json", NULL };
    const struct outgoing_request request = { .method = "POST",
                                              .url = pair->url,
                                              .headers = headers,
                                              .body = "{\"a\":1}",
                                              .body_bytes = 7,
                                              .limit_bytes = 1000 };

    return outgoing_http(pair->outgoing, &request, answer, err);
}

static void a_request_arrives_whole(void **state)
{
    struct outgoing_answer answer;
    struct pair pair;

    (void)state;
    begin(&pair, GOOD);
    assert_int_equal(post(&pair, &answer, NULL), ERR_NONE);
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.body, "ok");
    outgoing_answer_clear(&answer);
    peer_await(pair.peer, 1);
    assert_int_equal(strncmp(pair.peer->heard[0], "POST /hook/s3cret HTTP/1.1\r\n", 28), 0);
    assert_non_null(strstr(pair.peer->heard[0], "\r\nX-One: 1\r\n"));
    assert_non_null(strstr(pair.peer->heard[0], "\r\nContent-Type: application/json\r\n"));
    assert_non_null(strstr(pair.peer->heard[0], "\r\n\r\n{\"a\":1}"));
    assert_null(strstr(pair.peer->heard[0], "Expect"));
    end(&pair);
}

/* What a stream is made of and what comes back. */
struct streaming {
    int64_t given, stops_at;
    char taken[64];
    size_t bytes;
};

static ssize_t give_letters(void *ctx, void *out, size_t bytes, int64_t at)
{
    struct streaming *s = ctx;
    char *to = out;

    if (s->stops_at && at + (int64_t)bytes > s->stops_at)
        return -1;
    for (size_t i = 0; i < bytes; i++)
        to[i] = (char)('a' + (at + (int64_t)i) % 26);
    s->given += (int64_t)bytes;
    return (ssize_t)bytes;
}

static bool take_text(void *ctx, const void *data, size_t bytes, long status)
{
    struct streaming *s = ctx;

    assert_int_equal(status, 200);
    assert_true(s->bytes + bytes < sizeof s->taken);
    memcpy(s->taken + s->bytes, data, bytes);
    s->bytes += bytes;
    return true;
}

static enum err_code patch(struct pair *pair, struct streaming *s, struct outgoing_field *field,
                           struct err *err)
{
    const struct outgoing_stream stream = {
        .ctx = s, .bytes = 30, .give = give_letters, .take = take_text
    };
    const struct outgoing_request request = { .method = "PATCH",
                                              .url = pair->url,
                                              .limit_bytes = 1000,
                                              .stream = &stream,
                                              .stall_ms = 300,
                                              .field = field,
                                              .fields = 1 };
    struct outgoing_answer answer;
    const enum err_code code = outgoing_http(pair->outgoing, &request, &answer, err);

    outgoing_answer_clear(&answer);
    return code;
}

static void a_stream_goes_up_and_its_answer_comes_in_pieces(void **state)
{
    struct outgoing_field length = { .name = "content-length" };
    struct streaming s = { 0 };
    struct pair pair;

    (void)state;
    begin(&pair, GOOD);
    assert_int_equal(patch(&pair, &s, &length, NULL), ERR_NONE);
    peer_await(pair.peer, 1);
    assert_int_equal(strncmp(pair.peer->heard[0], "PATCH /hook/s3cret HTTP/1.1\r\n", 29), 0);
    assert_non_null(strstr(pair.peer->heard[0], "\r\nContent-Length: 30\r\n"));
    assert_non_null(strstr(pair.peer->heard[0], "\r\n\r\nabcdefghijklmnopqrstuvwxyzabcd"));
    assert_int_equal(s.given, 30);
    assert_string_equal(s.taken, "ok");
    assert_string_equal(length.value, "2");
    end(&pair);
}

static void a_stream_that_runs_dry_breaks_off(void **state)
{
    struct outgoing_field none = { .name = "None" };
    struct streaming s = { .stops_at = 10 };
    struct pair pair;

    (void)state;
    begin(&pair, GOOD);
    assert_int_equal(patch(&pair, &s, &none, NULL), ERR_CANCELLED);
    assert_string_equal(none.value, "");
    end(&pair);
}

static void a_redirection_is_an_answer_and_not_followed(void **state)
{
    struct outgoing_answer answer;
    struct pair pair;

    (void)state;
    begin(&pair, "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n"
                 "Connection: close\r\n\r\n");
    assert_int_equal(post(&pair, &answer, NULL), ERR_NONE);
    assert_int_equal(answer.status, 302);
    assert_int_equal(answer.bytes, 0);
    outgoing_answer_clear(&answer);
    end(&pair);
}

static void an_endless_answer_is_cut_off(void **state)
{
    struct outgoing_answer answer;
    struct pair pair;
    struct err err;
    char *big = malloc(5000);

    (void)state;
    snprintf(big, 5000, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%04000d", 1);
    begin(&pair, big);
    assert_int_equal(post(&pair, &answer, &err), ERR_TOO_BIG);
    assert_non_null(strstr(err.text, "1000 bytes"));
    assert_null(answer.body);
    end(&pair);
    free(big);
}

/* "localhost" is looked up: it is the address that counts, not the name. */
static void a_name_that_leads_inside_is_refused(void **state)
{
    struct outgoing_request request = { .method = "GET", .limit_bytes = 10, .others_only = true };
    struct outgoing_answer answer;
    struct pair pair;
    struct err err;

    (void)state;
    begin(&pair, GOOD);
    peer_url(pair.url, pair.peer, "localhost");
    request.url = pair.url;
    assert_int_equal(outgoing_http(pair.outgoing, &request, &answer, &err), ERR_FORBIDDEN);
    assert_non_null(strstr(err.text, "localhost"));
    assert_null(strstr(err.text, "s3cret"));
    outgoing_free(pair.outgoing);
    peer_stop(pair.peer);
    assert_int_equal(pair.peer->count, 0);
    free(pair.peer);
}

static void errors_name_the_machine_and_not_the_path(void **state)
{
    struct outgoing_request request = { .method = "GET", .limit_bytes = 10 };
    struct outgoing_answer answer;
    struct pair pair;
    struct err err;

    (void)state;
    begin(&pair, GOOD);
    peer_stop(pair.peer); /* nobody listens any more */
    request.url = pair.url;
    assert_int_equal(outgoing_http(pair.outgoing, &request, &answer, &err), ERR_BUSY);
    assert_non_null(strstr(err.text, "127.0.0.1"));
    assert_null(strstr(err.text, "s3cret"));
    request.url = "file:///etc/passwd";
    assert_int_not_equal(outgoing_http(pair.outgoing, &request, &answer, &err), ERR_NONE);
    request.url = "gopher://127.0.0.1/s3cret";
    assert_int_equal(outgoing_http(pair.outgoing, &request, &answer, &err), ERR_INVALID);
    assert_null(strstr(err.text, "s3cret"));
    request.url = "not an address";
    assert_int_equal(outgoing_http(pair.outgoing, &request, &answer, &err), ERR_INVALID);
    outgoing_free(pair.outgoing);
    free(pair.peer);
}

static void *cancel_soon(void *ctx)
{
    struct pair *pair = ctx;

    peer_await(pair->peer, 1);
    outgoing_cancel(pair->outgoing);
    return NULL;
}

static void what_hangs_can_be_broken_off_at_once(void **state)
{
    struct outgoing_answer answer;
    struct pair pair;
    pthread_t thread;
    int64_t began_ms;

    (void)state;
    begin(&pair, NULL);
    assert_int_equal(pthread_create(&thread, NULL, cancel_soon, &pair), 0);
    began_ms = mono_ms();
    assert_int_equal(post(&pair, &answer, NULL), ERR_CANCELLED);
    assert_true(mono_ms() - began_ms < 1000);
    pthread_join(thread, NULL);
    end(&pair);
}

static bool inside(const char *text)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
        return outgoing_is_inside((struct sockaddr *)(void *)&v4);
    assert_int_equal(inet_pton(AF_INET6, text, &v6.sin6_addr), 1);
    return outgoing_is_inside((struct sockaddr *)(void *)&v6);
}

static void addresses_of_no_machine_elsewhere_are_inside(void **state)
{
    static const char *const insides[] = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "2001:0:1234::1",
        "::127.0.0.1",
        "64:ff9b:1::a00:1",
    };
    static const char *const outsides[] = {
        "1.1.1.1",      "9.255.255.255",  "11.0.0.0",         "100.63.255.255",  "100.128.0.0",
        "172.15.0.1",   "172.32.0.1",     "192.167.1.1",      "223.255.255.255", "2606:4700::1111",
        "2a00:1450::1", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1",
    };
    const struct sockaddr other = { .sa_family = AF_UNIX };

    (void)state;
    for (size_t i = 0; i < sizeof insides / sizeof *insides; i++)
        if (!inside(insides[i]))
            fail_msg("%s should be inside", insides[i]);
    for (size_t i = 0; i < sizeof outsides / sizeof *outsides; i++)
        if (inside(outsides[i]))
            fail_msg("%s should not be inside", outsides[i]);
    assert_true(outgoing_is_inside(&other));
}

static void numbers_that_stand_for_names_are_seen_through(void **state)
{
    static const char *const insides[] = { "localhost", "LOCALHOST",   "127.1", "2130706433",
                                           "0x7f.1",    "10.0.0.1",    "::1",   "fe80::1",
                                           "0",         "017700000001" };
    static const char *const outsides[] = { "example.org", "1.1.1.1", "10.example.org" };

    (void)state;
    for (size_t i = 0; i < sizeof insides / sizeof *insides; i++)
        if (!outgoing_names_inside(insides[i]))
            fail_msg("%s should be inside", insides[i]);
    for (size_t i = 0; i < sizeof outsides / sizeof *outsides; i++)
        assert_false(outgoing_names_inside(outsides[i]));
    assert_true(outgoing_is_loopback("127.0.0.1") && outgoing_is_loopback("::1"));
    assert_false(outgoing_is_loopback("10.0.0.1"));
}

static void an_address_falls_into_its_parts(void **state)
{
    struct outgoing_url url;

    (void)state;
    assert_int_equal(outgoing_url_read(&url, "smtp://mara%40film@mail.example.org:587", NULL),
                     ERR_NONE);
    assert_string_equal(url.scheme, "smtp");
    assert_string_equal(url.host, "mail.example.org");
    assert_string_equal(url.user, "mara@film");
    assert_false(url.has_password);
    assert_int_equal(outgoing_url_read(&url, "https://a:b@[::1]:8/x", NULL), ERR_NONE);
    assert_string_equal(url.host, "::1");
    assert_true(url.has_password);
    assert_int_equal(outgoing_url_read(&url, "example.org", NULL), ERR_INVALID);
    assert_int_equal(outgoing_url_read(&url, "https://", NULL), ERR_INVALID);
    assert_int_equal(outgoing_url_read(&url, "https://a\r\nb/", NULL), ERR_INVALID);
    assert_int_equal(outgoing_url_read(&url, "", NULL), ERR_INVALID);
}

static void a_mail_arrives_with_its_envelope(void **state)
{
    struct peer *peer = malloc(sizeof *peer);
    struct outgoing *outgoing;
    char url[64];
    struct outgoing_mail mail = { .url = url,
                                  .from = "predub@example.org",
                                  .to = "mara@example.org",
                                  .data = "Subject: x\r\n\r\none\r\n.two\r\n" };

    (void)state;
    mail.bytes = strlen(mail.data);
    peer_start(peer, peer_smtp, NULL);
    snprintf(url, sizeof url, "smtp://127.0.0.1:%d", peer->port);
    assert_int_equal(outgoing_new(&outgoing, NULL), ERR_NONE);
    assert_int_equal(outgoing_mail(outgoing, &mail, NULL), ERR_NONE);
    peer_await(peer, 1);
    assert_non_null(strstr(peer->heard[0], "MAIL FROM:<predub@example.org>"));
    assert_non_null(strstr(peer->heard[0], "RCPT TO:<mara@example.org>"));
    assert_non_null(strstr(peer->heard[0], "\r\none\r\n..two\r\n.\r\n"));
    outgoing_free(outgoing);
    peer_stop(peer);
    free(peer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_arrives_whole),
        cmocka_unit_test(a_stream_goes_up_and_its_answer_comes_in_pieces),
        cmocka_unit_test(a_stream_that_runs_dry_breaks_off),
        cmocka_unit_test(a_redirection_is_an_answer_and_not_followed),
        cmocka_unit_test(an_endless_answer_is_cut_off),
        cmocka_unit_test(a_name_that_leads_inside_is_refused),
        cmocka_unit_test(errors_name_the_machine_and_not_the_path),
        cmocka_unit_test(what_hangs_can_be_broken_off_at_once),
        cmocka_unit_test(addresses_of_no_machine_elsewhere_are_inside),
        cmocka_unit_test(numbers_that_stand_for_names_are_seen_through),
        cmocka_unit_test(an_address_falls_into_its_parts),
        cmocka_unit_test(a_mail_arrives_with_its_envelope),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
