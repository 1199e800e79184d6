#include "server/work/set_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/measure/nulltest.h"
#include "codec/measure/qc.h"
#include "server/work/job_kinds.h"
#include "server/work/keys.h"
#include "server/work/opener.h"

static const struct recording *print_of(const struct recordings *prints, enum role_kind kind,
                                        const char *role)
{
    for (size_t i = 0; i < prints->count; i++)
        if (prints->list[i].kind == kind &&
            (kind == ROLE_MIX || !strcmp(prints->list[i].role, role)))
            return &prints->list[i];
    return NULL;
}

static bool is_there(const struct recordings *prints, enum role_kind kind, const char *role)
{
    const struct recording *print = print_of(prints, kind, role);

    return print && recording_is_playable(print);
}

static size_t add_name(char *out, size_t used, const char *name)
{
    if (used < SET_LACKS_TEXT)
        used += (size_t)snprintf(out + used, SET_LACKS_TEXT - used, "%s%s", used ? ", " : "", name);
    return used;
}

void set_lacks(char out[SET_LACKS_TEXT], const struct production *production,
               const struct recordings *prints)
{
    size_t used = 0;

    out[0] = '\0';
    for (unsigned i = 0; i < production->stems; i++)
        if (!is_there(prints, ROLE_STEM, production->stem[i]))
            used = add_name(out, used, production->stem[i]);
    if (!is_there(prints, ROLE_MIX, ""))
        add_name(out, used, "Full mix");
}

static const struct job_row *job_find(const struct set_plan *plan, const char *kind,
                                      const struct hash *key)
{
    for (size_t i = 0; i < plan->open_count; i++)
        if (!strcmp(plan->open[i].kind, kind) && !hash_compare(&plan->open[i].key, key))
            return &plan->open[i];
    return NULL;
}

/* An analysis of the set that has failed or was cancelled: its QC can't be had, either. */
static const char *broken_analysis(const struct set_plan *plan)
{
    for (size_t i = 0; i < plan->prints.count; i++) {
        const struct job_row *job = job_find(plan, job_kind_analyse, &plan->part[i].analysis);
        if (job && (job->state == JOB_FAILED || job->state == JOB_CANCELLED))
            return job->error;
    }
    return NULL;
}

static void look(struct set_test *test, const struct set_plan *plan, const char *kind, bool there)
{
    const struct job_row *job = there ? NULL : job_find(plan, kind, &test->key);
    const bool over = job && (job->state == JOB_FAILED || job->state == JOB_CANCELLED);

    test->state = there ? PLAN_DONE : over ? PLAN_FAILED : PLAN_WAITING;
    test->is_queued = job && !over;
    test->error = over ? job->error : NULL;
}

/* A recording that cannot be analysed yet takes part as the files it has. */
static enum err_code add_part(struct set_plan *plan, size_t i, const struct derived *derived,
                              struct err *err)
{
    const struct recording *print = &plan->prints.list[i];
    struct key_part *part = &plan->part[i];

    *part = (struct key_part){ .kind = print->kind, .role = print->role };
    if (!recording_is_playable(print))
        return opener_audio(&part->analysis, print->file, print->files, &print->order, err);
    if (key_of_analysis(&part->analysis, print, err))
        return err->code;
    if (derived_has(derived, DERIVED_ANALYSIS, &part->analysis))
        return ERR_NONE;
    plan->is_analysed = false;
    plan->wants_analysis[i] = !job_find(plan, job_kind_analyse, &part->analysis);
    return ERR_NONE;
}

/* QC also knows the stem plan, the frame rate and what was agreed. */
static enum err_code key_tests(struct set_plan *plan, struct err *err)
{
    char name[128], rate[RATE_TEXT];
    const struct key_parts parts = { plan->part, plan->prints.count };
    const struct hash stems = hash_of(plan->production.stem, sizeof plan->production.stem);
    enum err_code code;

    rate_format(rate, plan->production.rate);
    snprintf(name, sizeof name, "null %d", NULL_VERSION);
    if ((code = key_of_set(&plan->null.key, name, &parts, err)))
        return code;
    snprintf(name, sizeof name, "qc %d of %u stems %02x%02x%02x%02x at %s as agreed in %lld",
             QC_VERSION, plan->production.stems, stems.byte[0], stems.byte[1], stems.byte[2],
             stems.byte[3], rate, (long long)plan->agreement.id);
    return key_of_set(&plan->qc.key, name, &parts, err);
}

