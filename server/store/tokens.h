/* Tokens: what scripts and uploads sign in with, for a person and within scopes. */
#pragma once

#include "codec/core/hash.h"
#include "server/store/people.h"

struct token {
    int64_t id, person_id;
    char name[STORE_NAME];
    unsigned scopes; /* bits of enum scope (members.h), at least one */
    int64_t created_at_ms;
    int64_t used_at_ms; /* 0: never */
};

/* Fills id and created_at_ms. secret is the hash of what was shown (server/auth/secret.h). */
enum err_code db_token_add(struct db *db, struct token *token, const struct hash *secret,
                           struct err *err);

/* out->id is 0 when there is no such token, or it was revoked. */
enum err_code db_token_holder(struct db *db, const struct hash *secret, struct holder *out,
                              struct err *err);
enum err_code db_token_used(struct db *db, int64_t id, struct err *err);
/* Is it still one? For what outlives a request. */
enum err_code db_token_lasts(struct db *db, int64_t id, bool *lasts, struct err *err);

/* Those of a person that were not revoked, newest first; the caller frees. */
enum err_code db_tokens(struct db *db, int64_t person_id, struct token **out, size_t *count,
                        struct err *err);

enum err_code db_tokens_count(struct db *db, int64_t person_id, size_t *count, struct err *err);

/* *revoked: was it a token of this person's, and not revoked before? */
enum err_code db_token_revoke(struct db *db, int64_t person_id, int64_t id, bool *revoked,
                              struct err *err);
