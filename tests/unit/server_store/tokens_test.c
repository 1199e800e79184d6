/* Tokens: what scripts sign in with. */
#include "server/store/tokens.h"

#include "server/store/members.h"
#include "tests/unit/server_store/folder.h"

enum { ANNA = 1, BOB };

static int setup(void **state)
{
    static const char *const names[] = { "Anna", "Bob" };
    struct folder *folder;

    folder_setup(state);
    folder = *state;
    for (size_t i = 0; i < 2; i++) {
        struct person person = { .password = "kept", .is_owner = i == 0 };
        snprintf(person.name, sizeof person.name, "%s", names[i]);
        assert_int_equal(db_person_add(folder->db, &person, NULL), ERR_NONE);
    }
    return 0;
}

static struct db *db_of(void **state)
{
    return ((struct folder *)*state)->db;
}

static int64_t add(struct db *db, int64_t person_id, const char *secret, unsigned scopes)
{
    const struct hash kept = hash_of(secret, strlen(secret));
    struct token token = { .person_id = person_id, .scopes = scopes };

    snprintf(token.name, sizeof token.name, "%s's", secret);
    assert_int_equal(db_token_add(db, &token, &kept, NULL), ERR_NONE);
    return token.id;
}

static struct holder holder_of(struct db *db, const char *secret)
{
    const struct hash kept = hash_of(secret, strlen(secret));
    struct holder holder;

    assert_int_equal(db_token_holder(db, &kept, &holder, NULL), ERR_NONE);
    return holder;
}

static void a_token_opens_within_its_scopes(void **state)
{
    const int64_t id = add(db_of(state), ANNA, "one", SCOPE_LISTEN | SCOPE_UPLOAD);
    const struct holder holder = holder_of(db_of(state), "one");

    assert_int_equal(holder.id, id);
    assert_int_equal(holder.person_id, ANNA);
    assert_string_equal(holder.name, "Anna");
    assert_true(holder.is_owner);
    assert_int_equal(holder.scopes, SCOPE_LISTEN | SCOPE_UPLOAD);
    assert_int_equal(holder_of(db_of(state), "two").id, 0);
}

static void a_revoked_token_opens_nothing(void **state)
{
    const int64_t id = add(db_of(state), ANNA, "one", SCOPE_ALL);
    bool revoked, lasts;

    assert_int_equal(db_token_revoke(db_of(state), ANNA, id, &revoked, NULL), ERR_NONE);
    assert_true(revoked);
    assert_int_equal(holder_of(db_of(state), "one").id, 0);
    assert_int_equal(db_token_lasts(db_of(state), id, &lasts, NULL), ERR_NONE);
    assert_false(lasts);
    assert_int_equal(db_token_revoke(db_of(state), ANNA, id, &revoked, NULL), ERR_NONE);
    assert_false(revoked);
}

static void nobody_revokes_anothers_token(void **state)
{
    const int64_t id = add(db_of(state), ANNA, "one", SCOPE_ALL);
    bool revoked, lasts;

    assert_int_equal(db_token_revoke(db_of(state), BOB, id, &revoked, NULL), ERR_NONE);
    assert_false(revoked);
    assert_int_equal(db_token_lasts(db_of(state), id, &lasts, NULL), ERR_NONE);
    assert_true(lasts);
}

static void a_persons_tokens_are_listed_newest_first(void **state)
{
    const int64_t one = add(db_of(state), ANNA, "one", SCOPE_ALL),
                  two = add(db_of(state), ANNA, "two", SCOPE_NOTE),
                  gone = add(db_of(state), ANNA, "gone", SCOPE_ALL);
    struct token *list;
    size_t count;
    bool revoked;

    add(db_of(state), BOB, "bobs", SCOPE_ALL);
    assert_int_equal(db_token_revoke(db_of(state), ANNA, gone, &revoked, NULL), ERR_NONE);
    assert_int_equal(db_token_used(db_of(state), one, NULL), ERR_NONE);
    assert_int_equal(db_tokens(db_of(state), ANNA, &list, &count, NULL), ERR_NONE);
    assert_int_equal(count, 2);
    assert_int_equal(list[0].id, two);
    assert_string_equal(list[0].name, "two's");
    assert_int_equal(list[0].scopes, SCOPE_NOTE);
    assert_int_equal(list[0].used_at_ms, 0);
    assert_int_equal(list[1].id, one);
    assert_true(list[1].used_at_ms > list[1].created_at_ms);
    free(list);
    assert_int_equal(db_tokens_count(db_of(state), ANNA, &count, NULL), ERR_NONE);
    assert_int_equal(count, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_token_opens_within_its_scopes),
        TEST(a_revoked_token_opens_nothing),
        TEST(nobody_revokes_anothers_token),
        TEST(a_persons_tokens_are_listed_newest_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
