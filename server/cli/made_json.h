/* What `predub preview --json` prints: the same words as the API's preview. */
#pragma once

#include <jansson.h>

#include "server/cli/output.h"
#include "server/cli/sounds.h"

struct made {
    const struct output *output;
    const struct recipe *recipe;
    const struct sounds *sounds;
    const struct opus_settings *settings;
    const struct overs *overs;
    struct rate rate;
    int64_t in_samples, out_samples;
    int64_t bytes;
};

json_t *made_json(const struct made *made);
