#include "server/store/jobs.h"

#include <stdio.h>
#include <string.h>

#include "server/store/rows.h"

#define COLUMNS                                                                                    \
    "id, kind, key, production_id, rank, recording_id, set_id, picture_id, scene_number,"          \
    "  in_samples, out_samples, work_s, state, claim, progress, error, created_at_ms,"             \
    "  started_at_ms, ended_at_ms"

#define TIDY_AFTER_MS (INT64_C(30) * 24 * 3600 * 1000)

static const char sql_want[] =
    "INSERT INTO jobs(kind, key, production_id, rank, recording_id, set_id, picture_id,"
    "  scene_number, in_samples, out_samples, work_s, state, claim, attempts, lease_until_ms,"
    "  progress, error, created_at_ms)"
    "  VALUES(:kind, :key, :production, :rank, :recording, :set, :picture, :scene_number,"
    "  :in_samples, :out_samples, :work_s, 'waiting', 0, 0, 0, 0, '', :now)"
    "  ON CONFLICT(kind, key) DO UPDATE SET state = 'waiting', production_id = "
    "    excluded.production_id, rank = excluded.rank, recording_id = excluded.recording_id,"
    "    set_id = excluded.set_id, picture_id = excluded.picture_id,"
    "    scene_number = excluded.scene_number, in_samples = excluded.in_samples,"
    "    out_samples = excluded.out_samples, work_s = excluded.work_s, attempts = 0,"
    "    progress = 0, error = '', created_at_ms = excluded.created_at_ms,"
    "    started_at_ms = NULL, ended_at_ms = NULL"
    "  WHERE jobs.state = 'done' AND :again = 1 RETURNING id";
static const char sql_sources_drop[] = "DELETE FROM job_sources WHERE job_id = :job";
static const char sql_source_add[] =
    "INSERT INTO job_sources(job_id, position, recording_id) VALUES(:job, :position, :recording)";
static const char sql_sources[] =
    "SELECT recording_id FROM job_sources WHERE job_id = :job ORDER BY position";

static const char sql_wear_out[] =
    "UPDATE jobs SET state = 'failed', error = :error, ended_at_ms = :now"
    "  WHERE state = 'running' AND lease_until_ms < :before AND attempts >= :most";
static const char sql_expire[] = "UPDATE jobs SET state = 'waiting', progress = 0"
                                 "  WHERE state = 'running' AND lease_until_ms < :before";
static const char sql_claim[] =
    "UPDATE jobs SET state = 'running', claim = claim + 1, attempts = attempts + 1,"
    "  lease_until_ms = :until, progress = 0, started_at_ms = :now"
    "  WHERE id = (SELECT id FROM jobs WHERE state = 'waiting' ORDER BY rank, id LIMIT 1)"
    "  RETURNING " COLUMNS;
static const char sql_renew[] = "UPDATE jobs SET lease_until_ms = :until, progress = :progress"
                                "  WHERE id = :id AND claim = :claim AND state = 'running'";
static const char sql_end[] =
    "UPDATE jobs SET state = :state, progress = :progress, error = :error, ended_at_ms = :now"
    "  WHERE id = :id AND claim = :claim AND state = 'running'";
static const char sql_put_back[] =
    "UPDATE jobs SET state = 'waiting', progress = 0, attempts = attempts - 1"
    "  WHERE id = :id AND claim = :claim AND state = 'running'";
static const char sql_forget[] =
    "DELETE FROM jobs WHERE id = :id AND claim = :claim AND state = 'running'";
static const char sql_cancel[] =
    "UPDATE jobs SET state = 'cancelled', error = 'somebody cancelled it', ended_at_ms = :now"
    "  WHERE id = :id AND state IN ('waiting', 'running')";
static const char sql_retry[] =
    "UPDATE jobs SET state = 'waiting', attempts = 0, progress = 0, error = '',"
    "  created_at_ms = :now, started_at_ms = NULL, ended_at_ms = NULL"
    "  WHERE id = :id AND state IN ('failed', 'cancelled')";

static const char sql_one[] = "SELECT " COLUMNS " FROM jobs WHERE id = :id";
static const char sql_by_key[] = "SELECT " COLUMNS " FROM jobs WHERE kind = :kind AND key = :key";
static const char sql_drop_waiting[] =
    "DELETE FROM jobs WHERE picture_id = :picture AND state = 'waiting'";
static const char sql_open[] = "SELECT " COLUMNS " FROM jobs WHERE production_id = :production"
                               "  AND state <> 'done' ORDER BY kind, key";
static const char sql_latest[] =
    "SELECT " COLUMNS " FROM jobs WHERE production_id = :production"
    "  ORDER BY CASE state WHEN 'running' THEN 0 WHEN 'waiting' THEN 1 WHEN 'done' THEN 3"
    "    ELSE 2 END, ended_at_ms DESC, rank, id LIMIT :most";
