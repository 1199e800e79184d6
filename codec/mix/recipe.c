#include "codec/mix/recipe.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "codec/core/units.h"

static const double gain_min_db = -60, gain_max_db = 20;
static const double headroom_min_db = -24, headroom_max_db = 0;

static const char *const fold_names[] = {
    [FOLD_LO_RO] = "lo_ro", [FOLD_LT_RT] = "lt_rt", [FOLD_MONO] = "mono"
};
static const char *const lfe_names[] = {
    [LFE_OUT] = "out", [LFE_MINUS_3] = "minus_3", [LFE_PLUS_4] = "plus_4"
};
enum { FOLDS = sizeof(fold_names) / sizeof(*fold_names) };
enum { LFE_STATES = sizeof(lfe_names) / sizeof(*lfe_names) };

/* Enums are compared as unsigned, so that a value from outside cannot hide below zero. */
const char *fold_name(enum fold fold)
{
    return (unsigned)fold < FOLDS ? fold_names[fold] : "?";
}

const char *lfe_name(enum lfe_state lfe)
{
    return (unsigned)lfe < LFE_STATES ? lfe_names[lfe] : "?";
}

enum err_code fold_parse(enum fold *out, const char *text, struct err *err)
{
    for (unsigned i = 0; i < FOLDS; i++)
        if (!strcmp(text, fold_names[i])) {
            *out = (enum fold)i;
            return ERR_NONE;
        }
    return err_set(err, ERR_INVALID, "fold is \"%.20s\"; it can be lo_ro, lt_rt or mono", text);
}

enum err_code lfe_parse(enum lfe_state *out, const char *text, struct err *err)
{
    for (unsigned i = 0; i < LFE_STATES; i++)
        if (!strcmp(text, lfe_names[i])) {
            *out = (enum lfe_state)i;
            return ERR_NONE;
        }
    return err_set(err, ERR_INVALID, "lfe is \"%.20s\"; it can be out, minus_3 or plus_4", text);
}

static enum err_code check_role(const char *role, struct err *err)
{
    const size_t length = strnlen(role, RECIPE_ROLE);

    if (length == 0)
        return err_set(err, ERR_INVALID, "a source has no role; name a stem, mix or temp");
    if (length == RECIPE_ROLE)
        return err_set(err, ERR_INVALID, "the role \"%.20s...\" is longer than %d bytes", role,
                       RECIPE_ROLE - 1);
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)role[i] < ' ' || role[i] == 0x7f)
            return err_set(err, ERR_INVALID, "a role has a control character at byte %zu", i + 1);
    return ERR_NONE;
}

/* Written so that NaN fails too. */
static bool within(double value, double min, double max)
{
    return value >= min && value <= max;
}

static enum err_code check_source(const char *role, double gain_db, struct err *err)
{
    if (check_role(role, err))
        return ERR_INVALID;
    if (!within(gain_db, gain_min_db, gain_max_db))
        return err_set(err, ERR_INVALID, "gain_db of \"%s\" is %g; it can be %g to %g", role,
                       gain_db, gain_min_db, gain_max_db);
    return ERR_NONE;
}

/* Where a role stands, or would stand. */
static size_t place_of(const struct recipe *recipe, const char *role)
{
    size_t i = 0;

    while (i < recipe->sources && strcmp(recipe->source[i].role, role) < 0)
        i++;
    return i;
}

enum err_code recipe_add(struct recipe *recipe, const char *role, double gain_db, struct err *err)
{
    struct recipe_source *place;

    if (check_source(role, gain_db, err))
        return ERR_INVALID;
    place = &recipe->source[place_of(recipe, role)];
    if (!recipe_find(recipe, role)) {
        const size_t after = recipe->sources - (size_t)(place - recipe->source);

        if (recipe->sources == RECIPE_SOURCES)
            return err_set(err, ERR_INVALID, "a recipe has at most %d sources; \"%s\" is one more",
                           RECIPE_SOURCES, role);
        memmove(place + 1, place, after * sizeof(*place));
        memset(place, 0, sizeof(*place));
        memcpy(place->role, role, strlen(role));
        recipe->sources++;
    }
    place->gain_db = gain_db;
    return ERR_NONE;
}

