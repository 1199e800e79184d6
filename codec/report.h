/* Door 2: analysed files and scenes in, measures out. Reads no audio.
 *
 * Facts are what was found in a scene whatever the thresholds: series, curves and figures, a few
 * tens of kB. Scoring turns facts and thresholds into concerns, quickly: a new threshold needs only
 * that. */
#pragma once

#include "codec/measure/concern.h"
#include "codec/measure/sources.h"

struct scene_facts; /* immutable: shared between threads */

/* Music is the sum of the stems where a cue has stems, else its full mix: give one or the other.
 * Sources that do not overlap the scene are ignored. */
enum err_code scene_facts_new(struct scene_facts **out, const struct report_source *sources,
                              size_t count, const struct report_scene *scene,
                              const struct report_settings *settings, struct err *err);
void scene_facts_free(struct scene_facts *facts);

enum err_code scene_facts_pack(const struct scene_facts *facts, void **out, size_t *bytes,
                               struct err *err);
enum err_code scene_facts_unpack(struct scene_facts **out, const void *data, size_t bytes,
                                 struct err *err);

struct scene_report {
    double score;                          /* 0 clear to 100; NAN when nothing could be measured */
    struct concern concern[CONCERN_KINDS]; /* by kind */
};

/* Scores one scene. The concerns say in words what stands out; see concern.h. */
void scene_report_of(struct scene_report *out, const struct scene_facts *facts,
                     const struct thresholds *thresholds);
