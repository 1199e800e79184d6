#include "server/work/compare_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/work/job_kinds.h"
#include "server/work/keys.h"

static enum err_code load_sets(struct compare_plan *out, const int64_t set_id[2], struct db *db,
                               struct err *err)
{
    struct print_set first, second;
    enum err_code code;

    if ((code = db_set(db, set_id[0], &first, err)))
        return code;
    code = db_set(db, set_id[1], &second, NULL);
    if (code == ERR_NOT_FOUND || (!code && second.cue_id != first.cue_id))
        return err_set(err, ERR_NOT_FOUND, "the cue has no print set %lld to compare with",
                       (long long)set_id[1]);
    if (code)
        return db_set(db, set_id[1], &second, err);
    out->older = first.version < second.version ? first : second;
    out->newer = first.version < second.version ? second : first;
    return ERR_NONE;
}

static enum err_code load(struct compare_plan *out, const int64_t set_id[2], struct db *db,
                          struct err *err)
{
    enum err_code code;

    if ((code = load_sets(out, set_id, db, err)) ||
        (code = db_production(db, out->newer.production_id, &out->production, err)) ||
        (code = db_prints_of_set(db, out->older.id, &out->older_prints, err)) ||
        (code = db_prints_of_set(db, out->newer.id, &out->newer_prints, err)))
        return code;
    return db_jobs_open(db, out->production.id, &out->open, &out->open_count, err);
}

/* ---- roles ---- */

static const struct recording *print_of(const struct recordings *prints, const char *stem)
{
    for (size_t i = 0; i < prints->count; i++) {
        const struct recording *print = &prints->list[i];
        if ((stem ? print->kind == ROLE_STEM && !strcmp(print->role, stem)
                  : print->kind == ROLE_MIX) &&
            recording_is_playable(print))
            return print;
    }
    return NULL;
}

static unsigned mask_of(const struct recording *print)
{
    unsigned mask = 0;

    for (unsigned i = 0; print && i < print->order.channels; i++)
        mask |= 1u << print->order.slot[i];
    return mask;
}

/* stem NULL: the mix. */
static enum err_code add_role(struct compare_plan *plan, const char *stem, struct err *err)
{
    struct compare_role *role = &plan->role[plan->roles];
    enum err_code code = ERR_NONE;

    *role = (struct compare_role){ .older = print_of(&plan->older_prints, stem),
                                   .newer = print_of(&plan->newer_prints, stem) };
    if (!role->older && !role->newer)
        return ERR_NONE;
    plan->roles++;
    role->role = role->newer ? role->newer->role : role->older->role;
    role->channel_mask = mask_of(role->older) | mask_of(role->newer);
    if (role->older)
        code = key_of_analysis(&role->older_audio, role->older, err);
    if (!code && role->newer)
        code = key_of_analysis(&role->newer_audio, role->newer, err);
    return code;
}

static enum err_code add_roles(struct compare_plan *plan, struct err *err)
{
    enum err_code code = ERR_NONE;

    if (!(plan->role = calloc(plan->production.stems + 1, sizeof *plan->role)))
        return err_set(err, ERR_NO_MEMORY, "no memory to compare two sets");
    for (unsigned i = 0; i < plan->production.stems && !code; i++)
        code = add_role(plan, plan->production.stem[i], err);
    return code ? code : add_role(plan, NULL, err);
}

/* ---- ranges ---- */

static bool reaches(const struct recording *print, const struct scene *scene)
{
    return print && print->start_samples < scene->out_samples &&
           print->start_samples + print->samples > scene->in_samples;
}

static bool is_reached(const struct compare_plan *plan, const struct scene *scene)
{
    for (size_t i = 0; i < plan->roles; i++)
        if (reaches(plan->role[i].older, scene) || reaches(plan->role[i].newer, scene))
            return true;
    return false;
}

static void widen(struct scene *range, const struct recording *print)
{
    if (!print)
        return;
    if (print->start_samples < range->in_samples)
        range->in_samples = print->start_samples;
    if (print->start_samples + print->samples > range->out_samples)
        range->out_samples = print->start_samples + print->samples;
}

static void take_whole(struct compare_plan *plan)
{
    struct scene *whole = &plan->scene[plan->scenes++];

    *whole = (struct scene){ .picture_id = plan->newer.picture_id, .in_samples = INT64_MAX };
    for (size_t i = 0; i < plan->roles; i++) {
        widen(whole, plan->role[i].older);
        widen(whole, plan->role[i].newer);
    }
}

static enum err_code add_scenes(struct compare_plan *plan, struct db *db, struct err *err)
{
    struct scene *scenes = NULL;
    size_t count = 0;
    enum err_code code = db_scenes(db, plan->newer.picture_id, &scenes, &count, err);

