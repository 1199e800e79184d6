#include "server/http/guard.h"
#include "tests/support/check.h"

static void loopback_names_are_few(void **state)
{
    static const char *const good[] = { "localhost",      "LocalHost:80", "127.0.0.1",
                                        "127.1.2.3:8080", "[::1]",        "[::1]:8080" };
    static const char *const bad[] = { "evil.example",
                                       "127.0.0.1.evil.example",
                                       "localhost.evil",
                                       "127.1",
                                       "0127.0.0.1",
                                       "128.0.0.1:80",
                                       "[::2]",
                                       "[::1]evil",
                                       "localhost:80:80",
                                       "localhost:evil",
                                       "",
                                       "localhost@evil.example" };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!guard_host_is_loopback(good[i]))
            fail_msg("%s was refused", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (guard_host_is_loopback(bad[i]))
            fail_msg("%s was let in", bad[i]);
}

static void an_origin_is_the_host_with_its_port(void **state)
{
    (void)state;
    assert_true(guard_origin_is_host("http://localhost:8080", "localhost:8080", false));
    assert_true(guard_origin_is_host("https://Review.example", "review.example", false));
    assert_false(guard_origin_is_host("http://localhost:8081", "localhost:8080", false));
    assert_false(guard_origin_is_host("http://localhost", "localhost:8080", false));
    assert_false(guard_origin_is_host("http://localhost:8080.evil", "localhost:8080", false));
    assert_false(guard_origin_is_host("null", "localhost", false));
    assert_true(guard_origin_is_host("https://review.example", "review.example", true));
    assert_false(guard_origin_is_host("http://review.example", "review.example", true));
    assert_false(guard_origin_is_host("null", "review.example", true));
    assert_false(guard_origin_is_host("", "localhost", false));
}

static void reading_changes_nothing(void **state)
{
    (void)state;
    assert_false(guard_method_changes("GET"));
    assert_false(guard_method_changes("HEAD"));
    assert_true(guard_method_changes("POST"));
    assert_true(guard_method_changes("get"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loopback_names_are_few),
        cmocka_unit_test(an_origin_is_the_host_with_its_port),
        cmocka_unit_test(reading_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
