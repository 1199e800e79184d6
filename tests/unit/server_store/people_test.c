/* People: the names that sign in. */
#include "server/store/people.h"

#include "tests/unit/server_store/folder.h"

static struct db *db_of(void **state)
{
    return ((struct folder *)*state)->db;
}

static enum err_code add(struct db *db, const char *name, struct person *out, struct err *err)
{
    *out = (struct person){ .mail = "a@b.example", .password = "kept", .is_owner = true };
    snprintf(out->name, sizeof out->name, "%s", name);
    return db_person_add(db, out, err);
}

static void a_name_is_folded_without_blanks_and_ascii_case(void **state)
{
    char out[STORE_NAME];

    (void)state;
    person_fold(out, "  Anna MARIA ");
    assert_string_equal(out, "anna maria");
    person_fold(out, "\xc3\x89lise"); /* Élise: beyond ASCII nothing is folded */
    assert_string_equal(out, "\xc3\x89lise");
    person_fold(out, "   ");
    assert_string_equal(out, "");
}

static void a_person_is_read_as_it_was_added(void **state)
{
    struct person added, read;
    bool any = true;

    assert_int_equal(db_people_any(db_of(state), &any, NULL), ERR_NONE);
    assert_false(any);
    assert_int_equal(add(db_of(state), "Anna", &added, NULL), ERR_NONE);
    assert_int_equal(db_person(db_of(state), added.id, &read, NULL), ERR_NONE);
    assert_string_equal(read.name, "Anna");
    assert_string_equal(read.mail, "a@b.example");
    assert_string_equal(read.password, "kept");
    assert_true(read.is_owner);
    assert_int_equal(read.created_at_ms, added.created_at_ms);
    assert_int_equal(db_people_any(db_of(state), &any, NULL), ERR_NONE);
    assert_true(any);
    assert_int_equal(db_person(db_of(state), 99, &read, NULL), ERR_NOT_FOUND);
}

static void two_names_that_differ_in_case_are_one(void **state)
{
    struct person anna, other;
    struct err err;

    assert_int_equal(add(db_of(state), "Anna", &anna, NULL), ERR_NONE);
    assert_int_equal(add(db_of(state), "aNNA", &other, &err), ERR_CONFLICT);
    assert_non_null(strstr(err.text, "aNNA"));
    assert_int_equal(db_person_by_name(db_of(state), " ANNA ", &other, NULL), ERR_NONE);
    assert_int_equal(other.id, anna.id);
    assert_int_equal(db_person_by_name(db_of(state), "Ann", &other, NULL), ERR_NONE);
    assert_int_equal(other.id, 0);
}

static void a_name_can_change_its_case_but_not_become_anothers(void **state)
{
    struct person anna, bob;

    assert_int_equal(add(db_of(state), "Anna", &anna, NULL), ERR_NONE);
    assert_int_equal(add(db_of(state), "Bob", &bob, NULL), ERR_NONE);
    strcpy(anna.name, "ANNA");
    strcpy(anna.mail, "");
    assert_int_equal(db_person_put(db_of(state), &anna, NULL), ERR_NONE);
    assert_int_equal(db_person(db_of(state), anna.id, &anna, NULL), ERR_NONE);
    assert_string_equal(anna.name, "ANNA");
    assert_string_equal(anna.mail, "");
    strcpy(bob.name, "anna");
    assert_int_equal(db_person_put(db_of(state), &bob, NULL), ERR_CONFLICT);
}

static void a_password_is_replaced_for_one_person_alone(void **state)
{
    struct person anna, bob;

    assert_int_equal(add(db_of(state), "Anna", &anna, NULL), ERR_NONE);
    assert_int_equal(add(db_of(state), "Bob", &bob, NULL), ERR_NONE);
    assert_int_equal(db_person_password_put(db_of(state), bob.id, "newer", NULL), ERR_NONE);
    assert_int_equal(db_person(db_of(state), anna.id, &anna, NULL), ERR_NONE);
    assert_int_equal(db_person(db_of(state), bob.id, &bob, NULL), ERR_NONE);
    assert_string_equal(anna.password, "kept");
    assert_string_equal(bob.password, "newer");
}

static void people_are_listed_by_name(void **state)
{
    static const char *const names[] = { "charly", "Anna", "Bob" };
    struct person *list, added;
    size_t count;

    for (size_t i = 0; i < 3; i++)
        assert_int_equal(add(db_of(state), names[i], &added, NULL), ERR_NONE);
    assert_int_equal(db_people(db_of(state), &list, &count, NULL), ERR_NONE);
    assert_int_equal(count, 3);
    assert_string_equal(list[0].name, "Anna");
    assert_string_equal(list[1].name, "Bob");
    assert_string_equal(list[2].name, "charly");
    free(list);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_name_is_folded_without_blanks_and_ascii_case),
        TEST(a_person_is_read_as_it_was_added),
        TEST(two_names_that_differ_in_case_are_one),
        TEST(a_name_can_change_its_case_but_not_become_anothers),
        TEST(a_password_is_replaced_for_one_person_alone),
        TEST(people_are_listed_by_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
