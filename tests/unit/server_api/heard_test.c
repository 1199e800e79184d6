/* What the player reports, and what a sign-off makes of it. */
#include "server/api/heard_json.h"
#include "tests/unit/server_api/sounding.h"

static struct answer hear(struct fixture *fixture, const char *lfe, bool temps,
                          const char *monitoring, const char *spans)
{
    char keys[3072];

    snprintf(keys, sizeof keys,
             "\"lfe\": \"%s\", \"temps\": %s, \"monitoring\": \"%s\", \"spans\": %s", lfe,
             temps ? "true" : "false", monitoring, spans);
    return post_bound(fixture, 1, "heard", keys);
}

static void listening_adds_up_by_the_way_of_listening(void **state)
{
    struct fixture *fixture = *state;
    json_t *json, *first;

    sounding_score(fixture);
    json_decref(expect(hear(fixture, "in", true, "near_field", "[[0, 240000]]"), 204));
    json_decref(expect(hear(fixture, "in", true, "near_field", "[[96000, 288000], [0, 1]]"), 204));
    json_decref(expect(hear(fixture, "out", false, "stage", "[[0, 999999]]"), 204));
    json = expect(get(fixture, "/api/scenes/1/heard"), 200);
    assert_int_equal(json_array_size(json_object_get(json, "heard")), 2);
    first = json_array_get(json_object_get(json, "heard"), 0);
    assert_string_equal(text_of(first, "lfe"), "in");
    assert_true(json_is_true(json_object_get(first, "temps")));
    assert_string_equal(text_of(first, "monitoring"), "near_field");
    assert_int_equal(number_of(first, "samples"), 288000);
    assert_true(fabs(json_number_value(json_object_get(first, "share")) - 0.6) < 1e-9);
    assert_int_equal(number_of(json_array_get(json_object_get(json, "heard"), 1), "samples"),
                     SCENE_SAMPLES);
    json_decref(json);
    fixture->as = AS_STAGE;
    json = expect(get(fixture, "/api/scenes/1/heard"), 200);
    assert_int_equal(json_array_size(json_object_get(json, "heard")), 0);
    json_decref(json);
}

static void another_sound_has_not_been_heard(void **state)
{
    struct fixture *fixture = *state;
    char digest[HASH_TEXT], body[512];
    json_t *json;

    sounding_score(fixture);
    json_decref(expect(hear(fixture, "in", false, "stage", "[[0, 480000]]"), 204));
    scene_digest(fixture, 1, digest);
    sounding_stem(fixture, 1, "Percussion", "drums", "drums");
    json = expect(get(fixture, "/api/scenes/1/heard"), 200);
    assert_int_equal(json_array_size(json_object_get(json, "heard")), 0);
    json_decref(json);
    snprintf(body, sizeof body,
             "{\"sounds_sha256\": \"%s\", \"lfe\": \"in\", \"temps\": false,"
             " \"monitoring\": \"stage\", \"spans\": [[0, 1]]}",
             digest);
    expect_error(post(fixture, "/api/scenes/1/heard", body), 409, "does not sound any more");
}

static void what_is_no_listening_is_refused(void **state)
{
    static const struct {
        const char *lfe, *monitoring, *spans, *words;
    } cases[] = {
        { "loud", "stage", "[[0, 1]]", "lfe is" },
        { "in", "kitchen", "[[0, 1]]", "monitoring is" },
        { "in", "stage", "{}", "list" },
        { "in", "stage", "[[0]]", "spans[0]" },
        { "in", "stage", "[[0, 1], [0, 1, 2]]", "spans[1]" },
        { "in", "stage", "[[0, 1.5]]", "spans[0]" },
        { "in", "stage", "[[\"0\", 1]]", "spans[0]" },
        { "in", "stage", "[[-1, 1]]", "spans[0] goes from -1" },
        { "in", "stage", "[[5, 5]]", "spans[0] goes from 5" },
        { "in", "stage", "[[480000, 480001]]", "480000 samples" },
        { "in", "stage", "7", "list" },
    };
    struct fixture *fixture = *state;

    sounding_score(fixture);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_error(hear(fixture, cases[i].lfe, false, cases[i].monitoring, cases[i].spans), 400,
                     cases[i].words);
}

