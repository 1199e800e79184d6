/* Which set stands for a cue, and what a scene sounds like. */
#include "server/store/scene_sounds.h"

#include "server/store/pictures.h"
#include "server/store/sets.h"
#include "server/store/sounds.h"
#include "tests/unit/server_store/folder.h"

enum { SECOND = 48000, HOUR = 172800000 };

/* One cue, a plan of two stems, and two scenes of ten seconds, one after the other. */
struct fixture {
    struct folder folder;
    struct production production;
    struct picture picture;
    struct cue cue;
    struct scene scene[2];
    struct scene_sounds *sounds;
};

static void put_scenes(struct fixture *f, int64_t second_in)
{
    struct scene *list;
    size_t count;

    for (int i = 0; i < 2; i++) {
        f->scene[i] = (struct scene){ .in_samples = i ? second_in : HOUR,
                                      .out_samples = HOUR + (i ? 20 : 10) * SECOND };
        snprintf(f->scene[i].number, SCENE_NUMBER, "%d", i + 1);
    }
    assert_int_equal(db_scenes_put(f->folder.db, f->picture.id, f->scene, 2, NULL), ERR_NONE);
    assert_int_equal(db_scenes(f->folder.db, f->picture.id, &list, &count, NULL), ERR_NONE);
    assert_int_equal(count, 2);
    memcpy(f->scene, list, sizeof f->scene);
    free(list);
}

static struct cue add_cue(struct fixture *f, const char *name, int reel, int number)
{
    struct cue cue = { .production_id = f->production.id, .reel = reel, .number = number };

    snprintf(cue.name, sizeof cue.name, "%s", name);
    assert_int_equal(db_cue_add(f->folder.db, &cue, NULL), ERR_NONE);
    return cue;
}

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    folder_make(&f->folder);
    folder_db(&f->folder);
    f->production = (struct production){ .name = "Tideline", .rate = { 24, 1, false }, .stems = 2 };
    snprintf(f->production.stem[0], RECIPE_ROLE, "String");
    snprintf(f->production.stem[1], RECIPE_ROLE, "Brass");
    assert_int_equal(db_production_add(f->folder.db, &f->production, NULL), ERR_NONE);
    f->picture = (struct picture){ .production_id = f->production.id, .name = "Cut 14" };
    assert_int_equal(db_picture_add(f->folder.db, &f->picture, NULL), ERR_NONE);
    f->cue = add_cue(f, "1m2", 1, 2);
    put_scenes(f, HOUR + 10 * SECOND);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    scene_sounds_free(f->sounds, 2);
    folder_remove(&f->folder);
    free(f);
    return 0;
}

static struct print_set add_set(struct fixture *f, const struct cue *cue)
{
    struct print_set set = { .cue_id = cue->id, .picture_id = f->picture.id };

    assert_int_equal(db_set_add(f->folder.db, &set, NULL), ERR_NONE);
    return set;
}

/* Ten seconds of 5.1 from the first scene's first sample on, known in all. */
static struct recording print_of(const struct print_set *set, const char *role)
{
    struct recording print = { .set_id = set->id,
                               .kind = strcmp(role, "Full mix") ? ROLE_STEM : ROLE_MIX,
                               .format = "WAV",
                               .rate_hz = 48000,
                               .bits = 24,
                               .channels = 6,
                               .samples = 10 * SECOND,
                               .start_known_by = START_BEXT,
                               .start_samples = HOUR };

    snprintf(print.role, sizeof print.role, "%s", role);
    snprintf(print.base, sizeof print.base, "%s", role);
    snprintf(print.filename, sizeof print.filename, "%s.wav", role);
    assert_int_equal(order_parse(&print.order, "smpte", NULL), ERR_NONE);
    return print;
}

static struct recording add(struct fixture *f, struct recording print)
{
    assert_int_equal(db_recording_add(f->folder.db, &print, NULL), ERR_NONE);
    return print;
}

static struct recording add_print(struct fixture *f, const struct print_set *set, const char *role)
{
    return add(f, print_of(set, role));
}

static bool publish(struct fixture *f, const struct print_set *set)
{
    bool published;

    assert_int_equal(db_set_publish(f->folder.db, set->id, &published, NULL), ERR_NONE);
    return published;
}

