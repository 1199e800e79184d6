/* Rows as JSON: one function a row type, so that a thing looks the same wherever it is answered.
 * All give a new reference, or NULL when out of memory; arrays that they take are stolen. */
#pragma once

#include <jansson.h>

#include "server/store/cues.h"
#include "server/store/pictures.h"
#include "server/store/productions.h"
#include "server/store/recordings.h"
#include "server/store/scenes.h"
#include "server/store/sets.h"

/* A level in dB; -INFINITY is null. */
json_t *json_level(double level_db);
json_t *json_timecode(struct rate rate, int64_t position_samples);
json_t *json_hash(const struct hash *hash);

/* Appends and steals; false (and json freed) when something is NULL. */
bool json_push(json_t *array, json_t *json);

/* {plural: array}, stealing the array. */
json_t *json_list(const char *plural, json_t *array);

/* latest_event_id: the newest event that the rest tells of. */
json_t *production_json(const struct production *production, int64_t latest_event_id,
                        json_t *pictures, json_t *cues);
json_t *picture_json(const struct picture *picture);
json_t *scene_json(const struct scene *scene, struct rate rate);
json_t *cue_json(const struct cue *cue, json_t *sets);

/* Takes from prints those that belong to the set, in the order of the stem plan, the mix last. */
json_t *set_json(const struct print_set *set, const struct production *production,
                 const struct recordings *prints);

/* The agreed roles of which nothing can be heard in the set, in the same order. */
json_t *set_lacks_json(const struct print_set *set, const struct production *production,
                       const struct recordings *prints);

/* A print or a temp. */
json_t *recording_json(const struct recording *recording, struct rate rate);
