/* Guests: what a link opens, and all that it does not. */
#include "server/store/links.h"

#include "server/auth/secret.h"
#include "tests/unit/server_api/fixture.h"

struct guest {
    struct fixture *fixture;
    int64_t link_id;
    char secret[SECRET_TEXT];
    char cookie[96]; /* "predub_guest=..." */
};

/* Three scenes of a third of a second, one after another, with a print over all of them. */
static void film(struct fixture *fixture)
{
    struct wav wav = noise_wav(good_spec(), 1);

    fixture_film(fixture);
    json_decref(expect(
        put(fixture, "/api/pictures/1/scenes",
            "{\"scenes\": [{\"number\": \"1\", \"name\": \"Pier\", \"tc_in\": \"01:00:00:00\","
            " \"tc_out\": \"01:00:00:08\"}, {\"number\": \"2\", \"name\": \"Boat\", \"tc_in\":"
            " \"01:00:00:08\", \"tc_out\": \"01:00:00:16\"}, {\"number\": \"3\", \"name\":"
            " \"Shore\", \"tc_in\": \"01:00:00:16\", \"tc_out\": \"01:00:01:00\"}]}"),
        200));
    json_decref(expect(upload(fixture, "/api/sets/1/prints/1m1_Brass.wav", &wav), 201));
    wav_clear(&wav);
    publish(fixture, 1);
}

static struct guest make_link(struct fixture *fixture, const char *body)
{
    json_t *json = expect(post(fixture, "/api/productions/1/links", body), 201);
    struct guest guest = { .fixture = fixture, .link_id = number_of(json, "id") };

    snprintf(guest.secret, sizeof guest.secret, "%s", text_of(json, "secret"));
    json_decref(json);
    return guest;
}

static struct answer open_link(const struct guest *guest)
{
    char body[128];

    snprintf(body, sizeof body, "{\"secret\": \"%s\", \"name\": \"Dana\"}", guest->secret);
    return fixture_call(guest->fixture, &(struct call){ .method = "POST",
                                                        .target = "/api/guest",
                                                        .content_type = "application/json",
                                                        .body = body,
                                                        .body_bytes = strlen(body),
                                                        .content_length = (int64_t)strlen(body),
                                                        .headers = { { "Cookie", NULL } } });
}

/* The same, inside. */
static struct guest enter(struct fixture *fixture, const char *body)
{
    struct guest guest = make_link(fixture, body);
    struct answer answer = open_link(&guest);
    char header[256];

    answer_header(&answer, "Set-Cookie", header, sizeof header);
    json_decref(expect(answer, 201));
    assert_non_null(strstr(header, "HttpOnly"));
    assert_non_null(strstr(header, "SameSite=Strict"));
    assert_non_null(strstr(header, "Path=/api/guest"));
    snprintf(guest.cookie, sizeof guest.cookie, "%.*s", (int)strcspn(header, ";"), header);
    return guest;
}

static struct answer as_guest(const struct guest *guest, const char *method, const char *target,
                              const char *body)
{
    return fixture_call(guest->fixture,
                        &(struct call){ .method = method,
                                        .target = target,
                                        .content_type = body ? "application/json" : NULL,
                                        .body = body,
                                        .body_bytes = body ? strlen(body) : 0,
                                        .content_length = body ? (int64_t)strlen(body) : 0,
                                        .headers = { { "Cookie", guest->cookie } } });
}

static void a_guest_sees_the_scenes_of_the_link_and_no_more(void **state)
{
    struct guest guest;
    json_t *json, *scenes;

    film(*state);
    guest = enter(*state, "{\"label\": \"Director\", \"first_scene_id\": 2, \"last_scene_id\": 3}");
    json = expect(as_guest(&guest, "GET", "/api/guest", NULL), 200);
    scenes = json_object_get(json, "scenes");
    assert_string_equal(text_of(json, "name"), "Dana");
    assert_string_equal(text_of(json, "label"), "Director");
    assert_string_equal(text_of(json_object_get(json, "picture"), "name"), "Cut 14");
    assert_string_equal(text_of(json_object_get(json, "production"), "name"), "Tideline");
    assert_int_equal(json_object_size(json_object_get(json, "production")), 5);
    assert_true(json_is_false(json_object_get(json, "may_note")));
    assert_int_equal(json_array_size(scenes), 2);
    assert_string_equal(text_of(json_array_get(scenes, 0), "number"), "2");
    assert_string_equal(text_of(json_array_get(scenes, 1), "number"), "3");
    json_decref(json);
}

