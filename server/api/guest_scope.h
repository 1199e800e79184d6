/* What a guest's link leads to, read anew for every request, so that nothing outlives a link. */
#pragma once

#include "server/http/req.h"
#include "server/store/links.h"

struct guest_scope {
    struct guest_link guest_link;
    struct production production;
    struct link_scenes scenes;
};

/* Of the guest who asks (req->caller has a link_id). Clear it after success. */
enum err_code guest_scope_load(struct guest_scope *out, struct req *req, struct err *err);
void guest_scope_clear(struct guest_scope *scope);

/* ERR_NOT_FOUND, with one sentence for what the link does not lead to and what does not exist. */
enum err_code guest_scope_none(const char *thing, struct err *err);
