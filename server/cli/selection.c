#include "server/cli/selection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/recipe_json.h"
#include "server/cli/command.h"

enum { ROLES_TEXT = 256 };

/* The canonical name of a role that one of the sounds has. */
static enum err_code role_of(char out[NAME_TEXT], const char *option, const char *text,
                             const struct sounds *sounds, struct err *err)
{
    char roles[ROLES_TEXT];

    name_role(out, text);
    for (size_t i = 0; i < sounds->count; i++)
        if (!strcmp(sounds->sound[i].role, out))
            return ERR_NONE;
    sounds_roles(roles, sizeof roles, sounds);
    return err_set(err, ERR_INVALID, "%s %s: none of the files is that; there are %s", option, text,
                   roles);
}

/* What is done with each role of a list "A,B". */
struct change {
    const char *option, *list;
    enum err_code (*each)(struct recipe *recipe, const char *role, struct err *err);
};

static enum err_code change_roles(struct recipe *recipe, struct change change,
                                  const struct sounds *sounds, struct err *err)
{
    char *copy = strdup(change.list), *rest = NULL, role[NAME_TEXT];
    enum err_code code = copy ? ERR_NONE : err_set(err, ERR_NO_MEMORY, "out of memory");

    for (char *word = copy ? strtok_r(copy, ",", &rest) : NULL; word && !code;
         word = strtok_r(NULL, ",", &rest))
        if (!(code = role_of(role, change.option, word, sounds, err)))
            code = change.each(recipe, role, err);
    free(copy);
    return code;
}

static enum err_code add(struct recipe *recipe, const char *role, struct err *err)
{
    return recipe_add(recipe, role, 0, err);
}

static enum err_code take_out(struct recipe *recipe, const char *role, struct err *err)
{
    size_t kept = 0;

    (void)err;
    for (size_t i = 0; i < recipe->sources; i++)
        if (strcmp(recipe->source[i].role, role) != 0)
            recipe->source[kept++] = recipe->source[i];
    recipe->sources = kept;
    return ERR_NONE;
}

static enum err_code add_default(struct recipe *recipe, bool mix, const struct sounds *sounds,
                                 struct err *err)
{
    enum err_code code = ERR_NONE;
    bool any_mix = false;

    for (size_t i = 0; i < sounds->count && !code; i++) {
        const struct sound *sound = &sounds->sound[i];

        any_mix = any_mix || sound->kind == ROLE_MIX;
        if (sound->kind != (mix ? ROLE_STEM : ROLE_MIX))
            code = add(recipe, sound->role, err);
    }
    if (!code && mix && !any_mix)
        code = err_set(err, ERR_INVALID, "--mix: none of the files is a full mix");
    return code;
}

static enum err_code set_gains(struct recipe *recipe, const struct args *args,
                               const struct sounds *sounds, struct err *err)
{
    const char *text;
    size_t at = 0;
    enum err_code code = ERR_NONE;

    while (!code && (text = args_next(args, "--gain", &at))) {
        const char *equals = strrchr(text, '=');
        char given[NAME_TEXT], role[NAME_TEXT], *end = NULL;
        double gain_db = equals ? strtod(equals + 1, &end) : 0;

        if (!equals || end == equals + 1 || *end)
            return err_set(err, ERR_INVALID, "--gain %s: expected ROLE=DB, as in Brass=-3", text);
        snprintf(given, sizeof given, "%.*s", (int)(equals - text), text);
        if ((code = role_of(role, "--gain", given, sounds, err)))
            return code;
        if (!recipe_find(recipe, role))
            return err_set(err, ERR_INVALID, "--gain %s: %s does not play", text, role);
        code = recipe_add(recipe, role, gain_db, err);
    }
    return code;
}

static enum err_code select_roles(struct recipe *out, const struct args *args,
                                  const struct sounds *sounds, struct err *err)
{
    const char *only = args_value(args, "--only"), *mute;
    size_t at = 0;
    enum err_code code;

    code = only ? change_roles(out, (struct change){ "--only", only, add }, sounds, err)
                : add_default(out, args_has(args, "--mix"), sounds, err);
    while (!code && (mute = args_next(args, "--mute", &at)))
        code = change_roles(out, (struct change){ "--mute", mute, take_out }, sounds, err);
    return code ? code : set_gains(out, args, sounds, err);
}

/* "-3" and "+4" as the help calls them, or the names of the API. */
static enum err_code set_lfe(struct recipe *out, const char *text, struct err *err)
{
    if (!strcmp(text, "-3"))
        text = "minus_3";
    else if (!strcmp(text, "+4") || !strcmp(text, "4"))
        text = "plus_4";
    if (lfe_parse(&out->lfe, text, NULL))
        return err_set(err, ERR_INVALID, "--lfe %s: expected out, -3 or +4", text);
    return ERR_NONE;
}

static enum err_code set_fold(struct recipe *out, const char *given, struct err *err)
{
    char text[16];

    snprintf(text, sizeof text, "%s", given);
    for (char *at = text; *at; at++)
        if (*at == '-')
            *at = '_';
    if (fold_parse(&out->fold, text, NULL))
        return err_set(err, ERR_INVALID, "--fold %s: expected lo-ro, lt-rt or mono", given);
    return ERR_NONE;
}

static enum err_code from_options(struct recipe *out, const struct args *args,
                                  const struct sounds *sounds, struct err *err)
{
    const char *fold = args_value(args, "--fold"), *lfe = args_value(args, "--lfe");
    enum err_code code;

    out->centre = !args_has(args, "--no-centre");
    if ((fold && (code = set_fold(out, fold, err))) || (lfe && (code = set_lfe(out, lfe, err))))
        return code;
    return select_roles(out, args, sounds, err);
}

static enum err_code from_file(struct recipe *out, const char *path, const struct sounds *sounds,
                               struct err *err)
{
    json_error_t where;
    json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, &where);
    struct err inner = { 0 };
    enum err_code code;

    if (!json)
        return err_set(err, ERR_INVALID, "%s, line %d: %s", path, where.line, where.text);
    code = json_object_get(json, "sources") ? ERR_NONE : add_default(out, false, sounds, &inner);
    code = code ? code : recipe_json_read(out, json, &inner);
    json_decref(json);
    return code ? err_set(err, code, "%s: %s", path, inner.text) : ERR_NONE;
}

enum err_code selection_read(struct recipe *out, const struct args *args,
                             const struct sounds *sounds, struct err *err)
{
    const char *file = args_value(args, "--recipe");
    double headroom_range[2] = { -24, 0 };
    enum err_code code;

    *out = (struct recipe){ .centre = true };
    if ((code = args_number(args, "--headroom", headroom_range, &out->headroom_db, err)))
        return code;
    code = file ? from_file(out, file, sounds, err) : from_options(out, args, sounds, err);
    return code ? code : recipe_check(out, err);
}
