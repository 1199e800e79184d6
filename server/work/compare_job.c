/* The job that compares two sets of a cue. Where it is known what both prints sound like in a
 * scene, and that is the same, no audio is read. */
#include <stdlib.h>

#include "server/store/sounds.h"
#include "server/work/compare_plan.h"
#include "server/work/measuring_state.h"
#include "server/work/opener.h"

struct comparing {
    struct measuring *measuring;
    struct job_run *run;
    struct compare_plan plan;
    struct sound *older, *newer; /* what is known */
    size_t older_count, newer_count;
    struct compare_result result;
    struct compare_range *unheard; /* of the role at hand */
    size_t role;                   /* its number */
};

/* ---- what is known ---- */

/* NULL: not known. Where a print does not reach there is silence. */
static const struct range_sound *known_sound(const struct recording *print,
                                             const struct scene *scene, const struct sound *list,
                                             size_t count)
{
    static const struct range_sound silence = { .is_silent = true };
    const struct sound *sound;

    if (!print || print->start_samples >= scene->out_samples ||
        print->start_samples + print->samples <= scene->in_samples)
        return &silence;
    sound = sound_find(list, count, print->id, scene->in_samples, scene->out_samples);
    return sound ? &sound->range : NULL;
}

/* The verdict without audio; COMPARE_CHANGED when it must be read. */
static enum compare_verdict known_verdict(const struct comparing *comparing,
                                          const struct compare_role *role,
                                          const struct scene *scene)
{
    const struct range_sound *older =
        known_sound(role->older, scene, comparing->older, comparing->older_count);
    const struct range_sound *newer =
        known_sound(role->newer, scene, comparing->newer, comparing->newer_count);

    if (!older || !newer)
        return COMPARE_CHANGED;
    if (older->is_silent)
        return newer->is_silent ? COMPARE_SILENT : COMPARE_NEW;
    if (newer->is_silent)
        return COMPARE_GONE;
    return hash_compare(&older->sound, &newer->sound) ? COMPARE_CHANGED : COMPARE_SAME;
}

/* ---- what must be heard ---- */

static struct compare_range *range_of(const struct comparing *comparing, size_t scene)
{
    return &comparing->result.range[scene * comparing->plan.roles + comparing->role];
}

static bool go_on(void *ctx, double share)
{
    const struct comparing *comparing = ctx;

    return job_go_on(comparing->run,
                     ((double)comparing->role + share) / (double)comparing->plan.roles);
}

static enum err_code open_side(struct compare_side *out, const struct comparing *comparing,
                               const struct recording *print, struct err *err)
{
    if (!print)
        return ERR_NONE;
    out->start_samples = print->start_samples;
    return opener_open_recording(&out->stem, comparing->measuring->options.blobs, print, err);
}

static enum err_code hear(struct comparing *comparing, size_t count, struct err *err)
{
    const struct compare_role *role = &comparing->plan.role[comparing->role];
    struct compare_input input = {
        .ranges = comparing->unheard, .count = count, .go_on = go_on, .ctx = comparing
    };
    enum err_code code;

    if (!(code = open_side(&input.older, comparing, role->older, err)) &&
        !(code = open_side(&input.newer, comparing, role->newer, err)))
        code = compare_run(&input, err);
    stem_close(input.older.stem);
    stem_close(input.newer.stem);
    return code;
}

static enum err_code compare_role(struct comparing *comparing, struct err *err)
{
    const struct compare_plan *plan = &comparing->plan;
    size_t unheard = 0, taken = 0;
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < plan->scenes; i++) {
        struct compare_range *range = range_of(comparing, i);
        *range = (struct compare_range){ .in_samples = plan->scene[i].in_samples,
                                         .out_samples = plan->scene[i].out_samples };
        range->verdict = known_verdict(comparing, &plan->role[comparing->role], &plan->scene[i]);
        if (range->verdict == COMPARE_CHANGED)
            comparing->unheard[unheard++] = *range;
    }
    if (unheard > 0)
        code = hear(comparing, unheard, err);
    for (size_t i = 0; i < plan->scenes && !code; i++)
        if (range_of(comparing, i)->verdict == COMPARE_CHANGED)
            *range_of(comparing, i) = comparing->unheard[taken++];
    return code;
}

/* ---- the job ---- */

static enum err_code load(struct comparing *comparing, struct err *err)
{
    const struct compare_plan *plan = &comparing->plan;
    struct db *db = comparing->run->db;
    enum err_code code;

    comparing->result.count = plan->scenes * plan->roles;
    comparing->result.range = calloc(comparing->result.count + 1, sizeof(struct compare_range));
    comparing->unheard = calloc(plan->scenes + 1, sizeof *comparing->unheard);
    if (!comparing->result.range || !comparing->unheard)
        return err_set(err, ERR_NO_MEMORY, "no memory to compare %zu scenes", plan->scenes);
    if ((code =
             db_sounds_of_set(db, plan->older.id, &comparing->older, &comparing->older_count, err)))
        return code;
    return db_sounds_of_set(db, plan->newer.id, &comparing->newer, &comparing->newer_count, err);
}

static enum err_code compare(struct comparing *comparing, struct err *err)
{
    struct buffer file = { 0 };
    enum err_code code = load(comparing, err);

    for (; !code && comparing->role < comparing->plan.roles; comparing->role++)
        code = compare_role(comparing, err);
    if (!code && !(code = compare_result_pack(&comparing->result, &file, err)))
        code = derived_put(comparing->measuring->derived, DERIVED_COMPARE,
                           &comparing->run->job->key, &file, err);
    buffer_clear(&file);
    return code;
}

/* The job knows the newer set; its one source is a print of the older one. */
static enum err_code make_plan(struct comparing *comparing, struct err *err)
{
    struct job_run *run = comparing->run;
    struct recording print;
    int64_t *source = NULL, set_id[2] = { run->job->set_id, 0 };
    size_t count = 0;
    enum err_code code;

    if (!(code = db_job_sources(run->db, run->job->id, &source, &count, err)) && count != 1)
        code = err_set(err, ERR_INTERNAL, "a comparison does not tell with what");
    if (!code && !(code = db_recording(run->db, source[0], &print, err))) {
        set_id[1] = print.set_id;
        code = compare_plan_make(&comparing->plan, set_id, run->db, comparing->measuring->derived,
                                 err);
    }
    free(source);
    return code;
}

enum err_code compare_run_job(void *ctx, struct job_run *run, struct err *err)
{
    struct comparing comparing = { .measuring = ctx, .run = run };
    enum err_code code;

    if ((code = make_plan(&comparing, err)))
        return code;
    run->is_stale = !comparing.plan.test.is_possible ||
                    hash_compare(&comparing.plan.test.key, &run->job->key) != 0;
    if (!run->is_stale)
        code = compare(&comparing, err);
    compare_result_clear(&comparing.result);
    compare_plan_clear(&comparing.plan);
    free(comparing.unheard);
    free(comparing.older);
    free(comparing.newer);
    return code;
}