static json_t *ask(const struct guest *guest, const char *body, unsigned status)
{
    return expect(as_guest(guest, "POST", "/api/guest/previews", body), status);
}

static void refuse(const struct guest *guest, const char *body, unsigned status, const char *words)
{
    expect_error(as_guest(guest, "POST", "/api/guest/previews", body), status, words);
}

static void a_guest_hears_inside_the_scenes_to_the_sample(void **state)
{
    struct guest guest;

    film(*state);
    guest = enter(*state, "{\"label\": \"D\", \"first_scene_id\": 2, \"last_scene_id\": 3}");
    json_decref(ask(&guest, "{\"scene_id\": 2}", 201));
    json_decref(ask(&guest, "{\"in_samples\": 172816000, \"out_samples\": 172848000}", 201));
    refuse(&guest, "{\"in_samples\": 172815999, \"out_samples\": 172848000}", 404, "does not lead");
    refuse(&guest, "{\"in_samples\": 172816000, \"out_samples\": 172848001}", 404, "does not lead");
    refuse(&guest, "{\"tc_in\": \"01:00:00:07\", \"tc_out\": \"01:00:00:12\"}", 404, "not lead");
    refuse(&guest, "{\"scene_id\": 1}", 404, "no such scene");
    refuse(&guest, "{\"scene_id\": 99}", 404, "no such scene");
    refuse(&guest, "{}", 400, "say the range");
    refuse(&guest, "{\"scene_id\": 2, \"sets\": [1]}", 400, "sets");
    refuse(&guest, "{\"scene_id\": 2, \"in_samples\": 1}", 400, "range once");
    refuse(&guest, "{\"scene_id\": \"2\"}", 400, "scene_id");
}

static void what_a_guest_hears_names_no_file(void **state)
{
    struct guest guest;
    json_t *json, *source;
    char *text;

    film(*state);
    guest = enter(*state, "{\"label\": \"D\"}");
    json = ask(&guest, "{\"scene_id\": 2}", 201);
    source = json_array_get(json_object_get(json, "sources"), 0);
    assert_string_equal(text_of(source, "role"), "Brass");
    assert_true(json_is_null(json_object_get(source, "set_id")));
    text = json_dumps(json, 0);
    assert_null(strstr(text, "sha256"));
    assert_null(strstr(text, "print_id"));
    assert_null(strstr(text, ".wav"));
    assert_null(strstr(text, "\"/api/previews"));
    free(text);
    json_decref(json);
}

/* A guest's own preview, and a member's by its id. */
static void previews_of_other_ranges_are_not_there(void **state)
{
    static const char *const ends[] = { "", "/overs", "/webm", "/mp4", "/opus" };
    struct guest guest;
    json_t *own, *first;
    char target[128];

    film(*state);
    guest = enter(*state, "{\"label\": \"D\", \"first_scene_id\": 2, \"last_scene_id\": 2}");
    own = ask(&guest, "{\"scene_id\": 2}", 201);
    first = expect(post(*state, "/api/pictures/1/previews", "{\"scene_id\": 1}"), 201);
    for (size_t i = 0; i < 5; i++) {
        struct answer answer;
        snprintf(target, sizeof target, "/api/guest/previews/%s%s", text_of(own, "id"), ends[i]);
        answer = as_guest(&guest, "GET", target, NULL);
        assert_int_equal(answer.status, 200);
        answer_clear(&answer);
        snprintf(target, sizeof target, "/api/guest/previews/%s%s", text_of(first, "id"), ends[i]);
        expect_error(as_guest(&guest, "GET", target, NULL), 404, "no such preview, or this link");
        snprintf(target, sizeof target, "/api/guest/previews/%064d%s", 7, ends[i]);
        expect_error(as_guest(&guest, "GET", target, NULL), 404, "no such preview, or this link");
        snprintf(target, sizeof target, "/api/guest/previews/x%s", ends[i]);
        expect_error(as_guest(&guest, "GET", target, NULL), 404, "no such preview, or this link");
    }
    json_decref(own);
    json_decref(first);
}

