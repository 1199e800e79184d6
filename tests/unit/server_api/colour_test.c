/* Distances, simulations and contrasts against published figures and those of the palette. */
#include "server/api/colour.h"

#include <math.h>

#include "tests/support/check.h"
#include "tests/support/signal.h"

#define assert_near(actual, expected, tolerance) assert_db(actual, expected, tolerance)

enum { STEMS = 5 };
static const char *const dark[STEMS] = { "#a6d895", "#e4c71f", "#35d3ee", "#c062ae", "#6a8bfb" };
static const char *const light[STEMS] = { "#386d4c", "#76853a", "#24879e", "#8446aa", "#191aa3" };

static struct colour colour_of(const char *text)
{
    struct colour colour = { 0 };

    assert_true(colour_parse(&colour, text));
    return colour;
}

/* Sharma, Wu and Dalal 2005, table 1. */
static void distances_are_those_of_the_published_pairs(void **state)
{
    static const struct {
        struct colour_lab one, other;
        double distance;
    } pairs[] = {
        { { 50, 2.6772, -79.7751 }, { 50, 0, -82.7485 }, 2.0425 },
        { { 50, 3.1571, -77.2803 }, { 50, 0, -82.7485 }, 2.8615 },
        { { 50, 2.8361, -74.0200 }, { 50, 0, -82.7485 }, 3.4412 },
        { { 50, -1.3802, -84.2814 }, { 50, 0, -82.7485 }, 1.0000 },
        { { 50, -1.1848, -84.8006 }, { 50, 0, -82.7485 }, 1.0000 },
        { { 50, -0.9009, -85.5211 }, { 50, 0, -82.7485 }, 1.0000 },
        { { 50, 0, 0 }, { 50, -1, 2 }, 2.3669 },
        { { 50, -1, 2 }, { 50, 0, 0 }, 2.3669 },
        { { 50, 2.4900, -0.0010 }, { 50, -2.4900, 0.0009 }, 7.1792 },
        { { 50, 2.4900, -0.0010 }, { 50, -2.4900, 0.0010 }, 7.1792 },
        { { 50, 2.4900, -0.0010 }, { 50, -2.4900, 0.0011 }, 7.2195 },
        { { 50, 2.4900, -0.0010 }, { 50, -2.4900, 0.0012 }, 7.2195 },
        { { 50, -0.0010, 2.4900 }, { 50, 0.0009, -2.4900 }, 4.8045 },
        { { 50, -0.0010, 2.4900 }, { 50, 0.0011, -2.4900 }, 4.7461 },
        { { 50, 2.5, 0 }, { 50, 0, -2.5 }, 4.3065 },
        { { 50, 2.5, 0 }, { 73, 25, -18 }, 27.1492 },
        { { 50, 2.5, 0 }, { 61, -5, 29 }, 22.8977 },
        { { 50, 2.5, 0 }, { 56, -27, -3 }, 31.9030 },
        { { 50, 2.5, 0 }, { 58, 24, 15 }, 19.4535 },
        { { 50, 2.5, 0 }, { 50, 3.1736, 0.5854 }, 1.0000 },
        { { 50, 2.5, 0 }, { 50, 3.2972, 0 }, 1.0000 },
        { { 50, 2.5, 0 }, { 50, 1.8634, 0.5757 }, 1.0000 },
        { { 50, 2.5, 0 }, { 50, 3.2592, 0.3350 }, 1.0000 },
        { { 60.2574, -34.0099, 36.2677 }, { 60.4626, -34.1751, 39.4387 }, 1.2644 },
        { { 63.0109, -31.0961, -5.8663 }, { 62.8187, -29.7946, -4.0864 }, 1.2630 },
        { { 61.2901, 3.7196, -5.3901 }, { 61.4292, 2.2480, -4.9620 }, 1.8731 },
        { { 35.0831, -44.1164, 3.7933 }, { 35.0232, -40.0716, 1.5901 }, 1.8645 },
        { { 22.7233, 20.0904, -46.6940 }, { 23.0331, 14.9730, -42.5619 }, 2.0373 },
        { { 36.4612, 47.8580, 18.3852 }, { 36.2715, 50.5065, 21.2231 }, 1.4146 },
        { { 90.8027, -2.0831, 1.4410 }, { 91.1528, -1.6435, 0.0447 }, 1.4441 },
        { { 90.9257, -0.5406, -0.9208 }, { 88.6381, -0.8985, -0.7239 }, 1.5381 },
        { { 6.7747, -0.2908, -2.4247 }, { 5.8714, -0.0985, -2.2286 }, 0.6377 },
        { { 2.0776, 0.0795, -1.1350 }, { 0.9033, -0.0636, -0.5514 }, 0.9082 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        assert_near(colour_distance(pairs[i].one, pairs[i].other), pairs[i].distance, 0.0001);
        assert_near(colour_distance(pairs[i].other, pairs[i].one), pairs[i].distance, 0.0001);
    }
}

static double least(const char *const plan[STEMS], enum sight sight)
{
    double out = INFINITY;

    for (int i = 0; i < STEMS; i++)
        for (int j = 0; j < i; j++) {
            const struct colour one = colour_of(plan[i]), other = colour_of(plan[j]);
            out = fmin(out, colour_distance(colour_seen(&one, sight), colour_seen(&other, sight)));
        }
    return out;
}

static void the_five_stems_keep_their_distances_in_every_sight(void **state)
{
    static const struct {
        enum sight sight;
        double dark, light;
    } rows[] = {
        { SIGHT_NORMAL, 23.7, 18.1 },         { SIGHT_DEUTAN_MACHADO, 13.9, 10.3 },
        { SIGHT_DEUTAN_VIENOT, 14.5, 10.4 },  { SIGHT_PROTAN_MACHADO, 13.3, 11.5 },
        { SIGHT_PROTAN_VIENOT, 13.4, 14.2 },  { SIGHT_TRITAN_MACHADO, 13.1, 13.3 },
        { SIGHT_TRITAN_BRETTEL, 13.8, 12.7 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_near(least(dark, rows[i].sight), rows[i].dark, 0.06);
        assert_near(least(light, rows[i].sight), rows[i].light, 0.06);
    }
}

static double from_print(const char *const plan[STEMS], const char *print, bool worst)
{
    const struct colour red = colour_of(print);
    double out = INFINITY;
    enum sight sight;

    for (int i = 0; i < STEMS; i++) {
        const struct colour stem = colour_of(plan[i]);
        out = fmin(out, worst ? colour_least_distance(&stem, &red, &sight)
                              : colour_distance(colour_seen(&stem, SIGHT_NORMAL),
                                                colour_seen(&red, SIGHT_NORMAL)));
    }
    return out;
}

static void prints_keep_their_distance_from_the_stems(void **state)
{
    (void)state;
    assert_near(from_print(dark, "#ff3b30", false), 32.1, 0.06);
    assert_near(from_print(dark, "#ff3b30", true), 14.2, 0.06);
    assert_near(from_print(light, "#e8170c", false), 40.7, 0.06);
    assert_near(from_print(light, "#e8170c", true), 7.1, 0.06);
}

static void contrasts_are_those_of_the_palette(void **state)
{
    static const double on_dark[STEMS] = { 10.93, 10.60, 9.93, 4.75, 5.68 };
    static const double on_light[STEMS] = { 5.92, 3.95, 4.07, 5.96, 11.92 };
    const struct colour night = colour_of("#15181b"), day = colour_of("#fcfcfd");
    const struct colour black = colour_of("#000000"), white = colour_of("#FFFFFF");

    (void)state;
    assert_near(colour_contrast(&black, &white), 21, 1e-9);
    for (int i = 0; i < STEMS; i++) {
        const struct colour one = colour_of(dark[i]), other = colour_of(light[i]);
        assert_near(colour_contrast(&one, &night), on_dark[i], 0.006);
        assert_near(colour_contrast(&day, &other), on_light[i], 0.006);
    }
}

static void hue_is_that_of_oklch(void **state)
{
    static const struct {
        const char *text;
        double hue_deg;
    } primaries[] = { { "#ff0000", 29.23 }, { "#00ff00", 142.50 }, { "#0000ff", 264.05 } };

    (void)state;
    for (size_t i = 0; i < sizeof primaries / sizeof *primaries; i++) {
        const struct colour colour = colour_of(primaries[i].text);
        assert_near(colour_hue_deg(&colour), primaries[i].hue_deg, 0.05);
    }
}

static void greys_look_the_same_to_everybody(void **state)
{
    static const char *const greys[] = { "#000000", "#5c5c5c", "#808080", "#ffffff" };

    (void)state;
    for (size_t i = 0; i < sizeof greys / sizeof *greys; i++) {
        const struct colour grey = colour_of(greys[i]);
        const struct colour_lab seen = colour_seen(&grey, SIGHT_NORMAL);
        for (enum sight sight = SIGHT_NORMAL; sight < SIGHTS; sight++)
            assert_true(colour_distance(seen, colour_seen(&grey, sight)) < 0.01);
    }
}

static void what_is_no_colour_is_refused(void **state)
{
    static const char *const texts[] = {
        "", "#", "red", "#12345", "#1234567", "#12345g", "1234567"
    };
    struct colour colour;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_false(colour_parse(&colour, texts[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_are_those_of_the_published_pairs),
        cmocka_unit_test(the_five_stems_keep_their_distances_in_every_sight),
        cmocka_unit_test(prints_keep_their_distance_from_the_stems),
        cmocka_unit_test(contrasts_are_those_of_the_palette),
        cmocka_unit_test(hue_is_that_of_oklch),
        cmocka_unit_test(greys_look_the_same_to_everybody),
        cmocka_unit_test(what_is_no_colour_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
