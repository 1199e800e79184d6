#include "server/cli/client.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/cli/command.h"
#include "server/cli/table.h"
#include "server/work/outgoing.h"

enum {
    URL_TEXT = 2000,
    TOKEN_TEXT = 200,
    ANSWER_BYTES = 64 * 1024 * 1024,
    CHOICES_SHOWN = 8,
    NAME_SHOWN = 30
};

struct client {
    struct outgoing *outgoing;
    struct outgoing_url url;
    char base[URL_TEXT];
    char authorization[TOKEN_TEXT + 40]; /* a header; "" for none */
};

static bool is_https(const struct client *client)
{
    return !strcasecmp(client->url.scheme, "https");
}

static enum err_code read_server(struct client *client, const char *server, struct err *err)
{
    size_t bytes;

    if (!server)
        return err_set(err, ERR_INVALID, "--server is missing: --server https://score.example.org");
    bytes = strlen(server);
    if (bytes >= sizeof client->base || outgoing_url_read(&client->url, server, err))
        return err_set(err, ERR_INVALID,
                       "--server %.200s: expected an address such as https://score.example.org",
                       server);
    if (!is_https(client) && strcasecmp(client->url.scheme, "http") != 0)
        return err_set(err, ERR_INVALID, "--server %.200s: it begins with https:// or http://",
                       server);
    if (*client->url.user || client->url.has_password)
        return err_set(err, ERR_INVALID,
                       "--server: there is no name and password in the address; "
                       "say a token with --token or PREDUB_TOKEN");
    memcpy(client->base, server, bytes + 1);
    while (bytes > 0 && client->base[bytes - 1] == '/')
        client->base[--bytes] = 0;
    return ERR_NONE;
}

/* A token is letters, digits, - and _; anything else would be another header. */
static enum err_code read_token(struct client *client, const char *given, struct err *err)
{
    const char *token = given ? given : getenv("PREDUB_TOKEN");
    const char *where = given ? "--token" : "PREDUB_TOKEN";

