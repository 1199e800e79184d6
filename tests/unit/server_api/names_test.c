/* Text from people, and the roles that it means. */
#include "server/api/position.h"
#include "server/api/roles.h"
#include "server/api/text.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/check.h"

static struct production plan(void)
{
    struct production production = { .stems = 3 };

    snprintf(production.stem[0], RECIPE_ROLE, "Strings");
    snprintf(production.stem[1], RECIPE_ROLE, "Solo Choir");
    snprintf(production.stem[2], RECIPE_ROLE, "Percussion");
    return production;
}

static void clean_text_is_utf8_without_control_characters(void **state)
{
    static const struct {
        const char *text;
        bool clean;
    } cases[] = {
        { "", true },
        { "Tide line", true },
        { "\xc3\xa4\xe2\x82\xac", true },
        { "\xf0\x9f\x8e\xbb", true },
        { "a\tb", false },
        { "\x7f", false },
        { "\xc2\x85", false },
        { "\xc3", false },
        { "\xc0\xaf", false },
        { "\xed\xa0\x80", false },
        { "\xf5\x80\x80\x80", false },
        { "\x80", false },
        { "\xe0\x80\xaf", false },
        { "\xf0\x80\x80\xaf", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(text_is_clean(cases[i].text, strlen(cases[i].text)) == cases[i].clean);
}

static void text_is_trimmed_and_never_cut(void **state)
{
    const struct text_rule rule = { "title", true };
    char out[6];
    struct err err;

    (void)state;
    assert_int_equal(text_copy(out, sizeof out, "  a b  ", rule, &err), ERR_NONE);
    assert_string_equal(out, "a b");
    assert_int_equal(text_copy(out, sizeof out, "12345", rule, &err), ERR_NONE);
    assert_int_equal(text_copy(out, sizeof out, "123456", rule, &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "title has 6 bytes"));
    assert_int_equal(text_copy(out, sizeof out, "   ", rule, &err), ERR_INVALID);
    assert_int_equal(text_copy(out, sizeof out, "", (struct text_rule){ "x", false }, &err),
                     ERR_NONE);
}

static void words_mean_the_stems_of_the_plan(void **state)
{
    const struct production production = plan();
    char role[RECIPE_ROLE];

    (void)state;
    assert_int_equal(role_of_word(role, &production, "str"), ROLE_STEM);
    assert_string_equal(role, "Strings");
    assert_int_equal(role_of_word(role, &production, "solo choir"), ROLE_STEM);
    assert_string_equal(role, "Solo Choir");
    assert_int_equal(role_of_word(role, &production, "brass"), ROLE_UNKNOWN);
    assert_int_equal(role_of_word(role, &production, "kazoo"), ROLE_UNKNOWN);
    assert_int_equal(role_of_word(role, &production, "full mix"), ROLE_MIX);
    assert_int_equal(role_of_word(role, &production, "dx"), ROLE_DIALOGUE);
    assert_string_equal(role, "Dialogue");
}

static void file_names_mean_the_stems_of_the_plan(void **state)
{
    const struct production production = plan();
    char role[RECIPE_ROLE];

    (void)state;
    assert_int_equal(role_of_name(role, &production, "1m1_String_stem.wav"), ROLE_STEM);
    assert_string_equal(role, "Strings");
    assert_int_equal(role_of_name(role, &production, "1m1_solo-choir.wav"), ROLE_STEM);
    assert_string_equal(role, "Solo Choir");
    assert_int_equal(role_of_name(role, &production, "1m1_Full_mix.wav"), ROLE_MIX);
    assert_int_equal(role_of_name(role, &production, "R1_DX_temp.wav"), ROLE_DIALOGUE);
    assert_int_equal(role_of_name(role, &production, "1m1_Brass.wav"), ROLE_UNKNOWN);
    assert_int_equal(role_of_name(role, &production, "take7.wav"), ROLE_UNKNOWN);
}

static void roles_are_listed_for_people(void **state)
{
    struct production production = plan();
    char text[ROLES_TEXT];

    (void)state;
    roles_text(text, &production);
    assert_string_equal(text, "Strings, Solo Choir, Percussion, Full mix");
    production.stems = STEMS_MAX;
    for (unsigned i = 0; i < STEMS_MAX; i++)
        snprintf(production.stem[i], RECIPE_ROLE, "a very long name of a stem, number %u", i);
    roles_text(text, &production);
    assert_true(strlen(text) < ROLES_TEXT);
}

static void a_position_is_a_timecode_or_a_count(void **state)
{
    const struct rate rate = { 25, 1, false };
    int64_t position = 0;
    struct err err;

    (void)state;
    assert_int_equal(position_read(&position, rate, NULL, NULL, &err), ERR_NONE);
    assert_int_equal(position, -1);
    assert_int_equal(position_read(&position, rate, "01:00:00:01", NULL, &err), ERR_NONE);
    assert_int_equal(position, 172800000 + 1920);
    assert_int_equal(position_read(&position, rate, NULL, "12", &err), ERR_NONE);
    assert_int_equal(position, 12);
    assert_int_equal(position_read(&position, rate, "01:00:00:01", "12", &err), ERR_INVALID);
    assert_int_equal(position_read(&position, rate, NULL, "12x", &err), ERR_INVALID);
    assert_int_equal(position_read(&position, rate, NULL, "", &err), ERR_INVALID);
    assert_int_equal(position_read(&position, rate, NULL, "99999999999999999999", &err),
                     ERR_INVALID);
    assert_int_equal(position_read(&position, rate, NULL, "4151347200", &err), ERR_INVALID);
    assert_int_equal(position_read(&position, rate, NULL, "4151347199", &err), ERR_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clean_text_is_utf8_without_control_characters),
        cmocka_unit_test(text_is_trimmed_and_never_cut),
        cmocka_unit_test(words_mean_the_stems_of_the_plan),
        cmocka_unit_test(file_names_mean_the_stems_of_the_plan),
        cmocka_unit_test(roles_are_listed_for_people),
        cmocka_unit_test(a_position_is_a_timecode_or_a_count),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
