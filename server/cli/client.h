/* A server that a command speaks to, and as whom. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "server/cli/args.h"
#include "server/work/outgoing.h"

struct client;

/* The options of every such command, for its table. */
#define CLIENT_OPTIONS                                                                             \
    { "--server", "URL", "where the server is: https://score.example.org" },                       \
    {                                                                                              \
        "--token", "T",                                                                            \
            "as whom: a token made on your own page or with predub user token. Other people\n"     \
            "of this machine can see it in the list of processes; the environment variable\n"      \
            "PREDUB_TOKEN is not seen there"                                                       \
    }

/* Reads them. ERR_INVALID when they can't be right: that is wrong use. Warns when what is said
 * could be read on the way. */
enum err_code client_open(struct client **out, const struct args *args, struct err *err);
void client_close(struct client *client); /* NULL is accepted */

/* The path begins with "/api/". What the server refuses is an error with its own sentence, and
 * *out NULL; the caller owns *out. */
enum err_code client_get(struct client *client, json_t **out, struct err *err, const char *path,
                         ...) __attribute__((format(printf, 4, 5)));
/* Takes the body. */
enum err_code client_post(struct client *client, json_t **out, const char *path, json_t *body,
                          struct err *err);

/* The same server as the same person, for another thread. Threads never share a client. */
enum err_code client_again(struct client **out, const struct client *like, struct err *err);

/* From any thread: whatever it does, and will do, ends with ERR_CANCELLED. */
void client_cancel(struct client *client);

/* One exchange in full, for whoever reads statuses and headers. */
struct client_call {
    const char *method, *path;
    const char *const *headers; /* a few, NULL ends the list; NULL: none */
    const char *body;           /* text, or NULL */
    const struct outgoing_stream *stream;
    int stall_ms;
    struct outgoing_field *field;
    size_t fields;
    long status;  /* of the answer, whatever it is */
    json_t *json; /* of the answer, the caller's; NULL when it is none */
};

/* Only where no answer came is it an error. */
enum err_code client_call(struct client *client, struct client_call *call, struct err *err);

/* The sentence of an answer that is a refusal. */
enum err_code client_refusal(const struct client *client, const struct client_call *call,
                             struct err *err);

/* What stands in an answer: "" and 0 when it is not there. The text is lent. */
const char *client_text(const json_t *object, const char *key);
int64_t client_number(const json_t *object, const char *key);

/* A production by its id or its name, as GET /api/productions lists it; ERR_NOT_FOUND and
 * ERR_CONFLICT name the choices. */
enum err_code client_production(struct client *client, const char *called, json_t **out,
                                struct err *err);
