/* Members of productions: sides, scopes, and who adopts what nobody has. */
#include "server/store/members.h"

#include "server/store/people.h"
#include "tests/unit/server_store/folder.h"

enum { ANNA = 1, BOB };

static int setup(void **state)
{
    static const char *const names[] = { "Anna", "Bob" };
    struct folder *folder;

    folder_setup(state);
    folder = *state;
    for (size_t i = 0; i < 2; i++) {
        struct person person = { .password = "kept" };
        struct production film = { .rate = { .num = 24, .den = 1 } };
        snprintf(person.name, sizeof person.name, "%s", names[i]);
        snprintf(film.name, sizeof film.name, "Film %zu", i + 1);
        assert_int_equal(db_person_add(folder->db, &person, NULL), ERR_NONE);
        assert_int_equal(db_production_add(folder->db, &film, NULL), ERR_NONE);
    }
    return 0;
}

static struct db *db_of(void **state)
{
    return ((struct folder *)*state)->db;
}

static void put(struct db *db, int64_t production_id, int64_t person_id, enum side side,
                bool may_manage)
{
    const struct member member = { .production_id = production_id,
                                   .person_id = person_id,
                                   .side = side,
                                   .may_manage = may_manage };

    assert_int_equal(db_member_put(db, &member, NULL), ERR_NONE);
}

static bool find(struct db *db, int64_t production_id, int64_t person_id, struct member *out)
{
    bool found;

    assert_int_equal(db_member(db, production_id, person_id, out, &found, NULL), ERR_NONE);
    return found;
}

static void sides_have_names_and_an_other(void **state)
{
    enum side side;

    (void)state;
    for (enum side i = SIDE_NONE; i <= SIDE_STAGE; i++) {
        assert_int_equal(side_parse(&side, side_name(i), NULL), ERR_NONE);
        assert_int_equal(side, i);
    }
    assert_int_equal(side_parse(&side, "Music", NULL), ERR_INVALID);
    assert_int_equal(side_other(SIDE_MUSIC), SIDE_STAGE);
    assert_int_equal(side_other(SIDE_STAGE), SIDE_MUSIC);
    assert_int_equal(side_other(SIDE_NONE), SIDE_NONE);
}

static void each_scope_has_a_name(void **state)
{
    enum scope scope;

    (void)state;
    for (unsigned bit = 1; bit < SCOPE_ALL; bit <<= 1) {
        assert_non_null(scope_name((enum scope)bit));
        assert_int_equal(scope_parse(&scope, scope_name((enum scope)bit), NULL), ERR_NONE);
        assert_int_equal(scope, bit);
    }
    assert_null(scope_name(SCOPE_ALL));
    assert_null(scope_name((enum scope)0));
    assert_int_equal(scope_parse(&scope, "manage", NULL), ERR_INVALID);
}

static void a_member_belongs_to_one_production_alone(void **state)
{
    struct member member;

    put(db_of(state), 1, ANNA, SIDE_MUSIC, true);
    assert_true(find(db_of(state), 1, ANNA, &member));
    assert_int_equal(member.side, SIDE_MUSIC);
    assert_true(member.may_manage);
    assert_string_equal(member.name, "Anna");
    assert_true(member.since_at_ms > 0);
    assert_false(find(db_of(state), 2, ANNA, &member));
    assert_false(find(db_of(state), 1, BOB, &member));
    assert_false(find(db_of(state), 0, ANNA, &member));
}

static void a_member_changes_and_stays_since(void **state)
{
    struct member before, after;

    put(db_of(state), 1, ANNA, SIDE_MUSIC, true);
    assert_true(find(db_of(state), 1, ANNA, &before));
    put(db_of(state), 1, ANNA, SIDE_STAGE, false);
    assert_true(find(db_of(state), 1, ANNA, &after));
    assert_int_equal(after.side, SIDE_STAGE);
    assert_false(after.may_manage);
    assert_int_equal(after.since_at_ms, before.since_at_ms);
}

static void a_removed_member_is_none_and_the_others_stay(void **state)
{
    struct member *list, member;
    size_t count;

    put(db_of(state), 1, BOB, SIDE_STAGE, false);
    put(db_of(state), 1, ANNA, SIDE_MUSIC, true);
    put(db_of(state), 2, BOB, SIDE_STAGE, false);
    assert_int_equal(db_members(db_of(state), 1, &list, &count, NULL), ERR_NONE);
    assert_int_equal(count, 2);
    assert_string_equal(list[0].name, "Anna");
    assert_string_equal(list[1].name, "Bob");
    free(list);
    assert_int_equal(db_member_remove(db_of(state), 1, BOB, NULL), ERR_NONE);
    assert_false(find(db_of(state), 1, BOB, &member));
    assert_true(find(db_of(state), 1, ANNA, &member));
    assert_true(find(db_of(state), 2, BOB, &member));
}

static void productions_that_nobody_has_are_adopted(void **state)
{
    struct member member;

    put(db_of(state), 1, BOB, SIDE_STAGE, false);
    assert_int_equal(db_members_adopt(db_of(state), ANNA, NULL), ERR_NONE);
    assert_false(find(db_of(state), 1, ANNA, &member));
    assert_true(find(db_of(state), 2, ANNA, &member));
    assert_true(member.may_manage);
    assert_int_equal(member.side, SIDE_NONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sides_have_names_and_an_other),
        TEST(each_scope_has_a_name),
        TEST(a_member_belongs_to_one_production_alone),
        TEST(a_member_changes_and_stays_since),
        TEST(a_removed_member_is_none_and_the_others_stay),
        TEST(productions_that_nobody_has_are_adopted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
