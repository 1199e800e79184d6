/* Tokens of one's own: what scripts and uploads sign in with. */
#include <stdlib.h>

#include "server/api/acts.h"
#include "server/api/person_add.h"
#include "server/api/routes.h"
#include "server/api/to_json.h"
#include "server/api/token_make.h"

static json_t *token_json(const struct token *token)
{
    const json_int_t used = token->used_at_ms;

    return json_pack("{s:I, s:s, s:o, s:I, s:o}", "id", (json_int_t)token->id, "name", token->name,
                     "scopes", scopes_json(token->scopes), "created_at_ms",
                     (json_int_t)token->created_at_ms, "used_at_ms",
                     used ? json_integer(used) : json_null());
}

enum err_code api_tokens(struct req *req, struct reply *reply, struct err *err)
{
    struct token *tokens = NULL;
    json_t *json = json_array();
    size_t count = 0;
    const enum err_code code = db_tokens(req->db, req->caller->person_id, &tokens, &count, err);

    for (size_t i = 0; i < count && !code; i++)
        json_push(json, token_json(&tokens[i]));
    free(tokens);
    if (code)
        json_decref(json);
    return code ? code : reply_take(reply, 200, json_list("tokens", json), err);
}

static enum err_code read_scopes(unsigned *out, const json_t *list, struct err *err)
{
    const json_t *entry;
    enum scope scope;
    size_t i;

    *out = 0;
    if (!json_is_array(list) || json_array_size(list) == 0)
        return err_set(err, ERR_INVALID, "scopes must be a list of at least one scope");
    json_array_foreach (list, i, entry) {
        if (!json_is_string(entry))
            return err_set(err, ERR_INVALID, "scopes[%zu] is no text", i);
        if (scope_parse(&scope, json_string_value(entry), err))
            return err->code;
        *out |= scope;
    }
    return ERR_NONE;
}

enum err_code api_token_add(struct req *req, struct reply *reply, struct err *err)
{
    struct token_making making = { .who = req->caller };
    const char *name;
    json_t *scopes, *json;

    if (req_unpack(req, err, "{s:s, s:o}", "name", &name, "scopes", &scopes) ||
        person_name_read(making.token.name, name, err) ||
        read_scopes(&making.token.scopes, scopes, err))
        return err->code;
    making.token.person_id = req->caller->person_id;
    if (db_txn(req->db, token_make, &making, err))
        return err->code;
    json = token_json(&making.token);
    json_object_set_new(json, "token", json_string(making.secret));
    return reply_take(reply, 201, json, err);
}

static enum err_code revoke(struct db *db, void *ctx, struct err *err)
{
    const struct req *req = ctx;
    struct act act = { .kind = "token.revoke" };
    enum err_code code;
    bool revoked;

    if ((code = db_token_revoke(db, req->caller->person_id, req->id[0], &revoked, err)))
        return code;
    if (!revoked)
        return err_set(err, ERR_NOT_FOUND, "you have no such token, or have revoked it already");
    act.detail = json_pack("{s:I, s:I}", "token_id", (json_int_t)req->id[0], "person_id",
                           (json_int_t)req->caller->person_id);
    return act_add(db, req->caller, &act, NULL, err);
}

enum err_code api_token_revoke(struct req *req, struct reply *reply, struct err *err)
{
    if (db_txn(req->db, revoke, req, err))
        return err->code;
    return reply_empty(reply);
}
