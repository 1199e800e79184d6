/* Recipes saved under a name, with the groups that they were heard with. */
#include "server/store/saved_recipes.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/api/acts.h"
#include "server/api/preview_ask.h"
#include "server/api/recipe_json.h"
#include "server/api/routes.h"
#include "server/api/text.h"
#include "server/api/to_json.h"
#include "server/api/who.h"

enum { GROUPS_MAX = 16, GAIN_LEAST_DB = -60, GAIN_GREATEST_DB = 20 };

/* ---- telling ---- */

static json_t *recipe_row_json(const struct saved_recipe *recipe, const struct who_names *names)
{
    return json_pack(
        "{s:I, s:s, s:o, s:I, s:b, s:o, s:o}", "id", (json_int_t)recipe->id, "name", recipe->name,
        "by", who_json(names, recipe->person_id, side_name(recipe->side), ""), "at_ms",
        (json_int_t)recipe->at_ms, "is_shared", recipe->is_shared, "recipe",
        json_loads(recipe->recipe, 0, NULL), "groups", json_loads(recipe->groups, 0, NULL));
}

static enum err_code reply_recipe(struct req *req, struct reply *reply, unsigned status,
                                  const struct saved_recipe *recipe, struct err *err)
{
    struct who_names *names = NULL;
    enum err_code code;

    if (!(code = who_names_new(&names, req->db, err)))
        code = reply_take(reply, status, recipe_row_json(recipe, names), err);
    who_names_free(names);
    return code;
}

enum err_code api_recipes(struct req *req, struct reply *reply, struct err *err)
{
    struct saved_recipes recipes = { 0 };
    struct who_names *names = NULL;
    json_t *list = json_array();
    enum err_code code;

    if ((code = db_recipes(req->db, req->id[0], req->caller->person_id, &recipes, err)) ||
        (code = who_names_new(&names, req->db, err)))
        goto done;
    for (size_t i = 0; i < recipes.count; i++)
        json_push(list, recipe_row_json(&recipes.list[i], names));
    code = reply_take(reply, 200, json_list("recipes", json_incref(list)), err);
done:
    json_decref(list);
    who_names_free(names);
    saved_recipes_clear(&recipes);
    return code;
}

/* ---- reading ---- */

static bool has_stem(const struct production *production, const json_t *name)
{
    for (unsigned i = 0; i < production->stems && json_is_string(name); i++)
        if (!strcmp(production->stem[i], json_string_value(name)))
            return true;
    return false;
}

static enum err_code check_stems(const json_t *stems, const struct production *production,
                                 struct err *err)
{
    if (!json_is_array(stems) || json_array_size(stems) < 1 ||
        json_array_size(stems) > production->stems)
        return err_set(err, ERR_INVALID, "groups: a group has a list of 1 to %u stems",
                       production->stems);
    for (size_t i = 0; i < json_array_size(stems); i++) {
        const json_t *name = json_array_get(stems, i);
        if (!has_stem(production, name))
            return err_set(err, ERR_INVALID, "groups: \"%.64s\" is no stem of this production",
                           json_is_string(name) ? json_string_value(name) : "");
        for (size_t j = 0; j < i; j++)
            if (json_equal(name, json_array_get(stems, j)))
                return err_set(err, ERR_INVALID, "groups: %s is in a group twice",
                               json_string_value(name));
    }
    return ERR_NONE;
}

static bool is_name_used(const json_t *groups, const char *name)
{
    for (size_t i = 0; i < json_array_size(groups); i++)
        if (!strcasecmp(json_string_value(json_object_get(json_array_get(groups, i), "name")),
                        name))
            return true;
    return false;
}

/* Adds a checked copy to groups. */
static enum err_code add_group(json_t *groups, json_t *json, const struct production *production,
                               struct err *err)
{
    const struct text_rule rule = { "groups: name", true };
    char name[STORE_NAME];
    const char *text;
    json_t *stems;
    double gain_db;
    int is_muted;

