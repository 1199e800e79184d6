#include "server/api/preview_title.h"

#include <stdio.h>

void preview_title(char out[PREVIEW_TITLE_TEXT], const struct recipe *recipe, struct rate rate,
                   int64_t in_samples, int64_t out_samples)
{
    char heard[RECIPE_TEXT], tc_in[TIMECODE_TEXT], tc_out[TIMECODE_TEXT];

    recipe_describe(heard, recipe);
    timecode_format(tc_in, rate, in_samples);
    timecode_format(tc_out, rate, out_samples);
    snprintf(out, PREVIEW_TITLE_TEXT, "%s - %s, %.160s", tc_in, tc_out, heard);
}
