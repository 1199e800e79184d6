#include "server/http/json_in.h"

#include <string.h>

#include "server/http/req.h"
#include "tests/support/check.h"

static void every_kind_of_value_is_unpacked(void **state)
{
    const char text[] = "{\"s\":\"text\",\"i\":-3,\"I\":5000000000,\"F\":2,\"b\":true,\"o\":[1]}";
    const char *s = NULL, *absent = "kept";
    int i = 0, b = 0;
    json_int_t big = 0;
    double number = 0;
    json_t *json, *o = NULL;
    struct err err;

    (void)state;
    assert_int_equal(json_in_parse(&json, text, strlen(text), &err), 0);
    assert_int_equal(req_unpack_part(json, "", &err, "{s:s, s:i, s:I, s:F, s:b, s:o, s?:s}", "s",
                                     &s, "i", &i, "I", &big, "F", &number, "b", &b, "o", &o,
                                     "absent", &absent),
                     0);
    assert_string_equal(s, "text");
    assert_int_equal(i, -3);
    assert_true(big == 5000000000);
    assert_true(number == 2);
    assert_true(b);
    assert_int_equal(json_array_size(o), 1);
    assert_string_equal(absent, "kept");
    json_decref(json);
}

/* Unpacks text as {"name": text, "count"?: int, "level"?: number, "on"?: bool}. */
static void refuses(const char *text, const char *sentence)
{
    const char *name;
    int count, on;
    double level;
    json_t *json = NULL;
    struct err err = { 0 };
    enum err_code code = json_in_parse(&json, text, strlen(text), &err);

    if (!code)
        code = req_unpack_part(json, "rows[2]", &err, "{s:s, s?:i, s?:F, s?:b}", "name", &name,
                               "count", &count, "level", &level, "on", &on);
    assert_int_equal(code, ERR_INVALID);
    assert_string_equal(err.text, sentence);
    json_decref(json);
}

static void what_is_wrong_is_named(void **state)
{
    (void)state;
    refuses("{}", "rows[2]: \"name\" is missing");
    refuses("{\"name\":null}", "rows[2]: \"name\" must be text");
    refuses("{\"name\":\"x\",\"count\":1.5}", "rows[2]: \"count\" must be a whole number");
    refuses("{\"name\":\"x\",\"count\":3000000000}", "rows[2]: \"count\" is too large a number");
    refuses("{\"name\":\"x\",\"level\":\"1\"}", "rows[2]: \"level\" must be a number");
    refuses("{\"name\":\"x\",\"on\":1}", "rows[2]: \"on\" must be true or false");
    refuses("{\"name\":\"x\",\"Name\":1}", "rows[2]: unknown key \"Name\"");
    refuses("[]", "rows[2] must be a JSON object");
}

static void text_that_is_no_json_is_refused(void **state)
{
    static const char *const bad[] = { "",
                                       "7",
                                       "{",
                                       "{\"a\":1,\"a\":2}",
                                       "{\"a\":\"\\u0000\"}",
                                       "{\"a\":\"\xff\"}",
                                       "{\"a\":1e999}",
                                       "{} x",
                                       "{\"a\":NaN}" };
    char deep[200000];

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        json_t *json;
        struct err err;
        if (json_in_parse(&json, bad[i], strlen(bad[i]), &err) != ERR_INVALID)
            fail_msg("%s was read", bad[i]);
    }
    memset(deep, '[', sizeof deep - 1);
    deep[sizeof deep - 1] = 0;
    refuses(deep, "the JSON is nested deeper than 16");
}

static void brackets_inside_text_are_not_depth(void **state)
{
    const char text[] = "{\"a\":\"[[[[[[[[[[[[[[[[[[[[\\\"{{\",\"b\":[]}";
    json_t *json;
    struct err err;

    (void)state;
    assert_int_equal(json_in_parse(&json, text, strlen(text), &err), 0);
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_value_is_unpacked),
        cmocka_unit_test(what_is_wrong_is_named),
        cmocka_unit_test(text_that_is_no_json_is_refused),
        cmocka_unit_test(brackets_inside_text_are_not_depth),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
