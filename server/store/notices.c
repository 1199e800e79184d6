#include "server/store/notices.h"

#include <string.h>

#include "server/store/digests.h"
#include "server/store/event_rows.h"
#include "server/store/rows.h"

enum { PAUSE_MIN_MS = 60000, PAUSE_MAX_MS = 6 * 3600000, PAUSE_FAILING_MS = 86400000 };

#define DUE                                                                                        \
    " n.since_at_ms IS NOT NULL AND n.retry_at_ms <= :now AND n.lease_at_ms <= :now"               \
    "  AND (n.hurry_event_id > n.told_event_id OR n.since_at_ms + :bundle <= :now)"
#define HELD  " WHERE id = :id AND lease_at_ms = :lease"
#define RANGE " WHERE production_id = :production AND id > :told AND id <= :upto"

static const char sql_due[] =
    "UPDATE notices SET since_at_ms = :at_ms"
    "  WHERE production_id = :production AND since_at_ms IS NULL"
    "  AND (person_id IS NULL OR person_id <> :person) AND :kind IN (" NEWS_KINDS ")";
static const char sql_now[] = "UPDATE notices SET hurry_event_id ="
                              "    (SELECT MAX(id) FROM events WHERE production_id = :production)"
                              "  WHERE production_id = :production AND since_at_ms IS NOT NULL";
static const char sql_give_back[] =
    "UPDATE notices SET lease_at_ms = 0, retry_at_ms = 0 WHERE lease_at_ms > 0 OR retry_at_ms > 0";
static const char sql_find[] =
    "SELECT n.id, n.production_id, n.hook_id, n.person_id, n.told_event_id, n.upto_event_id,"
    "  n.attempts, n.failing_since_ms, p.name, h.url, h.secret, e.name, e.mail"
    "  FROM notices n JOIN productions p ON p.id = n.production_id"
    "  LEFT JOIN hooks h ON h.id = n.hook_id LEFT JOIN people e ON e.id = n.person_id"
    "  WHERE" DUE "  ORDER BY n.since_at_ms, n.id LIMIT 1";
static const char sql_upto[] =
    "SELECT MAX(id) FROM (SELECT id FROM events"
    "    WHERE production_id = :production AND id > :told ORDER BY id LIMIT :most) AS bundle";
static const char sql_claim[] =
    "UPDATE notices SET lease_at_ms = :lease, upto_event_id = :upto WHERE id = :id";
static const char sql_told[] =
    "UPDATE notices SET told_event_id = upto_event_id, upto_event_id = NULL, lease_at_ms = 0,"
    "  retry_at_ms = 0, attempts = 0, failing_since_ms = NULL, error = '',"
    "  since_at_ms = (SELECT e.at_ms FROM events e"
    "    WHERE e.production_id = notices.production_id AND e.id > notices.upto_event_id"
    "    AND e.kind IN (" NEWS_KINDS ") AND (notices.person_id IS NULL OR e.person_id IS NULL"
    "      OR e.person_id <> notices.person_id) ORDER BY e.id LIMIT 1)" HELD;
static const char sql_failed[] =
    "UPDATE notices SET lease_at_ms = 0, attempts = attempts + 1, retry_at_ms = :retry,"
    "  failing_since_ms = COALESCE(failing_since_ms, :now), error = :error" HELD;
static const char sql_put_back[] = "UPDATE notices SET lease_at_ms = 0" HELD;
static const char sql_waiting[] =
    "SELECT since_at_ms, hurry_event_id > told_event_id, retry_at_ms, lease_at_ms"
    "  FROM notices WHERE since_at_ms IS NOT NULL";
static const char sql_hook_events[] = EVENT_COLUMNS RANGE "  ORDER BY id";
static const char sql_mail_events[] =
    EVENT_COLUMNS RANGE "  AND (person_id IS NULL OR person_id <> :person)"
                        "  AND kind IN (" NEWS_KINDS ") ORDER BY id";
static const char sql_mail[] =
    "SELECT 1 FROM notices WHERE production_id = :production AND person_id = :person";