const struct recipe_source *recipe_find(const struct recipe *recipe, const char *role)
{
    const size_t i = place_of(recipe, role);

    if (i == recipe->sources || strcmp(recipe->source[i].role, role) != 0)
        return NULL;
    return &recipe->source[i];
}

static enum err_code check_sources(const struct recipe *recipe, struct err *err)
{
    if (recipe->sources > RECIPE_SOURCES)
        return err_set(err, ERR_INVALID, "a recipe has at most %d sources", RECIPE_SOURCES);
    for (size_t i = 0; i < recipe->sources; i++) {
        const struct recipe_source *source = &recipe->source[i];

        if (check_source(source->role, source->gain_db, err))
            return ERR_INVALID;
        if (i > 0 && strcmp(source[-1].role, source->role) >= 0)
            return err_set(err, ERR_INVALID,
                           "sources must be sorted, each role once; \"%s\" follows \"%s\"",
                           source->role, source[-1].role);
    }
    return ERR_NONE;
}

enum err_code recipe_check(const struct recipe *recipe, struct err *err)
{
    if (check_sources(recipe, err))
        return ERR_INVALID;
    if ((unsigned)recipe->fold >= FOLDS)
        return err_set(err, ERR_INVALID, "fold is not one of lo_ro, lt_rt and mono");
    if ((unsigned)recipe->lfe >= LFE_STATES)
        return err_set(err, ERR_INVALID, "lfe is not one of out, minus_3 and plus_4");
    if (!within(recipe->headroom_db, headroom_min_db, headroom_max_db))
        return err_set(err, ERR_INVALID, "headroom_db is %g; it can be %g to %g",
                       recipe->headroom_db, headroom_min_db, headroom_max_db);
    return ERR_NONE;
}

static void hash_u64(struct hasher *hasher, uint64_t value)
{
    uint8_t byte[8];

    for (int i = 0; i < 8; i++)
        byte[i] = (uint8_t)(value >> 8 * i);
    hasher_add(hasher, byte, sizeof(byte));
}

static void hash_level(struct hasher *hasher, double level_db)
{
    const double value = level_db + 0.0; /* -0 dB is 0 dB */
    uint64_t bits;

    memcpy(&bits, &value, sizeof(bits));
    hash_u64(hasher, bits);
}

void recipe_hash(const struct recipe *recipe, struct hasher *hasher)
{
    hash_u64(hasher, recipe->sources);
    for (size_t i = 0; i < recipe->sources; i++) {
        const size_t length = strlen(recipe->source[i].role);

        hash_u64(hasher, length);
        hasher_add(hasher, recipe->source[i].role, length);
        hash_level(hasher, recipe->source[i].gain_db);
    }
    hash_u64(hasher, recipe->fold);
    hash_u64(hasher, recipe->lfe);
    hash_u64(hasher, recipe->centre);
    hash_level(hasher, recipe->headroom_db);
}

static const char *fold_text(enum fold fold)
{
    switch (fold) {
    case FOLD_LT_RT: return "Lt/Rt: C -3 dB; Ls, Rs -1.2 and -6.2 dB, shifted by 90°";
    case FOLD_MONO: return "Mono: L, R -3 dB; Ls, Rs -6 dB";
    case FOLD_LO_RO: break;
    }
    return "Lo/Ro: C, Ls, Rs -3 dB";
}

static const char *lfe_text(const struct recipe *recipe)
{
    const bool mono = recipe->fold == FOLD_MONO;

    switch (recipe->lfe) {
    case LFE_MINUS_3: return mono ? "LFE in (0 dB, below 120 Hz)" : "LFE in (-3 dB, below 120 Hz)";
    case LFE_PLUS_4: return mono ? "LFE in (+7 dB, below 120 Hz)" : "LFE in (+4 dB, below 120 Hz)";
    case LFE_OUT: break;
    }
    return "LFE out";
}

void recipe_describe(char out[RECIPE_TEXT], const struct recipe *recipe)
{
    snprintf(out, RECIPE_TEXT, "%s; %s; %sheadroom %.1f dB", fold_text(recipe->fold),
             lfe_text(recipe), recipe->centre ? "" : "Centre of the music out; ",
             recipe->headroom_db + 0.0);
}
