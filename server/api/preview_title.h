/* What a preview is called in its own metadata: the range and what is heard. Made of nothing else,
 * so that the same preview has the same bytes from the server and from the shell. */
#pragma once

#include "codec/core/timecode.h"
#include "codec/mix/recipe.h"

enum { PREVIEW_TITLE_TEXT = 200 };
void preview_title(char out[PREVIEW_TITLE_TEXT], const struct recipe *recipe, struct rate rate,
                   int64_t in_samples, int64_t out_samples);
