#include "server/work/ordered.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/check.h"

enum { SLOTS = 5 };

struct row {
    int64_t made[SLOTS]; /* the slots: the item that is in each */
    int64_t taken;       /* items taken */
    atomic_int begun;
    int64_t fail_make, fail_take; /* -1: none */
};

static enum err_code make(void *ctx, unsigned thread, int64_t index, void *slot, struct err *err)
{
    struct row *row = ctx;

    assert_in_range(thread, 0, 3);
    atomic_fetch_add(&row->begun, 1);
    if (index % 3 == 0)
        usleep(200); /* so that items are finished out of order */
    *(int64_t *)slot = index;
    if (row->fail_make >= 0 && index >= row->fail_make)
        return err_set(err, ERR_DAMAGED, "item %d", (int)index);
    return ERR_NONE;
}

static enum err_code take(void *ctx, int64_t index, void *slot, struct err *err)
{
    struct row *row = ctx;

    assert_int_equal(index, row->taken);
    assert_int_equal(*(int64_t *)slot, index);
    if (index == row->fail_take)
        return err_set(err, ERR_NO_SPACE, "full at %d", (int)index);
    row->taken++;
    return ERR_NONE;
}

static enum err_code run(struct row *row, unsigned threads, int64_t count, struct err *err)
{
    void *slot[SLOTS];
    struct ordered ordered = {
        .threads = threads,
        .count = count,
        .ctx = row,
        .slot = slot,
        .slots = SLOTS,
        .make = make,
        .take = take,
    };

    for (size_t i = 0; i < SLOTS; i++)
        slot[i] = &row->made[i];
    return ordered_run(&ordered, err);
}

static void items_are_taken_in_order_on_any_number_of_threads(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 4; threads++) {
        struct row row = { .fail_make = -1, .fail_take = -1 };

        assert_int_equal(run(&row, threads, 200, NULL), 0);
        assert_int_equal(row.taken, 200);
        assert_int_equal(atomic_load(&row.begun), 200);
    }
}

static void the_first_failure_in_order_is_the_one_told(void **state)
{
    struct row row = { .fail_make = 20, .fail_take = -1 };
    struct err err = { 0 };

    (void)state;
    assert_int_equal(run(&row, 4, 1000, &err), ERR_DAMAGED);
    assert_string_equal(err.text, "item 20");
    assert_int_equal(row.taken, 20);
}

static void a_taker_that_fails_stops_the_makers(void **state)
{
    struct row row = { .fail_make = -1, .fail_take = 7 };
    struct err err = { 0 };

    (void)state;
    assert_int_equal(run(&row, 2, 1000, &err), ERR_NO_SPACE);
    assert_string_equal(err.text, "full at 7");
    assert_in_range(atomic_load(&row.begun), 8, 8 + SLOTS + 2);
}

static void nothing_to_make_is_done_at_once(void **state)
{
    struct row row = { .fail_make = -1, .fail_take = -1 };

    (void)state;
    assert_int_equal(run(&row, 2, 0, NULL), 0);
    assert_int_equal(row.taken, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_taken_in_order_on_any_number_of_threads),
        cmocka_unit_test(the_first_failure_in_order_is_the_one_told),
        cmocka_unit_test(a_taker_that_fails_stops_the_makers),
        cmocka_unit_test(nothing_to_make_is_done_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
