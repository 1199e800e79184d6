/* Sign-offs as JSON. */
#pragma once

#include <jansson.h>

#include "server/api/who.h"
#include "server/store/scene_sounds.h"
#include "server/store/signoffs.h"

/* A print as it sounds now, {"cue", "cue_id", "set_id", "version", "role", "sound_sha256"}; the
 * last is null until it is known. */
json_t *scene_sound_json(const struct scene_sound *sound);

/* The index-th of signoffs, of this scene. */
json_t *signoff_json(const struct signoffs *signoffs, size_t index, const struct scene *scene,
                     const struct who_names *names);
