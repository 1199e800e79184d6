#include "codec/media/order.h"

#include "tests/unit/codec_media/helpers.h"

static void assert_order(const struct order *order, const char *text)
{
    char out[ORDER_TEXT];

    order_format(out, order);
    assert_string_equal(out, text);
}

static void people_say_orders_by_name_or_by_channel(void **state)
{
    static const char *const cases[][2] = {
        { "smpte", "L R C LFE Ls Rs" },
        { "film", "L C R Ls Rs LFE" },
        { "DTS", "L R Ls Rs C LFE" },
        { "aac", "C L R Ls Rs LFE" },
        { "stereo", "L R" },
        { "mono", "C" },
        { "L,R,C,LFE,Ls,Rs", "L R C LFE Ls Rs" },
        { " l , c r,LS rs  lfe ", "L C R Ls Rs LFE" },
        { "C", "C" },
    };
    struct order order;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(order_parse(&order, cases[i][0], NULL), ERR_NONE);
        assert_int_equal(order.known_by, ORDER_PERSON);
        assert_order(&order, cases[i][1]);
    }
}

static void what_is_no_order_is_refused_with_the_ones_there_are(void **state)
{
    static const char *const cases[] = { "",    "surround",        "L,R,C",
                                         "L,L", "L,R,C,LFE,Ls,Ls", "L,R,C,LFE,Ls,Rs,L" };
    struct order order;
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(order_parse(&order, cases[i], &err), ERR_INVALID);
        assert_says(err.text, "smpte");
    }
}

static void known_masks_give_an_order_and_others_do_not(void **state)
{
    struct order order;

    (void)state;
    assert_true(order_from_mask(&order, 0x3f, 6));
    assert_order(&order, "L R C LFE Ls Rs");
    assert_int_equal(order.known_by, ORDER_MASK);
    assert_true(order_from_mask(&order, 0x60f, 6));
    assert_order(&order, "L R C LFE Ls Rs");
    assert_true(order_from_mask(&order, 0x3, 2));
    assert_true(order_from_mask(&order, 0x4, 1));
    assert_false(order_from_mask(&order, 0x3f, 2));
    assert_false(order_from_mask(&order, 0x63f, 8));
    assert_false(order_from_mask(&order, 0, 6));
    assert_false(order_from_mask(&order, 0x30, 2));
}

static void track_names_give_an_order_if_each_names_another_channel(void **state)
{
    static const char *const film[] = { "Str_L", "Str C", "Right", "Left surround", "RS", "LFE" };
    static const char *const twice[] = { "L", "L" };
    static const char *const boom[] = { "L", "Boom" };
    struct order order;

    (void)state;
    assert_true(order_from_names(&order, film, 6));
    assert_order(&order, "L C R Ls Rs LFE");
    assert_int_equal(order.known_by, ORDER_IXML);
    assert_false(order_from_names(&order, twice, 2));
    assert_false(order_from_names(&order, boom, 2));
}

static void every_way_of_knowing_has_a_name(void **state)
{
    (void)state;
    assert_string_equal(order_known_by_name(ORDER_UNKNOWN), "unknown");
    assert_string_equal(order_known_by_name(ORDER_HEURISTIC), "heuristic");
    assert_string_equal(order_known_by_name(ORDER_SUFFIX), "suffix");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_say_orders_by_name_or_by_channel),
        cmocka_unit_test(what_is_no_order_is_refused_with_the_ones_there_are),
        cmocka_unit_test(known_masks_give_an_order_and_others_do_not),
        cmocka_unit_test(track_names_give_an_order_if_each_names_another_channel),
        cmocka_unit_test(every_way_of_knowing_has_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
