#include "codec/mix/recipe.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/check.h"

static struct recipe plain(void)
{
    struct recipe recipe = { .centre = true, .headroom_db = -6 };

    assert_int_equal(recipe_add(&recipe, "String", 0, NULL), ERR_NONE);
    assert_int_equal(recipe_add(&recipe, "Brass", -3, NULL), ERR_NONE);
    assert_int_equal(recipe_add(&recipe, "Dialogue", 0, NULL), ERR_NONE);
    return recipe;
}

static struct hash hash_of_recipe(const struct recipe *recipe)
{
    struct hasher *hasher = NULL;
    struct hash hash;

    assert_int_equal(hasher_new(&hasher, NULL), ERR_NONE);
    recipe_hash(recipe, hasher);
    hash = hasher_result(hasher);
    hasher_free(hasher);
    return hash;
}

static bool same_hash(const struct recipe *a, const struct recipe *b)
{
    const struct hash x = hash_of_recipe(a), y = hash_of_recipe(b);

    return hash_compare(&x, &y) == 0;
}

static void sources_stand_in_order_however_they_were_added(void **state)
{
    const struct recipe recipe = plain();

    (void)state;
    assert_int_equal(recipe.sources, 3);
    assert_string_equal(recipe.source[0].role, "Brass");
    assert_string_equal(recipe.source[1].role, "Dialogue");
    assert_string_equal(recipe.source[2].role, "String");
    assert_int_equal(recipe_check(&recipe, NULL), ERR_NONE);
}

static void adding_a_role_again_changes_its_gain(void **state)
{
    struct recipe recipe = plain();

    (void)state;
    assert_int_equal(recipe_add(&recipe, "Brass", 2.5, NULL), ERR_NONE);
    assert_int_equal(recipe.sources, 3);
    assert_true(recipe_find(&recipe, "Brass")->gain_db == 2.5);
    assert_null(recipe_find(&recipe, "Bras"));
    assert_null(recipe_find(&recipe, "Zither"));
}

static void what_breaks_a_rule_is_refused_and_changes_nothing(void **state)
{
    static const char *const roles[] = {
        "", "two\nlines", "a role of sixty-four bytes, which is one more than there is room"
    };
    const double gains_db[] = { -60.1, 20.1, NAN, INFINITY, -INFINITY };
    struct recipe recipe = plain();
    const struct recipe before = recipe;
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
        assert_int_equal(recipe_add(&recipe, roles[i], 0, &err), ERR_INVALID);
    for (size_t i = 0; i < sizeof(gains_db) / sizeof(*gains_db); i++)
        assert_int_equal(recipe_add(&recipe, "Atmos", gains_db[i], &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "gain_db of \"Atmos\""));
    assert_memory_equal(&recipe, &before, sizeof(recipe));
}

static void one_source_too_many_is_refused(void **state)
{
    struct recipe recipe = { 0 };
    char role[RECIPE_ROLE];

    (void)state;
    for (int i = 0; i < RECIPE_SOURCES; i++) {
        snprintf(role, sizeof(role), "Stem %d", i);
        assert_int_equal(recipe_add(&recipe, role, 0, NULL), ERR_NONE);
    }
    assert_int_equal(recipe_add(&recipe, "A stem before all", 0, NULL), ERR_INVALID);
    assert_int_equal(recipe_add(&recipe, "Zither", 0, NULL), ERR_INVALID);
    assert_int_equal(recipe_add(&recipe, "Stem 7", -1, NULL), ERR_NONE);
    assert_int_equal(recipe_check(&recipe, NULL), ERR_NONE);
}

static void check_names_the_field(void **state)
{
    struct recipe recipe = plain();
    struct err err;

    (void)state;
    recipe.headroom_db = 0.5;
    assert_int_equal(recipe_check(&recipe, &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "headroom_db"));
    recipe = plain();
    recipe.source[1].gain_db = NAN;
    assert_int_equal(recipe_check(&recipe, &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "gain_db of \"Dialogue\""));
    recipe = plain();
    recipe.source[0] = recipe.source[1];
    assert_int_equal(recipe_check(&recipe, &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "sorted"));
    recipe = plain();
    recipe.fold = (enum fold)3;
    assert_int_equal(recipe_check(&recipe, &err), ERR_INVALID);
    recipe = plain();
    recipe.lfe = (enum lfe_state) - 1;
    assert_int_equal(recipe_check(&recipe, &err), ERR_INVALID);
    recipe = plain();
    recipe.sources = RECIPE_SOURCES + 1;
    assert_int_equal(recipe_check(&recipe, &err), ERR_INVALID);
}

