/* The state that follows from events, looked at as a whole: to make it again and compare. */
#pragma once

#include "server/store/db.h"

/* Writes the record as it is now into a new file; others may go on reading and writing. */
enum err_code db_copy(struct db *db, const char *path, struct err *err);

enum { STATE_TABLES = 9 };

/* Every row of a table of state, by its key. */
struct state_row {
    int64_t id;
    struct hash hash; /* over all its columns */
};
struct state_table {
    const char *name; /* "notes" */
    struct state_row *row;
    size_t count;
};
struct state {
    struct state_table table[STATE_TABLES];
};

/* Clear it after success, too. */
enum err_code db_state(struct db *db, struct state *out, struct err *err);
void state_clear(struct state *state);

/* The first row in which two states differ: its table (NULL: they are alike) and id. */
const char *state_difference(const struct state *a, const struct state *b, int64_t *id);

/* Removes all state. For copies: nobody calls it on a record that is in use. */
enum err_code db_state_remove(struct db *db, struct err *err);