static const char sql_mail_add[] =
    "INSERT INTO notices(production_id, person_id, told_event_id, hurry_event_id, lease_at_ms,"
    "    retry_at_ms, attempts, error)"
    "  SELECT :production, :person, COALESCE(MAX(id), 0), 0, 0, 0, 0, '' FROM events"
    "    WHERE production_id = :production"
    "  ON CONFLICT(production_id, person_id) DO NOTHING";
static const char sql_mail_remove[] =
    "DELETE FROM notices WHERE production_id = :production AND person_id = :person";

enum err_code db_notices_due(struct db *db, const struct event *event, struct err *err)
{
    struct query q;

    if (!event->production_id)
        return ERR_NONE;
    q = db_query(db, sql_due);
    db_bind_i64(&q, ":at_ms", event->at_ms);
    db_bind_i64(&q, ":production", event->production_id);
    db_bind_i64(&q, ":person", event->person_id);
    db_bind_text(&q, ":kind", event->kind);
    return db_change(&q, NULL, err);
}

enum err_code db_notices_now(struct db *db, int64_t production_id, struct err *err)
{
    struct query q = db_query(db, sql_now);

    db_bind_i64(&q, ":production", production_id);
    return db_change(&q, NULL, err);
}

enum err_code db_notices_give_back(struct db *db, struct err *err)
{
    struct query q = db_query(db, sql_give_back);

    return db_change(&q, NULL, err);
}

static void read_notice(struct query *q, struct notice *out)
{
    out->id = db_i64(q, 0);
    out->production_id = db_i64(q, 1);
    out->hook_id = db_i64(q, 2);
    out->person_id = db_i64(q, 3);
    out->told_event_id = db_i64(q, 4);
    out->upto_event_id = db_i64(q, 5);
    out->attempts = db_i64(q, 6);
    out->failing_since_ms = db_i64(q, 7);
    db_text(q, 8, out->production, sizeof out->production);
    db_text(q, 9, out->url, sizeof out->url);
    if (out->hook_id)
        out->secret = db_hash(q, 10);
    db_text(q, 11, out->person, sizeof out->person);
    db_text(q, 12, out->mail, sizeof out->mail);
}

struct claim {
    int64_t bundle_ms, now_ms;
    struct notice *out;
    bool found;
};

static enum err_code find_due(struct db *db, struct claim *claim, struct err *err)
{
    struct query q = db_query(db, sql_find);

    db_bind_i64(&q, ":now", claim->now_ms);
    db_bind_i64(&q, ":bundle", claim->bundle_ms);
    if ((claim->found = db_row(&q)))
        read_notice(&q, claim->out);
    return db_end(&q, err);
}

/* A bundle that was begun before keeps its end. */
static enum err_code find_upto(struct db *db, struct notice *notice, struct err *err)
{
    struct query q;

    if (notice->upto_event_id)
        return ERR_NONE;
    q = db_query(db, sql_upto);
    db_bind_i64(&q, ":production", notice->production_id);
    db_bind_i64(&q, ":told", notice->told_event_id);
    db_bind_i64(&q, ":most", notice->hook_id ? NOTICE_HOOK_EVENTS : NOTICE_MAIL_EVENTS);
    if (db_row(&q))
        notice->upto_event_id = db_i64(&q, 0);
    return db_end(&q, err);
}

static enum err_code claim_due(struct db *db, void *ctx, struct err *err)
{
    struct claim *claim = ctx;
    struct notice *notice = claim->out;
    enum err_code code;
    struct query q;

    claim->now_ms = db_now_ms(db);
    if ((code = find_due(db, claim, err)) || !claim->found || (code = find_upto(db, notice, err)))
        return code;
    notice->lease_at_ms = claim->now_ms + NOTICE_LEASE_MS;
    q = db_query(db, sql_claim);
    db_bind_i64(&q, ":id", notice->id);
    db_bind_i64(&q, ":lease", notice->lease_at_ms);
    db_bind_i64(&q, ":upto", notice->upto_event_id);
    return db_change(&q, NULL, err);
}

enum err_code db_notice_claim(struct db *db, int64_t bundle_ms, struct notice *out, bool *found,
                              struct err *err)
{
    struct claim claim = { .bundle_ms = bundle_ms, .out = out };
    enum err_code code;

