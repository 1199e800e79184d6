/* The stem plan of a production as JSON: [{"name", "label", "shape", "dark", "light"}]. */
#pragma once

#include <jansson.h>

#include "server/store/productions.h"

/* Reads a list of names, and leaves the looks to the proposals; NULL: the five stems that are
 * agreed with the re-recording mixer. */
enum err_code stem_plan_read_names(struct production *out, const json_t *names, struct err *err);

/* Reads a list of stems. `whole`: each tells all of its look; else its name is enough, and what is
 * not told is filled from the proposals. The plan has passed stem_check. */
enum err_code stem_plan_read(struct production *out, const json_t *plan, bool whole,
                             struct err *err);

/* With the proposals where nobody has chosen. */
json_t *stem_plan_json(const struct production *production);

/* The names alone, in the same order. */
json_t *stem_names_json(const struct production *production);
