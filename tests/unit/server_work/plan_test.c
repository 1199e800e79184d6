/* What is measured from what, and what is made again when. */
#include "server/work/plan.h"

#include "server/store/cues.h"
#include "server/work/job_kinds.h"
#include "server/work/keys.h"
#include "server/work/set_plan.h"
#include "tests/unit/server_store/folder.h"

enum { HOUR = 172800000, SECOND = 48000 };

struct fixture {
    struct folder folder;
    struct derived *derived;
    struct production production;
    struct picture picture;
    struct print_set set; /* of cue 1m1 */
    struct plan plan;
};

static void put_scenes(struct fixture *fixture, int64_t second_in)
{
    const struct scene scenes[] = {
        { .number = "1", .in_samples = HOUR, .out_samples = HOUR + 10 * SECOND },
        { .number = "2", .in_samples = second_in, .out_samples = HOUR + 30 * SECOND },
    };

    assert_int_equal(db_scenes_put(fixture->folder.db, fixture->picture.id, scenes, 2, NULL),
                     ERR_NONE);
}

static struct print_set add_set(struct fixture *fixture, int64_t cue_id)
{
    struct print_set set = { .cue_id = cue_id, .picture_id = fixture->picture.id };

    assert_int_equal(db_set_add(fixture->folder.db, &set, NULL), ERR_NONE);
    return set;
}

/* From now on the set stands for its cue, whatever it holds or will hold. */
static void publish(struct fixture *fixture, int64_t set_id)
{
    static const char sql[] = "UPDATE sets SET published_at_ms = 5 WHERE id = :id";
    struct query q = db_query(fixture->folder.db, sql);

    db_bind_i64(&q, ":id", set_id);
    assert_int_equal(db_change(&q, NULL, NULL), ERR_NONE);
}

static int setup(void **state)
{
    static struct fixture fixture;
    struct cue cue = { .name = "1m1" };

    memset(&fixture, 0, sizeof fixture);
    folder_make(&fixture.folder);
    folder_db(&fixture.folder);
    assert_int_equal(derived_open(&fixture.derived, fixture.folder.path, 0, NULL), ERR_NONE);
    fixture.production =
        (struct production){ .name = "Tideline", .rate = { 24, 1, false }, .stems = 2 };
    snprintf(fixture.production.stem[0], RECIPE_ROLE, "String");
    snprintf(fixture.production.stem[1], RECIPE_ROLE, "Brass");
    assert_int_equal(db_production_add(fixture.folder.db, &fixture.production, NULL), ERR_NONE);
    fixture.picture = (struct picture){ .production_id = 1, .name = "Cut 14" };
    assert_int_equal(db_picture_add(fixture.folder.db, &fixture.picture, NULL), ERR_NONE);
    cue.production_id = 1;
    assert_int_equal(db_cue_add(fixture.folder.db, &cue, NULL), ERR_NONE);
    fixture.set = add_set(&fixture, cue.id);
    publish(&fixture, fixture.set.id);
    put_scenes(&fixture, HOUR + 20 * SECOND);
    *state = &fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    plan_clear(&fixture->plan);
    derived_close(fixture->derived);
    folder_remove(&fixture->folder);
    return 0;
}

/* Ten seconds of 5.1 whose bytes are told by `sound`, from `at` on. */
static struct recording make(enum role_kind kind, const char *role, char sound, int64_t at)
{
    struct recording out = { .kind = kind,
                             .format = "WAV",
                             .rate_hz = 48000,
                             .bits = 24,
                             .channels = 6,
                             .samples = 10 * SECOND,
                             .start_known_by = START_BEXT,
                             .start_samples = at,
                             .files = 1 };

    snprintf(out.role, sizeof out.role, "%s", role);
    snprintf(out.base, sizeof out.base, "%s", role);
    snprintf(out.filename, sizeof out.filename, "%s.wav", role);
    assert_int_equal(order_parse(&out.order, "smpte", NULL), ERR_NONE);
    snprintf(out.file[0].filename, RECORDING_NAME, "%s.wav", role);
    out.file[0].bytes = 1;
    out.file[0].hash = hash_of(&sound, 1);
    return out;
}

static struct recording add(struct fixture *fixture, struct recording recording)
{
    struct db *db = fixture->folder.db;

