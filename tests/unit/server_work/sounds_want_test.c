/* Which prints are listened to for the sounds of scenes, and when again. */
#include "server/store/cues.h"
#include "server/store/pictures.h"
#include "server/store/sets.h"
#include "server/work/job_kinds.h"
#include "server/work/measuring_state.h"
#include "tests/unit/server_store/folder.h"

enum { HOUR = 172800000, SECOND = 48000 };

struct fixture {
    struct folder folder;
    struct picture picture;
    struct print_set set;
};

static void put_scenes(struct fixture *f, int64_t border)
{
    const struct scene scenes[] = {
        { .number = "1", .in_samples = HOUR, .out_samples = border },
        { .number = "2", .in_samples = border, .out_samples = HOUR + 20 * SECOND },
    };

    assert_int_equal(db_scenes_put(f->folder.db, f->picture.id, scenes, 2, NULL), ERR_NONE);
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct production production = { .name = "Tideline", .rate = { 24, 1, false } };
    struct cue cue = { .name = "1m1" };

    folder_make(&f->folder);
    folder_db(&f->folder);
    assert_int_equal(db_production_add(f->folder.db, &production, NULL), ERR_NONE);
    f->picture = (struct picture){ .production_id = 1, .name = "Cut 14" };
    assert_int_equal(db_picture_add(f->folder.db, &f->picture, NULL), ERR_NONE);
    cue.production_id = 1;
    assert_int_equal(db_cue_add(f->folder.db, &cue, NULL), ERR_NONE);
    f->set = (struct print_set){ .cue_id = cue.id, .picture_id = f->picture.id };
    assert_int_equal(db_set_add(f->folder.db, &f->set, NULL), ERR_NONE);
    put_scenes(f, HOUR + 10 * SECOND);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    folder_remove(&f->folder);
    free(f);
    return 0;
}

/* Twenty seconds from the first scene's first sample on. */
static int64_t add_print(struct fixture *f, const char *role)
{
    struct recording print = { .set_id = f->set.id,
                               .kind = ROLE_STEM,
                               .format = "WAV",
                               .rate_hz = 48000,
                               .bits = 24,
                               .channels = 6,
                               .samples = 20 * SECOND,
                               .start_known_by = START_PERSON,
                               .start_samples = HOUR };

    snprintf(print.role, sizeof print.role, "%s", role);
    snprintf(print.base, sizeof print.base, "%s", role);
    snprintf(print.filename, sizeof print.filename, "%s.wav", role);
    assert_int_equal(order_parse(&print.order, "smpte", NULL), ERR_NONE);
    assert_int_equal(db_recording_add(f->folder.db, &print, NULL), ERR_NONE);
    return print.id;
}

static void want(struct fixture *f, int64_t recording_id)
{
    assert_int_equal(sounds_want(f->folder.db, 1, recording_id, NULL), ERR_NONE);
}

/* How many jobs wait. */
static size_t waiting(struct fixture *f)
{
    struct job_row *jobs = NULL;
    size_t count = 0, sounds = 0;

    assert_int_equal(db_jobs_open(f->folder.db, 1, &jobs, &count, NULL), ERR_NONE);
    for (size_t i = 0; i < count; i++)
        sounds += !strcmp(jobs[i].kind, job_kind_sounds) && jobs[i].state == JOB_WAITING;
    free(jobs);
    return sounds;
}

/* Does the next job as if it had listened. */
static int64_t do_job(struct fixture *f)
{
    struct sound_gap *gaps;
    struct job_row job;
    size_t count;
    bool found;

    assert_int_equal(db_job_claim(f->folder.db, 1000, &job, &found, NULL), ERR_NONE);
    assert_true(found);
    assert_int_equal(db_sound_gaps_of(f->folder.db, job.recording_id, &gaps, &count, NULL),
                     ERR_NONE);
    for (size_t i = 0; i < count; i++) {
        const struct range_sound range = { .in_samples = gaps[i].in_samples,
                                           .out_samples = gaps[i].out_samples };
        assert_int_equal(db_sounds_put(f->folder.db, job.recording_id, &range, 1, NULL), ERR_NONE);
    }
    free(gaps);
    assert_int_equal(db_job_done(f->folder.db, &job, NULL), ERR_NONE);
    return job.recording_id;
}

static void each_print_with_something_missing_has_one_job(void **state)
{
    struct fixture *f = *state;
    const int64_t string = add_print(f, "String"), brass = add_print(f, "Brass");

    want(f, string);
    assert_int_equal(waiting(f), 1);
    want(f, 0);
    assert_int_equal(waiting(f), 2);
    want(f, 0);
    assert_int_equal(waiting(f), 2);
    assert_int_equal(do_job(f), string);
    assert_int_equal(do_job(f), brass);
    want(f, 0);
    assert_int_equal(waiting(f), 0);
}

static void a_new_list_wants_a_job_and_the_old_one_back_wants_it_again(void **state)
{
    struct fixture *f = *state;

    add_print(f, "String");
    want(f, 0);
    do_job(f);
    put_scenes(f, HOUR + 11 * SECOND);
    want(f, 0);
    assert_int_equal(waiting(f), 1);
    do_job(f);
    put_scenes(f, HOUR + 10 * SECOND); /* its rows went with its ranges */
    want(f, 0);
    assert_int_equal(waiting(f), 1);
}

static void a_job_under_way_does_not_hide_what_a_new_list_wants(void **state)
{
    struct fixture *f = *state;
    struct job_row job;
    bool found;

    add_print(f, "String");
    want(f, 0);
    assert_int_equal(db_job_claim(f->folder.db, 1000, &job, &found, NULL), ERR_NONE);
    put_scenes(f, HOUR + 11 * SECOND);
    want(f, 0);
    assert_int_equal(waiting(f), 1);
}

static void an_answer_wants_it_anew_also_when_it_is_the_first_one_again(void **state)
{
    struct fixture *f = *state;
    const int64_t string = add_print(f, "String");

    want(f, string);
    do_job(f);
    assert_int_equal(db_recording_start(f->folder.db, string, HOUR + 1, NULL), ERR_NONE);
    want(f, string);
    assert_int_equal(waiting(f), 1);
    do_job(f);
    assert_int_equal(db_recording_start(f->folder.db, string, HOUR, NULL), ERR_NONE);
    want(f, string);
    assert_int_equal(waiting(f), 1); /* the same job as the first, which was done */
}

static void what_failed_is_not_tried_without_end(void **state)
{
    struct fixture *f = *state;
    struct job_row job;
    bool found;

    add_print(f, "String");
    want(f, 0);
    assert_int_equal(db_job_claim(f->folder.db, 1000, &job, &found, NULL), ERR_NONE);
    assert_int_equal(db_job_fail(f->folder.db, &job, "it is damaged", NULL), ERR_NONE);
    want(f, 0);
    assert_int_equal(waiting(f), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_print_with_something_missing_has_one_job),
        TEST(a_new_list_wants_a_job_and_the_old_one_back_wants_it_again),
        TEST(a_job_under_way_does_not_hide_what_a_new_list_wants),
        TEST(an_answer_wants_it_anew_also_when_it_is_the_first_one_again),
        TEST(what_failed_is_not_tried_without_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
