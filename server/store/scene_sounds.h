/* What a scene sounds like now: for each cue that sounds in it, the prints of its current set, each
 * with the identity of its sound inside the scene. Sign-offs, queries and the record of what was
 * heard are bound to it. */
#pragma once

#include "server/store/cues.h"
#include "server/store/recordings.h"
#include "server/store/scenes.h"

struct scene_sound {
    int64_t cue_id, set_id, recording_id;
    char cue[STORE_NAME];
    int64_t version; /* of the set */
    char role[RECORDING_ROLE];
    bool is_known;     /* false: it is still being listened to */
    struct hash sound; /* of this print inside this scene (store/sounds.h) */
};

struct scene_sounds {
    int64_t scene_id;
    struct scene_sound *list; /* by cue in film order, then role; silent ones are left out */
    size_t count;
    bool is_checking;   /* some are not known yet, so digest says nothing */
    struct hash digest; /* SHA-256 over cue, role and sound of all, in the order of the list */
};

/* Of every scene that a picture lists now, in film order; the caller frees with
 * scene_sounds_free. */
enum err_code db_scene_sounds(struct db *db, int64_t production_id, const struct scene *scenes,
                              size_t count, struct scene_sounds **out, struct err *err);
void scene_sounds_free(struct scene_sounds *sounds, size_t count);
