/* What sounds in a range of a picture version, a lane for each role, at any width. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/app.h"
#include "server/api/measures.h"
#include "server/api/range_query.h"
#include "server/api/routes.h"
#include "server/api/to_json.h"
#include "server/http/etag.h"

enum { COLUMNS_DEFAULT = 1000, FULL_SCALE = 10000, LINE = 256 };

/* A source that lies in the range. */
struct drawn {
    const struct plan_source *source;
    bool is_ready;
};

struct drawing {
    struct plan plan;
    struct range_query range;
    struct drawn *drawn;
    size_t count;
};

static void drawing_clear(struct drawing *drawing)
{
    free(drawing->drawn);
    plan_clear(&drawing->plan);
}

static bool lies_in(const struct recording *recording, const struct range_query *range)
{
    return recording->start_samples < range->out_samples &&
           recording->start_samples + recording->samples > range->in_samples;
}

static enum err_code drawing_load(struct drawing *out, struct req *req, struct err *err)
{
    struct plan_ask ask = { .picture_id = req->id[0] };
    struct plan *plan = &out->plan;
    int64_t *sets = NULL;
    enum err_code code;

    out->range.columns = COLUMNS_DEFAULT;
    if (!(code = range_query_read(&out->range, req, err)) &&
        !(code = measures_ask_sets(&ask, &sets, req, err)))
        code = measuring_sources(plan, req->app->measuring, &ask, req->db, err);
    free(sets);
    if (code)
        return code;
    if (!(out->drawn = calloc(plan->sources + 1, sizeof *out->drawn)))
        return err_set(err, ERR_NO_MEMORY, "no memory for the waveforms of a picture");
    for (size_t i = 0; i < plan->sources; i++) {
        const struct plan_source *source = &plan->source[i];
        if (source->is_playable && lies_in(source->recording, &out->range))
            out->drawn[out->count++] =
                (struct drawn){ source, measuring_has_wave(req->app->measuring, source) };
    }
    return ERR_NONE;
}

/* What is not there yet comes: wanted here, for a cache may have lost it. */
static enum err_code want(struct drawing *drawing, struct req *req, struct err *err)
{
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < drawing->count && !code; i++) {
        const struct plan_source *source = drawing->drawn[i].source;
        if (!drawing->drawn[i].is_ready && !source->is_queued && source->state != PLAN_FAILED)
            code = measuring_wave_want(req->app->measuring, req->db, source,
                                       drawing->plan.production.id, err);
    }
    return code;
}

/* ---- its name ---- */

static void add_line(struct hasher *hasher, const struct drawn *drawn)
{
    const struct plan_source *source = drawn->source;
    char line[LINE];

    snprintf(line, sizeof line, "%d %d %d %.100s", drawn->is_ready, source->state,
             source->recording->kind, source->recording->role);
    hasher_add(hasher, line, strlen(line) + 1);
    hasher_add(hasher, source->key.byte, HASH_BYTES);
    if (!drawn->is_ready)
        hasher_add(hasher, source->recording->filename, strlen(source->recording->filename) + 1);
}

/* Of all that the answer depends on. */
static enum err_code make_etag(char out[HASH_TEXT], const struct drawing *drawing, struct err *err)
{
    struct hasher *hasher;
    enum err_code code =
        range_tag_begin(&hasher, "waveforms 1", &drawing->range, &drawing->plan.production, err);

    if (code)
        return code;
    for (size_t i = 0; i < drawing->count; i++)
        add_line(hasher, &drawing->drawn[i]);
    range_tag_end(out, hasher);
    return ERR_NONE;
}

/* ---- a lane ---- */

struct lane {
    const char *role;
    enum role_kind kind;
    bool is_there;
    struct wave_extent *column;
};

/* The columns that a recording reaches; one narrower than a sample shows the one it lies in. */
static void draw(struct lane *lane, const struct range_query *range, const struct wave *wave)
{
    const int64_t length = range->out_samples - range->in_samples;
    const int64_t start = wave->start_samples - range->in_samples;
    const int first = start > 0 ? (int)(start * range->columns / length) : 0;

    for (int i = first; i < range->columns; i++) {
        const int64_t from = range_column(range, i), to = range_column(range, i + 1);
        if (from >= wave->start_samples + wave->samples)
            break;
        wave_look(wave, from, to > from ? to : from + 1, &lane->column[i]);
    }
}

static json_t *value_json(const struct wave_extent *extent, int value)
{
    const int scaled = value * FULL_SCALE;

    if (!extent->any)
        return json_null();
    return json_integer((scaled + (scaled < 0 ? -8192 : 8192)) / 16384);
}