    if (!recording.set_id && (recording.kind == ROLE_STEM || recording.kind == ROLE_MIX))
        recording.set_id = fixture->set.id;
    if (!recording.set_id)
        recording.picture_id = fixture->picture.id;
    assert_int_equal(db_recording_add(db, &recording, NULL), ERR_NONE);
    assert_int_equal(db_recording_file_add(db, recording.id, recording.file, NULL), ERR_NONE);
    return recording;
}

/* Looks, and puts down what a plan wants as if the jobs had run. */
static const struct plan *look(struct fixture *fixture)
{
    const struct plan_ask ask = { .picture_id = fixture->picture.id };

    plan_clear(&fixture->plan);
    assert_int_equal(plan_make(&fixture->plan, &ask, fixture->folder.db, fixture->derived, NULL),
                     ERR_NONE);
    return &fixture->plan;
}

static void made(struct fixture *fixture, enum derived_kind kind, const struct hash *key)
{
    char data[] = "x";
    const struct buffer file = { data, 1 };

    assert_int_equal(derived_put(fixture->derived, kind, key, &file, NULL), ERR_NONE);
}

/* Everything that can be made is there now. */
static void make_all(struct fixture *fixture)
{
    const struct plan *plan = look(fixture);

    for (size_t i = 0; i < plan->sources; i++)
        made(fixture, DERIVED_ANALYSIS, &plan->source[i].key);
    for (size_t i = 0; i < plan->scenes; i++) {
        made(fixture, DERIVED_FACTS, &plan->scene[i].key);
        made(fixture, DERIVED_LANES, &plan->scene[i].key);
    }
}

static void states_are(struct fixture *fixture, enum plan_state first, enum plan_state second)
{
    const struct plan *plan = look(fixture);

    assert_int_equal(plan->scenes, 2);
    assert_int_equal(plan->scene[0].state, first);
    assert_int_equal(plan->scene[1].state, second);
}

static void a_scene_is_measured_from_what_reaches_into_it(void **state)
{
    struct fixture *fixture = *state;
    const struct plan *plan;

    add(fixture, make(ROLE_STEM, "String", 'a', HOUR));
    add(fixture, make(ROLE_STEM, "Brass", 'b', HOUR + 20 * SECOND));
    add(fixture, make(ROLE_EFFECTS, "Effects", 'c', HOUR + 15 * SECOND));
    plan = look(fixture);
    assert_int_equal(plan->sources, 3);
    assert_int_equal(plan->scene[0].sources, 1);
    assert_string_equal(plan->source[plan->scene[0].source[0]].recording->role, "String");
    assert_int_equal(plan->scene[1].sources, 2);
}

static void a_full_mix_counts_only_where_a_set_has_no_stems(void **state)
{
    struct fixture *fixture = *state;
    const struct plan *plan;

    add(fixture, make(ROLE_MIX, "Full mix", 'm', HOUR));
    plan = look(fixture);
    assert_true(plan->source[0].is_measured);
    add(fixture, make(ROLE_STEM, "String", 'a', HOUR));
    plan = look(fixture);
    assert_int_equal(plan->sources, 2);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(plan->source[i].is_measured, plan->source[i].recording->kind == ROLE_STEM);
}

static void only_what_changed_is_made_again(void **state)
{
    struct fixture *fixture = *state;

    add(fixture, make(ROLE_STEM, "String", 'a', HOUR));
    add(fixture, make(ROLE_STEM, "Brass", 'b', HOUR + 20 * SECOND));
    states_are(fixture, PLAN_WAITING, PLAN_WAITING);
    make_all(fixture);
    states_are(fixture, PLAN_DONE, PLAN_DONE);
    put_scenes(fixture, HOUR + 20 * SECOND); /* the same list */
    states_are(fixture, PLAN_DONE, PLAN_DONE);
    put_scenes(fixture, HOUR + 21 * SECOND);
    states_are(fixture, PLAN_DONE, PLAN_WAITING);
    put_scenes(fixture, HOUR + 20 * SECOND); /* back again: nothing is lost */
    states_are(fixture, PLAN_DONE, PLAN_DONE);
    add(fixture, make(ROLE_DIALOGUE, "Dialogue", 'd', HOUR + 25 * SECOND));
    states_are(fixture, PLAN_DONE, PLAN_WAITING);
}

