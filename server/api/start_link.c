#include "server/api/start_link.h"

#include "server/api/acts.h"
#include "server/store/invitations.h"
#include "server/store/people.h"

static const int64_t valid_ms = 7 * INT64_C(86400000);

struct making {
    const struct caller *who;
    struct invitation invitation;
};

static enum err_code make_now(struct db *db, void *ctx, struct err *err)
{
    struct making *making = ctx;
    struct invitation *invitation = &making->invitation;
    struct act act = { .kind = "invitation.add" };
    enum err_code code;

    if ((code = db_invitation_add(db, invitation, err)))
        return code;
    act.detail =
        json_pack("{s:I, s:b, s:I}", "invitation_id", (json_int_t)invitation->id, "makes_owner", 1,
                  "expires_at_ms", (json_int_t)invitation->expires_at_ms);
    return act_add(db, making->who, &act, NULL, err);
}

enum err_code owner_link_make(char secret[SECRET_TEXT], struct db *db, const struct caller *who,
                              struct err *err)
{
    struct making making = { .who = who,
                             .invitation = { .side = SIDE_NONE,
                                             .may_manage = true,
                                             .made_by = who->person_id,
                                             .expires_at_ms = db_now_ms(db) + valid_ms } };

    secret_make(secret, &making.invitation.secret, "");
    return db_txn(db, make_now, &making, err);
}

enum err_code start_link_make(char secret[SECRET_TEXT], bool *needed, struct db *db,
                              struct err *err)
{
    const struct caller who = { .address = "first start" };
    bool any = true;
    const enum err_code code = db_people_any(db, &any, err);

    *needed = !code && !any;
    *secret = '\0';
    return *needed ? owner_link_make(secret, db, &who, err) : code;
}