    if (!code && !(plan->scene = calloc(count + 1, sizeof *plan->scene)))
        code = err_set(err, ERR_NO_MEMORY, "no memory to compare %zu scenes", count);
    for (size_t i = 0; i < count && !code; i++)
        if (is_reached(plan, &scenes[i]))
            plan->scene[plan->scenes++] = scenes[i];
    if (!code && plan->scenes == 0 && plan->roles > 0)
        take_whole(plan);
    free(scenes);
    return code;
}

/* ---- how far it is ---- */

/* What a result depends on, as it is laid out. */
static enum err_code make_key(struct compare_plan *plan, struct err *err)
{
    struct hasher *hasher;
    char line[RECORDING_ROLE + 64];
    enum err_code code;

    if ((code = hasher_new(&hasher, err)))
        return code;
    snprintf(line, sizeof line, "compare %d", COMPARE_VERSION);
    hasher_add(hasher, line, strlen(line) + 1);
    for (size_t i = 0; i < plan->scenes; i++) {
        snprintf(line, sizeof line, "[%lld, %lld)", (long long)plan->scene[i].in_samples,
                 (long long)plan->scene[i].out_samples);
        hasher_add(hasher, line, strlen(line) + 1);
    }
    for (size_t i = 0; i < plan->roles; i++) {
        const struct compare_role *role = &plan->role[i];
        snprintf(line, sizeof line, "%s %d %d", role->role, role->older != NULL,
                 role->newer != NULL);
        hasher_add(hasher, line, strlen(line) + 1);
        hasher_add(hasher, role->older_audio.byte, HASH_BYTES);
        hasher_add(hasher, role->newer_audio.byte, HASH_BYTES);
    }
    plan->test.key = hasher_result(hasher);
    hasher_free(hasher);
    return ERR_NONE;
}

static bool has_any(const struct compare_plan *plan, bool newer)
{
    for (size_t i = 0; i < plan->roles; i++)
        if (newer ? plan->role[i].newer : plan->role[i].older)
            return true;
    return false;
}

static void look(struct compare_plan *plan, const struct derived *derived)
{
    struct set_test *test = &plan->test;

    test->state = PLAN_WAITING;
    test->is_possible = has_any(plan, false) && has_any(plan, true);
    if (test->is_possible && derived_has(derived, DERIVED_COMPARE, &test->key))
        test->state = PLAN_DONE;
    for (size_t i = 0; i < plan->open_count && test->state != PLAN_DONE; i++) {
        const struct job_row *job = &plan->open[i];
        if (strcmp(job->kind, job_kind_compare) || hash_compare(&job->key, &test->key))
            continue;
        test->is_queued = job->state == JOB_WAITING || job->state == JOB_RUNNING;
        test->state = test->is_queued ? PLAN_WAITING : PLAN_FAILED;
        test->error = test->is_queued ? NULL : job->error;
    }
}

enum err_code compare_plan_make(struct compare_plan *out, const int64_t set_id[2], struct db *db,
                                const struct derived *derived, struct err *err)
{
    struct err own;
    enum err_code code;

    err = err ? err : &own;
    *out = (struct compare_plan){ 0 };
    if ((code = load(out, set_id, db, err)) || (code = add_roles(out, err)) ||
        (code = add_scenes(out, db, err)) || (code = make_key(out, err))) {
        compare_plan_clear(out);
        return code;
    }
    look(out, derived);
    return ERR_NONE;
}

void compare_plan_clear(struct compare_plan *plan)
{
    free(plan->role);
    free(plan->scene);
    free(plan->older_prints.list);
    free(plan->newer_prints.list);
    free(plan->open);
    *plan = (struct compare_plan){ 0 };
}

/* The job's set is the newer one; a print of the older one, as its source, tells that. */
enum err_code compare_plan_want(const struct compare_plan *plan, struct db *db, size_t *wanted,
                                struct err *err)
{
    struct job_wish wish = { .sources = 1 };
    struct job_wishes wishes = { .list = &wish, .count = 1, .again = true };
    int64_t samples = 0;
    enum err_code code;

    *wanted = 0;
    if (!plan->test.is_possible || plan->test.state != PLAN_WAITING || plan->test.is_queued)
        return ERR_NONE;
    for (size_t i = 0; i < plan->roles; i++) {
        const struct compare_role *role = &plan->role[i];
        samples += role->newer ? role->newer->samples : 0;
        if (role->older)
            wish.source = &role->older->id;
    }
    wish.row = job_of_compare(plan->newer.id, samples, plan->production.id);
    wish.row.key = plan->test.key;
    code = db_jobs_want(db, &wishes, err);
    *wanted = wishes.wanted;
    return code;
}
