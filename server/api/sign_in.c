#include "server/api/sign_in.h"

#include <stdio.h>
#include <string.h>

#include "server/api/acts.h"
#include "server/api/person_json.h"
#include "server/api/text.h"

/* Only what is clean: it is shown in the list of sessions. */
static void copy_agent(char out[SESSION_AGENT], const char *agent)
{
    *out = '\0';
    if (agent && strlen(agent) < SESSION_AGENT && text_is_clean(agent, strlen(agent)))
        strcpy(out, agent);
}

void sign_in_init(struct sign_in *out, const struct req *req)
{
    *out = (struct sign_in){ .who = *req->caller, .is_tls = req->is_tls };
    copy_agent(out->agent, req_header(req, "User-Agent"));
}

enum err_code sign_in_add(struct sign_in *in, struct db *db, int64_t person_id, struct err *err)
{
    struct session session = { .person_id = person_id };
    struct caller who = in->who;
    struct act act = { .kind = "sign_in" };
    struct hash kept;
    enum err_code code;

    secret_make(in->secret, &kept, "");
    snprintf(session.address, sizeof session.address, "%s", who.address);
    snprintf(session.agent, sizeof session.agent, "%s", in->agent);
    if ((who.session_id && (code = db_session_remove(db, who.session_id, err))) ||
        (code = db_session_add(db, &session, &kept, err)))
        return code;
    who.person_id = person_id;
    who.link_id = 0;
    act.detail = json_pack("{s:I, s:s}", "session_id", (json_int_t)session.id, "agent", in->agent);
    return act_add(db, &who, &act, NULL, err);
}

enum err_code sign_in_cookie(const struct sign_in *in, struct reply *reply, struct err *err)
{
    return cookie_set(reply, COOKIE_PERSON, in->is_tls, in->secret, SESSION_S, err);
}

enum err_code session_json(json_t **out, struct db *db, int64_t person_id, struct err *err)
{
    struct person person;
    bool any = true;
    enum err_code code;

    *out = NULL;
    if ((code = person_id ? db_person(db, person_id, &person, err) : db_people_any(db, &any, err)))
        return code;
    *out = json_pack("{s:o, s:b}", "person", person_id ? person_json(&person) : json_null(),
                     "needs_owner", !any);
    return ERR_NONE;
}
