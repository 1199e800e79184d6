/* What the tests of faults share: setup, and finding the one diagnosis. */
#pragma once

#include "tests/support/check.h"

#include <stdio.h>

#include "tests/unit/codec_measure/null_set.h"

static inline void assert_near(double actual, double expected, double tolerance)
{
    if (!(fabs(actual - expected) <= tolerance))
        fail_msg("%g is not %g within %g", actual, expected, tolerance);
}

static struct set made; /* once for all tests; each gets a copy */

static inline int make(void **state)
{
    (void)state;
    set_init(&made);
    return 0;
}

static inline int drop(void **state)
{
    (void)state;
    set_clear(&made);
    return 0;
}

static inline int setup(void **state)
{
    static struct set set;

    set_copy(&set, &made);
    *state = &set;
    return 0;
}

static inline int teardown(void **state)
{
    set_clear(*state);
    return 0;
}

static inline void show(const struct set *set)
{
    print_message("%s, %.1f dB, explained %.1f dB: %s\n",
                  null_verdict_name(set->test->whole.verdict), set->test->whole.residual_db,
                  set->test->explained_db, set->test->summary);
    for (size_t i = 0; i < set->test->diagnoses; i++)
        print_message("  %s [%s] %g: %s\n", null_kind_name(set->test->diagnosis[i].kind),
                      set->test->diagnosis[i].stem, set->test->diagnosis[i].value,
                      set->test->diagnosis[i].text);
    for (size_t i = 0; i < set->test->notes; i++)
        print_message("  note %s\n", set->test->note[i]);
}

/* Runs the test; one diagnosis of this kind must come out. */
static inline const struct null_diagnosis *only(struct set *set, enum null_kind kind,
                                                const char *stem)
{
    const struct null_diagnosis *d;

    assert_int_equal(set_test(set), ERR_NONE);
    d = &set->test->diagnosis[0];
    if (set->test->diagnoses != 1 || d->kind != kind || strcmp(d->stem, stem) != 0) {
        show(set);
        fail_msg("expected nothing but %s of \"%s\"", null_kind_name(kind), stem);
    }
    assert_int_equal(set->test->whole.verdict, NULL_DIFFERENT);
    return d;
}

static inline const struct null_diagnosis *find(const struct set *set, enum null_kind kind,
                                                const char *stem)
{
    for (size_t i = 0; i < set->test->diagnoses; i++)
        if (set->test->diagnosis[i].kind == kind && !strcmp(set->test->diagnosis[i].stem, stem))
            return &set->test->diagnosis[i];
    show(set);
    fail_msg("no %s of \"%s\" among %zu diagnoses", null_kind_name(kind), stem,
             set->test->diagnoses);
    return NULL;
}

static inline void shift_all(struct set *set, unsigned file, int later)
{
    for (unsigned c = 0; c < CHANNELS; c++)
        set_shift(set, file, c, later);
}

static inline void gain_all(struct set *set, unsigned file, double gain)
{
    for (unsigned c = 0; c < CHANNELS; c++)
        set_gain(set, file, c, gain);
}

#define FAULT(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