static const char sql_sum[] =
    "WITH batch AS (SELECT MIN(created_at_ms) AS since FROM jobs"
    "    WHERE production_id = :production AND state IN ('waiting', 'running'))"
    "  SELECT COUNT(*) FILTER (WHERE j.state <> 'done'),"
    "    COALESCE(SUM(j.work_s * j.progress), 0),"
    "    COALESCE(SUM(j.work_s * (1 - j.progress)), 0),"
    "    COALESCE(SUM(COALESCE(j.ended_at_ms, :now) - j.started_at_ms)"
    "      FILTER (WHERE j.state <> 'waiting'), 0)"
    "  FROM jobs j, batch WHERE j.production_id = :production AND (j.state IN ('waiting',"
    "    'running') OR (j.state = 'done' AND j.ended_at_ms >= batch.since))";
static const char sql_ended[] =
    "SELECT COALESCE(MAX(ended_at_ms), 0) FROM jobs WHERE production_id = :production";
static const char sql_tidy[] = "DELETE FROM jobs WHERE state = 'done' AND recording_id IS NULL"
                               "  AND ended_at_ms < :before";

static const char *const state_names[] = {
    [JOB_WAITING] = "waiting", [JOB_RUNNING] = "running",     [JOB_DONE] = "done",
    [JOB_FAILED] = "failed",   [JOB_CANCELLED] = "cancelled",
};
enum { STATES = sizeof state_names / sizeof *state_names };

const char *job_state_name(enum job_state state)
{
    return state_names[state];
}

static enum job_state state_read(struct query *q, int column)
{
    char name[16];

    db_text(q, column, name, sizeof name);
    for (size_t state = 0; state < STATES; state++)
        if (!strcmp(state_names[state], name))
            return (enum job_state)state;
    return JOB_FAILED;
}

static void read_job(struct query *q, struct job_row *out)
{
    out->id = db_i64(q, 0);
    db_text(q, 1, out->kind, sizeof out->kind);
    out->key = db_hash(q, 2);
    out->production_id = db_i64(q, 3);
    out->rank = (int)db_i64(q, 4);
    out->recording_id = db_i64(q, 5);
    out->set_id = db_i64(q, 6);
    out->picture_id = db_i64(q, 7);
    db_text(q, 8, out->scene_number, sizeof out->scene_number);
    out->in_samples = db_i64(q, 9);
    out->out_samples = db_i64(q, 10);
    out->work_s = db_f64(q, 11);
    out->state = state_read(q, 12);
    out->claim = db_i64(q, 13);
    out->progress = db_f64(q, 14);
    db_text(q, 15, out->error, sizeof out->error);
    out->created_at_ms = db_i64(q, 16);
    out->started_at_ms = db_i64(q, 17);
    out->ended_at_ms = db_i64(q, 18);
}

static enum err_code read_list(struct query *q, struct job_row **out, size_t *count,
                               struct err *err)
{
    struct rows rows = { 0 };
    struct job_row *job;

    while (db_row(q) && (job = rows_add(&rows, sizeof *job, q)) != NULL)
        read_job(q, job);
    return rows_end(&rows, q, out, count, err);
}

/* *id is 0 when the job is there and stays as it is. */
static enum err_code want_row(struct db *db, const struct job_row *row, bool again, int64_t *id,
                              struct err *err)
{
    struct query q = db_query(db, sql_want);

    db_bind_text(&q, ":kind", row->kind);
    db_bind_hash(&q, ":key", &row->key);
    db_bind_i64(&q, ":production", row->production_id);
    db_bind_i64(&q, ":rank", row->rank);
    db_bind_id(&q, ":recording", row->recording_id);
    db_bind_id(&q, ":set", row->set_id);
    db_bind_id(&q, ":picture", row->picture_id);
    db_bind_text(&q, ":scene_number", row->scene_number);
    db_bind_i64(&q, ":in_samples", row->in_samples);
    db_bind_i64(&q, ":out_samples", row->out_samples);
    db_bind_f64(&q, ":work_s", row->work_s);
    db_bind_i64(&q, ":again", again);
    db_bind_i64(&q, ":now", db_now_ms(db));
    *id = db_row(&q) ? db_i64(&q, 0) : 0;
    return db_change(&q, NULL, err);
}

static enum err_code add_source(struct db *db, int64_t job_id, const struct job_wish *wish,
                                size_t position, struct err *err)
{
    struct query q = db_query(db, sql_source_add);

    db_bind_i64(&q, ":job", job_id);
    db_bind_i64(&q, ":position", (int64_t)position);
    db_bind_i64(&q, ":recording", wish->source[position]);
    return db_insert(&q, NULL, err);
}