    if (req_unpack_part(json, "groups", err, "{s:s, s:o, s:F, s:b}", "name", &text, "stems", &stems,
                        "gain_db", &gain_db, "is_muted", &is_muted) ||
        text_copy(name, sizeof name, text, rule, err) || check_stems(stems, production, err))
        return err->code;
    if (!(gain_db >= GAIN_LEAST_DB && gain_db <= GAIN_GREATEST_DB))
        return err_set(err, ERR_INVALID, "groups: gain_db of %s is %g, it may be %d to %d", name,
                       gain_db, GAIN_LEAST_DB, GAIN_GREATEST_DB);
    if (is_name_used(groups, name))
        return err_set(err, ERR_INVALID, "groups: there are two called %s", name);
    json_push(groups, json_pack("{s:s, s:O, s:f, s:b}", "name", name, "stems", stems, "gain_db",
                                gain_db + 0, "is_muted", is_muted));
    return ERR_NONE;
}

/* Takes json, and gives its text in *out in place of what stood there. */
static enum err_code keep(char **out, json_t *json, struct err *err)
{
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;

    json_decref(json);
    if (!text)
        return err_set(err, ERR_NO_MEMORY, "no memory for a recipe");
    free(*out);
    *out = text;
    return ERR_NONE;
}

/* NULL: none. */
static enum err_code read_groups(char **out, json_t *json, const struct production *production,
                                 struct err *err)
{
    json_t *groups = json_array();
    enum err_code code = ERR_NONE;

    if (json && (!json_is_array(json) || json_array_size(json) > GROUPS_MAX))
        code = err_set(err, ERR_INVALID, "groups must be a list of at most %d", GROUPS_MAX);
    for (size_t i = 0; i < json_array_size(json) && !code; i++)
        code = add_group(groups, json_array_get(json, i), production, err);
    if (!code)
        return keep(out, groups, err);
    json_decref(groups);
    return code;
}

static enum err_code read_recipe(char **out, const json_t *json,
                                 const struct production *production, struct err *err)
{
    struct recipe recipe;
    enum err_code code = preview_recipe_read(&recipe, production, json, err);

    return code ? code : keep(out, recipe_json(&recipe), err);
}

/* Keys as they were sent; NULL leaves what is kept alone. */
struct keys {
    const char *name;
    json_t *recipe, *groups;
    int is_shared; /* -1: not sent */
};

static enum err_code take_keys(struct saved_recipe *out, const struct keys *keys, struct db *db,
                               struct err *err)
{
    struct production production;
    enum err_code code;

    if (keys->name && (code = text_copy(out->name, sizeof out->name, keys->name,
                                        (struct text_rule){ "name", true }, err)))
        return code;
    if (keys->is_shared >= 0)
        out->is_shared = keys->is_shared;
    if ((code = db_production(db, out->production_id, &production, err)))
        return code;
    if (keys->recipe && (code = read_recipe(&out->recipe, keys->recipe, &production, err)))
        return code;
    if (keys->groups || !out->groups)
        return read_groups(&out->groups, keys->groups, &production, err);
    return ERR_NONE;
}

/* ---- changing ---- */

struct saving {
    const struct caller *who;
    int64_t id; /* of what is changed or removed */
    struct keys keys;
    struct saved_recipe recipe;
    bool was_shared;
};

/* The record knows what all members share, and nothing of what somebody keeps for themselves. */
static enum err_code tell(struct db *db, const struct saving *saving, struct err *err)
{
    const struct saved_recipe *recipe = &saving->recipe;
    struct act act = { .production_id = recipe->production_id };

    if (!recipe->is_shared && !saving->was_shared)
        return ERR_NONE;
    if (!recipe->is_shared) {
        act.kind = "recipe.remove";
        act.detail =
            json_pack("{s:I, s:s}", "recipe_id", (json_int_t)recipe->id, "name", recipe->name);
    } else {
        act.kind = saving->was_shared ? "recipe.change" : "recipe.share";
        act.detail = json_pack("{s:I, s:s, s:o, s:o}", "recipe_id", (json_int_t)recipe->id, "name",
                               recipe->name, "recipe", json_loads(recipe->recipe, 0, NULL),
                               "groups", json_loads(recipe->groups, 0, NULL));
    }
    return act_add(db, saving->who, &act, NULL, err);
}

