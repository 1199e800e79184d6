/* Sign-offs: one side's word for one scene, bound to what the scene sounded like then. */
#pragma once

#include "server/store/heard.h"
#include "server/store/members.h"
#include "server/store/recordings.h"
#include "server/store/scene_scope.h"

/* A side's newer signature replaces its older one. */
enum signoff_state { SIGNOFF_CURRENT, SIGNOFF_REPLACED, SIGNOFF_REVOKED };
const char *signoff_state_name(enum signoff_state state); /* "current", ... */

struct signoff {
    int64_t id; /* of its event */
    int64_t production_id, scene_id, person_id;
    enum side side;
    int64_t at_ms;
    int64_t in_samples, out_samples; /* of the scene when it was signed */
    struct hash sounds;              /* the digest of scene_sounds.h */
    enum monitoring monitoring;
    char *heard; /* JSON, opaque here */
    char *text;
    enum signoff_state state;
    char *reason;                  /* of a revocation, else "" */
    int64_t ended_at_ms, ended_by; /* 0 while it is current */
    struct hash receipt;           /* of its event */
};

/* A print that sounded in the scene when it was signed. */
struct signoff_sound {
    int64_t signoff_id, cue_id, set_id;
    char cue[STORE_NAME]; /* name and version are filled by reading */
    int64_t version;
    char role[RECORDING_ROLE];
    struct hash sound;
};

/* For use inside a transaction. The side's signature on the scene so far is replaced; ERR_CONFLICT
 * when it is for the very same sound. */
enum err_code db_signoff_add(struct db *db, const struct signoff *signoff,
                             const struct signoff_sound *sounds, size_t count, struct err *err);

/* For use inside a transaction. ERR_CONFLICT when it is not current. */
struct revocation {
    int64_t signoff_id, person_id, at_ms;
    const char *reason;
};
enum err_code db_signoff_revoke(struct db *db, const struct revocation *revocation,
                                struct err *err);

struct signoffs {
    struct signoff *list;
    size_t count;
    struct signoff_sound *sounds; /* of all, by sign-off */
    size_t sound_count;
};
void signoffs_clear(struct signoffs *signoffs);

/* The caller clears out: one, all of a scene (newest first), or the newest of each scene and side,
 * which tells how the scene stands. ERR_NOT_FOUND when there is no such one. */
enum err_code db_signoff(struct db *db, int64_t id, struct signoffs *out, struct err *err);
enum err_code db_signoffs(struct db *db, int64_t scene_id, struct signoffs *out, struct err *err);
enum err_code db_signoffs_newest(struct db *db, struct scene_scope scope, struct signoffs *out,
                                 struct err *err);
