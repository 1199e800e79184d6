/* Jobs: who may have one, and what a crash leaves of it. */
#include "server/store/jobs.h"
#include "server/store/pictures.h"
#include "server/store/recordings.h"
#include "server/store/thresholds.h"
#include "tests/unit/server_store/folder.h"

enum { LEASE_MS = 1000 };

/* A production with a picture version; the clock moves by a millisecond a look. */
static void film(struct db *db)
{
    struct production production = { .name = "Tideline", .rate = { 24, 1, false } };
    struct picture picture = { .name = "Cut 14" };

    assert_int_equal(db_production_add(db, &production, NULL), ERR_NONE);
    picture.production_id = production.id;
    assert_int_equal(db_picture_add(db, &picture, NULL), ERR_NONE);
}

static struct job_wish wish(int number, int rank)
{
    struct job_wish out = { .row = { .production_id = 1,
                                     .picture_id = 1,
                                     .rank = rank,
                                     .work_s = 2,
                                     .in_samples = 0,
                                     .out_samples = 48000 } };

    snprintf(out.row.kind, sizeof out.row.kind, "facts");
    snprintf(out.row.scene_number, sizeof out.row.scene_number, "%d", number);
    out.row.key.byte[0] = (uint8_t)number;
    return out;
}

static size_t want(struct db *db, const struct job_wish *one, bool again)
{
    struct job_wishes wishes = { .list = one, .count = 1, .again = again };

    assert_int_equal(db_jobs_want(db, &wishes, NULL), ERR_NONE);
    return wishes.wanted;
}

/* The number of the claimed job's scene, 0 if there was none to claim. */
static int claim(struct db *db, struct job_row *out)
{
    bool found;

    assert_int_equal(db_job_claim(db, LEASE_MS, out, &found, NULL), ERR_NONE);
    return found ? atoi(out->scene_number) : 0;
}

static enum job_state state_of(struct db *db, int64_t id)
{
    struct job_row job;

    assert_int_equal(db_job(db, id, &job, NULL), ERR_NONE);
    return job.state;
}

static void the_same_work_is_there_once(void **state)
{
    struct folder *folder = *state;
    const struct job_wish one = wish(1, 0);
    struct job_row job;

    film(folder->db);
    assert_int_equal(want(folder->db, &one, true), 1);
    assert_int_equal(want(folder->db, &one, true), 0);
    assert_int_equal(claim(folder->db, &job), 1);
    assert_int_equal(want(folder->db, &one, true), 0);
    assert_int_equal(claim(folder->db, &job), 0);
}

static void jobs_go_by_rank_and_then_by_age(void **state)
{
    struct folder *folder = *state;
    const struct job_wish list[] = { wish(1, 1), wish(2, 0), wish(3, 1), wish(4, 0) };
    struct job_wishes wishes = { .list = list, .count = sizeof list / sizeof *list };
    const int expected[] = { 2, 4, 1, 3, 0 };
    struct job_row job;

    film(folder->db);
    assert_int_equal(db_jobs_want(folder->db, &wishes, NULL), ERR_NONE);
    assert_int_equal(wishes.wanted, 4);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(claim(folder->db, &job), expected[i]);
}

static void what_is_done_waits_anew_only_when_its_result_is_lost(void **state)
{
    struct folder *folder = *state;
    const struct job_wish one = wish(1, 0);
    struct job_row job;

    film(folder->db);
    want(folder->db, &one, true);
    claim(folder->db, &job);
    assert_int_equal(db_job_done(folder->db, &job, NULL), ERR_NONE);
    assert_int_equal(state_of(folder->db, job.id), JOB_DONE);
    assert_int_equal(want(folder->db, &one, false), 0);
    assert_int_equal(want(folder->db, &one, true), 1);
    assert_int_equal(state_of(folder->db, job.id), JOB_WAITING);
}

