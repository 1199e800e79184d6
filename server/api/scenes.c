#include "server/store/scenes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/api/acts.h"
#include "server/api/load.h"
#include "server/api/routes.h"
#include "server/api/scene_csv.h"
#include "server/api/text.h"

static enum err_code reply_scenes(struct req *req, struct reply *reply, struct rate rate,
                                  struct err *err)
{
    struct scene *list = NULL;
    json_t *json;
    size_t count;

    if (db_scenes(req->db, req->id[0], &list, &count, err))
        return err->code;
    json = json_array();
    for (size_t i = 0; i < count; i++)
        json_push(json, scene_json(&list[i], rate));
    free(list);
    return reply_take(reply, 200, json_list("scenes", json), err);
}

enum err_code api_scenes(struct req *req, struct reply *reply, struct err *err)
{
    struct picture picture;
    struct production production;

    if (load_picture(req->db, req->id[0], &picture, &production, err))
        return err->code;
    return reply_scenes(req, reply, production.rate, err);
}

/* Puts the place in the list in front of a sentence about one scene. */
static enum err_code in_scene(size_t i, const struct err *cause, struct err *err)
{
    return err_set(err, cause->code, "scenes[%zu]: %.400s", i, cause->text);
}

static enum err_code read_one(struct scene_row *row, struct rate rate, json_t *json, size_t i,
                              struct err *err)
{
    const struct text_rule number_rule = { "number", true }, name_rule = { "name", false };
    const char *number, *name, *in, *out;
    struct err cause = { 0 };
    char place[32];

    snprintf(place, sizeof place, "scenes[%zu]", i);
    if (req_unpack_part(json, place, err, "{s:s, s:s, s:s, s:s}", "number", &number, "name", &name,
                        "tc_in", &in, "tc_out", &out))
        return err->code;
    if (text_copy(row->number, sizeof row->number, number, number_rule, &cause) ||
        text_copy(row->name, sizeof row->name, name, name_rule, &cause) ||
        timecode_parse(&row->in_samples, rate, in, &cause) ||
        timecode_parse(&row->out_samples, rate, out, &cause))
        return in_scene(i, &cause, err);
    if (row->out_samples <= row->in_samples)
        return err_set(err, ERR_INVALID, "scenes[%zu]: tc_out %s is not after tc_in %s", i, out,
                       in);
    return ERR_NONE;
}

static enum err_code read_list(struct scene_row *rows, size_t count, struct rate rate,
                               const json_t *list, struct err *err)
{
    enum err_code code = ERR_NONE;
    size_t index;

    for (size_t i = 0; i < count && !code; i++)
        code = read_one(&rows[i], rate, json_array_get(list, i), i, err);
    if (code || (code = scene_rows_duplicate(&index, rows, count, err)))
        return code;
    if (index < count)
        return err_set(err, ERR_INVALID, "scenes[%zu]: number %s is in the list already", index,
                       rows[index].number);
    return ERR_NONE;
}

static enum err_code read_json(struct req *req, struct rate rate, struct scene_row **rows,
                               size_t *count, struct err *err)
{
    json_t *list;
    enum err_code code;

    if (req_unpack(req, err, "{s:o}", "scenes", &list))
        return err->code;
    if (!json_is_array(list))
        return err_set(err, ERR_INVALID, "\"scenes\" must be a list");
    *count = json_array_size(list);
    if (*count > SCENES_MAX)
        return err_set(err, ERR_TOO_BIG, "%zu scenes; a list may have %d", *count, SCENES_MAX);
    if (!(*rows = calloc(*count + 1, sizeof **rows)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a scene list");
    if ((code = read_list(*rows, *count, rate, list, err))) {
        free(*rows);
        *rows = NULL;
    }
    return code;
}

static bool has_type(const struct req *req, const char *type)
{
    const char *sent = req_header(req, "Content-Type");
    const size_t bytes = strlen(type);

    return sent && !strncasecmp(sent, type, bytes) && (!sent[bytes] || strchr("; ", sent[bytes]));
}

static enum err_code read_rows(struct req *req, struct rate rate, struct scene_row **rows,
                               size_t *count, struct err *err)
{
    if (has_type(req, "application/json"))
        return read_json(req, rate, rows, count, err);
    if (has_type(req, "text/csv"))
        return scene_csv_read(rows, count, rate, req->body, req->body_bytes, err);
    return err_set(err, ERR_UNSUPPORTED,
                   "a scene list is text/csv or application/json; say so in Content-Type");
}

struct putting {
    struct req *req;
    int64_t production_id, picture_id;
    struct scene *scenes;
    size_t count;
};

static json_t *put_json(const struct putting *putting, const struct scenes_changed *changed)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I}", "picture_id", (json_int_t)putting->picture_id,
                     "count", (json_int_t)putting->count, "added", (json_int_t)changed->added,
                     "removed", (json_int_t)changed->removed, "moved", (json_int_t)changed->moved);
}

static enum err_code put_now(struct db *db, void *ctx, struct err *err)
{
    const struct putting *putting = ctx;
    struct act act = { .kind = "scenes.put", .production_id = putting->production_id };
    struct scenes_changed changed;
    struct scene *before;
    size_t count;
    enum err_code code;

    if ((code = db_scenes(db, putting->picture_id, &before, &count, err)))
        return code;
    changed = scenes_compare(before, count, putting->scenes, putting->count);
    free(before);
    if ((code = db_scenes_put(db, putting->picture_id, putting->scenes, putting->count, err)))
        return code;
    act.detail = put_json(putting, &changed);
    return act_add(db, putting->req->caller, &act, NULL, err);
}

static enum err_code put_rows(struct req *req, const struct picture *picture,
                              const struct scene_row *rows, size_t count, struct err *err)
{
    struct putting putting = { .req = req,
                               .production_id = picture->production_id,
                               .picture_id = picture->id,
                               .scenes = calloc(count + 1, sizeof *putting.scenes),
                               .count = count };
    enum err_code code;

    if (!putting.scenes)
        return err_set(err, ERR_NO_MEMORY, "no memory for a scene list");
    for (size_t i = 0; i < count; i++) {
        memcpy(putting.scenes[i].number, rows[i].number, sizeof rows[i].number);
        memcpy(putting.scenes[i].name, rows[i].name, sizeof rows[i].name);
        putting.scenes[i].in_samples = rows[i].in_samples;
        putting.scenes[i].out_samples = rows[i].out_samples;
    }
    code = db_txn(req->db, put_now, &putting, err);
    free(putting.scenes);
    return code;
}

enum err_code api_scenes_put(struct req *req, struct reply *reply, struct err *err)
{
    struct picture picture;
    struct production production;
    struct scene_row *rows = NULL;
    size_t count = 0;
    enum err_code code;

    if ((code = load_picture(req->db, req->id[0], &picture, &production, err)) ||
        (code = read_rows(req, production.rate, &rows, &count, err)))
        return code;
    code = put_rows(req, &picture, rows, count, err);
    free(rows);
    if (code)
        return code;
    app_scenes_news(req->app, req->db, picture.id);
    act_news(req->app, production.id);
    return reply_scenes(req, reply, production.rate, err);
}
