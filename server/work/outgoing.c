#include "server/work/outgoing.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* SENT_PATIENCE: how often longer than a pause in the stream the answer may take, for the receiver
 * may have a whole file to look at. */
enum { CONNECT_MS = 10000, WHOLE_MS = 30000, POLL_MS = 1000, SENT_PATIENCE = 6 };

struct outgoing {
    CURLM *multi;
    CURL *easy;
    atomic_bool cancelled;
};

/* One exchange while it goes on. */
struct exchange {
    const char *host; /* for sentences */
    bool others_only, refused;
    char *answer;
    size_t bytes, capacity, limit;
    bool too_big, no_memory;
    const char *data; /* of a mail */
    size_t data_bytes, data_sent;
    const struct outgoing_request *request; /* NULL: a mail */
    CURL *easy;
    int64_t given;    /* of the stream */
    int64_t moved_ms; /* when a byte was last given or taken */
    bool stopped;     /* the stream gave or took no more */
    bool stalled;
};

static pthread_once_t library_once = PTHREAD_ONCE_INIT;

static void library_begin(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

enum err_code outgoing_new(struct outgoing **out, struct err *err)
{
    struct outgoing *outgoing = calloc(1, sizeof *outgoing);

    *out = NULL;
    pthread_once(&library_once, library_begin);
    if (outgoing) {
        outgoing->multi = curl_multi_init();
        outgoing->easy = curl_easy_init();
    }
    if (!outgoing || !outgoing->multi || !outgoing->easy) {
        outgoing_free(outgoing);
        return err_set(err, ERR_NO_MEMORY, "no memory to speak to other machines");
    }
    *out = outgoing;
    return ERR_NONE;
}

void outgoing_free(struct outgoing *outgoing)
{
    if (!outgoing)
        return;
    curl_easy_cleanup(outgoing->easy);
    curl_multi_cleanup(outgoing->multi);
    free(outgoing);
}

void outgoing_cancel(struct outgoing *outgoing)
{
    atomic_store(&outgoing->cancelled, true);
    curl_multi_wakeup(outgoing->multi);
}

void outgoing_answer_clear(struct outgoing_answer *answer)
{
    free(answer->body);
    *answer = (struct outgoing_answer){ 0 };
}

/* Called with the very address that is connected to, so a name that leads elsewhere the second time
 * gains nothing. */
static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct exchange *exchange = ctx;

    (void)purpose;
    if (exchange->others_only && outgoing_is_inside(&address->addr)) {
        exchange->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static bool grow(struct exchange *exchange, size_t needed)
{
    size_t capacity = exchange->capacity ? exchange->capacity : 4096;
    char *grown;

    while (capacity < needed)
        capacity *= 2;
    if (capacity == exchange->capacity)
        return true;
    if (!(grown = realloc(exchange->answer, capacity)))
        return false;
    exchange->answer = grown;
    exchange->capacity = capacity;
    return true;
}

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What is refused has a sentence for its body, which is not what the taker waits for. */
static bool goes_to_taker(const struct exchange *exchange)
{
    const struct outgoing_stream *stream = exchange->request ? exchange->request->stream : NULL;
    long status = 0;

    curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
    return stream && stream->take && status / 100 == 2;
}

static size_t take_answer(char *data, size_t one, size_t bytes, void *ctx)
{
    struct exchange *exchange = ctx;

    bytes *= one;
    exchange->moved_ms = now_ms();
    if (goes_to_taker(exchange)) {
        const struct outgoing_stream *stream = exchange->request->stream;
        long status = 0;

        curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
        exchange->stopped = !stream->take(stream->ctx, data, bytes, status);
        return exchange->stopped ? CURL_WRITEFUNC_ERROR : bytes;
    }
    exchange->too_big = bytes > exchange->limit - exchange->bytes;
    exchange->no_memory = !exchange->too_big && !grow(exchange, exchange->bytes + bytes + 1);
    if (exchange->too_big || exchange->no_memory)
        return CURL_WRITEFUNC_ERROR;
    memcpy(exchange->answer + exchange->bytes, data, bytes);
    exchange->bytes += bytes;
    return bytes;
}

static size_t give_data(char *out, size_t one, size_t most, void *ctx)
{
    struct exchange *exchange = ctx;
    const size_t left = exchange->data_bytes - exchange->data_sent;
    const size_t bytes = left < one * most ? left : one * most;

    memcpy(out, exchange->data + exchange->data_sent, bytes);
    exchange->data_sent += bytes;
    return bytes;
}

/* ---- streams ---- */

static size_t give_stream(char *out, size_t one, size_t most, void *ctx)
{
    struct exchange *exchange = ctx;
    const struct outgoing_stream *stream = exchange->request->stream;
    const int64_t left = stream->bytes - exchange->given;
    const size_t room = one * most;
    const size_t bytes = left < (int64_t)room ? (size_t)left : room;
    const ssize_t got = bytes ? stream->give(stream->ctx, out, bytes, exchange->given) : 0;

    exchange->moved_ms = now_ms();
    exchange->stopped = got < 0 || (size_t)got < bytes;
    if (exchange->stopped)
        return CURL_READFUNC_ABORT;
    exchange->given += (int64_t)bytes;
    return bytes;
}

static int watch(void *ctx, curl_off_t down_all, curl_off_t down, curl_off_t up_all, curl_off_t up)
{
    struct exchange *exchange = ctx;
    const struct outgoing_stream *stream = exchange->request->stream;
    const bool sent = exchange->given >= stream->bytes;
    const int64_t patience_ms =
        (int64_t)exchange->request->stall_ms * (sent && stream->give ? SENT_PATIENCE : 1);

    (void)down_all;
    (void)down;
    (void)up_all;
    (void)up;
    exchange->stalled = now_ms() - exchange->moved_ms > patience_ms;
    return exchange->stalled;
}

static size_t read_header(char *line, size_t one, size_t bytes, void *ctx)
{
    struct exchange *exchange = ctx;
    const struct outgoing_request *request = exchange->request;

    bytes *= one;
    for (size_t i = 0; i < request->fields; i++) {
        struct outgoing_field *field = &request->field[i];
        const size_t name = strlen(field->name);
        size_t at = name + 1, end = bytes;

        if (bytes <= name || strncasecmp(line, field->name, name) || line[name] != ':')
            continue;
        while (at < end && (line[at] == ' ' || line[at] == '\t'))
            at++;
        while (end > at && strchr("\r\n \t", line[end - 1]))
            end--;
        if (end - at < sizeof field->value) {
            memcpy(field->value, line + at, end - at);
            field->value[end - at] = 0;
        }
    }
    return bytes;
}

/* There is no way back in the stream: when a kept connection dies, curl would send all of it again
 * by itself, and nobody would know what the other side has of it. */
static void set_stream(CURL *easy, struct exchange *exchange)
{
    const struct outgoing_stream *stream = exchange->request->stream;

    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 0L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, watch);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, exchange);
    if (!stream->give)
        return;
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)stream->bytes);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_stream);
    curl_easy_setopt(easy, CURLOPT_READDATA, exchange);
    curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 512L * 1024);
}

