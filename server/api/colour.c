#include "server/api/colour.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef double matrix[3][3];

static const matrix xyz = { { 0.4124564, 0.3575761, 0.1804375 },
                            { 0.2126729, 0.7151522, 0.0721750 },
                            { 0.0193339, 0.1191920, 0.9503041 } };
static const double white[3] = { 0.95047, 1, 1.08883 }; /* D65, 2 degrees */

/* In two halves where normal is set: full on its side, other on the far one. */
static const struct simulation {
    const char *name;
    matrix full, other;
    double normal[3];
} simulations[SIGHTS] = {
    [SIGHT_NORMAL] = { "", .full = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } } },
    [SIGHT_DEUTAN_MACHADO] = { "deuteranopia", .full = { { 0.367322, 0.860646, -0.227968 },
                                                         { 0.280085, 0.672501, 0.047413 },
                                                         { -0.011820, 0.042940, 0.968881 } } },
    [SIGHT_DEUTAN_VIENOT] = { "deuteranopia", .full = { { 0.29275, 0.70725, 0 },
                                                        { 0.29275, 0.70725, 0 },
                                                        { -0.02234, 0.02234, 1 } } },
    [SIGHT_PROTAN_MACHADO] = { "protanopia", .full = { { 0.152286, 1.052583, -0.204868 },
                                                       { 0.114503, 0.786281, 0.099216 },
                                                       { -0.003882, -0.048116, 1.051998 } } },
    [SIGHT_PROTAN_VIENOT] = { "protanopia", .full = { { 0.11238, 0.88762, 0 },
                                                      { 0.11238, 0.88762, 0 },
                                                      { 0.00401, -0.00401, 1 } } },
    [SIGHT_TRITAN_MACHADO] = { "tritanopia", .full = { { 1.255528, -0.076749, -0.178779 },
                                                       { -0.078411, 0.930809, 0.147602 },
                                                       { 0.004733, 0.691367, 0.303900 } } },
    [SIGHT_TRITAN_BRETTEL] = { "tritanopia",
                               .full = { { 1.01277, 0.13548, -0.14826 },
                                         { -0.01243, 0.86812, 0.14431 },
                                         { 0.07589, 0.80500, 0.11911 } },
                               .other = { { 0.93678, 0.18979, -0.12657 },
                                          { 0.06154, 0.81526, 0.12320 },
                                          { -0.37562, 1.12767, 0.24796 } },
                               .normal = { 0.03901, -0.02788, -0.01113 } },
};

const char *sight_name(enum sight sight)
{
    return simulations[sight].name;
}

/* ---- from a screen ---- */

static double linear(double encoded)
{
    return encoded <= 0.04045 ? encoded / 12.92 : pow((encoded + 0.055) / 1.055, 2.4);
}

bool colour_parse(struct colour *out, const char *text)
{
    if (*text != '#' || strlen(text) != 7)
        return false;
    for (size_t i = 0; i < 3; i++) {
        const char pair[3] = { text[1 + 2 * i], text[2 + 2 * i], '\0' };
        if (!isxdigit((unsigned char)pair[0]) || !isxdigit((unsigned char)pair[1]))
            return false;
        out->linear[i] = linear((double)strtoul(pair, NULL, 16) / 255);
    }
    return true;
}

/* ---- to an eye ---- */

static double dot(const double row[3], const double v[3])
{
    return row[0] * v[0] + row[1] * v[1] + row[2] * v[2];
}

static double lab_root(double t)
{
    return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

struct colour_lab colour_seen(const struct colour *colour, enum sight sight)
{
    const struct simulation *simulation = &simulations[sight];
    const bool plain = dot(simulation->normal, colour->linear) >= 0;
    double shown[3], f[3];

    for (int i = 0; i < 3; i++)
        shown[i] = fmin(
            1, fmax(0, dot((plain ? simulation->full : simulation->other)[i], colour->linear)));
    for (int i = 0; i < 3; i++)
        f[i] = lab_root(dot(xyz[i], shown) / white[i]);
    return (struct colour_lab){ 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2]) };
}

