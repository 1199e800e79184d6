#include "server/work/outgoing.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { CONNECT_MS = 10000, WHOLE_MS = 30000, POLL_MS = 1000 };

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

/* ---- addresses ---- */

struct block {
    uint32_t address;
    unsigned bits;
};

/* What no machine elsewhere has: RFC 6890 and multicast. */
static const struct block blocks_inside[] = {
    { 0x00000000, 8 },  { 0x0a000000, 8 },  { 0x64400000, 10 }, { 0x7f000000, 8 },
    { 0xa9fe0000, 16 }, { 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0000200, 24 },
    { 0xc0a80000, 16 }, { 0xc6120000, 15 }, { 0xc6336400, 24 }, { 0xcb007100, 24 },
    { 0xe0000000, 4 },  { 0xf0000000, 4 },
};

static bool is_inside_4(uint32_t address)
{
    for (size_t i = 0; i < sizeof blocks_inside / sizeof *blocks_inside; i++)
        if ((address ^ blocks_inside[i].address) >> (32 - blocks_inside[i].bits) == 0)
            return true;
    return false;
}

static uint32_t word_at(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Only 2000::/3 leads anywhere; within it, what wraps an IPv4 address is judged by that one. */
static bool is_inside_6(const uint8_t address[16])
{
    static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
    static const uint8_t translated[12] = { 0x00, 0x64, 0xff, 0x9b };

    if (!memcmp(address, mapped, sizeof mapped) || !memcmp(address, translated, sizeof translated))
        return is_inside_4(word_at(address + 12));
    if (word_at(address) >> 16 == 0x2002) /* 6to4 */
        return is_inside_4(word_at(address + 2));
    if (word_at(address) == 0x20010000 || word_at(address) == 0x20010db8) /* Teredo, examples */
        return true;
    return address[0] >> 5 != 1;
}

bool outgoing_is_inside(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return is_inside_4(
            ntohl(((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr));
    if (address->sa_family == AF_INET6)
        return is_inside_6(((const struct sockaddr_in6 *)(const void *)address)->sin6_addr.s6_addr);
    return true;
}

/* A host that is a number: inet_aton knows the forms that a resolver would take, too ("127.1"). */
static bool number_read(struct sockaddr_storage *out, const char *host)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)out;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)out;

    *out = (struct sockaddr_storage){ 0 };
    out->ss_family = AF_INET;
    if (inet_aton(host, &v4->sin_addr))
        return true;
    out->ss_family = AF_INET6;
    return inet_pton(AF_INET6, host, &v6->sin6_addr) == 1;
}

bool outgoing_is_loopback(const char *host)
{
    struct sockaddr_storage address;

    if (!strcasecmp(host, "localhost"))
        return true;
    if (!number_read(&address, host))
        return false;
    if (address.ss_family == AF_INET)
        return ntohl(((struct sockaddr_in *)(void *)&address)->sin_addr.s_addr) >> 24 == 127;
    return IN6_IS_ADDR_LOOPBACK(&((struct sockaddr_in6 *)(void *)&address)->sin6_addr);
}

bool outgoing_names_inside(const char *host)
{
    struct sockaddr_storage address;

    return outgoing_is_loopback(host) ||
           (number_read(&address, host) &&
            outgoing_is_inside((const struct sockaddr *)(const void *)&address));
}

static bool url_part(CURLU *parts, CURLUPart which, char *out, size_t bytes)
{
    char *text = NULL;
    const CURLUcode got =
        curl_url_get(parts, which, &text, which == CURLUPART_USER ? CURLU_URLDECODE : 0);
    const size_t length = got == CURLUE_OK ? strlen(text) : 0;
    const bool fits = length < bytes;

    *out = 0;
    if (got == CURLUE_OK && fits)
        memcpy(out, text, length + 1);
    curl_free(text);
    return fits && (got == CURLUE_OK || got == CURLUE_NO_USER || got == CURLUE_NO_PASSWORD);
}

static bool url_parts(struct outgoing_url *out, CURLU *parts)
{
    char password[512];
    size_t length;

    if (!url_part(parts, CURLUPART_SCHEME, out->scheme, sizeof out->scheme) ||
        !url_part(parts, CURLUPART_HOST, out->host, sizeof out->host) ||
        !url_part(parts, CURLUPART_USER, out->user, sizeof out->user))
        return false;
    out->has_password =
        !url_part(parts, CURLUPART_PASSWORD, password, sizeof password) || *password;
    length = strlen(out->host);
    if (*out->host == '[' && length > 2) {
        memmove(out->host, out->host + 1, length - 2);
        out->host[length - 2] = 0;
    }
    return *out->host != 0;
}

enum err_code outgoing_url_read(struct outgoing_url *out, const char *url, struct err *err)
{
    CURLU *parts = curl_url();
    bool good;

    *out = (struct outgoing_url){ 0 };
    if (!parts)
        return err_set(err, ERR_NO_MEMORY, "no memory for an address");
    good = curl_url_set(parts, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
           url_parts(out, parts);
    curl_url_cleanup(parts);
    return good ? ERR_NONE
                : err_set(err, ERR_INVALID,
                          "this is no address: it begins as https://name.example.org");
}

/* ---- one exchange ---- */

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

static size_t take_answer(char *data, size_t one, size_t bytes, void *ctx)
{
    struct exchange *exchange = ctx;

    bytes *= one;
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
    if (result == CURLE_COULDNT_RESOLVE_HOST || result == CURLE_COULDNT_RESOLVE_PROXY)
        return err_set(err, ERR_NOT_FOUND, "no machine called %s is known", host);
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
                                 .limit = request->limit_bytes };
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
    struct exchange exchange = {
        .host = url.host, .limit = 64 * 1024, .data = mail->data, .data_bytes = mail->bytes
    };
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
