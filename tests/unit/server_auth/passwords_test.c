/* Passwords: which are taken, how they are kept, and what a wrong one costs. */
#include "server/auth/passwords.h"

#include <string.h>
#include <time.h>

#include "tests/support/check.h"

static void a_password_is_kept_as_argon2id_and_found_again(void **state)
{
    char kept[PERSON_PASSWORD], again[PERSON_PASSWORD];
    bool right;

    (void)state;
    assert_int_equal(password_hash(kept, "correct horse", NULL), ERR_NONE);
    assert_int_equal(strncmp(kept, "$argon2id$v=19$m=65536,t=2,p=1$", 31), 0);
    assert_null(strstr(kept, "horse"));
    assert_int_equal(password_matches(&right, kept, "correct horse", NULL), ERR_NONE);
    assert_true(right);
    assert_int_equal(password_matches(&right, kept, "correct horsf", NULL), ERR_NONE);
    assert_false(right);
    assert_int_equal(password_matches(&right, kept, "", NULL), ERR_NONE);
    assert_false(right);
    assert_int_equal(password_hash(again, "correct horse", NULL), ERR_NONE);
    assert_string_not_equal(kept, again);
}

static double seconds_of(const char *kept)
{
    struct timespec from, to;
    bool right;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
    assert_int_equal(password_matches(&right, kept, "a wrong password", NULL), ERR_NONE);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
    assert_false(right);
    return (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
}

static double least_of_three(const char *kept)
{
    double least = seconds_of(kept);

    for (int i = 0; i < 2; i++) {
        const double next = seconds_of(kept);
        least = next < least ? next : least;
    }
    return least;
}

/* Without the work there would be a factor of a thousand between the two. */
static void a_name_that_nobody_has_costs_the_same_time(void **state)
{
    char kept[PERSON_PASSWORD];
    double somebody, nobody;

    (void)state;
    assert_int_equal(password_hash(kept, "correct horse", NULL), ERR_NONE);
    somebody = least_of_three(kept);
    nobody = least_of_three("");
    assert_true(nobody > somebody / 2 && nobody < somebody * 2);
}

static void what_anybody_would_try_first_is_refused(void **state)
{
    static const struct {
        const char *text, *name, *words;
    } cases[] = {
        { "", "Anna", "0 bytes" },
        { "ninebytes", "Anna", "9 bytes" },
        { "Annabelle Lee", "annabelle lee", "the name" },
        { "1234567890", "Anna", "first" },
        { "PASSWORD123", "Anna", "first" },
    };
    char longest[PASSWORD_MOST_BYTES + 2];
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(password_check(cases[i].text, cases[i].name, &err), ERR_INVALID);
        assert_non_null(strstr(err.text, cases[i].words));
        assert_true(!*cases[i].text || !strstr(err.text, cases[i].text));
    }
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(password_check(longest, "Anna", NULL), ERR_INVALID);
    longest[PASSWORD_MOST_BYTES] = '\0';
    assert_int_equal(password_check(longest, "Anna", NULL), ERR_NONE);
    assert_int_equal(password_check("ten bytes!", "Anna", NULL), ERR_NONE);
}

static void a_wiped_password_is_gone(void **state)
{
    static const char nothing[16];
    char text[16] = "correct horse";

    (void)state;
    password_wipe(text);
    assert_memory_equal(text, nothing, sizeof text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_password_is_kept_as_argon2id_and_found_again),
        cmocka_unit_test(a_name_that_nobody_has_costs_the_same_time),
        cmocka_unit_test(what_anybody_would_try_first_is_refused),
        cmocka_unit_test(a_wiped_password_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
