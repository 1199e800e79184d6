/* Productions, people and events for tests of what is told to whom. */
#pragma once

#include "server/store/events.h"
#include "server/store/members.h"
#include "server/store/people.h"
#include "tests/unit/server_store/folder.h"

enum { MARA = 1, STAN = 2 };

static inline enum err_code record_people(struct db *db, void *ctx, struct err *err)
{
    struct production production = { .name = "Tideline", .rate = { 24, 1, false } };
    struct person mara = { .name = "Mara", .mail = "mara@example.org", .password = "none" };
    struct person stan = { .name = "Stan", .mail = "stan@example.org", .password = "none" };
    const struct member members[] = {
        { .production_id = 1, .person_id = MARA, .side = SIDE_MUSIC, .may_manage = true },
        { .production_id = 1, .person_id = STAN, .side = SIDE_STAGE },
    };
    enum err_code code;

    (void)ctx;
    if ((code = db_person_add(db, &mara, err)) || (code = db_person_add(db, &stan, err)) ||
        (code = db_production_add(db, &production, err)) ||
        (code = db_member_put(db, &members[0], err)))
        return code;
    return db_member_put(db, &members[1], err);
}

/* Production 1 with Mara and Stan as members; the clock counts a millisecond a look. */
static inline void record_begin(struct folder *folder)
{
    assert_int_equal(db_txn(folder->db, record_people, NULL, NULL), ERR_NONE);
}

/* Adds an event of production 1 (person 0: a machine) and gives it back without its detail. */
struct record_act {
    struct event event;
    enum err_code (*after)(struct db *db, const struct event *event, struct err *err);
};

static inline enum err_code record_add(struct db *db, void *ctx, struct err *err)
{
    struct record_act *act = ctx;
    enum err_code code;

    if ((code = db_event_add(db, &act->event, err)) || !act->after)
        return code;
    return act->after(db, &act->event, err);
}

static inline struct event
record_act(struct db *db, const char *kind, int64_t person_id,
           enum err_code (*after)(struct db *db, const struct event *event, struct err *err))
{
    struct record_act act = {
        .event = { .production_id = 1, .person_id = person_id, .detail = (char *)(uintptr_t) "{}" },
        .after = after,
    };

    snprintf(act.event.kind, sizeof act.event.kind, "%s", kind);
    assert_int_equal(db_txn(db, record_add, &act, NULL), ERR_NONE);
    act.event.detail = NULL;
    return act.event;
}
