#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "server/work/job_kinds.h"
#include "server/work/keys.h"
#include "server/work/lanes_result.h"
#include "server/work/measuring_state.h"
#include "server/work/overview.h"

enum { ANALYSES_BYTES = 128 * 1024 * 1024 };

unsigned measuring_threads(const struct measuring *measuring)
{
    return runner_threads(measuring->runner);
}

static void wake(struct measuring *measuring, size_t wanted)
{
    if (wanted > 0 && measuring->runner)
        runner_wake(measuring->runner);
}

/* ---- plans ---- */

enum err_code measuring_plan(struct plan *out, struct measuring *measuring,
                             const struct plan_ask *ask, struct db *db, struct err *err)
{
    size_t wanted;
    enum err_code code = plan_make(out, ask, db, measuring->derived, err);

    if (code)
        return code;
    if ((code = plan_want(out, db, &wanted, err)))
        plan_clear(out);
    else
        wake(measuring, wanted);
    return code;
}

enum err_code measuring_set_plan(struct set_plan *out, struct measuring *measuring, int64_t set_id,
                                 struct db *db, struct err *err)
{
    size_t wanted;
    enum err_code code = set_plan_make(out, set_id, db, measuring->derived, err);

    if (code)
        return code;
    if ((code = set_plan_want(out, db, &wanted, err)))
        set_plan_clear(out);
    else
        wake(measuring, wanted);
    return code;
}

enum err_code measuring_compare_plan(struct compare_plan *out, struct measuring *measuring,
                                     const int64_t set_id[2], struct db *db, struct err *err)
{
    size_t wanted;
    enum err_code code = compare_plan_make(out, set_id, db, measuring->derived, err);

    if (code)
        return code;
    if ((code = compare_plan_want(out, db, &wanted, err)))
        compare_plan_clear(out);
    else
        wake(measuring, wanted);
    return code;
}

static enum err_code want_picture(struct measuring *measuring, struct db *db, int64_t picture_id,
                                  struct err *err)
{
    const struct plan_ask ask = { .picture_id = picture_id };
    struct plan plan;
    enum err_code code = measuring_plan(&plan, measuring, &ask, db, err);

    if (!code)
        plan_clear(&plan);
    return code;
}

/* What waits for an earlier state of things is not measured any more: while a set arrives, print by
 * print, that would be most of the work. */
static enum err_code want_picture_anew(struct measuring *measuring, struct db *db,
                                       int64_t picture_id, struct err *err)
{
    const enum err_code code = db_jobs_drop_waiting(db, picture_id, err);

    return code ? code : want_picture(measuring, db, picture_id, err);
}

static enum err_code want_pictures(struct measuring *measuring, struct db *db,
                                   int64_t production_id, struct err *err)
{
    struct picture *pictures = NULL;
    size_t count = 0;
    enum err_code code = db_pictures(db, production_id, &pictures, &count, err);

    for (size_t i = 0; i < count && !code; i++)
        code = want_picture_anew(measuring, db, pictures[i].id, err);
    free(pictures);
    return code;
}

static enum err_code want_set(struct measuring *measuring, struct db *db, int64_t set_id,
                              struct err *err)
{
    struct set_plan plan;
    enum err_code code = measuring_set_plan(&plan, measuring, set_id, db, err);

    if (!code)
        set_plan_clear(&plan);
    return code;
}

/* ---- news ---- */

/* What sounds is settled by published sets; a draft has only its own tests. */
static enum err_code follow_set(struct measuring *measuring, struct db *db, int64_t set_id,
                                struct err *err)
{
    struct print_set set;
    enum err_code code = db_set(db, set_id, &set, err);

    if (!code && set.published_at_ms)
        code = want_pictures(measuring, db, set.production_id, err);
    return code ? code : want_set(measuring, db, set_id, err);
}

enum err_code measuring_published(struct measuring *measuring, struct db *db, int64_t set_id,
                                  struct err *err)
{
    return follow_set(measuring, db, set_id, err);
}

