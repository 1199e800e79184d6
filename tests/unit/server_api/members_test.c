/* Who takes part in a production, as its members see and change it. */
#include "server/store/members.h"

#include "server/store/events.h"
#include "server/store/invitations.h"
#include "tests/unit/server_api/fixture.h"

/* The newest event of a kind in production 1, as JSON; NULL when there is none. */
static json_t *newest_event(struct fixture *fixture, const char *kind)
{
    struct event_filter filter = { .production_id = 1, .before_id = INT64_MAX, .limit = 1 };
    struct db *db = app_db_take(fixture->app, NULL);
    struct events events = { 0 };
    json_t *detail = NULL;

    snprintf(filter.kind, sizeof filter.kind, "%s", kind);
    assert_int_equal(db_events(db, &filter, &events, NULL), ERR_NONE);
    if (events.count > 0)
        detail = json_loads(events.list[0].detail, 0, NULL);
    events_clear(&events);
    app_db_give(fixture->app, db);
    return detail;
}

static void members_come_with_side_and_rights(void **state)
{
    struct fixture *fixture = *state;
    json_t *json, *list;

    fixture_film(fixture);
    json = expect(get(fixture, "/api/productions/1/members"), 200);
    list = json_object_get(json, "members");
    assert_int_equal(json_array_size(list), 2);
    assert_string_equal(text_of(json_array_get(list, 0), "name"), "Mara");
    assert_string_equal(text_of(json_array_get(list, 0), "side"), "music");
    assert_true(json_is_true(json_object_get(json_array_get(list, 0), "may_manage")));
    assert_int_equal(number_of(json_array_get(list, 1), "person_id"), AS_STAGE);
    assert_string_equal(text_of(json_array_get(list, 1), "side"), "stage");
    assert_true(json_is_false(json_object_get(json_array_get(list, 1), "may_manage")));
    assert_null(json_object_get(json_array_get(list, 1), "mail"));
    json_decref(json);
}

static void a_manager_changes_a_side_and_the_record_says_so(void **state)
{
    struct fixture *fixture = *state;
    json_t *json, *becomes;

    fixture_film(fixture);
    json = expect(
        put(fixture, "/api/productions/1/members/2", "{\"side\": \"music\", \"may_manage\": true}"),
        200);
    assert_string_equal(text_of(json, "side"), "music");
    assert_true(json_is_true(json_object_get(json, "may_manage")));
    json_decref(json);
    json = newest_event(fixture, "member.change");
    becomes = json_object_get(json, "becomes");
    assert_int_equal(number_of(json, "person_id"), AS_STAGE);
    assert_string_equal(text_of(json, "side"), "music"); /* Mara's, who did it */
    assert_string_equal(text_of(becomes, "side"), "music");
    assert_true(json_is_true(json_object_get(becomes, "may_manage")));
    json_decref(json);
}

static void a_change_to_the_same_is_no_act(void **state)
{
    struct fixture *fixture = *state;

    fixture_film(fixture);
    json_decref(expect(put(fixture, "/api/productions/1/members/2",
                           "{\"side\": \"stage\", \"may_manage\": false}"),
                       200));
    assert_null(newest_event(fixture, "member.change"));
}

static void nobody_becomes_a_member_by_being_changed(void **state)
{
    struct fixture *fixture = *state;
    const char *body = "{\"side\": \"music\", \"may_manage\": false}";

    fixture_film(fixture);
    expect_error(put(fixture, "/api/productions/1/members/3", body), 404, "no such member");
    expect_error(put(fixture, "/api/productions/1/members/99", body), 404, "no such member");
    expect_error(put(fixture, "/api/productions/1/members/x", body), 404, "no such member");
    expect_error(
        put(fixture, "/api/productions/1/members/2", "{\"side\": \"both\", \"may_manage\": false}"),
        400, "");
    expect_error(put(fixture, "/api/productions/1/members/2", "{\"side\": \"stage\"}"), 400,
                 "may_manage");
}

