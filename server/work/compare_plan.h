/* Two print sets of one cue, to be compared scene by scene: what there is to compare, and how far
 * that is. The newer one is that of the higher version. */
#pragma once

#include "codec/measure/compare.h"
#include "server/work/set_plan.h"

/* One role that either set has. A print that can't be heard yet is as good as none. */
struct compare_role {
    const char *role;                      /* lent by the plan */
    const struct recording *older, *newer; /* likewise; NULL: none, but never both */
    struct hash older_audio, newer_audio;  /* their sound and place: equal ones sound the same */
    unsigned channel_mask;                 /* of both, bit c for channel c */
};

/* Roles as the stem plan has them, the mix last; scenes of the newer set's picture version that any
 * of the prints reaches. Where there is none, one range (id 0, number "") from the first to the
 * last sample of all prints. */
struct compare_plan {
    struct production production;
    struct print_set older, newer;
    struct compare_role *role;
    size_t roles;
    struct scene *scene;
    size_t scenes;
    struct set_test test; /* not possible: one of the sets has nothing that can be heard */
    /* What the rest lends from. */
    struct recordings older_prints, newer_prints;
    struct job_row *open;
    size_t open_count;
};

/* In any order. ERR_NOT_FOUND if there are no such sets, or not of one cue. Changes nothing. Clear
 * it after success. */
enum err_code compare_plan_make(struct compare_plan *out, const int64_t set_id[2], struct db *db,
                                const struct derived *derived, struct err *err);
void compare_plan_clear(struct compare_plan *plan);

/* A job for it, if it is possible and missing. */
enum err_code compare_plan_want(const struct compare_plan *plan, struct db *db, size_t *wanted,
                                struct err *err);
