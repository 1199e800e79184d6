/* A server that a command speaks to, and as whom. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "server/cli/args.h"

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

/* A production by its id or its name, as GET /api/productions lists it; ERR_NOT_FOUND and
 * ERR_CONFLICT name the choices. */
enum err_code client_production(struct client *client, const char *called, json_t **out,
                                struct err *err);
