#include "server/api/guest_scope.h"

#include "server/auth/caller.h"

enum err_code guest_scope_load(struct guest_scope *out, struct req *req, struct err *err)
{
    enum err_code code;

    *out = (struct guest_scope){ 0 };
    if ((code = db_link(req->db, req->caller->link_id, &out->guest_link, err)) ||
        (code = db_production(req->db, out->guest_link.production_id, &out->production, err)) ||
        (code = db_link_scenes(req->db, &out->guest_link, &out->scenes, err)))
        guest_scope_clear(out);
    return code;
}

void guest_scope_clear(struct guest_scope *scope)
{
    link_scenes_clear(&scope->scenes);
}

enum err_code guest_scope_none(const char *thing, struct err *err)
{
    return err_set(err, ERR_NOT_FOUND, "there is no such %s, or this link does not lead to it",
                   thing);
}
