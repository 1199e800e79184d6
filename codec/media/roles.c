#include "codec/media/names.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "codec/media/text.h"

/* What people write, squeezed to small letters and digits, and what predub calls it. */
static const struct {
    const char *squeezed;
    enum role_kind kind;
    const char *role;
} aliases[] = {
    { "string", ROLE_STEM, "String" },
    { "strings", ROLE_STEM, "String" },
    { "str", ROLE_STEM, "String" },
    { "strs", ROLE_STEM, "String" },
    { "stg", ROLE_STEM, "String" },
    { "stgs", ROLE_STEM, "String" },
    { "brass", ROLE_STEM, "Brass" },
    { "brs", ROLE_STEM, "Brass" },
    { "atmospheric", ROLE_STEM, "Atmospheric" },
    { "atmospherics", ROLE_STEM, "Atmospheric" },
    { "atmosphere", ROLE_STEM, "Atmospheric" },
    { "atmos", ROLE_STEM, "Atmospheric" },
    { "atmo", ROLE_STEM, "Atmospheric" },
    { "atm", ROLE_STEM, "Atmospheric" },
    { "fxinst", ROLE_STEM, "FX inst" },
    { "fxinstr", ROLE_STEM, "FX inst" },
    { "fxinstrument", ROLE_STEM, "FX inst" },
    { "fxinstruments", ROLE_STEM, "FX inst" },
    { "fxi", ROLE_STEM, "FX inst" },
    { "percussion", ROLE_STEM, "Percussion" },
    { "percussions", ROLE_STEM, "Percussion" },
    { "perc", ROLE_STEM, "Percussion" },
    { "percs", ROLE_STEM, "Percussion" },
    { "prc", ROLE_STEM, "Percussion" },
    { "fullmix", ROLE_MIX, "Full mix" },
    { "fmix", ROLE_MIX, "Full mix" },
    { "mixdown", ROLE_MIX, "Full mix" },
    { "mix", ROLE_MIX, "Full mix" },
    { "mx", ROLE_MIX, "Full mix" },
    { "dialogue", ROLE_DIALOGUE, "Dialogue" },
    { "dialogues", ROLE_DIALOGUE, "Dialogue" },
    { "dialog", ROLE_DIALOGUE, "Dialogue" },
    { "dia", ROLE_DIALOGUE, "Dialogue" },
    { "dlg", ROLE_DIALOGUE, "Dialogue" },
    { "dx", ROLE_DIALOGUE, "Dialogue" },
    { "effects", ROLE_EFFECTS, "Effects" },
    { "efx", ROLE_EFFECTS, "Effects" },
    { "sfx", ROLE_EFFECTS, "Effects" },
    { "fx", ROLE_EFFECTS, "Effects" },
};

static bool drop_end(char *text, const char *end)
{
    const size_t bytes = strlen(text), length = strlen(end);

    if (bytes <= length || strcmp(text + bytes - length, end) != 0)
        return false;
    text[bytes - length] = 0;
    return true;
}

/* What surrounds a role in a name but is no part of it. */
static void squeeze(char out[NAME_TEXT], const char *text)
{
    size_t used = 0;

    for (; *text && used < NAME_TEXT - 1; text++) {
        if (isalnum((unsigned char)*text))
            out[used++] = (char)tolower((unsigned char)*text);
    }
    out[used] = 0;
    if (!drop_end(out, "stems") && !drop_end(out, "stem"))
        drop_end(out, "temp");
}

enum role_kind name_role(char out[NAME_TEXT], const char *text)
{
    char squeezed[NAME_TEXT];

    squeeze(squeezed, text);
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++) {
        if (!strcmp(squeezed, aliases[i].squeezed)) {
            snprintf(out, NAME_TEXT, "%s", aliases[i].role);
            return aliases[i].kind;
        }
    }
    if (out != text)
        text_clean(out, NAME_TEXT, text, strlen(text));
    return ROLE_UNKNOWN;
}
