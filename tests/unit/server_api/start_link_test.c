/* The link of the first start, and what ends it. */
#include "server/api/start_link.h"

#include "server/store/invitations.h"
#include "server/store/people.h"
#include "tests/unit/server_store/folder.h"

static const int64_t day_ms = 86400000;

static struct db *db_of(void **state)
{
    return ((struct folder *)*state)->db;
}

static enum err_code find(struct db *db, const char *secret, struct invitation *out)
{
    const struct hash hash = secret_hash(secret);

    return db_invitation_by_secret(db, &hash, out, NULL);
}

static void a_record_without_people_needs_an_owner(void **state)
{
    struct folder *folder = *state;
    struct invitation invitation;
    char secret[SECRET_TEXT];
    bool needed;

    assert_int_equal(start_link_make(secret, &needed, folder->db, NULL), ERR_NONE);
    assert_true(needed);
    assert_int_equal(find(folder->db, secret, &invitation), ERR_NONE);
    assert_int_equal(invitation.production_id, 0);
    assert_int_equal(invitation.made_by, 0);
    folder->now_ms += 7 * day_ms - 1000;
    assert_int_equal(find(folder->db, secret, &invitation), ERR_NONE);
    folder->now_ms += 2000;
    assert_int_equal(find(folder->db, secret, &invitation), ERR_NOT_FOUND);
}

static void a_record_with_somebody_needs_none(void **state)
{
    struct person anna = { .name = "Anna", .password = "kept" };
    char secret[SECRET_TEXT];
    bool needed = true;

    assert_int_equal(db_person_add(db_of(state), &anna, NULL), ERR_NONE);
    assert_int_equal(start_link_make(secret, &needed, db_of(state), NULL), ERR_NONE);
    assert_false(needed);
    assert_string_equal(secret, "");
}

static void links_for_owners_end_with_the_first_that_is_used(void **state)
{
    const struct caller shell = { .address = "command line" };
    struct invitation invitation;
    char first[SECRET_TEXT], second[SECRET_TEXT];
    bool needed;

    assert_int_equal(start_link_make(first, &needed, db_of(state), NULL), ERR_NONE);
    assert_int_equal(owner_link_make(second, db_of(state), &shell, NULL), ERR_NONE);
    assert_int_equal(db_invitations_revoke_owners(db_of(state), NULL), ERR_NONE);
    assert_int_equal(find(db_of(state), first, &invitation), ERR_NOT_FOUND);
    assert_int_equal(find(db_of(state), second, &invitation), ERR_NOT_FOUND);
}

static void the_secret_is_in_no_event(void **state)
{
    char secret[SECRET_TEXT];
    struct query q;
    bool needed;

    assert_int_equal(start_link_make(secret, &needed, db_of(state), NULL), ERR_NONE);
    q = db_query(db_of(state), "SELECT kind, detail, address FROM events");
    assert_true(db_row(&q));
    for (int column = 0; column < 3; column++) {
        char text[512];
        db_text(&q, column, text, sizeof text);
        assert_null(strstr(text, secret));
    }
    assert_false(db_row(&q));
    assert_int_equal(db_end(&q, NULL), ERR_NONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_record_without_people_needs_an_owner),
        TEST(a_record_with_somebody_needs_none),
        TEST(links_for_owners_end_with_the_first_that_is_used),
        TEST(the_secret_is_in_no_event),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
