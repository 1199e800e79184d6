/* Acts of people: each is an event of the record, and what follows from it, in one transaction.
 *
 * A kind's function writes the state that follows (a note's row, a query's answer) from the event
 * alone, so that `predub verify` can make all state again from the events and compare. It also
 * checks what only the record can tell (is the query still open?); a failure undoes the event. */
#pragma once

#include "server/api/app.h"
#include "server/auth/caller.h"
#include "server/http/req.h"
#include "server/store/events.h"

/* detail is the event's, parsed: an object; borrowed. */
typedef enum err_code (*act_apply_fn)(struct db *db, const struct event *event, json_t *detail,
                                      struct err *err);

struct act_kind {
    const char *name;   /* "note.add" */
    act_apply_fn apply; /* NULL: nothing but the event itself follows */
};

/* The one table of kinds. */
const struct act_kind *act_kinds(size_t *count);

struct act {
    const char *kind;
    int64_t production_id, scene_id; /* 0: of none */
    json_t *detail;                  /* taken, also after a failure; NULL is ERR_NO_MEMORY */
};

/* Inside a transaction of the caller's own, by `who`, whose "side" ("guest_name" for a guest) in
 * the production is added to the detail. Fills *out but its detail; out may be NULL. Call act_news
 * when the transaction is over. */
enum err_code act_add(struct db *db, const struct caller *who, const struct act *act,
                      struct event *out, struct err *err);

/* In a transaction of its own, by whoever asks, with the news of it. */
enum err_code act_do(struct req *req, const struct act *act, struct event *out, struct err *err);

/* Tells the listeners of a production that its record has grown; 0 is ignored. */
void act_news(struct app *app, int64_t production_id);

/* Runs the kind's function for an event that is in the record already, against db: for making the
 * state again. */
enum err_code act_apply(struct db *db, const struct event *event, struct err *err);