static enum err_code production_of(struct db *db, const struct recording *recording,
                                   int64_t *production_id, struct err *err)
{
    struct print_set set;
    struct picture picture;
    enum err_code code = recording->set_id ? db_set(db, recording->set_id, &set, err)
                                           : db_picture(db, recording->picture_id, &picture, err);

    if (!code)
        *production_id = recording->set_id ? set.production_id : picture.production_id;
    return code;
}

enum err_code measuring_follow(struct measuring *measuring, struct db *db,
                               const struct recording *recording, struct err *err)
{
    if (!recording->set_id)
        return want_picture_anew(measuring, db, recording->picture_id, err);
    return follow_set(measuring, db, recording->set_id, err);
}

enum err_code measuring_recording(struct measuring *measuring, struct db *db,
                                  const struct recording *recording, struct err *err)
{
    struct hash key;
    int64_t production_id;
    bool there;
    enum err_code code;

    if (!recording_is_playable(recording))
        return ERR_NONE;
    if ((code = key_of_analysis(&key, recording, err)) ||
        (code = production_of(db, recording, &production_id, err)))
        return code;
    there = derived_has(measuring->derived, DERIVED_ANALYSIS, &key);
    if ((code = plan_want_analysis(db, recording, production_id, !there, err)) ||
        (code = measuring_note_audio(measuring, db, recording, err)) ||
        (code = sounds_want(db, production_id, recording->id, err)))
        return code;
    wake(measuring, 1);
    return there ? measuring_follow(measuring, db, recording, err) : ERR_NONE;
}

enum err_code measuring_missed(struct measuring *measuring, struct db *db,
                               const struct recording *recording, struct err *err)
{
    struct hash key;
    int64_t production_id;
    enum err_code code;

    if (!recording_is_playable(recording))
        return ERR_NONE;
    if ((code = key_of_analysis(&key, recording, err)) ||
        derived_has(measuring->derived, DERIVED_ANALYSIS, &key))
        return code;
    if ((code = production_of(db, recording, &production_id, err)) ||
        (code = plan_want_analysis(db, recording, production_id, true, err)))
        return code;
    wake(measuring, 1);
    return ERR_NONE;
}

enum err_code measuring_scenes(struct measuring *measuring, struct db *db, int64_t picture_id,
                               struct err *err)
{
    struct picture picture;
    enum err_code code;

    if ((code = db_picture(db, picture_id, &picture, err)) ||
        (code = sounds_want(db, picture.production_id, 0, err)))
        return code;
    wake(measuring, 1);
    return want_picture_anew(measuring, db, picture_id, err);
}

/* ---- results ---- */

/* What is damaged is as good as gone. */
static enum err_code taken(struct measuring *measuring, enum derived_kind kind,
                           const struct hash *key, enum err_code code, struct err *err)
{
    if (code != ERR_DAMAGED)
        return code;
    derived_drop(measuring->derived, kind, key);
    if (err)
        err->code = ERR_NOT_FOUND;
    return ERR_NOT_FOUND;
}

enum err_code measuring_facts(struct scene_facts **out, struct measuring *measuring,
                              const struct hash *key, struct err *err)
{
    struct buffer file;
    enum err_code code = derived_get(measuring->derived, DERIVED_FACTS, key, &file, err);

    *out = NULL;
    if (!code)
        code = taken(measuring, DERIVED_FACTS, key,
                     scene_facts_unpack(out, file.data, file.bytes, err), err);
    buffer_clear(&file);
    return code;
}

enum err_code measuring_lanes(struct scene_lanes *out, struct measuring *measuring,
                              const struct hash *key, struct err *err)
{
    struct buffer file;
    enum err_code code = derived_get(measuring->derived, DERIVED_LANES, key, &file, err);

    if (!code)
        code = taken(measuring, DERIVED_LANES, key, lanes_result_unpack(out, &file, err), err);
    buffer_clear(&file);
    return code;
}

enum err_code measuring_null(struct null_result *out, struct measuring *measuring,
                             const struct hash *key, struct err *err)
{
    struct buffer file;
    enum err_code code = derived_get(measuring->derived, DERIVED_NULL, key, &file, err);

    if (!code)
        code = taken(measuring, DERIVED_NULL, key, null_result_unpack(out, &file, err), err);
    buffer_clear(&file);
    return code;
}