static enum err_code put_sources(struct db *db, int64_t job_id, const struct job_wish *wish,
                                 struct err *err)
{
    struct query q = db_query(db, sql_sources_drop);
    enum err_code code;

    db_bind_i64(&q, ":job", job_id);
    code = db_change(&q, NULL, err);
    for (size_t i = 0; i < wish->sources && !code; i++)
        code = add_source(db, job_id, wish, i, err);
    return code;
}

static enum err_code want_all(struct db *db, void *ctx, struct err *err)
{
    struct job_wishes *wishes = ctx;
    enum err_code code = ERR_NONE;
    int64_t id;

    for (size_t i = 0; i < wishes->count && !code; i++) {
        const struct job_wish *wish = &wishes->list[i];
        if ((code = want_row(db, &wish->row, wishes->again, &id, err)) || !id)
            continue;
        wishes->wanted++;
        code = put_sources(db, id, wish, err);
    }
    return code;
}

enum err_code db_jobs_want(struct db *db, struct job_wishes *wishes, struct err *err)
{
    wishes->wanted = 0;
    return wishes->count ? db_txn(db, want_all, wishes, err) : ERR_NONE;
}

/* Gives back what was begun and whose lease ended before that time. */
static enum err_code expire(struct db *db, int64_t before_ms, struct err *err)
{
    struct query q = db_query(db, sql_wear_out);
    enum err_code code;

    db_bind_text(&q, ":error",
                 "it was begun three times and never came to an end, perhaps because it brings the "
                 "program down");
    db_bind_i64(&q, ":now", db_now_ms(db));
    db_bind_i64(&q, ":before", before_ms);
    db_bind_i64(&q, ":most", JOB_ATTEMPTS);
    if ((code = db_change(&q, NULL, err)))
        return code;
    q = db_query(db, sql_expire);
    db_bind_i64(&q, ":before", before_ms);
    return db_change(&q, NULL, err);
}

struct claim {
    int64_t lease_ms;
    struct job_row *out;
    bool found;
};

static enum err_code claim(struct db *db, void *ctx, struct err *err)
{
    struct claim *claim = ctx;
    const int64_t now_ms = db_now_ms(db);
    struct query q;
    enum err_code code;

    if ((code = expire(db, now_ms, err)))
        return code;
    q = db_query(db, sql_claim);
    db_bind_i64(&q, ":until", now_ms + claim->lease_ms);
    db_bind_i64(&q, ":now", now_ms);
    claim->found = db_row(&q);
    if (claim->found)
        read_job(&q, claim->out);
    return db_change(&q, NULL, err);
}

enum err_code db_job_claim(struct db *db, int64_t lease_ms, struct job_row *out, bool *found,
                           struct err *err)
{
    struct claim ctx = { .lease_ms = lease_ms, .out = out };
    enum err_code code = db_txn(db, claim, &ctx, err);

    *found = !code && ctx.found;
    return code;
}

static enum err_code give_back(struct db *db, void *ctx, struct err *err)
{
    (void)ctx;
    return expire(db, INT64_MAX, err);
}

enum err_code db_jobs_give_back(struct db *db, struct err *err)
{
    return db_txn(db, give_back, NULL, err);
}

/* Ends a statement about one's own claim. */
static enum err_code held(struct query *q, const struct job_row *job, struct err *err)
{
    int64_t changed = 0;
    enum err_code code;

    db_bind_i64(q, ":id", job->id);
    db_bind_i64(q, ":claim", job->claim);
    if ((code = db_change(q, &changed, err)) || changed)
        return code;
    return err_set(err, ERR_CANCELLED, "job %lld is not wanted any more", (long long)job->id);
}

enum err_code db_job_renew(struct db *db, const struct job_row *job, double progress,
                           int64_t lease_ms, struct err *err)
{
    struct query q = db_query(db, sql_renew);

    db_bind_i64(&q, ":until", db_now_ms(db) + lease_ms);
    db_bind_f64(&q, ":progress", progress);
    return held(&q, job, err);
}

static enum err_code end(struct db *db, const struct job_row *job, enum job_state state,
                         const char *error, struct err *err)
{
    struct query q = db_query(db, sql_end);

    db_bind_text(&q, ":state", state_names[state]);
    db_bind_f64(&q, ":progress", state == JOB_DONE ? 1 : job->progress);
    db_bind_text(&q, ":error", error);
    db_bind_i64(&q, ":now", db_now_ms(db));
    return held(&q, job, err);
}

enum err_code db_job_done(struct db *db, const struct job_row *job, struct err *err)
{
    return end(db, job, JOB_DONE, "", err);
}

enum err_code db_job_fail(struct db *db, const struct job_row *job, const char *error,
                          struct err *err)
{
    return end(db, job, JOB_FAILED, error, err);
}