/* On purpose, with what is there. */
static void publish_as_is(struct fixture *f, const struct print_set *set)
{
    assert_int_equal(db_set_publish_incomplete(f->folder.db, set->id, NULL), ERR_NONE);
}

/* A set of one print, published as it is. */
static struct recording add_published(struct fixture *f, const struct cue *cue, const char *role)
{
    const struct print_set set = add_set(f, cue);
    const struct recording print = add_print(f, &set, role);

    publish_as_is(f, &set);
    return print;
}

static void add_whole_set(struct fixture *f, const struct print_set *set)
{
    add_print(f, set, "String");
    add_print(f, set, "Brass");
    add_print(f, set, "Full mix");
    assert_true(publish(f, set));
}

/* The version that stands for the cue; 0 for none. */
static int64_t current_version(struct fixture *f)
{
    struct print_set *list;
    size_t count;
    int64_t version = 0;

    assert_int_equal(db_sets_of_cue(f->folder.db, f->cue.id, &list, &count, NULL), ERR_NONE);
    for (size_t i = 0; i < count; i++)
        if (list[i].is_current) {
            assert_int_equal(version, 0);
            version = list[i].version;
        }
    free(list);
    return version;
}

/* What a job would write; `sound` tells sounds apart, NULL is silence. */
static void hear(struct fixture *f, const struct recording *print, int scene, const char *sound)
{
    const struct range_sound range = { .in_samples = f->scene[scene].in_samples,
                                       .out_samples = f->scene[scene].out_samples,
                                       .is_silent = !sound,
                                       .sound = hash_of(sound ? sound : "",
                                                        strlen(sound ? sound : "")) };

    assert_int_equal(db_sounds_put(f->folder.db, print->id, &range, 1, NULL), ERR_NONE);
}

static const struct scene_sounds *look(struct fixture *f, int scene)
{
    scene_sounds_free(f->sounds, 2);
    assert_int_equal(db_scene_sounds(f->folder.db, f->production.id, f->scene, 2, &f->sounds, NULL),
                     ERR_NONE);
    assert_int_equal(f->sounds[scene].scene_id, f->scene[scene].id);
    return &f->sounds[scene];
}

static size_t gaps_of(struct fixture *f, const struct recording *print)
{
    struct sound_gap *list;
    size_t count;

    assert_int_equal(db_sound_gaps_of(f->folder.db, print->id, &list, &count, NULL), ERR_NONE);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(list[i].recording_id, print->id);
    free(list);
    return count;
}

static size_t gaps(struct fixture *f)
{
    struct sound_gap *list;
    size_t count;

    assert_int_equal(db_sound_gaps(f->folder.db, f->production.id, &list, &count, NULL), ERR_NONE);
    free(list);
    return count;
}

static void a_set_is_published_by_its_last_role_that_can_be_heard(void **state)
{
    struct fixture *f = *state;
    const struct print_set set = add_set(f, &f->cue);
    struct print_set read;
    struct recording mix = print_of(&set, "Full mix");

    add_print(f, &set, "String");
    assert_false(publish(f, &set));
    add_print(f, &set, "Brass");
    assert_false(publish(f, &set));
    mix.start_known_by = START_UNKNOWN;
    mix.start_samples = 0;
    mix = add(f, mix);
    assert_false(publish(f, &set)); /* there, but nobody knows where it begins */
    assert_int_equal(db_recording_start(f->folder.db, mix.id, HOUR, NULL), ERR_NONE);
    assert_true(publish(f, &set));
    assert_false(publish(f, &set)); /* once */
    assert_int_equal(db_set(f->folder.db, set.id, &read, NULL), ERR_NONE);
    assert_true(read.published_at_ms > read.created_at_ms);
}

