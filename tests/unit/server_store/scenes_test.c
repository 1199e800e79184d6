/* A scene list can be replaced; what people have spoken of stays in the record. */
#include "server/store/pictures.h"
#include "server/store/scenes.h"
#include "tests/unit/server_store/folder.h"

static struct picture add_picture(struct db *db)
{
    struct production production = { .name = "Tideline", .rate = { 24, 1, false } };
    struct picture picture = { .name = "Cut 14" };

    assert_int_equal(db_production_add(db, &production, NULL), ERR_NONE);
    picture.production_id = production.id;
    assert_int_equal(db_picture_add(db, &picture, NULL), ERR_NONE);
    return picture;
}

struct putting {
    int64_t picture_id;
    const struct scene *scenes;
    size_t count;
};

static enum err_code put_now(struct db *db, void *ctx, struct err *err)
{
    const struct putting *putting = ctx;

    return db_scenes_put(db, putting->picture_id, putting->scenes, putting->count, err);
}

static enum err_code put(struct db *db, const struct picture *picture, const struct scene *scenes,
                         size_t count)
{
    struct putting putting = { picture->id, scenes, count };

    return db_txn(db, put_now, &putting, NULL);
}

static size_t list_of(struct db *db, const struct picture *picture, struct scene **out)
{
    size_t count;

    assert_int_equal(db_scenes(db, picture->id, out, &count, NULL), ERR_NONE);
    return count;
}

static struct scene read_one(struct db *db, int64_t id)
{
    struct scene scene;

    assert_int_equal(db_scene(db, id, &scene, NULL), ERR_NONE);
    assert_int_equal(scene.id, id);
    return scene;
}

static const struct scene three[] = {
    { .number = "1", .name = "Pier", .in_samples = 0, .out_samples = 10 },
    { .number = "2", .name = "Crane", .in_samples = 5, .out_samples = 9 },
    { .number = "2A", .name = "Quay", .in_samples = 2, .out_samples = 20 },
};

static void a_scene_whose_number_stays_keeps_its_id(void **state)
{
    struct folder *folder = *state;
    const struct picture picture = add_picture(folder->db);
    struct scene scenes[2] = { three[1], three[2] }, *before, *after;

    assert_int_equal(put(folder->db, &picture, three, 3), ERR_NONE);
    assert_int_equal(list_of(folder->db, &picture, &before), 3);
    assert_string_equal(before[1].number, "2A");
    snprintf(scenes[0].name, sizeof scenes[0].name, "Crane yard");
    scenes[0].in_samples = 30, scenes[0].out_samples = 40;
    assert_int_equal(put(folder->db, &picture, scenes, 2), ERR_NONE);
    assert_int_equal(list_of(folder->db, &picture, &after), 2);
    assert_int_equal(after[0].id, before[1].id);
    assert_int_equal(after[1].id, before[2].id);
    assert_string_equal(after[1].name, "Crane yard");
    free(before);
    free(after);
}

static void a_scene_that_is_left_out_is_gone_and_can_come_back(void **state)
{
    struct folder *folder = *state;
    const struct picture picture = add_picture(folder->db);
    struct scene *before, *after;
    int64_t id;

    assert_int_equal(put(folder->db, &picture, three, 3), ERR_NONE);
    assert_int_equal(list_of(folder->db, &picture, &before), 3);
    id = before[2].id;
    assert_false(before[2].is_gone);
    free(before);
    assert_int_equal(put(folder->db, &picture, three, 1), ERR_NONE);
    assert_true(read_one(folder->db, id).is_gone);
    assert_string_equal(read_one(folder->db, id).name, "Crane");
    assert_int_equal(list_of(folder->db, &picture, &after), 1);
    free(after);
    assert_int_equal(put(folder->db, &picture, &three[1], 1), ERR_NONE);
    assert_false(read_one(folder->db, id).is_gone);
    assert_int_equal(list_of(folder->db, &picture, &after), 1);
    assert_int_equal(after[0].id, id);
    free(after);
}

static void an_empty_list_is_a_list(void **state)
{
    struct folder *folder = *state;
    const struct picture picture = add_picture(folder->db);
    struct scene *list;
    int64_t id;

    assert_int_equal(put(folder->db, &picture, three, 1), ERR_NONE);
    assert_int_equal(list_of(folder->db, &picture, &list), 1);
    id = list[0].id;
    free(list);
    assert_int_equal(put(folder->db, &picture, NULL, 0), ERR_NONE);
    assert_int_equal(list_of(folder->db, &picture, &list), 0);
    assert_true(read_one(folder->db, id).is_gone);
    free(list);
}

static void a_bad_scene_leaves_the_old_list_whole(void **state)
{
    struct folder *folder = *state;
    const struct picture picture = add_picture(folder->db);
    struct scene scenes[] = { { .number = "1", .in_samples = 0, .out_samples = 10 },
                              { .number = "2", .in_samples = 9, .out_samples = 9 } };
    struct scene *list;

    assert_int_equal(put(folder->db, &picture, scenes, 1), ERR_NONE);
    scenes[0].out_samples = 20;
    assert_int_equal(put(folder->db, &picture, scenes, 2), ERR_INTERNAL);
    assert_int_equal(list_of(folder->db, &picture, &list), 1);
    assert_int_equal(list[0].out_samples, 10);
    free(list);
}

static void a_list_belongs_to_a_picture_that_is_there(void **state)
{
    struct folder *folder = *state;
    const struct picture picture = { .id = 7 };
    struct scene scene;

    assert_int_equal(put(folder->db, &picture, three, 1), ERR_NOT_FOUND);
    assert_int_equal(db_scene(folder->db, 1, &scene, NULL), ERR_NOT_FOUND);
}

static void two_lists_tell_what_has_changed(void **state)
{
    struct scene after[] = { three[2], { .number = "9", .out_samples = 4 }, three[0] };
    struct scenes_changed changed;

    (void)state;
    after[2].out_samples++;
    changed = scenes_compare(three, 3, after, 3);
    assert_int_equal(changed.added, 1);
    assert_int_equal(changed.removed, 1);
    assert_int_equal(changed.moved, 1);
    changed = scenes_compare(NULL, 0, three, 3);
    assert_int_equal(changed.added, 3);
    assert_int_equal(changed.removed + changed.moved, 0);
    changed = scenes_compare(three, 3, NULL, 0);
    assert_int_equal(changed.removed, 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_scene_whose_number_stays_keeps_its_id),
        TEST(a_scene_that_is_left_out_is_gone_and_can_come_back),
        TEST(an_empty_list_is_a_list),
        TEST(a_bad_scene_leaves_the_old_list_whole),
        TEST(a_list_belongs_to_a_picture_that_is_there),
        cmocka_unit_test(two_lists_tell_what_has_changed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
