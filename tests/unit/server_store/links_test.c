/* Guests' links: which scenes they lead to, and when they end. */
#include "server/store/links.h"

#include "server/store/people.h"
#include "tests/unit/server_store/folder.h"

enum { S = 48000, DAY_MS = 86400000 };

struct test {
    struct folder folder;
    struct production production;
    struct picture picture;
    struct scene *scenes; /* 10, 11, 11A, 12 */
    size_t count;
};

/* 10 [0, 10 s), 11 [10, 20), 11A [15, 25), 12 [30, 40): one overlap and one gap. */
static const struct scene film[] = {
    { .number = "10", .in_samples = 0, .out_samples = 10 * S },
    { .number = "11", .in_samples = 10 * S, .out_samples = 20 * S },
    { .number = "11A", .in_samples = 15 * S, .out_samples = 25 * S },
    { .number = "12", .in_samples = 30 * S, .out_samples = 40 * S },
};

static void load_scenes(struct test *test)
{
    free(test->scenes);
    assert_int_equal(
        db_scenes(test->folder.db, test->picture.id, &test->scenes, &test->count, NULL), ERR_NONE);
}

static void put_scenes(struct test *test, const struct scene *scenes, size_t count)
{
    assert_int_equal(db_scenes_put(test->folder.db, test->picture.id, scenes, count, NULL),
                     ERR_NONE);
    load_scenes(test);
}

static void add_person(struct db *db, const char *name)
{
    struct person person = { .password = "!" };

    snprintf(person.name, sizeof person.name, "%s", name);
    assert_int_equal(db_person_add(db, &person, NULL), ERR_NONE);
}

static int setup(void **state)
{
    static struct test test;

    test = (struct test){ .production = { .name = "Tideline", .rate = { .num = 24, .den = 1 } },
                          .picture = { .name = "Cut 1" } };
    folder_make(&test.folder);
    folder_db(&test.folder);
    add_person(test.folder.db, "Mara");
    assert_int_equal(db_production_add(test.folder.db, &test.production, NULL), ERR_NONE);
    test.picture.production_id = test.production.id;
    assert_int_equal(db_picture_add(test.folder.db, &test.picture, NULL), ERR_NONE);
    put_scenes(&test, film, 4);
    *state = &test;
    return 0;
}

static int teardown(void **state)
{
    struct test *test = *state;

    free(test->scenes);
    folder_remove(&test->folder);
    return 0;
}

/* By places in the list; -1 and -1: the whole production. */
static struct guest_link add(struct test *test, int first, int last)
{
    static const char secret[] = "a guest's secret";
    struct guest_link added = { .secret = hash_of(secret, strlen(secret)),
                                .production_id = test->production.id,
                                .label = "Director",
                                .made_by = 1,
                                .expires_at_ms = test->folder.now_ms + DAY_MS };

    if (first >= 0) {
        added.first_scene_id = test->scenes[first].id;
        added.last_scene_id = test->scenes[last].id;
    }
    assert_int_equal(db_link_add(test->folder.db, &added, NULL), ERR_NONE);
    return added;
}

static struct link_scenes scenes_of(struct test *test, const struct guest_link *guest_link)
{
    struct link_scenes scenes;

    assert_int_equal(db_link_scenes(test->folder.db, guest_link, &scenes, NULL), ERR_NONE);
    return scenes;
}

static void a_range_leads_to_its_scenes_and_to_no_other(void **state)
{
    struct test *test = *state;
    const struct guest_link added = add(test, 1, 2);
    struct link_scenes scenes = scenes_of(test, &added);

    assert_int_equal(scenes.picture.id, test->picture.id);
    assert_int_equal(scenes.count, 2);
    assert_null(link_scenes_find(&scenes, test->scenes[0].id));
    assert_string_equal(link_scenes_find(&scenes, test->scenes[1].id)->number, "11");
    assert_string_equal(link_scenes_find(&scenes, test->scenes[2].id)->number, "11A");
    assert_null(link_scenes_find(&scenes, test->scenes[3].id));
    assert_null(link_scenes_find(&scenes, 0));
    link_scenes_clear(&scenes);
}

static void one_sample_beside_the_scenes_is_not_covered(void **state)
{
    struct test *test = *state;
    const struct guest_link added = add(test, 1, 3);
    struct link_scenes scenes = scenes_of(test, &added);

    assert_true(link_scenes_cover(&scenes, 10 * S, 20 * S));
    assert_true(link_scenes_cover(&scenes, 10 * S, 25 * S)); /* over the overlap */
    assert_true(link_scenes_cover(&scenes, 30 * S, 40 * S));
    assert_true(link_scenes_cover(&scenes, 12 * S, 12 * S + 1));
    assert_false(link_scenes_cover(&scenes, 10 * S - 1, 20 * S));
    assert_false(link_scenes_cover(&scenes, 10 * S, 25 * S + 1));
    assert_false(link_scenes_cover(&scenes, 26 * S, 27 * S)); /* in the gap */
    assert_false(link_scenes_cover(&scenes, 20 * S, 35 * S)); /* over the gap */
    assert_false(link_scenes_cover(&scenes, 30 * S, 40 * S + 1));
    assert_false(link_scenes_cover(&scenes, 15 * S, 15 * S)); /* nothing */
    assert_false(link_scenes_cover(&scenes, 20 * S, 15 * S)); /* backwards */
    link_scenes_clear(&scenes);
}

