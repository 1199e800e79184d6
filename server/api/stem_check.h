/* May a stem plan look like that? A stem is told from another by its label, its shape and its
 * colour, in either theme and by every kind of sight; bright red is the prints' alone. */
#pragma once

#include "server/store/productions.h"

/* The least distance (colour.h) of two stems, and of a stem from the prints' red when their hues
 * are within STEM_PRINT_HUE_DEG; the least contrast with the panel. */
enum { STEM_DISTANCE = 10, STEM_PRINT_DISTANCE = 25, STEM_PRINT_HUE_DEG = 30, STEM_CONTRAST = 3 };

/* Characters of a label, and how many shapes there are: one comes twice only where there are more
 * stems. */
enum { STEM_LABEL_CHARS = 4, STEM_SHAPES = 10 };

/* Of a plan in which every stem has a label and a known shape. ERR_INVALID says in a sentence for
 * people which stems, which theme, whose sight and what figure; of several pairs, the worst. */
enum err_code stem_check(const struct production *production, struct err *err);

/* Can no sight mistake the one's colours for the other's, in either theme? True where one has
 * none. */
bool stem_colours_differ(const struct look *one, const struct look *other);

/* Is it what the full mix or a temp is called? */
bool stem_label_is_taken(const char *label);
