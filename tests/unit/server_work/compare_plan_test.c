/* What two sets are compared by, and when that is possible or already known. */
#include "server/work/compare_plan.h"

#include "server/store/cues.h"
#include "server/work/job_kinds.h"
#include "server/work/set_results.h"
#include "tests/unit/server_store/folder.h"

enum { HOUR = 172800000, SECOND = 48000 };

struct fixture {
    struct folder folder;
    struct derived *derived;
    struct production production;
    struct picture picture;
    struct cue cue;
    struct print_set set[2];
    struct compare_plan plan;
};

static struct print_set add_set(struct fixture *f, int64_t cue_id)
{
    struct print_set set = { .cue_id = cue_id, .picture_id = f->picture.id };

    assert_int_equal(db_set_add(f->folder.db, &set, NULL), ERR_NONE);
    return set;
}

static void put_scenes(struct fixture *f, int64_t border)
{
    const struct scene scenes[] = {
        { .number = "1", .in_samples = HOUR, .out_samples = border },
        { .number = "2", .in_samples = border, .out_samples = HOUR + 20 * SECOND },
        { .number = "9", .in_samples = 2 * HOUR, .out_samples = 2 * HOUR + SECOND },
    };

    assert_int_equal(db_scenes_put(f->folder.db, f->picture.id, scenes, 3, NULL), ERR_NONE);
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    folder_make(&f->folder);
    folder_db(&f->folder);
    assert_int_equal(derived_open(&f->derived, f->folder.path, 0, NULL), ERR_NONE);
    f->production = (struct production){ .name = "Tideline", .rate = { 24, 1, false }, .stems = 2 };
    snprintf(f->production.stem[0], RECIPE_ROLE, "String");
    snprintf(f->production.stem[1], RECIPE_ROLE, "Brass");
    assert_int_equal(db_production_add(f->folder.db, &f->production, NULL), ERR_NONE);
    f->picture = (struct picture){ .production_id = 1, .name = "Cut 14" };
    assert_int_equal(db_picture_add(f->folder.db, &f->picture, NULL), ERR_NONE);
    f->cue = (struct cue){ .production_id = 1, .name = "1m1" };
    assert_int_equal(db_cue_add(f->folder.db, &f->cue, NULL), ERR_NONE);
    f->set[0] = add_set(f, f->cue.id);
    f->set[1] = add_set(f, f->cue.id);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    compare_plan_clear(&f->plan);
    derived_close(f->derived);
    folder_remove(&f->folder);
    free(f);
    return 0;
}

/* Ten seconds whose bytes are told by `sound`. */
static struct recording add_print(struct fixture *f, int set, const char *role, char sound)
{
    struct recording print = { .set_id = f->set[set].id,
                               .kind = strcmp(role, "Full mix") ? ROLE_STEM : ROLE_MIX,
                               .format = "WAV",
                               .rate_hz = 48000,
                               .bits = 24,
                               .channels = 6,
                               .samples = 10 * SECOND,
                               .start_known_by = START_BEXT,
                               .start_samples = HOUR,
                               .files = 1 };

    snprintf(print.role, sizeof print.role, "%s", role);
    snprintf(print.base, sizeof print.base, "%s", role);
    snprintf(print.filename, sizeof print.filename, "%s.wav", role);
    snprintf(print.file[0].filename, RECORDING_NAME, "%s.wav", role);
    assert_int_equal(order_parse(&print.order, "smpte", NULL), ERR_NONE);
    print.file[0].bytes = 1;
    print.file[0].hash = hash_of(&sound, 1);
    assert_int_equal(db_recording_add(f->folder.db, &print, NULL), ERR_NONE);
    assert_int_equal(db_recording_file_add(f->folder.db, print.id, print.file, NULL), ERR_NONE);
    return print;
}

static enum err_code make(struct fixture *f, int64_t a, int64_t b)
{
    const int64_t set_id[2] = { a, b };

    compare_plan_clear(&f->plan);
    return compare_plan_make(&f->plan, set_id, f->folder.db, f->derived, NULL);
}

static const struct compare_plan *look(struct fixture *f)
{
    assert_int_equal(make(f, f->set[0].id, f->set[1].id), ERR_NONE);
    return &f->plan;
}

static size_t wanted(struct fixture *f)
{
    size_t count;

    look(f);
    assert_int_equal(compare_plan_want(&f->plan, f->folder.db, &count, NULL), ERR_NONE);
    return count;
}

static void roles_stand_in_the_order_of_the_plan_the_mix_last(void **state)
{
    struct fixture *f = *state;
    const struct compare_plan *plan;

    add_print(f, 0, "Full mix", 'm');
    add_print(f, 0, "Brass", 'b');
    add_print(f, 1, "String", 's');
    add_print(f, 1, "Brass", 'b');
    plan = look(f);
    assert_int_equal(plan->roles, 3);
    assert_string_equal(plan->role[0].role, "String");
    assert_string_equal(plan->role[2].role, "Full mix");
    assert_null(plan->role[0].older);
    assert_null(plan->role[2].newer);
    assert_int_equal(hash_compare(&plan->role[1].older_audio, &plan->role[1].newer_audio), 0);
    assert_int_equal(plan->role[1].channel_mask, 0x3f);
}

static void the_higher_version_is_the_newer_one_whoever_comes_first(void **state)
{
    struct fixture *f = *state;
    struct hash key;

    add_print(f, 0, "Brass", 'a');
    add_print(f, 1, "Brass", 'b');
    key = look(f)->test.key;
    assert_int_equal(f->plan.newer.version, 2);
    assert_int_equal(make(f, f->set[1].id, f->set[0].id), ERR_NONE);
    assert_int_equal(f->plan.newer.version, 2);
    assert_int_equal(hash_compare(&f->plan.test.key, &key), 0);
}