static void names_are_read_back(void **state)
{
    enum fold fold;
    enum lfe_state lfe;
    struct err err;

    (void)state;
    for (int i = FOLD_LO_RO; i <= FOLD_MONO; i++) {
        assert_int_equal(fold_parse(&fold, fold_name((enum fold)i), NULL), ERR_NONE);
        assert_int_equal(fold, i);
    }
    for (int i = LFE_OUT; i <= LFE_PLUS_4; i++) {
        assert_int_equal(lfe_parse(&lfe, lfe_name((enum lfe_state)i), NULL), ERR_NONE);
        assert_int_equal(lfe, i);
    }
    assert_int_equal(fold_parse(&fold, "Lo/Ro", &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "lo_ro"));
    assert_int_equal(lfe_parse(&lfe, "", &err), ERR_INVALID);
    assert_non_null(strstr(err.text, "minus_3"));
}

static void equal_recipes_have_equal_hashes(void **state)
{
    struct recipe a = plain(), b = { .centre = true, .headroom_db = -6 };

    (void)state;
    recipe_add(&b, "Dialogue", -0.0, NULL);
    recipe_add(&b, "String", 5, NULL);
    recipe_add(&b, "Brass", -3, NULL);
    recipe_add(&b, "String", 0, NULL);
    assert_true(same_hash(&a, &b));
    strcpy(a.source[20].role, "left over, not counted");
    assert_true(same_hash(&a, &b));
}

static void every_field_changes_the_hash(void **state)
{
    const struct recipe a = plain();
    struct recipe b[8];

    (void)state;
    for (size_t i = 0; i < 8; i++)
        b[i] = a;
    b[0].fold = FOLD_MONO;
    b[1].lfe = LFE_MINUS_3;
    b[2].centre = false;
    b[3].headroom_db = -6.5;
    b[4].source[2].gain_db = 0.1;
    strcpy(b[5].source[2].role, "Strings");
    b[6].sources = 2;
    recipe_add(&b[7], "Effects", 0, NULL);
    for (size_t i = 0; i < 8; i++)
        assert_false(same_hash(&a, &b[i]));
}

static void description_says_what_is_heard(void **state)
{
    struct recipe recipe = plain();
    char text[RECIPE_TEXT];

    (void)state;
    recipe_describe(text, &recipe);
    assert_string_equal(text, "Lo/Ro: C, Ls, Rs -3 dB; LFE out; headroom -6.0 dB");
    recipe.fold = FOLD_LT_RT;
    recipe.lfe = LFE_PLUS_4;
    recipe.centre = false;
    recipe.headroom_db = -0.0;
    recipe_describe(text, &recipe);
    assert_string_equal(text,
                        "Lt/Rt: C -3 dB; Ls, Rs -1.2 and -6.2 dB, shifted by 90°; LFE in (+4 dB, "
                        "below 120 Hz); Centre of the music out; headroom 0.0 dB");
    recipe.fold = FOLD_MONO;
    recipe.lfe = LFE_MINUS_3;
    recipe_describe(text, &recipe);
    assert_string_equal(text,
                        "Mono: L, R -3 dB; Ls, Rs -6 dB; LFE in (0 dB, below 120 Hz); Centre of "
                        "the music out; headroom 0.0 dB");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_stand_in_order_however_they_were_added),
        cmocka_unit_test(adding_a_role_again_changes_its_gain),
        cmocka_unit_test(what_breaks_a_rule_is_refused_and_changes_nothing),
        cmocka_unit_test(one_source_too_many_is_refused),
        cmocka_unit_test(check_names_the_field),
        cmocka_unit_test(names_are_read_back),
        cmocka_unit_test(equal_recipes_have_equal_hashes),
        cmocka_unit_test(every_field_changes_the_hash),
        cmocka_unit_test(description_says_what_is_heard),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
