/* HMAC-SHA256 by the test cases of RFC 4231. */
#include "codec/core/hash.h"

#include <string.h>

#include "tests/support/check.h"

static void expect_hmac(const char *key, size_t key_bytes, const char *data, const char *expected)
{
    const struct hash hmac = hash_hmac(key, key_bytes, data, strlen(data));
    char text[HASH_TEXT];

    hash_format(text, &hmac);
    assert_string_equal(text, expected);
}

static void a_short_key_signs_as_the_rfc_says(void **state)
{
    char key[20];

    (void)state;
    memset(key, 0x0b, sizeof key);
    expect_hmac(key, sizeof key, "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    expect_hmac("Jefe", 4, "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void a_key_longer_than_a_block_signs_as_the_rfc_says(void **state)
{
    char key[131];

    (void)state;
    memset(key, 0xaa, sizeof key);
    expect_hmac(key, sizeof key, "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    expect_hmac(key, sizeof key,
                "This is a test using a larger than block-size key and a larger than block-size "
                "data. The key needs to be hashed before being used by the HMAC algorithm.",
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

static void data_with_zeros_counts_whole(void **state)
{
    const struct hash one = hash_hmac("k", 1, "a\0b", 3), other = hash_hmac("k", 1, "a\0c", 3);

    (void)state;
    assert_int_not_equal(hash_compare(&one, &other), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_key_signs_as_the_rfc_says),
        cmocka_unit_test(a_key_longer_than_a_block_signs_as_the_rfc_says),
        cmocka_unit_test(data_with_zeros_counts_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