static void what_has_failed_or_was_cancelled_waits_for_a_person(void **state)
{
    struct folder *folder = *state;
    const struct job_wish one = wish(1, 0);
    struct job_row job;

    film(folder->db);
    want(folder->db, &one, true);
    claim(folder->db, &job);
    assert_int_equal(db_job_fail(folder->db, &job, "the file is damaged", NULL), ERR_NONE);
    assert_int_equal(want(folder->db, &one, true), 0);
    assert_int_equal(db_job(folder->db, job.id, &job, NULL), ERR_NONE);
    assert_string_equal(job.error, "the file is damaged");
    assert_int_equal(db_job_cancel(folder->db, job.id, NULL), ERR_CONFLICT);
    assert_int_equal(db_job_retry(folder->db, job.id, NULL), ERR_NONE);
    assert_int_equal(db_job_retry(folder->db, job.id, NULL), ERR_CONFLICT);
    assert_int_equal(db_job_cancel(folder->db, job.id, NULL), ERR_NONE);
    assert_int_equal(want(folder->db, &one, true), 0);
    assert_int_equal(claim(folder->db, &job), 0);
    assert_int_equal(db_job_cancel(folder->db, 99, NULL), ERR_NOT_FOUND);
}

static void a_lease_that_ends_gives_the_job_to_the_next_who_asks(void **state)
{
    struct folder *folder = *state;
    const struct job_wish one = wish(1, 0);
    struct job_row first, second;

    film(folder->db);
    want(folder->db, &one, true);
    assert_int_equal(claim(folder->db, &first), 1);
    assert_int_equal(claim(folder->db, &second), 0);
    folder->now_ms += LEASE_MS - 100;
    assert_int_equal(db_job_renew(folder->db, &first, 0.5, LEASE_MS, NULL), ERR_NONE);
    folder->now_ms += LEASE_MS - 100;
    assert_int_equal(claim(folder->db, &second), 0);
    folder->now_ms += 200;
    assert_int_equal(claim(folder->db, &second), 1);

    /* whoever had it before changes nothing any more */
    assert_int_equal(db_job_renew(folder->db, &first, 0.9, LEASE_MS, NULL), ERR_CANCELLED);
    assert_int_equal(db_job_done(folder->db, &first, NULL), ERR_CANCELLED);
    assert_int_equal(db_job_forget(folder->db, &first, NULL), ERR_CANCELLED);
    assert_int_equal(state_of(folder->db, first.id), JOB_RUNNING);
    assert_int_equal(db_job_done(folder->db, &second, NULL), ERR_NONE);
}

static void a_start_gives_back_what_a_crash_left(void **state)
{
    struct folder *folder = *state;
    const struct job_wish one = wish(1, 0);
    struct job_row job;

    film(folder->db);
    want(folder->db, &one, true);
    claim(folder->db, &job);
    assert_int_equal(db_jobs_give_back(folder->db, NULL), ERR_NONE);
    assert_int_equal(state_of(folder->db, job.id), JOB_WAITING);
    assert_int_equal(claim(folder->db, &job), 1);
}

static void a_job_that_never_ends_is_a_failure_after_three_attempts(void **state)
{
    struct folder *folder = *state;
    const struct job_wish one = wish(1, 0);
    struct job_row job;

    film(folder->db);
    want(folder->db, &one, true);
    for (int i = 0; i < JOB_ATTEMPTS; i++) {
        assert_int_equal(claim(folder->db, &job), 1);
        assert_int_equal(db_jobs_give_back(folder->db, NULL), ERR_NONE);
    }
    assert_int_equal(state_of(folder->db, job.id), JOB_FAILED);
    assert_int_equal(claim(folder->db, &job), 0);
}

