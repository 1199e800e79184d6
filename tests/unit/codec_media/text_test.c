#include "codec/media/text.h"

#include "tests/unit/codec_media/helpers.h"

static void assert_cleaned(const char *in, size_t bytes, const char *expected)
{
    char out[16];

    text_clean(out, sizeof out, in, bytes);
    assert_string_equal(out, expected);
}

static void good_text_stays_and_bad_bytes_are_replaced(void **state)
{
    (void)state;
    assert_cleaned("M\xc3\xbcller", 7, "M\xc3\xbcller");
    assert_cleaned("M\xfcller", 6, "M?ller");
    assert_cleaned("a\tb\x7f"
                   "c  ",
                   7, "a b c");
    assert_cleaned("\xed\xa0\x80", 3, "???");      /* a surrogate */
    assert_cleaned("\xc0\xaf", 2, "??");           /* overlong */
    assert_cleaned("\xf4\x90\x80\x80", 4, "????"); /* beyond Unicode */
    assert_cleaned("\xe2\x82", 2, "??");           /* broken off */
    assert_cleaned("\xf0\x9f\x8e\xbb", 4, "\xf0\x9f\x8e\xbb");
    assert_cleaned("ab\0cd", 5, "ab");
    assert_cleaned("", 0, "");
}

static void a_long_text_is_cut_at_a_character(void **state)
{
    (void)state;
    assert_cleaned("0123456789abcd\xc3\xbc", 16, "0123456789abcd");
    assert_cleaned("0123456789abc\xc3\xbcx", 16, "0123456789abc\xc3\xbc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_text_stays_and_bad_bytes_are_replaced),
        cmocka_unit_test(a_long_text_is_cut_at_a_character),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
