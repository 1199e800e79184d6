#include "server/http/range.h"
#include "tests/support/check.h"

static void check(const char *header, int64_t total, enum range_kind kind, int64_t first,
                  int64_t bytes)
{
    int64_t got_first, got_bytes;

    if (range_read(header, total, &got_first, &got_bytes) != kind)
        fail_msg("%s of %lld is of another kind", header ? header : "NULL", (long long)total);
    if (kind == RANGE_PART) {
        assert_int_equal(got_first, first);
        assert_int_equal(got_bytes, bytes);
    }
}

static void a_range_is_cut_to_what_exists(void **state)
{
    (void)state;
    check("bytes=0-0", 100, RANGE_PART, 0, 1);
    check("bytes=10-19", 100, RANGE_PART, 10, 10);
    check("bytes=10-", 100, RANGE_PART, 10, 90);
    check("bytes=90-500", 100, RANGE_PART, 90, 10);
    check("bytes=99-99999999999999999999999999", 100, RANGE_PART, 99, 1);
    check("BYTES= 3-4 ", 100, RANGE_PART, 3, 2);
    check("bytes=9223372036854775806-", INT64_MAX, RANGE_PART, INT64_MAX - 1, 1);
}

static void a_suffix_counts_from_the_end(void **state)
{
    (void)state;
    check("bytes=-1", 100, RANGE_PART, 99, 1);
    check("bytes=-100", 100, RANGE_PART, 0, 100);
    check("bytes=-99999999999999999999", 100, RANGE_PART, 0, 100);
}

static void nothing_inside_is_outside(void **state)
{
    (void)state;
    check("bytes=100-", 100, RANGE_OUTSIDE, 0, 0);
    check("bytes=100-200", 100, RANGE_OUTSIDE, 0, 0);
    check("bytes=99999999999999999999-", 100, RANGE_OUTSIDE, 0, 0);
    check("bytes=-0", 100, RANGE_OUTSIDE, 0, 0);
    check("bytes=0-", 0, RANGE_OUTSIDE, 0, 0);
}

static void what_is_no_single_range_gives_the_whole(void **state)
{
    static const char *const headers[] = {
        "bytes=",     "bytes=-",   "bytes=a-b", "bytes=5-4",   "bytes=1-2,5-6", "bytes=1-2,",
        "items=1-2",  "bytes 1-2", "bytes=1",   "bytes=--1",   "bytes=+1-2",    "bytes=1-2x",
        "bytes=1 -2", "",          "bytes=-5,", "bytes=-5 -6", "bytes=0x1-2",
    };

    (void)state;
    check(NULL, 100, RANGE_NONE, 0, 0);
    check("bytes=-5", 0, RANGE_NONE, 0, 0);
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        check(headers[i], 100, RANGE_NONE, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_range_is_cut_to_what_exists),
        cmocka_unit_test(a_suffix_counts_from_the_end),
        cmocka_unit_test(nothing_inside_is_outside),
        cmocka_unit_test(what_is_no_single_range_gives_the_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
