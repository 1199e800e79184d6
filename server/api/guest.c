/* Guests: whoever opens a link, and the little that they see. */
#include <string.h>

#include "server/api/acts.h"
#include "server/api/guess.h"
#include "server/api/guest_scope.h"
#include "server/api/notes.h"
#include "server/api/routes.h"
#include "server/api/sign_in.h"
#include "server/api/stem_plan.h"
#include "server/api/text.h"
#include "server/api/to_json.h"

static json_t *guest_production_json(const struct production *production)
{
    char rate[RATE_TEXT];

    rate_format(rate, production->rate);
    return json_pack("{s:s, s:s, s:f, s:o, s:o}", "name", production->name, "frame_rate", rate,
                     "headroom_db", production->headroom_db, "stems", stem_names_json(production),
                     "stem_plan", stem_plan_json(production));
}

static json_t *guest_picture_json(const struct picture *picture)
{
    return picture->id
               ? json_pack("{s:I, s:s}", "id", (json_int_t)picture->id, "name", picture->name)
               : json_null();
}

static json_t *guest_json(const struct guest_scope *scope, const char *name)
{
    const struct guest_link *guest_link = &scope->guest_link;
    json_t *scenes = json_array();

    for (size_t i = 0; i < scope->scenes.count; i++)
        json_push(scenes, scene_json(&scope->scenes.list[i], scope->production.rate));
    return json_pack("{s:s, s:s, s:o, s:b, s:I, s:o, s:o}", "name", name, "label",
                     guest_link->label, "production", guest_production_json(&scope->production),
                     "may_note", guest_link->may_note, "expires_at_ms",
                     (json_int_t)guest_link->expires_at_ms, "picture",
                     guest_picture_json(&scope->scenes.picture), "scenes", scenes);
}

static enum err_code reply_guest(struct req *req, struct reply *reply, unsigned status,
                                 struct err *err)
{
    struct guest_scope scope;
    enum err_code code;

    if ((code = guest_scope_load(&scope, req, err)))
        return code;
    code = reply_take(reply, status, guest_json(&scope, req->caller->name), err);
    guest_scope_clear(&scope);
    return code;
}

/* A link that is being opened. */
struct opening {
    struct hash link_secret; /* of the link */
    struct hash kept;        /* of the new session */
    struct session session;  /* name, address and agent */
    struct caller *caller;   /* becomes the guest */
    struct link_guess guess;
    struct guest_link opened;
};

/* The link is read in the transaction that begins the session: one that is revoked meanwhile opens
 * nothing. */
static enum err_code open_link(struct db *db, void *ctx, struct err *err)
{
    struct opening *opening = ctx;
    struct caller *caller = opening->caller;
    struct act act = { .kind = "link.open" };
    enum err_code code;

    if ((code = db_link_by_secret(db, &opening->link_secret, &opening->opened, err)) ||
        (code = link_guess_right(db, &opening->guess, err)))
        return code;
    opening->session.link_id = opening->opened.id;
    if ((code = db_session_add(db, &opening->session, &opening->kept, err)))
        return code;
    memcpy(caller->name, opening->session.guest_name, sizeof caller->name);
    caller->person_id = 0; /* also when the browser holds a person's cookie */
    caller->link_id = opening->opened.id;
    caller->production_id = opening->opened.production_id;
    act.production_id = opening->opened.production_id;
    act.detail = json_pack("{s:s, s:I}", "guest_name", caller->name, "link_id",
                           (json_int_t)opening->opened.id);
    return act_add(db, caller, &act, NULL, err);
}

enum err_code api_guest_open(struct req *req, struct reply *reply, struct err *err)
{
    struct opening opening = { .caller = req->caller };
    struct session *session = &opening.session;
    const char *secret, *name;
    char fresh[SECRET_TEXT];
    struct sign_in in;

    if (req_unpack(req, err, "{s:s, s:s}", "secret", &secret, "name", &name) ||
        text_copy(session->guest_name, sizeof session->guest_name, name,
                  (struct text_rule){ "name", true }, err) ||
        link_guess_begin(&opening.guess, req, reply, err))
        return err->code;
    sign_in_init(&in, req);
    memcpy(session->agent, in.agent, sizeof session->agent);
    memcpy(session->address, in.who.address, sizeof session->address);
    opening.link_secret = secret_hash(secret);
    secret_make(fresh, &opening.kept, "");
    if (db_txn(req->db, open_link, &opening, err))
        return err->code;
    act_news(req->app, opening.opened.production_id);
    if (cookie_set(reply, COOKIE_GUEST, req->is_tls, fresh,
                   (opening.opened.expires_at_ms - db_now_ms(req->db)) / 1000, err))
        return err->code;
    return reply_guest(req, reply, 201, err);
}

enum err_code api_guest(struct req *req, struct reply *reply, struct err *err)
{
    return reply_guest(req, reply, 200, err);
}

static enum err_code check_scene(struct req *req, struct err *err)
{
    struct guest_scope scope;
    enum err_code code;

    if ((code = guest_scope_load(&scope, req, err)))
        return code;
    if (!link_scenes_find(&scope.scenes, req->id[0]))
        code = guest_scope_none("scene", err);
    guest_scope_clear(&scope);
    return code;
}

enum err_code api_guest_notes(struct req *req, struct reply *reply, struct err *err)
{
    const enum err_code code = check_scene(req, err);

    return code ? code : notes_of_link(req, reply, req->id[0], req->caller->link_id, err);
}

enum err_code api_guest_note_add(struct req *req, struct reply *reply, struct err *err)
{
    const enum err_code code = check_scene(req, err);

    return code ? code : notes_add(req, reply, req->id[0], err);
}
