/* A track, or the sum, beside what the mix leaves for it: a stem is judged against the mix minus
 * all other stems. Inside codec/measure only. */
#pragma once

#include "codec/measure/null_tracks.h"

enum { NULL_WHOLE = 0 }; /* suspect 0 is the mix against the sum, suspect i stem i - 1 */

struct null_excerpt {
    size_t suspect;
    bool mono; /* all channels added up in plane 0, which no swap of channels changes */
    int64_t at_samples;
    size_t samples; /* any number */
};

/* own gets the suspect's sound, target the mix minus all stems that are not suspected. */
enum err_code null_excerpt_read(struct null_tracks *tracks, const struct null_excerpt *excerpt,
                                float *const *own, float *const *target, struct err *err);
