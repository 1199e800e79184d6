/* What the stage agreement means for what was measured. */
#pragma once

#include <jansson.h>

#include "server/store/agreements.h"

/* The agreement in force, read once for a list of scenes. Clear it; `there` says whether one is. */
struct policy {
    bool there;
    struct agreement agreement;
    json_t *moments; /* scene numbers where the LFE may be used; borrowed from terms */
    json_t *terms;
};
enum err_code policy_load(struct policy *out, struct db *db, int64_t production_id,
                          struct err *err);
void policy_clear(struct policy *policy);

/* What the measures found in one scene, as the agreement looks at it. */
struct policy_facts {
    const char *scene_number;
    double lfe_share,
        centre_share; /* of the scene in which they are in use, 0 to 1; NAN: unknown */
};

/* {"version", "lfe_policy", "centre_policy", "broken": [{"what", "text"}]}; null when none is in
 * force. It orders attention, and blocks nothing. */
json_t *policy_json(const struct policy *policy, const struct policy_facts *facts);