static enum err_code add(struct db *db, void *ctx, struct err *err)
{
    struct saving *saving = ctx;
    enum err_code code = db_recipe_add(db, &saving->recipe, err);

    return code ? code : tell(db, saving, err);
}

/* What others keep for themselves is not there. */
static enum err_code load_visible(struct db *db, struct saving *saving, struct err *err)
{
    enum err_code code = db_recipe(db, saving->id, &saving->recipe, err);

    if (code)
        return code;
    saving->was_shared = saving->recipe.is_shared;
    if (saving->recipe.person_id != saving->who->person_id && !saving->was_shared)
        return err_set(err, ERR_NOT_FOUND, "there is no recipe %lld", (long long)saving->id);
    return ERR_NONE;
}

static enum err_code change(struct db *db, void *ctx, struct err *err)
{
    struct saving *saving = ctx;
    enum err_code code;

    if ((code = load_visible(db, saving, err)))
        return code;
    if (saving->recipe.person_id != saving->who->person_id)
        return err_set(err, ERR_FORBIDDEN,
                       "only who saved a recipe changes it: save it under a name of your own");
    if ((code = take_keys(&saving->recipe, &saving->keys, db, err)) ||
        (code = db_recipe_change(db, &saving->recipe, err)))
        return code;
    return tell(db, saving, err);
}

static enum err_code remove_recipe(struct db *db, void *ctx, struct err *err)
{
    struct saving *saving = ctx;
    enum err_code code;

    if ((code = load_visible(db, saving, err)))
        return code;
    if (saving->recipe.person_id != saving->who->person_id && !saving->who->may_manage)
        return err_set(err, ERR_FORBIDDEN,
                       "only who saved a recipe, or manages the production, removes it");
    saving->recipe.is_shared = false;
    if ((code = db_recipe_remove(db, saving->id, err)))
        return code;
    return tell(db, saving, err);
}

static void news(const struct req *req, const struct saving *saving)
{
    if (saving->recipe.is_shared || saving->was_shared)
        act_news(req->app, saving->recipe.production_id);
}

enum err_code api_recipe_add(struct req *req, struct reply *reply, struct err *err)
{
    struct saving saving = { .who = req->caller };
    struct keys *keys = &saving.keys;
    struct saved_recipe *recipe = &saving.recipe;

    recipe->production_id = req->id[0];
    recipe->person_id = req->caller->person_id;
    recipe->side = req->caller->side;
    if (!req_unpack(req, err, "{s:s, s:o, s?o, s:b}", "name", &keys->name, "recipe", &keys->recipe,
                    "groups", &keys->groups, "is_shared", &keys->is_shared) &&
        !take_keys(recipe, keys, req->db, err) && !db_txn(req->db, add, &saving, err)) {
        news(req, &saving);
        reply_recipe(req, reply, 201, recipe, err);
    }
    saved_recipe_clear(recipe);
    return err->code;
}

enum err_code api_recipe_change(struct req *req, struct reply *reply, struct err *err)
{
    struct saving saving = { .who = req->caller, .id = req->id[0], .keys.is_shared = -1 };
    struct keys *keys = &saving.keys;

    if (!req_unpack(req, err, "{s?s, s?o, s?o, s?b}", "name", &keys->name, "recipe", &keys->recipe,
                    "groups", &keys->groups, "is_shared", &keys->is_shared) &&
        !db_txn(req->db, change, &saving, err)) {
        news(req, &saving);
        reply_recipe(req, reply, 200, &saving.recipe, err);
    }
    saved_recipe_clear(&saving.recipe);
    return err->code;
}

enum err_code api_recipe_remove(struct req *req, struct reply *reply, struct err *err)
{
    struct saving saving = { .who = req->caller, .id = req->id[0] };
    const enum err_code code = db_txn(req->db, remove_recipe, &saving, err);

    if (!code)
        news(req, &saving);
    saved_recipe_clear(&saving.recipe);
    return code ? code : reply_empty(reply);
}
