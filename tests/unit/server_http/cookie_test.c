#include "server/http/cookie.h"

#include <string.h>

#include "tests/support/check.h"

static const char *find(const char *header, const char *name)
{
    static char out[8];

    strcpy(out, "before");
    return cookie_find(header, name, out, sizeof out) ? out : NULL;
}

static void a_cookie_is_found_by_its_whole_name(void **state)
{
    (void)state;
    assert_string_equal(find("predub=abc", "predub"), "abc");
    assert_string_equal(find("a=1; predub=abc", "predub"), "abc");
    assert_string_equal(find("a=1;predub=abc;b=2", "predub"), "abc");
    assert_string_equal(find("predub=", "predub"), "");
    assert_string_equal(find("predub=a=b", "predub"), "a=b");
    assert_string_equal(find("predub=one; predub=two", "predub"), "one");
    assert_null(find("xpredub=abc", "predub"));
    assert_null(find("predub_guest=abc", "predub"));
    assert_null(find("__Host-predub=abc", "predub"));
    assert_null(find("a=predub=abc", "predub"));
    assert_null(find("predub", "predub"));
    assert_null(find("PREDUB=abc", "predub"));
}

static void nothing_is_found_in_nothing(void **state)
{
    (void)state;
    assert_null(find(NULL, "predub"));
    assert_null(find("", "predub"));
    assert_null(find(";;; ; =;", "predub"));
}

static void what_does_not_fit_is_not_cut(void **state)
{
    (void)state;
    assert_string_equal(find("predub=1234567", "predub"), "1234567");
    assert_null(find("predub=12345678", "predub"));
    assert_null(find("predub=12345678; predub=short", "predub"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cookie_is_found_by_its_whole_name),
        cmocka_unit_test(nothing_is_found_in_nothing),
        cmocka_unit_test(what_does_not_fit_is_not_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