static void scenes_are_those_that_a_print_reaches_or_else_the_whole(void **state)
{
    struct fixture *f = *state;
    const struct compare_plan *plan;

    add_print(f, 0, "Brass", 'a');
    add_print(f, 1, "Brass", 'b');
    plan = look(f);
    assert_int_equal(plan->scenes, 1);
    assert_int_equal(plan->scene[0].id, 0);
    assert_int_equal(plan->scene[0].in_samples, HOUR);
    assert_int_equal(plan->scene[0].out_samples, HOUR + 10 * SECOND);
    put_scenes(f, HOUR + 5 * SECOND);
    plan = look(f);
    assert_int_equal(plan->scenes, 2);
    assert_string_equal(plan->scene[1].number, "2");
    put_scenes(f, HOUR + 10 * SECOND); /* the second begins where the prints end */
    assert_int_equal(look(f)->scenes, 1);
}

static void it_is_wanted_once_and_again_when_scenes_or_prints_change(void **state)
{
    struct fixture *f = *state;
    const struct compare_result nothing = { 0 };
    struct buffer file = { 0 };
    int64_t *source;
    struct job_row job;
    size_t count;
    bool found;

    add_print(f, 0, "Brass", 'a');
    assert_false(look(f)->test.is_possible);
    assert_int_equal(wanted(f), 0); /* the newer one has nothing yet */
    add_print(f, 1, "Brass", 'b');
    assert_int_equal(wanted(f), 1);
    assert_int_equal(wanted(f), 0);
    assert_true(f->plan.test.is_queued);
    assert_int_equal(db_job_claim(f->folder.db, 1000, &job, &found, NULL), ERR_NONE);
    assert_string_equal(job.kind, job_kind_compare);
    assert_int_equal(job.set_id, f->set[1].id);
    assert_int_equal(db_job_sources(f->folder.db, job.id, &source, &count, NULL), ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(source[0], f->plan.role[0].older->id);
    free(source);
    assert_int_equal(compare_result_pack(&nothing, &file, NULL), ERR_NONE);
    assert_int_equal(derived_put(f->derived, DERIVED_COMPARE, &job.key, &file, NULL), ERR_NONE);
    buffer_clear(&file);
    db_job_done(f->folder.db, &job, NULL);
    assert_int_equal(look(f)->test.state, PLAN_DONE);
    put_scenes(f, HOUR + 5 * SECOND);
    assert_int_equal(wanted(f), 1);
    add_print(f, 1, "String", 's');
    assert_int_equal(wanted(f), 1);
}

static void what_failed_is_told(void **state)
{
    struct fixture *f = *state;
    struct job_row job;
    bool found;

    add_print(f, 0, "Brass", 'a');
    add_print(f, 1, "Brass", 'b');
    wanted(f);
    db_job_claim(f->folder.db, 1000, &job, &found, NULL);
    assert_int_equal(db_job_fail(f->folder.db, &job, "it is damaged", NULL), ERR_NONE);
    assert_int_equal(look(f)->test.state, PLAN_FAILED);
    assert_string_equal(f->plan.test.error, "it is damaged");
    assert_int_equal(wanted(f), 0);
}

static void sets_of_other_cues_are_not_found(void **state)
{
    struct fixture *f = *state;
    struct cue other = { .production_id = 1, .name = "1m2" };
    struct print_set set;

    assert_int_equal(db_cue_add(f->folder.db, &other, NULL), ERR_NONE);
    set = add_set(f, other.id);
    assert_int_equal(make(f, f->set[0].id, set.id), ERR_NOT_FOUND);
    assert_int_equal(make(f, f->set[0].id, 99), ERR_NOT_FOUND);
    assert_int_equal(make(f, 99, f->set[0].id), ERR_NOT_FOUND);
}

static void a_result_comes_back_and_a_damaged_one_does_not(void **state)
{
    struct compare_range ranges[2] = { { .in_samples = 1, .out_samples = 2 },
                                       { .verdict = COMPARE_CHANGED } };
    const struct compare_result result = { ranges, 2 };
    struct compare_result read;
    struct buffer file = { 0 };

    (void)state;
    ranges[1].channel[CH_LS].peak_db = -3;
    assert_int_equal(compare_result_pack(&result, &file, NULL), ERR_NONE);
    assert_int_equal(compare_result_unpack(&read, &file, NULL), ERR_NONE);
    assert_int_equal(read.count, 2);
    assert_memory_equal(read.range, ranges, sizeof ranges);
    compare_result_clear(&read);
    ((char *)file.data)[file.bytes - 1] ^= 1;
    assert_int_equal(compare_result_unpack(&read, &file, NULL), ERR_DAMAGED);
    file.bytes /= 2;
    assert_int_equal(compare_result_unpack(&read, &file, NULL), ERR_DAMAGED);
    buffer_clear(&file);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(roles_stand_in_the_order_of_the_plan_the_mix_last),
        TEST(the_higher_version_is_the_newer_one_whoever_comes_first),
        TEST(scenes_are_those_that_a_print_reaches_or_else_the_whole),
        TEST(it_is_wanted_once_and_again_when_scenes_or_prints_change),
        TEST(what_failed_is_told),
        TEST(sets_of_other_cues_are_not_found),
        cmocka_unit_test(a_result_comes_back_and_a_damaged_one_does_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