enum err_code db_job_forget(struct db *db, const struct job_row *job, struct err *err)
{
    struct query q = db_query(db, sql_forget);

    return held(&q, job, err);
}

enum err_code db_job_put_back(struct db *db, const struct job_row *job, struct err *err)
{
    struct query q = db_query(db, sql_put_back);

    return held(&q, job, err);
}

static enum err_code by_person(struct db *db, const char *sql, int64_t id, const char *conflict,
                               struct err *err)
{
    struct query q = db_query(db, sql);
    struct job_row job;
    int64_t changed = 0;
    enum err_code code;

    db_bind_i64(&q, ":id", id);
    db_bind_i64(&q, ":now", db_now_ms(db));
    if ((code = db_change(&q, &changed, err)) || changed || (code = db_job(db, id, &job, err)))
        return code;
    return err_set(err, ERR_CONFLICT, "job %lld %s: it is %s", (long long)id, conflict,
                   job_state_name(job.state));
}

enum err_code db_job_cancel(struct db *db, int64_t id, struct err *err)
{
    return by_person(db, sql_cancel, id, "can't be cancelled", err);
}

enum err_code db_job_retry(struct db *db, int64_t id, struct err *err)
{
    return by_person(db, sql_retry, id, "needs no other try", err);
}

enum err_code db_job(struct db *db, int64_t id, struct job_row *out, struct err *err)
{
    struct query q = db_query(db, sql_one);
    enum err_code code;

    *out = (struct job_row){ 0 };
    db_bind_i64(&q, ":id", id);
    if (db_row(&q))
        read_job(&q, out);
    if (!(code = db_end(&q, err)) && !out->id)
        code = err_set(err, ERR_NOT_FOUND, "there is no job %lld", (long long)id);
    return code;
}

enum err_code db_job_find(struct db *db, struct job_row *job, bool *found, struct err *err)
{
    struct query q = db_query(db, sql_by_key);

    db_bind_text(&q, ":kind", job->kind);
    db_bind_hash(&q, ":key", &job->key);
    *found = db_row(&q);
    if (*found)
        read_job(&q, job);
    return db_end(&q, err);
}

enum err_code db_jobs_drop_waiting(struct db *db, int64_t picture_id, struct err *err)
{
    struct query q = db_query(db, sql_drop_waiting);

    db_bind_i64(&q, ":picture", picture_id);
    return db_change(&q, NULL, err);
}

enum err_code db_job_sources(struct db *db, int64_t id, int64_t **out, size_t *count,
                             struct err *err)
{
    struct query q = db_query(db, sql_sources);
    struct rows rows = { 0 };
    int64_t *source;

    db_bind_i64(&q, ":job", id);
    while (db_row(&q) && (source = rows_add(&rows, sizeof *source, &q)) != NULL)
        *source = db_i64(&q, 0);
    return rows_end(&rows, &q, out, count, err);
}

enum err_code db_jobs_open(struct db *db, int64_t production_id, struct job_row **out,
                           size_t *count, struct err *err)
{
    struct query q = db_query(db, sql_open);

    db_bind_i64(&q, ":production", production_id);
    return read_list(&q, out, count, err);
}

enum err_code db_jobs_latest(struct db *db, int64_t production_id, struct job_row **out,
                             size_t *count, struct err *err)
{
    struct query q = db_query(db, sql_latest);

    db_bind_i64(&q, ":production", production_id);
    db_bind_i64(&q, ":most", JOBS_LATEST);
    return read_list(&q, out, count, err);
}

enum err_code db_jobs_sum(struct db *db, int64_t production_id, struct jobs_sum *out,
                          struct err *err)
{
    struct query q = db_query(db, sql_sum);

    *out = (struct jobs_sum){ 0 };
    db_bind_i64(&q, ":production", production_id);
    db_bind_i64(&q, ":now", db_now_ms(db));
    if (db_row(&q)) {
        out->active = db_i64(&q, 0);
        out->done_s = db_f64(&q, 1);
        out->left_s = db_f64(&q, 2);
        out->spent_s = (double)db_i64(&q, 3) / 1000;
    }
    return db_end(&q, err);
}

enum err_code db_jobs_ended(struct db *db, int64_t production_id, int64_t *at_ms, struct err *err)
{
    struct query q = db_query(db, sql_ended);

    db_bind_i64(&q, ":production", production_id);
    *at_ms = db_row(&q) ? db_i64(&q, 0) : 0;
    return db_end(&q, err);
}

enum err_code db_jobs_tidy(struct db *db, struct err *err)
{
    struct query q = db_query(db, sql_tidy);

    db_bind_i64(&q, ":before", db_now_ms(db) - TIDY_AFTER_MS);
    return db_change(&q, NULL, err);
}