static void the_whole_production_is_its_newest_picture_version(void **state)
{
    struct test *test = *state;
    struct picture newer = { .production_id = test->production.id, .name = "Cut 2" };
    const struct guest_link added = add(test, -1, -1);
    struct link_scenes scenes = scenes_of(test, &added);

    assert_int_equal(scenes.picture.id, test->picture.id);
    assert_int_equal(scenes.count, 4);
    link_scenes_clear(&scenes);
    assert_int_equal(db_picture_add(test->folder.db, &newer, NULL), ERR_NONE);
    scenes = scenes_of(test, &added);
    assert_int_equal(scenes.picture.id, newer.id);
    assert_int_equal(scenes.count, 0);
    assert_false(link_scenes_cover(&scenes, 0, 1));
    link_scenes_clear(&scenes);
}

static void a_range_stays_with_its_picture_version(void **state)
{
    struct test *test = *state;
    struct picture newer = { .production_id = test->production.id, .name = "Cut 2" };
    const struct guest_link added = add(test, 0, 0);
    struct link_scenes scenes;

    assert_int_equal(db_picture_add(test->folder.db, &newer, NULL), ERR_NONE);
    scenes = scenes_of(test, &added);
    assert_int_equal(scenes.picture.id, test->picture.id);
    assert_int_equal(scenes.count, 1);
    link_scenes_clear(&scenes);
}

static void a_range_whose_end_has_left_the_list_leads_nowhere(void **state)
{
    struct test *test = *state;
    const struct guest_link added = add(test, 1, 2);
    const struct scene without[] = { film[0], film[1], film[3] };
    struct link_scenes scenes;

    put_scenes(test, without, 3);
    scenes = scenes_of(test, &added);
    assert_int_equal(scenes.count, 0);
    link_scenes_clear(&scenes);
}

static void a_range_whose_ends_have_changed_places_leads_nowhere(void **state)
{
    struct test *test = *state;
    const struct guest_link added = add(test, 0, 2);
    struct scene moved[] = { film[0], film[1], film[2], film[3] };
    struct link_scenes scenes;

    moved[0].in_samples = 50 * S;
    moved[0].out_samples = 60 * S;
    put_scenes(test, moved, 4);
    scenes = scenes_of(test, &added);
    assert_int_equal(scenes.count, 0);
    link_scenes_clear(&scenes);
}

static void sessions_add(struct db *db, int64_t link_id)
{
    static const char sql[] =
        "INSERT INTO sessions(secret, link_id, guest_name, address, agent, created_at_ms,"
        "    seen_at_ms, expires_at_ms)"
        "  VALUES(:secret, :link, 'Gaby', '192.0.2.9', 'test', 1, 1, 9223372036854775807)";
    const struct hash secret = hash_of("guest", 5);
    struct query q = db_query(db, sql);

    db_bind_hash(&q, ":secret", &secret);
    db_bind_i64(&q, ":link", link_id);
    assert_int_equal(db_insert(&q, NULL, NULL), ERR_NONE);
}

static int64_t sessions_count(struct db *db, int64_t link_id)
{
    static const char sql[] = "SELECT COUNT(*) FROM sessions WHERE link_id = :link";
    struct query q = db_query(db, sql);
    int64_t count;

    db_bind_i64(&q, ":link", link_id);
    assert_true(db_row(&q));
    count = db_i64(&q, 0);
    assert_int_equal(db_end(&q, NULL), ERR_NONE);
    return count;
}

static void a_link_that_is_taken_back_ends_its_sessions(void **state)
{
    struct test *test = *state;
    const struct guest_link added = add(test, -1, -1);
    const struct hash secret = added.secret;
    struct guest_link found, *list;
    bool revoked;
    size_t count;

    sessions_add(test->folder.db, added.id);
    assert_int_equal(db_link_by_secret(test->folder.db, &secret, &found, NULL), ERR_NONE);
    assert_int_equal(found.id, added.id);
    assert_int_equal(db_link_revoke(test->folder.db, added.id, &revoked, NULL), ERR_NONE);
    assert_true(revoked);
    assert_int_equal(sessions_count(test->folder.db, added.id), 0);
    assert_int_equal(db_link_by_secret(test->folder.db, &secret, &found, NULL), ERR_NOT_FOUND);
    assert_int_equal(db_link_revoke(test->folder.db, added.id, &revoked, NULL), ERR_NONE);
    assert_false(revoked);
    assert_int_equal(db_links(test->folder.db, test->production.id, &list, &count, NULL), ERR_NONE);
    assert_int_equal(count, 0);
    free(list);
}

static void a_link_ends_with_its_last_millisecond(void **state)
{
    struct test *test = *state;
    const struct guest_link added = add(test, -1, -1);
    const struct hash secret = added.secret;
    struct guest_link found;
    bool revoked;

    test->folder.now_ms = added.expires_at_ms - 1;
    assert_int_equal(db_link_by_secret(test->folder.db, &secret, &found, NULL), ERR_NONE);
    /* the clock counts on with each look */
    assert_int_equal(db_link_by_secret(test->folder.db, &secret, &found, NULL), ERR_NOT_FOUND);
    assert_int_equal(db_link_revoke(test->folder.db, added.id, &revoked, NULL), ERR_NONE);
    assert_false(revoked);
}

#define OWN_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        OWN_TEST(a_range_leads_to_its_scenes_and_to_no_other),
        OWN_TEST(one_sample_beside_the_scenes_is_not_covered),
        OWN_TEST(the_whole_production_is_its_newest_picture_version),
        OWN_TEST(a_range_stays_with_its_picture_version),
        OWN_TEST(a_range_whose_end_has_left_the_list_leads_nowhere),
        OWN_TEST(a_range_whose_ends_have_changed_places_leads_nowhere),
        OWN_TEST(a_link_that_is_taken_back_ends_its_sessions),
        OWN_TEST(a_link_ends_with_its_last_millisecond),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
