#include "server/api/token_make.h"

#include "server/api/acts.h"

json_t *scopes_json(unsigned scopes)
{
    json_t *json = json_array();

    for (unsigned scope = 1; scope < SCOPE_ALL; scope <<= 1)
        if (scopes & scope)
            json_array_append_new(json, json_string(scope_name((enum scope)scope)));
    return json;
}

enum err_code token_make(struct db *db, void *ctx, struct err *err)
{
    struct token_making *making = ctx;
    struct token *token = &making->token;
    struct act act = { .kind = "token.add" };
    struct hash kept;
    enum err_code code;
    size_t count;

    if ((code = db_tokens_count(db, token->person_id, &count, err)))
        return code;
    if (count >= TOKENS_MAX)
        return err_set(err, ERR_CONFLICT,
                       "%d tokens are the most for one person: revoke those that are not used",
                       TOKENS_MAX);
    secret_make(making->secret, &kept, "pdt_");
    if ((code = db_token_add(db, token, &kept, err)))
        return code;
    act.detail = json_pack("{s:I, s:I, s:s, s:o}", "token_id", (json_int_t)token->id, "person_id",
                           (json_int_t)token->person_id, "name", token->name, "scopes",
                           scopes_json(token->scopes));
    return act_add(db, making->who, &act, NULL, err);
}
