/* Sessions of people who have signed in, and of guests who have opened a link. One ends when it is
 * removed, 30 days after it was last seen, after 180 days, or with its link. */
#pragma once

#include "codec/core/hash.h"
#include "server/store/people.h"

enum { SESSION_ADDRESS = 64, SESSION_AGENT = 201, SESSION_S = 180 * 86400 };

struct session {
    int64_t id;
    int64_t person_id, link_id;  /* one of them is 0 */
    char guest_name[STORE_NAME]; /* "" for a person */
    char address[SESSION_ADDRESS], agent[SESSION_AGENT];
    int64_t created_at_ms, seen_at_ms;
};

/* Fills id and the times. secret is the hash of what the cookie says (server/auth/secret.h). Also
 * removes what has ended by itself. */
enum err_code db_session_add(struct db *db, struct session *session, const struct hash *secret,
                             struct err *err);

/* out->id is 0 when there is no such session, or it has ended. A guest's scopes are those of the
 * link. */
enum err_code db_session_holder(struct db *db, const struct hash *secret, struct holder *out,
                                struct err *err);
enum err_code db_session_seen(struct db *db, int64_t id, struct err *err);
/* Is it still one? For what outlives a request. */
enum err_code db_session_lasts(struct db *db, int64_t id, bool *lasts, struct err *err);

/* Those of a person that have not ended, the one seen last first; the caller frees. */
enum err_code db_sessions(struct db *db, int64_t person_id, struct session **out, size_t *count,
                          struct err *err);

enum err_code db_session_remove(struct db *db, int64_t id, struct err *err);
/* All of a person but one (0: all). */
enum err_code db_sessions_remove(struct db *db, int64_t person_id, int64_t but_id, struct err *err);
