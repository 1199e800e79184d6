/* Files that somebody says they have: which of them are here, and the questions that prove it. */
#pragma once

#include "server/store/db.h"

enum { CHALLENGE_RANGES = 4 };

struct challenge {
    int64_t id;
    int64_t person_id, production_id; /* who was asked, and where the file is to go */
    struct hash sha256;
    int64_t bytes;
    struct hash nonce; /* 32 random bytes */
    unsigned ranges;
    struct {
        int64_t offset, bytes;
    } range[CHALLENGE_RANGES];
    int64_t expires_at_ms;
};

/* Of a stored file that is part of a production whose member the person is; what others have is not
 * there for them. */
struct blob_seen {
    bool found;
    int64_t bytes;
    bool in_production; /* in this one already */
};
enum err_code db_blob_seen(struct db *db, const struct hash *sha256, int64_t person_id,
                           int64_t production_id, struct blob_seen *out, struct err *err);

/* Fills id. Removes those that nobody has answered in time. */
enum err_code db_challenge_add(struct db *db, struct challenge *challenge, struct err *err);

/* Gives it once: whatever comes of it, it is gone. *found is false for one that is another
 * person's, that had its time, or was never there. */
enum err_code db_challenge_take(struct db *db, int64_t id, int64_t person_id, struct challenge *out,
                                bool *found, struct err *err);
