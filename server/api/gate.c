#include "server/api/gate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/api/app.h"
#include "server/api/cookies.h"
#include "server/store/sessions.h"
#include "server/store/things.h"
#include "server/store/tokens.h"

enum { SEEN_MS = 60 * 1000, THING_TEXT = 32 };

static const char guest_space[] = "/api/guest";

/* Addresses whose {} names nothing of a production, by how they begin: there the handler looks
 * whether it is the caller's own. */
static const char *const unplaced[] = { "/api/tokens/", "/api/guest/" };

/* That somebody was seen is written once a minute, and never worth failing a request. */
static bool is_worth_writing(struct db *db, const struct holder *holder)
{
    return db_now_ms(db) - holder->seen_at_ms >= SEEN_MS;
}

static void take_holder(struct caller *caller, const struct holder *holder)
{
    caller->person_id = holder->person_id;
    caller->link_id = holder->link_id;
    caller->production_id = holder->production_id;
    memcpy(caller->name, holder->name, sizeof caller->name);
    caller->is_owner = holder->is_owner;
    caller->scopes = holder->scopes;
}

/* A cookie that is none any more is as good as no cookie. */
static enum err_code find_by_cookie(struct req *req, enum cookie cookie, struct err *err)
{
    char secret[SECRET_TEXT];
    struct holder holder;
    struct hash hash;
    enum err_code code;

    if (!cookie_read(req, cookie, secret))
        return ERR_NONE;
    hash = secret_hash(secret);
    if ((code = db_session_holder(req->db, &hash, &holder, err)))
        return code;
    if (!holder.id || (cookie == COOKIE_GUEST) != (holder.link_id != 0))
        return ERR_NONE;
    take_holder(req->caller, &holder);
    req->caller->session_id = holder.id;
    if (is_worth_writing(req->db, &holder))
        db_session_seen(req->db, holder.id, NULL);
    return ERR_NONE;
}

static enum err_code find_by_token(struct req *req, const char *token, struct err *err)
{
    const struct hash hash = secret_hash(token);
    struct holder holder;
    enum err_code code;

    if ((code = db_token_holder(req->db, &hash, &holder, err)))
        return code;
    if (!holder.id)
        return err_set(err, ERR_SIGN_IN,
                       "the token is not known here, or was revoked: make a new one and send it as "
                       "Authorization: Bearer pdt_...");
    take_holder(req->caller, &holder);
    req->caller->token_id = holder.id;
    if (is_worth_writing(req->db, &holder))
        db_token_used(req->db, holder.id, NULL);
    return ERR_NONE;
}

/* NULL when there is none; another scheme is for a proxy in front. */
static const char *bearer(const struct req *req)
{
    const char *value = req_header(req, "Authorization");

    if (!value || strncasecmp(value, "Bearer ", 7) != 0)
        return NULL;
    return value + 7 + strspn(value + 7, " ");
}

static bool begins(const char *path, const char *with)
{
    return !strncmp(path, with, strlen(with));
}

static bool is_guests(const struct route *route)
{
    const size_t bytes = strlen(guest_space);

    return begins(route->path, guest_space) && (route->path[bytes] == '/' || !route->path[bytes]);
}

static enum err_code find_caller(struct req *req, const struct route *route, struct err *err)
{
    const char *token = bearer(req);

    if (is_guests(route))
        return find_by_cookie(req, COOKIE_GUEST, err);
    return token ? find_by_token(req, token, err) : find_by_cookie(req, COOKIE_PERSON, err);
}

static enum err_code check_nobody(const struct caller *caller, unsigned rights, struct err *err)
{
    const bool guests = rights & (GUEST | GUEST_NOTE);

    if (!rights || (guests ? caller->link_id : caller->person_id))
        return ERR_NONE;
    if (guests)
        return err_set(err, ERR_SIGN_IN,
                       "this page is for guests: open the link that you were given again");
    return err_set(err, ERR_SIGN_IN,
                   "sign in first, or send a token as Authorization: Bearer pdt_...");
}

