/* Invitations: used once, whoever tries. */
#include "server/store/invitations.h"

#include "server/store/people.h"
#include "tests/unit/server_store/folder.h"

enum { DAY_MS = 86400000 };

/* By their ids. */
enum { MARA = 1, STAN, OTTO };
static const char *const names[] = { "Mara", "Stan", "Otto" };

struct test {
    struct folder folder;
    int64_t production_id;
};

static void add_person(struct db *db, const char *name)
{
    struct person person = { .password = "!" };

    snprintf(person.name, sizeof person.name, "%s", name);
    assert_int_equal(db_person_add(db, &person, NULL), ERR_NONE);
}

static int setup(void **state)
{
    static struct test test;
    struct production production = { .name = "Tideline", .rate = { .num = 24, .den = 1 } };

    test = (struct test){ 0 };
    folder_make(&test.folder);
    folder_db(&test.folder);
    for (size_t i = 0; i < 3; i++)
        add_person(test.folder.db, names[i]);
    assert_int_equal(db_production_add(test.folder.db, &production, NULL), ERR_NONE);
    test.production_id = production.id;
    *state = &test;
    return 0;
}

static int teardown(void **state)
{
    folder_remove(&((struct test *)*state)->folder);
    return 0;
}

static struct hash secret_of(const char *text)
{
    return hash_of(text, strlen(text));
}

static struct invitation add(struct test *test, const char *secret)
{
    struct invitation invitation = { .secret = secret_of(secret),
                                     .production_id = test->production_id,
                                     .side = SIDE_STAGE,
                                     .made_by = MARA,
                                     .expires_at_ms = test->folder.now_ms + DAY_MS };

    assert_int_equal(db_invitation_add(test->folder.db, &invitation, NULL), ERR_NONE);
    return invitation;
}

static void an_invitation_is_found_by_its_secret_alone(void **state)
{
    struct test *test = *state;
    struct hash secret = secret_of("one"), other = secret_of("two");
    const struct invitation added = add(test, "one");
    struct invitation found;
    struct err err;

    assert_int_equal(db_invitation_by_secret(test->folder.db, &secret, &found, NULL), ERR_NONE);
    assert_int_equal(found.id, added.id);
    assert_int_equal(found.side, SIDE_STAGE);
    assert_false(found.may_manage);
    assert_string_equal(found.production, "Tideline");
    assert_string_equal(found.maker, "Mara");
    assert_int_equal(found.expires_at_ms, added.expires_at_ms);
    assert_int_equal(db_invitation_by_secret(test->folder.db, &other, &found, &err), ERR_NOT_FOUND);
    assert_null(strstr(err.text, "two"));
}

static void one_without_a_production_makes_an_owner(void **state)
{
    struct test *test = *state;
    struct hash secret = secret_of("owner");
    struct invitation invitation = { .secret = secret,
                                     .side = SIDE_NONE,
                                     .may_manage = true,
                                     .expires_at_ms = test->folder.now_ms + DAY_MS };

    assert_int_equal(db_invitation_add(test->folder.db, &invitation, NULL), ERR_NONE);
    assert_int_equal(db_invitation_by_secret(test->folder.db, &secret, &invitation, NULL),
                     ERR_NONE);
    assert_int_equal(invitation.production_id, 0);
    assert_int_equal(invitation.made_by, 0);
    assert_string_equal(invitation.production, "");
    assert_string_equal(invitation.maker, "");
}

static void a_second_use_is_refused_with_the_sentence_of_one_that_never_was(void **state)
{
    struct test *test = *state;
    const struct invitation added = add(test, "one");
    struct hash never = secret_of("never");
    struct invitation found;
    struct err second, unknown;

    assert_int_equal(db_invitation_use(test->folder.db, added.id, STAN, NULL), ERR_NONE);
    assert_int_equal(db_invitation_use(test->folder.db, added.id, OTTO, &second), ERR_NOT_FOUND);
    assert_int_equal(db_invitation_by_secret(test->folder.db, &never, &found, &unknown),
                     ERR_NOT_FOUND);
    assert_string_equal(second.text, unknown.text);
    assert_int_equal(db_invitation(test->folder.db, added.id, &found, NULL), ERR_NONE);
    assert_int_equal(found.used_by, STAN);
    assert_true(found.used_at_ms > 0);
}

