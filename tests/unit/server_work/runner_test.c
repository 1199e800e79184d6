/* Threads that do the record's jobs. */
#include "server/work/runner.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <time.h>

#include "server/store/pictures.h"
#include "tests/unit/server_store/folder.h"

struct fixture {
    struct folder folder;
    struct db_pool *pool;
    struct db *db;
    struct runner *runner;
    struct job_kind kind[5];
    atomic_int runs, going_on;
    atomic_int niceness;
    char log[1024];
};

static void be_patient(void)
{
    const struct timespec moment = { .tv_nsec = 2000000 };

    nanosleep(&moment, NULL);
}

static enum err_code count_run(void *ctx, struct job_run *run, struct err *err)
{
    struct fixture *fixture = ctx;

    (void)run;
    (void)err;
    atomic_store(&fixture->niceness, getpriority(PRIO_PROCESS, (id_t)gettid()));
    atomic_fetch_add(&fixture->runs, 1);
    return ERR_NONE;
}

static enum err_code fail_run(void *ctx, struct job_run *run, struct err *err)
{
    atomic_fetch_add(&((struct fixture *)ctx)->runs, 1);
    return err_set(err, ERR_DAMAGED, "scene %s is damaged", run->job->scene_number);
}

/* Goes on until somebody ends it. */
static enum err_code long_run(void *ctx, struct job_run *run, struct err *err)
{
    struct fixture *fixture = ctx;

    for (double share = 0; job_go_on(run, share); share += 0.001) {
        atomic_fetch_add(&fixture->going_on, 1);
        be_patient();
    }
    return err_set(err, ERR_CANCELLED, "cancelled");
}

static enum err_code stale_run(void *ctx, struct job_run *run, struct err *err)
{
    (void)ctx;
    (void)err;
    run->is_stale = true;
    return ERR_NONE;
}

static void take_log(void *ctx, const char *line)
{
    struct fixture *fixture = ctx;

    snprintf(fixture->log, sizeof fixture->log, "%s", line);
}

static void film(struct db *db)
{
    struct production production = { .name = "Tideline", .rate = { 24, 1, false } };
    struct picture picture = { .name = "Cut 14" };

    assert_int_equal(db_production_add(db, &production, NULL), ERR_NONE);
    picture.production_id = production.id;
    assert_int_equal(db_picture_add(db, &picture, NULL), ERR_NONE);
}

static int setup(void **state)
{
    static struct fixture fixture;
    char path[PATH_MAX];

    memset(&fixture, 0, sizeof fixture);
    folder_make(&fixture.folder);
    folder_file(path, &fixture.folder, "test.db");
    assert_int_equal(db_pool_new(&fixture.pool, path, NULL), ERR_NONE);
    fixture.db = db_pool_take(fixture.pool, NULL);
    assert_int_equal(db_migrate(fixture.db, NULL), ERR_NONE);
    film(fixture.db);
    fixture.kind[0] = (struct job_kind){ "count", count_run, &fixture };
    fixture.kind[1] = (struct job_kind){ "fail", fail_run, &fixture };
    fixture.kind[2] = (struct job_kind){ "long", long_run, &fixture };
    fixture.kind[3] = (struct job_kind){ "stale", stale_run, &fixture };
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    runner_stop(fixture->runner);
    db_pool_give(fixture->pool, fixture->db);
    db_pool_free(fixture->pool);
    folder_remove(&fixture->folder);
    return 0;
}

static void start(struct fixture *fixture, unsigned threads)
{
    const struct runner_options options = { .pool = fixture->pool,
                                            .kinds = fixture->kind,
                                            .kind_count = 4,
                                            .threads = threads,
                                            .log = take_log,
                                            .log_ctx = fixture };

    assert_int_equal(runner_start(&fixture->runner, &options, NULL), ERR_NONE);
}

static void want(struct fixture *fixture, const char *kind, unsigned number)
{
    struct job_wish wish = { .row = { .production_id = 1, .picture_id = 1, .out_samples = 1 } };
    struct job_wishes wishes = { .list = &wish, .count = 1, .again = true };

    snprintf(wish.row.kind, sizeof wish.row.kind, "%s", kind);
    snprintf(wish.row.scene_number, sizeof wish.row.scene_number, "%u", number);
    wish.row.key = hash_of(&number, sizeof number);
    assert_int_equal(db_jobs_want(fixture->db, &wishes, NULL), ERR_NONE);
    if (fixture->runner)
        runner_wake(fixture->runner);
}

static struct job_row job(struct fixture *fixture, int64_t id)
{
    struct job_row row;