static void a_start_told_anew_moves_the_sound_and_what_it_touched(void **state)
{
    struct fixture *fixture = *state;
    const struct recording effects = add(fixture, make(ROLE_EFFECTS, "Effects", 'c', HOUR));

    make_all(fixture);
    states_are(fixture, PLAN_DONE, PLAN_DONE);
    assert_int_equal(db_recording_start(fixture->folder.db, effects.id, HOUR + 20 * SECOND, NULL),
                     ERR_NONE);
    assert_int_equal(look(fixture)->source[0].state, PLAN_WAITING);
    states_are(fixture, PLAN_WAITING, PLAN_WAITING);
}

static void the_same_sound_under_another_role_is_another_scene(void **state)
{
    struct fixture *fixture = *state;
    const struct report_scene scene = { 0, SECOND };
    const struct hash sound = hash_of("a", 1);
    const struct key_part string = { sound, ROLE_STEM, "String" };
    const struct key_part brass = { sound, ROLE_STEM, "Brass" };
    const struct key_part both[] = { string, brass }, turned[] = { brass, string };
    struct report_settings softer = plan_settings;
    struct hash a, b;

    (void)fixture;
    assert_int_equal(
        key_of_facts(&a, &scene, &plan_settings, &(struct key_parts){ &string, 1 }, NULL),
        ERR_NONE);
    assert_int_equal(
        key_of_facts(&b, &scene, &plan_settings, &(struct key_parts){ &brass, 1 }, NULL), ERR_NONE);
    assert_int_not_equal(hash_compare(&a, &b), 0);
    assert_int_equal(key_of_facts(&a, &scene, &plan_settings, &(struct key_parts){ both, 2 }, NULL),
                     ERR_NONE);
    assert_int_equal(
        key_of_facts(&b, &scene, &plan_settings, &(struct key_parts){ turned, 2 }, NULL), ERR_NONE);
    assert_int_equal(hash_compare(&a, &b), 0);
    softer.music_trim_db = -3;
    assert_int_equal(key_of_facts(&b, &scene, &softer, &(struct key_parts){ both, 2 }, NULL),
                     ERR_NONE);
    assert_int_not_equal(hash_compare(&a, &b), 0);
}

static void the_newest_published_set_is_measured_or_those_that_are_asked_for(void **state)
{
    struct fixture *fixture = *state;
    const int64_t first = fixture->set.id, none = 99;
    struct recording recording = make(ROLE_STEM, "String", 'z', HOUR);
    struct plan_ask ask = { .picture_id = fixture->picture.id, .has_sets = true, .sets = 1 };
    struct plan plan;

    add(fixture, make(ROLE_STEM, "String", 'a', HOUR));
    recording.set_id = add_set(fixture, fixture->set.cue_id).id;
    recording = add(fixture, recording);
    assert_int_equal(look(fixture)->sets, 1);
    assert_int_equal(fixture->plan.set[0].id, first);
    ask.set = &recording.set_id; /* a draft, on purpose */
    assert_int_equal(plan_make(&plan, &ask, fixture->folder.db, fixture->derived, NULL), ERR_NONE);
    assert_int_equal(plan.set[0].id, recording.set_id);
    plan_clear(&plan);
    publish(fixture, recording.set_id);
    assert_int_equal(look(fixture)->set[0].id, recording.set_id);
    assert_int_equal(fixture->plan.sources, 1);
    ask.set = &first;
    assert_int_equal(plan_make(&plan, &ask, fixture->folder.db, fixture->derived, NULL), ERR_NONE);
    assert_int_equal(plan.set[0].id, first);
    plan_clear(&plan);
    ask.set = &none;
    assert_int_equal(plan_make(&plan, &ask, fixture->folder.db, fixture->derived, NULL),
                     ERR_INVALID);
}

static void of_a_cue_that_has_only_drafts_nothing_is_measured(void **state)
{
    struct fixture *fixture = *state;
    struct cue cue = { .production_id = 1, .name = "1m2" };
    struct recording print = make(ROLE_STEM, "String", 'z', HOUR);

    assert_int_equal(db_cue_add(fixture->folder.db, &cue, NULL), ERR_NONE);
    print.set_id = add_set(fixture, cue.id).id;
    add(fixture, print);
    assert_int_equal(look(fixture)->sets, 1);
    assert_int_equal(fixture->plan.sources, 0);
}

