/* Words that are bound to what a scene sounds like: is that still what the speaker heard? */
#pragma once

#include "server/store/scene_sounds.h"

struct scene_binding {
    int64_t production_id, scene_id;
    struct hash sounds; /* the digest that the speaker saw */
};

/* Reads the digest as it was sent. */
enum err_code scene_binding_read(struct scene_binding *out, const char *sounds_sha256,
                                 struct err *err);

/* The scene and its sounds, which the caller frees with scene_sounds_free(sounds, 1).
 * ERR_CONFLICT when it sounds other now, or is in no list any more; ERR_UNKNOWN while what it
 * sounds like is still being found out. Inside a transaction the answer stays true until its end.
 */
enum err_code scene_bound(struct db *db, const struct scene_binding *binding, struct scene *scene,
                          struct scene_sounds **sounds, struct err *err);
