/* The job that holds a set's prints against the print spec; no audio is read. */
#include <stdio.h>
#include <stdlib.h>

#include "server/store/cues.h"
#include "server/work/keys.h"
#include "server/work/measuring_state.h"
#include "server/work/opener.h"

struct material {
    struct stem **stem;
    struct stem_info *info;
    struct qc_file *file;
    int64_t *recording_id;
    size_t count;
    struct cue cue;
};

static enum err_code material_init(struct material *out, size_t count, struct err *err)
{
    *out = (struct material){ .stem = calloc(count + 1, sizeof *out->stem),
                              .info = calloc(count + 1, sizeof *out->info),
                              .file = calloc(count + 1, sizeof *out->file),
                              .recording_id = calloc(count + 1, sizeof *out->recording_id) };
    if (out->stem && out->info && out->file && out->recording_id)
        return ERR_NONE;
    return err_set(err, ERR_NO_MEMORY, "no memory for the QC of %zu prints", count);
}

static void material_clear(struct material *material, struct measuring *measuring)
{
    for (size_t i = 0; i < material->count; i++) {
        analyses_give(measuring->analyses, material->file[i].analysis);
        stem_close(material->stem[i]);
    }
    free(material->stem);
    free(material->info);
    free(material->file);
    free(material->recording_id);
}

/* What people have told stands over what the file says. */
static void overrule(struct stem_info *info, const struct recording *print)
{
    info->start_known_by = print->start_known_by;
    info->start_samples = print->start_samples;
    if (print->order.known_by == ORDER_PERSON)
        info->order.known_by = ORDER_PERSON;
}

static enum err_code add_print(struct material *material, struct measuring *measuring,
                               const struct recording *print, const struct key_part *part,
                               struct err *err)
{
    const size_t i = material->count;
    enum err_code code;

    if ((code = opener_open_recording(&material->stem[i], measuring->options.blobs, print, err)))
        return code;
    material->count++;
    material->info[i] = *stem_info(material->stem[i]);
    overrule(&material->info[i], print);
    material->recording_id[i] = print->id;
    material->file[i] = (struct qc_file){ .name = print->filename,
                                          .role = print->role,
                                          .cue = material->cue.name,
                                          .kind = print->kind,
                                          .info = &material->info[i] };
    return recording_is_playable(print) ? analyses_get(&material->file[i].analysis,
                                                       measuring->analyses, &part->analysis, err)
                                        : ERR_NONE;
}

/* Prints that still wait for mono files are looked at when these are there. */
static enum err_code load(struct material *out, struct measuring *measuring,
                          const struct set_plan *plan, struct err *err)
{
    enum channel missing[CHANNELS];
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < plan->prints.count && !code; i++)
        if (recording_missing(&plan->prints.list[i], missing) == 0)
            code = add_print(out, measuring, &plan->prints.list[i], &plan->part[i], err);
    return code;
}

static struct qc_spec spec_of(const struct set_plan *plan)
{
    const struct production *production = &plan->production;
    struct qc_spec spec = qc_spec_proposed;
    unsigned roles = 0;

    if (plan->is_agreed) {
        spec.rate_hz = plan->agreement.rate_hz;
        spec.bits = plan->agreement.bits;
        spec.wants_pop = plan->agreement.two_pop;
        spec.has_start = plan->agreement.has_start;
        spec.start_samples = plan->agreement.start_samples;
    }
    spec.has_rate = true;
    spec.rate = production->rate;
    for (; roles < production->stems && roles + 1 < QC_ROLES; roles++)
        spec.role[roles] = production->stem[roles];
    spec.role[roles++] = "Full mix";
    while (roles < QC_ROLES)
        spec.role[roles++] = NULL;
    return spec;
}

static enum err_code check(struct measuring *measuring, const struct material *material,
                           const struct set_plan *plan, struct err *err)
{
    const struct qc_spec spec = spec_of(plan);
    struct qc_report report = { 0 };
    struct buffer file = { 0 };
    enum err_code code;

    if (!(code = qc_run(&report, material->file, material->count, &spec, err)) &&
        !(code = qc_result_pack(&report, material->recording_id, &file, err)))
        code = derived_put(measuring->derived, DERIVED_QC, &plan->qc.key, &file, err);
    qc_clear(&report);
    buffer_clear(&file);
    return code;
}

enum err_code qc_run_job(void *ctx, struct job_run *run, struct err *err)
{
    struct measuring *measuring = ctx;
    struct material material = { 0 };
    struct set_plan plan;
    enum err_code code;

    if ((code = set_plan_make(&plan, run->job->set_id, run->db, measuring->derived, err)))
        return code;
    run->is_stale = !plan.qc.is_possible || hash_compare(&plan.qc.key, &run->job->key) != 0;
    if (run->is_stale)
        goto done;
    if ((code = material_init(&material, plan.prints.count, err)) ||
        (code = db_cue(run->db, plan.set.cue_id, &material.cue, err)) ||
        (code = load(&material, measuring, &plan, err)))
        goto done;
    code = check(measuring, &material, &plan, err);
done:
    run->is_stale = run->is_stale || code == ERR_NOT_FOUND; /* an analysis has left the cache */
    material_clear(&material, measuring);
    set_plan_clear(&plan);
    return code;
}