    assert_int_equal(db_job(fixture->db, id, &row, NULL), ERR_NONE);
    return row;
}

static void await_state(struct fixture *fixture, int64_t id, enum job_state state)
{
    for (int i = 0; i < 5000 && job(fixture, id).state != state; i++)
        be_patient();
    assert_int_equal(job(fixture, id).state, state);
}

static void every_job_is_done_once_by_threads_that_give_way(void **state)
{
    enum { JOBS = 40 };
    struct fixture *fixture = *state;

    for (unsigned i = 1; i <= JOBS / 2; i++)
        want(fixture, "count", i);
    start(fixture, 3);
    for (unsigned i = JOBS / 2 + 1; i <= JOBS; i++)
        want(fixture, "count", i);
    for (int64_t i = 1; i <= JOBS; i++)
        await_state(fixture, i, JOB_DONE);
    assert_int_equal(atomic_load(&fixture->runs), JOBS);
    assert_int_equal(atomic_load(&fixture->niceness), 19);
    assert_true(job(fixture, 1).progress > 0.99);
}

static void a_failure_is_told_once_and_not_tried_again(void **state)
{
    struct fixture *fixture = *state;

    start(fixture, 1);
    want(fixture, "fail", 5);
    await_state(fixture, 1, JOB_FAILED);
    assert_string_equal(job(fixture, 1).error, "scene 5 is damaged");
    runner_stop(fixture->runner);
    fixture->runner = NULL;
    assert_string_equal(fixture->log, "job 1 (fail) failed: scene 5 is damaged");
    assert_int_equal(atomic_load(&fixture->runs), 1);
}

static void a_kind_that_nobody_knows_fails(void **state)
{
    struct fixture *fixture = *state;

    start(fixture, 1);
    want(fixture, "paint", 1);
    await_state(fixture, 1, JOB_FAILED);
    assert_non_null(strstr(job(fixture, 1).error, "paint"));
}

static void what_nobody_wants_any_more_goes(void **state)
{
    struct fixture *fixture = *state;
    struct job_row row;

    start(fixture, 1);
    want(fixture, "stale", 1);
    for (int i = 0; i < 5000 && !db_job(fixture->db, 1, &row, NULL); i++)
        be_patient();
    assert_int_equal(db_job(fixture->db, 1, &row, NULL), ERR_NOT_FOUND);
}

static void a_running_job_is_cancelled(void **state)
{
    struct fixture *fixture = *state;

    start(fixture, 1);
    want(fixture, "long", 1);
    while (!atomic_load(&fixture->going_on))
        be_patient();
    assert_int_equal(db_job_cancel(fixture->db, 1, NULL), ERR_NONE);
    runner_cancel(fixture->runner, 1);
    want(fixture, "count", 2); /* begins when the thread is free */
    await_state(fixture, 2, JOB_DONE);
    assert_int_equal(job(fixture, 1).state, JOB_CANCELLED);
}

static void a_job_cancelled_elsewhere_ends_at_its_next_note(void **state)
{
    struct fixture *fixture = *state;

    start(fixture, 1);
    want(fixture, "long", 1);
    while (!atomic_load(&fixture->going_on))
        be_patient();
    assert_int_equal(db_job_cancel(fixture->db, 1, NULL), ERR_NONE);
    want(fixture, "count", 2);
    await_state(fixture, 2, JOB_DONE);
}

static void progress_is_noted(void **state)
{
    struct fixture *fixture = *state;

    start(fixture, 1);
    want(fixture, "long", 1);
    for (int i = 0; i < 5000 && job(fixture, 1).progress <= 0; i++)
        be_patient();
    assert_true(job(fixture, 1).progress > 0 && job(fixture, 1).progress <= 1);
}

static void the_end_gives_back_what_is_under_way(void **state)
{
    struct fixture *fixture = *state;

    start(fixture, 2);
    want(fixture, "long", 1);
    while (!atomic_load(&fixture->going_on))
        be_patient();
    runner_stop(fixture->runner);
    fixture->runner = NULL;
    assert_int_equal(job(fixture, 1).state, JOB_WAITING);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_job_is_done_once_by_threads_that_give_way),
        TEST(a_failure_is_told_once_and_not_tried_again),
        TEST(a_kind_that_nobody_knows_fails),
        TEST(what_nobody_wants_any_more_goes),
        TEST(a_running_job_is_cancelled),
        TEST(a_job_cancelled_elsewhere_ends_at_its_next_note),
        TEST(progress_is_noted),
        TEST(the_end_gives_back_what_is_under_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
