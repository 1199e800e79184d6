/* Sessions: what a secret opens, and until when. */
#include "server/store/sessions.h"

#include "server/store/links.h"
#include "server/store/members.h"
#include "tests/unit/server_store/folder.h"

enum { ANNA = 1, BOB, FILM = 1 };
static const int64_t day_ms = 86400000;

static int setup(void **state)
{
    static const char *const names[] = { "Anna", "Bob" };
    struct production film = { .name = "Film", .rate = { .num = 24, .den = 1 } };
    struct folder *folder;

    folder_setup(state);
    folder = *state;
    for (size_t i = 0; i < 2; i++) {
        struct person person = { .password = "kept", .is_owner = i == 0 };
        snprintf(person.name, sizeof person.name, "%s", names[i]);
        assert_int_equal(db_person_add(folder->db, &person, NULL), ERR_NONE);
    }
    assert_int_equal(db_production_add(folder->db, &film, NULL), ERR_NONE);
    return 0;
}

static struct hash hash(const char *secret)
{
    return hash_of(secret, strlen(secret));
}

static int64_t open_session(struct folder *folder, int64_t person_id, const char *secret)
{
    const struct hash kept = hash(secret);
    struct session session = { .person_id = person_id, .address = "192.0.2.1", .agent = "Firefox" };

    assert_int_equal(db_session_add(folder->db, &session, &kept, NULL), ERR_NONE);
    return session.id;
}

static struct holder holder_of(struct folder *folder, const char *secret)
{
    const struct hash kept = hash(secret);
    struct holder holder;

    assert_int_equal(db_session_holder(folder->db, &kept, &holder, NULL), ERR_NONE);
    return holder;
}

static bool lasts(struct folder *folder, int64_t id)
{
    bool out;

    assert_int_equal(db_session_lasts(folder->db, id, &out, NULL), ERR_NONE);
    return out;
}

static void a_session_opens_for_its_secret_alone(void **state)
{
    const int64_t id = open_session(*state, ANNA, "one");
    const struct holder holder = holder_of(*state, "one");

    assert_int_equal(holder.id, id);
    assert_int_equal(holder.person_id, ANNA);
    assert_int_equal(holder.link_id, 0);
    assert_string_equal(holder.name, "Anna");
    assert_true(holder.is_owner);
    assert_int_equal(holder.scopes, SCOPE_ALL);
    assert_int_equal(holder_of(*state, "One").id, 0);
    assert_int_equal(holder_of(*state, "").id, 0);
}

static void a_session_ends_after_thirty_idle_days(void **state)
{
    struct folder *folder = *state;
    const int64_t id = open_session(folder, ANNA, "one");

    folder->now_ms += 30 * day_ms - 1000;
    assert_int_equal(holder_of(folder, "one").id, id);
    folder->now_ms += 2000;
    assert_int_equal(holder_of(folder, "one").id, 0);
    assert_false(lasts(folder, id));
}

static void a_session_that_is_seen_ends_after_180_days(void **state)
{
    struct folder *folder = *state;
    const int64_t id = open_session(folder, ANNA, "one");

    for (int i = 0; i < 17; i++) {
        folder->now_ms += 10 * day_ms;
        assert_int_equal(holder_of(folder, "one").id, id);
        assert_int_equal(db_session_seen(folder->db, id, NULL), ERR_NONE);
    }
    folder->now_ms += 10 * day_ms;
    assert_int_equal(holder_of(folder, "one").id, 0);
}

static void what_has_ended_is_removed_when_the_next_begins(void **state)
{
    struct folder *folder = *state;
    struct query q;

    open_session(folder, ANNA, "one");
    folder->now_ms += 31 * day_ms;
    open_session(folder, ANNA, "two");
    q = db_query(folder->db, "SELECT COUNT(*) FROM sessions");
    assert_true(db_row(&q));
    assert_int_equal(db_i64(&q, 0), 1);
    assert_int_equal(db_end(&q, NULL), ERR_NONE);
}