static void the_last_manager_neither_leaves_nor_stops_managing(void **state)
{
    struct fixture *fixture = *state;

    fixture_film(fixture);
    expect_error(put(fixture, "/api/productions/1/members/1",
                     "{\"side\": \"music\", \"may_manage\": false}"),
                 409, "nobody else manages");
    expect_error(del(fixture, "/api/productions/1/members/1"), 409, "nobody else manages");
    assert_null(newest_event(fixture, "member.remove"));
    json_decref(expect(
        put(fixture, "/api/productions/1/members/1", "{\"side\": \"none\", \"may_manage\": true}"),
        200)); /* the side is free */
    json_decref(expect(
        put(fixture, "/api/productions/1/members/2", "{\"side\": \"stage\", \"may_manage\": true}"),
        200));
    expect(del(fixture, "/api/productions/1/members/1"), 204);
    expect_error(get(fixture, "/api/productions/1"), 404, "not part of its production");
    fixture->as = AS_STAGE;
    expect_error(del(fixture, "/api/productions/1/members/2"), 409, "nobody else manages");
}

static void a_member_may_leave_but_send_nobody_away(void **state)
{
    struct fixture *fixture = *state;
    json_t *json;

    fixture_film(fixture);
    fixture_join(fixture, 1, AS_OTHER, SIDE_NONE);
    fixture->as = AS_STAGE;
    expect_error(del(fixture, "/api/productions/1/members/3"), 403, "only who manages");
    expect_error(del(fixture, "/api/productions/1/members/99"), 403, "only who manages");
    expect(del(fixture, "/api/productions/1/members/2"), 204);
    expect_error(get(fixture, "/api/productions/1"), 404, "");
    fixture->as = AS_MUSIC;
    json = newest_event(fixture, "member.remove");
    assert_int_equal(number_of(json, "person_id"), AS_STAGE);
    assert_string_equal(text_of(json, "side"), "stage");
    json_decref(json);
}

static void a_token_ends_no_membership(void **state)
{
    struct fixture *fixture = *state;
    char token[PERSON_SECRET], value[PERSON_SECRET + 8];
    struct call call = { .method = "DELETE", .target = "/api/productions/1/members/2" };

    fixture_film(fixture);
    person_token(token, AS_STAGE);
    snprintf(value, sizeof value, "Bearer %s", token);
    call.headers[0] = (struct header){ "Authorization", value };
    expect_error(fixture_call(fixture, &call), 403, "token");
    fixture->as = AS_STAGE;
    json_decref(expect(get(fixture, "/api/productions/1"), 200));
}

/* They could have kept the secret, and come back with it. */
static void whoever_stops_managing_loses_the_invitations_that_are_open(void **state)
{
    struct fixture *fixture = *state;
    json_t *json;

    fixture_film(fixture);
    json_decref(expect(
        put(fixture, "/api/productions/1/members/2", "{\"side\": \"stage\", \"may_manage\": true}"),
        200));
    json_decref(
        expect(post(fixture, "/api/productions/1/invitations", "{\"side\": \"none\"}"), 201));
    fixture->as = AS_STAGE;
    json_decref(
        expect(post(fixture, "/api/productions/1/invitations", "{\"side\": \"stage\"}"), 201));
    fixture->as = AS_MUSIC;
    json_decref(expect(put(fixture, "/api/productions/1/members/2",
                           "{\"side\": \"stage\", \"may_manage\": false}"),
                       200));
    json = expect(get(fixture, "/api/productions/1/invitations"), 200);
    assert_int_equal(json_array_size(json_object_get(json, "invitations")), 1);
    json_decref(json);
    json = newest_event(fixture, "member.change");
    assert_int_equal(number_of(json, "invitations_revoked"), 1);
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(members_come_with_side_and_rights),
        TEST(a_manager_changes_a_side_and_the_record_says_so),
        TEST(a_change_to_the_same_is_no_act),
        TEST(nobody_becomes_a_member_by_being_changed),
        TEST(the_last_manager_neither_leaves_nor_stops_managing),
        TEST(a_member_may_leave_but_send_nobody_away),
        TEST(a_token_ends_no_membership),
        TEST(whoever_stops_managing_loses_the_invitations_that_are_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
