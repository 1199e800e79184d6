/* Recipes in and out of JSON. */
#include "server/api/recipe_json.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"

static struct recipe defaults(void)
{
    struct recipe recipe = {
        .fold = FOLD_LO_RO, .lfe = LFE_OUT, .centre = true, .headroom_db = -6
    };

    assert_int_equal(recipe_add(&recipe, "String", 0, NULL), ERR_NONE);
    assert_int_equal(recipe_add(&recipe, "Brass", 0, NULL), ERR_NONE);
    return recipe;
}

static enum err_code read_text(struct recipe *out, const char *text, struct err *err)
{
    json_t *json = json_loads(text, JSON_DECODE_ANY, NULL);
    enum err_code code;

    assert_non_null(json);
    code = recipe_json_read(out, json, err);
    json_decref(json);
    return code;
}

static void what_is_not_told_stays_as_it_was(void **state)
{
    struct recipe recipe = defaults();

    (void)state;
    assert_int_equal(read_text(&recipe, "{}", NULL), ERR_NONE);
    assert_int_equal(recipe.sources, 2);
    assert_int_equal(read_text(&recipe, "{\"lfe\": \"plus_4\"}", NULL), ERR_NONE);
    assert_int_equal(recipe.lfe, LFE_PLUS_4);
    assert_int_equal(recipe.fold, FOLD_LO_RO);
    assert_true(recipe.centre && recipe.headroom_db == -6);
    assert_int_equal(recipe.sources, 2);
}

static void sources_replace_all_that_were_there(void **state)
{
    struct recipe recipe = defaults();

    (void)state;
    assert_int_equal(read_text(&recipe,
                               "{\"sources\": [{\"role\": \"Percussion\"},"
                               " {\"role\": \"Effects\", \"gain_db\": -3.5}],"
                               " \"fold\": \"mono\", \"centre\": false}",
                               NULL),
                     ERR_NONE);
    assert_int_equal(recipe.sources, 2);
    assert_null(recipe_find(&recipe, "String"));
    assert_true(recipe_find(&recipe, "Percussion")->gain_db == 0);
    assert_true(recipe_find(&recipe, "Effects")->gain_db == -3.5);
    assert_false(recipe.centre);
}

static void a_refused_recipe_changes_nothing(void **state)
{
    static const struct {
        const char *text, *words;
    } cases[] = {
        { "[]", "object" },
        { "{\"lfe\": \"in\"}", "lfe" },
        { "{\"fold\": \"wide\"}", "fold" },
        { "{\"fold\": 2}", "fold" },
        { "{\"centre\": 1}", "centre" },
        { "{\"lfe\": null}", "lfe" },
        { "{\"headroom_db\": 0}", "headroom_db" },
        { "{\"sources\": {}}", "sources" },
        { "{\"sources\": [3]}", "object" },
        { "{\"sources\": [{}]}", "role" },
        { "{\"sources\": [{\"role\": \"\"}]}", "role" },
        { "{\"sources\": [{\"role\": \"A\", \"pan\": 0}]}", "pan" },
        { "{\"sources\": [{\"role\": \"A\", \"gain_db\": \"0\"}]}", "gain_db" },
        { "{\"sources\": [{\"role\": \"A\", \"gain_db\": 21}]}", "21" },
        { "{\"sources\": [{\"role\": \"A\"}, {\"role\": \"A\"}]}", "twice" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct recipe recipe = defaults();
        const struct recipe before = recipe;
        struct err err = { 0 };
        assert_int_equal(read_text(&recipe, cases[i].text, &err), ERR_INVALID);
        assert_non_null(strstr(err.text, cases[i].words));
        assert_memory_equal(&recipe, &before, sizeof recipe);
    }
}

static char *text_of(const struct recipe *recipe)
{
    json_t *json = recipe_json(recipe);
    char *text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);

    json_decref(json);
    assert_non_null(text);
    return text;
}

static void equal_recipes_have_equal_text(void **state)
{
    struct recipe first = defaults(), second = defaults();
    char *a, *b;

    (void)state;
    assert_int_equal(read_text(&first,
                               "{\"sources\": [{\"role\": \"B\", \"gain_db\": 0},"
                               " {\"role\": \"A\", \"gain_db\": 1}]}",
                               NULL),
                     ERR_NONE);
    assert_int_equal(read_text(&second,
                               "{\"fold\": \"lo_ro\", \"sources\": [{\"gain_db\": 1.0,"
                               " \"role\": \"A\"}, {\"role\": \"B\", \"gain_db\": -0.0}]}",
                               NULL),
                     ERR_NONE);
    a = text_of(&first);
    b = text_of(&second);
    assert_string_equal(a, b);
    free(a);
    free(b);
}

static void what_is_written_reads_back_the_same(void **state)
{
    struct recipe recipe = defaults(), again = { .headroom_db = -6 };
    char *text;

    (void)state;
    recipe.lfe = LFE_MINUS_3;
    recipe.fold = FOLD_LT_RT;
    recipe.centre = false;
    assert_int_equal(recipe_add(&recipe, "FX inst", -7.25, NULL), ERR_NONE);
    text = text_of(&recipe);
    assert_int_equal(read_text(&again, text, NULL), ERR_NONE);
    free(text);
    text = text_of(&again);
    assert_non_null(strstr(text, "-7.25"));
    assert_int_equal(again.sources, 3);
    assert_int_equal(again.fold, FOLD_LT_RT);
    assert_int_equal(again.lfe, LFE_MINUS_3);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_told_stays_as_it_was),
        cmocka_unit_test(sources_replace_all_that_were_there),
        cmocka_unit_test(a_refused_recipe_changes_nothing),
        cmocka_unit_test(equal_recipes_have_equal_text),
        cmocka_unit_test(what_is_written_reads_back_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
