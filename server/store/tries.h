/* Tries to sign in, counted in the record: so they hold after a restart, and for all servers of one
 * record. */
#pragma once

#include "server/store/db.h"

enum { TRIES_WHO = 256 };

/* Who tries, and how often that is free. From then on each failure doubles the wait, from 1 s to
 * 15 min; a day after the last failure all are forgotten. */
struct tries {
    char who[TRIES_WHO]; /* "account anna", "address 10.0.0.7" */
    int free;
};

/* In a transaction of its own: counts a try as failed before it is made, so that many at once are
 * no way around. When any of them has to wait, none is counted and *wait_ms is how long; else it is
 * 0.
 */
enum err_code db_tries_begin(struct db *db, const struct tries *tries, size_t count,
                             int64_t *wait_ms, struct err *err);

/* Inside a transaction or not. The try was none after all: takes back what db_tries_begin counted
 * of one. */
enum err_code db_tries_give_back(struct db *db, const char *who, struct err *err);
/* Forgets all failures of one. */
enum err_code db_tries_clear(struct db *db, const char *who, struct err *err);
