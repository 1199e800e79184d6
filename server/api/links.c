/* Guests' links, as those who manage a production see them. */
#include "server/store/links.h"

#include <stdlib.h>

#include "server/api/acts.h"
#include "server/api/routes.h"
#include "server/api/text.h"
#include "server/api/to_json.h"
#include "server/auth/secret.h"

enum { DAYS_DEFAULT = 14, DAYS_MAX = 365 };
static const int64_t day_ms = 86400000;

static json_t *id_json(int64_t id)
{
    return id ? json_integer(id) : json_null();
}

static json_t *link_json(const struct guest_link *guest_link)
{
    return json_pack("{s:I, s:s, s:b, s:o, s:o, s:I, s:I}", "id", (json_int_t)guest_link->id,
                     "label", guest_link->label, "may_note", guest_link->may_note, "first_scene_id",
                     id_json(guest_link->first_scene_id), "last_scene_id",
                     id_json(guest_link->last_scene_id), "created_at_ms",
                     (json_int_t)guest_link->created_at_ms, "expires_at_ms",
                     (json_int_t)guest_link->expires_at_ms);
}

enum err_code api_links(struct req *req, struct reply *reply, struct err *err)
{
    struct guest_link *list = NULL;
    json_t *json = json_array();
    size_t count = 0;
    const enum err_code code = db_links(req->db, req->id[0], &list, &count, err);

    for (size_t i = 0; i < count && !code; i++)
        json_push(json, link_json(&list[i]));
    free(list);
    if (code)
        json_decref(json);
    return code ? code : reply_take(reply, 200, json_list("links", json), err);
}

/* One sentence for a scene of another production and for one that does not exist. */
static enum err_code scene_of(struct db *db, int64_t production_id, int64_t id, struct scene *out,
                              struct err *err)
{
    struct picture picture = { 0 };
    enum err_code code = db_scene(db, id, out, err);

    if (!code)
        code = db_picture(db, out->picture_id, &picture, err);
    if (code == ERR_NOT_FOUND || (!code && picture.production_id != production_id))
        code = err_set(err, ERR_INVALID,
                       "first_scene_id and last_scene_id must be scenes of this production");
    return code;
}

/* The two must enclose something as the list stands now. */
static enum err_code check_range(struct db *db, const struct guest_link *guest_link,
                                 struct err *err)
{
    struct link_scenes scenes;
    struct scene first, last;
    enum err_code code;
    bool empty;

    if (!guest_link->first_scene_id && !guest_link->last_scene_id)
        return ERR_NONE;
    if ((code = scene_of(db, guest_link->production_id, guest_link->first_scene_id, &first, err)) ||
        (code = scene_of(db, guest_link->production_id, guest_link->last_scene_id, &last, err)) ||
        (code = db_link_scenes(db, guest_link, &scenes, err)))
        return code;
    empty = !scenes.count;
    link_scenes_clear(&scenes);
    return empty ? err_set(err, ERR_INVALID,
                           "first_scene_id and last_scene_id must stand in one picture version's "
                           "list, the first not after the last")
                 : ERR_NONE;
}

static enum err_code read_link(struct guest_link *out, struct req *req, struct err *err)
{
    json_int_t first = 0, last = 0, days = DAYS_DEFAULT;
    const char *label;
    int may_note = 0;

    if (req_unpack(req, err, "{s:s, s?b, s?I, s?I, s?I}", "label", &label, "may_note", &may_note,
                   "first_scene_id", &first, "last_scene_id", &last, "days", &days) ||
        text_copy(out->label, sizeof out->label, label, (struct text_rule){ "label", true }, err))
        return err->code;
    if (days < 1 || days > DAYS_MAX)
        return err_set(err, ERR_INVALID, "days is %lld, it may be 1 to %d", (long long)days,
                       DAYS_MAX);
    if (!first != !last)
        return err_set(err, ERR_INVALID,
                       "first_scene_id and last_scene_id go together: say one scene twice, or "
                       "leave both out for the whole production");
    out->production_id = req->id[0];
    out->first_scene_id = first;
    out->last_scene_id = last;
    out->may_note = may_note;
    out->made_by = req->caller->person_id;
    out->expires_at_ms = db_now_ms(req->db) + days * day_ms;
    return check_range(req->db, out, err);
}

struct adding {
    const struct caller *who;
    struct guest_link *guest_link;
};

static enum err_code add(struct db *db, void *ctx, struct err *err)
{
    const struct adding *adding = ctx;
    const struct guest_link *added = adding->guest_link;
    struct act act = { .kind = "link.add", .production_id = added->production_id };
    enum err_code code;

    if ((code = db_link_add(db, adding->guest_link, err)))
        return code;
    act.detail =
        json_pack("{s:s, s:I, s:b, s:o, s:o, s:I}", "side", side_name(adding->who->side), "link_id",
                  (json_int_t)added->id, "may_note", added->may_note, "first_scene_id",
                  id_json(added->first_scene_id), "last_scene_id", id_json(added->last_scene_id),
                  "expires_at_ms", (json_int_t)added->expires_at_ms);
    return act_add(db, adding->who, &act, NULL, err);
}

enum err_code api_link_add(struct req *req, struct reply *reply, struct err *err)
{
    struct guest_link guest_link = { 0 };
    struct adding adding = { req->caller, &guest_link };
    char secret[SECRET_TEXT];
    json_t *json;

    if (read_link(&guest_link, req, err))
        return err->code;
    secret_make(secret, &guest_link.secret, "");
    if (db_txn(req->db, add, &adding, err))
        return err->code;
    act_news(req->app, guest_link.production_id);
    json = link_json(&guest_link);
    if (json && (json_object_set_new(json, "secret", json_string(secret)) ||
                 json_object_set_new(json, "url", json_sprintf("/guest#%s", secret)))) {
        json_decref(json);
        json = NULL;
    }
    return reply_take(reply, 201, json, err);
}

static enum err_code revoke(struct db *db, void *ctx, struct err *err)
{
    const struct req *req = ctx;
    struct act act = { .kind = "link.revoke", .production_id = req->caller->production_id };
    bool revoked;
    enum err_code code;

    if ((code = db_link_revoke(db, req->id[0], &revoked, err)))
        return code;
    if (!revoked)
        return err_set(err, ERR_NOT_FOUND, "this link has expired or was taken back already");
    act.detail = json_pack("{s:s, s:I}", "side", side_name(req->caller->side), "link_id",
                           (json_int_t)req->id[0]);
    return act_add(db, req->caller, &act, NULL, err);
}

enum err_code api_link_revoke(struct req *req, struct reply *reply, struct err *err)
{
    if (db_txn(req->db, revoke, req, err))
        return err->code;
    act_news(req->app, req->caller->production_id);
    return reply_empty(reply);
}
