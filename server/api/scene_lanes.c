/* Lanes of scenes, for drawing at any width: of one, or of all that lie in a range. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/app.h"
#include "server/api/measures.h"
#include "server/api/range_query.h"
#include "server/api/routes.h"
#include "server/api/to_json.h"
#include "server/http/etag.h"

enum { COLUMNS_DEFAULT = 500, LINE = 256, DRAWN_STEMS = STEMS_MAX + LANE_STEMS };

/* What a column shows of the values in it: of levels and pumping the greatest, of the audibility
 * the least. */
enum pick { PICK_GREATEST, PICK_LEAST };

/* A scene in the range, and what is drawn of it once it is measured. */
struct drawn {
    struct plan_scene *scene;
    struct scene_lanes lanes;
};

struct drawing {
    struct plan plan;
    struct range_query range;
    struct drawn *drawn;
    size_t count;
    const char *stem[DRAWN_STEMS]; /* of any of them: those of the plan first, in its order */
    size_t stems;
    float *column; /* of the lane that is being drawn */
};

static void drawing_clear(struct drawing *drawing)
{
    for (size_t i = 0; i < drawing->count; i++)
        scene_lanes_clear(&drawing->drawn[i].lanes);
    free(drawing->drawn);
    free(drawing->column);
    plan_clear(&drawing->plan);
}

/* ---- loading ---- */

/* Those in the range; one that was asked for by name wherever it is. */
static enum err_code take_scenes(struct drawing *out, const struct plan_ask *ask, struct err *err)
{
    const struct range_query *range = &out->range;

    out->drawn = calloc(out->plan.scenes + 1, sizeof *out->drawn);
    out->column = calloc((size_t)range->columns, sizeof *out->column);
    if (!out->drawn || !out->column)
        return err_set(err, ERR_NO_MEMORY, "no memory for the lanes of scenes");
    for (size_t i = 0; i < out->plan.scenes; i++) {
        struct plan_scene *scene = &out->plan.scene[i];
        if (ask->scene_id || (scene->scene.in_samples < range->out_samples &&
                              scene->scene.out_samples > range->in_samples))
            out->drawn[out->count++].scene = scene;
    }
    return ERR_NONE;
}

static bool has_stem(const struct drawing *drawing, const char *name)
{
    for (size_t i = 0; i < drawing->stems; i++)
        if (!strcmp(drawing->stem[i], name))
            return true;
    return false;
}

static size_t stem_of(const struct scene_lanes *lanes, const char *name)
{
    size_t i = 0;

    while (i < lanes->stems && strcmp(lanes->stem[i], name))
        i++;
    return i;
}

static bool sounds(const struct drawing *drawing, const char *stem)
{
    for (size_t i = 0; i < drawing->count; i++)
        if (stem_of(&drawing->drawn[i].lanes, stem) < drawing->drawn[i].lanes.stems)
            return true;
    return false;
}

static void take_stems(struct drawing *out)
{
    const struct production *production = &out->plan.production;

    for (unsigned i = 0; i < production->stems; i++)
        if (sounds(out, production->stem[i]))
            out->stem[out->stems++] = production->stem[i];
    for (size_t i = 0; i < out->count; i++)
        for (size_t s = 0; s < out->drawn[i].lanes.stems && out->stems < DRAWN_STEMS; s++)
            if (!has_stem(out, out->drawn[i].lanes.stem[s]))
                out->stem[out->stems++] = out->drawn[i].lanes.stem[s];
}

/* What the cache has lost waits again: the next plan wants it. */
static void take_lanes(struct drawing *out, struct app *app)
{
    for (size_t i = 0; i < out->count; i++) {
        struct plan_scene *scene = out->drawn[i].scene;
        if (scene->state == PLAN_DONE &&
            measuring_lanes(&out->drawn[i].lanes, app->measuring, &scene->key, NULL))
            scene->state = PLAN_WAITING;
    }
    take_stems(out);
}

/* ---- lanes ---- */

/* Folds the values under each column into it; a column narrower than a value shows the one that it
 * lies in. */
static void draw(struct drawing *drawing, const struct scene_lanes *lanes, size_t row,
                 enum pick what)
{
    const struct range_query *range = &drawing->range;
    const int64_t length = range->out_samples - range->in_samples;
    const int64_t start = lanes->in_samples - range->in_samples;
    const int64_t end = lanes->in_samples + (int64_t)lanes->frames * LANE_SAMPLES;
    const float *lane = scene_lane(lanes, row);

