/* Guests' links: what somebody without an account may hear of one production, and until when. */
#pragma once

#include "server/store/pictures.h"
#include "server/store/scenes.h"

struct guest_link {
    int64_t id;
    struct hash secret; /* its hash: needed by db_link_add, filled by no reading */
    int64_t production_id;
    int64_t first_scene_id, last_scene_id; /* both 0: the whole production */
    char label[STORE_NAME];
    bool may_note;
    int64_t made_by;
    int64_t created_at_ms, expires_at_ms;
    int64_t revoked_at_ms; /* 0: nobody has revoked it */
};

/* Adds it and fills id and created_at_ms. */
enum err_code db_link_add(struct db *db, struct guest_link *guest_link, struct err *err);

/* ERR_NOT_FOUND when there is none. */
enum err_code db_link(struct db *db, int64_t id, struct guest_link *out, struct err *err);

/* The one whose secret has this hash, if it still opens; else ERR_NOT_FOUND, with the same sentence
 * whether it is revoked, has expired, or never was. */
enum err_code db_link_by_secret(struct db *db, const struct hash *secret, struct guest_link *out,
                                struct err *err);

/* Those of a production that still open, newest first; the caller frees. */
enum err_code db_links(struct db *db, int64_t production_id, struct guest_link **out, size_t *count,
                       struct err *err);

/* For use inside a transaction: takes it back and ends its guests' sessions. *revoked is false when
 * it was over already. */
enum err_code db_link_revoke(struct db *db, int64_t id, bool *revoked, struct err *err);

/* The scenes that a link leads to, as the lists stand now: of the whole production those of its
 * newest picture version; of a range those from its first to its last scene in film order, none
 * when one of the two is not in the list any more. */
struct link_scenes {
    struct picture picture; /* id 0: the production has none yet */
    struct scene *list;     /* in film order */
    size_t count;
};
enum err_code db_link_scenes(struct db *db, const struct guest_link *guest_link,
                             struct link_scenes *out, struct err *err);
void link_scenes_clear(struct link_scenes *scenes);

/* NULL when the link does not lead to it. */
const struct scene *link_scenes_find(const struct link_scenes *scenes, int64_t scene_id);

/* Do they cover [in, out) without a gap? */
bool link_scenes_cover(const struct link_scenes *scenes, int64_t in_samples, int64_t out_samples);