/* "scenes" of "/api/scenes/{}/notes"; "" when the address names nothing of a production. */
static void first_thing(const struct route *route, char out[THING_TEXT])
{
    const char *end = strstr(route->path, "/{}"), *start = end;

    *out = '\0';
    for (size_t i = 0; i < sizeof unplaced / sizeof *unplaced; i++)
        if (begins(route->path, unplaced[i]))
            return;
    while (start && start > route->path && start[-1] != '/')
        start--;
    if (end)
        snprintf(out, THING_TEXT, "%.*s", (int)(end - start), start);
}

/* The same sentence for a thing that is not there and for one of others, so that nobody can find
 * out which productions there are. */
static enum err_code not_here(struct err *err)
{
    return err_set(err, ERR_NOT_FOUND,
                   "there is no such thing, or you are not part of its production");
}

/* Fills what the caller is in the production that the address leads to. */
static enum err_code find_place(struct req *req, const char *thing, struct err *err)
{
    struct caller *caller = req->caller;
    struct member member;
    int64_t production_id;
    bool found = false;
    enum err_code code;

    if ((code = db_thing_production(req->db, thing, req->param[0], &production_id, err)) ||
        (code = db_member(req->db, production_id, caller->person_id, &member, &found, err)))
        return code;
    if (!found)
        return not_here(err);
    caller->production_id = production_id;
    caller->side = member.side;
    caller->may_manage = member.may_manage;
    return ERR_NONE;
}

static enum err_code check_session(const struct caller *caller, unsigned rights, struct err *err)
{
    if (!(rights & (SELF | MANAGE)) || caller->session_id)
        return ERR_NONE;
    return err_set(err, ERR_FORBIDDEN,
                   "a token can't do this, whatever its scopes are: sign in with your password");
}

/* Which of the scopes that a route asks for is missing; 0 for none. */
static enum scope missing_scope(const struct caller *caller, unsigned rights)
{
    const unsigned needed = rights & OWN ? SCOPE_UPLOAD : (rights & SCOPED) / LISTEN,
                   missing = needed & ~caller->scopes;

    return (enum scope)(missing & -missing);
}

static enum err_code check_rights(const struct caller *caller, unsigned rights, struct err *err)
{
    const enum scope missing = missing_scope(caller, rights);
    enum err_code code;

    if ((code = check_session(caller, rights, err)))
        return code;
    if (rights & OWN && !caller->is_owner)
        return err_set(err, ERR_FORBIDDEN, "only an owner of this server may do this");
    if (rights & MANAGE && !caller->may_manage)
        return err_set(err, ERR_FORBIDDEN,
                       "only those who manage the production may do this: ask one of them");
    if (rights & GUEST_NOTE && !(caller->scopes & SCOPE_NOTE))
        return err_set(err, ERR_FORBIDDEN, "your link lets you listen; it is not for notes");
    if (missing)
        return err_set(err, ERR_FORBIDDEN,
                       "your token is not for this: it would need the scope \"%s\"",
                       scope_name(missing));
    return ERR_NONE;
}

enum err_code app_gate(struct req *req, const struct route *route, struct err *err)
{
    const unsigned rights = route->flags & ~(unsigned)(ROUTE_RIGHTS - 1);
    char thing[THING_TEXT];
    enum err_code code;

    if (!(req->caller = calloc(1, sizeof *req->caller)))
        return err_set(err, ERR_NO_MEMORY, "no memory for another request");
    snprintf(req->caller->address, sizeof req->caller->address, "%s", req->address);
    if ((code = find_caller(req, route, err)) || (code = check_nobody(req->caller, rights, err)))
        return code;
    first_thing(route, thing);
    if (rights && *thing && (code = find_place(req, thing, err)))
        return code;
    return check_rights(req->caller, rights, err);
}

enum err_code gate_side(const struct req *req, enum side *out, struct err *err)
{
    *out = req->caller->side;
    if (*out != SIDE_NONE)
        return ERR_NONE;
    return err_set(err, ERR_FORBIDDEN,
                   "this is for one of the two sides, and you stand on none in this production: "
                   "ask somebody who manages it");
}
