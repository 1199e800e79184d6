/* The record's chain: what is in it stays as it was, and whatever is done to it shows. */
#include <sqlite3.h>

#include "server/store/events.h"
#include "server/store/state.h"
#include "tests/unit/server_store/folder.h"

static enum err_code add_one(struct db *db, void *ctx, struct err *err)
{
    return db_event_add(db, ctx, err);
}

static struct event add(struct db *db, const char *kind, char *detail)
{
    struct event event = { .address = "192.0.2.7", .detail = detail };

    snprintf(event.kind, sizeof event.kind, "%s", kind);
    assert_int_equal(db_txn(db, add_one, &event, NULL), ERR_NONE);
    return event;
}

/* Behind the record's back: a connection that knows none of its rules. */
static void tamper(const struct folder *folder, const char *sql)
{
    char path[PATH_MAX];
    sqlite3 *handle;

    folder_file(path, folder, "test.db");
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle,
                                  "DROP TRIGGER events_are_never_changed;"
                                  "DROP TRIGGER events_are_never_removed",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_true(sqlite3_total_changes(handle) > 0);
    sqlite3_close(handle);
}

struct walk {
    struct hash before;
    int64_t seen, broken_at;
};

static enum err_code look(void *ctx, const struct event *event, struct err *err)
{
    struct walk *walk = ctx;
    struct hash hash;

    assert_int_equal(event_hash(&hash, event, &walk->before, err), ERR_NONE);
    if (!walk->broken_at && (hash_compare(&hash, &event->hash) || event->id != walk->seen + 1))
        walk->broken_at = event->id;
    walk->before = event->hash;
    walk->seen = event->id;
    return ERR_NONE;
}

/* The first event that does not fit, 0 if all do. */
static int64_t broken_at(struct db *db)
{
    struct walk walk = { .seen = 0 };

    assert_int_equal(db_events_each(db, look, &walk, NULL), ERR_NONE);
    return walk.broken_at;
}

static void events_come_back_as_they_were_and_chained(void **state)
{
    struct folder *folder = *state;
    const struct event first = add(folder->db, "sign_in", "{}");
    const struct event second = add(folder->db, "sign_out", "{\"a\":1}");
    struct event read;

    assert_int_equal(first.id, 1);
    assert_int_equal(second.id, 2);
    assert_true(second.at_ms > first.at_ms);
    assert_int_equal(db_event(folder->db, 2, &read, NULL), ERR_NONE);
    assert_string_equal(read.kind, "sign_out");
    assert_string_equal(read.detail, "{\"a\":1}");
    assert_string_equal(read.address, "192.0.2.7");
    assert_int_equal(hash_compare(&read.hash, &second.hash), 0);
    free(read.detail);
    assert_int_equal(broken_at(folder->db), 0);
    assert_int_equal(db_event(folder->db, 3, &read, NULL), ERR_NOT_FOUND);
}

static void the_same_act_twice_has_two_hashes(void **state)
{
    struct folder *folder = *state;
    const struct event first = add(folder->db, "sign_in", "{}");
    const struct event second = add(folder->db, "sign_in", "{}");

    assert_true(hash_compare(&first.hash, &second.hash) != 0);
}

static void a_field_moved_into_the_next_has_another_hash(void **state)
{
    const struct hash before = { { 0 } };
    struct event a = { .id = 1, .kind = "ab", .address = "c", .detail = "d" };
    struct event b = { .id = 1, .kind = "a", .address = "bc", .detail = "d" };
    struct hash hash_a, hash_b;

    (void)state;
    assert_int_equal(event_hash(&hash_a, &a, &before, NULL), ERR_NONE);
    assert_int_equal(event_hash(&hash_b, &b, &before, NULL), ERR_NONE);
    assert_true(hash_compare(&hash_a, &hash_b) != 0);
}

static void an_event_can_neither_be_changed_nor_removed(void **state)
{
    struct folder *folder = *state;
    struct query q;

    add(folder->db, "sign_in", "{}");
    q = db_query(folder->db, "UPDATE events SET kind = 'other'");
    assert_true(db_change(&q, NULL, NULL) != ERR_NONE);
    q = db_query(folder->db, "DELETE FROM events");
    assert_true(db_change(&q, NULL, NULL) != ERR_NONE);
    assert_int_equal(broken_at(folder->db), 0);
}

static void three_with(void **state, const char *sql, int64_t expected)
{
    struct folder *folder = *state;

    add(folder->db, "sign_in", "{}");
    add(folder->db, "password.change", "{}");
    add(folder->db, "sign_out", "{}");
    tamper(folder, sql);
    assert_int_equal(broken_at(folder->db), expected);
}

static void a_changed_detail_shows_where_it_is(void **state)
{
    three_with(state, "UPDATE events SET detail = '{\"x\":1}' WHERE id = 2", 2);
}

static void a_changed_time_shows_where_it_is(void **state)
{
    three_with(state, "UPDATE events SET at_ms = at_ms - 1 WHERE id = 1", 1);
}

static void a_removed_event_shows_at_the_next(void **state)
{
    three_with(state, "DELETE FROM events WHERE id = 2", 3);
}

static void an_event_with_its_own_hash_mended_shows_at_the_next(void **state)
{
    three_with(state,
               "UPDATE events SET hash = (SELECT hash FROM events WHERE id = 1), detail = '[]'"
               "  WHERE id = 2",
               2);
}

static void a_copy_holds_what_was_there_and_is_alike(void **state)
{
    struct folder *folder = *state;
    struct state before, after;
    char path[PATH_MAX];
    struct db *copy;
    int64_t id;

    add(folder->db, "sign_in", "{}");
    folder_file(path, folder, "copy.db");
    assert_int_equal(db_copy(folder->db, path, NULL), ERR_NONE);
    assert_int_equal(db_open(&copy, path, NULL), ERR_NONE);
    assert_int_equal(broken_at(copy), 0);
    assert_int_equal(db_state(folder->db, &before, NULL), ERR_NONE);
    assert_int_equal(db_state(copy, &after, NULL), ERR_NONE);
    assert_null(state_difference(&before, &after, &id));
    state_clear(&before);
    state_clear(&after);
    db_close(copy);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(events_come_back_as_they_were_and_chained),
        TEST(the_same_act_twice_has_two_hashes),
        TEST(a_field_moved_into_the_next_has_another_hash),
        TEST(an_event_can_neither_be_changed_nor_removed),
        TEST(a_changed_detail_shows_where_it_is),
        TEST(a_changed_time_shows_where_it_is),
        TEST(a_removed_event_shows_at_the_next),
        TEST(an_event_with_its_own_hash_mended_shows_at_the_next),
        TEST(a_copy_holds_what_was_there_and_is_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
