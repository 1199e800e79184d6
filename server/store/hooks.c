#include "server/store/hooks.h"

#include "server/store/events.h"
#include "server/store/rows.h"

#define SELECT_HOOKS                                                                               \
    "SELECT h.id, h.production_id, h.url, h.secret, h.made_by, p.name, h.created_at_ms, n.error,"  \
    "  n.failing_since_ms, n.since_at_ms, n.retry_at_ms, n.attempts,"                              \
    "  n.hurry_event_id > n.told_event_id"                                                         \
    "  FROM hooks h JOIN people p ON p.id = h.made_by JOIN notices n ON n.hook_id = h.id"

static const char sql_count[] = "SELECT COUNT(*) FROM hooks WHERE production_id = :production";
static const char sql_add[] =
    "INSERT INTO hooks(production_id, url, secret, made_by, created_at_ms)"
    "  VALUES(:production, :url, :secret, :made_by, :created_at_ms)";
static const char sql_notice_add[] =
    "INSERT INTO notices(production_id, hook_id, told_event_id, hurry_event_id, lease_at_ms,"
    "  retry_at_ms, attempts, error) VALUES(:production, :hook, :told, 0, 0, 0, 0, '')";
static const char sql_remove[] = "DELETE FROM hooks WHERE id = :id";
static const char sql_one[] = SELECT_HOOKS " WHERE h.id = :id";
static const char sql_all[] = SELECT_HOOKS " WHERE h.production_id = :production ORDER BY h.id";

int64_t hook_next_at_ms(const struct hook *hook, int64_t bundle_ms)
{
    const int64_t due_ms = hook->since_at_ms + (hook->hurries ? 0 : bundle_ms);

    if (!hook->waits)
        return 0;
    return hook->retry_at_ms > due_ms ? hook->retry_at_ms : due_ms;
}

static void read_hook(struct query *q, struct hook *out)
{
    out->id = db_i64(q, 0);
    out->production_id = db_i64(q, 1);
    db_text(q, 2, out->url, sizeof out->url);
    out->secret = db_hash(q, 3);
    out->made_by = db_i64(q, 4);
    db_text(q, 5, out->made_by_name, sizeof out->made_by_name);
    out->created_at_ms = db_i64(q, 6);
    db_text(q, 7, out->error, sizeof out->error);
    out->failing_since_ms = db_i64(q, 8);
    out->waits = !db_is_null(q, 9);
    out->since_at_ms = db_i64(q, 9);
    out->retry_at_ms = db_i64(q, 10);
    out->attempts = db_i64(q, 11);
    out->hurries = db_i64(q, 12);
}

static enum err_code check_count(struct db *db, int64_t production_id, struct err *err)
{
    struct query q = db_query(db, sql_count);
    int64_t count = 0;
    enum err_code code;

    db_bind_i64(&q, ":production", production_id);
    if (db_row(&q))
        count = db_i64(&q, 0);
    if ((code = db_end(&q, err)) || count < HOOKS_MAX)
        return code;
    return err_set(err, ERR_CONFLICT,
                   "the production has %d hooks already: remove one that nobody needs", HOOKS_MAX);
}

static enum err_code add_notice(struct db *db, const struct hook *hook, struct err *err)
{
    enum err_code code;
    struct query q;
    int64_t latest;

    if ((code = db_event_latest(db, hook->production_id, &latest, err)))
        return code;
    q = db_query(db, sql_notice_add);
    db_bind_i64(&q, ":production", hook->production_id);
    db_bind_i64(&q, ":hook", hook->id);
    db_bind_i64(&q, ":told", latest);
    return db_insert(&q, NULL, err);
}

enum err_code db_hook_add(struct db *db, struct hook *hook, struct err *err)
{
    enum err_code code;
    struct query q;

    if ((code = check_count(db, hook->production_id, err)))
        return code;
    hook->created_at_ms = db_now_ms(db);
    q = db_query(db, sql_add);
    db_bind_i64(&q, ":production", hook->production_id);
    db_bind_text(&q, ":url", hook->url);
    db_bind_hash(&q, ":secret", &hook->secret);
    db_bind_i64(&q, ":made_by", hook->made_by);
    db_bind_i64(&q, ":created_at_ms", hook->created_at_ms);
    if ((code = db_insert(&q, &hook->id, err)))
        return code;
    return add_notice(db, hook, err);
}

enum err_code db_hook_remove(struct db *db, int64_t id, struct err *err)
{
    struct query q = db_query(db, sql_remove);
    int64_t changed = 0;
    enum err_code code;

    db_bind_i64(&q, ":id", id);
    if ((code = db_change(&q, &changed, err)) || changed)
        return code;
    return err_set(err, ERR_NOT_FOUND, "there is no hook %lld", (long long)id);
}

enum err_code db_hook(struct db *db, int64_t id, struct hook *out, struct err *err)
{
    struct query q = db_query(db, sql_one);
    enum err_code code;

    *out = (struct hook){ 0 };
    db_bind_i64(&q, ":id", id);
    if (db_row(&q))
        read_hook(&q, out);
    if (!(code = db_end(&q, err)) && !out->id)
        code = err_set(err, ERR_NOT_FOUND, "there is no hook %lld", (long long)id);
    return code;
}

enum err_code db_hooks(struct db *db, int64_t production_id, struct hook **out, size_t *count,
                       struct err *err)
{
    struct query q = db_query(db, sql_all);
    struct rows rows = { 0 };
    struct hook *hook;

    db_bind_i64(&q, ":production", production_id);
    while (db_row(&q) && (hook = rows_add(&rows, sizeof *hook, &q)) != NULL)
        read_hook(&q, hook);
    return rows_end(&rows, &q, out, count, err);
}