    for (int i = start > 0 ? (int)(start * range->columns / length) : 0; i < range->columns; i++) {
        const int64_t from = range_column(range, i) - lanes->in_samples;
        const int64_t to = range_column(range, i + 1) - lanes->in_samples;
        float found = drawing->column[i];
        if (range_column(range, i) >= end)
            break;
        for (size_t k = from > 0 ? (size_t)(from / LANE_SAMPLES) : 0;
             k < lanes->frames && (int64_t)k * LANE_SAMPLES < to; k++)
            found = what == PICK_GREATEST ? fmaxf(found, lane[k]) : fminf(found, lane[k]);
        drawing->column[i] = found;
    }
}

static void begin_lane(struct drawing *drawing)
{
    for (int i = 0; i < drawing->range.columns; i++)
        drawing->column[i] = NAN;
}

static json_t *end_lane(const struct drawing *drawing)
{
    json_t *list = json_array();

    for (int i = 0; i < drawing->range.columns; i++)
        json_push(list, json_level((double)drawing->column[i]));
    return list;
}

static json_t *lane_json(struct drawing *drawing, enum lane_row row, enum pick what)
{
    begin_lane(drawing);
    for (size_t i = 0; i < drawing->count; i++)
        if (drawing->drawn[i].lanes.value)
            draw(drawing, &drawing->drawn[i].lanes, row, what);
    return end_lane(drawing);
}

static json_t *stem_json(struct drawing *drawing, const char *stem)
{
    begin_lane(drawing);
    for (size_t i = 0; i < drawing->count; i++) {
        const struct scene_lanes *lanes = &drawing->drawn[i].lanes;
        const size_t number = stem_of(lanes, stem);
        if (number < lanes->stems)
            draw(drawing, lanes, LANE_STEM + number, PICK_GREATEST);
    }
    return json_pack("{s:s, s:o}", "stem", stem, "level_db", end_lane(drawing));
}

static json_t *lfe_json(struct drawing *drawing)
{
    json_t *stems = json_array();

    for (size_t i = 0; i < drawing->stems; i++)
        json_push(stems, stem_json(drawing, drawing->stem[i]));
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "music_db",
                     lane_json(drawing, LANE_MUSIC, PICK_GREATEST), "effects_db",
                     lane_json(drawing, LANE_EFFECTS, PICK_GREATEST), "clash",
                     lane_json(drawing, LANE_CLASH, PICK_GREATEST), "pumping",
                     lane_json(drawing, LANE_PUMPING, PICK_GREATEST), "stems", stems);
}

static json_t *dialogue_json(struct drawing *drawing)
{
    return json_pack("{s:o, s:o, s:o}", "with_music", lane_json(drawing, LANE_INDEX, PICK_LEAST),
                     "without_music", lane_json(drawing, LANE_INDEX_ALONE, PICK_LEAST),
                     "without_centre", lane_json(drawing, LANE_INDEX_CENTRE, PICK_LEAST));
}

/* ---- what can't be judged ---- */

static void add_lack(json_t *list, const struct scene *scene, enum lane_lack lack)
{
    static const char *const formats[] = {
        [LANE_LACKS_EFFECTS] = "no FX temp for scene %s",
        [LANE_LACKS_EFFECTS_LFE] = "the FX temp for scene %s has no LFE channel",
        [LANE_LACKS_WORDS] = "no DX temp for scene %s",
        [LANE_LACKS_TELLING] = "dialogue and effects of scene %s are in one file",
    };
    const bool words = lack == LANE_LACKS_WORDS || lack == LANE_LACKS_TELLING;
    char text[LINE];

    if (lack == LANE_LACKS_NOTHING)
        return;
    snprintf(text, sizeof text, formats[lack], scene->number);
    json_push(list, json_pack("{s:I, s:s, s:s}", "scene_id", (json_int_t)scene->id, "what",
                              words ? "dialogue" : "lfe", "text", text));
}

static json_t *missing_json(const struct drawing *drawing)
{
    json_t *list = json_array();

    for (size_t i = 0; i < drawing->count; i++) {
        const struct drawn *drawn = &drawing->drawn[i];
        if (!drawn->lanes.value)
            continue;
        add_lack(list, &drawn->scene->scene, drawn->lanes.lfe_lack);
        add_lack(list, &drawn->scene->scene, drawn->lanes.words_lack);
    }
    return list;
}

/* ---- the whole ---- */

/* That of the scene that is furthest from being measured, and its error. */
static enum plan_state state_of(const struct drawing *drawing, const char **error)
{
    enum plan_state state = PLAN_DONE;

