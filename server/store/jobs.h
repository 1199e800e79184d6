/* Jobs: work behind the requests, as rows that survive a crash.
 *
 * A job's result is a file of the cache whose name is the job's key. A job that somebody has begun
 * is theirs until its lease ends or another claim is made; what they write afterwards changes
 * nothing and is ERR_CANCELLED. */
#pragma once

#include "server/store/scenes.h"

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED };
enum { JOB_KIND = 16, JOB_ERROR = 512, JOB_ATTEMPTS = 3, JOBS_LATEST = 500 };

struct job_row {
    int64_t id;
    char kind[JOB_KIND];
    struct hash key;
    int64_t production_id;
    int rank;                                 /* smaller ones go first */
    int64_t recording_id, set_id, picture_id; /* one of them; the others are 0 */
    char scene_number[SCENE_NUMBER];          /* these three: of a picture's job */
    int64_t in_samples, out_samples;
    double work_s; /* about what one core needs */
    /* What follows is the record's own. */
    enum job_state state;
    int64_t claim;
    double progress; /* 0 to 1 */
    char error[JOB_ERROR];
    int64_t created_at_ms, started_at_ms, ended_at_ms; /* 0: not yet */
};

/* One job to have, and the recordings that it needs (lent). */
struct job_wish {
    struct job_row row;
    const int64_t *source;
    size_t sources;
};

struct job_wishes {
    const struct job_wish *list; /* lent */
    size_t count;
    bool again;    /* a job that is done waits anew, because its result is lost */
    size_t wanted; /* result: how many wait that did not */
};

const char *job_state_name(enum job_state state); /* "waiting" */

/* Adds the jobs that are not there. What has failed or was cancelled stays so. */
enum err_code db_jobs_want(struct db *db, struct job_wishes *wishes, struct err *err);

/* Begins the job that is due, if there is one: one that waits, or whose lease has ended. Three
 * times begun and never ended is a failure. */
enum err_code db_job_claim(struct db *db, int64_t lease_ms, struct job_row *out, bool *found,
                           struct err *err);
/* Takes all leases away: for the start of the one process that works on this record. */
enum err_code db_jobs_give_back(struct db *db, struct err *err);

/* By whoever holds the claim. */
enum err_code db_job_renew(struct db *db, const struct job_row *job, double progress,
                           int64_t lease_ms, struct err *err);
enum err_code db_job_done(struct db *db, const struct job_row *job, struct err *err);
enum err_code db_job_fail(struct db *db, const struct job_row *job, const char *error,
                          struct err *err);
/* Not what is wanted any more: the row goes. */
enum err_code db_job_forget(struct db *db, const struct job_row *job, struct err *err);
/* Not finished, but not its fault either: it waits again, and this attempt does not count. */
enum err_code db_job_put_back(struct db *db, const struct job_row *job, struct err *err);

/* Those of a picture's scenes that nobody has begun go: its list has changed. */
enum err_code db_jobs_drop_waiting(struct db *db, int64_t picture_id, struct err *err);

/* By people. A job that is over is ERR_CONFLICT, and so is retrying one that is not. */
enum err_code db_job_cancel(struct db *db, int64_t id, struct err *err);
enum err_code db_job_retry(struct db *db, int64_t id, struct err *err);

enum err_code db_job(struct db *db, int64_t id, struct job_row *out, struct err *err);
/* Reads the one of this kind and key into *job. */
enum err_code db_job_find(struct db *db, struct job_row *job, bool *found, struct err *err);
enum err_code db_job_sources(struct db *db, int64_t id, int64_t **out, size_t *count,
                             struct err *err);

/* Lists: the caller frees. All that is not done, by kind and key. */
enum err_code db_jobs_open(struct db *db, int64_t production_id, struct job_row **out,
                           size_t *count, struct err *err);
/* What runs and waits, in its order, then what is over, latest first; at most JOBS_LATEST. */
enum err_code db_jobs_latest(struct db *db, int64_t production_id, struct job_row **out,
                             size_t *count, struct err *err);

/* How far the work is that began with the oldest job that is not over. */
struct jobs_sum {
    int64_t active;        /* jobs */
    double done_s, left_s; /* of work as it was expected */
    double spent_s;        /* what done_s has really taken */
};
enum err_code db_jobs_sum(struct db *db, int64_t production_id, struct jobs_sum *out,
                          struct err *err);

/* When the last of a production's jobs ended, however it did; 0: none has. */
enum err_code db_jobs_ended(struct db *db, int64_t production_id, int64_t *at_ms, struct err *err);

/* Removes rows that were done long ago. */
enum err_code db_jobs_tidy(struct db *db, struct err *err);
