/* What was heard in the scenes of a picture version, scored with the production's thresholds. */
#include "server/api/measures.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/agreements.h"
#include "server/api/app.h"
#include "server/api/measure_json.h"
#include "server/api/routes.h"
#include "server/api/to_json.h"
#include "server/store/thresholds.h"

enum { SETS_MAX = 1000 };

const char *plan_state_name(enum plan_state state)
{
    static const char *const names[] = {
        [PLAN_DONE] = "measured", [PLAN_WAITING] = "waiting", [PLAN_FAILED] = "failed"
    };

    return names[state];
}

enum err_code measures_ask_sets(struct plan_ask *ask, int64_t **list, const struct req *req,
                                struct err *err)
{
    const char *text = req_query(req, "sets");
    char *end;

    *list = NULL;
    if (!text)
        return ERR_NONE;
    if (!(*list = calloc(SETS_MAX, sizeof **list)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a choice of print sets");
    ask->has_sets = true;
    ask->set = *list;
    for (; *text; text = *end ? end + 1 : end) {
        errno = 0;
        if (ask->sets == SETS_MAX)
            return err_set(err, ERR_TOO_BIG, "sets: more than %d", SETS_MAX);
        (*list)[ask->sets++] = strtoll(text, &end, 10);
        if (end == text || errno || (*end && *end != ',') || (*end && !end[1]))
            return err_set(err, ERR_INVALID,
                           "sets is \"%.40s\"; it is ids with commas between them, as in 3,7",
                           req_query(req, "sets"));
    }
    return ERR_NONE;
}

/* ---- inputs ---- */

static const char *source_state(const struct plan_source *source)
{
    if (!source->is_playable)
        return "unanswered";
    return source->state == PLAN_DONE ? "analysed" : plan_state_name(source->state);
}

static json_t *source_json(const struct plan_source *source)
{
    const struct recording *recording = source->recording;

    return json_pack("{s:I, s:s, s:s, s:s, s:s, s:b, s:s?}",
                     recording->set_id ? "print_id" : "temp_id", (json_int_t)recording->id, "role",
                     recording->role, "kind", role_kind_name(recording->kind), "filename",
                     recording->filename, "state", source_state(source), "measured",
                     source->is_measured, "error", source->error);
}

static json_t *sources_json(const struct plan *plan, int64_t set_id)
{
    json_t *list = json_array();

    for (size_t i = 0; i < plan->sources; i++)
        if (plan->source[i].recording->set_id == set_id)
            json_push(list, source_json(&plan->source[i]));
    return list;
}

static json_t *inputs_json(const struct plan *plan)
{
    json_t *sets = json_array();

    for (size_t i = 0; i < plan->sets; i++)
        json_push(sets, json_pack("{s:I, s:I, s:I, s:o}", "set_id", (json_int_t)plan->set[i].id,
                                  "cue_id", (json_int_t)plan->set[i].cue_id, "version",
                                  (json_int_t)plan->set[i].version, "prints",
                                  sources_json(plan, plan->set[i].id)));
    return json_pack("{s:o, s:o, s:{s:f, s:f, s:b}}", "sets", sets, "temps", sources_json(plan, 0),
                     "settings", "music_trim_db", plan_settings.music_trim_db, "effects_trim_db",
                     plan_settings.effects_trim_db, "near_field", plan_settings.near_field);
}

/* ---- scenes ---- */

static json_t *no_report(void)
{
    return json_pack("{s:n, s:[]}", "score", "concerns");
}

/* What a list of measured scenes is made from. */
struct measured {
    struct plan plan;
    struct thresholds thresholds;
    bool proposal; /* they are the program's, not the production's own */
    struct policy policy;
};

static json_t *with_policy(json_t *json, const struct scene_report *report, const char *number,
                           const struct policy *policy)
{
    const struct policy_facts facts = {
        .scene_number = number,
        .lfe_share = report ? report->concern[CONCERN_LFE_ACTIVE].value : NAN,
        .centre_share = report ? report->concern[CONCERN_CENTRE_BUSY].value : NAN,
    };

    if (json && json_object_set_new(json, "agreement", policy_json(policy, &facts))) {
        json_decref(json);
        return NULL;
    }
    return json;
}

/* The facts are read, or the reason why there are none yet. */
static json_t *report_json(struct app *app, struct plan_scene *plan,
                           const struct measured *measured)
{
    const char *number = plan->scene.number;
    struct scene_report report;
    struct scene_facts *facts = NULL;

    if (plan->state != PLAN_DONE)
        return with_policy(no_report(), NULL, number, &measured->policy);
    if (measuring_facts(&facts, app->measuring, &plan->key, NULL)) {
        plan->state = PLAN_WAITING; /* lost or damaged: the next plan wants it again */
        return with_policy(no_report(), NULL, number, &measured->policy);
    }
    scene_report_of(&report, facts, &measured->thresholds);
    scene_facts_free(facts);
    return with_policy(scene_report_json(&report, measured->plan.production.rate), &report, number,
                       &measured->policy);
}

static json_t *measured_scene_json(struct app *app, struct plan_scene *plan,
                                   const struct measured *measured)
{
    const struct rate rate = measured->plan.production.rate;
    const struct scene *scene = &plan->scene;
    json_t *report = report_json(app, plan, measured);
    json_t *json = json_pack(
        "{s:I, s:s, s:s, s:o, s:o, s:I, s:I, s:s, s:s?}", "scene_id", (json_int_t)scene->id,
        "number", scene->number, "name", scene->name, "tc_in",
        json_timecode(rate, scene->in_samples), "tc_out", json_timecode(rate, scene->out_samples),
        "in_samples", (json_int_t)scene->in_samples, "out_samples", (json_int_t)scene->out_samples,
        "state", plan_state_name(plan->state), "error", plan->error);

    if (!report || json_object_update(json, report)) {
        json_decref(json);
        json = NULL;
    }
    json_decref(report);
    return json;
}

static enum err_code measured_load(struct measured *out, const struct plan_ask *ask,
                                   struct app *app, struct db *db, struct err *err)
{
    struct plan *plan = &out->plan;
    enum err_code code = measuring_plan(plan, app->measuring, ask, db, err);

    if (code)
        return code;
    if ((code = db_thresholds(db, plan->production.id, &out->thresholds, &out->proposal, err)) ||
        (code = policy_load(&out->policy, db, plan->production.id, err)))
        plan_clear(plan);
    return code;
}

static void measured_clear(struct measured *measured)
{
    plan_clear(&measured->plan);
    policy_clear(&measured->policy);
}

/* All but the scenes themselves, which are taken. */
static json_t *measured_json(const struct measured *measured, const char *key, json_t *scenes)
{
    return json_pack("{s:o, s:o, s:o, s:b, s:{s:i, s:i}}", key, scenes, "inputs",
                     inputs_json(&measured->plan), "thresholds",
                     thresholds_json(&measured->thresholds), "proposal", measured->proposal,
                     "algorithm", "analysis", ANALYSIS_VERSION, "measure", MEASURE_VERSION);
}

enum err_code api_picture_measures(struct req *req, struct reply *reply, struct err *err)
{
    struct plan_ask ask = { .picture_id = req->id[0] };
    struct measured measured;
    int64_t *sets;
    json_t *scenes, *json;
    enum err_code code = measures_ask_sets(&ask, &sets, req, err);

    if (!code)
        code = measured_load(&measured, &ask, req->app, req->db, err);
    free(sets);
    if (code)
        return code;
    scenes = json_array();
    for (size_t i = 0; i < measured.plan.scenes; i++)
        json_push(scenes, measured_scene_json(req->app, &measured.plan.scene[i], &measured));
    json = measured_json(&measured, "scenes", scenes);
    measured_clear(&measured);
    return reply_take(reply, 200, json, err);
}

enum err_code measures_of_scene(json_t **out, const struct plan_ask *ask, struct app *app,
                                struct db *db, struct err *err)
{
    struct measured measured;
    json_t *scene;
    enum err_code code = measured_load(&measured, ask, app, db, err);

    *out = NULL;
    if (code)
        return code;
    if (measured.plan.scenes == 0) {
        code = err_set(err, ERR_NOT_FOUND, "scene %lld is in its picture's list no more",
                       (long long)ask->scene_id);
    } else {
        scene = measured_scene_json(app, &measured.plan.scene[0], &measured);
        if (!(*out = measured_json(&measured, "scene", scene)))
            code = err_set(err, ERR_NO_MEMORY, "no memory for the measures of a scene");
    }
    measured_clear(&measured);
    return code;
}

enum err_code api_scene_measures(struct req *req, struct reply *reply, struct err *err)
{
    struct plan_ask ask = { .scene_id = req->id[0] };
    struct scene scene;
    int64_t *sets = NULL;
    json_t *json;
    enum err_code code;

    if ((code = db_scene(req->db, req->id[0], &scene, err)) ||
        (code = measures_ask_sets(&ask, &sets, req, err)))
        goto done;
    ask.picture_id = scene.picture_id;
    if (!(code = measures_of_scene(&json, &ask, req->app, req->db, err)))
        code = reply_take(reply, 200, json, err);
done:
    free(sets);
    return code;
}
