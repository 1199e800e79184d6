/* Checksums by the examples of their standards: FIPS 180-4, and RFC 3720 for CRC-32C. */
#include "codec/core/checksum.h"

#include <stdio.h>
#include <string.h>

#include "codec/core/crc32c.h"
#include "tests/support/check.h"

static void expect(enum checksum_kind kind, const void *data, size_t bytes, const char *hex)
{
    struct checksum *checksum;
    uint8_t result[CHECKSUM_BYTES];
    char text[2 * CHECKSUM_BYTES + 1] = "";
    size_t length;

    assert_int_equal(checksum_new(&checksum, kind, NULL), ERR_NONE);
    checksum_add(checksum, data, bytes / 3);
    checksum_add(checksum, (const char *)data + bytes / 3, bytes - bytes / 3);
    length = checksum_result(checksum, result);
    assert_int_equal(length, checksum_bytes(kind));
    for (size_t i = 0; i < length; i++)
        snprintf(text + 2 * i, 3, "%02x", result[i]);
    assert_string_equal(text, hex);
    checksum_free(checksum);
}

static void each_algorithm_gives_what_its_standard_says(void **state)
{
    uint8_t rising[32], zeros[32] = { 0 };

    (void)state;
    for (unsigned i = 0; i < 32; i++)
        rising[i] = (uint8_t)i;
    expect(CHECKSUM_SHA1, "abc", 3, "a9993e364706816aba3e25717850c26c9cd0d89d");
    expect(CHECKSUM_SHA256, "abc", 3,
           "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(CHECKSUM_CRC32C, zeros, sizeof zeros, "8a9136aa");
    expect(CHECKSUM_CRC32C, rising, sizeof rising, "46dd794e");
    expect(CHECKSUM_CRC32C, "123456789", 9, "e3069283");
}

static void the_instruction_and_the_table_agree_at_every_length(void **state)
{
    uint8_t data[100];

    (void)state;
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 91 + 5);
    for (size_t bytes = 0; bytes < sizeof data; bytes++)
        assert_int_equal(crc32c_add(7, data + 1, bytes), crc32c_add_plain(7, data + 1, bytes));
}

static void names_are_taken_as_they_are_written(void **state)
{
    enum checksum_kind kind;

    (void)state;
    for (enum checksum_kind i = 0; i < CHECKSUM_KINDS; i++) {
        assert_true(checksum_parse(&kind, checksum_name(i), strlen(checksum_name(i))));
        assert_int_equal(kind, i);
    }
    assert_false(checksum_parse(&kind, "md5", 3));
    assert_false(checksum_parse(&kind, "sha1 ", 5));
    assert_false(checksum_parse(&kind, "sha", 3));
    assert_false(checksum_parse(&kind, "", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_algorithm_gives_what_its_standard_says),
        cmocka_unit_test(the_instruction_and_the_table_agree_at_every_length),
        cmocka_unit_test(names_are_taken_as_they_are_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
