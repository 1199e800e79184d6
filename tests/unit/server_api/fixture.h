/* An app in a folder of its own, whose handlers are called through the route table without a
 * socket. Include it once in a program: it stands in for the parts of http that need one. */
#pragma once

#include "codec/core/units.h"
#include "server/api/app.h"
#include "server/http/json_in.h"
#include "server/http/tus.h"
#include "server/store/members.h"
#include "tests/support/signal.h"
#include "tests/support/wav.h"
#include "tests/unit/server_api/fixture_http.h"
#include "tests/unit/server_api/fixture_people.h"

struct fixture {
    struct folder folder;
    struct app *app;
    char log[4096]; /* lines of the app */
    enum as as;     /* who asks from now on; AS_MUSIC at first */
};

/* What came of a request; clear it with answer_clear. */
struct answer {
    unsigned status;
    json_t *json;
    struct err err;
    char *data; /* of a body; 0-terminated */
    size_t bytes;
    char media_type[64], etag[128], filename[256];
    char headers[1024]; /* "Name: value\n" for each that was added (Set-Cookie, Retry-After) */
};

static inline void fixture_log(void *ctx, const char *line)
{
    struct fixture *fixture = ctx;
    const size_t used = strlen(fixture->log);

    snprintf(fixture->log + used, sizeof fixture->log - used, "%s\n", line);
}

static inline enum err_code fixture_open(struct fixture *fixture, struct err *err)
{
    const struct app_options options = { .data_dir = fixture->folder.path,
                                         .threads = 1,
                                         .cache_ram_bytes = 8 * MIB,
                                         .cache_disk_bytes = (int64_t)(8 * MIB),
                                         .now_ms = folder_now_ms,
                                         .now_ctx = &fixture->folder,
                                         .log = fixture_log,
                                         .log_ctx = fixture };

    return app_open(&fixture->app, &options, err);
}

static inline void fixture_restart(struct fixture *fixture)
{
    app_close(fixture->app);
    fixture->app = NULL;
    assert_int_equal(fixture_open(fixture, NULL), ERR_NONE);
}

static inline void fixture_people(struct fixture *fixture)
{
    struct db *db = app_db_take(fixture->app, NULL);

    people_make(db);
    app_db_give(fixture->app, db);
}

static inline int fixture_setup(void **state)
{
    static struct fixture fixture;

    memset(&fixture, 0, sizeof fixture);
    folder_make(&fixture.folder);
    assert_int_equal(fixture_open(&fixture, NULL), ERR_NONE);
    fixture.as = AS_MUSIC;
    fixture_people(&fixture);
    *state = &fixture;
    return 0;
}

static inline int fixture_teardown(void **state)
{
    struct fixture *fixture = *state;

    app_close(fixture->app);
    folder_remove(&fixture->folder);
    return 0;
}

static inline void read_body(struct answer *out, struct body *body, struct waker *waker)
{
    out->data = malloc((size_t)body->bytes + 1);
    while (out->bytes < (size_t)body->bytes) {
        const ssize_t got =
            body->source.read(body->source.ctx, (int64_t)out->bytes, out->data + out->bytes,
                              (size_t)body->bytes - out->bytes, waker, &out->err);
        assert_true(got >= 0);
        if (got == 0)
            waker_await(waker);
        out->bytes += (size_t)got;
    }
    out->data[out->bytes] = '\0';
    snprintf(out->media_type, sizeof out->media_type, "%s", body->media_type);
    snprintf(out->etag, sizeof out->etag, "%s", body->etag ? body->etag : "");
    snprintf(out->filename, sizeof out->filename, "%s", body->filename ? body->filename : "");
}

/* Sends the body to the sink in odd pieces and ends it. */
static inline enum err_code feed(struct exchange *exchange, const struct call *call,
                                 struct waker *waker, struct err *err)
{
    const struct body_sink *sink = &exchange->sink;
    const char *data = call->body;
    enum err_code code = ERR_NONE;
    bool wait = false;

    /* a sink without write is that of req_later, whose handler has the body already */
    for (size_t at = 0, bytes; sink->write && at < call->body_bytes && !code; at += bytes) {
        bytes = call->body_bytes - at < 65521 ? call->body_bytes - at : 65521;
        code = sink->write(sink->ctx, data + at, bytes, err);
    }
    if (code || call->break_off) {
        sink->abort(sink->ctx);
        return code ? code : err_set(err, ERR_CANCELLED, "the connection is gone");
    }
    do {
        wait = false;
        code = sink->finish(sink->ctx, exchange->req.db, waker, &wait, &exchange->reply, err);
        if (wait)
            waker_await(waker);
    } while (wait);
    return code;
}

static inline enum err_code run(struct exchange *exchange, const struct call *call,
                                struct waker *waker, struct err *err)
{
    size_t count;
    const struct route *routes = app_routes(&count);
    enum err_code code;

