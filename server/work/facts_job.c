/* The job that measures one scene from analyses; no audio is read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/work/keys.h"
#include "server/work/lanes_result.h"
#include "server/work/measuring_state.h"

/* What a scene is made of, loaded. */
struct material {
    struct recording *recording; /* each lends its role to source and part */
    struct report_source *source;
    struct key_part *part;
    size_t count;
};

static enum err_code material_init(struct material *out, size_t count, struct err *err)
{
    *out = (struct material){ .recording = calloc(count + 1, sizeof *out->recording),
                              .source = calloc(count + 1, sizeof *out->source),
                              .part = calloc(count + 1, sizeof *out->part) };
    if (out->recording && out->source && out->part)
        return ERR_NONE;
    return err_set(err, ERR_NO_MEMORY, "no memory for the %zu sources of a scene", count);
}

static void material_clear(struct material *material, struct measuring *measuring)
{
    for (size_t i = 0; i < material->count; i++)
        analyses_give(measuring->analyses, material->source[i].analysis);
    free(material->recording);
    free(material->source);
    free(material->part);
}

static enum err_code add_recording(struct material *material, struct db *db, int64_t id,
                                   struct err *err)
{
    struct recording *recording = &material->recording[material->count];
    struct report_source *source = &material->source[material->count];
    struct key_part *part = &material->part[material->count];
    enum err_code code;

    if ((code = db_recording(db, id, recording, err)))
        return code;
    source->kind = recording->kind;
    snprintf(source->role, sizeof source->role, "%s", recording->role);
    *part = (struct key_part){ .kind = recording->kind, .role = recording->role };
    material->count++;
    return key_of_analysis(&part->analysis, recording, err);
}

static enum err_code material_load(struct material *out, const struct job_run *run, struct err *err)
{
    int64_t *ids = NULL;
    size_t count = 0;
    enum err_code code;

    if ((code = db_job_sources(run->db, run->job->id, &ids, &count, err)))
        return code;
    code = material_init(out, count, err);
    for (size_t i = 0; i < count && !code; i++)
        code = add_recording(out, run->db, ids[i], err);
    free(ids);
    return code;
}

/* Lanes come first: who finds facts may ask for them. */
static enum err_code draw(struct measuring *measuring, const struct scene_input *input,
                          const struct hash *key, struct err *err)
{
    struct scene_lanes lanes;
    struct buffer file = { 0 };
    enum err_code code;

    if ((code = scene_lanes_init(&lanes, input, err)))
        return code;
    if (!(code = lanes_result_pack(&lanes, &file, err)))
        code = derived_put(measuring->derived, DERIVED_LANES, key, &file, err);
    scene_lanes_clear(&lanes);
    buffer_clear(&file);
    return code;
}

static enum err_code measure(struct measuring *measuring, const struct scene_input *input,
                             const struct hash *key, struct err *err)
{
    struct scene_facts *facts = NULL;
    struct buffer file = { 0 };
    enum err_code code;

    if (!(code = scene_facts_new(&facts, input->sources, input->count, &input->scene,
                                 &input->settings, err)) &&
        !(code = scene_facts_pack(facts, &file.data, &file.bytes, err)))
        code = derived_put(measuring->derived, DERIVED_FACTS, key, &file, err);
    scene_facts_free(facts);
    buffer_clear(&file);
    return code;
}

/* ERR_NOT_FOUND when an analysis has left the cache. */
static enum err_code get_analyses(struct material *material, struct measuring *measuring,
                                  struct err *err)
{
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < material->count && !code; i++)
        code = analyses_get(&material->source[i].analysis, measuring->analyses,
                            &material->part[i].analysis, err);
    return code;
}

static enum err_code run_with(struct measuring *measuring, struct job_run *run,
                              struct material *material, struct err *err)
{
    const struct report_scene scene = { run->job->in_samples, run->job->out_samples };
    const struct scene_input input = { material->source, material->count, scene, plan_settings };
    const struct key_parts parts = { material->part, material->count };
    struct hash key;
    enum err_code code;

    if ((code = key_of_facts(&key, &scene, &plan_settings, &parts, err)))
        return code;
    run->is_stale = hash_compare(&key, &run->job->key) != 0;
    if (run->is_stale)
        return ERR_NONE;
    if (!job_go_on(run, 0))
        return err_set(err, ERR_CANCELLED, "the measuring was cancelled");
    code = get_analyses(material, measuring, err);
    run->is_stale = code == ERR_NOT_FOUND;
    if (code || (code = draw(measuring, &input, &key, err)))
        return code;
    return measure(measuring, &input, &key, err);
}

/* If an analysis has left the cache, the job goes; a plan wants that first, then this again. */
enum err_code facts_run(void *ctx, struct job_run *run, struct err *err)
{
    const struct plan_ask ask = { .picture_id = run->job->picture_id };
    struct measuring *measuring = ctx;
    struct material material = { 0 };
    struct plan plan;
    enum err_code code = material_load(&material, run, err);

    if (!code)
        code = run_with(measuring, run, &material, err);
    material_clear(&material, measuring);
    if (code == ERR_NOT_FOUND && run->is_stale &&
        !measuring_plan(&plan, measuring, &ask, run->db, NULL))
        plan_clear(&plan);
    return code;
}
