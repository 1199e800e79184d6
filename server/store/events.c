#include "server/store/events.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/store/event_rows.h"
#include "server/store/rows.h"

#define ANY_KIND " AND (:kind = '' OR kind = :kind)"
#define RISING   " AND id > :from ORDER BY id LIMIT :limit"
#define FALLING  " AND id < :from ORDER BY id DESC LIMIT :limit"

static const char sql_add[] =
    "INSERT INTO events(id, production_id, scene_id, person_id, link_id, kind, at_ms, address,"
    "  detail, hash) VALUES(:id, :production, :scene, :person, :link, :kind, :at_ms, :address,"
    "  :detail, :hash)";
static const char sql_last[] = "SELECT id, hash FROM events ORDER BY id DESC LIMIT 1";
static const char sql_one[] = EVENT_COLUMNS " WHERE id = :id";
static const char sql_each[] = EVENT_COLUMNS " ORDER BY id";
static const char sql_latest[] = "SELECT MAX(id) FROM events WHERE production_id = :production";

static const char sql_rising[] = EVENT_COLUMNS " WHERE production_id = :production" RISING;
static const char sql_falling[] = EVENT_COLUMNS " WHERE production_id = :production" FALLING;
static const char sql_kind_rising[] =
    EVENT_COLUMNS " WHERE production_id = :production AND kind = :kind" RISING;
static const char sql_kind_falling[] =
    EVENT_COLUMNS " WHERE production_id = :production AND kind = :kind" FALLING;
static const char sql_scene_rising[] =
    EVENT_COLUMNS " WHERE production_id = :production AND scene_id = :scene" ANY_KIND RISING;
static const char sql_scene_falling[] =
    EVENT_COLUMNS " WHERE production_id = :production AND scene_id = :scene" ANY_KIND FALLING;

/* Numbers as decimal lines, texts with their length before them: no two events are written alike.
 */
static void add_number(struct hasher *hasher, int64_t number)
{
    char line[24];
    const int bytes = snprintf(line, sizeof line, "%" PRId64 "\n", number);

    hasher_add(hasher, line, (size_t)bytes);
}

static void add_text(struct hasher *hasher, const char *text)
{
    add_number(hasher, (int64_t)strlen(text));
    hasher_add(hasher, text, strlen(text));
}

enum err_code event_hash(struct hash *out, const struct event *event, const struct hash *before,
                         struct err *err)
{
    struct hasher *hasher;
    enum err_code code;

    if ((code = hasher_new(&hasher, err)))
        return code;
    hasher_add(hasher, before->byte, HASH_BYTES);
    add_number(hasher, event->id);
    add_number(hasher, event->production_id);
    add_number(hasher, event->scene_id);
    add_number(hasher, event->person_id);
    add_number(hasher, event->link_id);
    add_number(hasher, event->at_ms);
    add_text(hasher, event->kind);
    add_text(hasher, event->address);
    add_text(hasher, event->detail);
    *out = hasher_result(hasher);
    hasher_free(hasher);
    return ERR_NONE;
}

static enum err_code insert(struct db *db, const struct event *event, struct err *err)
{
    struct query q = db_query(db, sql_add);

    db_bind_i64(&q, ":id", event->id);
    db_bind_id(&q, ":production", event->production_id);
    db_bind_id(&q, ":scene", event->scene_id);
    db_bind_id(&q, ":person", event->person_id);
    db_bind_id(&q, ":link", event->link_id);
    db_bind_text(&q, ":kind", event->kind);
    db_bind_i64(&q, ":at_ms", event->at_ms);
    db_bind_text(&q, ":address", event->address);
    db_bind_text(&q, ":detail", event->detail);
    db_bind_hash(&q, ":hash", &event->hash);
    return db_change(&q, NULL, err);
}

enum err_code db_event_add(struct db *db, struct event *event, struct err *err)
{
    struct query q = db_query(db, sql_last);
    struct hash before = { { 0 } };
    enum err_code code;

    event->id = 1;
    if (db_row(&q)) {
        event->id = db_i64(&q, 0) + 1;
        before = db_hash(&q, 1);
    }
    if ((code = db_end(&q, err)))
        return code;
    event->at_ms = db_now_ms(db);
    if ((code = event_hash(&event->hash, event, &before, err)))
        return code;
    return insert(db, event, err);
}

enum err_code db_event(struct db *db, int64_t id, struct event *out, struct err *err)
{
    struct query q = db_query(db, sql_one);
    enum err_code code;

    *out = (struct event){ 0 };
    db_bind_i64(&q, ":id", id);
    if (db_row(&q))
        event_row_read(&q, out);
    if ((code = db_end(&q, err))) {
        free(out->detail);
        out->detail = NULL;
    } else if (!out->id) {
        code = err_set(err, ERR_NOT_FOUND, "there is no event %" PRId64, id);
    }
    return code;
}

void events_clear(struct events *events)
{
    for (size_t i = 0; i < events->count; i++)
        free(events->list[i].detail);
    free(events->list);
    *events = (struct events){ 0 };
}

static struct query filtered(struct db *db, const struct event_filter *filter)
{
    const bool falling = filter->before_id > 0;

    if (filter->scene_id) {
        struct query q = db_query(db, falling ? sql_scene_falling : sql_scene_rising);
        db_bind_i64(&q, ":scene", filter->scene_id);
        db_bind_text(&q, ":kind", filter->kind);
        return q;
    }
    if (*filter->kind) {
        struct query q = db_query(db, falling ? sql_kind_falling : sql_kind_rising);
        db_bind_text(&q, ":kind", filter->kind);
        return q;
    }
    return db_query(db, falling ? sql_falling : sql_rising);
}

enum err_code db_events(struct db *db, const struct event_filter *filter, struct events *out,
                        struct err *err)
{
    struct query q = filtered(db, filter);
    struct rows rows = { 0 };
    struct event *event;
    enum err_code code;

    db_bind_i64(&q, ":production", filter->production_id);
    db_bind_i64(&q, ":from", filter->before_id ? filter->before_id : filter->after_id);
    db_bind_i64(&q, ":limit", filter->limit);
    while (db_row(&q) && (event = rows_add(&rows, sizeof *event, &q)) != NULL)
        event_row_read(&q, event);
    *out = (struct events){ rows.data, rows.count };
    if ((code = db_end(&q, err)))
        events_clear(out);
    return code;
}

enum err_code db_events_each(struct db *db, event_fn each, void *ctx, struct err *err)
{
    struct query q = db_query(db, sql_each);
    enum err_code code = ERR_NONE, ended;

    while (!code && db_row(&q)) {
        struct event event = { 0 };
        event_row_read(&q, &event);
        if (!q.code)
            code = each(ctx, &event, err);
        free(event.detail);
    }
    ended = db_end(&q, code ? NULL : err);
    return code ? code : ended;
}

enum err_code db_event_latest(struct db *db, int64_t production_id, int64_t *id, struct err *err)
{
    struct query q = db_query(db, production_id ? sql_latest : sql_last);

    *id = 0;
    if (production_id)
        db_bind_i64(&q, ":production", production_id);
    if (db_row(&q))
        *id = db_i64(&q, 0);
    return db_end(&q, err);
}
