/* What the machine heard in a scene, as JSON; the command line prints the same. */
#pragma once

#include <jansson.h>

#include "codec/core/timecode.h"
#include "codec/report.h"

/* {"score": n or null, "concerns": [...]}: what a scene's own keys are put in front of. A new
 * reference, or NULL when out of memory. Figures that are not there (NAN, infinite) are null, and
 * so are stem and channel where none is to blame. */
json_t *scene_report_json(const struct scene_report *report, struct rate rate);

/* Every threshold by its name. */
json_t *thresholds_json(const struct thresholds *thresholds);