static void a_link_to_everything_follows_the_newest_picture_version(void **state)
{
    struct guest guest;
    json_t *own, *json;
    char target[128];

    film(*state);
    guest = enter(*state, "{\"label\": \"D\"}");
    own = ask(&guest, "{\"in_samples\": 172800000, \"out_samples\": 172848000}", 201);
    json_decref(expect(post(*state, "/api/productions/1/pictures", "{\"name\": \"Cut 15\"}"), 201));
    json = expect(as_guest(&guest, "GET", "/api/guest", NULL), 200);
    assert_string_equal(text_of(json_object_get(json, "picture"), "name"), "Cut 15");
    assert_int_equal(json_array_size(json_object_get(json, "scenes")), 0);
    json_decref(json);
    snprintf(target, sizeof target, "/api/guest/previews/%s", text_of(own, "id"));
    expect_error(as_guest(&guest, "GET", target, NULL), 404, "no such preview");
    refuse(&guest, "{\"scene_id\": 1}", 404, "no such scene");
    json_decref(own);
}

static void what_waits_for_an_answer_is_not_named_to_a_guest(void **state)
{
    struct wav_spec unknown = good_spec();
    struct guest guest;
    struct wav wav;

    unknown.extensible = false;
    unknown.bext = false;
    film(*state);
    wav = noise_wav(unknown, 2);
    json_decref(expect(upload(*state, "/api/pictures/1/temps/R1_FX_secret.wav", &wav), 201));
    wav_clear(&wav);
    guest = enter(*state, "{\"label\": \"D\"}");
    expect_error(post(*state, "/api/pictures/1/previews", "{\"scene_id\": 2}"), 409, "secret.wav");
    refuse(&guest, "{\"scene_id\": 2}", 409, "those who sent the link");
}

static void a_link_that_is_over_ends_at_once(void **state)
{
    struct fixture *fixture = *state;
    struct guest guest;
    struct answer gone, never;
    char target[64];

    film(fixture);
    guest = enter(fixture, "{\"label\": \"D\", \"days\": 1}");
    snprintf(target, sizeof target, "/api/links/%lld", (long long)guest.link_id);
    expect(del(fixture, target), 204);
    expect_error(as_guest(&guest, "GET", "/api/guest", NULL), 401, "");
    gone = open_link(&guest);
    guest = enter(fixture, "{\"label\": \"D\", \"days\": 1}");
    /* other threads look at the clock, too */
    __atomic_fetch_add(&fixture->folder.now_ms, 86400000, __ATOMIC_RELAXED);
    expect_error(as_guest(&guest, "GET", "/api/guest", NULL), 401, "");
    never = open_link(&guest);
    assert_int_equal(gone.status, 404);
    assert_int_equal(never.status, 404);
    assert_string_equal(gone.err.text, never.err.text);
}

static void only_a_link_with_notes_takes_notes_and_shows_its_own(void **state)
{
    const char *note = "{\"about\": \"lfe\", \"text\": \"The boat rumbles\"}";
    struct guest silent, speaking, other;
    json_t *json;

    film(*state);
    silent = enter(*state, "{\"label\": \"D\"}");
    speaking = enter(*state, "{\"label\": \"E\", \"may_note\": true, \"first_scene_id\": 2,"
                             " \"last_scene_id\": 2}");
    other = enter(*state, "{\"label\": \"F\", \"may_note\": true}");
    expect_error(as_guest(&silent, "POST", "/api/guest/scenes/2/notes", note), 403, "listen");
    json = expect(as_guest(&speaking, "POST", "/api/guest/scenes/2/notes", note), 201);
    assert_string_equal(text_of(json_object_get(json, "by"), "name"), "Dana");
    assert_true(json_is_true(json_object_get(json_object_get(json, "by"), "guest")));
    json_decref(json);
    expect_error(as_guest(&speaking, "POST", "/api/guest/scenes/1/notes", note), 404, "not lead");
    expect_error(as_guest(&speaking, "GET", "/api/guest/scenes/3/notes", NULL), 404, "not lead");
    json_decref(expect(post(*state, "/api/scenes/2/notes", note), 201)); /* a member's */
    json = expect(as_guest(&speaking, "GET", "/api/guest/scenes/2/notes", NULL), 200);
    assert_int_equal(json_array_size(json_object_get(json, "notes")), 1);
    json_decref(json);
    json = expect(as_guest(&other, "GET", "/api/guest/scenes/2/notes", NULL), 200);
    assert_int_equal(json_array_size(json_object_get(json, "notes")), 0);
    json_decref(json);
}

