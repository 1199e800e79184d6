/* What a scene is measured from. Inside codec; report.h explains it to callers. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "codec/measure/analysis.h"
#include "codec/measure/concern.h"
#include "codec/media/names.h"

/* One print or temp, analysed. */
struct report_source {
    char role[STEM_NAME]; /* prints of the same role, of several cues, count as one stem */
    enum role_kind kind;
    const struct analysis *analysis; /* lent */
};

struct report_scene {
    int64_t in_samples, out_samples; /* on the timeline, out exclusive */
};

/* The faders that the stage is assumed to use; part of the facts. */
struct report_settings {
    double music_trim_db, effects_trim_db; /* 0 */
    bool near_field;                       /* surrounds at 0 dB instead of -3 dB */
};

/* A scene with all that sounds in it. Music is every source of kind ROLE_STEM and ROLE_MIX. Sources
 * that do not reach into the scene, or of unknown kind, are passed over. */
struct scene_input {
    const struct report_source *sources; /* lent */
    size_t count;
    struct report_scene scene;
    struct report_settings settings;
};
