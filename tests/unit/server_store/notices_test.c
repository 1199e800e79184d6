/* Notices: when somebody is told, of what, and what happens when that fails. */
#include "server/store/notices.h"

#include "tests/unit/server_store/record.h"

enum { BUNDLE_MS = 600000, HOUR_MS = 3600000 };

static int64_t act(struct folder *folder, const char *kind, int64_t person_id)
{
    return record_act(folder->db, kind, person_id, db_notices_due).id;
}

static enum err_code add_hook(struct db *db, void *ctx, struct err *err)
{
    return db_hook_add(db, ctx, err);
}

static int64_t hook(struct folder *folder)
{
    struct hook hook = { .production_id = 1, .made_by = MARA, .url = "https://example.org/h" };

    hook.secret = hash_of("secret", 6);
    assert_int_equal(db_txn(folder->db, add_hook, &hook, NULL), ERR_NONE);
    return hook.id;
}

static void mail_for(struct folder *folder, int64_t person_id)
{
    assert_int_equal(db_notice_mail_put(folder->db, 1, person_id, true, NULL), ERR_NONE);
}

static bool claim(struct folder *folder, struct notice *out)
{
    bool found;

    assert_int_equal(db_notice_claim(folder->db, BUNDLE_MS, out, &found, NULL), ERR_NONE);
    return found;
}

static size_t events_of(struct folder *folder, const struct notice *notice)
{
    struct events events;
    size_t count;

    assert_int_equal(db_notice_events(folder->db, notice, &events, NULL), ERR_NONE);
    count = events.count;
    events_clear(&events);
    return count;
}

static void tell(struct folder *folder, const struct notice *notice)
{
    assert_int_equal(db_notice_told(folder->db, notice, NULL), ERR_NONE);
}

static struct hook the_hook(struct folder *folder)
{
    struct hook *hooks, one;
    size_t count;

    assert_int_equal(db_hooks(folder->db, 1, &hooks, &count, NULL), ERR_NONE);
    assert_int_equal(count, 1);
    one = hooks[0];
    free(hooks);
    return one;
}

static void a_bundle_is_due_some_time_after_its_first_event(void **state)
{
    struct folder *folder = *state;
    struct notice notice;
    struct event first;
    int64_t next_ms;

    record_begin(folder);
    hook(folder);
    assert_int_equal(db_notices_next(folder->db, BUNDLE_MS, &next_ms, NULL), ERR_NONE);
    assert_true(next_ms == INT64_MAX);
    first = record_act(folder->db, "note.add", STAN, db_notices_due);
    for (int i = 0; i < 4; i++)
        act(folder, "note.add", STAN);
    assert_int_equal(db_notices_next(folder->db, BUNDLE_MS, &next_ms, NULL), ERR_NONE);
    assert_int_equal(next_ms, first.at_ms + BUNDLE_MS);
    assert_false(claim(folder, &notice));
    folder->now_ms = first.at_ms + BUNDLE_MS;
    assert_true(claim(folder, &notice));
    assert_int_equal(events_of(folder, &notice), 5);
    assert_string_equal(notice.url, "https://example.org/h");
    assert_string_equal(notice.production, "Tideline");
    tell(folder, &notice);
    folder->now_ms += 2 * BUNDLE_MS;
    assert_false(claim(folder, &notice));
}

static void ones_own_acts_make_no_mail(void **state)
{
    struct folder *folder = *state;
    struct notice notice;

    record_begin(folder);
    mail_for(folder, MARA);
    act(folder, "note.add", MARA);
    folder->now_ms += 2 * BUNDLE_MS;
    assert_false(claim(folder, &notice));
    act(folder, "note.add", STAN);
    act(folder, "note.add", MARA);
    folder->now_ms += 2 * BUNDLE_MS;
    assert_true(claim(folder, &notice));
    assert_int_equal(notice.person_id, MARA);
    assert_string_equal(notice.mail, "mara@example.org");
    assert_int_equal(events_of(folder, &notice), 1);
    tell(folder, &notice);
    folder->now_ms += 2 * BUNDLE_MS;
    assert_false(claim(folder, &notice));
}

static void a_hook_is_told_of_all_when_something_is_news(void **state)
{
    struct folder *folder = *state;
    struct notice notice;

    record_begin(folder);
    hook(folder);
    act(folder, "file.download", STAN);
    folder->now_ms += 2 * BUNDLE_MS;
    assert_false(claim(folder, &notice));
    act(folder, "note.add", MARA);
    folder->now_ms += 2 * BUNDLE_MS;
    assert_true(claim(folder, &notice));
    assert_int_equal(events_of(folder, &notice), 2);
}

static enum err_code hurry(struct db *db, const struct event *event, struct err *err)
{
    enum err_code code = db_notices_due(db, event, err);

    return code ? code : db_notices_now(db, event->production_id, err);
}