    if ((code = router_match(routes, count, &exchange->req, &exchange->route, exchange->allowed,
                             err)) ||
        (exchange->route->flags & ROUTE_TUS &&
         (code = tus_admit(&exchange->req, &exchange->reply, err))) ||
        (code = app_gate(&exchange->req, exchange->route, err)) ||
        (code = exchange->route->handler(&exchange->req, &exchange->reply, err)))
        return code;
    return exchange->has_sink ? feed(exchange, call, waker, err) : ERR_NONE;
}

static inline void prepare(struct exchange *exchange, struct fixture *fixture,
                           const struct call *call, struct sent *sent)
{
    char secret[PERSON_SECRET];

    *sent = (struct sent){ .call = call };
    person_session(secret, fixture->as);
    if (fixture->as != AS_NOBODY)
        snprintf(sent->cookie, sizeof sent->cookie, "predub=%s", secret);
    *exchange = (struct exchange){ 0 };
    assert_int_equal(target_init(&exchange->target, call->target, NULL), ERR_NONE);
    exchange->connection = (struct MHD_Connection *)sent;
    exchange->req = (struct req){ .method = call->method,
                                  .path = exchange->target.path,
                                  .app = fixture->app,
                                  .body = call->body ? call->body : "",
                                  .body_bytes = call->body_bytes,
                                  .content_length = call->content_length,
                                  .address = "192.0.2.7",
                                  .connection = exchange };
    exchange->req.db = app_db_take(fixture->app, NULL);
    assert_non_null(exchange->req.db);
}

static inline void exchange_clear(struct exchange *exchange)
{
    reply_clear(&exchange->reply);
    target_clear(&exchange->target);
    json_decref(exchange->json);
    free(exchange->req.caller);
    free(exchange);
}

/* Event streams have no end; fixture_stream.h listens to them. */
static inline bool is_stream(const struct reply *reply)
{
    return reply->has_body && !strcmp(reply->body.media_type, "text/event-stream");
}

static inline void read_headers(struct answer *out, const struct reply *reply)
{
    size_t used = 0;

    for (unsigned i = 0; i < reply->header_count; i++) {
        used += (size_t)snprintf(out->headers + used, sizeof out->headers - used, "%s: %s\n",
                                 reply->headers[i].name, reply->headers[i].value);
        assert_true(used < sizeof out->headers);
    }
}

/* The value of a header that the answer added; "" when there is none. */
static inline void answer_header(const struct answer *answer, const char *name, char *out,
                                 size_t bytes)
{
    const size_t length = strlen(name);

    *out = '\0';
    for (const char *line = answer->headers; *line; line = strchr(line, '\n') + 1)
        if (!strncmp(line, name, length) && line[length] == ':')
            snprintf(out, bytes, "%.*s", (int)(strcspn(line, "\n") - length - 2),
                     line + length + 2);
}

static inline struct answer fixture_call(struct fixture *fixture, const struct call *call)
{
    struct waker waker = WAKER_INIT;
    struct exchange *exchange = malloc(sizeof *exchange);
    struct answer answer = { 0 };
    struct sent sent;
    enum err_code code;

    prepare(exchange, fixture, call, &sent);
    code = run(exchange, call, &waker, &answer.err);
    assert_int_equal(code, answer.err.code);
    read_headers(&answer, &exchange->reply);
    if (code) {
        answer.status =
            exchange->reply.fails_with ? exchange->reply.fails_with : reply_status_of(code);
    } else {
        answer.status = exchange->reply.status;
        answer.json = json_incref(exchange->reply.json);
        if (exchange->reply.has_body && !is_stream(&exchange->reply))
            read_body(&answer, &exchange->reply.body, &waker);
        if (exchange->reply.data) {
            answer.bytes = exchange->reply.data_bytes;
            answer.data = malloc(answer.bytes);
            memcpy(answer.data, exchange->reply.data, answer.bytes);
        }
    }
    app_db_give(fixture->app, exchange->req.db);
    exchange_clear(exchange);
    return answer;
}

static inline void answer_clear(struct answer *answer)
{
    json_decref(answer->json);
    free(answer->data);
    *answer = (struct answer){ 0 };
}

/* ---- shorter forms: each asserts the status and gives the JSON, which the caller frees ---- */

static inline json_t *expect(struct answer answer, unsigned status)
{
    if (answer.status != status)
        print_error("status %u, expected %u: %s\n", answer.status, status, answer.err.text);
    assert_int_equal(answer.status, status);
    free(answer.data);
    return answer.json;
}

static inline struct answer get(struct fixture *fixture, const char *target)
{
    return fixture_call(fixture, &(struct call){ .method = "GET", .target = target });
}

