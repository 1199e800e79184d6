/* Everything that is heard by machine: analyses on arrival, facts of scenes, null tests and QC of
 * sets. Jobs make them in the background, the cache keeps them, and what is asked for and missing
 * is wanted again. */
#pragma once

#include "codec/measure/scene_lanes.h"
#include "codec/measure/wave.h"
#include "server/store/blobs.h"
#include "server/store/db_pool.h"
#include "server/work/compare_plan.h"
#include "server/work/plan.h"
#include "server/work/set_plan.h"
#include "server/work/set_results.h"

struct measuring_options {
    struct db_pool *pool;
    struct blobs *blobs;
    const char *cache_dir;
    int64_t cache_bytes;     /* 0: 16 GiB */
    unsigned threads;        /* 0: one a core */
    const char *private_dir; /* lent; people are not told of it */
    void (*log)(void *ctx, const char *line);
    void *log_ctx;
};

struct measuring;
/* Takes up what an earlier run left, wants what is missing, and starts. */
enum err_code measuring_start(struct measuring **out, const struct measuring_options *options,
                              struct err *err);
void measuring_stop(struct measuring *measuring); /* NULL is accepted */

unsigned measuring_threads(const struct measuring *measuring);

/* News, for after the transaction that they stand in. A failure only means that the work begins
 * when it is asked for, or at the next start. */
enum err_code measuring_recording(struct measuring *measuring, struct db *db,
                                  const struct recording *recording, struct err *err);
enum err_code measuring_scenes(struct measuring *measuring, struct db *db, int64_t picture_id,
                               struct err *err);
/* A set was published on purpose: its prints sound from now on. */
enum err_code measuring_published(struct measuring *measuring, struct db *db, int64_t set_id,
                                  struct err *err);
/* The work on this recording may have gone with another of the same bytes. */
enum err_code measuring_missed(struct measuring *measuring, struct db *db,
                               const struct recording *recording, struct err *err);

/* A plan, after jobs for what it misses were wanted. */
enum err_code measuring_plan(struct plan *out, struct measuring *measuring,
                             const struct plan_ask *ask, struct db *db, struct err *err);
enum err_code measuring_set_plan(struct set_plan *out, struct measuring *measuring, int64_t set_id,
                                 struct db *db, struct err *err);

enum err_code measuring_compare_plan(struct compare_plan *out, struct measuring *measuring,
                                     const int64_t set_id[2], struct db *db, struct err *err);

/* Results by key. ERR_NOT_FOUND when the cache lost it, or it is damaged: plan again. */
enum err_code measuring_facts(struct scene_facts **out, struct measuring *measuring,
                              const struct hash *key, struct err *err);
enum err_code measuring_lanes(struct scene_lanes *out, struct measuring *measuring,
                              const struct hash *key, struct err *err);
enum err_code measuring_null(struct null_result *out, struct measuring *measuring,
                             const struct hash *key, struct err *err);
enum err_code measuring_qc(struct qc_result *out, struct measuring *measuring,
                           const struct hash *key, struct err *err);
/* Of this very plan. */
enum err_code measuring_compare(struct compare_result *out, struct measuring *measuring,
                                const struct compare_plan *plan, struct err *err);

/* What is known of a recording's sound. */
struct heard {
    struct analysis *overview; /* see overview.h; free it. NULL: not there yet, and wanted */
    char error[JOB_ERROR];     /* why it will not come; "" if it will */
};
enum err_code measuring_overview(struct heard *out, struct measuring *measuring, struct db *db,
                                 const struct recording *recording, struct err *err);

/* The choice of a plan without its scenes, and what lanes draw of it. Sources that are playable and
 * have no wave are wanted by measuring_wave_want. */
enum err_code measuring_sources(struct plan *out, struct measuring *measuring,
                                const struct plan_ask *ask, struct db *db, struct err *err);
bool measuring_has_wave(const struct measuring *measuring, const struct plan_source *source);
/* As much of it as columns of so many samples need. Lends from *file: clear that, too.
 * ERR_NOT_FOUND as above. */
struct wave_file {
    struct wave wave;
    struct buffer file;
};
enum err_code measuring_wave(struct wave_file *out, struct measuring *measuring,
                             const struct plan_source *source, int64_t column_samples,
                             struct err *err);
enum err_code measuring_wave_want(struct measuring *measuring, struct db *db,
                                  const struct plan_source *source, int64_t production_id,
                                  struct err *err);

/* By people. */
enum err_code measuring_cancel(struct measuring *measuring, struct db *db, int64_t job_id,
                               struct err *err);
enum err_code measuring_retry(struct measuring *measuring, struct db *db, int64_t job_id,
                              struct err *err);
