#include "server/api/stem_check.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "server/api/colour.h"

static const char *const taken_labels[] = { "MIX", "DX", "FX" };

/* As web/style/tokens.css has them. */
static const struct theme {
    const char *name, *panel, *print, *way;
} themes[] = {
    { "dark", "#15181b", "#ff3b30", "lighter" },
    { "light", "#fcfcfd", "#e8170c", "darker" },
};
enum { THEMES = sizeof themes / sizeof *themes };

static const char *colour_in(const struct look *look, int theme)
{
    return theme == 0 ? look->dark : look->light;
}

/* ---- labels and shapes ---- */

bool stem_label_is_taken(const char *label)
{
    for (size_t i = 0; i < sizeof taken_labels / sizeof *taken_labels; i++)
        if (!strcasecmp(taken_labels[i], label))
            return true;
    return false;
}

static size_t characters(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static enum err_code check_label(const struct production *production, unsigned i, struct err *err)
{
    const char *label = production->look[i].label;

    if (characters(label) > STEM_LABEL_CHARS)
        return err_set(err, ERR_INVALID, "the label of %s is \"%s\", it may have %d characters",
                       production->stem[i], label, STEM_LABEL_CHARS);
    if (stem_label_is_taken(label))
        return err_set(err, ERR_INVALID,
                       "the label of %s is %s, which the full mix or a temp has: choose another",
                       production->stem[i], label);
    for (unsigned j = 0; j < i; j++)
        if (!strcasecmp(label, production->look[j].label))
            return err_set(err, ERR_INVALID,
                           "%s and %s have the same label, %s: choose another for one of them",
                           production->stem[j], production->stem[i], label);
    return ERR_NONE;
}

static enum err_code check_shape(const struct production *production, unsigned i, struct err *err)
{
    const char *shape = production->look[i].shape;

    for (unsigned j = 0; j < i && production->stems <= STEM_SHAPES; j++)
        if (!strcmp(shape, production->look[j].shape))
            return err_set(err, ERR_INVALID,
                           "%s and %s have the same shape, a %s: choose another for one of them",
                           production->stem[j], production->stem[i], shape);
    return ERR_NONE;
}

/* ---- colours ---- */

static enum err_code check_ground(const char *stem, const struct colour *colour,
                                  const struct theme *theme, struct err *err)
{
    struct colour panel;
    double contrast;

    colour_parse(&panel, theme->panel);
    contrast = colour_contrast(colour, &panel);
    if (contrast >= STEM_CONTRAST)
        return ERR_NONE;
    return err_set(err, ERR_INVALID,
                   "%s can hardly be seen in the %s theme: contrast %.1f, at least %d is needed; "
                   "choose a %s colour",
                   stem, theme->name, contrast, STEM_CONTRAST, theme->way);
}

static enum err_code check_print(const char *stem, const struct colour *colour,
                                 const struct theme *theme, struct err *err)
{
    struct colour print;
    double distance, hue_deg;

    colour_parse(&print, theme->print);
    distance =
        colour_distance(colour_seen(colour, SIGHT_NORMAL), colour_seen(&print, SIGHT_NORMAL));
    hue_deg = fabs(remainder(colour_hue_deg(colour) - colour_hue_deg(&print), 360));
    if (hue_deg > STEM_PRINT_HUE_DEG || distance >= STEM_PRINT_DISTANCE)
        return ERR_NONE;
    return err_set(err, ERR_INVALID,
                   "%s looks like the bright red of the full mix and the prints in the %s theme: "
                   "distance %.1f, at least %d is needed; choose another hue",
                   stem, theme->name, distance, STEM_PRINT_DISTANCE);
}

static enum err_code check_colour(const struct production *production, unsigned i, struct err *err)
{
    const struct look *look = &production->look[i];
    struct colour colour;
    enum err_code code = ERR_NONE;

    if (!*look->dark != !*look->light)
        return err_set(err, ERR_INVALID,
                       "%s has a colour in one theme alone: choose one for either, or for none",
                       production->stem[i]);
    for (int theme = 0; theme < THEMES && *look->dark && !code; theme++) {
        const char *text = colour_in(look, theme);
        if (!colour_parse(&colour, text))
            return err_set(err, ERR_INVALID, "%s has the colour \"%s\", which is not like #a6d895",
                           production->stem[i], text);
        if (!(code = check_ground(production->stem[i], &colour, &themes[theme], err)))
            code = check_print(production->stem[i], &colour, &themes[theme], err);
    }
    return code;
}

/* ---- pairs ---- */

struct clash {
    double distance;
    enum sight sight;
    int theme;
};

static struct clash clash_of(const struct look *one, const struct look *other)
{
    struct clash least = { .distance = INFINITY };
    struct colour a, b;

    for (int theme = 0; theme < THEMES; theme++) {
        struct clash clash = { .theme = theme };
        if (!colour_parse(&a, colour_in(one, theme)) || !colour_parse(&b, colour_in(other, theme)))
            continue;
        clash.distance = colour_least_distance(&a, &b, &clash.sight);
        if (clash.distance < least.distance)
            least = clash;
    }
    return least;
}

bool stem_colours_differ(const struct look *one, const struct look *other)
{
    return clash_of(one, other).distance >= STEM_DISTANCE;
}

static enum err_code refuse_pair(const char *one, const char *other, const struct clash *clash,
                                 struct err *err)
{
    const char *sight = sight_name(clash->sight);

    return err_set(err, ERR_INVALID,
                   "%s and %s look alike%s%s in the %s theme: distance %.1f, at least %d is "
                   "needed; choose another colour for one of them",
                   one, other, *sight ? " to people with " : "", sight, themes[clash->theme].name,
                   clash->distance, STEM_DISTANCE);
}

static enum err_code check_pairs(const struct production *production, struct err *err)
{
    struct clash worst = { .distance = STEM_DISTANCE };
    unsigned one = 0, other = 0;

    for (unsigned j = 0; j < production->stems; j++)
        for (unsigned i = 0; i < j; i++) {
            const struct clash clash = clash_of(&production->look[i], &production->look[j]);
            if (clash.distance >= worst.distance)
                continue;
            worst = clash;
            one = i;
            other = j;
        }
    if (one == other)
        return ERR_NONE;
    return refuse_pair(production->stem[one], production->stem[other], &worst, err);
}

enum err_code stem_check(const struct production *production, struct err *err)
{
    enum err_code code = ERR_NONE;

    for (unsigned i = 0; i < production->stems && !code; i++)
        if (!(code = check_label(production, i, err)) && !(code = check_shape(production, i, err)))
            code = check_colour(production, i, err);
    return code ? code : check_pairs(production, err);
}