static void a_gathered_print_counts_when_its_six_files_are_there(void **state)
{
    struct fixture *f = *state;
    const struct print_set set = add_set(f, &f->cue);
    struct recording mix = print_of(&set, "Full mix");

    add_print(f, &set, "String");
    add_print(f, &set, "Brass");
    mix.is_gathered = true;
    mix.channels = mix.order.channels = 5;
    mix.order.known_by = ORDER_SUFFIX;
    mix = add(f, mix);
    assert_false(publish(f, &set));
    assert_int_equal(gaps_of(f, &mix), 0);
    mix.channels = mix.order.channels = 6;
    mix.order.slot[5] = CH_RS;
    assert_int_equal(db_recording_put(f->folder.db, &mix, NULL), ERR_NONE);
    assert_true(publish(f, &set));
    assert_int_equal(gaps_of(f, &mix), 1);
}

static void a_set_that_is_arriving_does_not_silence_the_published_one(void **state)
{
    struct fixture *f = *state;
    struct print_set set = add_set(f, &f->cue);

    assert_int_equal(current_version(f), 0);
    add_whole_set(f, &set);
    assert_int_equal(current_version(f), 1);
    set = add_set(f, &f->cue);
    add_print(f, &set, "String");
    add_print(f, &set, "Brass");
    assert_false(publish(f, &set));
    assert_int_equal(current_version(f), 1);
    add_print(f, &set, "Full mix");
    assert_true(publish(f, &set));
    assert_int_equal(current_version(f), 2);
}

static void a_draft_stands_for_nothing_however_much_of_it_is_there(void **state)
{
    struct fixture *f = *state;
    const struct print_set first = add_set(f, &f->cue), second = add_set(f, &f->cue);
    struct recording asked = print_of(&second, "String");

    add_print(f, &first, "String");
    add_print(f, &first, "Brass");
    asked.order.known_by = ORDER_UNKNOWN;
    asked = add(f, asked);
    assert_int_equal(current_version(f), 0);
    assert_int_equal(look(f, 0)->count, 0);
    add_print(f, &first, "Full mix");
    assert_true(publish(f, &first)); /* late, but whole */
    assert_int_equal(current_version(f), 1);
}

static void an_incomplete_set_stands_for_its_cue_once_it_is_published_on_purpose(void **state)
{
    struct fixture *f = *state;
    struct print_set set = add_set(f, &f->cue), read;

    add_whole_set(f, &set);
    set = add_set(f, &f->cue);
    assert_int_equal(db_set_publish_incomplete(f->folder.db, set.id, NULL), ERR_CONFLICT);
    add_print(f, &set, "String");
    publish_as_is(f, &set);
    assert_int_equal(current_version(f), 2);
    assert_int_equal(db_set(f->folder.db, set.id, &read, NULL), ERR_NONE);
    assert_true(read.is_incomplete);
    assert_int_equal(db_set_publish_incomplete(f->folder.db, set.id, NULL), ERR_CONFLICT);
    assert_int_equal(look(f, 0)->count, 1);
}

static void a_scene_has_the_prints_that_sound_in_it_in_film_order(void **state)
{
    struct fixture *f = *state;
    const struct cue earlier = add_cue(f, "1m1", 1, 1);
    const struct print_set set = add_set(f, &f->cue), first = add_set(f, &earlier);
    const struct recording string = add_print(f, &set, "String");
    const struct recording brass = add_print(f, &set, "Brass");
    const struct recording other = add_print(f, &first, "String");
    const struct scene_sounds *sounds;

    publish_as_is(f, &set);
    publish_as_is(f, &first);
    hear(f, &string, 0, "a");
    hear(f, &brass, 0, "b");
    hear(f, &other, 0, "c");
    sounds = look(f, 0);
    assert_int_equal(sounds->count, 3);
    assert_false(sounds->is_checking);
    assert_string_equal(sounds->list[0].cue, "1m1");
    assert_string_equal(sounds->list[1].role, "Brass");
    assert_string_equal(sounds->list[2].role, "String");
    assert_int_equal(sounds->list[1].set_id, set.id);
    assert_int_equal(sounds->list[1].version, 1);
    assert_int_equal(sounds->list[1].recording_id, brass.id);
    assert_memory_equal(sounds->list[2].sound.byte, hash_of("a", 1).byte, HASH_BYTES);
    assert_int_equal(look(f, 1)->count, 0); /* none reaches it */
}