enum err_code measuring_qc(struct qc_result *out, struct measuring *measuring,
                           const struct hash *key, struct err *err)
{
    struct buffer file;
    enum err_code code = derived_get(measuring->derived, DERIVED_QC, key, &file, err);

    if (!code)
        code = taken(measuring, DERIVED_QC, key, qc_result_unpack(out, &file, err), err);
    buffer_clear(&file);
    return code;
}

enum err_code measuring_compare(struct compare_result *out, struct measuring *measuring,
                                const struct compare_plan *plan, struct err *err)
{
    struct buffer file;
    const struct hash *key = &plan->test.key;
    enum err_code code = derived_get(measuring->derived, DERIVED_COMPARE, key, &file, err);

    if (!code && !(code = compare_result_unpack(out, &file, err)) &&
        out->count != plan->scenes * plan->roles) {
        compare_result_clear(out);
        code = err_set(err, ERR_DAMAGED, "a stored comparison is another one's");
    }
    buffer_clear(&file);
    return taken(measuring, DERIVED_COMPARE, key, code, err);
}

static enum err_code want_overview(struct heard *out, struct measuring *measuring, struct db *db,
                                   const struct recording *recording, struct err *err)
{
    struct job_row job = { .recording_id = recording->id };
    int64_t production_id;
    bool found;
    enum err_code code;

    snprintf(job.kind, sizeof job.kind, "%s", job_kind_analyse);
    if ((code = production_of(db, recording, &production_id, err)) ||
        (code = plan_want_analysis(db, recording, production_id, true, err)) ||
        (code = key_of_analysis(&job.key, recording, err)) ||
        (code = db_job_find(db, &job, &found, err)))
        return code;
    wake(measuring, 1);
    if (found && (job.state == JOB_FAILED || job.state == JOB_CANCELLED))
        memcpy(out->error, job.error, sizeof out->error);
    return ERR_NONE;
}

enum err_code measuring_overview(struct heard *out, struct measuring *measuring, struct db *db,
                                 const struct recording *recording, struct err *err)
{
    struct buffer file;
    struct hash key;
    enum err_code code;

    *out = (struct heard){ 0 };
    if (!recording_is_playable(recording))
        return ERR_NONE;
    if ((code = key_of_analysis(&key, recording, err)))
        return code;
    if (!(code = derived_get(measuring->derived, DERIVED_OVERVIEW, &key, &file, err)))
        code = taken(measuring, DERIVED_OVERVIEW, &key, overview_unpack(&out->overview, &file, err),
                     err);
    buffer_clear(&file);
    return code == ERR_NOT_FOUND ? want_overview(out, measuring, db, recording, err) : code;
}

/* ---- people ---- */

enum err_code measuring_cancel(struct measuring *measuring, struct db *db, int64_t job_id,
                               struct err *err)
{
    enum err_code code = db_job_cancel(db, job_id, err);

    if (!code)
        runner_cancel(measuring->runner, job_id);
    return code;
}

enum err_code measuring_retry(struct measuring *measuring, struct db *db, int64_t job_id,
                              struct err *err)
{
    enum err_code code = db_job_retry(db, job_id, err);

    if (!code)
        runner_wake(measuring->runner);
    return code;
}

/* ---- start and end ---- */

/* What was analysed once is missed only where something needs it. */
static enum err_code want_analyses(struct measuring *measuring, struct db *db,
                                   int64_t production_id, const struct recordings *recordings,
                                   struct err *err)
{
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < recordings->count && !code; i++)
        if (recording_is_playable(&recordings->list[i]) &&
            !(code = measuring_note_audio(measuring, db, &recordings->list[i], err)))
            code = plan_want_analysis(db, &recordings->list[i], production_id, false, err);
    return code;
}

static enum err_code want_temps(struct measuring *measuring, struct db *db, int64_t production_id,
                                struct err *err)
{
    struct picture *pictures = NULL;
    size_t count = 0;
    enum err_code code = db_pictures(db, production_id, &pictures, &count, err);

