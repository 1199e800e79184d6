#include "server/http/address.h"

#include <arpa/inet.h>
#include <string.h>

#include "tests/support/check.h"

static const char *parsed(const char *text)
{
    static char out[ADDRESS_TEXT];
    struct in6_addr address;

    if (!address_parse(&address, text))
        return "none";
    address_format(out, &address);
    return out;
}

static const char *forwarded(const char *header)
{
    static char out[ADDRESS_TEXT];
    struct in6_addr address;

    if (!address_forwarded(&address, header))
        return "none";
    address_format(out, &address);
    return out;
}

static void an_address_has_one_text(void **state)
{
    (void)state;
    assert_string_equal(parsed("10.0.0.1"), "10.0.0.1");
    assert_string_equal(parsed("::ffff:10.0.0.1"), "10.0.0.1");
    assert_string_equal(parsed("2001:DB8:0:0::1"), "2001:db8::1");
    assert_string_equal(parsed("::1"), "::1");
    assert_string_equal(parsed("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255"),
                        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    assert_string_equal(parsed(""), "none");
    assert_string_equal(parsed("localhost"), "none");
    assert_string_equal(parsed("10.1"), "none");
    assert_string_equal(parsed("10.0.0.1 "), "none");
    assert_string_equal(parsed("[::1]"), "none");
}

static void a_socket_tells_its_other_end(void **state)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
    const struct sockaddr other = { .sa_family = AF_UNIX };
    struct in6_addr address, mapped;
    char text[ADDRESS_TEXT];

    (void)state;
    inet_pton(AF_INET, "192.0.2.7", &v4.sin_addr);
    assert_true(address_of_peer(&address, (struct sockaddr *)&v4));
    address_format(text, &address);
    assert_string_equal(text, "192.0.2.7");
    inet_pton(AF_INET6, "::ffff:192.0.2.7", &v6.sin6_addr);
    assert_true(address_of_peer(&mapped, (struct sockaddr *)&v6));
    assert_memory_equal(&address, &mapped, sizeof address);
    assert_false(address_of_peer(&address, &other));
    assert_false(address_of_peer(&address, NULL));
}

static void only_the_last_hop_is_believed(void **state)
{
    (void)state;
    assert_string_equal(forwarded("192.0.2.7"), "192.0.2.7");
    assert_string_equal(forwarded("10.9.9.9, 192.0.2.7"), "192.0.2.7");
    assert_string_equal(forwarded("<script>, unknown,192.0.2.7 \t"), "192.0.2.7");
    assert_string_equal(forwarded("192.0.2.7:51000"), "192.0.2.7");
    assert_string_equal(forwarded("[2001:db8::7]:51000"), "2001:db8::7");
    assert_string_equal(forwarded("[2001:db8::7]"), "2001:db8::7");
    assert_string_equal(forwarded("2001:db8::7"), "2001:db8::7");
}

static void garbage_is_no_hop(void **state)
{
    static const char *const bad[] = { "",
                                       " ",
                                       ",",
                                       "192.0.2.7,",
                                       "192.0.2.7, unknown",
                                       "192.0.2.7, _hidden",
                                       "192.0.2.7 192.0.2.8",
                                       "[",
                                       "[]",
                                       "[::1",
                                       "[::1]x",
                                       ":80",
                                       "::1%eth0",
                                       "'; DROP TABLE people" };
    char many[20001];

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (strcmp(forwarded(bad[i]), "none"))
            fail_msg("\"%s\" was taken for %s", bad[i], forwarded(bad[i]));
    memset(many, '1', sizeof many - 1);
    many[sizeof many - 1] = '\0';
    assert_string_equal(forwarded(many), "none");
    for (size_t i = 0; i + 1 < sizeof many - 1; i += 2)
        memcpy(many + i, "1,", 2);
    memcpy(many + sizeof many - 11, ",192.0.2.7", 10);
    assert_string_equal(forwarded(many), "192.0.2.7");
}

static void the_scheme_is_the_last_word(void **state)
{
    (void)state;
    assert_true(address_is_https("https"));
    assert_true(address_is_https("http, HTTPS "));
    assert_false(address_is_https("https, http"));
    assert_false(address_is_https("http"));
    assert_false(address_is_https("httpss"));
    assert_false(address_is_https(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_has_one_text),
        cmocka_unit_test(a_socket_tells_its_other_end),
        cmocka_unit_test(only_the_last_hop_is_believed),
        cmocka_unit_test(garbage_is_no_hop),
        cmocka_unit_test(the_scheme_is_the_last_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
