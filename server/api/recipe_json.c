#include "server/api/recipe_json.h"

#include <math.h>
#include <string.h>

#include "codec/mix/downmix.h"
#include "server/api/to_json.h"

static enum err_code unknown_key(const char *where, const char *key, struct err *err)
{
    return err_set(err, ERR_INVALID, "%s has no key \"%.40s\"", where, key);
}

static enum err_code add_source(struct recipe *recipe, const json_t *json, struct err *err)
{
    const json_t *role = json_object_get(json, "role"), *gain = json_object_get(json, "gain_db");
    const char *key;
    json_t *value;

    if (!json_is_object(json))
        return err_set(err, ERR_INVALID, "an entry of sources is no object");
    json_object_foreach ((json_t *)json, key, value)
        if (strcmp(key, "role") && strcmp(key, "gain_db"))
            return unknown_key("a source", key, err);
    if (!json_is_string(role) || strlen(json_string_value(role)) != json_string_length(role))
        return err_set(err, ERR_INVALID, "a source has no role, or one that is no text");
    if (gain && !json_is_number(gain))
        return err_set(err, ERR_INVALID, "gain_db of \"%.64s\" is no number",
                       json_string_value(role));
    if (recipe_find(recipe, json_string_value(role)))
        return err_set(err, ERR_INVALID, "\"%.64s\" is in sources twice", json_string_value(role));
    return recipe_add(recipe, json_string_value(role), gain ? json_number_value(gain) : 0, err);
}

static enum err_code read_sources(struct recipe *out, const json_t *json, struct err *err)
{
    enum err_code code = ERR_NONE;
    size_t i;
    json_t *source;

    if (!json_is_array(json))
        return err_set(err, ERR_INVALID, "sources is no list");
    if (json_array_size(json) > RECIPE_SOURCES)
        return err_set(err, ERR_INVALID, "sources has %zu entries, it may have %d",
                       json_array_size(json), RECIPE_SOURCES);
    out->sources = 0;
    json_array_foreach ((json_t *)json, i, source)
        if ((code = add_source(out, source, err)))
            return code;
    return code;
}

static enum err_code read_fold(struct recipe *out, const json_t *json, struct err *err)
{
    if (!json_is_string(json))
        return err_set(err, ERR_INVALID, "fold is no text");
    return fold_parse(&out->fold, json_string_value(json), err);
}

static enum err_code read_lfe(struct recipe *out, const json_t *json, struct err *err)
{
    if (!json_is_string(json))
        return err_set(err, ERR_INVALID, "lfe is no text");
    return lfe_parse(&out->lfe, json_string_value(json), err);
}

static enum err_code read_centre(struct recipe *out, const json_t *json, struct err *err)
{
    if (!json_is_boolean(json))
        return err_set(err, ERR_INVALID, "centre is neither true nor false");
    out->centre = json_is_true(json);
    return ERR_NONE;
}

static const struct {
    const char *name;
    enum err_code (*read)(struct recipe *out, const json_t *json, struct err *err);
} keys[] = {
    { "sources", read_sources },
    { "fold", read_fold },
    { "lfe", read_lfe },
    { "centre", read_centre },
};
enum { KEYS = sizeof keys / sizeof *keys };

enum err_code recipe_json_read(struct recipe *out, const json_t *json, struct err *err)
{
    struct recipe recipe = *out;
    const char *key;
    json_t *value;
    enum err_code code;

    if (!json_is_object(json))
        return err_set(err, ERR_INVALID, "a recipe is no object");
    json_object_foreach ((json_t *)json, key, value) {
        size_t i = 0;
        while (i < KEYS && strcmp(key, keys[i].name))
            i++;
        if (i == KEYS)
            return unknown_key("a recipe", key, err);
        if ((code = keys[i].read(&recipe, value, err)))
            return code;
    }
    if ((code = recipe_check(&recipe, err)))
        return code;
    *out = recipe;
    return ERR_NONE;
}

static json_t *sources_json(const struct recipe *recipe)
{
    json_t *sources = json_array();

    for (size_t i = 0; i < recipe->sources; i++) {
        const struct recipe_source *source = &recipe->source[i];
        /* Adding 0 turns -0 into 0: they sound alike and must read alike. */
        json_t *json =
            json_pack("{s:s, s:f}", "role", source->role, "gain_db", source->gain_db + 0);
        if (json_array_append_new(sources, json)) {
            json_decref(sources);
            return NULL;
        }
    }
    return sources;
}

json_t *recipe_json(const struct recipe *recipe)
{
    return json_pack("{s:o, s:s, s:s, s:b}", "sources", sources_json(recipe), "fold",
                     fold_name(recipe->fold), "lfe", lfe_name(recipe->lfe), "centre",
                     recipe->centre);
}

/* Gains are floats; six places are what they are good for. */
static json_t *gains_json(const float gain[CHANNELS])
{
    json_t *json = json_object();

    for (enum channel channel = CH_L; channel < CHANNELS; channel++)
        json_object_set_new(json, channel_name(channel),
                            json_real(round((double)gain[channel] * 1e6) / 1e6));
    return json;
}

json_t *recipe_matrix_json(const struct recipe *recipe)
{
    struct recipe plain = *recipe;
    struct downmix mix;
    json_t *json;

    plain.headroom_db = 0;
    mix = downmix_of(&plain);
    json =
        json_pack("{s:o, s:o}", "left", gains_json(mix.gain[0]), "right", gains_json(mix.gain[1]));
    if (recipe->fold == FOLD_LT_RT) {
        json_object_set_new(json, "shifted_left", gains_json(mix.shifted[0]));
        json_object_set_new(json, "shifted_right", gains_json(mix.shifted[1]));
    }
    return json;
}

json_t *recipe_lfe_json(const struct recipe *recipe)
{
    return json_level(round(downmix_lfe_db(recipe->lfe) * 100) / 100);
}