static void sessions_of_a_person_end_all_or_all_but_one(void **state)
{
    struct folder *folder = *state;
    const int64_t one = open_session(folder, ANNA, "one"), two = open_session(folder, ANNA, "two"),
                  bobs = open_session(folder, BOB, "bobs");
    struct session *list;
    size_t count;

    assert_int_equal(db_sessions(folder->db, ANNA, &list, &count, NULL), ERR_NONE);
    assert_int_equal(count, 2);
    assert_int_equal(list[0].id, two);
    assert_string_equal(list[0].address, "192.0.2.1");
    assert_string_equal(list[0].agent, "Firefox");
    free(list);
    assert_int_equal(db_sessions_remove(folder->db, ANNA, one, NULL), ERR_NONE);
    assert_true(lasts(folder, one));
    assert_false(lasts(folder, two));
    assert_int_equal(db_sessions_remove(folder->db, ANNA, 0, NULL), ERR_NONE);
    assert_false(lasts(folder, one));
    assert_true(lasts(folder, bobs));
    assert_int_equal(db_session_remove(folder->db, bobs, NULL), ERR_NONE);
    assert_false(lasts(folder, bobs));
}

static int64_t open_link(struct folder *folder, bool may_note, int64_t days)
{
    struct guest_link guest_link = { .production_id = FILM,
                                     .label = "For the director",
                                     .may_note = may_note,
                                     .made_by = ANNA,
                                     .expires_at_ms = folder->now_ms + days * day_ms };

    guest_link.secret = hash("a link");
    assert_int_equal(db_link_add(folder->db, &guest_link, NULL), ERR_NONE);
    return guest_link.id;
}

static int64_t open_guest(struct folder *folder, int64_t link_id, const char *secret)
{
    const struct hash kept = hash(secret);
    struct session session = { .link_id = link_id, .guest_name = "Dana" };

    assert_int_equal(db_session_add(folder->db, &session, &kept, NULL), ERR_NONE);
    return session.id;
}

static void a_guest_may_what_the_link_allows(void **state)
{
    struct folder *folder = *state;
    const int64_t link_id = open_link(folder, true, 14);
    struct holder holder;

    open_guest(folder, link_id, "guest");
    holder = holder_of(folder, "guest");
    assert_int_equal(holder.person_id, 0);
    assert_int_equal(holder.link_id, link_id);
    assert_int_equal(holder.production_id, FILM);
    assert_string_equal(holder.name, "Dana");
    assert_false(holder.is_owner);
    assert_int_equal(holder.scopes, SCOPE_LISTEN | SCOPE_NOTE);
}

static void a_guest_of_a_listening_link_writes_no_notes(void **state)
{
    struct folder *folder = *state;

    open_guest(folder, open_link(folder, false, 14), "guest");
    assert_int_equal(holder_of(folder, "guest").scopes, SCOPE_LISTEN);
}

static void a_guests_session_ends_with_its_link(void **state)
{
    struct folder *folder = *state;
    const int64_t id = open_guest(folder, open_link(folder, false, 1), "guest");

    assert_int_equal(holder_of(folder, "guest").id, id);
    folder->now_ms += day_ms;
    assert_int_equal(holder_of(folder, "guest").id, 0);
    assert_false(lasts(folder, id));
}

static void a_revoked_link_ends_its_sessions(void **state)
{
    struct folder *folder = *state;
    const int64_t link_id = open_link(folder, false, 14);
    bool revoked;

    open_guest(folder, link_id, "guest");
    assert_int_equal(db_link_revoke(folder->db, link_id, &revoked, NULL), ERR_NONE);
    assert_int_equal(holder_of(folder, "guest").id, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_session_opens_for_its_secret_alone),
        TEST(a_session_ends_after_thirty_idle_days),
        TEST(a_session_that_is_seen_ends_after_180_days),
        TEST(what_has_ended_is_removed_when_the_next_begins),
        TEST(sessions_of_a_person_end_all_or_all_but_one),
        TEST(a_guest_may_what_the_link_allows),
        TEST(a_guest_of_a_listening_link_writes_no_notes),
        TEST(a_guests_session_ends_with_its_link),
        TEST(a_revoked_link_ends_its_sessions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
