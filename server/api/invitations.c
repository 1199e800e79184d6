/* Invitations, as those who manage a production see them. Accepting one: accept.c. */
#include "server/store/invitations.h"

#include <stdlib.h>

#include "server/api/acts.h"
#include "server/api/routes.h"
#include "server/api/to_json.h"
#include "server/auth/secret.h"

enum { DAYS_DEFAULT = 7, DAYS_MAX = 90 };
static const int64_t day_ms = 86400000;

static json_t *invitation_json(const struct invitation *invitation)
{
    return json_pack("{s:I, s:s, s:b, s:{s:I, s:s}, s:I, s:I}", "id", (json_int_t)invitation->id,
                     "side", side_name(invitation->side), "may_manage", invitation->may_manage,
                     "made_by", "person_id", (json_int_t)invitation->made_by, "name",
                     invitation->maker, "created_at_ms", (json_int_t)invitation->created_at_ms,
                     "expires_at_ms", (json_int_t)invitation->expires_at_ms);
}

enum err_code api_invitations(struct req *req, struct reply *reply, struct err *err)
{
    struct invitation *list = NULL;
    json_t *json = json_array();
    size_t count = 0;
    const enum err_code code = db_invitations_open(req->db, req->id[0], &list, &count, err);

    for (size_t i = 0; i < count && !code; i++)
        json_push(json, invitation_json(&list[i]));
    free(list);
    if (code)
        json_decref(json);
    return code ? code : reply_take(reply, 200, json_list("invitations", json), err);
}

static enum err_code read_invitation(struct invitation *out, struct req *req, struct err *err)
{
    json_int_t days = DAYS_DEFAULT;
    const char *side;
    int may_manage = 0;

    if (req_unpack(req, err, "{s:s, s?b, s?I}", "side", &side, "may_manage", &may_manage, "days",
                   &days) ||
        side_parse(&out->side, side, err))
        return err->code;
    if (days < 1 || days > DAYS_MAX)
        return err_set(err, ERR_INVALID, "days is %lld, it may be 1 to %d", (long long)days,
                       DAYS_MAX);
    out->production_id = req->id[0];
    out->may_manage = may_manage;
    out->made_by = req->caller->person_id;
    out->expires_at_ms = db_now_ms(req->db) + days * day_ms;
    return ERR_NONE;
}

struct adding {
    const struct caller *who;
    struct invitation *invitation;
};

/* "side" is that of whoever invites, as in all events; what is given stands apart. */
static enum err_code add(struct db *db, void *ctx, struct err *err)
{
    const struct adding *adding = ctx;
    struct invitation *added = adding->invitation;
    struct act act = { .kind = "invitation.add", .production_id = added->production_id };
    enum err_code code;
    int64_t id;

    if ((code = db_invitation_add(db, added, err)))
        return code;
    id = added->id;
    act.detail = json_pack("{s:s, s:I, s:{s:s, s:b}, s:I}", "side", side_name(adding->who->side),
                           "invitation_id", (json_int_t)id, "gives", "side", side_name(added->side),
                           "may_manage", added->may_manage, "expires_at_ms",
                           (json_int_t)added->expires_at_ms);
    if ((code = act_add(db, adding->who, &act, NULL, err)))
        return code;
    return db_invitation(db, id, added, err);
}

enum err_code api_invitation_add(struct req *req, struct reply *reply, struct err *err)
{
    struct invitation invitation = { 0 };
    struct adding adding = { req->caller, &invitation };
    char secret[SECRET_TEXT];
    json_t *json;

    if (read_invitation(&invitation, req, err))
        return err->code;
    secret_make(secret, &invitation.secret, "");
    if (db_txn(req->db, add, &adding, err))
        return err->code;
    act_news(req->app, invitation.production_id);
    json = invitation_json(&invitation);
    if (json && (json_object_set_new(json, "secret", json_string(secret)) ||
                 json_object_set_new(json, "url", json_sprintf("/invite#%s", secret)))) {
        json_decref(json);
        json = NULL;
    }
    return reply_take(reply, 201, json, err);
}

static enum err_code revoke(struct db *db, void *ctx, struct err *err)
{
    const struct req *req = ctx;
    struct act act = { .kind = "invitation.revoke", .production_id = req->caller->production_id };
    bool revoked;
    enum err_code code;

    if ((code = db_invitation_revoke(db, req->id[0], &revoked, err)))
        return code;
    if (!revoked)
        return err_set(err, ERR_NOT_FOUND,
                       "this invitation was used, has expired or was taken back already");
    act.detail = json_pack("{s:s, s:I}", "side", side_name(req->caller->side), "invitation_id",
                           (json_int_t)req->id[0]);
    return act_add(db, req->caller, &act, NULL, err);
}

enum err_code api_invitation_revoke(struct req *req, struct reply *reply, struct err *err)
{
    if (db_txn(req->db, revoke, req, err))
        return err->code;
    act_news(req->app, req->caller->production_id);
    return reply_empty(reply);
}
