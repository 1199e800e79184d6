/* Explains gains, polarities, missing and doubled stems in as few words as they need: of the whole
 * mix, a stem, a channel, or one channel of one stem. Inside codec/measure only. */
#pragma once

#include "codec/measure/null_fit.h"

enum { CAUSES_MAX = 12, CAUSE_ANY = -1 };

/* Something that is wrong with a stem, a channel, both or all. */
struct null_cause {
    int stem, channel; /* CAUSE_ANY: all of them */
    double change;     /* of the gain, beyond that of wider causes */
    double factor;     /* what the mix has of it, against what the files have */
    int twin;          /* another stem with the same sound, -1: none */
};

struct null_causes {
    struct null_cause cause[CAUSES_MAX];
    size_t count;
    bool is_sure; /* with them it nulls in many places; else they only take the most away */
};

/* Finds causes, and gives the tracks the gains with which they null. `floor` as for null_fit_run.
 */
enum err_code null_gain_run(struct null_causes *out, struct null_tracks *tracks,
                            const struct gram *gram, double floor, struct err *err);

/* Diagnoses them. */
void null_gain_tell(struct nulltest *test, const struct null_tracks *tracks,
                    const struct null_causes *causes);
