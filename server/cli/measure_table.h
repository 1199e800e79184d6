/* What `predub measure` prints for people. */
#pragma once

#include <stdio.h>

#include "codec/report.h"
#include "server/api/scene_csv.h"

/* What was measured, and how. */
struct measured {
    struct rate rate;
    const struct scene_row *scene;
    struct scene_report *report; /* one for each scene */
    size_t scenes;
    struct thresholds thresholds;
    size_t own_thresholds; /* how many are not the proposal */
    struct report_settings settings;
};

/* A line for each scene and, below it, what stands out and what could not be measured; then what
 * the levels rest on. utf8: the terminal shows more than ASCII. */
void measure_table_print(const struct measured *measured, bool utf8, FILE *out);
