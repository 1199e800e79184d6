/* What a stem looks like until somebody chooses: one pool of shapes and colours that keep their
 * distances from each other, from the prints' red and from the amber and red of concerns. */
#pragma once

#include <stdbool.h>

#include "server/store/productions.h"

bool stem_shape_is_known(const char *shape);

/* Fills what a stem's look does not tell: by its name where the pool knows it, else with what is
 * free. A stem for which no colour is left that keeps its distances has none; a shape comes twice
 * only where there are more stems than shapes. The same plan always gets the same. */
void stem_propose(struct production *production);