    for (size_t i = 0; i < count && !code; i++) {
        struct recordings temps = { 0 };
        if (!(code = db_temps_of_picture(db, pictures[i].id, &temps, err)))
            code = want_analyses(measuring, db, production_id, &temps, err);
        free(temps.list);
    }
    free(pictures);
    return code;
}

static enum err_code want_sets(struct measuring *measuring, struct db *db, int64_t production_id,
                               struct err *err)
{
    struct print_set *sets = NULL;
    size_t count = 0;
    enum err_code code = db_sets_of_production(db, production_id, &sets, &count, err);

    for (size_t i = 0; i < count && !code; i++)
        code = want_set(measuring, db, sets[i].id, err);
    free(sets);
    return code;
}

static enum err_code want_production(struct measuring *measuring, struct db *db,
                                     int64_t production_id, struct err *err)
{
    struct recordings prints = { 0 };
    enum err_code code = db_prints_of_production(db, production_id, &prints, err);

    if (!code)
        code = want_analyses(measuring, db, production_id, &prints, err);
    free(prints.list);
    if (code || (code = want_temps(measuring, db, production_id, err)) ||
        (code = sounds_want(db, production_id, 0, err)) ||
        (code = want_pictures(measuring, db, production_id, err)))
        return code;
    return want_sets(measuring, db, production_id, err);
}

static enum err_code take_up(struct measuring *measuring, struct db *db, struct err *err)
{
    struct production *productions = NULL;
    size_t count = 0;
    enum err_code code;

    if ((code = db_jobs_give_back(db, err)) || (code = db_jobs_tidy(db, err)) ||
        (code = db_productions(db, &productions, &count, err)))
        return code;
    for (size_t i = 0; i < count && !code; i++)
        code = want_production(measuring, db, productions[i].id, err);
    free(productions);
    return code;
}

static enum err_code start(struct measuring *measuring, struct err *err)
{
    const struct measuring_options *options = &measuring->options;
    const struct runner_options runner = { .pool = options->pool,
                                           .kinds = measuring->kind,
                                           .kind_count = MEASURING_KINDS,
                                           .threads = options->threads,
                                           .private_dir = options->private_dir,
                                           .log = options->log,
                                           .log_ctx = options->log_ctx };
    struct db *db;
    enum err_code code;

    if ((code = derived_open(&measuring->derived, options->cache_dir, options->cache_bytes, err)) ||
        (code = analyses_new(&measuring->analyses, measuring->derived, ANALYSES_BYTES, err)))
        return code;
    if (!(db = db_pool_take(options->pool, err)))
        return err->code;
    code = take_up(measuring, db, err);
    db_pool_give(options->pool, db);
    return code ? code : runner_start(&measuring->runner, &runner, err);
}

enum err_code measuring_start(struct measuring **out, const struct measuring_options *options,
                              struct err *err)
{
    struct measuring *measuring = calloc(1, sizeof *measuring);
    struct err own;
    enum err_code code;

    *out = NULL;
    err = err ? err : &own;
    if (!measuring)
        return err_set(err, ERR_NO_MEMORY, "no memory for the measures");
    measuring->options = *options;
    measuring->kind[0] = (struct job_kind){ job_kind_analyse, analyse_run, measuring };
    measuring->kind[1] = (struct job_kind){ job_kind_facts, facts_run, measuring };
    measuring->kind[2] = (struct job_kind){ job_kind_null, null_run, measuring };
    measuring->kind[3] = (struct job_kind){ job_kind_qc, qc_run_job, measuring };
    measuring->kind[4] = (struct job_kind){ job_kind_sounds, sounds_run, measuring };
    measuring->kind[5] = (struct job_kind){ job_kind_compare, compare_run_job, measuring };
    if ((code = start(measuring, err)))
        measuring_stop(measuring);
    else
        *out = measuring;
    return code;
}

void measuring_stop(struct measuring *measuring)
{
    if (!measuring)
        return;
    runner_stop(measuring->runner);
    analyses_free(measuring->analyses);
    derived_close(measuring->derived);
    free(measuring);
}