static void a_print_that_ends_where_the_scene_begins_does_not_sound_in_it(void **state)
{
    struct fixture *f = *state;
    const struct print_set set = add_set(f, &f->cue);
    struct recording longer = print_of(&set, "String");

    add_print(f, &set, "Brass");
    longer.samples++;
    longer = add(f, longer);
    publish_as_is(f, &set);
    assert_int_equal(look(f, 1)->count, 1);
    assert_int_equal(f->sounds[1].list[0].recording_id, longer.id);
    assert_int_equal(gaps_of(f, &longer), 2);
    assert_int_equal(gaps(f), 3);
}

static void a_silent_print_is_left_out_and_an_unheard_one_is_waited_for(void **state)
{
    struct fixture *f = *state;
    const struct print_set set = add_set(f, &f->cue);
    const struct recording string = add_print(f, &set, "String");
    const struct recording brass = add_print(f, &set, "Brass");
    const struct hash nothing = hash_of("", 0);

    publish_as_is(f, &set);
    assert_true(look(f, 0)->is_checking);
    assert_int_equal(f->sounds[0].count, 2);
    assert_false(f->sounds[0].list[0].is_known);
    hear(f, &string, 0, "a");
    assert_true(look(f, 0)->is_checking);
    hear(f, &brass, 0, NULL);
    assert_false(look(f, 0)->is_checking);
    assert_int_equal(f->sounds[0].count, 1);
    assert_memory_equal(f->sounds[1].digest.byte, nothing.byte, HASH_BYTES);
}

static void the_digest_tells_another_sound_role_or_cue_and_no_other_file(void **state)
{
    struct fixture *f = *state;
    const struct cue other = add_cue(f, "1m3", 1, 3);
    struct recording print = add_published(f, &f->cue, "String");
    struct hash digest;

    hear(f, &print, 0, "a");
    digest = look(f, 0)->digest;
    print = add_published(f, &f->cue, "String"); /* the same sound, sent once more */
    hear(f, &print, 0, "a");
    assert_int_equal(look(f, 0)->list[0].version, 2);
    assert_memory_equal(f->sounds[0].digest.byte, digest.byte, HASH_BYTES);
    print = add_published(f, &f->cue, "String");
    hear(f, &print, 0, "b");
    assert_memory_not_equal(look(f, 0)->digest.byte, digest.byte, HASH_BYTES);
    print = add_published(f, &f->cue, "Brass");
    hear(f, &print, 0, "a");
    assert_memory_not_equal(look(f, 0)->digest.byte, digest.byte, HASH_BYTES);
    print = add_published(f, &f->cue, "String");
    hear(f, &print, 0, "a");
    assert_memory_equal(look(f, 0)->digest.byte, digest.byte, HASH_BYTES);
    print = add_published(f, &other, "String");
    hear(f, &print, 0, "a");
    assert_memory_not_equal(look(f, 0)->digest.byte, digest.byte, HASH_BYTES);
}

static void temps_do_not_count(void **state)
{
    struct fixture *f = *state;
    const struct print_set none = { 0 };
    struct recording temp = print_of(&none, "Dialogue");

    temp.picture_id = f->picture.id;
    temp.kind = ROLE_DIALOGUE;
    temp = add(f, temp);
    assert_int_equal(look(f, 0)->count, 0);
    assert_int_equal(gaps(f), 0);
    assert_int_equal(gaps_of(f, &temp), 0);
}

static void only_what_a_new_list_changes_is_missing_and_what_it_leaves_is_removed(void **state)
{
    struct fixture *f = *state;
    const struct print_set set = add_set(f, &f->cue);
    struct recording print = print_of(&set, "String");
    struct sound *list;
    size_t count;

    print.samples = 20 * SECOND;
    print = add(f, print);
    publish_as_is(f, &set);
    assert_int_equal(gaps_of(f, &print), 2);
    hear(f, &print, 0, "a");
    hear(f, &print, 1, "b");
    assert_int_equal(gaps_of(f, &print), 0);
    put_scenes(f, HOUR + 11 * SECOND);
    assert_int_equal(gaps_of(f, &print), 1);
    assert_false(look(f, 0)->is_checking);
    assert_true(look(f, 1)->is_checking);
    hear(f, &print, 1, "c");
    assert_int_equal(db_sounds_of_set(f->folder.db, set.id, &list, &count, NULL), ERR_NONE);
    assert_int_equal(count, 2);
    assert_non_null(sound_find(list, count, print.id, HOUR + 11 * SECOND, HOUR + 20 * SECOND));
    assert_null(sound_find(list, count, print.id, HOUR + 10 * SECOND, HOUR + 20 * SECOND));
    free(list);
}

