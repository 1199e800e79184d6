/* err, planes, hash and source: small enough for one page. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "codec/core/hash.h"
#include "codec/core/planes.h"
#include "codec/core/source.h"
#include "tests/support/check.h"

static void a_long_sentence_is_cut_at_a_character(void **state)
{
    struct err err;
    char long_name[2000];
    (void)state;

    for (size_t i = 0; i + 1 < sizeof long_name; i += 2)
        memcpy(long_name + i, "\xc3\xbc", 2); /* ü */
    long_name[sizeof long_name - 2] = 0;
    for (int shift = 0; shift < 2; shift++) {
        err_set(&err, ERR_INVALID, "%s%s", shift ? "x" : "", long_name);
        const size_t length = strlen(err.text);
        assert_in_range(length, sizeof err.text - 4, sizeof err.text - 1);
        assert_int_equal((length - (size_t)shift) % 2, 0);
    }
}

static void a_folder_is_left_out_of_a_sentence(void **state)
{
    struct err err;
    (void)state;

    err_set(&err, ERR_IO, "/srv/p/a/b can't be moved to /srv/p//c, /srv/pa is not /srv/p");
    err_leave_out(&err, "/srv/p");
    assert_string_equal(err.text, "a/b can't be moved to c, /srv/pa is not /srv/p");
    err_leave_out(&err, NULL);
    err_leave_out(&err, "");
    err_leave_out(&err, "/");
    assert_string_equal(err.text, "a/b can't be moved to c, /srv/pa is not /srv/p");
    err_set(&err, ERR_IO, "data/x");
    err_leave_out(&err, "data/");
    assert_string_equal(err.text, "x");
}

static void system_errors_choose_their_code_and_say_why(void **state)
{
    struct err err;
    (void)state;

    errno = ENOSPC;
    assert_int_equal(err_set_errno(&err, "cue.wav can't be written"), ERR_NO_SPACE);
    assert_non_null(strstr(err.text, "No space left"));
    errno = EACCES;
    assert_int_equal(err_set_errno(&err, "x"), ERR_IO);
    assert_int_equal(err_set(NULL, ERR_BUSY, "dropped"), ERR_BUSY);
}

static void every_code_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int a = 0; a < ERR_CODES; a++) {
        for (int b = 0; b < a; b++)
            assert_string_not_equal(err_name((enum err_code)a), err_name((enum err_code)b));
    }
}

static void planes_begin_silent_and_aligned(void **state)
{
    struct planes planes;
    (void)state;

    assert_int_equal(planes_init(&planes, CHANNELS, 1023, NULL), ERR_NONE);
    for (unsigned c = 0; c < CHANNELS; c++) {
        assert_int_equal((uintptr_t)planes.ch[c] % 64, 0);
        for (size_t i = 0; i < planes.samples; i++)
            assert_true(planes.ch[c][i] == 0);
    }
    planes_clear(&planes);
    assert_null(planes.ch[0]);
    planes_clear(&planes);
}

static void memory_that_cannot_exist_is_refused(void **state)
{
    struct planes planes;
    (void)state;
    assert_int_equal(planes_init(&planes, 2, SIZE_MAX / 4, NULL), ERR_NO_MEMORY);
    planes_clear(&planes);
}

static void sha256_is_that_of_the_standard(void **state)
{
    char text[HASH_TEXT];
    struct hash hash = hash_of("abc", 3), back;
    struct hasher *hasher = NULL;
    (void)state;

    hash_format(text, &hash);
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(hash_parse(&back, text, NULL), ERR_NONE);
    assert_int_equal(hash_compare(&hash, &back), 0);
    assert_int_equal(hasher_new(&hasher, NULL), ERR_NONE);
    hasher_add(hasher, "a", 1);
    hasher_result(hasher); /* looking does not disturb */
    hasher_add(hasher, "bc", 2);
    back = hasher_result(hasher);
    assert_int_equal(hash_compare(&hash, &back), 0);
    hasher_free(hasher);
}

static void text_that_is_no_hash_is_refused(void **state)
{
    struct hash hash;
    char text[HASH_TEXT];
    (void)state;

    memset(text, 'a', sizeof text);
    text[64] = 0;
    text[10] = 'g';
    assert_int_equal(hash_parse(&hash, text, NULL), ERR_INVALID);
    text[63] = 0;
    assert_int_equal(hash_parse(&hash, text, NULL), ERR_INVALID);
}

static void a_source_reads_up_to_its_end_and_no_further(void **state)
{
    struct source *source = NULL;
    char out[8] = { 0 };
    (void)state;

    assert_int_equal(source_open_memory(&source, "predub", 6, NULL), ERR_NONE);
    assert_int_equal(source_read(source, out, 8, 2), 4);
    assert_memory_equal(out, "edub", 4);
    assert_int_equal(source_read(source, out, 8, 6), 0);
    assert_int_equal(source_read(source, out, 8, INT64_MAX - 8), 0);
    assert_int_equal(source_read(source, out, 8, -1), -1);
    source_close(source);
}

static void only_files_are_opened_and_the_sentence_names_them(void **state)
{
    struct source *source = NULL;
    struct err err;
    (void)state;

    assert_int_equal(source_open_file(&source, "/", &err), ERR_INVALID);
    assert_int_equal(source_open_file(&source, "/no/such/print.wav", &err), ERR_IO);
    assert_non_null(strstr(err.text, "/no/such/print.wav"));
    assert_null(source);
    source_close(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_long_sentence_is_cut_at_a_character),
        cmocka_unit_test(a_folder_is_left_out_of_a_sentence),
        cmocka_unit_test(system_errors_choose_their_code_and_say_why),
        cmocka_unit_test(every_code_has_a_name_of_its_own),
        cmocka_unit_test(planes_begin_silent_and_aligned),
        cmocka_unit_test(memory_that_cannot_exist_is_refused),
        cmocka_unit_test(sha256_is_that_of_the_standard),
        cmocka_unit_test(text_that_is_no_hash_is_refused),
        cmocka_unit_test(a_source_reads_up_to_its_end_and_no_further),
        cmocka_unit_test(only_files_are_opened_and_the_sentence_names_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