    *out = (struct notice){ 0 };
    code = db_txn(db, claim_due, &claim, err);
    *found = !code && claim.found;
    return code;
}

static enum err_code held(struct query *q, const struct notice *notice, struct err *err)
{
    int64_t changed = 0;
    enum err_code code;

    db_bind_i64(q, ":id", notice->id);
    db_bind_i64(q, ":lease", notice->lease_at_ms);
    if ((code = db_change(q, &changed, err)) || changed)
        return code;
    return err_set(err, ERR_CANCELLED, "notice %lld is another's now, or not wanted any more",
                   (long long)notice->id);
}

enum err_code db_notice_told(struct db *db, const struct notice *notice, struct err *err)
{
    struct query q = db_query(db, sql_told);

    return held(&q, notice, err);
}

static int64_t pause_ms(const struct notice *notice, int64_t now_ms)
{
    int64_t pause = PAUSE_MIN_MS;

    if (notice->failing_since_ms && now_ms - notice->failing_since_ms >= NOTICE_FAILING_MS)
        return PAUSE_FAILING_MS;
    for (int64_t i = 0; i < notice->attempts && pause < PAUSE_MAX_MS; i++)
        pause *= 2;
    return pause < PAUSE_MAX_MS ? pause : PAUSE_MAX_MS;
}

enum err_code db_notice_failed(struct db *db, const struct notice *notice, const char *error,
                               struct err *err)
{
    const int64_t now_ms = db_now_ms(db);
    struct query q = db_query(db, sql_failed);

    db_bind_i64(&q, ":retry", now_ms + pause_ms(notice, now_ms));
    db_bind_i64(&q, ":now", now_ms);
    db_bind_text(&q, ":error", error);
    return held(&q, notice, err);
}

enum err_code db_notice_put_back(struct db *db, const struct notice *notice, struct err *err)
{
    struct query q = db_query(db, sql_put_back);

    return held(&q, notice, err);
}

enum err_code db_notices_next(struct db *db, int64_t bundle_ms, int64_t *at_ms, struct err *err)
{
    struct query q = db_query(db, sql_waiting);

    *at_ms = INT64_MAX;
    while (db_row(&q)) {
        int64_t due_ms = db_i64(&q, 0) + (db_i64(&q, 1) ? 0 : bundle_ms);
        for (int i = 2; i <= 3; i++)
            if (db_i64(&q, i) > due_ms)
                due_ms = db_i64(&q, i);
        if (due_ms < *at_ms)
            *at_ms = due_ms;
    }
    return db_end(&q, err);
}

enum err_code db_notice_events(struct db *db, const struct notice *notice, struct events *out,
                               struct err *err)
{
    struct query q = db_query(db, notice->hook_id ? sql_hook_events : sql_mail_events);
    struct rows rows = { 0 };
    struct event *event;
    enum err_code code;

    db_bind_i64(&q, ":production", notice->production_id);
    db_bind_i64(&q, ":told", notice->told_event_id);
    db_bind_i64(&q, ":upto", notice->upto_event_id);
    if (notice->person_id)
        db_bind_i64(&q, ":person", notice->person_id);
    while (db_row(&q) && (event = rows_add(&rows, sizeof *event, &q)) != NULL)
        event_row_read(&q, event);
    *out = (struct events){ rows.data, rows.count };
    if ((code = db_end(&q, err)))
        events_clear(out);
    return code;
}

enum err_code db_notice_mail(struct db *db, int64_t production_id, int64_t person_id, bool *wanted,
                             struct err *err)
{
    struct query q = db_query(db, sql_mail);

    db_bind_i64(&q, ":production", production_id);
    db_bind_i64(&q, ":person", person_id);
    *wanted = db_row(&q);
    return db_end(&q, err);
}

enum err_code db_notice_mail_put(struct db *db, int64_t production_id, int64_t person_id,
                                 bool wanted, struct err *err)
{
    struct query q = db_query(db, wanted ? sql_mail_add : sql_mail_remove);

    db_bind_i64(&q, ":production", production_id);
    db_bind_i64(&q, ":person", person_id);
    return db_change(&q, NULL, err);
}