static size_t wanted(struct fixture *fixture)
{
    size_t count;

    look(fixture);
    assert_int_equal(plan_want(&fixture->plan, fixture->folder.db, &count, NULL), ERR_NONE);
    return count;
}

static void analyses_are_wanted_first_and_facts_when_they_are_there(void **state)
{
    struct fixture *fixture = *state;
    struct job_row job;
    bool found;

    add(fixture, make(ROLE_STEM, "String", 'a', HOUR));
    assert_int_equal(wanted(fixture), 2); /* the analysis, and scene 2, in which nothing sounds */
    assert_int_equal(wanted(fixture), 0);
    assert_int_equal(db_job_claim(fixture->folder.db, 1000, &job, &found, NULL), ERR_NONE);
    assert_string_equal(job.kind, job_kind_analyse);
    assert_int_equal(hash_compare(&job.key, &fixture->plan.source[0].key), 0);
    made(fixture, DERIVED_ANALYSIS, &job.key);
    db_job_done(fixture->folder.db, &job, NULL);
    assert_int_equal(wanted(fixture), 1); /* scene 1 */
}

static void what_failed_is_told_in_the_scenes_that_need_it(void **state)
{
    struct fixture *fixture = *state;
    struct job_row job;
    bool found;

    add(fixture, make(ROLE_STEM, "String", 'a', HOUR));
    wanted(fixture);
    db_job_claim(fixture->folder.db, 1000, &job, &found, NULL);
    assert_int_equal(db_job_fail(fixture->folder.db, &job, "it is damaged", NULL), ERR_NONE);
    states_are(fixture, PLAN_FAILED, PLAN_WAITING);
    assert_string_equal(fixture->plan.scene[0].error, "it is damaged");
    assert_int_equal(wanted(fixture), 0);
}

static void a_set_is_tested_when_all_of_it_is_there(void **state)
{
    struct fixture *fixture = *state;
    char lacks[SET_LACKS_TEXT];
    struct set_plan plan;
    size_t count;

    add(fixture, make(ROLE_STEM, "String", 'a', HOUR));
    assert_int_equal(
        set_plan_make(&plan, fixture->set.id, fixture->folder.db, fixture->derived, NULL),
        ERR_NONE);
    set_lacks(lacks, &plan.production, &plan.prints);
    assert_string_equal(lacks, "Brass, Full mix");
    assert_false(plan.null.is_possible || plan.qc.is_possible);
    assert_int_equal(set_plan_want(&plan, fixture->folder.db, &count, NULL), ERR_NONE);
    assert_int_equal(count, 1); /* the analysis */
    set_plan_clear(&plan);

    add(fixture, make(ROLE_STEM, "Brass", 'b', HOUR));
    add(fixture, make(ROLE_MIX, "Full mix", 'm', HOUR));
    make_all(fixture);
    assert_int_equal(
        set_plan_make(&plan, fixture->set.id, fixture->folder.db, fixture->derived, NULL),
        ERR_NONE);
    assert_true(plan.null.is_possible && plan.qc.is_possible);
    assert_int_equal(set_plan_want(&plan, fixture->folder.db, &count, NULL), ERR_NONE);
    assert_int_equal(count, 2);
    set_plan_clear(&plan);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_scene_is_measured_from_what_reaches_into_it),
        TEST(a_full_mix_counts_only_where_a_set_has_no_stems),
        TEST(only_what_changed_is_made_again),
        TEST(a_start_told_anew_moves_the_sound_and_what_it_touched),
        TEST(the_same_sound_under_another_role_is_another_scene),
        TEST(the_newest_published_set_is_measured_or_those_that_are_asked_for),
        TEST(of_a_cue_that_has_only_drafts_nothing_is_measured),
        TEST(analyses_are_wanted_first_and_facts_when_they_are_there),
        TEST(what_failed_is_told_in_the_scenes_that_need_it),
        TEST(a_set_is_tested_when_all_of_it_is_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
