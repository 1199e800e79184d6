#include "codec/media/bext.h"

#include "tests/unit/codec_media/helpers.h"

static void fields_stand_where_the_standard_puts_them(void **state)
{
    uint8_t data[BEXT_BYTES] = { 0 };
    struct bext bext;

    (void)state;
    memset(data, 'd', 256); /* full to the brim, without a 0 */
    memcpy(data + 256, "ProTools\xe9\x01", 10);
    memcpy(data + 320, "2024/03/11", 10);
    memcpy(data + 330, "09-08-07", 8);
    memcpy(data + 338, "\x00\x54\x4f\x0a\x01", 5);
    data[346] = 2;
    assert_true(bext_read(&bext, data, sizeof data));
    assert_int_equal(strlen(bext.description), 256);
    assert_string_equal(bext.originator, "ProTools?");
    assert_string_equal(bext.originated_at, "2024-03-11 09:08:07");
    assert_int_equal(bext.time_reference, (INT64_C(1) << 32) + 172971008);
    assert_int_equal(bext.version, 2);
}

static void short_chunks_give_what_they_have_or_nothing(void **state)
{
    uint8_t data[BEXT_BYTES] = { 0 };
    struct bext bext;

    (void)state;
    data[338] = 7;
    data[346] = 1;
    assert_true(bext_read(&bext, data, 346));
    assert_int_equal(bext.time_reference, 7);
    assert_int_equal(bext.version, 0);
    assert_false(bext_read(&bext, data, 345));
    assert_false(bext_read(&bext, data, 0));
}

static void a_date_that_is_none_is_left_out(void **state)
{
    uint8_t data[BEXT_BYTES] = { 0 };
    struct bext bext;

    (void)state;
    memcpy(data + 320, "yesterday\0at noon\0", 18);
    assert_true(bext_read(&bext, data, sizeof data));
    assert_string_equal(bext.originated_at, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_stand_where_the_standard_puts_them),
        cmocka_unit_test(short_chunks_give_what_they_have_or_nothing),
        cmocka_unit_test(a_date_that_is_none_is_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
