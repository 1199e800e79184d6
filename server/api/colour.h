/* Colours as people see them: how far apart two are for whom, and how well one stands on a ground.
 *
 * Distance is CIEDE2000 (Sharma, Wu and Dalal 2005) between CIE Lab of sRGB under D65. Full
 * dichromacy is simulated in linear sRGB, clipped to what a screen can show, in two ways each:
 * Machado, Oliveira and Fernandes 2009 at severity 1.0 for all three; Vienot, Brettel and Mollon
 * 1999 for deuteranopia and protanopia; Brettel, Vienot and Mollon 1997 for tritanopia (two half
 * planes), as matrices for sRGB. Hue is that of OKLCH (Ottosson 2020), contrast that of WCAG 2. */
#pragma once

#include <stdbool.h>

enum sight {
    SIGHT_NORMAL,
    SIGHT_DEUTAN_MACHADO,
    SIGHT_DEUTAN_VIENOT,
    SIGHT_PROTAN_MACHADO,
    SIGHT_PROTAN_VIENOT,
    SIGHT_TRITAN_MACHADO,
    SIGHT_TRITAN_BRETTEL,
    SIGHTS
};

/* "" for normal sight, else "deuteranopia", "protanopia" or "tritanopia". */
const char *sight_name(enum sight sight);

struct colour {
    double linear[3]; /* red, green, blue; 0 to 1 */
};

struct colour_lab {
    double l, a, b;
};

/* "#rrggbb", in either case; false when it is anything else. */
bool colour_parse(struct colour *out, const char *text);

/* As a person with that sight sees it. */
struct colour_lab colour_seen(const struct colour *colour, enum sight sight);

/* CIEDE2000: about 1 can just be told apart. */
double colour_distance(struct colour_lab one, struct colour_lab other);

/* The distance to the sight that tells them apart least, which is *sight. */
double colour_least_distance(const struct colour *one, const struct colour *other,
                             enum sight *sight);

/* 0 to 360; of no meaning for a grey. */
double colour_hue_deg(const struct colour *colour);

/* 1 to 21. */
double colour_contrast(const struct colour *one, const struct colour *other);
