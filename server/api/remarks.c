#include "server/api/remarks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/load.h"
#include "server/api/page_query.h"
#include "server/api/scene_place.h"
#include "server/api/text.h"
#include "server/store/reels.h"
#include "server/store/things.h"

enum err_code remark_scene_load(struct remark_scene *out, struct db *db, int64_t scene_id,
                                struct err *err)
{
    const enum err_code code = db_scene(db, scene_id, &out->scene, err);

    return code ? code
                : load_picture(db, out->scene.picture_id, &out->picture, &out->production, err);
}

/* ---- from a body, to an event, and back ---- */

enum err_code remark_read_keys(struct remark *out, const struct remark_keys *keys,
                               const struct scene *scene, const struct caller *who, struct err *err)
{
    const struct text_rule rule = { "text", true };
    enum err_code code;

    *out = (struct remark){ .scene_id = scene->id };
    if ((code = about_parse(&out->about, keys->about, err)) ||
        (code = scene_place_read(&out->place, keys->from_samples, keys->to_samples, scene, err)))
        return code;
    if (who->person_id)
        snprintf(out->side, sizeof out->side, "%s", side_name(who->side));
    return text_long(&out->text, keys->text, rule, err);
}

static json_t *position_json(int64_t position_samples)
{
    return position_samples == REMARK_NONE ? json_null() : json_integer(position_samples);
}

json_t *remark_detail(const struct remark *remark)
{
    return json_pack("{s:s, s:o, s:o, s:s, s:s}", "about", about_name(remark->about),
                     "from_samples", position_json(remark->place.from_samples), "to_samples",
                     position_json(remark->place.to_samples), "text", remark->text, "side",
                     remark->side);
}

const char *detail_text(const json_t *detail, const char *key)
{
    return json_string_value(json_object_get(detail, key));
}

int64_t detail_number(const json_t *detail, const char *key)
{
    const json_t *value = json_object_get(detail, key);

    return json_is_integer(value) ? json_integer_value(value) : REMARK_NONE;
}

enum err_code detail_damaged(const struct event *event, struct err *err)
{
    return err_set(err, ERR_DAMAGED, "event %lld (%s) lacks what its kind needs",
                   (long long)event->id, event->kind);
}

enum err_code remark_of_event(struct remark *out, const struct event *event, json_t *detail,
                              struct err *err)
{
    const char *about = detail_text(detail, "about"), *text = detail_text(detail, "text"),
               *side = detail_text(detail, "side");

    *out = (struct remark){ .id = event->id,
                            .production_id = event->production_id,
                            .scene_id = event->scene_id,
                            .place = { detail_number(detail, "from_samples"),
                                       detail_number(detail, "to_samples") },
                            .person_id = event->person_id,
                            .created_at_ms = event->at_ms,
                            .changed_at_ms = event->at_ms };
    if (!about || !text || !side || about_parse(&out->about, about, NULL))
        return detail_damaged(event, err);
    snprintf(out->side, sizeof out->side, "%s", side);
    if (!(out->text = strdup(text)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a text");
    return ERR_NONE;
}

/* ---- to JSON ---- */

json_t *remark_merge(json_t *json, json_t *part)
{
    if (!json || !part || json_object_update(json, part)) {
        json_decref(json);
        json = NULL;
    }
    json_decref(part);
    return json;
}

json_t *remark_json(const struct remark *remark, struct rate rate, json_t *by)
{
    json_t *json = json_pack(
        "{s:I, s:I, s:I, s:s, s:s, s:s, s:o, s:I, s:I}", "id", (json_int_t)remark->id,
        "production_id", (json_int_t)remark->production_id, "scene_id",
        (json_int_t)remark->scene_id, "scene_number", remark->scene.number, "about",
        about_name(remark->about), "text", remark->text, "by", by, "created_at_ms",
        (json_int_t)remark->created_at_ms, "changed_at_ms", (json_int_t)remark->changed_at_ms);

    return remark_merge(json, scene_place_json(&remark->place, &remark->scene, rate));
}

/* ---- lists ---- */

static enum err_code read_about(struct remark_filter *out, const struct req *req, enum about last,
                                struct err *err)
{
    const char *text = req_query(req, "about");
    enum about about;
    enum err_code code;

    if (!text)
        return ERR_NONE;
    if ((code = about_parse(&about, text, err)))
        return code;
    if (about > last)
        return err_set(err, ERR_INVALID, "about is \"%.40s\"; it is lfe or centre", text);
    out->about = about_name(about);
    return ERR_NONE;
}

static enum err_code read_side(struct remark_filter *out, const struct req *req, struct err *err)
{
    const char *text = req_query(req, "side");
    enum side side;
    enum err_code code;

    if (!text)
        return ERR_NONE;
    if (!(code = side_parse(&side, text, err)))
        out->side = side_name(side);
    return code;
}

static enum err_code read_reel(struct remark_filter *out, const struct req *req, struct err *err)
{
    const char *text = req_query(req, "reel");

    if (!text)
        return ERR_NONE;
    if (!*text || strlen(text) > 2 || strspn(text, "0123456789") != strlen(text) ||
        (out->reel = atoi(text)) < 1)
        return err_set(err, ERR_INVALID, "reel is 1 to %d", REEL_MAX);
    return ERR_NONE;
}

static enum err_code read_picture(struct remark_filter *out, const struct req *req, struct err *err)
{
    const char *text = req_query(req, "picture");
    int64_t production_id;
    enum err_code code;

    if (!text)
        return ERR_NONE;
    if ((code = db_thing_production(req->db, "pictures", text, &production_id, err)))
        return code;
    if (production_id != out->production_id)
        return err_set(err, ERR_NOT_FOUND, "the production has no such picture version");
    out->picture_id = strtoll(text, NULL, 10);
    return ERR_NONE;
}

enum err_code remark_filter_read(struct remark_filter *out, const struct req *req,
                                 const struct production *production, enum about last,
                                 struct err *err)
{
    struct page_query page;
    enum err_code code;

    *out = (struct remark_filter){ .production_id = production->id, .rate = production->rate };
    if ((code = page_query_read(&page, req, err)) || (code = read_about(out, req, last, err)) ||
        (code = read_side(out, req, err)) || (code = read_reel(out, req, err)) ||
        (code = read_picture(out, req, err)))
        return code;
    out->before_id = page.before_id;
    out->limit = page.limit + 1;
    return ERR_NONE;
}
