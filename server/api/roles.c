#include "server/api/roles.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Two words mean the same stem when they read alike, or when names.h knows them as one. */
static bool same_stem(const char *a, const char *b)
{
    char canonical_a[NAME_TEXT], canonical_b[NAME_TEXT];

    if (!strcasecmp(a, b))
        return true;
    return name_role(canonical_a, a) == ROLE_STEM && name_role(canonical_b, b) == ROLE_STEM &&
           !strcmp(canonical_a, canonical_b);
}

enum role_kind role_of_word(char *role, const struct production *production, const char *word)
{
    char canonical[NAME_TEXT];
    enum role_kind kind;

    for (unsigned i = 0; i < production->stems; i++)
        if (same_stem(production->stem[i], word)) {
            snprintf(role, RECIPE_ROLE, "%s", production->stem[i]);
            return ROLE_STEM;
        }
    kind = name_role(canonical, word);
    if (kind == ROLE_STEM || kind == ROLE_UNKNOWN)
        return ROLE_UNKNOWN;
    snprintf(role, RECIPE_ROLE, "%s", canonical);
    return kind;
}

/* Letters and digits alone, in lower case, so that "Solo_Choir" and "solo choir" are the same. */
static void fold(char *out, size_t bytes, const char *text)
{
    size_t used = 0;

    for (; *text && used + 1 < bytes; text++)
        if (isalnum((unsigned char)*text) || (unsigned char)*text >= 0x80)
            out[used++] = (char)tolower((unsigned char)*text);
    out[used] = '\0';
}

/* A stem of the plan that the name spells out; unknown when it spells out several. */
static enum role_kind stem_within(char *role, const struct production *production,
                                  const char *filename)
{
    char name[256], stem[RECIPE_ROLE];
    unsigned found = 0;

    fold(name, sizeof name, filename);
    for (unsigned i = 0; i < production->stems; i++) {
        fold(stem, sizeof stem, production->stem[i]);
        if (strlen(stem) < 3 || !strstr(name, stem))
            continue;
        snprintf(role, RECIPE_ROLE, "%s", production->stem[i]);
        found++;
    }
    return found == 1 ? ROLE_STEM : ROLE_UNKNOWN;
}

enum role_kind role_of_name(char *role, const struct production *production, const char *filename)
{
    struct name_facts facts;
    enum role_kind kind = ROLE_UNKNOWN;

    name_read(&facts, filename);
    if (facts.kind != ROLE_UNKNOWN)
        kind = role_of_word(role, production, facts.role);
    return kind != ROLE_UNKNOWN ? kind : stem_within(role, production, filename);
}

void roles_text(char out[ROLES_TEXT], const struct production *production)
{
    size_t used = 0;

    for (unsigned i = 0; i < production->stems && used < ROLES_TEXT; i++)
        used += (size_t)snprintf(out + used, ROLES_TEXT - used, "%s, ", production->stem[i]);
    if (used < ROLES_TEXT)
        snprintf(out + used, ROLES_TEXT - used, "Full mix");
}
