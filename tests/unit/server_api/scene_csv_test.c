/* Scene lists as people save them, and what is wrong with them. */
#include "server/api/scene_csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"

static const struct rate rate_24 = { 24, 1, false };

static enum err_code read_text(const char *text, struct scene_row **rows, size_t *count,
                               struct err *err)
{
    return scene_csv_read(rows, count, rate_24, text, strlen(text), err);
}

static struct scene_row *read_good(const char *text, size_t expected)
{
    struct scene_row *rows;
    struct err err = { 0 };
    size_t count;

    if (read_text(text, &rows, &count, &err))
        print_error("%s\n", err.text);
    assert_int_equal(err.code, ERR_NONE);
    assert_int_equal(count, expected);
    return rows;
}

static void assert_refused(const char *text, const char *words)
{
    struct scene_row *rows;
    struct err err = { 0 };
    size_t count;

    assert_int_equal(read_text(text, &rows, &count, &err), ERR_INVALID);
    if (!strstr(err.text, words))
        print_error("\"%s\" lacks \"%s\"\n", err.text, words);
    assert_non_null(strstr(err.text, words));
    assert_null(rows);
}

static void a_plain_list_is_read(void **state)
{
    struct scene_row *rows;

    (void)state;
    rows = read_good("scene,name,tc_in,tc_out,fps\n"
                     "1,Pier at dawn,01:00:28:00,01:00:36:00,24\n"
                     "12A,Harbour office,01:00:36:00,01:00:42:12,24\n",
                     2);
    assert_string_equal(rows[0].number, "1");
    assert_string_equal(rows[0].name, "Pier at dawn");
    assert_int_equal(rows[0].in_samples, 3628 * 48000LL);
    assert_string_equal(rows[1].number, "12A");
    assert_int_equal(rows[1].out_samples, 3642 * 48000LL + 24000);
    free(rows);
}

static void spreadsheets_write_bom_crlf_and_semicolons(void **state)
{
    struct scene_row *rows;

    (void)state;
    rows = read_good("\xef\xbb\xbfNumber;Remarks;OUT;In\r\n"
                     "1;a, b;00:00:02:00;00:00:01:00\r\n"
                     "\r\n;;;\r\n"
                     "2;;00:00:03:00 ; 00:00:01:12\r\n",
                     2);
    assert_string_equal(rows[0].name, "");
    assert_int_equal(rows[0].in_samples, 48000);
    assert_int_equal(rows[1].in_samples, 72000);
    free(rows);
}

static void quotes_hold_delimiters_quotes_and_lines(void **state)
{
    struct scene_row *rows;
    struct err err;
    size_t count;

    (void)state;
    rows = read_good("\"scene\",\"name\",in,out\n"
                     "1,\"Pier, \"\"dawn\"\"\",00:00:01:00,00:00:02:00",
                     1);
    assert_string_equal(rows[0].name, "Pier, \"dawn\"");
    free(rows);
    /* the line break is read, and refused as part of a name; the line counts go on behind it */
    assert_int_equal(read_text("scene,notes,in,out\n1,\"a\nb\",00:00:01:00,00:00:02:00\n"
                               "2,c,00:00:02:00,00:00:01:00\n",
                               &rows, &count, &err),
                     ERR_INVALID);
    assert_non_null(strstr(err.text, "line 4"));
}

static void scenes_may_overlap_and_leave_gaps(void **state)
{
    (void)state;
    free(read_good("scene,in,out\n1,00:00:01:00,00:00:09:00\n2,00:00:02:00,00:00:03:00\n"
                   "3,00:01:00:00,00:01:00:01\n",
                   3));
    free(read_good("scene,in,out\n", 0));
}

