#include "server/api/query_json.h"

#include <stdlib.h>

#include "server/api/remarks.h"
#include "server/api/to_json.h"

static int by_id(const void *a, const void *b)
{
    const struct scene *x = a, *y = b;

    return (x->id > y->id) - (x->id < y->id);
}

/* The scenes of the list, each once. */
static enum err_code take_scenes(struct query_view *out, const struct asked_list *asked,
                                 struct err *err)
{
    size_t kept = 0;

    if (!(out->scene = calloc(asked->count + 1, sizeof *out->scene)))
        return err_set(err, ERR_NO_MEMORY, "no memory for the scenes of a list");
    for (size_t i = 0; i < asked->count; i++)
        out->scene[i] = asked->list[i].remark.scene;
    qsort(out->scene, asked->count, sizeof *out->scene, by_id);
    for (size_t i = 0; i < asked->count; i++)
        if (kept == 0 || out->scene[kept - 1].id != out->scene[i].id)
            out->scene[kept++] = out->scene[i];
    out->scenes = kept;
    return ERR_NONE;
}

enum err_code query_view_load(struct query_view *out, struct db *db,
                              const struct production *production, const struct asked_list *asked,
                              struct err *err)
{
    enum err_code code;

    *out = (struct query_view){ .rate = production->rate };
    if ((code = take_scenes(out, asked, err)) ||
        (out->scenes > 0 && (code = db_scene_sounds(db, production->id, out->scene, out->scenes,
                                                    &out->sounds, err))) ||
        (code = who_names_new(&out->names, db, err)))
        query_view_clear(out);
    return code;
}

void query_view_clear(struct query_view *view)
{
    scene_sounds_free(view->sounds, view->scenes);
    free(view->scene);
    who_names_free(view->names);
    *view = (struct query_view){ 0 };
}

/* What a scene sounds like; the list of sounds is that of the scenes. */
static const struct scene_sounds *sounds_of(const struct query_view *view, int64_t scene_id)
{
    const struct scene wanted = { .id = scene_id },
                       *found =
                           bsearch(&wanted, view->scene, view->scenes, sizeof *view->scene, by_id);

    return &view->sounds[found - view->scene];
}

json_t *query_answer_json(const struct query_answer *answer, const struct who_names *names)
{
    const bool trims = answer->advice == ADVICE_TRIM;

    return json_pack(
        "{s:I, s:s, s:s, s:o, s:s, s:o, s:I}", "id", (json_int_t)answer->id, "likelihood",
        likelihood_name(answer->likelihood), "advice", advice_name(answer->advice), "trim_db",
        trims ? json_real(answer->trim_db) : json_null(), "text", answer->text, "by",
        who_json(names, answer->person_id, answer->side, ""), "at_ms", (json_int_t)answer->at_ms);
}

json_t *query_json(const struct asked *asked, const struct query_view *view)
{
    const struct remark *remark = &asked->remark;
    const struct scene_sounds *sounds = sounds_of(view, remark->scene_id);
    const bool outdated = !sounds->is_checking && asked_is_outdated(asked, &sounds->digest);
    const bool holds = asked->state == QUERY_OPEN ||
                       (asked->state == QUERY_ANSWERED && (outdated || sounds->is_checking));
    json_t *by = who_json(view->names, remark->person_id, remark->side, "");

    return remark_merge(
        remark_json(remark, view->rate, by),
        json_pack("{s:s, s:b, s:b, s:o}", "state", query_state_name(asked->state), "is_outdated",
                  outdated, "holds_delivery", holds, "answer",
                  asked->answer.id ? query_answer_json(&asked->answer, view->names) : json_null()));
}
