/* Which role of a production a word or a file name means. */
#pragma once

#include "codec/media/names.h"
#include "server/store/productions.h"

/* Finds a stem of the plan, "Full mix", "Dialogue" or "Effects" from what people write ("Strings",
 * "perc", "DX"); role holds RECIPE_ROLE bytes. ROLE_UNKNOWN when the plan has nothing like it. */
enum role_kind role_of_word(char *role, const struct production *production, const char *word);

/* The same from a file name. */
enum role_kind role_of_name(char *role, const struct production *production, const char *filename);

/* "String, Brass, Full mix", for messages: the stems of the plan and the mix. */
enum { ROLES_TEXT = 256 };
void roles_text(char out[ROLES_TEXT], const struct production *production);