static void done_listening_releases_what_waits(void **state)
{
    struct folder *folder = *state;
    struct notice notice;

    record_begin(folder);
    mail_for(folder, MARA);
    mail_for(folder, STAN);
    act(folder, "note.add", STAN);
    record_act(folder->db, "listening.done", STAN, hurry);
    assert_true(claim(folder, &notice));
    assert_int_equal(notice.person_id, MARA);
    assert_int_equal(events_of(folder, &notice), 2);
    tell(folder, &notice);
    assert_false(claim(folder, &notice)); /* Stan has nothing but his own */
    act(folder, "note.add", STAN);
    assert_false(claim(folder, &notice)); /* the hurry was for the bundle before */
}

static void what_happens_during_a_delivery_waits_its_own_time(void **state)
{
    struct folder *folder = *state;
    struct notice notice;
    struct hook hook_now;
    struct event late;

    record_begin(folder);
    hook(folder);
    act(folder, "note.add", STAN);
    folder->now_ms += BUNDLE_MS;
    assert_true(claim(folder, &notice));
    late = record_act(folder->db, "note.add", STAN, db_notices_due);
    assert_int_equal(events_of(folder, &notice), 1);
    tell(folder, &notice);
    assert_false(claim(folder, &notice));
    hook_now = the_hook(folder);
    assert_int_equal(hook_next_at_ms(&hook_now, BUNDLE_MS), late.at_ms + BUNDLE_MS);
    folder->now_ms = late.at_ms + BUNDLE_MS;
    assert_true(claim(folder, &notice));
    assert_int_equal(notice.told_event_id, late.id - 1);
    assert_int_equal(events_of(folder, &notice), 1);
}

static void one_that_hangs_holds_up_no_other(void **state)
{
    struct folder *folder = *state;
    struct notice first, second, third;

    record_begin(folder);
    hook(folder);
    mail_for(folder, MARA);
    act(folder, "note.add", STAN);
    folder->now_ms += BUNDLE_MS;
    assert_true(claim(folder, &first));
    assert_true(claim(folder, &second));
    assert_int_not_equal(first.id, second.id);
    assert_false(claim(folder, &third));
}

static void a_lease_that_ended_is_anothers(void **state)
{
    struct folder *folder = *state;
    struct notice first, second;

    record_begin(folder);
    hook(folder);
    act(folder, "note.add", STAN);
    folder->now_ms += BUNDLE_MS;
    assert_true(claim(folder, &first));
    folder->now_ms += NOTICE_LEASE_MS;
    assert_true(claim(folder, &second));
    assert_int_equal(db_notice_told(folder->db, &first, NULL), ERR_CANCELLED);
    assert_int_equal(db_notice_failed(folder->db, &first, "x", NULL), ERR_CANCELLED);
    tell(folder, &second);
}

static void a_crash_repeats_the_same_bundle_at_once(void **state)
{
    struct folder *folder = *state;
    struct notice first, second;

    record_begin(folder);
    hook(folder);
    act(folder, "note.add", STAN);
    folder->now_ms += BUNDLE_MS;
    assert_true(claim(folder, &first));
    act(folder, "note.add", STAN);
    assert_int_equal(db_notices_give_back(folder->db, NULL), ERR_NONE);
    assert_true(claim(folder, &second));
    assert_int_equal(second.told_event_id, first.told_event_id);
    assert_int_equal(second.upto_event_id, first.upto_event_id);
}

static void after_a_restart_what_failed_is_tried_at_once(void **state)
{
    struct folder *folder = *state;
    struct notice notice;

    record_begin(folder);
    hook(folder);
    act(folder, "note.add", STAN);
    folder->now_ms += BUNDLE_MS;
    assert_true(claim(folder, &notice));
    assert_int_equal(db_notice_failed(folder->db, &notice, "it is down", NULL), ERR_NONE);
    assert_false(claim(folder, &notice));
    assert_int_equal(db_notices_give_back(folder->db, NULL), ERR_NONE);
    assert_int_equal(the_hook(folder).attempts, 1);
    assert_true(claim(folder, &notice));
}

static void what_was_put_back_is_due_as_it_was(void **state)
{
    struct folder *folder = *state;
    struct notice notice;

    record_begin(folder);
    hook(folder);
    act(folder, "note.add", STAN);
    record_act(folder->db, "listening.done", STAN, hurry);
    assert_true(claim(folder, &notice));
    assert_int_equal(db_notice_put_back(folder->db, &notice, NULL), ERR_NONE);
    assert_int_equal(the_hook(folder).attempts, 0);
    assert_true(claim(folder, &notice));
}

static void failing_is_tried_again_with_a_growing_pause(void **state)
{
    static const int64_t minutes[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360 };
    struct folder *folder = *state;
    struct notice notice;

    record_begin(folder);
    hook(folder);
    act(folder, "note.add", STAN);
    folder->now_ms += BUNDLE_MS;
    for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++) {
        assert_true(claim(folder, &notice));
        assert_int_equal(notice.attempts, i);
        assert_int_equal(db_notice_failed(folder->db, &notice, "it is down", NULL), ERR_NONE);
        assert_false(claim(folder, &notice));
        folder->now_ms += minutes[i] * 60000 - 100;
        assert_false(claim(folder, &notice));
        folder->now_ms += 100;
    }
    assert_string_equal(the_hook(folder).error, "it is down");
    assert_true(claim(folder, &notice));
    tell(folder, &notice);
    assert_string_equal(the_hook(folder).error, "");
    assert_int_equal(the_hook(folder).failing_since_ms, 0);
    assert_int_equal(the_hook(folder).attempts, 0);
}

