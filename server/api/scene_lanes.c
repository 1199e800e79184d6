/* Lanes of a scene, for drawing at any width. */
#include <math.h>
#include <stdlib.h>

#include "server/api/app.h"
#include "server/api/measures.h"
#include "server/api/range_query.h"
#include "server/api/routes.h"
#include "server/api/to_json.h"

enum { COLUMNS_DEFAULT = 500 };

/* What a column shows of the values in it: of levels and pumping the greatest, of the audibility
 * the least. */
enum pick { PICK_GREATEST, PICK_LEAST };

/* The values under a column; a column narrower than a value shows the one that it lies in. */
static float pick(const struct scene_lanes *lanes, size_t row, int64_t from, int64_t to,
                  enum pick what)
{
    const float *lane = scene_lane(lanes, row);
    const size_t first =
        from > lanes->in_samples ? (size_t)((from - lanes->in_samples) / LANE_SAMPLES) : 0;
    const int64_t end = to - lanes->in_samples;
    float found = NAN;

    for (size_t i = first; i < lanes->frames && (int64_t)i * LANE_SAMPLES < end; i++)
        found = what == PICK_GREATEST ? fmaxf(found, lane[i]) : fminf(found, lane[i]);
    return found;
}

static json_t *lane_json(const struct scene_lanes *lanes, size_t row,
                         const struct range_query *range, enum pick what)
{
    json_t *list = json_array();

    for (int i = 0; i < range->columns; i++)
        json_push(list, json_level((double)pick(lanes, row, range_column(range, i),
                                                range_column(range, i + 1), what)));
    return list;
}

static json_t *lfe_json(const struct scene_lanes *lanes, const struct range_query *range)
{
    json_t *stems = json_array();

    for (size_t i = 0; i < lanes->stems; i++)
        json_push(stems, json_pack("{s:s, s:o}", "stem", lanes->stem[i], "level_db",
                                   lane_json(lanes, LANE_STEM + i, range, PICK_GREATEST)));
    return json_pack("{s:o, s:o, s:o, s:o}", "music_db",
                     lane_json(lanes, LANE_MUSIC, range, PICK_GREATEST), "effects_db",
                     lane_json(lanes, LANE_EFFECTS, range, PICK_GREATEST), "pumping",
                     lane_json(lanes, LANE_PUMPING, range, PICK_GREATEST), "stems", stems);
}

static json_t *dialogue_json(const struct scene_lanes *lanes, const struct range_query *range)
{
    return json_pack("{s:o, s:o, s:o}", "with_music",
                     lane_json(lanes, LANE_INDEX, range, PICK_LEAST), "without_music",
                     lane_json(lanes, LANE_INDEX_ALONE, range, PICK_LEAST), "without_centre",
                     lane_json(lanes, LANE_INDEX_CENTRE, range, PICK_LEAST));
}

static json_t *reply_json(const struct plan_scene *scene, const struct scene_lanes *lanes,
                          const struct range_query *range)
{
    return json_pack("{s:s, s:s?, s:I, s:I, s:i, s:i, s:o, s:o}", "state",
                     plan_state_name(scene->state), "error", scene->error, "in_samples",
                     (json_int_t)range->in_samples, "out_samples", (json_int_t)range->out_samples,
                     "columns", range->columns, "step_samples", LANE_SAMPLES, "lfe",
                     lanes->value ? lfe_json(lanes, range) : json_null(), "dialogue",
                     lanes->value ? dialogue_json(lanes, range) : json_null());
}

enum err_code api_scene_lanes(struct req *req, struct reply *reply, struct err *err)
{
    struct plan_ask ask = { .scene_id = req->id[0] };
    struct range_query range = { .columns = COLUMNS_DEFAULT };
    struct scene_lanes lanes = { 0 };
    struct plan plan = { 0 };
    struct scene scene;
    int64_t *sets = NULL;
    enum err_code code;

    if ((code = db_scene(req->db, req->id[0], &scene, err)))
        return code;
    ask.picture_id = scene.picture_id;
    range.in_samples = scene.in_samples;
    range.out_samples = scene.out_samples;
    if ((code = range_query_read(&range, req, err)) ||
        (code = measures_ask_sets(&ask, &sets, req, err)) ||
        (code = measuring_plan(&plan, req->app->measuring, &ask, req->db, err)))
        goto done;
    if (plan.scenes == 0) {
        code = err_set(err, ERR_NOT_FOUND, "scene %lld is just gone", (long long)req->id[0]);
        goto done;
    }
    if (plan.scene[0].state == PLAN_DONE &&
        measuring_lanes(&lanes, req->app->measuring, &plan.scene[0].key, NULL))
        plan.scene[0].state = PLAN_WAITING;
    code = reply_take(reply, 200, reply_json(&plan.scene[0], &lanes, &range), err);
done:
    free(sets);
    scene_lanes_clear(&lanes);
    plan_clear(&plan);
    return code;
}
