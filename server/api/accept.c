/* Looking at an invitation, and accepting it: by somebody new, who becomes a person with it, or by
 * a person who has signed in. */
#include <stdlib.h>
#include <string.h>

#include "server/api/acts.h"
#include "server/api/hashing.h"
#include "server/api/person_add.h"
#include "server/api/routes.h"
#include "server/api/sign_in.h"
#include "server/auth/passwords.h"
#include "server/store/invitations.h"

enum err_code api_invitation_look(struct req *req, struct reply *reply, struct err *err)
{
    struct invitation found;
    struct hash secret;
    const char *text;

    if (req_unpack(req, err, "{s:s}", "secret", &text))
        return err->code;
    secret = secret_hash(text);
    if (db_invitation_by_secret(req->db, &secret, &found, err))
        return err->code;
    return reply_take(reply, 200,
                      json_pack("{s:s?, s:s, s:b, s:b, s:s?, s:I}", "production",
                                found.production_id ? found.production : NULL, "side",
                                side_name(found.side), "may_manage", found.may_manage,
                                "makes_owner", !found.production_id, "made_by",
                                found.made_by ? found.maker : NULL, "expires_at_ms",
                                (json_int_t)found.expires_at_ms),
                      err);
}

/* A use of an invitation. It holds no part of its request, which may be gone when it ends. */
struct accepting {
    struct app *app;
    struct hash secret;
    struct sign_in in;
    bool is_new;          /* makes the person; else it is in.who */
    struct person person; /* name, mail and, once hashed, password of a new one */
    char password[PASSWORD_MOST_BYTES + 1];
    struct invitation used;
};

/* Whoever is a member already keeps the invitation for somebody else. */
static enum err_code check_member(struct db *db, const struct accepting *accepting, struct err *err)
{
    const struct invitation *used = &accepting->used;
    struct member member;
    bool found = false;
    enum err_code code;

    if (!used->production_id)
        return err_set(err, ERR_CONFLICT,
                       "this invitation makes a new owner of the machine: sign out, then open it "
                       "again");
    code = db_member(db, used->production_id, accepting->in.who.person_id, &member, &found, err);
    if (!code && found)
        code = err_set(err, ERR_CONFLICT,
                       "you take part in this production already; the invitation is still good "
                       "for somebody else");
    return code;
}

static enum err_code join(struct db *db, const struct accepting *accepting, struct err *err)
{
    const struct invitation *used = &accepting->used;
    const struct person *person = &accepting->person;
    const struct member member = { .production_id = used->production_id,
                                   .person_id = person->id,
                                   .side = used->side,
                                   .may_manage = used->may_manage,
                                   .since_at_ms = db_now_ms(db) };
    struct act act = { .kind = "member.join", .production_id = used->production_id };
    struct caller who = accepting->in.who;
    enum err_code code;

    if ((code = db_member_put(db, &member, err)))
        return code;
    who.person_id = person->id;
    act.detail = json_pack("{s:s, s:I, s:s, s:b, s:I}", "side", side_name(used->side), "person_id",
                           (json_int_t)person->id, "name", person->name, "may_manage",
                           used->may_manage, "invitation_id", (json_int_t)used->id);
    return act_add(db, &who, &act, NULL, err);
}

/* All in one transaction: either the invitation is used and everything that it gives is there, or
 * neither. */
static enum err_code use(struct db *db, void *ctx, struct err *err)
{
    struct accepting *accepting = ctx;
    struct invitation *used = &accepting->used;
    struct person *person = &accepting->person;
    enum err_code code;

    if ((code = db_invitation_by_secret(db, &accepting->secret, used, err)))
        return code;
    person->is_owner = !used->production_id;
    code = accepting->is_new ? person_add(db, &accepting->in.who, person, err)
                             : check_member(db, accepting, err);
    if (code || (code = db_invitation_use(db, used->id, person->id, err)) ||
        (code = used->production_id ? join(db, accepting, err)
                                    : db_invitations_revoke_owners(db, err)))
        return code;
    return accepting->is_new ? sign_in_add(&accepting->in, db, person->id, err) : ERR_NONE;
}

