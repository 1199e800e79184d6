/* Where in its scene something was said: samples from the scene's first. */
#pragma once

#include <jansson.h>

#include "server/store/remarks.h"

/* From what a body sent; NULL: not sent. ERR_INVALID when it is no whole number or not inside the
 * scene: from 0 to its length, and to_samples after from_samples. */
enum err_code scene_place_read(struct remark_place *out, const json_t *from_samples,
                               const json_t *to_samples, const struct scene *scene,
                               struct err *err);

/* {"from_samples", "to_samples", "tc_from", "tc_to"}, each null where it is not told. A place that
 * lies behind the end of a scene that has become shorter keeps its samples; its timecode ends with
 * the scene. */
json_t *scene_place_json(const struct remark_place *place, const struct scene *scene,
                         struct rate rate);
