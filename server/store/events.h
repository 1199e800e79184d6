/* The record's chain of events: rows that are added and never changed. */
#pragma once

#include "server/store/db.h"

enum { EVENT_KIND = 32, EVENT_ADDRESS = 64 };

/* An event: what was done, by whom, when and from where. An id of 0 means "none". */
struct event {
    int64_t id;                 /* rises with time; the id of what the event began, too */
    int64_t production_id;      /* 0: of the machine */
    int64_t scene_id;           /* 0: of no single scene */
    int64_t person_id, link_id; /* a member or a guest; both 0: nobody has signed in */
    char kind[EVENT_KIND];      /* "note.add" */
    int64_t at_ms;
    char address[EVENT_ADDRESS];
    char *detail;     /* JSON, opaque here; owned by whoever made the struct */
    struct hash hash; /* SHA-256 over the hash of the event before (32 zeros before the first) and
                         this row as events.c writes it down */
};

/* For use inside a transaction. Fills id, at_ms and hash. */
enum err_code db_event_add(struct db *db, struct event *event, struct err *err);

/* The hash that an event must have when the one before it has `before`. */
enum err_code event_hash(struct hash *out, const struct event *event, const struct hash *before,
                         struct err *err);

/* Reads one; the caller frees detail. */
enum err_code db_event(struct db *db, int64_t id, struct event *out, struct err *err);

/* Which events of a production: each part narrows, 0 or "" leaves open. */
struct event_filter {
    int64_t production_id;
    int64_t scene_id;
    char kind[EVENT_KIND]; /* "note.add", exactly */
    int64_t after_id;      /* rising from here, with before_id 0 */
    int64_t before_id;     /* falling from here; INT64_MAX begins with the newest */
    int64_t limit;
};

struct events {
    struct event *list;
    size_t count;
};
void events_clear(struct events *events);

/* The caller clears out. */
enum err_code db_events(struct db *db, const struct event_filter *filter, struct events *out,
                        struct err *err);

/* Calls back for every event in the order of the chain; stops at the first failure. */
typedef enum err_code (*event_fn)(void *ctx, const struct event *event, struct err *err);
enum err_code db_events_each(struct db *db, event_fn each, void *ctx, struct err *err);

/* The newest event of a production, 0 for none; of all with production_id 0. */
enum err_code db_event_latest(struct db *db, int64_t production_id, int64_t *id, struct err *err);
