/* Who takes part in a production. */
#include "server/store/members.h"

#include <stdlib.h>

#include "server/api/acts.h"
#include "server/api/routes.h"
#include "server/api/to_json.h"
#include "server/store/invitations.h"

static json_t *member_json(const struct member *member)
{
    return json_pack("{s:I, s:s, s:s, s:b, s:I}", "person_id", (json_int_t)member->person_id,
                     "name", member->name, "side", side_name(member->side), "may_manage",
                     member->may_manage, "since_at_ms", (json_int_t)member->since_at_ms);
}

enum err_code api_members(struct req *req, struct reply *reply, struct err *err)
{
    struct member *list = NULL;
    json_t *json = json_array();
    size_t count = 0;
    const enum err_code code = db_members(req->db, req->id[0], &list, &count, err);

    for (size_t i = 0; i < count && !code; i++)
        json_push(json, member_json(&list[i]));
    free(list);
    if (code)
        json_decref(json);
    return code ? code : reply_take(reply, 200, json_list("members", json), err);
}

/* What happens to one member. */
struct change {
    struct req *req;
    int64_t person_id;
    enum side side;
    bool may_manage;      /* both without meaning when the member goes */
    struct member member; /* as it was, and after a change as it is */
    bool changed;
};

static enum err_code load_member(struct db *db, struct change *change, struct err *err)
{
    bool found = false;
    enum err_code code =
        db_member(db, change->req->id[0], change->person_id, &change->member, &found, err);

    if (!code && !found)
        code = err_set(err, ERR_NOT_FOUND, "there is no such member in this production");
    return code;
}

/* A production that nobody manages could never invite anybody again. */
static enum err_code other_manages(struct db *db, const struct member *member, struct err *err)
{
    struct member *list = NULL;
    size_t count = 0;
    bool found = false;
    enum err_code code;

    if ((code = db_members(db, member->production_id, &list, &count, err)))
        return code;
    for (size_t i = 0; i < count; i++)
        found = found || (list[i].may_manage && list[i].person_id != member->person_id);
    free(list);
    return found ? ERR_NONE
                 : err_set(err, ERR_CONFLICT,
                           "nobody else manages this production: let somebody else manage it "
                           "first");
}

/* Whoever loses the right to invite may have kept an invitation for later. */
static enum err_code stop_managing(struct db *db, const struct member *member, int64_t *revoked,
                                   struct err *err)
{
    enum err_code code;

    *revoked = 0;
    if (!member->may_manage)
        return ERR_NONE;
    if ((code = other_manages(db, member, err)))
        return code;
    return db_invitations_revoke_of(db, member->production_id, member->person_id, revoked, err);
}

/* "side" is that of whoever did it, as in all events; what the member becomes stands apart. */
static enum err_code record(struct db *db, const struct change *change, const char *kind,
                            json_t *detail, struct err *err)
{
    const struct member *member = &change->member;
    const struct caller *who = change->req->caller;
    const struct act act = { .kind = kind,
                             .production_id = member->production_id,
                             .detail = detail };

    if (detail && (json_object_set_new(detail, "side", json_string(side_name(who->side))) ||
                   json_object_set_new(detail, "person_id", json_integer(member->person_id)) ||
                   json_object_set_new(detail, "name", json_string(member->name)))) {
        json_decref(detail);
        return err_set(err, ERR_NO_MEMORY, "no memory for an event");
    }
    return act_add(db, who, &act, NULL, err);
}

static enum err_code put(struct db *db, void *ctx, struct err *err)
{
    struct change *change = ctx;
    struct member *member = &change->member;
    int64_t revoked = 0;
    enum err_code code;

    if ((code = load_member(db, change, err)) ||
        (!change->may_manage && (code = stop_managing(db, member, &revoked, err))))
        return code;
    change->changed = member->side != change->side || member->may_manage != change->may_manage;
    member->side = change->side;
    member->may_manage = change->may_manage;
    if (!change->changed)
        return ERR_NONE;
    if ((code = db_member_put(db, member, err)))
        return code;
    return record(db, change, "member.change",
                  json_pack("{s:{s:s, s:b}, s:I}", "becomes", "side", side_name(member->side),
                            "may_manage", member->may_manage, "invitations_revoked",
                            (json_int_t)revoked),
                  err);
}

enum err_code api_member_put(struct req *req, struct reply *reply, struct err *err)
{
    struct change change = { .req = req, .person_id = req->id[1] };
    const char *side;
    int may_manage;

    if (req_unpack(req, err, "{s:s, s:b}", "side", &side, "may_manage", &may_manage) ||
        side_parse(&change.side, side, err))
        return err->code;
    change.may_manage = may_manage;
    if (db_txn(req->db, put, &change, err))
        return err->code;
    if (change.changed)
        act_news(req->app, req->id[0]);
    return reply_take(reply, 200, member_json(&change.member), err);
}

static enum err_code take_away(struct db *db, void *ctx, struct err *err)
{
    struct change *change = ctx;
    const struct member *member = &change->member;
    int64_t revoked = 0;
    enum err_code code;

    if ((code = load_member(db, change, err)) ||
        (code = stop_managing(db, member, &revoked, err)) ||
        (code = db_member_remove(db, member->production_id, member->person_id, err)))
        return code;
    return record(db, change, "member.remove",
                  json_pack("{s:I}", "invitations_revoked", (json_int_t)revoked), err);
}

/* Everybody may leave; only who manages may send others away. A token does neither: a script that
 * may listen should not be able to end a membership. */
enum err_code api_member_remove(struct req *req, struct reply *reply, struct err *err)
{
    struct change change = { .req = req, .person_id = req->id[1] };
    const struct caller *caller = req->caller;

    if (!caller->session_id)
        return err_set(err, ERR_FORBIDDEN,
                       "a token can't end a membership: sign in with name and password");
    if (!caller->may_manage && caller->person_id != change.person_id)
        return err_set(err, ERR_FORBIDDEN, "only who manages this production may remove others");
    if (db_txn(req->db, take_away, &change, err))
        return err->code;
    act_news(req->app, req->id[0]);
    return reply_empty(reply);
}
