/* HMAC-SHA256 by the test cases of RFC 4231; a hash that goes on in another life. */
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

/* At every length around the hash's blocks of 64 bytes. */
static void a_saved_hash_goes_on_as_if_nothing_had_happened(void **state)
{
    uint8_t data[300], saved[HASHER_STATE];

    (void)state;
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 37 + 11);
    for (size_t cut = 0; cut <= sizeof data; cut++) {
        struct hasher *before, *after;
        const struct hash whole = hash_of(data, sizeof data);
        struct hash result;
        assert_int_equal(hasher_new(&before, NULL), ERR_NONE);
        hasher_add(before, data, cut);
        hasher_save(before, saved);
        hasher_free(before);
        assert_int_equal(hasher_new(&after, NULL), ERR_NONE);
        hasher_add(after, "what was there before", 21);
        assert_int_equal(hasher_load(after, saved), cut);
        hasher_add(after, data + cut, sizeof data - cut);
        result = hasher_result(after);
        assert_int_equal(hash_compare(&result, &whole), 0);
        hasher_free(after);
    }
}

static void the_hash_of_abc_is_the_standards(void **state)
{
    const struct hash hash = hash_of("abc", 3);
    char text[HASH_TEXT];

    (void)state;
    hash_format(text, &hash);
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_key_signs_as_the_rfc_says),
        cmocka_unit_test(a_key_longer_than_a_block_signs_as_the_rfc_says),
        cmocka_unit_test(data_with_zeros_counts_whole),
        cmocka_unit_test(a_saved_hash_goes_on_as_if_nothing_had_happened),
        cmocka_unit_test(the_hash_of_abc_is_the_standards),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
