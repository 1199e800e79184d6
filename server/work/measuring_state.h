/* What the modules behind measuring.h share: what is wanted (measuring.c), and the functions that
 * do the jobs, one file a kind. Made at start and changed by none. */
#pragma once

#include "server/work/analyses.h"
#include "server/work/measuring.h"
#include "server/work/runner.h"

enum { MEASURING_KINDS = 6 };

struct measuring {
    struct measuring_options options;
    struct derived *derived;
    struct analyses *analyses;
    struct runner *runner;
    struct job_kind kind[MEASURING_KINDS];
};

/* job_fn; ctx is the struct measuring. */
enum err_code analyse_run(void *ctx, struct job_run *run, struct err *err);
enum err_code sounds_run(void *ctx, struct job_run *run, struct err *err);
enum err_code facts_run(void *ctx, struct job_run *run, struct err *err);
enum err_code null_run(void *ctx, struct job_run *run, struct err *err);
enum err_code qc_run_job(void *ctx, struct job_run *run, struct err *err);
enum err_code compare_run_job(void *ctx, struct job_run *run, struct err *err);

/* Jobs for what is missing of the sounds of one print, or with recording_id 0 of all of a
 * production. */
enum err_code sounds_want(struct db *db, int64_t production_id, int64_t recording_id,
                          struct err *err);

/* Wants what has become possible with a recording's analysis. */
enum err_code measuring_follow(struct measuring *measuring, struct db *db,
                               const struct recording *recording, struct err *err);

/* Notes what a recording sounds like (db_recording_audio), from the cache, if it was listened to
 * before under the same key. */
enum err_code measuring_note_audio(struct measuring *measuring, struct db *db,
                                   const struct recording *recording, struct err *err);