static inline struct answer post(struct fixture *fixture, const char *target, const char *body)
{
    return fixture_call(fixture, &(struct call){ .method = "POST",
                                                 .target = target,
                                                 .content_type = "application/json",
                                                 .body = body,
                                                 .body_bytes = strlen(body),
                                                 .content_length = (int64_t)strlen(body) });
}

static inline struct answer put_typed(struct fixture *fixture, const char *target, const char *type,
                                      const char *body)
{
    return fixture_call(fixture, &(struct call){ .method = "PUT",
                                                 .target = target,
                                                 .content_type = type,
                                                 .body = body,
                                                 .body_bytes = strlen(body),
                                                 .content_length = (int64_t)strlen(body) });
}

static inline struct answer upload(struct fixture *fixture, const char *target,
                                   const struct wav *wav)
{
    return fixture_call(fixture, &(struct call){ .method = "PUT",
                                                 .target = target,
                                                 .body = wav->data,
                                                 .body_bytes = wav->bytes,
                                                 .content_length = (int64_t)wav->bytes });
}

static inline struct answer del(struct fixture *fixture, const char *target)
{
    return fixture_call(fixture, &(struct call){ .method = "DELETE", .target = target });
}

static inline struct answer put(struct fixture *fixture, const char *target, const char *body)
{
    return put_typed(fixture, target, "application/json", body);
}

static inline void expect_error(struct answer answer, unsigned status, const char *words)
{
    if (answer.status != status || !strstr(answer.err.text, words))
        print_error("status %u, \"%s\"\n", answer.status, answer.err.text);
    assert_int_equal(answer.status, status);
    assert_non_null(strstr(answer.err.text, words));
    answer_clear(&answer);
}

static inline int64_t id_of(json_t *json)
{
    const int64_t id = json_integer_value(json_object_get(json, "id"));

    assert_true(id > 0);
    json_decref(json);
    return id;
}

static inline const char *text_of(const json_t *json, const char *key)
{
    return json_string_value(json_object_get(json, key));
}

static inline int64_t number_of(const json_t *json, const char *key)
{
    assert_true(json_is_integer(json_object_get(json, key)));
    return json_integer_value(json_object_get(json, key));
}

/* Makes somebody a member of a production, as an invitation would. */
static inline void fixture_join(struct fixture *fixture, int64_t production_id, enum as as,
                                enum side side)
{
    struct member member = { .production_id = production_id, .person_id = as, .side = side };
    struct db *db = app_db_take(fixture->app, NULL);

    assert_int_equal(db_member_put(db, &member, NULL), ERR_NONE);
    app_db_give(fixture->app, db);
}

/* A production of Mara's and Stan's at 24 fps with picture 1, cue 1 (1m1) and set 1. */
static inline void fixture_film(struct fixture *fixture)
{
    json_decref(
        expect(post(fixture, "/api/productions",
                    "{\"name\": \"Tideline\", \"frame_rate\": \"24\", \"side\": \"music\"}"),
               201));
    fixture_join(fixture, 1, AS_STAGE, SIDE_STAGE);
    json_decref(
        expect(post(fixture, "/api/productions/1/pictures", "{\"name\": \"Cut 14\"}"), 201));
    json_decref(expect(post(fixture, "/api/productions/1/cues", "{\"name\": \"1m1\"}"), 201));
    json_decref(expect(post(fixture, "/api/cues/1/sets", "{\"picture_id\": 1}"), 201));
}

/* Publishes a set as it is, on purpose. */
static inline void publish(struct fixture *fixture, int64_t set_id)
{
    char target[64];

    snprintf(target, sizeof target, "/api/sets/%lld/publish", (long long)set_id);
    json_decref(expect(post(fixture, target, "{\"incomplete\": true}"), 200));
}

/* One second of noise on every channel; another seed is other audio. */
static inline struct wav noise_wav(struct wav_spec spec, uint64_t seed)
{
    const size_t frames = spec.rate_hz;
    const float *planes[CHANNELS];
    struct wav wav = { 0 };

    for (unsigned i = 0; i < spec.channels; i++) {
        float *plane = malloc(frames * sizeof *plane);
        signal_noise(plane, frames, seed * 16 + i, -20);
        planes[i] = plane;
    }
    wav_build(&wav, &spec, planes, frames);
    for (unsigned i = 0; i < spec.channels; i++)
        free((void *)planes[i]);
    return wav;
}

/* A print as it should be: 5.1 with a mask, 48 kHz, at 01:00:00:00. */
static inline struct wav_spec good_spec(void)
{
    return (struct wav_spec){ .channels = 6,
                              .rate_hz = 48000,
                              .bits = 24,
                              .extensible = true,
                              .mask = 0x3f,
                              .bext = true,
                              .time_reference = 172800000 };
}

static inline struct wav_spec mono_spec(void)
{
    return (struct wav_spec){
        .channels = 1, .rate_hz = 48000, .bits = 24, .bext = true, .time_reference = 172800000
    };
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