/* ---- CIEDE2000 ---- */

static double radians(double deg)
{
    return deg * M_PI / 180;
}

static double hue_deg(double a, double b)
{
    const double deg = a == 0 && b == 0 ? 0 : atan2(b, a) * 180 / M_PI;

    return deg < 0 ? deg + 360 : deg;
}

/* The way from one hue to the other, the shorter way round. */
static double hue_step(double from, double to)
{
    const double step = to - from;

    return step > 180 ? step - 360 : step < -180 ? step + 360 : step;
}

static double hue_middle(double one, double other)
{
    const double sum = one + other;

    if (fabs(one - other) <= 180)
        return sum / 2;
    return sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
}

/* Of a chroma, how much of it is saturated: 0 to 1. */
static double saturated(double chroma)
{
    const double seventh = pow(chroma, 7);

    return sqrt(seventh / (seventh + pow(25, 7)));
}

static double hue_weight(double hue)
{
    return 1 - 0.17 * cos(radians(hue - 30)) + 0.24 * cos(radians(2 * hue)) +
           0.32 * cos(radians(3 * hue + 6)) - 0.20 * cos(radians(4 * hue - 63));
}

double colour_distance(struct colour_lab one, struct colour_lab other)
{
    const double plain = (hypot(one.a, one.b) + hypot(other.a, other.b)) / 2;
    const double stretch = 1 + 0.5 * (1 - saturated(plain));
    const double a1 = one.a * stretch, a2 = other.a * stretch;
    const double c1 = hypot(a1, one.b), c2 = hypot(a2, other.b), chroma = (c1 + c2) / 2;
    const double h1 = hue_deg(a1, one.b), h2 = hue_deg(a2, other.b);
    const bool grey = c1 * c2 == 0;
    const double hue = grey ? h1 + h2 : hue_middle(h1, h2);
    const double from_50 = pow((one.l + other.l) / 2 - 50, 2);
    const double l = (other.l - one.l) / (1 + 0.015 * from_50 / sqrt(20 + from_50));
    const double c = (c2 - c1) / (1 + 0.045 * chroma);
    const double h = (grey ? 0 : 2 * sqrt(c1 * c2) * sin(radians(hue_step(h1, h2)) / 2)) /
                     (1 + 0.015 * chroma * hue_weight(hue));
    const double turn = 60 * exp(-pow((hue - 275) / 25, 2));

    return sqrt(l * l + c * c + h * h - sin(radians(turn)) * 2 * saturated(chroma) * c * h);
}

double colour_least_distance(const struct colour *one, const struct colour *other,
                             enum sight *sight)
{
    double least = INFINITY;

    for (enum sight each = SIGHT_NORMAL; each < SIGHTS; each++) {
        const double distance = colour_distance(colour_seen(one, each), colour_seen(other, each));
        if (distance < least) {
            least = distance;
            *sight = each;
        }
    }
    return least;
}

/* ---- hue and contrast ---- */

double colour_hue_deg(const struct colour *colour)
{
    static const matrix cones = { { 0.4122214708, 0.5363325363, 0.0514459929 },
                                  { 0.2119034982, 0.6806995451, 0.1073969566 },
                                  { 0.0883024619, 0.2817188376, 0.6299787005 } };
    static const double a[3] = { 1.9779984951, -2.4285922050, 0.4505937099 };
    static const double b[3] = { 0.0259040371, 0.7827717662, -0.8086757660 };
    double lms[3];

    for (int i = 0; i < 3; i++)
        lms[i] = cbrt(dot(cones[i], colour->linear));
    return hue_deg(dot(a, lms), dot(b, lms));
}

double colour_contrast(const struct colour *one, const struct colour *other)
{
    static const double luminance[3] = { 0.2126, 0.7152, 0.0722 };
    const double x = dot(luminance, one->linear), y = dot(luminance, other->linear);

    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}
