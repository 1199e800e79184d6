/* Recipes as JSON: {"sources": [{"role", "gain_db"}], "fold", "lfe", "centre"}. */
#pragma once

#include <jansson.h>

#include "codec/mix/recipe.h"

/* Reads an object over the defaults already in *out; a key that is not there leaves its field
 * alone, "sources" replaces all of them (an entry without gain_db plays at 0 dB). Strict: an
 * unknown key, a wrong type or a role named twice is ERR_INVALID. headroom_db is the production's
 * and no key. */
enum err_code recipe_json_read(struct recipe *out, const json_t *json, struct err *err);

/* Complete and normalised: equal recipes give equal text. NULL when out of memory. */
json_t *recipe_json(const struct recipe *recipe);

/* The fold-down as linear gains by channel: {"left", "right"}, for Lt/Rt also {"shifted_left",
 * "shifted_right"}. Without the headroom, which is told beside it. */
json_t *recipe_matrix_json(const struct recipe *recipe);

/* Level of the LFE on each side in dB; null when it is out. */
json_t *recipe_lfe_json(const struct recipe *recipe);
