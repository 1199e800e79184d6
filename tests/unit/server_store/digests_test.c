/* Digests: what others did since a person last looked. */
#include "server/store/digests.h"

#include "tests/unit/server_store/record.h"

static int64_t act(struct folder *folder, const char *kind, int64_t person_id)
{
    return record_act(folder->db, kind, person_id, NULL).id;
}

static void read_digest(struct folder *folder, int64_t person_id, struct digest *out)
{
    assert_int_equal(db_digest(folder->db, 1, person_id, out, NULL), ERR_NONE);
}

static int64_t count_of(const struct digest *digest, const char *kind)
{
    for (size_t i = 0; i < digest->counts; i++)
        if (!strcmp(digest->count[i].kind, kind))
            return digest->count[i].events;
    return 0;
}

static void ones_own_acts_never_appear(void **state)
{
    struct folder *folder = *state;
    struct digest digest;

    record_begin(folder);
    act(folder, "note.add", MARA);
    act(folder, "note.add", STAN);
    act(folder, "note.add", MARA);
    read_digest(folder, MARA, &digest);
    assert_int_equal(digest.events.count, 1);
    assert_int_equal(digest.events.list[0].person_id, STAN);
    assert_int_equal(count_of(&digest, "note.add"), 1);
    assert_int_equal(digest.upto_id, 3);
    digest_clear(&digest);
}

static void what_is_no_news_to_people_does_not_appear(void **state)
{
    static const char *const kinds[] = { "file.download", "link.open", "hook.add", "print.upload",
                                         "thresholds.put" };
    struct folder *folder = *state;
    struct digest digest;

    record_begin(folder);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        act(folder, kinds[i], STAN);
    act(folder, "query.answer", STAN);
    read_digest(folder, MARA, &digest);
    assert_int_equal(digest.counts, 1);
    assert_int_equal(digest.events.count, 1);
    assert_string_equal(digest.events.list[0].kind, "query.answer");
    assert_int_equal(digest.upto_id, 6);
    digest_clear(&digest);
}

static void a_guests_acts_are_news(void **state)
{
    struct folder *folder = *state;
    struct digest digest;

    record_begin(folder);
    act(folder, "note.add", 0);
    read_digest(folder, MARA, &digest);
    assert_int_equal(digest.events.count, 1);
    digest_clear(&digest);
}

static void a_mark_moves_forward_only(void **state)
{
    struct folder *folder = *state;
    struct digest digest;

    record_begin(folder);
    for (int i = 0; i < 3; i++)
        act(folder, "note.add", STAN);
    assert_int_equal(db_digest_mark(folder->db, 1, MARA, 2, NULL), ERR_NONE);
    assert_int_equal(db_digest_mark(folder->db, 1, MARA, 1, NULL), ERR_NONE);
    read_digest(folder, MARA, &digest);
    assert_int_equal(digest.since_id, 2);
    assert_int_equal(digest.events.count, 1);
    assert_int_equal(digest.events.list[0].id, 3);
    digest_clear(&digest);
}

static void a_mark_is_not_set_into_the_future(void **state)
{
    struct folder *folder = *state;
    struct err err;

    record_begin(folder);
    act(folder, "note.add", STAN);
    assert_int_equal(db_digest_mark(folder->db, 1, MARA, 2, &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "is 1"));
    assert_int_equal(db_digest_mark(folder->db, 1, MARA, -1, &err), ERR_INVALID);
}

static void a_member_without_a_mark_begins_where_they_joined(void **state)
{
    struct folder *folder = *state;
    struct digest digest;

    record_begin(folder);
    act(folder, "note.add", MARA);
    act(folder, "member.join", STAN);
    act(folder, "note.add", MARA);
    read_digest(folder, STAN, &digest);
    assert_int_equal(digest.since_id, 2);
    assert_int_equal(digest.events.count, 1);
    assert_int_equal(digest.events.list[0].id, 3);
    digest_clear(&digest);
}

static void who_is_done_listening_stands_once(void **state)
{
    struct folder *folder = *state;
    struct digest digest;

    record_begin(folder);
    act(folder, "listening.done", STAN);
    act(folder, "listening.done", MARA);
    act(folder, "listening.done", STAN);
    read_digest(folder, MARA, &digest);
    assert_int_equal(digest.done.count, 1);
    assert_int_equal(digest.done.list[0].id, 3);
    digest_clear(&digest);
}

static void a_long_absence_is_counted_and_its_beginning_listed(void **state)
{
    struct folder *folder = *state;
    struct digest digest;

    record_begin(folder);
    for (int i = 0; i < DIGEST_EVENTS + 5; i++)
        act(folder, "note.add", STAN);
    read_digest(folder, MARA, &digest);
    assert_int_equal(digest.events.count, DIGEST_EVENTS);
    assert_int_equal(digest.events.list[0].id, 1);
    assert_int_equal(count_of(&digest, "note.add"), DIGEST_EVENTS + 5);
    assert_int_equal(digest.upto_id, DIGEST_EVENTS + 5);
    digest_clear(&digest);
}

static void a_mark_goes_with_its_member(void **state)
{
    struct folder *folder = *state;
    struct digest digest;

    record_begin(folder);
    act(folder, "note.add", STAN);
    assert_int_equal(db_digest_mark(folder->db, 1, MARA, 1, NULL), ERR_NONE);
    assert_int_equal(db_member_remove(folder->db, 1, MARA, NULL), ERR_NONE);
    read_digest(folder, MARA, &digest);
    assert_int_equal(digest.since_id, 0);
    digest_clear(&digest);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ones_own_acts_never_appear),
        TEST(what_is_no_news_to_people_does_not_appear),
        TEST(a_guests_acts_are_news),
        TEST(a_mark_moves_forward_only),
        TEST(a_mark_is_not_set_into_the_future),
        TEST(a_member_without_a_mark_begins_where_they_joined),
        TEST(who_is_done_listening_stands_once),
        TEST(a_long_absence_is_counted_and_its_beginning_listed),
        TEST(a_mark_goes_with_its_member),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
