/* Signing in and out. */
#include <stdlib.h>
#include <string.h>

#include "server/api/acts.h"
#include "server/api/guess.h"
#include "server/api/hashing.h"
#include "server/api/person_add.h"
#include "server/api/routes.h"
#include "server/api/sign_in.h"
#include "server/api/to_json.h"
#include "server/auth/passwords.h"

enum err_code api_session(struct req *req, struct reply *reply, struct err *err)
{
    json_t *json;

    if (session_json(&json, req->db, req->caller->person_id, err))
        return err->code;
    return reply_take(reply, 200, json, err);
}

/* Somebody who signs in. It holds no part of the request, which may be gone when it ends. */
struct signing {
    struct sign_in in;
    struct guess guess;
    char name[STORE_NAME], password[PASSWORD_MOST_BYTES + 1];
    struct person person;
};

static void signing_free(void *ctx)
{
    struct signing *signing = ctx;

    password_wipe(signing->password);
    free(signing);
}

/* The password may have been changed while this one was looked at. */
static enum err_code accept(struct db *db, void *ctx, struct err *err)
{
    struct signing *signing = ctx;
    struct person now;
    enum err_code code;

    if ((code = db_person(db, signing->person.id, &now, err)))
        return code;
    if (strcmp(now.password, signing->person.password) != 0)
        return err_set(err, ERR_CONFLICT, "the password was changed this moment: sign in again");
    if ((code = guess_right(db, &signing->guess, err)))
        return code;
    return sign_in_add(&signing->in, db, now.id, err);
}

static enum err_code refuse(struct db *db, void *ctx, struct err *err)
{
    const struct signing *signing = ctx;
    const struct act act = { .kind = "sign_in.refuse",
                             .detail = json_pack("{s:s}", "name", signing->name) };

    return act_add(db, &signing->in.who, &act, NULL, err);
}

static enum err_code signing_run(void *ctx, struct db *db, struct err *err)
{
    struct signing *signing = ctx;
    enum err_code code;
    bool right;

    if ((code = db_person_by_name(db, signing->name, &signing->person, err)) ||
        (code = password_matches(&right, signing->person.password, signing->password, err)))
        return code;
    if (right)
        return db_txn(db, accept, signing, err);
    if ((code = db_txn(db, refuse, signing, err)))
        return code;
    return err_set(err, ERR_FORBIDDEN, "the name or the password is wrong");
}

static enum err_code signing_answer(void *ctx, struct db *db, struct reply *reply, struct err *err)
{
    struct signing *signing = ctx;
    json_t *json;
    enum err_code code;

    if ((code = session_json(&json, db, signing->person.id, err)) ||
        (code = reply_take(reply, 200, json, err)))
        return code;
    return sign_in_cookie(&signing->in, reply, err);
}

static enum err_code signing_read(struct signing *signing, struct req *req, struct err *err)
{
    const char *name, *password;

    if (req_unpack(req, err, "{s:s, s:s}", "name", &name, "password", &password) ||
        person_name_read(signing->name, name, err))
        return err->code;
    if (strlen(password) > PASSWORD_MOST_BYTES)
        return err_set(err, ERR_INVALID, "no password has more than %d bytes", PASSWORD_MOST_BYTES);
    strcpy(signing->password, password);
    sign_in_init(&signing->in, req);
    return ERR_NONE;
}

enum err_code api_session_add(struct req *req, struct reply *reply, struct err *err)
{
    struct signing *signing = calloc(1, sizeof *signing);
    const struct hashing_work work = { signing, signing_run, signing_answer, signing_free };

    if (!signing)
        return err_set(err, ERR_NO_MEMORY, "no memory for signing in");
    if (signing_read(signing, req, err) ||
        guess_begin(&signing->guess, signing->name, req, reply, err)) {
        signing_free(signing);
        return err->code;
    }
    return hashing_later(req, &work, err);
}

struct leaving {
    const struct caller *who;
    bool everywhere;
};

static enum err_code leave(struct db *db, void *ctx, struct err *err)
{
    const struct leaving *leaving = ctx;
    const struct caller *who = leaving->who;
    struct act act = { .kind = leaving->everywhere ? "sign_out.everywhere" : "sign_out" };
    enum err_code code;

    code = leaving->everywhere ? db_sessions_remove(db, who->person_id, 0, err)
                               : db_session_remove(db, who->session_id, err);
    if (code)
        return code;
    act.detail = json_pack("{s:I}", "session_id", (json_int_t)who->session_id);
    return act_add(db, who, &act, NULL, err);
}

static enum err_code reply_left(struct req *req, struct reply *reply, bool everywhere,
                                struct err *err)
{
    struct leaving leaving = { req->caller, everywhere };

    if (db_txn(req->db, leave, &leaving, err) ||
        cookie_set(reply, COOKIE_PERSON, req->is_tls, "", 0, err))
        return err->code;
    return reply_empty(reply);
}

enum err_code api_session_end(struct req *req, struct reply *reply, struct err *err)
{
    return reply_left(req, reply, false, err);
}

enum err_code api_sessions_end(struct req *req, struct reply *reply, struct err *err)
{
    return reply_left(req, reply, true, err);
}

enum err_code api_sessions(struct req *req, struct reply *reply, struct err *err)
{
    struct session *list = NULL;
    json_t *json = json_array();
    size_t count = 0;
    const enum err_code code = db_sessions(req->db, req->caller->person_id, &list, &count, err);

    for (size_t i = 0; i < count && !code; i++)
        json_push(json, json_pack("{s:I, s:s, s:s, s:I, s:I, s:b}", "id", (json_int_t)list[i].id,
                                  "address", list[i].address, "agent", list[i].agent,
                                  "created_at_ms", (json_int_t)list[i].created_at_ms, "seen_at_ms",
                                  (json_int_t)list[i].seen_at_ms, "is_this",
                                  list[i].id == req->caller->session_id));
    free(list);
    if (code)
        json_decref(json);
    return code ? code : reply_take(reply, 200, json_list("sessions", json), err);
}
