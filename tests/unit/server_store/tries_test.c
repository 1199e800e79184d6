/* Tries to sign in: the wait that grows, and what ends it. */
#include "server/store/tries.h"

#include "tests/unit/server_store/folder.h"

static const struct tries anna = { "account anna", 3 }, home = { "address 192.0.2.1", 6 };

/* How long a try has to wait, in whole seconds; 0: it was counted. */
static int64_t wait_s(struct folder *folder, const struct tries *tries, size_t count)
{
    int64_t wait_ms;

    assert_int_equal(db_tries_begin(folder->db, tries, count, &wait_ms, NULL), ERR_NONE);
    return (wait_ms + 999) / 1000;
}

static void try_wrong(struct folder *folder, const struct tries *tries, int times)
{
    for (int i = 0; i < times; i++)
        assert_int_equal(wait_s(folder, tries, 1), 0);
}

static void some_tries_are_free_and_then_each_doubles_the_wait(void **state)
{
    struct folder *folder = *state;

    try_wrong(folder, &anna, anna.free);
    for (int64_t expected = 1; expected <= 512; expected *= 2) {
        assert_int_equal(wait_s(folder, &anna, 1), 0);
        assert_int_equal(wait_s(folder, &anna, 1), expected);
        folder->now_ms += expected * 1000;
    }
    for (int i = 0; i < 3; i++) {
        assert_int_equal(wait_s(folder, &anna, 1), 0);
        assert_int_equal(wait_s(folder, &anna, 1), 900);
        folder->now_ms += 900 * 1000;
    }
}

static void a_blocked_try_does_not_lengthen_the_wait(void **state)
{
    struct folder *folder = *state;

    try_wrong(folder, &anna, anna.free + 1);
    folder->now_ms += 1000;
    try_wrong(folder, &anna, 1);
    for (int i = 0; i < 50; i++)
        assert_int_equal(wait_s(folder, &anna, 1), 2);
    folder->now_ms += 2000;
    assert_int_equal(wait_s(folder, &anna, 1), 0);
}

static void whoever_of_two_waits_longer_counts_and_the_other_is_not_counted(void **state)
{
    const struct tries both[] = { anna, home };
    struct folder *folder = *state;

    try_wrong(folder, &anna, anna.free + 1);
    for (int i = 0; i < 10; i++)
        assert_int_equal(wait_s(folder, both, 2), 1);
    try_wrong(folder, &home, home.free);
}

static void a_success_forgets_the_account(void **state)
{
    struct folder *folder = *state;

    try_wrong(folder, &anna, anna.free + 1);
    assert_int_equal(db_tries_clear(folder->db, anna.who, NULL), ERR_NONE);
    try_wrong(folder, &anna, anna.free);
}

static void giving_back_a_try_leaves_the_failures_before_it(void **state)
{
    struct folder *folder = *state;

    try_wrong(folder, &home, 1);
    assert_int_equal(db_tries_give_back(folder->db, home.who, NULL), ERR_NONE);
    try_wrong(folder, &home, home.free + 1);
    folder->now_ms += 1000;
    assert_int_equal(wait_s(folder, &home, 1), 0);
    assert_int_equal(wait_s(folder, &home, 1), 2);
    assert_int_equal(db_tries_give_back(folder->db, home.who, NULL), ERR_NONE);
    assert_int_equal(wait_s(folder, &home, 1), 0);
    assert_int_equal(wait_s(folder, &home, 1), 2);
}

static void a_day_later_all_is_forgotten(void **state)
{
    struct folder *folder = *state;
    struct query q;

    try_wrong(folder, &anna, anna.free + 1);
    folder->now_ms += 86400 * INT64_C(1000);
    try_wrong(folder, &home, 1);
    q = db_query(folder->db, "SELECT who FROM sign_in_tries");
    assert_true(db_row(&q));
    assert_false(db_row(&q));
    assert_int_equal(db_end(&q, NULL), ERR_NONE);
    try_wrong(folder, &anna, anna.free);
}

static void a_clock_that_was_set_back_keeps_nobody_out(void **state)
{
    struct folder *folder = *state;

    folder->now_ms += 86400 * INT64_C(1000);
    try_wrong(folder, &anna, anna.free + 1);
    folder->now_ms -= 3600 * INT64_C(1000);
    assert_int_equal(wait_s(folder, &anna, 1), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(some_tries_are_free_and_then_each_doubles_the_wait),
        TEST(a_blocked_try_does_not_lengthen_the_wait),
        TEST(whoever_of_two_waits_longer_counts_and_the_other_is_not_counted),
        TEST(a_success_forgets_the_account),
        TEST(giving_back_a_try_leaves_the_failures_before_it),
        TEST(a_day_later_all_is_forgotten),
        TEST(a_clock_that_was_set_back_keeps_nobody_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
