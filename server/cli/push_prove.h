/* Files that the server has already are shown to be known, and not sent. */
#pragma once

#include "server/cli/client.h"
#include "server/cli/push_list.h"

/* Asks which of the files that are not there it has, and fills server_has. The address is that of
 * a set or picture. */
enum err_code push_ask_have(struct client *client, struct push_list *list, const char *address,
                            struct err *err);

/* Shows that this file is known and so puts it in its place. False: it has to be sent, whatever the
 * reason; sending then tells it. */
bool push_prove(struct client *client, const struct push_file *file, const char *address);

/* What the upload says of the print: role, order and start, as far as the person or the name tells
 * them. Each "" when there is nothing to say. */
struct push_words {
    char role[RECIPE_ROLE];
    const char *order, *start; /* NULL: nothing */
};
struct push_words push_words_of(const struct push_file *file);