static void an_invitation_ends_with_its_last_millisecond(void **state)
{
    struct test *test = *state;
    const struct invitation added = add(test, "one");
    struct hash secret = secret_of("one");
    struct invitation found;

    test->folder.now_ms = added.expires_at_ms - 1;
    assert_int_equal(db_invitation_by_secret(test->folder.db, &secret, &found, NULL), ERR_NONE);
    /* the clock counts on with each look */
    assert_int_equal(db_invitation_by_secret(test->folder.db, &secret, &found, NULL),
                     ERR_NOT_FOUND);
    assert_int_equal(db_invitation_use(test->folder.db, added.id, STAN, NULL), ERR_NOT_FOUND);
}

static void one_that_was_taken_back_opens_nothing_and_is_listed_no_more(void **state)
{
    struct test *test = *state;
    const struct invitation first = add(test, "one"), second = add(test, "two");
    struct invitation *list;
    bool revoked;
    size_t count;

    assert_int_equal(db_invitations_open(test->folder.db, test->production_id, &list, &count, NULL),
                     ERR_NONE);
    assert_int_equal(count, 2);
    assert_int_equal(list[0].id, second.id);
    free(list);
    assert_int_equal(db_invitation_revoke(test->folder.db, first.id, &revoked, NULL), ERR_NONE);
    assert_true(revoked);
    assert_int_equal(db_invitation_use(test->folder.db, first.id, STAN, NULL), ERR_NOT_FOUND);
    assert_int_equal(db_invitation_revoke(test->folder.db, first.id, &revoked, NULL), ERR_NONE);
    assert_false(revoked);
    assert_int_equal(db_invitations_open(test->folder.db, test->production_id, &list, &count, NULL),
                     ERR_NONE);
    assert_int_equal(count, 1);
    assert_int_equal(list[0].id, second.id);
    free(list);
}

static void those_of_one_person_are_taken_back_and_no_others(void **state)
{
    struct test *test = *state;
    const struct invitation used = add(test, "used");
    struct invitation others = { .secret = secret_of("stage"),
                                 .production_id = test->production_id,
                                 .made_by = STAN,
                                 .expires_at_ms = INT64_MAX };
    struct invitation found;
    int64_t revoked = 0;

    add(test, "open");
    assert_int_equal(db_invitation_add(test->folder.db, &others, NULL), ERR_NONE);
    assert_int_equal(db_invitation_use(test->folder.db, used.id, STAN, NULL), ERR_NONE);
    assert_int_equal(
        db_invitations_revoke_of(test->folder.db, test->production_id, MARA, &revoked, NULL),
        ERR_NONE);
    assert_int_equal(revoked, 1);
    assert_int_equal(db_invitation(test->folder.db, others.id, &found, NULL), ERR_NONE);
    assert_int_equal(found.revoked_at_ms, 0);
    assert_int_equal(db_invitation(test->folder.db, used.id, &found, NULL), ERR_NONE);
    assert_int_equal(found.revoked_at_ms, 0);
}

#define OWN_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        OWN_TEST(an_invitation_is_found_by_its_secret_alone),
        OWN_TEST(one_without_a_production_makes_an_owner),
        OWN_TEST(a_second_use_is_refused_with_the_sentence_of_one_that_never_was),
        OWN_TEST(an_invitation_ends_with_its_last_millisecond),
        OWN_TEST(one_that_was_taken_back_opens_nothing_and_is_listed_no_more),
        OWN_TEST(those_of_one_person_are_taken_back_and_no_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