static enum err_code settle(struct set_plan *plan, const struct derived *derived, struct err *err)
{
    const size_t count = plan->prints.count;
    char lacks[SET_LACKS_TEXT];
    const char *broken;
    enum err_code code = ERR_NONE;

    plan->part = calloc(count + 1, sizeof *plan->part);
    plan->wants_analysis = calloc(count + 1, sizeof *plan->wants_analysis);
    if (!plan->part || !plan->wants_analysis)
        return err_set(err, ERR_NO_MEMORY, "no memory for the tests of a set");
    plan->is_analysed = true;
    for (size_t i = 0; i < count && !code; i++)
        code = add_part(plan, i, derived, err);
    if (code || (code = key_tests(plan, err)))
        return code;
    set_lacks(lacks, &plan->production, &plan->prints);
    plan->is_complete = !*lacks;
    plan->null.is_possible = plan->is_complete;
    look(&plan->null, plan, job_kind_null, derived_has(derived, DERIVED_NULL, &plan->null.key));
    plan->qc.is_possible = count > 0 && plan->is_analysed;
    look(&plan->qc, plan, job_kind_qc, derived_has(derived, DERIVED_QC, &plan->qc.key));
    broken = broken_analysis(plan);
    if (plan->qc.state == PLAN_WAITING && broken) {
        plan->qc.state = PLAN_FAILED;
        plan->qc.error = broken;
    }
    return ERR_NONE;
}

enum err_code set_plan_make(struct set_plan *out, int64_t set_id, struct db *db,
                            const struct derived *derived, struct err *err)
{
    struct err own;
    enum err_code code;

    err = err ? err : &own;
    *out = (struct set_plan){ 0 };
    if ((code = db_set(db, set_id, &out->set, err)))
        return code;
    if ((code = db_production(db, out->set.production_id, &out->production, err)) ||
        (code = db_prints_of_set(db, set_id, &out->prints, err)) ||
        (code = db_agreement_in_force(db, out->production.id, &out->agreement, &out->is_agreed,
                                      err)) ||
        (code = db_jobs_open(db, out->production.id, &out->open, &out->open_count, err)) ||
        (code = settle(out, derived, err)))
        set_plan_clear(out);
    return code;
}

void set_plan_clear(struct set_plan *plan)
{
    free(plan->prints.list);
    free(plan->part);
    free(plan->wants_analysis);
    free(plan->open);
    agreement_clear(&plan->agreement);
    *plan = (struct set_plan){ 0 };
}

static void wish_test(struct job_wish *wishes, size_t *count, const struct set_plan *plan,
                      const char *kind)
{
    const struct set_test *test = !strcmp(kind, job_kind_null) ? &plan->null : &plan->qc;

    if (!test->is_possible || test->state != PLAN_WAITING || test->is_queued)
        return;
    wishes[*count].row = job_of_set(kind, plan->set.id, plan->production.id, &plan->prints);
    wishes[(*count)++].row.key = test->key;
}

static void wish_analyses(struct job_wish *wishes, size_t *count, const struct set_plan *plan)
{
    for (size_t i = 0; i < plan->prints.count && plan->qc.state == PLAN_WAITING; i++) {
        if (!plan->wants_analysis[i])
            continue;
        wishes[*count].row = job_of_analysis(&plan->prints.list[i], plan->production.id);
        wishes[(*count)++].row.key = plan->part[i].analysis;
    }
}

enum err_code set_plan_want(const struct set_plan *plan, struct db *db, size_t *wanted,
                            struct err *err)
{
    struct job_wish *wishes = calloc(plan->prints.count + 2, sizeof *wishes);
    struct job_wishes all = { .list = wishes, .again = true };
    enum err_code code;

    *wanted = 0;
    if (!wishes)
        return err_set(err, ERR_NO_MEMORY, "no memory for jobs");
    wish_test(wishes, &all.count, plan, job_kind_qc);
    wish_test(wishes, &all.count, plan, job_kind_null);
    wish_analyses(wishes, &all.count, plan);
    code = db_jobs_want(db, &all, err);
    *wanted = all.wanted;
    free(wishes);
    return code;
}
