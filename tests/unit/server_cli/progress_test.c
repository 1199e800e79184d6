/* Lines of progress fit their terminal, whatever the names. */
#include "server/cli/progress.h"

#include <string.h>

#include "server/cli/push_table.h"
#include "server/cli/table.h"
#include "tests/support/check.h"

static void rows_fill_narrow_and_wide_terminals_exactly(void **state)
{
    static const int columns[] = { 30, 47, 48, 71, 72, 80, 100, 200 };
    static const char *const names[] = {
        "a.wav", "1m1_Überfahrt_im_Nebel_mit_einem_sehr_langen_Namen_und_noch_mehr_String_v12.wav"
    };
    char line[PROGRESS_LINE];

    (void)state;
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        for (size_t k = 0; k < 2; k++) {
            const struct progress_row row = { names[k], 500, 1000, NULL };

            progress_row_text(line, &row, columns[i]);
            assert_true(table_width(line) < columns[i]);
            assert_non_null(strstr(line, "50 %"));
        }
}

static void a_note_stands_in_place_of_the_bar(void **state)
{
    const struct progress_row row = { "a.wav", 500, 1000, "no connection, next try within 4 s" };
    char line[PROGRESS_LINE];

    (void)state;
    progress_row_text(line, &row, 80);
    assert_non_null(strstr(line, "no connection, next try within 4 s"));
    assert_null(strchr(line, '['));
}

static void an_empty_file_is_whole(void **state)
{
    const struct progress_row row = { "a.wav", 0, 0, NULL };
    char line[PROGRESS_LINE];

    (void)state;
    progress_row_text(line, &row, 80);
    assert_non_null(strstr(line, "100 %"));
}

/* Shows into a file, which is no terminal; gives what was written. */
static void shown(char *out, size_t bytes, const int64_t *done, size_t count)
{
    FILE *file = tmpfile();
    struct progress progress;
    size_t got;

    assert_non_null(file);
    progress_begin(&progress, file, "sent", 1000000);
    for (size_t i = 0; i < count; i++)
        progress_show(&progress, NULL, 0, done[i], (int64_t)i * 1000);
    progress_end(&progress);
    rewind(file);
    got = fread(out, 1, bytes - 1, file);
    out[got] = 0;
    fclose(file);
}

static void without_a_terminal_each_tenth_is_told_once(void **state)
{
    static const int64_t done[] = { 0, 50000, 120000, 150000, 420000, 990000, 1000000, 1000000 };
    char text[4096];
    size_t lines = 0;

    (void)state;
    shown(text, sizeof text, done, sizeof done / sizeof *done);
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    assert_int_equal(lines, 4); /* 12, 42, 99 and 100 */
    assert_null(strchr(text, '\033'));
    assert_non_null(strstr(text, "100 % sent: 1.0 MB of 1.0 MB"));
}

static void the_speed_is_that_of_the_last_seconds(void **state)
{
    struct progress progress;

    (void)state;
    progress_begin(&progress, stderr, "sent", 100000000);
    progress.is_quiet = true;
    assert_true(progress_speed(&progress) == 0);
    for (int second = 0; second < 60; second++)
        progress_show(&progress, NULL, 0, second < 30 ? 0 : (second - 29) * 2000000, second * 1000);
    assert_float_equal(progress_speed(&progress), 2e6, 1);
}

static void amounts_are_short(void **state)
{
    char text[PUSH_BYTES_TEXT];

    (void)state;
    assert_string_equal(push_bytes_text(text, 0), "0 bytes");
    assert_string_equal(push_bytes_text(text, 999), "999 bytes");
    assert_string_equal(push_bytes_text(text, 1500), "1.5 kB");
    assert_string_equal(push_bytes_text(text, 412345678), "412 MB");
    assert_string_equal(push_bytes_text(text, 999999), "1.0 MB");
    assert_string_equal(push_bytes_text(text, 6400000000), "6.4 GB");
    assert_true(strlen(push_bytes_text(text, INT64_MAX)) < PUSH_BYTES_TEXT - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_fill_narrow_and_wide_terminals_exactly),
        cmocka_unit_test(a_note_stands_in_place_of_the_bar),
        cmocka_unit_test(an_empty_file_is_whole),
        cmocka_unit_test(without_a_terminal_each_tenth_is_told_once),
        cmocka_unit_test(the_speed_is_that_of_the_last_seconds),
        cmocka_unit_test(amounts_are_short),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