static enum err_code answer(void *ctx, struct db *db, struct reply *reply, struct err *err)
{
    const struct accepting *accepting = ctx;
    const int64_t production_id = accepting->used.production_id;
    json_t *json = NULL;
    enum err_code code;

    act_news(accepting->app, production_id);
    if ((accepting->is_new && (code = sign_in_cookie(&accepting->in, reply, err))) ||
        (code = session_json(&json, db, accepting->person.id, err)))
        return code;
    if (json && json_object_set_new(json, "production_id",
                                    production_id ? json_integer(production_id) : json_null())) {
        json_decref(json);
        json = NULL;
    }
    return reply_take(reply, 201, json, err);
}

static enum err_code run(void *ctx, struct db *db, struct err *err)
{
    struct accepting *accepting = ctx;
    const enum err_code code = password_hash(accepting->person.password, accepting->password, err);

    password_wipe(accepting->password);
    return code ? code : db_txn(db, use, accepting, err);
}

static void accepting_free(void *ctx)
{
    struct accepting *accepting = ctx;

    password_wipe(accepting->password);
    free(accepting);
}

/* What a new person says of themselves. */
struct words {
    const char *secret, *name, *password, *mail;
};

static enum err_code read_person(struct accepting *out, const struct words *words, struct err *err)
{
    enum err_code code;

    if (!words->name || !words->password)
        return err_set(err, ERR_INVALID,
                       "whoever is new here gives a name and a password; whoever has an account "
                       "signs in first, then opens the invitation again");
    if ((code = person_name_read(out->person.name, words->name, err)) ||
        (code = person_mail_read(out->person.mail, words->mail ? words->mail : "", err)) ||
        (code = password_check(words->password, out->person.name, err)))
        return code;
    memcpy(out->password, words->password, strlen(words->password) + 1);
    return ERR_NONE;
}

/* The invitation is looked at before the password is worked on: that is dear, and nothing for
 * strangers. The name, too, but the record decides. */
static enum err_code accept_new(struct accepting *accepting, struct req *req,
                                const struct words *words, struct err *err)
{
    const struct hashing_work work = { accepting, run, answer, accepting_free };
    struct person taken;
    enum err_code code;

    accepting->is_new = true;
    if ((code = db_invitation_by_secret(req->db, &accepting->secret, &accepting->used, err)) ||
        (code = read_person(accepting, words, err)) ||
        (code = db_person_by_name(req->db, accepting->person.name, &taken, err)))
        goto done;
    if (!taken.id)
        return hashing_later(req, &work, err);
    code =
        err_set(err, ERR_CONFLICT, "the name \"%s\" is taken: choose another, or sign in with it",
                accepting->person.name);
done:
    accepting_free(accepting);
    return code;
}

/* Only in a session: a token that may listen to one production should not bring its person into
 * another. */
static enum err_code accept_known(struct accepting *accepting, struct req *req, struct reply *reply,
                                  const struct words *words, struct err *err)
{
    enum err_code code;

    accepting->person.id = req->caller->person_id;
    memcpy(accepting->person.name, req->caller->name, sizeof accepting->person.name);
    if (!req->caller->session_id)
        code = err_set(err, ERR_FORBIDDEN,
                       "a token can't accept an invitation: sign in with name and password");
    else if (words->name || words->password || words->mail)
        code = err_set(err, ERR_INVALID,
                       "you have signed in: send the secret alone, or sign out to make an account");
    else if (!(code = db_txn(req->db, use, accepting, err)))
        code = answer(accepting, req->db, reply, err);
    accepting_free(accepting);
    return code;
}

enum err_code api_invitation_accept(struct req *req, struct reply *reply, struct err *err)
{
    struct words words = { 0 };
    struct accepting *accepting;

    if (req_unpack(req, err, "{s:s, s?s, s?s, s?s}", "secret", &words.secret, "name", &words.name,
                   "password", &words.password, "mail", &words.mail))
        return err->code;
    if (!(accepting = calloc(1, sizeof *accepting)))
        return err_set(err, ERR_NO_MEMORY, "no memory to accept an invitation");
    accepting->app = req->app;
    accepting->secret = secret_hash(words.secret);
    sign_in_init(&accepting->in, req);
    return req->caller->person_id ? accept_known(accepting, req, reply, &words, err)
                                  : accept_new(accepting, req, &words, err);
}