static void set_common(CURL *easy, struct exchange *exchange, const char *url,
                       const char *protocols)
{
    const char *authorities = getenv("SSL_CERT_FILE"); /* as other programs read it */

    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, protocols);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)WHOLE_MS);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (authorities && *authorities)
        curl_easy_setopt(easy, CURLOPT_CAINFO, authorities);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, exchange);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_answer);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
    /* of the environment's proxy the address could not be judged, and this machine needs none */
    if (exchange->others_only || outgoing_is_loopback(exchange->host))
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
}

static CURLcode drive(struct outgoing *outgoing, bool *cancelled)
{
    CURLcode result = CURLE_FAILED_INIT;
    int running = 1, left;
    CURLMsg *message;

    if (curl_multi_add_handle(outgoing->multi, outgoing->easy))
        return result;
    while (running && !(*cancelled = atomic_load(&outgoing->cancelled))) {
        if (curl_multi_perform(outgoing->multi, &running) ||
            (running && curl_multi_poll(outgoing->multi, NULL, 0, POLL_MS, NULL)))
            break;
    }
    while ((message = curl_multi_info_read(outgoing->multi, &left)) != NULL)
        if (message->msg == CURLMSG_DONE)
            result = message->data.result;
    curl_multi_remove_handle(outgoing->multi, outgoing->easy);
    return result;
}

static enum err_code say_failure(const struct exchange *exchange, CURLcode result, struct err *err)
{
    const char *host = exchange->host;

