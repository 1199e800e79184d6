/* Invitations: each makes one person a member of a production, or an owner of the machine, once. */
#pragma once

#include "server/store/members.h"

struct invitation {
    int64_t id;
    struct hash secret;    /* its hash: needed by db_invitation_add, filled by no reading */
    int64_t production_id; /* 0: it makes an owner of the machine */
    enum side side;
    bool may_manage;
    int64_t made_by; /* a person; 0: whoever started the server */
    int64_t created_at_ms, expires_at_ms;
    int64_t used_by, used_at_ms; /* 0: nobody has used it */
    int64_t revoked_at_ms;       /* 0: nobody has revoked it */
    /* Filled by reading; "" for none. */
    char production[STORE_NAME], maker[STORE_NAME];
};

/* Adds it and fills id and created_at_ms. */
enum err_code db_invitation_add(struct db *db, struct invitation *invitation, struct err *err);

/* ERR_NOT_FOUND when there is none. */
enum err_code db_invitation(struct db *db, int64_t id, struct invitation *out, struct err *err);

/* The one whose secret has this hash, if it can still be used; else ERR_NOT_FOUND, with the same
 * sentence whether it was used, is revoked, has expired, or never was. */
enum err_code db_invitation_by_secret(struct db *db, const struct hash *secret,
                                      struct invitation *out, struct err *err);

/* Those of a production that can still be used, newest first; the caller frees. */
enum err_code db_invitations_open(struct db *db, int64_t production_id, struct invitation **out,
                                  size_t *count, struct err *err);

/* For use inside a transaction. Uses it up: of any number at once, the record lets one win; the
 * others get ERR_NOT_FOUND as above. */
enum err_code db_invitation_use(struct db *db, int64_t id, int64_t person_id, struct err *err);

/* Takes it back if it can still be used; *revoked tells. Inside a transaction or not. */
enum err_code db_invitation_revoke(struct db *db, int64_t id, bool *revoked, struct err *err);

/* For use inside a transaction: takes back what a person has made for a production and nobody has
 * used; *revoked is how many. */
enum err_code db_invitations_revoke_of(struct db *db, int64_t production_id, int64_t person_id,
                                       int64_t *revoked, struct err *err);

/* For use inside a transaction: takes back what would make an owner of the machine and was made by
 * nobody who has an account (the first start, the command line). */
enum err_code db_invitations_revoke_owners(struct db *db, struct err *err);