static void a_job_put_back_has_not_been_tried(void **state)
{
    struct folder *folder = *state;
    const struct job_wish one = wish(1, 0);
    struct job_row job;

    film(folder->db);
    want(folder->db, &one, true);
    for (int i = 0; i < 2 * JOB_ATTEMPTS; i++) {
        assert_int_equal(claim(folder->db, &job), 1);
        assert_int_equal(db_job_put_back(folder->db, &job, NULL), ERR_NONE);
    }
    assert_int_equal(db_jobs_give_back(folder->db, NULL), ERR_NONE);
    assert_int_equal(claim(folder->db, &job), 1);
}

static void a_cancelled_job_is_noticed_by_who_runs_it(void **state)
{
    struct folder *folder = *state;
    const struct job_wish one = wish(1, 0);
    struct job_row job;

    film(folder->db);
    want(folder->db, &one, true);
    claim(folder->db, &job);
    assert_int_equal(db_job_cancel(folder->db, job.id, NULL), ERR_NONE);
    assert_int_equal(db_job_renew(folder->db, &job, 0.5, LEASE_MS, NULL), ERR_CANCELLED);
    assert_int_equal(db_job_put_back(folder->db, &job, NULL), ERR_CANCELLED);
    assert_int_equal(state_of(folder->db, job.id), JOB_CANCELLED);
}

static void a_new_list_drops_what_nobody_has_begun(void **state)
{
    struct folder *folder = *state;
    const struct job_wish list[] = { wish(1, 0), wish(2, 0) };
    struct job_wishes wishes = { .list = list, .count = sizeof list / sizeof *list };
    struct job_row job, *open;
    size_t count;

    film(folder->db);
    db_jobs_want(folder->db, &wishes, NULL);
    claim(folder->db, &job);
    assert_int_equal(db_jobs_drop_waiting(folder->db, 1, NULL), ERR_NONE);
    assert_int_equal(db_jobs_open(folder->db, 1, &open, &count, NULL), ERR_NONE);
    assert_int_equal(count, 1);
    assert_string_equal(open[0].scene_number, "1");
    free(open);
}

static void the_sum_knows_what_is_done_of_the_work_begun(void **state)
{
    struct folder *folder = *state;
    const struct job_wish list[] = { wish(1, 0), wish(2, 0), wish(3, 0), wish(4, 0) };
    struct job_wishes wishes = { .list = list, .count = sizeof list / sizeof *list };
    struct job_row job;
    struct jobs_sum sum;

    film(folder->db);
    assert_int_equal(db_jobs_sum(folder->db, 1, &sum, NULL), ERR_NONE);
    assert_int_equal(sum.active, 0);
    db_jobs_want(folder->db, &wishes, NULL);
    claim(folder->db, &job);
    folder->now_ms += 500;
    db_job_done(folder->db, &job, NULL);
    claim(folder->db, &job);
    db_job_renew(folder->db, &job, 0.25, LEASE_MS, NULL);
    assert_int_equal(db_jobs_sum(folder->db, 1, &sum, NULL), ERR_NONE);
    assert_int_equal(sum.active, 3);
    assert_true(sum.done_s > 2.49 && sum.done_s < 2.51); /* of 2 s each: one and a quarter */
    assert_true(sum.left_s > 5.49 && sum.left_s < 5.51);
    assert_true(sum.spent_s >= 0.5 && sum.spent_s < 0.6);
}

static void the_end_of_the_last_job_is_known(void **state)
{
    struct folder *folder = *state;
    const struct job_wish list[] = { wish(1, 0), wish(2, 0) };
    struct job_wishes wishes = { .list = list, .count = 2 };
    struct job_row first, second;
    int64_t at_ms = -1;

    film(folder->db);
    assert_int_equal(db_jobs_want(folder->db, &wishes, NULL), ERR_NONE);
    claim(folder->db, &first);
    claim(folder->db, &second);
    assert_int_equal(db_jobs_ended(folder->db, 1, &at_ms, NULL), ERR_NONE);
    assert_int_equal(at_ms, 0);
    assert_int_equal(db_job_done(folder->db, &first, NULL), ERR_NONE);
    folder->now_ms += 700;
    assert_int_equal(db_job_fail(folder->db, &second, "it is cut", NULL), ERR_NONE);
    assert_int_equal(db_jobs_ended(folder->db, 1, &at_ms, NULL), ERR_NONE);
    assert_true(at_ms > 1700 && at_ms < folder->now_ms);
    assert_int_equal(db_jobs_ended(folder->db, 2, &at_ms, NULL), ERR_NONE);
    assert_int_equal(at_ms, 0);
}

