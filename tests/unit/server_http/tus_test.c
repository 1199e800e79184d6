/* The headers of tus that have a grammar of their own, from good and hostile clients. */
#include "server/http/tus.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/check.h"

static void value_is(const char *text, const char *key, const char *value)
{
    char out[64];
    bool found;

    assert_int_equal(tus_metadata_check(text, NULL), ERR_NONE);
    assert_int_equal(tus_metadata(text, key, out, sizeof out, &found, NULL), ERR_NONE);
    assert_int_equal(found, value != NULL);
    assert_string_equal(out, value ? value : "");
}

static void metadata_gives_each_value_decoded(void **state)
{
    static const char text[] = "filename MW0xLndhdg==,role QnJhc3M=,empty,blank ,w Y8O8";

    (void)state;
    value_is(text, "filename", "1m1.wav");
    value_is(text, "role", "Brass");
    value_is(text, "empty", "");
    value_is(text, "blank", "");
    value_is(text, "w", "cü");
    value_is(text, "file", NULL);
    value_is(text, "filenames", NULL);
    value_is("", "filename", NULL);
    value_is("a MQ==, b Mg==", "b", "2");
}

static void metadata_that_is_none_is_refused(void **state)
{
    static const char *const bad[] = {
        ",",         "a MQ",       "a MQ=",      "a M===",    "a =",           "a MR==",
        "a M Q==",   "a MQ== x",   "a *Q==",     "a MQ==,,b", "a MQ==,a Mg==", " MQ==,\tb x",
        "\x80 MQ==", "a MQ==;b x", "a MQ==MQ==",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const enum err_code code = tus_metadata_check(bad[i], NULL);
        if (code != ERR_INVALID)
            print_error("\"%s\" was taken\n", bad[i]);
        assert_int_equal(code, ERR_INVALID);
    }
}

static void metadata_of_any_length_stays_in_its_bounds(void **state)
{
    char text[TUS_METADATA + 8] = "a ", out[4];
    struct err err;
    bool found;

    (void)state;
    memset(text + 2, 'A', TUS_METADATA);
    text[TUS_METADATA + 2] = '\0';
    assert_int_equal(tus_metadata_check(text, &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "4095"));
    assert_int_equal(tus_metadata("a MTIz", "a", out, sizeof out, &found, NULL), ERR_NONE);
    assert_string_equal(out, "123");
    assert_int_equal(tus_metadata("a MTIzNA==", "a", out, sizeof out, &found, &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "too long"));
    assert_int_equal(tus_metadata("a MQAz", "a", out, sizeof out, &found, &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "no text"));
}

static void a_checksum_has_the_length_of_its_algorithm(void **state)
{
    struct tus_checksum checksum;
    struct err err;

    (void)state;
    assert_int_equal(tus_checksum_read(&checksum, "sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", NULL),
                     ERR_NONE);
    assert_int_equal(checksum.kind, CHECKSUM_SHA1);
    assert_int_equal(checksum.value[0], 0xa9);
    assert_int_equal(checksum.value[19], 0x9d);
    assert_int_equal(tus_checksum_read(&checksum, "crc32c 4waSgw==", NULL), ERR_NONE);
    assert_int_equal(checksum.value[0], 0xe3);
    assert_int_equal(tus_checksum_read(&checksum, "md5 4waSgw==", &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "\"md5\""));
    assert_int_equal(tus_checksum_read(&checksum, "sha1 4waSgw==", NULL), ERR_INVALID);
    assert_int_equal(tus_checksum_read(&checksum, "crc32c", NULL), ERR_INVALID);
    assert_int_equal(tus_checksum_read(&checksum, "crc32c 4waSgw== x", NULL), ERR_INVALID);
    assert_int_equal(tus_checksum_read(&checksum, "", NULL), ERR_INVALID);
}

static void parts_are_named_by_path_or_by_whole_address(void **state)
{
    static struct tus_concat concat;

    (void)state;
    assert_int_equal(tus_concat_read(&concat, "partial", NULL), ERR_NONE);
    assert_true(concat.is_partial && !concat.is_final);
    assert_int_equal(
        tus_concat_read(&concat, "final;/api/uploads/7 https://x.example:1/api/uploads/8", NULL),
        ERR_NONE);
    assert_true(concat.is_final && !concat.is_partial);
    assert_int_equal(concat.parts, 2);
    assert_string_equal(concat.part[0], "/api/uploads/7");
    assert_string_equal(concat.part[1], "/api/uploads/8");
    assert_int_equal(tus_concat_read(&concat, "final;http://x", NULL), ERR_NONE);
    assert_string_equal(concat.part[0], "");
}

static void a_concatenation_without_end_is_refused(void **state)
{
    static struct tus_concat concat;
    static char text[20000] = "final;";

    (void)state;
    assert_int_equal(tus_concat_read(&concat, "final;", NULL), ERR_INVALID);
    assert_int_equal(tus_concat_read(&concat, "final;   ", NULL), ERR_INVALID);
    assert_int_equal(tus_concat_read(&concat, "final", NULL), ERR_INVALID);
    assert_int_equal(tus_concat_read(&concat, "partial;", NULL), ERR_INVALID);
    for (int i = 0; i < TUS_PARTS; i++)
        strcat(text, "/u/1 ");
    assert_int_equal(tus_concat_read(&concat, text, NULL), ERR_NONE);
    assert_int_equal(concat.parts, TUS_PARTS);
    strcat(text, "/u/1 ");
    assert_int_equal(tus_concat_read(&concat, text, NULL), ERR_INVALID);
    memset(text + 6, 'x', 19000);
    assert_int_equal(tus_concat_read(&concat, text, NULL), ERR_INVALID);
}

static void a_date_is_the_one_of_the_standard(void **state)
{
    char date[TUS_DATE];

    (void)state;
    tus_date(date, 784111777000);
    assert_string_equal(date, "Sun, 06 Nov 1994 08:49:37 GMT");
    tus_date(date, 0);
    assert_string_equal(date, "Thu, 01 Jan 1970 00:00:00 GMT");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metadata_gives_each_value_decoded),
        cmocka_unit_test(metadata_that_is_none_is_refused),
        cmocka_unit_test(metadata_of_any_length_stays_in_its_bounds),
        cmocka_unit_test(a_checksum_has_the_length_of_its_algorithm),
        cmocka_unit_test(parts_are_named_by_path_or_by_whole_address),
        cmocka_unit_test(a_concatenation_without_end_is_refused),
        cmocka_unit_test(a_date_is_the_one_of_the_standard),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
