/* Jobs for what a plan finds missing. */
#include <stdlib.h>

#include "server/work/job_kinds.h"
#include "server/work/keys.h"
#include "server/work/plan.h"

/* Wishes, and the ids of the recordings that those of scenes lend. */
struct wishes {
    struct job_wish *list;
    size_t count;
    int64_t *id;
    size_t ids;
};

static bool is_ready(const struct plan *plan, const struct plan_scene *scene)
{
    for (size_t i = 0; i < scene->sources; i++)
        if (plan->source[scene->source[i]].state != PLAN_DONE)
            return false;
    return true;
}

static void wish_facts(struct wishes *wishes, const struct plan *plan,
                       const struct plan_scene *scene)
{
    struct job_wish *wish = &wishes->list[wishes->count++];

    *wish = (struct job_wish){ .source = wishes->id + wishes->ids, .sources = scene->sources };
    wish->row = job_of_scene(&scene->scene, scene->sources, plan->production.id);
    wish->row.key = scene->key;
    for (size_t i = 0; i < scene->sources; i++)
        wishes->id[wishes->ids++] = plan->source[scene->source[i]].recording->id;
}

static void wish_analysis(struct wishes *wishes, const struct plan *plan,
                          const struct plan_source *source)
{
    struct job_wish *wish = &wishes->list[wishes->count++];

    *wish = (struct job_wish){ .row = job_of_analysis(source->recording, plan->production.id) };
    wish->row.key = source->key;
}

/* An analysis that no scene waits for was of use once and is not missed. */
static bool is_waited_for(const struct plan *plan, size_t number)
{
    for (size_t i = 0; i < plan->scenes; i++) {
        const struct plan_scene *scene = &plan->scene[i];
        for (size_t k = 0; k < scene->sources && scene->state == PLAN_WAITING; k++)
            if (scene->source[k] == number)
                return true;
    }
    return false;
}

static void wish_all(struct wishes *wishes, const struct plan *plan)
{
    for (size_t i = 0; i < plan->sources; i++)
        if (plan->source[i].is_measured && plan->source[i].state == PLAN_WAITING &&
            !plan->source[i].is_queued && is_waited_for(plan, i))
            wish_analysis(wishes, plan, &plan->source[i]);
    for (size_t i = 0; i < plan->scenes; i++)
        if (plan->scene[i].state == PLAN_WAITING && !plan->scene[i].is_queued &&
            is_ready(plan, &plan->scene[i]))
            wish_facts(wishes, plan, &plan->scene[i]);
}

enum err_code plan_want(const struct plan *plan, struct db *db, size_t *wanted, struct err *err)
{
    struct wishes wishes = { 0 };
    struct job_wishes all;
    size_t ids = 0;
    enum err_code code;

    *wanted = 0;
    for (size_t i = 0; i < plan->scenes; i++)
        ids += plan->scene[i].sources;
    wishes.list = calloc(plan->sources + plan->scenes + 1, sizeof *wishes.list);
    wishes.id = calloc(ids + 1, sizeof *wishes.id);
    if (wishes.list && wishes.id) {
        wish_all(&wishes, plan);
        all = (struct job_wishes){ .list = wishes.list, .count = wishes.count, .again = true };
        code = db_jobs_want(db, &all, err);
        *wanted = all.wanted;
    } else {
        code = err_set(err, ERR_NO_MEMORY, "no memory for jobs");
    }
    free(wishes.list);
    free(wishes.id);
    return code;
}

enum err_code plan_want_analysis(struct db *db, const struct recording *recording,
                                 int64_t production_id, bool again, struct err *err)
{
    struct job_wish wish = { .row = job_of_analysis(recording, production_id) };
    struct job_wishes wishes = { .list = &wish, .count = 1, .again = again };
    enum err_code code = key_of_analysis(&wish.row.key, recording, err);

    return code ? code : db_jobs_want(db, &wishes, err);
}