static void sources_are_kept_in_their_order_and_go_with_the_job(void **state)
{
    const int64_t ids[] = { 2, 1 };
    struct folder *folder = *state;
    struct job_wish one = wish(1, 0);
    struct recording temp = { .picture_id = 1,
                              .kind = ROLE_EFFECTS,
                              .role = "Effects",
                              .filename = "R1_FX.wav",
                              .format = "WAV",
                              .rate_hz = 48000,
                              .bits = 24,
                              .channels = 6,
                              .samples = 1 };
    struct job_row job;
    int64_t *sources;
    size_t count;

    film(folder->db);
    for (int i = 0; i < 2; i++) {
        snprintf(temp.base, sizeof temp.base, "R%d_FX", i);
        assert_int_equal(db_recording_add(folder->db, &temp, NULL), ERR_NONE);
    }
    one.source = ids;
    one.sources = 2;
    want(folder->db, &one, true);
    claim(folder->db, &job);
    assert_int_equal(db_job_sources(folder->db, job.id, &sources, &count, NULL), ERR_NONE);
    assert_int_equal(count, 2);
    assert_true(sources[0] == 2 && sources[1] == 1);
    free(sources);
    assert_int_equal(db_job_forget(folder->db, &job, NULL), ERR_NONE);
    assert_int_equal(db_job_sources(folder->db, job.id, &sources, &count, NULL), ERR_NONE);
    assert_int_equal(count, 0);
    free(sources);
}

static void thresholds_are_proposals_until_one_is_set(void **state)
{
    struct folder *folder = *state;
    struct thresholds thresholds = thresholds_proposed, read;
    bool proposal;

    film(folder->db);
    assert_int_equal(db_thresholds(folder->db, 1, &read, &proposal, NULL), ERR_NONE);
    assert_true(proposal);
    assert_memory_equal(&read, &thresholds_proposed, sizeof read);
    thresholds.pumping_red = 0.9;
    assert_int_equal(db_thresholds_put(folder->db, 1, &thresholds, NULL), ERR_NONE);
    assert_int_equal(db_thresholds(folder->db, 1, &read, &proposal, NULL), ERR_NONE);
    assert_false(proposal);
    assert_memory_equal(&read, &thresholds, sizeof read);
    assert_int_equal(db_thresholds_put(folder->db, 1, &thresholds_proposed, NULL), ERR_NONE);
    assert_int_equal(db_thresholds(folder->db, 1, &read, &proposal, NULL), ERR_NONE);
    assert_true(proposal);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_same_work_is_there_once),
        TEST(jobs_go_by_rank_and_then_by_age),
        TEST(what_is_done_waits_anew_only_when_its_result_is_lost),
        TEST(what_has_failed_or_was_cancelled_waits_for_a_person),
        TEST(a_lease_that_ends_gives_the_job_to_the_next_who_asks),
        TEST(a_start_gives_back_what_a_crash_left),
        TEST(a_job_that_never_ends_is_a_failure_after_three_attempts),
        TEST(a_job_put_back_has_not_been_tried),
        TEST(a_cancelled_job_is_noticed_by_who_runs_it),
        TEST(a_new_list_drops_what_nobody_has_begun),
        TEST(the_sum_knows_what_is_done_of_the_work_begun),
        TEST(the_end_of_the_last_job_is_known),
        TEST(sources_are_kept_in_their_order_and_go_with_the_job),
        TEST(thresholds_are_proposals_until_one_is_set),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