    if (!token || !*token)
        return given ? err_set(err, ERR_INVALID, "--token is empty") : ERR_NONE;
    if (strlen(token) > TOKEN_TEXT ||
        token[strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")])
        return err_set(err, ERR_INVALID, "%s is no token: one begins with pdt_", where);
    snprintf(client->authorization, sizeof client->authorization, "Authorization: Bearer %s",
             token);
    return ERR_NONE;
}

enum err_code client_open(struct client **out, const struct args *args, struct err *err)
{
    struct client *client = calloc(1, sizeof *client);
    enum err_code code;

    *out = NULL;
    if (!client)
        return err_set(err, ERR_NO_MEMORY, "out of memory for a connection");
    if ((code = read_server(client, args_value(args, "--server"), err)) ||
        (code = read_token(client, args_value(args, "--token"), err)) ||
        (code = outgoing_new(&client->outgoing, err))) {
        client_close(client);
        return code;
    }
    if (!is_https(client) && !outgoing_is_loopback(client->url.host))
        command_say("%s is spoken to without encryption: whoever is on the way can read the token "
                    "and everything else; use https://",
                    client->url.host);
    *out = client;
    return ERR_NONE;
}

void client_close(struct client *client)
{
    if (!client)
        return;
    outgoing_free(client->outgoing);
    free(client);
}

static enum err_code not_predub(const struct client *client, struct err *err)
{
    return err_set(err, ERR_IO,
                   "%.1000s does not answer as a predub server does: is this the right address?",
                   client->base);
}

/* The server's own sentence, whole. */
static enum err_code say_refusal(const struct client *client, long status, const json_t *json,
                                 struct err *err)
{
    const char *text = json_string_value(json_object_get(json_object_get(json, "error"), "text"));

    if (!text)
        return not_predub(client, err);
    if (status == 401 && !*client->authorization)
        return err_set(err, ERR_SIGN_IN,
                       "%s (no token was sent: say one with --token or in the "
                       "environment variable PREDUB_TOKEN)",
                       text);
    return err_set(err,
                   status == 404   ? ERR_NOT_FOUND
                   : status == 409 ? ERR_CONFLICT
                                   : ERR_FORBIDDEN,
                   "%s", text);
}

static enum err_code read_answer(struct client *client, json_t **out,
                                 const struct outgoing_answer *answer, struct err *err)
{
    json_t *json = json_loadb(answer->body, answer->bytes, 0, NULL);
    enum err_code code = ERR_NONE;

    if (answer->status >= 400)
        code = say_refusal(client, answer->status, json, err);
    else if (!json || answer->status / 100 != 2)
        code = not_predub(client, err);
    if (code) {
        json_decref(json);
        json = NULL;
    }
    *out = json;
    return code;
}

enum err_code client_again(struct client **out, const struct client *like, struct err *err)
{
    struct client *client = calloc(1, sizeof *client);
    enum err_code code;

    *out = NULL;
    if (!client)
        return err_set(err, ERR_NO_MEMORY, "out of memory for a connection");
    *client = *like;
    if ((code = outgoing_new(&client->outgoing, err))) {
        free(client);
        return code;
    }
    *out = client;
    return ERR_NONE;
}

void client_cancel(struct client *client)
{
    outgoing_cancel(client->outgoing);
}

enum { HEADERS_MOST = 12 };

enum err_code client_call(struct client *client, struct client_call *call, struct err *err)
{
    char url[2 * URL_TEXT];
    const char *headers[HEADERS_MOST + 3] = { "Accept: application/json" };
    struct outgoing_request request = { .method = call->method,
                                        .url = url,
                                        .headers = headers,
                                        .body = call->body,
                                        .body_bytes = call->body ? strlen(call->body) : 0,
                                        .limit_bytes = ANSWER_BYTES,
                                        .stream = call->stream,
                                        .stall_ms = call->stall_ms,
                                        .field = call->field,
                                        .fields = call->fields };
    struct outgoing_answer answer;
    size_t count = 1;
    enum err_code code;

    for (const char *const *header = call->headers; header && *header; header++)
        if (count <= HEADERS_MOST)
            headers[count++] = *header;
    if (*client->authorization)
        headers[count] = client->authorization;
    snprintf(url, sizeof url, "%s%s", client->base, call->path);
    call->json = NULL;
    call->status = 0;
    if ((code = outgoing_http(client->outgoing, &request, &answer, err)))
        return code;
    call->status = answer.status;
    call->json = json_loadb(answer.body, answer.bytes, 0, NULL);
    outgoing_answer_clear(&answer);
    return ERR_NONE;
}

enum err_code client_refusal(const struct client *client, const struct client_call *call,
                             struct err *err)
{
    return say_refusal(client, call->status, call->json, err);
}

static enum err_code ask(struct client *client, json_t **out, const char *method, const char *path,
                         const char *body, struct err *err)
{
    char url[2 * URL_TEXT];
    const char *headers[] = { "Accept: application/json", "Content-Type: application/json",
                              *client->authorization ? client->authorization : NULL, NULL };
    const struct outgoing_request request = { .method = method,
                                              .url = url,
                                              .headers = headers,
                                              .body = body,
                                              .body_bytes = body ? strlen(body) : 0,
                                              .limit_bytes = ANSWER_BYTES };
    struct outgoing_answer answer;
    enum err_code code;

    *out = NULL;
    snprintf(url, sizeof url, "%s%s", client->base, path);
    if ((code = outgoing_http(client->outgoing, &request, &answer, err))) {
        if (code == ERR_BUSY || code == ERR_NOT_FOUND) {
            const struct err why = *err;
            err_set(err, code, "%.200s: is the address right, and does predub serve run there?",
                    why.text);
        }
        return code;
    }
    code = read_answer(client, out, &answer, err);
    outgoing_answer_clear(&answer);
    return code;
}

enum err_code client_get(struct client *client, json_t **out, struct err *err, const char *path,
                         ...)
{
    char text[URL_TEXT];
    va_list list;

    va_start(list, path);
    vsnprintf(text, sizeof text, path, list);
    va_end(list);
    return ask(client, out, "GET", text, NULL, err);
}

enum err_code client_post(struct client *client, json_t **out, const char *path, json_t *body,
                          struct err *err)
{
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    enum err_code code;

    *out = NULL;
    json_decref(body);
    if (!text)
        return err_set(err, ERR_NO_MEMORY, "out of memory for what is sent");
    code = ask(client, out, "POST", path, text, err);
    free(text);
    return code;
}

const char *client_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

int64_t client_number(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

/* ---- productions ---- */

static const char *name_of(const json_t *production)
{
    const char *name = json_string_value(json_object_get(production, "name"));

    return name ? name : "";
}

static bool is_called(const json_t *production, const char *called)
{
    char id[24];

    snprintf(id, sizeof id, "%lld",
             (long long)json_integer_value(json_object_get(production, "id")));
    return !strcmp(id, called) || !strcasecmp(name_of(production), called);
}

/* "3 Tideline, 7 Pier": those that are called so, or all. */
static void list_choices(char *out, size_t bytes, const json_t *productions, const char *called)
{
    size_t index, used = 0, shown = 0;
    const json_t *production;

    *out = 0;
    json_array_foreach (productions, index, production) {
        if (called && !is_called(production, called))
            continue;
        if (shown++ == CHOICES_SHOWN) {
            snprintf(out + used, bytes - used, ", ...");
            return;
        }
        used += (size_t)snprintf(out + used, bytes - used, "%s%lld %.*s", used ? ", " : "",
                                 (long long)json_integer_value(json_object_get(production, "id")),
                                 table_bytes(name_of(production), NAME_SHOWN), name_of(production));
        if (used >= bytes)
            return;
    }
}

static enum err_code choose(json_t **out, json_t *productions, const char *called, struct err *err)
{
    char choices[480];
    size_t index, found = 0;
    json_t *production;

    json_array_foreach (productions, index, production)
        if (is_called(production, called)) {
            *out = production;
            found++;
        }
    list_choices(choices, sizeof choices, productions, found ? called : NULL);
    if (found == 1)
        return ERR_NONE;
    if (found > 1)
        return err_set(err, ERR_CONFLICT, "%.60s could be several productions; say the id: %.400s",
                       called, choices);
    if (json_array_size(productions) == 0)
        return err_set(err, ERR_NOT_FOUND, "you are part of no production on this server");
    return err_set(err, ERR_NOT_FOUND,
                   "there is no production %.60s, or you are not part of it; there are: %.380s",
                   called, choices);
}

enum err_code client_production(struct client *client, const char *called, json_t **out,
                                struct err *err)
{
    json_t *list, *chosen = NULL;
    enum err_code code;

    *out = NULL;
    if ((code = client_get(client, &list, err, "/api/productions")))
        return code;
    if (!(code = choose(&chosen, json_object_get(list, "productions"), called, err)))
        *out = json_incref(chosen);
    json_decref(list);
    return code;
}
