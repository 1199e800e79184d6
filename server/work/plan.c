#include "server/work/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "server/work/job_kinds.h"
#include "server/work/keys.h"

/* Windows and filters reach a little over a file's end: what is nearer than this takes part. */
static const int64_t margin_samples = RATE_HZ;

const struct report_settings plan_settings = { 0 };

/* ---- which sets ---- */

static const struct print_set *set_find(const struct print_set *sets, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (sets[i].id == id)
            return &sets[i];
    return NULL;
}

/* The same rule as for previews, and for what people sign (store/sets.h). */
static size_t choose_current(struct print_set *sets, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (sets[i].is_current)
            sets[kept++] = sets[i];
    return kept;
}

static enum err_code choose_asked(struct print_set *sets, size_t *count, const struct plan_ask *ask,
                                  struct err *err)
{
    struct print_set *chosen = calloc(ask->sets + 1, sizeof *chosen);
    enum err_code code = ERR_NONE;

    if (!chosen)
        return err_set(err, ERR_NO_MEMORY, "no memory for a choice of print sets");
    for (size_t i = 0; i < ask->sets && !code; i++) {
        const struct print_set *set = set_find(sets, *count, ask->set[i]);
        if (!set) {
            code = err_set(err, ERR_INVALID, "sets: %lld is no print set of this production",
                           (long long)ask->set[i]);
            break;
        }
        for (size_t k = 0; k < i; k++)
            if (chosen[k].cue_id == set->cue_id)
                code = err_set(err, ERR_INVALID,
                               "sets: %lld and %lld are sets of one cue; they would count twice",
                               (long long)chosen[k].id, (long long)set->id);
        chosen[i] = *set;
    }
    if (!code) {
        memcpy(sets, chosen, ask->sets * sizeof *sets);
        *count = ask->sets;
    }
    free(chosen);
    return code;
}

/* ---- which recordings, and what of them is there ---- */