static void a_link_is_made_of_scenes_of_the_production(void **state)
{
    struct fixture *fixture = *state;
    const char *target = "/api/productions/1/links";
    struct answer foreign, unknown;

    film(fixture);
    json_decref(expect(
        post(fixture, "/api/productions", "{\"name\": \"Other\", \"frame_rate\": \"24\"}"), 201));
    json_decref(expect(post(fixture, "/api/productions/2/pictures", "{\"name\": \"A\"}"), 201));
    json_decref(expect(put(fixture, "/api/pictures/2/scenes",
                           "{\"scenes\": [{\"number\": \"1\", \"name\": \"\", \"tc_in\":"
                           " \"01:00:00:00\", \"tc_out\": \"01:00:00:08\"}]}"),
                       200));
    foreign = post(fixture, target, "{\"label\":\"D\",\"first_scene_id\":4,\"last_scene_id\":4}");
    unknown = post(fixture, target, "{\"label\":\"D\",\"first_scene_id\":9,\"last_scene_id\":9}");
    assert_int_equal(foreign.status, 400);
    assert_int_equal(unknown.status, 400);
    assert_string_equal(foreign.err.text, unknown.err.text);
    expect_error(post(fixture, target, "{\"label\": \"D\", \"first_scene_id\": 3}"), 400,
                 "go together");
    expect_error(
        post(fixture, target, "{\"label\": \"D\", \"first_scene_id\": 3, \"last_scene_id\": 2}"),
        400, "not after the last");
    expect_error(post(fixture, target, "{\"label\": \" \"}"), 400, "label");
    expect_error(post(fixture, target, "{\"label\": \"D\", \"days\": 366}"), 400, "1 to 365");
}

static void links_are_listed_without_their_secrets(void **state)
{
    struct guest guest;
    json_t *json;
    char *text;

    film(*state);
    guest = make_link(*state, "{\"label\": \"Director\", \"may_note\": true}");
    json = expect(get(*state, "/api/productions/1/links"), 200);
    assert_int_equal(json_array_size(json_object_get(json, "links")), 1);
    text = json_dumps(json, 0);
    assert_non_null(strstr(text, "\"Director\""));
    assert_null(strstr(text, guest.secret));
    free(text);
    json_decref(json);
}

static void guessing_links_is_slowed_and_opening_one_without_end_too(void **state)
{
    struct fixture *fixture = *state;
    struct guest guest, wrong;
    struct answer answer;
    char seconds[16];

    film(fixture);
    guest = make_link(fixture, "{\"label\": \"All\", \"days\": 7}");
    wrong = guest;
    wrong.secret[3] = wrong.secret[3] == 'x' ? 'y' : 'x';
    for (int i = 0; i < 21; i++)
        json_decref(expect(open_link(&wrong), 404));
    answer = open_link(&guest);
    answer_header(&answer, "Retry-After", seconds, sizeof seconds);
    assert_string_equal(seconds, "1");
    json_decref(expect(answer, 429));
    __atomic_fetch_add(&fixture->folder.now_ms, 1000, __ATOMIC_RELAXED);
    for (int i = 0; i < 180; i++)
        json_decref(expect(open_link(&guest), 201));
    json_decref(expect(open_link(&guest), 429));
    __atomic_fetch_add(&fixture->folder.now_ms, 1000, __ATOMIC_RELAXED);
    json_decref(expect(open_link(&guest), 201));
    json_decref(expect(open_link(&guest), 429));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_guest_sees_the_scenes_of_the_link_and_no_more),
        TEST(a_guest_hears_inside_the_scenes_to_the_sample),
        TEST(what_a_guest_hears_names_no_file),
        TEST(previews_of_other_ranges_are_not_there),
        TEST(a_link_to_everything_follows_the_newest_picture_version),
        TEST(what_waits_for_an_answer_is_not_named_to_a_guest),
        TEST(a_link_that_is_over_ends_at_once),
        TEST(only_a_link_with_notes_takes_notes_and_shows_its_own),
        TEST(a_link_is_made_of_scenes_of_the_production),
        TEST(links_are_listed_without_their_secrets),
        TEST(guessing_links_is_slowed_and_opening_one_without_end_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