static void scenes_of_the_same_range_are_heard_once(void **state)
{
    struct fixture *f = *state;
    const struct print_set set = add_set(f, &f->cue);
    struct picture second = { .production_id = f->production.id, .name = "Cut 15" };
    const struct recording print = add_print(f, &set, "String");

    assert_int_equal(db_picture_add(f->folder.db, &second, NULL), ERR_NONE);
    assert_int_equal(db_scenes_put(f->folder.db, second.id, f->scene, 2, NULL), ERR_NONE);
    assert_int_equal(gaps_of(f, &print), 1);
    f->scene[0].out_samples -= SECOND;
    assert_int_equal(db_scenes_put(f->folder.db, second.id, f->scene, 2, NULL), ERR_NONE);
    assert_int_equal(gaps_of(f, &print), 2); /* a set sounds in every version of the picture */
}

static void sets_behind_a_published_one_are_not_heard_any_more(void **state)
{
    struct fixture *f = *state;
    const struct print_set first = add_set(f, &f->cue), second = add_set(f, &f->cue);
    const struct recording old = add_print(f, &first, "String");

    assert_int_equal(gaps_of(f, &old), 1);
    add_print(f, &second, "Brass");
    assert_int_equal(gaps_of(f, &old), 1); /* it may still be published first */
    add_print(f, &second, "String");
    add_print(f, &second, "Full mix");
    assert_true(publish(f, &second));
    assert_int_equal(gaps_of(f, &old), 0);
    assert_int_equal(gaps(f), 3);
}

static void an_answer_drops_what_was_heard(void **state)
{
    struct fixture *f = *state;
    const struct recording print = add_published(f, &f->cue, "String");
    struct order order;

    hear(f, &print, 0, "a");
    assert_int_equal(db_recording_start(f->folder.db, print.id, HOUR + 1, NULL), ERR_NONE);
    assert_true(look(f, 0)->is_checking);
    hear(f, &print, 0, "b");
    assert_int_equal(order_parse(&order, "film", NULL), ERR_NONE);
    assert_int_equal(db_recording_order(f->folder.db, print.id, &order, NULL), ERR_NONE);
    assert_true(look(f, 0)->is_checking);
}

static void another_production_has_no_part_in_it(void **state)
{
    struct fixture *f = *state;
    struct production other = { .name = "Undertow", .rate = { 25, 1, false }, .stems = 0 };

    add_published(f, &f->cue, "String");
    assert_int_equal(db_production_add(f->folder.db, &other, NULL), ERR_NONE);
    assert_int_equal(db_scene_sounds(f->folder.db, other.id, f->scene, 2, &f->sounds, NULL),
                     ERR_NONE);
    assert_int_equal(f->sounds[0].count, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_set_is_published_by_its_last_role_that_can_be_heard),
        TEST(a_gathered_print_counts_when_its_six_files_are_there),
        TEST(a_set_that_is_arriving_does_not_silence_the_published_one),
        TEST(a_draft_stands_for_nothing_however_much_of_it_is_there),
        TEST(an_incomplete_set_stands_for_its_cue_once_it_is_published_on_purpose),
        TEST(a_scene_has_the_prints_that_sound_in_it_in_film_order),
        TEST(a_print_that_ends_where_the_scene_begins_does_not_sound_in_it),
        TEST(a_silent_print_is_left_out_and_an_unheard_one_is_waited_for),
        TEST(the_digest_tells_another_sound_role_or_cue_and_no_other_file),
        TEST(temps_do_not_count),
        TEST(only_what_a_new_list_changes_is_missing_and_what_it_leaves_is_removed),
        TEST(scenes_of_the_same_range_are_heard_once),
        TEST(sets_behind_a_published_one_are_not_heard_any_more),
        TEST(an_answer_drops_what_was_heard),
        TEST(another_production_has_no_part_in_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
