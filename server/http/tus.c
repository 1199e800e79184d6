#include "server/http/tus.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static const char version[] = "1.0.0";
static const char extensions[] =
    "creation,creation-with-upload,expiration,checksum,termination,concatenation";

enum err_code tus_admit(struct req *req, struct reply *reply, struct err *err)
{
    const char *asked = req_header(req, "Tus-Resumable");
    enum err_code code;

    if ((code = reply_header(reply, "Tus-Resumable", version, err)))
        return code;
    if (!strcmp(req->method, "OPTIONS") || !strcmp(req->method, "GET") ||
        (asked && !strcmp(asked, version)))
        return ERR_NONE;
    if ((code = reply_header(reply, "Tus-Version", version, err)))
        return code;
    reply_fails_with(reply, TUS_WRONG_VERSION);
    return err_set(err, ERR_INVALID,
                   "this address speaks tus %s: send Tus-Resumable: %s with every request", version,
                   version);
}

enum err_code tus_header_number(struct reply *reply, const char *name, int64_t value,
                                struct err *err)
{
    char text[24];

    snprintf(text, sizeof text, "%" PRId64, value);
    return reply_header(reply, name, text, err);
}

enum err_code tus_options(struct reply *reply, int64_t max_bytes, struct err *err)
{
    char algorithms[64] = "";
    enum err_code code;

    for (enum checksum_kind kind = 0; kind < CHECKSUM_KINDS; kind++) {
        const size_t used = strlen(algorithms);
        snprintf(algorithms + used, sizeof algorithms - used, "%s%s", used ? "," : "",
                 checksum_name(kind));
    }
    if ((code = reply_header(reply, "Tus-Version", version, err)) ||
        (code = reply_header(reply, "Tus-Extension", extensions, err)) ||
        (code = reply_header(reply, "Tus-Checksum-Algorithm", algorithms, err)) ||
        (code = tus_header_number(reply, "Tus-Max-Size", max_bytes, err)))
        return code;
    return reply_empty(reply);
}

const char *tus_method(const struct req *req)
{
    static const char *const methods[] = { "PATCH", "DELETE", "HEAD" };
    const char *asked =
        strcmp(req->method, "POST") ? NULL : req_header(req, "X-HTTP-Method-Override");

    for (size_t i = 0; asked && i < sizeof methods / sizeof *methods; i++)
        if (!strcmp(asked, methods[i]))
            return methods[i];
    return req->method;
}

enum err_code tus_number(const struct req *req, const char *name, int64_t *out, struct err *err)
{
    const char *text = req_header(req, name);
    int64_t value = 0;

    if (!text || !*text)
        return err_set(err, ERR_INVALID, "the request has no %s", name);
    for (const char *at = text; *at; at++) {
        if (*at < '0' || *at > '9' || value > (INT64_MAX - (*at - '0')) / 10)
            return err_set(err, ERR_INVALID, "%s is \"%.30s\"; it has to be a number of bytes",
                           name, text);
        value = value * 10 + (*at - '0');
    }
    *out = value;
    return ERR_NONE;
}

enum err_code tus_check_type(const struct req *req, struct reply *reply, struct err *err)
{
    static const char wanted[] = "application/offset+octet-stream";
    const char *type = req_header(req, "Content-Type");

    if (type && !strcasecmp(type, wanted))
        return ERR_NONE;
    reply_fails_with(reply, TUS_WRONG_TYPE);
    return err_set(err, ERR_INVALID, "the bytes of an upload are sent as Content-Type: %s", wanted);
}

void tus_date(char out[TUS_DATE], int64_t at_ms)
{
    static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    const time_t at = at_ms / 1000;
    struct tm utc = { 0 };

    gmtime_r(&at, &utc);
    snprintf(out, TUS_DATE, "%s, %02u %s %04u %02u:%02u:%02u GMT", days[utc.tm_wday % 7],
             (unsigned)utc.tm_mday % 100, months[utc.tm_mon % 12],
             (unsigned)(utc.tm_year + 1900) % 10000, (unsigned)utc.tm_hour % 100,
             (unsigned)utc.tm_min % 100, (unsigned)utc.tm_sec % 100);
}
