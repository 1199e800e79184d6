#include "server/store/tries.h"

static const int64_t forget_ms = 86400 * INT64_C(1000);
enum { LEAST_WAIT_MS = 1000, MOST_WAIT_MS = 900 * 1000 };

static const char sql_tidy[] = "DELETE FROM sign_in_tries WHERE last_at_ms <= :forgotten";
static const char sql_one[] = "SELECT failures, until_at_ms FROM sign_in_tries WHERE who = :who";
static const char sql_put[] =
    "INSERT INTO sign_in_tries(who, failures, last_at_ms, until_at_ms)"
    "  VALUES(:who, :failures, :now, :until)"
    "  ON CONFLICT(who) DO UPDATE SET failures = excluded.failures,"
    "    last_at_ms = excluded.last_at_ms, until_at_ms = excluded.until_at_ms";
static const char sql_less[] =
    "UPDATE sign_in_tries SET failures = failures - 1, until_at_ms = last_at_ms"
    "  WHERE who = :who AND failures > 1";
static const char sql_last[] = "DELETE FROM sign_in_tries WHERE who = :who AND failures = 1";
static const char sql_clear[] = "DELETE FROM sign_in_tries WHERE who = :who";

struct begin {
    const struct tries *tries;
    size_t count;
    int64_t now_ms, wait_ms;
};

static enum err_code change(struct db *db, const char *sql, const char *who, struct err *err)
{
    struct query q = db_query(db, sql);

    db_bind_text(&q, ":who", who);
    return db_change(&q, NULL, err);
}

static enum err_code tidy(struct db *db, int64_t now_ms, struct err *err)
{
    struct query q = db_query(db, sql_tidy);

    db_bind_i64(&q, ":forgotten", now_ms - forget_ms);
    return db_change(&q, NULL, err);
}

static enum err_code read_one(struct db *db, const char *who, int64_t *failures, int64_t *until_ms,
                              struct err *err)
{
    struct query q = db_query(db, sql_one);

    *failures = *until_ms = 0;
    db_bind_text(&q, ":who", who);
    if (db_row(&q)) {
        *failures = db_i64(&q, 0);
        *until_ms = db_i64(&q, 1);
    }
    return db_end(&q, err);
}

static int64_t wait_after(int64_t failures, int free)
{
    int64_t wait_ms = LEAST_WAIT_MS;

    if (failures <= free)
        return 0;
    for (int64_t i = free + 1; i < failures && wait_ms < MOST_WAIT_MS; i++)
        wait_ms *= 2;
    return wait_ms < MOST_WAIT_MS ? wait_ms : MOST_WAIT_MS;
}

static enum err_code count_one(struct db *db, const struct tries *tries, int64_t now_ms,
                               struct err *err)
{
    int64_t failures, until_ms;
    enum err_code code;
    struct query q;

    if ((code = read_one(db, tries->who, &failures, &until_ms, err)))
        return code;
    failures++;
    q = db_query(db, sql_put);
    db_bind_text(&q, ":who", tries->who);
    db_bind_i64(&q, ":failures", failures);
    db_bind_i64(&q, ":now", now_ms);
    db_bind_i64(&q, ":until", now_ms + wait_after(failures, tries->free));
    return db_change(&q, NULL, err);
}

/* A wait of more than there can be comes from a clock that was set back, and is none. */
static enum err_code longest_wait(struct db *db, struct begin *begin, struct err *err)
{
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < begin->count && !code; i++) {
        int64_t failures, until_ms, wait_ms;
        code = read_one(db, begin->tries[i].who, &failures, &until_ms, err);
        wait_ms = until_ms - begin->now_ms;
        if (wait_ms > begin->wait_ms && wait_ms <= MOST_WAIT_MS)
            begin->wait_ms = wait_ms;
    }
    return code;
}

static enum err_code begin_now(struct db *db, void *ctx, struct err *err)
{
    struct begin *begin = ctx;
    enum err_code code;

    if ((code = tidy(db, begin->now_ms, err)) || (code = longest_wait(db, begin, err)))
        return code;
    for (size_t i = 0; i < begin->count && !begin->wait_ms && !code; i++)
        code = count_one(db, &begin->tries[i], begin->now_ms, err);
    return code;
}

enum err_code db_tries_begin(struct db *db, const struct tries *tries, size_t count,
                             int64_t *wait_ms, struct err *err)
{
    struct begin begin = { .tries = tries, .count = count, .now_ms = db_now_ms(db) };
    const enum err_code code = db_txn(db, begin_now, &begin, err);

    *wait_ms = begin.wait_ms;
    return code;
}

enum err_code db_tries_give_back(struct db *db, const char *who, struct err *err)
{
    enum err_code code;

    if ((code = change(db, sql_last, who, err)))
        return code;
    return change(db, sql_less, who, err);
}

enum err_code db_tries_clear(struct db *db, const char *who, struct err *err)
{
    return change(db, sql_clear, who, err);
}
