/* Does a scene still sound as it was signed, and if not, what is other? */
#pragma once

#include <jansson.h>

#include "codec/core/timecode.h"
#include "server/store/scene_sounds.h"
#include "server/store/signoffs.h"

/* What a sign-off is held against: the scene as it is now, and the prints that were signed. */
struct stale_ask {
    const struct scene *scene;
    const struct scene_sounds *sounds;
    struct rate rate;
    const struct signoff *signoff;
    const struct signoff_sound *signed_sound; /* of this sign-off */
    size_t signed_count;
};

/* How many differences there are; appends a short sentence about each to why, unless that is NULL:
 * "Brass changed (1m1 v2)". What the same sound is called, or which set it came in, is none. Prints
 * that are still being listened to are not judged yet. */
size_t stale_differences(const struct stale_ask *ask, json_t *why);