static const struct job_row *job_find(const struct plan *plan, const char *kind,
                                      const struct hash *key)
{
    for (size_t low = 0, high = plan->open_count; low < high;) {
        const size_t middle = low + (high - low) / 2;
        const struct job_row *job = &plan->open[middle];
        const int by_kind = strcmp(kind, job->kind);
        const int order = by_kind ? by_kind : hash_compare(key, &job->key);
        if (order == 0)
            return job;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* How far the job is whose result is not in the cache. */
static enum plan_state look(const struct plan *plan, const char *kind, const struct hash *key,
                            bool *is_queued, const char **error)
{
    const struct job_row *job = job_find(plan, kind, key);

    *is_queued = job && (job->state == JOB_WAITING || job->state == JOB_RUNNING);
    if (!job || *is_queued)
        return PLAN_WAITING;
    *error = job->error;
    return PLAN_FAILED;
}

static bool has_stems(const struct recordings *prints, int64_t set_id)
{
    for (size_t i = 0; i < prints->count; i++)
        if (prints->list[i].set_id == set_id && prints->list[i].kind == ROLE_STEM &&
            recording_is_playable(&prints->list[i]))
            return true;
    return false;
}

static enum err_code add_source(struct plan *plan, const struct recording *recording,
                                const struct derived *derived, struct err *err)
{
    struct plan_source *source = &plan->source[plan->sources++];

    *source = (struct plan_source){ .recording = recording, .state = PLAN_WAITING };
    source->is_playable = recording_is_playable(recording);
    source->is_measured = source->is_playable && !(recording->kind == ROLE_MIX &&
                                                   has_stems(&plan->prints, recording->set_id));
    if (!source->is_playable)
        return ERR_NONE;
    if (key_of_analysis(&source->key, recording, err))
        return err->code;
    if (derived_has(derived, DERIVED_ANALYSIS, &source->key))
        source->state = PLAN_DONE;
    else
        source->state =
            look(plan, job_kind_analyse, &source->key, &source->is_queued, &source->error);
    return ERR_NONE;
}

static enum err_code add_sources(struct plan *plan, const struct derived *derived, struct err *err)
{
    enum err_code code = ERR_NONE;

    plan->source = calloc(plan->prints.count + plan->temps.count + 1, sizeof *plan->source);
    if (!plan->source)
        return err_set(err, ERR_NO_MEMORY, "no memory for what a picture is measured from");
    for (size_t i = 0; i < plan->prints.count && !code; i++)
        if (set_find(plan->set, plan->sets, plan->prints.list[i].set_id))
            code = add_source(plan, &plan->prints.list[i], derived, err);
    for (size_t i = 0; i < plan->temps.count && !code; i++)
        code = add_source(plan, &plan->temps.list[i], derived, err);
    return code;
}

/* ---- the scenes ---- */

static bool reaches(const struct recording *recording, const struct scene *scene)
{
    return recording->start_samples < scene->out_samples + margin_samples &&
           recording->start_samples + recording->samples > scene->in_samples - margin_samples;
}

static enum err_code key_scene(const struct plan *plan, struct plan_scene *scene, struct err *err)
{
    const struct report_scene range = { scene->scene.in_samples, scene->scene.out_samples };
    struct key_part *list = calloc(scene->sources + 1, sizeof *list);
    const struct key_parts parts = { list, scene->sources };
    enum err_code code;

    if (!list)
        return err_set(err, ERR_NO_MEMORY, "no memory for the key of a scene");
    for (size_t i = 0; i < scene->sources; i++) {
        const struct plan_source *source = &plan->source[scene->source[i]];
        list[i] =
            (struct key_part){ source->key, source->recording->kind, source->recording->role };
    }
    code = key_of_facts(&scene->key, &range, &plan_settings, &parts, err);
    free(list);
    return code;
}

/* The facts are there, or what they are made from tells how far it is. */
static void settle(const struct plan *plan, struct plan_scene *scene, const struct derived *derived)
{
    if (derived_has(derived, DERIVED_FACTS, &scene->key) &&
        derived_has(derived, DERIVED_LANES, &scene->key)) {
        scene->state = PLAN_DONE;
        return;
    }
    scene->state = look(plan, job_kind_facts, &scene->key, &scene->is_queued, &scene->error);
    for (size_t i = 0; i < scene->sources; i++) {
        const struct plan_source *source = &plan->source[scene->source[i]];
        if (source->state != PLAN_FAILED)
            continue;
        scene->state = PLAN_FAILED;
        scene->error = source->error;
    }
}

static enum err_code add_scene(struct plan *plan, const struct scene *scene,
                               const struct derived *derived, struct err *err)
{
    struct plan_scene *out = &plan->scene[plan->scenes++];
    enum err_code code;

    *out = (struct plan_scene){ .scene = *scene };
    out->source = calloc(plan->sources + 1, sizeof *out->source);
    if (!out->source)
        return err_set(err, ERR_NO_MEMORY, "no memory for what a scene is measured from");
    for (size_t i = 0; i < plan->sources; i++)
        if (plan->source[i].is_measured && reaches(plan->source[i].recording, scene))
            out->source[out->sources++] = i;
    if ((code = key_scene(plan, out, err)))
        return code;
    settle(plan, out, derived);
    return ERR_NONE;
}

static enum err_code add_scenes(struct plan *plan, const struct plan_ask *ask, struct db *db,
                                const struct derived *derived, struct err *err)
{
    struct scene *scenes = NULL;
    size_t count = 0;
    enum err_code code = db_scenes(db, ask->picture_id, &scenes, &count, err);

    if (!code && !(plan->scene = calloc(count + 1, sizeof *plan->scene)))
        code = err_set(err, ERR_NO_MEMORY, "no memory for the scenes of a picture");
    for (size_t i = 0; i < count && !code; i++)
        if (!ask->scene_id || scenes[i].id == ask->scene_id)
            code = add_scene(plan, &scenes[i], derived, err);
    free(scenes);
    return code;
}

/* ---- the whole ---- */

static enum err_code load(struct plan *plan, const struct plan_ask *ask, struct db *db,
                          struct err *err)
{
    int64_t production_id;
    enum err_code code;

    if ((code = db_picture(db, ask->picture_id, &plan->picture, err)))
        return code;
    production_id = plan->picture.production_id;
    if ((code = db_production(db, production_id, &plan->production, err)) ||
        (code = db_sets_of_production(db, production_id, &plan->set, &plan->sets, err)) ||
        (code = db_prints_of_production(db, production_id, &plan->prints, err)) ||
        (code = db_temps_of_picture(db, ask->picture_id, &plan->temps, err)))
        return code;
    return db_jobs_open(db, production_id, &plan->open, &plan->open_count, err);
}

enum err_code plan_make(struct plan *out, const struct plan_ask *ask, struct db *db,
                        const struct derived *derived, struct err *err)
{
    struct err own;
    enum err_code code;

    err = err ? err : &own;
    *out = (struct plan){ 0 };
    if ((code = load(out, ask, db, err)))
        goto done;
    if (!ask->has_sets)
        out->sets = choose_current(out->set, out->sets);
    else if (ask->sets > out->sets)
        code = err_set(err, ERR_INVALID, "sets: the production has %zu print sets", out->sets);
    else
        code = choose_asked(out->set, &out->sets, ask, err);
    if (code || (code = add_sources(out, derived, err)) || ask->has_no_scenes)
        goto done;
    code = add_scenes(out, ask, db, derived, err);
done:
    if (code)
        plan_clear(out);
    return code;
}

void plan_clear(struct plan *plan)
{
    for (size_t i = 0; i < plan->scenes; i++)
        free(plan->scene[i].source);
    free(plan->scene);
    free(plan->source);
    free(plan->set);
    free(plan->prints.list);
    free(plan->temps.list);
    free(plan->open);
    *plan = (struct plan){ 0 };
}
