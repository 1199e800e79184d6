#include "server/http/target.h"

#include <string.h>

#include "tests/support/check.h"

static void a_path_is_decoded_and_a_query_with_blanks(void **state)
{
    struct target target = { 0 };
    struct err err;

    (void)state;
    assert_int_equal(target_init(&target,
                                 "/api/sets/3/prints/1m1%20St%C3%A4rke+x.wav"
                                 "?role=Low+Strings&&start=01%3A00&empty&x=1&x=2#top",
                                 &err),
                     0);
    assert_string_equal(target.path, "/api/sets/3/prints/1m1 St\303\244rke+x.wav");
    assert_string_equal(target_query(&target, "role"), "Low Strings");
    assert_string_equal(target_query(&target, "start"), "01:00");
    assert_string_equal(target_query(&target, "empty"), "");
    assert_string_equal(target_query(&target, "x"), "1");
    assert_null(target_query(&target, "y"));
    target_clear(&target);
}

static void hostile_targets_are_refused(void **state)
{
    static const char *const bad[] = {
        "",     "*",       "http://host/", "/a%00b", "/a%2fb",      "/%",     "/%4",
        "/%g1", "/../etc", "/a/..",        "/a/./b", "/%2e%2E/etc", "/a%0ab", "/\x7f",
        "/%ff", "/?a=%0",  "/?a=%00",      "/?%=1",  "/?a=%c3",     "/a\tb",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct target target = { 0 };
        struct err err;
        if (target_init(&target, bad[i], &err) != ERR_INVALID)
            fail_msg("\"%s\" was let in", bad[i]);
        target_clear(&target);
    }
}

static void lengths_have_limits(void **state)
{
    char text[8000] = "/?";
    struct target target = { 0 };
    struct err err;

    (void)state;
    for (int i = 0; i < TARGET_PAIRS + 1; i++)
        strcat(text, "a=1&");
    assert_int_equal(target_init(&target, text, &err), ERR_INVALID);
    target_clear(&target);
    memset(text, 'a', sizeof text - 1);
    *text = '/';
    assert_int_equal(target_init(&target, text, &err), ERR_INVALID);
    target_clear(&target);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_is_decoded_and_a_query_with_blanks),
        cmocka_unit_test(hostile_targets_are_refused),
        cmocka_unit_test(lengths_have_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
