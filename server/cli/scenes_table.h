/* What `predub scenes` prints for people. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* A scene is one of the API's states, with "score", "concerns" and "agreement" of its measures and
 * their "state" as "measured". */
bool scene_is_open(
    const json_t *scene); /* a side has not signed, or a question holds up delivery */
bool scene_has_lfe_concern(const json_t *scene); /* at amber or red */

struct scenes_listed {
    const json_t *production, *picture; /* as the API gives them */
    const json_t *scenes;               /* in film order */
    const char *narrowed;               /* how the options narrowed the list, "" for not at all */
};
void scenes_table_print(const struct scenes_listed *listed, FILE *out);