static json_t *lane_json(const struct lane *lane, int columns)
{
    json_t *low = json_array(), *high = json_array(), *rms = json_array();

    for (int i = 0; i < columns; i++) {
        const struct wave_extent *extent = &lane->column[i];
        json_push(low, value_json(extent, extent->low));
        json_push(high, value_json(extent, extent->high));
        json_push(rms, value_json(extent, extent->rms));
    }
    return json_pack("{s:s, s:s, s:o, s:o, s:o}", "role", lane->role, "kind",
                     role_kind_name(lane->kind), "low", low, "high", high, "rms", rms);
}

/* Draws one source into its lane. What turns out to be damaged is wanted by the next request. */
static enum err_code add_source(struct lane *lane, struct drawing *drawing, struct drawn *drawn,
                                struct req *req, struct err *err)
{
    const struct range_query *range = &drawing->range;
    struct wave_file kept = { 0 };
    enum err_code code;

    lane->is_there = true;
    lane->role = drawn->source->recording->role;
    if (!drawn->is_ready)
        return ERR_NONE;
    code = measuring_wave(&kept, req->app->measuring, drawn->source,
                          (range->out_samples - range->in_samples) / range->columns, err);
    if (!code)
        draw(lane, range, &kept.wave);
    buffer_clear(&kept.file);
    drawn->is_ready = !code;
    return code == ERR_NOT_FOUND ? ERR_NONE : code;
}

static bool belongs(const struct lane *lane, const struct recording *recording)
{
    return recording->kind == lane->kind &&
           (lane->kind != ROLE_STEM || !strcmp(lane->role, recording->role));
}

static enum err_code add_lane(json_t *lanes, struct lane *lane, struct drawing *drawing,
                              struct req *req, struct err *err)
{
    const int columns = drawing->range.columns;
    enum err_code code = ERR_NONE;

    if (!(lane->column = calloc((size_t)columns, sizeof *lane->column)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a waveform");
    for (size_t i = 0; i < drawing->count && !code; i++)
        if (belongs(lane, drawing->drawn[i].source->recording))
            code = add_source(lane, drawing, &drawing->drawn[i], req, err);
    if (!code && lane->is_there)
        json_push(lanes, lane_json(lane, columns));
    free(lane->column);
    return code;
}

/* Stems in the order of the plan, then the rest. */
static enum err_code add_lanes(json_t *lanes, struct drawing *drawing, struct req *req,
                               struct err *err)
{
    static const enum role_kind others[] = { ROLE_MIX, ROLE_DIALOGUE, ROLE_EFFECTS };
    const struct production *production = &drawing->plan.production;
    enum err_code code = ERR_NONE;

    for (unsigned i = 0; i < production->stems && !code; i++) {
        struct lane lane = { .role = production->stem[i], .kind = ROLE_STEM };
        code = add_lane(lanes, &lane, drawing, req, err);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others && !code; i++) {
        struct lane lane = { .kind = others[i] };
        code = add_lane(lanes, &lane, drawing, req, err);
    }
    return code;
}

/* ---- the whole ---- */

static const char *state_of(const struct drawing *drawing)
{
    const char *state = "analysed";

    for (size_t i = 0; i < drawing->count; i++) {
        const struct drawn *drawn = &drawing->drawn[i];
        if (!drawn->is_ready && drawn->source->state != PLAN_FAILED)
            return "waiting";
        if (!drawn->is_ready)
            state = "failed";
    }
    return state;
}

static json_t *waiting_json(const struct drawing *drawing)
{
    json_t *list = json_array();

    for (size_t i = 0; i < drawing->count; i++)
        if (!drawing->drawn[i].is_ready)
            json_push(list, json_string(drawing->drawn[i].source->recording->filename));
    return list;
}

static enum err_code reply_drawing(struct drawing *drawing, struct req *req, struct reply *reply,
                                   struct err *err)
{
    const struct range_query *range = &drawing->range;
    json_t *lanes = json_array();
    char etag[HASH_TEXT];
    enum err_code code;

    if ((code = add_lanes(lanes, drawing, req, err)) || (code = make_etag(etag, drawing, err))) {
        json_decref(lanes);
        return code;
    }
    code = reply_take(reply, 200,
                      json_pack("{s:s, s:I, s:I, s:i, s:o, s:o}", "state", state_of(drawing),
                                "in_samples", (json_int_t)range->in_samples, "out_samples",
                                (json_int_t)range->out_samples, "columns", range->columns,
                                "waiting", waiting_json(drawing), "lanes", lanes),
                      err);
    return code ? code : reply_tag(reply, etag, err);
}

enum err_code api_picture_waveforms(struct req *req, struct reply *reply, struct err *err)
{
    struct drawing drawing = { 0 };
    char etag[HASH_TEXT];
    enum err_code code;

    if ((code = drawing_load(&drawing, req, err)) || (code = want(&drawing, req, err)) ||
        (code = make_etag(etag, &drawing, err)))
        goto done;
    if (etag_listed(req_header(req, "If-None-Match"), etag))
        code = reply_unchanged(reply, etag, err);
    else
        code = reply_drawing(&drawing, req, reply, err);
done:
    drawing_clear(&drawing);
    return code;
}
