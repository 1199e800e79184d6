#include "server/store/digests.h"

#include "server/store/event_rows.h"
#include "server/store/rows.h"

#define RANGE  " WHERE production_id = :production AND id > :since AND id <= :upto"
#define OTHERS " AND (person_id IS NULL OR person_id <> :person)"

static const char sql_since[] =
    "SELECT COALESCE((SELECT upto_event_id FROM digests"
    "    WHERE production_id = :production AND person_id = :person),"
    "  (SELECT MAX(id) FROM events WHERE production_id = :production AND kind = 'member.join'"
    "    AND person_id = :person), 0)";
static const char sql_upto[] =
    "SELECT MAX(id) FROM (SELECT id FROM events"
    "    WHERE production_id = :production AND id > :since ORDER BY id LIMIT :most) AS covered";
static const char sql_counts[] = "SELECT kind, COUNT(*) FROM events" RANGE OTHERS
                                 "  AND kind IN (" NEWS_KINDS ") GROUP BY kind ORDER BY kind";
static const char sql_events[] =
    EVENT_COLUMNS RANGE OTHERS "  AND kind IN (" NEWS_KINDS ") ORDER BY id LIMIT :most";
static const char sql_done[] = EVENT_COLUMNS " WHERE id IN (SELECT MAX(id) FROM events" RANGE OTHERS
                                             "  AND kind = 'listening.done'"
                                             "    GROUP BY person_id) ORDER BY id";
static const char sql_mark[] =
    "INSERT INTO digests(production_id, person_id, upto_event_id)"
    "  VALUES(:production, :person, :upto)"
    "  ON CONFLICT(production_id, person_id) DO UPDATE SET upto_event_id = excluded.upto_event_id"
    "  WHERE excluded.upto_event_id > digests.upto_event_id";

void digest_clear(struct digest *digest)
{
    events_clear(&digest->events);
    events_clear(&digest->done);
}

struct reader {
    int64_t production_id, person_id;
    struct digest *digest;
};

static void bind_range(struct query *q, const struct reader *reader)
{
    db_bind_i64(q, ":production", reader->production_id);
    db_bind_i64(q, ":person", reader->person_id);
    db_bind_i64(q, ":since", reader->digest->since_id);
    db_bind_i64(q, ":upto", reader->digest->upto_id);
}

static enum err_code read_since(struct db *db, const struct reader *reader, struct err *err)
{
    struct query q = db_query(db, sql_since);

    db_bind_i64(&q, ":production", reader->production_id);
    db_bind_i64(&q, ":person", reader->person_id);
    if (db_row(&q))
        reader->digest->since_id = db_i64(&q, 0);
    return db_end(&q, err);
}

static enum err_code read_upto(struct db *db, const struct reader *reader, struct err *err)
{
    struct query q = db_query(db, sql_upto);

    db_bind_i64(&q, ":production", reader->production_id);
    db_bind_i64(&q, ":since", reader->digest->since_id);
    db_bind_i64(&q, ":most", DIGEST_RANGE);
    reader->digest->upto_id = reader->digest->since_id;
    if (db_row(&q) && !db_is_null(&q, 0))
        reader->digest->upto_id = db_i64(&q, 0);
    return db_end(&q, err);
}

static enum err_code read_counts(struct db *db, const struct reader *reader, struct err *err)
{
    struct query q = db_query(db, sql_counts);
    struct digest *digest = reader->digest;

    bind_range(&q, reader);
    while (digest->counts < DIGEST_KINDS_MAX && db_row(&q)) {
        struct digest_count *count = &digest->count[digest->counts++];
        db_text(&q, 0, count->kind, sizeof count->kind);
        count->events = db_i64(&q, 1);
    }
    return db_end(&q, err);
}

static enum err_code read_events(struct query *q, struct events *out, struct err *err)
{
    struct rows rows = { 0 };
    struct event *event;
    enum err_code code;

    while (db_row(q) && (event = rows_add(&rows, sizeof *event, q)) != NULL)
        event_row_read(q, event);
    *out = (struct events){ rows.data, rows.count };
    if ((code = db_end(q, err)))
        events_clear(out);
    return code;
}

enum err_code db_digest(struct db *db, int64_t production_id, int64_t person_id, struct digest *out,
                        struct err *err)
{
    const struct reader reader = { production_id, person_id, out };
    enum err_code code;
    struct query q;

    *out = (struct digest){ 0 };
    if ((code = read_since(db, &reader, err)) || (code = read_upto(db, &reader, err)) ||
        (code = read_counts(db, &reader, err)))
        return code;
    q = db_query(db, sql_events);
    bind_range(&q, &reader);
    db_bind_i64(&q, ":most", DIGEST_EVENTS);
    if ((code = read_events(&q, &out->events, err)))
        return code;
    q = db_query(db, sql_done);
    bind_range(&q, &reader);
    if ((code = read_events(&q, &out->done, err)))
        digest_clear(out);
    return code;
}

enum err_code db_digest_mark(struct db *db, int64_t production_id, int64_t person_id,
                             int64_t upto_event_id, struct err *err)
{
    enum err_code code;
    struct query q;
    int64_t latest;

    if ((code = db_event_latest(db, production_id, &latest, err)))
        return code;
    if (upto_event_id < 0 || upto_event_id > latest)
        return err_set(err, ERR_INVALID,
                       "upto_id is %lld, but the latest event of this production is %lld",
                       (long long)upto_event_id, (long long)latest);
    q = db_query(db, sql_mark);
    db_bind_i64(&q, ":production", production_id);
    db_bind_i64(&q, ":person", person_id);
    db_bind_i64(&q, ":upto", upto_event_id);
    return db_change(&q, NULL, err);
}