static void after_three_days_it_is_tried_once_a_day(void **state)
{
    struct folder *folder = *state;
    struct notice notice;
    struct hook hook_now;

    record_begin(folder);
    hook(folder);
    act(folder, "note.add", STAN);
    folder->now_ms += BUNDLE_MS;
    assert_true(claim(folder, &notice));
    assert_int_equal(db_notice_failed(folder->db, &notice, "it is down", NULL), ERR_NONE);
    folder->now_ms += NOTICE_FAILING_MS;
    assert_true(claim(folder, &notice));
    assert_int_equal(db_notice_failed(folder->db, &notice, "it is down", NULL), ERR_NONE);
    hook_now = the_hook(folder);
    assert_true(hook_next_at_ms(&hook_now, BUNDLE_MS) > folder->now_ms + 23 * (int64_t)HOUR_MS);
    folder->now_ms += 24 * (int64_t)HOUR_MS;
    assert_true(claim(folder, &notice));
}

static void a_hook_is_told_a_long_record_in_pieces(void **state)
{
    struct folder *folder = *state;
    struct notice notice;

    record_begin(folder);
    hook(folder);
    for (int i = 0; i < NOTICE_HOOK_EVENTS + 3; i++)
        act(folder, "note.add", STAN);
    folder->now_ms += 2 * BUNDLE_MS;
    assert_true(claim(folder, &notice));
    assert_int_equal(events_of(folder, &notice), NOTICE_HOOK_EVENTS);
    tell(folder, &notice);
    assert_true(claim(folder, &notice));
    assert_int_equal(events_of(folder, &notice), 3);
}

static enum err_code remove_hook(struct db *db, void *ctx, struct err *err)
{
    return db_hook_remove(db, *(int64_t *)ctx, err);
}

static void who_leaves_is_told_nothing_more(void **state)
{
    struct folder *folder = *state;
    struct notice notice;
    bool wanted;
    int64_t id;

    record_begin(folder);
    id = hook(folder);
    mail_for(folder, MARA);
    act(folder, "note.add", STAN);
    folder->now_ms += 2 * BUNDLE_MS;
    assert_int_equal(db_member_remove(folder->db, 1, MARA, NULL), ERR_NONE);
    assert_int_equal(db_txn(folder->db, remove_hook, &id, NULL), ERR_NONE);
    assert_int_equal(db_txn(folder->db, remove_hook, &id, NULL), ERR_NOT_FOUND);
    assert_false(claim(folder, &notice));
    assert_int_equal(db_notice_mail(folder->db, 1, MARA, &wanted, NULL), ERR_NONE);
    assert_false(wanted);
}

static void mail_begins_when_it_is_wanted(void **state)
{
    struct folder *folder = *state;
    struct notice notice;
    bool wanted;

    record_begin(folder);
    act(folder, "note.add", STAN);
    mail_for(folder, MARA);
    mail_for(folder, MARA);
    assert_int_equal(db_notice_mail(folder->db, 1, MARA, &wanted, NULL), ERR_NONE);
    assert_true(wanted);
    act(folder, "note.add", STAN);
    folder->now_ms += 2 * BUNDLE_MS;
    assert_true(claim(folder, &notice));
    assert_int_equal(events_of(folder, &notice), 1);
    assert_int_equal(db_notice_mail_put(folder->db, 1, MARA, false, NULL), ERR_NONE);
    assert_int_equal(db_notice_mail(folder->db, 1, MARA, &wanted, NULL), ERR_NONE);
    assert_false(wanted);
}

static void hooks_are_not_without_number(void **state)
{
    struct folder *folder = *state;
    struct hook one = { .production_id = 1, .made_by = MARA, .url = "https://example.org/h" };

    record_begin(folder);
    for (int i = 0; i < HOOKS_MAX; i++)
        assert_int_equal(db_txn(folder->db, add_hook, &one, NULL), ERR_NONE);
    assert_int_equal(db_txn(folder->db, add_hook, &one, NULL), ERR_CONFLICT);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_bundle_is_due_some_time_after_its_first_event),
        TEST(ones_own_acts_make_no_mail),
        TEST(a_hook_is_told_of_all_when_something_is_news),
        TEST(done_listening_releases_what_waits),
        TEST(what_happens_during_a_delivery_waits_its_own_time),
        TEST(one_that_hangs_holds_up_no_other),
        TEST(a_lease_that_ended_is_anothers),
        TEST(a_crash_repeats_the_same_bundle_at_once),
        TEST(after_a_restart_what_failed_is_tried_at_once),
        TEST(what_was_put_back_is_due_as_it_was),
        TEST(failing_is_tried_again_with_a_growing_pause),
        TEST(after_three_days_it_is_tried_once_a_day),
        TEST(a_hook_is_told_a_long_record_in_pieces),
        TEST(who_leaves_is_told_nothing_more),
        TEST(mail_begins_when_it_is_wanted),
        TEST(hooks_are_not_without_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
