/* The tests of a print set, and how far they are. */
#pragma once

#include "server/store/agreements.h"
#include "server/store/jobs.h"
#include "server/store/sets.h"
#include "server/work/keys.h"
#include "server/work/plan.h"

/* One test: not to be had (is_possible false), or somewhere on its way. */
struct set_test {
    bool is_possible, is_queued;
    struct hash key;
    enum plan_state state;
    const char *error; /* lent by the plan */
};

struct set_plan {
    struct production production;
    struct print_set set;
    struct recordings prints;
    bool is_agreed; /* is an agreement in force? QC holds the prints against it */
    struct agreement agreement;
    bool is_complete; /* all stems of the plan and the full mix, all playable */
    bool is_analysed; /* all that are playable */
    struct set_test null, qc;
    struct key_part *part; /* of each print */
    bool *wants_analysis;  /* of each print: not there, and no job is under way for it */
    struct job_row *open;
    size_t open_count;
};

/* Changes nothing. Clear it after success. */
enum err_code set_plan_make(struct set_plan *out, int64_t set_id, struct db *db,
                            const struct derived *derived, struct err *err);
void set_plan_clear(struct set_plan *plan);

/* Jobs for what is missing and possible, analyses that QC waits for among them. */
enum err_code set_plan_want(const struct set_plan *plan, struct db *db, size_t *wanted,
                            struct err *err);

/* "Brass, Full mix": what a set with these prints lacks, or what waits for an answer. */
enum { SET_LACKS_TEXT = 512 };
void set_lacks(char out[SET_LACKS_TEXT], const struct production *production,
               const struct recordings *prints);
