/* How a query that reads whole events begins, and what reads its rows. */
#pragma once

#include "server/store/events.h"

#define EVENT_COLUMNS                                                                              \
    "SELECT id, production_id, scene_id, person_id, link_id, kind, at_ms, address, detail, hash"   \
    "  FROM events"

static inline void event_row_read(struct query *q, struct event *out)
{
    out->id = db_i64(q, 0);
    out->production_id = db_i64(q, 1);
    out->scene_id = db_i64(q, 2);
    out->person_id = db_i64(q, 3);
    out->link_id = db_i64(q, 4);
    db_text(q, 5, out->kind, sizeof out->kind);
    out->at_ms = db_i64(q, 6);
    db_text(q, 7, out->address, sizeof out->address);
    out->detail = db_text_dup(q, 8);
    out->hash = db_hash(q, 9);
}
