#include "server/api/stem_proposals.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "server/api/stem_check.h"

/* The first five are agreed with the re-recording mixer. The four after them were found by search
 * for stems beside those: CIEDE2000 at least 11 in every sight, 18 degrees of hue from every other
 * stem, 25 degrees and 22 from amber, contrast at least 3.2. In the light theme there is no tenth.
 */
static const struct proposal {
    const char *name;
    struct look look;
} pool[STEM_SHAPES] = {
    { "String", { "STR", "circle", "#a6d895", "#386d4c" } },
    { "Brass", { "BRS", "triangle", "#e4c71f", "#76853a" } },
    { "Atmospheric", { "ATM", "square", "#35d3ee", "#24879e" } },
    { "FX inst", { "FXI", "diamond", "#c062ae", "#8446aa" } },
    { "Percussion", { "PRC", "cross", "#6a8bfb", "#191aa3" } },
    { "", { "", "star", "#7e8c4d", "#463800" } },
    { "", { "", "wedge", "#00775b", "#312a54" } },
    { "", { "", "half", "#9a00fc", "#d95bd2" } },
    { "", { "", "hourglass", "#8c6200", "#af4d7e" } },
    { "", { "", "bar", "", "" } },
};

bool stem_shape_is_known(const char *shape)
{
    for (size_t i = 0; i < STEM_SHAPES; i++)
        if (!strcmp(pool[i].look.shape, shape))
            return true;
    return false;
}

/* ---- what is free ---- */

static bool label_is_free(const struct production *production, const char *label)
{
    for (unsigned i = 0; i < production->stems; i++)
        if (!strcasecmp(production->look[i].label, label))
            return false;
    return *label && !stem_label_is_taken(label);
}

static bool shape_is_free(const struct production *production, const char *shape)
{
    for (unsigned i = 0; i < production->stems; i++)
        if (!strcmp(production->look[i].shape, shape))
            return false;
    return true;
}

static bool colour_is_free(const struct production *production, const struct look *look)
{
    for (unsigned i = 0; i < production->stems; i++)
        if (!stem_colours_differ(&production->look[i], look))
            return false;
    return *look->dark;
}

/* ---- taking it ---- */

static void take(struct production *production, unsigned i, const struct look *from)
{
    struct look *look = &production->look[i];

    if (!*look->label && label_is_free(production, from->label))
        memcpy(look->label, from->label, sizeof look->label);
    if (!*look->shape && shape_is_free(production, from->shape))
        memcpy(look->shape, from->shape, sizeof look->shape);
    if (!*look->dark && !*look->light && colour_is_free(production, from)) {
        memcpy(look->dark, from->dark, sizeof look->dark);
        memcpy(look->light, from->light, sizeof look->light);
    }
}

/* "CHR" of Choir, "TPR" of Tape recorder, "PIA" of Piano. */
static void letters_of(char out[4], const char *name)
{
    char all[4] = "", hard[4] = "";
    size_t alls = 0, hards = 0;

    for (; *name; name++) {
        const char letter = (char)toupper((unsigned char)*name);
        if ((unsigned char)letter >= 0x80 || !isalnum((unsigned char)letter))
            continue;
        if (alls < 3)
            all[alls++] = letter;
        if (hards < 3 && (hards == 0 || !strchr("AEIOU", letter)))
            hard[hards++] = letter;
    }
    memcpy(out, hards == 3 ? hard : all, 4);
}

/* The letters, else with a number at their end, else the stem's place alone. */
static void label_make(struct production *production, unsigned i)
{
    char letters[4], label[LOOK_LABEL];

    letters_of(letters, production->stem[i]);
    snprintf(label, sizeof label, "%s", letters);
    for (unsigned n = 2; n <= STEMS_MAX && *letters && !label_is_free(production, label); n++)
        snprintf(label, sizeof label, "%.2s%u", letters, n);
    for (unsigned n = i + 1; !label_is_free(production, label); n++)
        snprintf(label, sizeof label, "S%u", n);
    memcpy(production->look[i].label, label, sizeof label);
}

static bool is_reserved(const struct production *production, const struct proposal *proposal)
{
    for (unsigned i = 0; i < production->stems; i++)
        if (!strcasecmp(production->stem[i], proposal->name))
            return true;
    return false;
}

/* What no other stem is called by. */
static void take_free(struct production *production, unsigned i)
{
    for (size_t p = 0; p < STEM_SHAPES; p++) {
        struct look look = pool[p].look;
        if (is_reserved(production, &pool[p]))
            continue;
        *look.label = '\0';
        take(production, i, &look);
    }
}

void stem_propose(struct production *production)
{
    for (unsigned i = 0; i < production->stems; i++)
        for (size_t p = 0; p < STEM_SHAPES; p++)
            if (!strcasecmp(production->stem[i], pool[p].name))
                take(production, i, &pool[p].look);
    for (unsigned i = 0; i < production->stems; i++) {
        struct look *look = &production->look[i];
        take_free(production, i);
        if (!*look->shape)
            memcpy(look->shape, pool[i % STEM_SHAPES].look.shape, sizeof look->shape);
        if (!*look->label)
            label_make(production, i);
    }
}