    *error = NULL;
    for (size_t i = 0; i < drawing->count; i++) {
        const struct plan_scene *scene = drawing->drawn[i].scene;
        if (scene->state == PLAN_WAITING)
            state = PLAN_WAITING;
        if (scene->state != PLAN_FAILED)
            continue;
        *error = scene->error;
        state = state == PLAN_DONE ? PLAN_FAILED : state;
    }
    if (state != PLAN_FAILED)
        *error = NULL;
    return state;
}

static json_t *reply_json(struct drawing *drawing, bool is_drawn)
{
    const struct range_query *range = &drawing->range;
    const char *error;
    const enum plan_state state = state_of(drawing, &error);

    return json_pack(
        "{s:s, s:s?, s:I, s:I, s:i, s:i, s:o, s:o, s:o}", "state", plan_state_name(state), "error",
        error, "in_samples", (json_int_t)range->in_samples, "out_samples",
        (json_int_t)range->out_samples, "columns", range->columns, "step_samples", LANE_SAMPLES,
        "lfe", is_drawn ? lfe_json(drawing) : json_null(), "dialogue",
        is_drawn ? dialogue_json(drawing) : json_null(), "missing", missing_json(drawing));
}

static enum err_code load(struct drawing *out, struct plan_ask *ask, struct req *req,
                          struct err *err)
{
    int64_t *sets = NULL;
    enum err_code code;

    if (!(code = range_query_read(&out->range, req, err)) &&
        !(code = measures_ask_sets(ask, &sets, req, err)))
        code = measuring_plan(&out->plan, req->app->measuring, ask, req->db, err);
    free(sets);
    return code ? code : take_scenes(out, ask, err);
}

enum err_code api_scene_lanes(struct req *req, struct reply *reply, struct err *err)
{
    struct plan_ask ask = { .scene_id = req->id[0] };
    struct drawing drawing = { .range.columns = COLUMNS_DEFAULT };
    struct scene scene;
    enum err_code code;

    if ((code = db_scene(req->db, req->id[0], &scene, err)))
        return code;
    ask.picture_id = scene.picture_id;
    drawing.range.in_samples = scene.in_samples;
    drawing.range.out_samples = scene.out_samples;
    if ((code = load(&drawing, &ask, req, err)))
        goto done;
    if (drawing.count == 0) {
        code = err_set(err, ERR_NOT_FOUND, "scene %lld is just gone", (long long)req->id[0]);
        goto done;
    }
    take_lanes(&drawing, req->app);
    code = reply_take(reply, 200, reply_json(&drawing, drawing.drawn->lanes.value != NULL), err);
done:
    drawing_clear(&drawing);
    return code;
}

static void add_scene(struct hasher *hasher, const struct plan_scene *scene)
{
    char line[LINE];

    snprintf(line, sizeof line, "%lld %.100s [%lld, %lld) %d", (long long)scene->scene.id,
             scene->scene.number, (long long)scene->scene.in_samples,
             (long long)scene->scene.out_samples, scene->state);
    hasher_add(hasher, line, strlen(line) + 1);
    hasher_add(hasher, scene->key.byte, HASH_BYTES);
    if (scene->error)
        hasher_add(hasher, scene->error, strlen(scene->error) + 1);
}

/* Of all that the answer depends on; the key of a scene tells what was measured in it, and how. */
static enum err_code make_etag(char out[HASH_TEXT], const struct drawing *drawing, struct err *err)
{
    struct hasher *hasher;
    enum err_code code =
        range_tag_begin(&hasher, "lanes 1", &drawing->range, &drawing->plan.production, err);

    if (code)
        return code;
    for (size_t i = 0; i < drawing->count; i++)
        add_scene(hasher, drawing->drawn[i].scene);
    range_tag_end(out, hasher);
    return ERR_NONE;
}

static enum err_code reply_range(struct drawing *drawing, struct req *req, struct reply *reply,
                                 struct err *err)
{
    char etag[HASH_TEXT];
    enum err_code code;

    take_lanes(drawing, req->app);
    if ((code = make_etag(etag, drawing, err)) ||
        (code = reply_take(reply, 200, reply_json(drawing, true), err)))
        return code;
    return reply_tag(reply, etag, err);
}

enum err_code api_picture_lanes(struct req *req, struct reply *reply, struct err *err)
{
    struct plan_ask ask = { .picture_id = req->id[0] };
    struct drawing drawing = { .range.columns = COLUMNS_DEFAULT };
    char etag[HASH_TEXT];
    enum err_code code;

    if ((code = load(&drawing, &ask, req, err)) || (code = make_etag(etag, &drawing, err)))
        goto done;
    if (etag_listed(req_header(req, "If-None-Match"), etag))
        code = reply_unchanged(reply, etag, err);
    else
        code = reply_range(&drawing, req, reply, err);
done:
    drawing_clear(&drawing);
    return code;
}
