#include "server/work/tasks.h"

#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>

#include "tests/support/check.h"

struct gate {
    sem_t opened;
    atomic_int done;
};

static void count(void *ctx)
{
    struct gate *gate = ctx;

    atomic_fetch_add(&gate->done, 1);
}

static void wait_then_count(void *ctx)
{
    struct gate *gate = ctx;

    sem_wait(&gate->opened);
    count(ctx);
}

static int set_up(void **state)
{
    static struct gate gate;

    sem_init(&gate.opened, 0, 0);
    atomic_store(&gate.done, 0);
    *state = &gate;
    return 0;
}

static void every_task_runs_once_before_stop_returns(void **state)
{
    struct gate *gate = *state;
    struct tasks *tasks;

    assert_int_equal(tasks_start(&tasks, 3, NULL), 0);
    for (int i = 0; i < 200; i++)
        assert_int_equal(tasks_add(tasks, count, gate, NULL), 0);
    tasks_stop(tasks);
    assert_int_equal(atomic_load(&gate->done), 200);
}

static void too_many_that_wait_are_refused_as_busy(void **state)
{
    struct gate *gate = *state;
    struct tasks *tasks;
    struct err err = { 0 };
    int added = 0;

    assert_int_equal(tasks_start(&tasks, 1, NULL), 0);
    while (!tasks_add(tasks, wait_then_count, gate, &err) && added < 10000)
        added++;
    assert_in_range(added, 256, 257); /* one may have begun */
    assert_int_equal(err.code, ERR_BUSY);
    assert_non_null(strstr(err.text, "256"));
    for (int i = 0; i < added; i++)
        sem_post(&gate->opened);
    tasks_stop(tasks);
    assert_int_equal(atomic_load(&gate->done), added);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_task_runs_once_before_stop_returns, set_up),
        cmocka_unit_test_setup(too_many_that_wait_are_refused_as_busy, set_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