static void every_fault_names_its_line(void **state)
{
    (void)state;
    assert_refused("", "line 1");
    assert_refused("1,00:00:01:00,00:00:02:00\n", "no column \"scene\"");
    assert_refused("scene,in\n1,00:00:01:00\n", "tc_out");
    assert_refused("scene,number,in,out\n", "two columns");
    assert_refused("scene,in,out\n1,00:00:01:00,00:00:01:00\n", "line 2: scene 1 ends");
    assert_refused("scene,in,out\n1,00:00:01:24,00:00:02:00\n", "line 2");
    assert_refused("scene,in,out\n\n1,,00:00:02:00\n", "line 3");
    assert_refused("scene,in,out\n1\n", "line 2");
    assert_refused("scene,in,out\n,00:00:01:00,00:00:02:00\n", "line 2: scene is empty");
    assert_refused("scene,in,out\n1,00:00:01:00,00:00:02:00\n2,00:00:01:00,00:00:02:00\n"
                   "1,00:00:03:00,00:00:04:00\n",
                   "line 4: scene 1 is in the list already");
    assert_refused("scene,in,out,fps\n1,00:00:01:00,00:00:02:00,25\n", "the production's is 24");
    assert_refused("scene,in,out,fps\n1,00:00:01:00,00:00:02:00,fast\n", "line 2");
    assert_refused("scene,in,out\n1,\"00:00:01:00,00:00:02:00\n", "line 2: a quote");
    assert_refused("scene,in,out\n1,\"00:00:01:00\"x,00:00:02:00\n", "line 2: text follows");
    assert_refused("scene,in,out\n1234567890123456789012345678901234567890,00:00:01:00,"
                   "00:00:02:00\n",
                   "line 2: scene has 40 bytes");
    assert_refused("scene,name,in,out\n1,\xff\xfe,00:00:01:00,00:00:02:00\n", "UTF-8");
}

static void a_zero_byte_names_its_line(void **state)
{
    static const char text[] = "scene,in,out\n1,\0,x\n";
    struct scene_row *rows;
    struct err err;
    size_t count;

    (void)state;
    assert_int_equal(scene_csv_read(&rows, &count, rate_24, text, sizeof text - 1, &err),
                     ERR_INVALID);
    assert_non_null(strstr(err.text, "line 2: a zero byte"));
}

static void drop_frame_lists_go_with_drop_frame_productions(void **state)
{
    static const char text[] = "scene,in,out,fps\n1,00:00:59;29,00:01:00;02,29.97df\n";
    static const char bad[] = "scene,in,out\n1,00:00:59;29,00:01:00;00\n";
    struct rate rate;
    struct scene_row *rows;
    struct err err;
    size_t count;

    (void)state;
    assert_int_equal(rate_parse(&rate, "29.97df", NULL), ERR_NONE);
    assert_int_equal(scene_csv_read(&rows, &count, rate, text, sizeof text - 1, &err), ERR_NONE);
    assert_int_equal(timecode_frame_at(rate, rows[0].out_samples), 1800);
    free(rows);
    assert_int_equal(scene_csv_read(&rows, &count, rate, bad, sizeof bad - 1, &err), ERR_INVALID);
    assert_int_equal(rate_parse(&rate, "29.97", NULL), ERR_NONE);
    assert_int_equal(scene_csv_read(&rows, &count, rate, text, sizeof text - 1, &err), ERR_INVALID);
}

static void a_list_has_a_largest_length(void **state)
{
    const size_t bytes = (SCENES_MAX + 2) * 40;
    char *text = malloc(bytes);
    size_t used = (size_t)snprintf(text, bytes, "scene,in,out\n"), count;
    struct scene_row *rows;
    struct err err;

    (void)state;
    for (int i = 0; i <= SCENES_MAX; i++) {
        if (i == SCENES_MAX)
            free(read_good(text, SCENES_MAX));
        used += (size_t)snprintf(text + used, bytes - used, "%d,00:00:01:00,00:00:02:00\n", i);
    }
    assert_int_equal(read_text(text, &rows, &count, &err), ERR_TOO_BIG);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_list_is_read),
        cmocka_unit_test(spreadsheets_write_bom_crlf_and_semicolons),
        cmocka_unit_test(quotes_hold_delimiters_quotes_and_lines),
        cmocka_unit_test(scenes_may_overlap_and_leave_gaps),
        cmocka_unit_test(every_fault_names_its_line),
        cmocka_unit_test(a_zero_byte_names_its_line),
        cmocka_unit_test(drop_frame_lists_go_with_drop_frame_productions),
        cmocka_unit_test(a_list_has_a_largest_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
