/* The job that looks whether the stems of a set add up to its full mix. */
#include <stdlib.h>
#include <string.h>

#include "server/work/measuring_state.h"
#include "server/work/opener.h"

struct material {
    struct stem *stem[NULL_STEMS_MAX + 1];
    size_t opened;
    struct null_file file[NULL_STEMS_MAX];
    struct null_range *range;
    struct null_input input;
};

static void material_clear(struct material *material)
{
    for (size_t i = 0; i < material->opened; i++)
        stem_close(material->stem[i]);
    free(material->range);
}

static enum err_code open_all(struct material *out, struct measuring *measuring,
                              const struct set_plan *plan, struct err *err)
{
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < plan->prints.count && out->opened <= NULL_STEMS_MAX && !code; i++) {
        const struct recording *print = &plan->prints.list[i];
        struct stem **stem = &out->stem[out->opened];
        if ((code = opener_open_recording(stem, measuring->options.blobs, print, err)))
            break;
        out->opened++;
        if (print->start_known_by == START_PERSON)
            stem_tell_start(*stem, print->start_samples);
        if (print->kind == ROLE_MIX)
            out->input.mix = (struct null_file){ *stem, print->role };
        else if (out->input.stem_count < NULL_STEMS_MAX)
            out->file[out->input.stem_count++] = (struct null_file){ *stem, print->role };
    }
    out->input.stems = out->file;
    return code;
}

/* The scenes as they are now. A later list does not repeat the test, which reads all the audio. */
static enum err_code add_ranges(struct material *out, struct db *db, int64_t picture_id,
                                struct err *err)
{
    struct scene *scenes = NULL;
    size_t count = 0;
    enum err_code code = db_scenes(db, picture_id, &scenes, &count, err);

    if (!code && !(out->range = calloc(count + 1, sizeof *out->range)))
        code = err_set(err, ERR_NO_MEMORY, "no memory for %zu scenes", count);
    for (size_t i = 0; i < count && !code; i++)
        out->range[i] = (struct null_range){ scenes[i].in_samples, scenes[i].out_samples };
    free(scenes);
    out->input.ranges = out->range;
    out->input.range_count = count;
    return code;
}

static bool go_on(void *ctx, double share)
{
    return job_go_on(ctx, share);
}

static enum err_code test(struct measuring *measuring, const struct material *material,
                          const struct hash *key, struct err *err)
{
    struct nulltest *result = NULL;
    struct buffer file = { 0 };
    enum err_code code;

    if (!(code = nulltest_run(&result, &material->input, err)) &&
        !(code = null_result_pack(result, material->range, &file, err)))
        code = derived_put(measuring->derived, DERIVED_NULL, key, &file, err);
    nulltest_free(result);
    buffer_clear(&file);
    return code;
}

enum err_code null_run(void *ctx, struct job_run *run, struct err *err)
{
    struct measuring *measuring = ctx;
    struct material *material = calloc(1, sizeof *material);
    struct set_plan plan;
    enum err_code code;

    if (!material)
        return err_set(err, ERR_NO_MEMORY, "no memory for a null test");
    if ((code = set_plan_make(&plan, run->job->set_id, run->db, measuring->derived, err)))
        goto done;
    run->is_stale = !plan.null.is_possible || hash_compare(&plan.null.key, &run->job->key) != 0;
    material->input.has_rate = true;
    material->input.rate = plan.production.rate;
    material->input.go_on = go_on;
    material->input.ctx = run;
    if (!run->is_stale && !(code = open_all(material, measuring, &plan, err)) &&
        !(code = add_ranges(material, run->db, plan.set.picture_id, err)))
        code = test(measuring, material, &run->job->key, err);
    set_plan_clear(&plan);
done:
    material_clear(material);
    free(material);
    return code;
}