static void two_hundred_spans_come_at_once(void **state)
{
    struct fixture *fixture = *state;
    char spans[2048] = "[[0,1]";

    sounding_score(fixture);
    for (size_t i = 1; i < 200; i++)
        strcat(spans, ",[0,1]");
    strcat(spans, "]");
    json_decref(expect(hear(fixture, "in", false, "stage", spans), 204));
    strcpy(spans + strlen(spans) - 1, ",[0,1]]");
    expect_error(hear(fixture, "in", false, "stage", spans), 400, "201 spans");
}

static void expect_remarks(const json_t *remarks, const char *const *wanted)
{
    size_t i = 0;

    for (; wanted[i]; i++)
        assert_string_equal(json_string_value(json_array_get(remarks, i)), wanted[i]);
    assert_int_equal(json_array_size(remarks), i);
}

static void a_signature_freezes_what_its_signer_heard(void **state)
{
    static const char *const remarks[] = { "heard on headphones only", "heard 40 % of the scene",
                                           "not heard without LFE", "not heard under the temps",
                                           NULL };
    static const char *const nothing[] = { "the player reports nothing heard of this sound", NULL };
    struct fixture *fixture = *state;
    json_t *json;

    sounding_score(fixture);
    json_decref(expect(hear(fixture, "in", false, "headphones", "[[0, 192000]]"), 204));
    json = expect(post_bound(fixture, 1, "signoffs", "\"monitoring\": \"stage\""), 201);
    assert_int_equal(json_array_size(json_object_get(json, "heard")), 1);
    assert_string_equal(text_of(json_array_get(json_object_get(json, "heard"), 0), "monitoring"),
                        "headphones");
    expect_remarks(json_object_get(json, "remarks"), remarks);
    json_decref(json);
    json_decref(expect(hear(fixture, "out", true, "stage", "[[0, 480000]]"), 204));
    json = expect(get(fixture, "/api/scenes/1/signoffs"), 200);
    expect_remarks(json_object_get(json_array_get(json_object_get(json, "signoffs"), 0), "remarks"),
                   remarks);
    json_decref(json);
    json = expect(sign(fixture, AS_STAGE, 1), 201);
    expect_remarks(json_object_get(json, "remarks"), nothing);
    json_decref(json);
}

/* What would be remarked on a scene of 1000 samples. */
static void expect_said(const struct heard_piece *heard, size_t count, enum monitoring declared,
                        const char *const *wanted)
{
    json_t *summary = heard_summary_json(heard, count, 1000);
    json_t *remarks = heard_remarks_json(summary, declared);

    expect_remarks(remarks, wanted);
    json_decref(summary);
    json_decref(remarks);
}

static void remarks_say_what_is_missing_and_no_more(void **state)
{
    static const struct heard_piece all[] = {
        { { false, true, MONITORING_HEADPHONES }, { 0, 1000 } },
        { { true, false, MONITORING_STAGE }, { 0, 500 } },
        { { true, true, MONITORING_STAGE }, { 400, 995 } },
    };
    static const struct heard_piece part[] = {
        { { false, true, MONITORING_HEADPHONES }, { 0, 599 } },
        { { true, true, MONITORING_HEADPHONES }, { 0, 3 } },
    };

    (void)state;
    expect_said(all, 3, MONITORING_STAGE, (const char *const[]){ NULL });
    expect_said(all, 3, MONITORING_HEADPHONES,
                (const char *const[]){ "signed on headphones", NULL });
    expect_said(all, 1, MONITORING_STAGE,
                (const char *const[]){ "heard on headphones only", "not heard with LFE", NULL });
    expect_said(&all[1], 2, MONITORING_STAGE,
                (const char *const[]){ "not heard without LFE",
                                       "heard 59 % of the scene under the temps", NULL });
    expect_said(part, 2, MONITORING_STAGE,
                (const char *const[]){ "heard on headphones only", "heard 59 % of the scene",
                                       "heard 1 % of the scene with LFE", NULL });
    expect_said(NULL, 0, MONITORING_HEADPHONES,
                (const char *const[]){ "signed on headphones",
                                       "the player reports nothing heard of this sound", NULL });
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(listening_adds_up_by_the_way_of_listening),
        TEST(another_sound_has_not_been_heard),
        TEST(what_is_no_listening_is_refused),
        TEST(two_hundred_spans_come_at_once),
        TEST(a_signature_freezes_what_its_signer_heard),
        cmocka_unit_test(remarks_say_what_is_missing_and_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
