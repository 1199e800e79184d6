/* What people may change of themselves: name, mail address, password. */
#include <stdlib.h>
#include <string.h>

#include "server/api/acts.h"
#include "server/api/guess.h"
#include "server/api/hashing.h"
#include "server/api/person_add.h"
#include "server/api/person_json.h"
#include "server/api/routes.h"
#include "server/auth/passwords.h"
#include "server/store/sessions.h"

json_t *person_json(const struct person *person)
{
    return json_pack("{s:I, s:s, s:s, s:b}", "id", (json_int_t)person->id, "name", person->name,
                     "mail", person->mail, "is_owner", person->is_owner);
}

struct renaming {
    const struct caller *who;
    struct person person; /* as it shall be */
};

/* The record keeps the names, for it shows them; a mail address is nobody else's business. */
static enum err_code rename_person(struct db *db, void *ctx, struct err *err)
{
    struct renaming *renaming = ctx;
    struct act act = { .kind = "person.change" };
    struct person before;
    enum err_code code;

    if ((code = db_person(db, renaming->person.id, &before, err)) ||
        (code = db_person_put(db, &renaming->person, err)))
        return code;
    act.detail = json_pack("{s:I, s:s, s:s, s:b}", "person_id", (json_int_t)before.id, "was",
                           before.name, "name", renaming->person.name, "mail_changed",
                           strcmp(before.mail, renaming->person.mail) != 0);
    return act_add(db, renaming->who, &act, NULL, err);
}

enum err_code api_person_put(struct req *req, struct reply *reply, struct err *err)
{
    struct renaming renaming = { .who = req->caller };
    struct person *person = &renaming.person;
    const char *name = NULL, *mail = NULL;

    if (req_unpack(req, err, "{s?s, s?s}", "name", &name, "mail", &mail) ||
        db_person(req->db, req->caller->person_id, person, err) ||
        (name && person_name_read(person->name, name, err)) ||
        (mail && person_mail_read(person->mail, mail, err)) ||
        db_txn(req->db, rename_person, &renaming, err))
        return err->code;
    return reply_take(reply, 200, person_json(person), err);
}

/* A change of password. It holds no part of the request, which may be gone when it ends. */
struct changing {
    struct caller who;
    struct guess guess;
    struct person person; /* as it was */
    char before[PASSWORD_MOST_BYTES + 1], after[PASSWORD_MOST_BYTES + 1];
    char kept[PERSON_PASSWORD]; /* of what comes after */
};

static void changing_free(void *ctx)
{
    struct changing *changing = ctx;

    password_wipe(changing->before);
    password_wipe(changing->after);
    free(changing);
}

static enum err_code change(struct db *db, void *ctx, struct err *err)
{
    struct changing *changing = ctx;
    struct act act = { .kind = "password.change" };
    struct person now;
    enum err_code code;

    if ((code = db_person(db, changing->person.id, &now, err)))
        return code;
    if (strcmp(now.password, changing->person.password) != 0)
        return err_set(err, ERR_CONFLICT, "the password was changed this moment: sign in again");
    if ((code = guess_right(db, &changing->guess, err)) ||
        (code = db_person_password_put(db, now.id, changing->kept, err)) ||
        (code = db_sessions_remove(db, now.id, changing->who.session_id, err)))
        return code;
    act.detail = json_pack("{s:I, s:s}", "person_id", (json_int_t)now.id, "name", now.name);
    return act_add(db, &changing->who, &act, NULL, err);
}

static enum err_code changing_run(void *ctx, struct db *db, struct err *err)
{
    struct changing *changing = ctx;
    enum err_code code;
    bool right;

    if ((code = password_matches(&right, changing->person.password, changing->before, err)))
        return code;
    if (!right)
        return err_set(err, ERR_FORBIDDEN, "the old password is wrong");
    if ((code = password_hash(changing->kept, changing->after, err)))
        return code;
    return db_txn(db, change, changing, err);
}

static enum err_code changing_answer(void *ctx, struct db *db, struct reply *reply, struct err *err)
{
    (void)ctx;
    (void)db;
    (void)err;
    return reply_empty(reply);
}

static enum err_code changing_read(struct changing *changing, struct req *req, struct err *err)
{
    const char *before, *after;

    if (req_unpack(req, err, "{s:s, s:s}", "old", &before, "new", &after) ||
        db_person(req->db, req->caller->person_id, &changing->person, err) ||
        password_check(after, changing->person.name, err))
        return err->code;
    if (strlen(before) > PASSWORD_MOST_BYTES)
        return err_set(err, ERR_FORBIDDEN, "the old password is wrong");
    strcpy(changing->before, before);
    strcpy(changing->after, after);
    changing->who = *req->caller;
    return ERR_NONE;
}

enum err_code api_password_put(struct req *req, struct reply *reply, struct err *err)
{
    struct changing *changing = calloc(1, sizeof *changing);
    const struct hashing_work work = { changing, changing_run, changing_answer, changing_free };

    if (!changing)
        return err_set(err, ERR_NO_MEMORY, "no memory for another password");
    if (changing_read(changing, req, err) ||
        guess_begin(&changing->guess, changing->person.name, req, reply, err)) {
        changing_free(changing);
        return err->code;
    }
    return hashing_later(req, &work, err);
}