    if (exchange->refused)
        return err_set(err, ERR_FORBIDDEN,
                       "%s leads to this machine or to a private network: nothing is sent there",
                       host);
    if (exchange->too_big)
        return err_set(err, ERR_TOO_BIG, "%s answered with more than %zu bytes", host,
                       exchange->limit);
    if (exchange->no_memory || result == CURLE_OUT_OF_MEMORY)
        return err_set(err, ERR_NO_MEMORY, "no memory for the answer of %s", host);
    if (exchange->stopped)
        return err_set(err, ERR_CANCELLED, "what is sent to or comes from %s was broken off", host);
    if (exchange->stalled)
        return err_set(err, ERR_BUSY, "the line to %s stands still", host);
    if (result == CURLE_COULDNT_RESOLVE_HOST || result == CURLE_COULDNT_RESOLVE_PROXY)
        return err_set(err, ERR_NOT_FOUND, "no machine called %s is known", host);
    if (result == CURLE_SEND_FAIL_REWIND)
        return err_set(err, ERR_IO, "the line to %s broke off", host);
    if (result == CURLE_COULDNT_CONNECT)
        return err_set(err, ERR_BUSY, "%s takes no connections there", host);
    if (result == CURLE_OPERATION_TIMEDOUT)
        return err_set(err, ERR_BUSY, "%s did not answer in time", host);
    if (result == CURLE_PEER_FAILED_VERIFICATION)
        return err_set(
            err, ERR_FORBIDDEN,
            "the certificate of %s is not to be trusted: it is signed by nobody whom this "
            "machine knows (SSL_CERT_FILE can name a file of more), has expired, or is "
            "another's",
            host);
    if (result == CURLE_LOGIN_DENIED)
        return err_set(err, ERR_FORBIDDEN, "%s refused the name or the password", host);
    if (result == CURLE_UNSUPPORTED_PROTOCOL || result == CURLE_URL_MALFORMAT)
        return err_set(err, ERR_INVALID, "nothing can be sent to an address of this kind");
    return err_set(err, ERR_IO, "speaking to %s broke off: %s", host, curl_easy_strerror(result));
}

/* Runs what has been set and frees the list. */
static enum err_code run(struct outgoing *outgoing, struct exchange *exchange,
                         struct curl_slist *list, struct err *err)
{
    bool cancelled = false;
    const CURLcode result = drive(outgoing, &cancelled);

    curl_slist_free_all(list);
    if (cancelled)
        return err_set(err, ERR_CANCELLED, "it was broken off");
    return result == CURLE_OK ? ERR_NONE : say_failure(exchange, result, err);
}

static struct curl_slist *list_headers(const struct outgoing_request *request)
{
    /* no waiting for "100 Continue", which some receivers never send */
    struct curl_slist *list = curl_slist_append(NULL, "Expect:"), *longer;

    for (const char *const *header = request->headers; list && header && *header; header++) {
        if (!(longer = curl_slist_append(list, *header)))
            curl_slist_free_all(list);
        list = longer;
    }
    return list;
}

enum err_code outgoing_http(struct outgoing *outgoing, const struct outgoing_request *request,
                            struct outgoing_answer *out, struct err *err)
{
    struct outgoing_url url;
    struct exchange exchange = { .host = url.host,
                                 .others_only = request->others_only,
                                 .limit = request->limit_bytes,
                                 .request = request,
                                 .easy = outgoing->easy,
                                 .moved_ms = now_ms() };
    CURL *easy = outgoing->easy;
    struct curl_slist *list;
    enum err_code code;

    *out = (struct outgoing_answer){ 0 };
    if ((code = outgoing_url_read(&url, request->url, err)))
        return code;
    if (!grow(&exchange, 1) || !(list = list_headers(request))) {
        free(exchange.answer);
        return err_set(err, ERR_NO_MEMORY, "no memory for a request");
    }
    set_common(easy, &exchange, request->url, "http,https");
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "predub/" PREDUB_VERSION);
    if (request->body) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_bytes);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
    }
    if (!strcmp(request->method, "HEAD"))
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    if (request->stream)
        set_stream(easy, &exchange);
    for (size_t i = 0; i < request->fields; i++)
        *request->field[i].value = 0;
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, read_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
    if ((code = run(outgoing, &exchange, list, err))) {
        free(exchange.answer);
        return code;
    }
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &out->status);
    exchange.answer[exchange.bytes] = 0;
    out->body = exchange.answer;
    out->bytes = exchange.bytes;
    return ERR_NONE;
}

enum err_code outgoing_mail(struct outgoing *outgoing, const struct outgoing_mail *mail,
                            struct err *err)
{
    struct outgoing_url url;
    struct exchange exchange = { .host = url.host,
                                 .limit = 64 * 1024,
                                 .data = mail->data,
                                 .data_bytes = mail->bytes,
                                 .easy = outgoing->easy };
    CURL *easy = outgoing->easy;
    struct curl_slist *list;
    enum err_code code;

    if ((code = outgoing_url_read(&url, mail->url, err)))
        return code;
    if (!(list = curl_slist_append(NULL, mail->to)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a mail");
    set_common(easy, &exchange, mail->url, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, mail->from);
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, list);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give_data);
    curl_easy_setopt(easy, CURLOPT_READDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_USE_SSL,
                     (long)(outgoing_is_loopback(url.host) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    if (*url.user)
        curl_easy_setopt(easy, CURLOPT_USERNAME, url.user);
    if (mail->password)
        curl_easy_setopt(easy, CURLOPT_PASSWORD, mail->password);
    code = run(outgoing, &exchange, list, err);
    free(exchange.answer);
    return code;
}
