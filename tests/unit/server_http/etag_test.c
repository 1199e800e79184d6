#include "server/http/etag.h"
#include "tests/support/check.h"

static void a_list_may_hold_the_tag_weak_or_strong(void **state)
{
    (void)state;
    assert_true(etag_listed("\"abc\"", "abc"));
    assert_true(etag_listed(" W/\"abc\"", "abc"));
    assert_true(etag_listed("\"x\", \"y,z\" ,W/\"abc\"", "abc"));
    assert_true(etag_listed("*", "abc"));
    assert_false(etag_listed("\"ab\", \"abcd\", \"ABC\"", "abc"));
    assert_false(etag_listed("abc", "abc"));
    assert_false(etag_listed("\"abc", "abc"));
    assert_false(etag_listed("x \"abc\"", "abc"));
    assert_false(etag_listed("", "abc"));
    assert_false(etag_listed(NULL, "abc"));
    assert_false(etag_listed("*", NULL));
}

static void if_range_takes_the_strong_tag_alone(void **state)
{
    (void)state;
    assert_true(etag_same("\"abc\"", "abc"));
    assert_false(etag_same("W/\"abc\"", "abc"));
    assert_false(etag_same("\"abc\", \"abc\"", "abc"));
    assert_false(etag_same("Wed, 21 Oct 2015 07:28:00 GMT", "abc"));
    assert_false(etag_same("\"abc\"", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_may_hold_the_tag_weak_or_strong),
        cmocka_unit_test(if_range_takes_the_strong_tag_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
