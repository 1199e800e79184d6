#include "server/api/preview_ask.h"

#include <string.h>

#include "server/api/position.h"
#include "server/api/recipe_json.h"
#include "server/api/roles.h"
#include "server/store/scenes.h"

/* The body's keys as they were sent. */
struct keys {
    json_int_t scene_id, in_samples, out_samples;
    const char *tc_in, *tc_out;
    json_t *recipe, *sets;
};

/* The stem plan and the temps at 0 dB, Lo/Ro without LFE. */
static enum err_code default_recipe(struct recipe *recipe, const struct production *production,
                                    struct err *err)
{
    enum err_code code = ERR_NONE;

    *recipe = (struct recipe){
        .fold = FOLD_LO_RO, .lfe = LFE_OUT, .centre = true, .headroom_db = production->headroom_db
    };
    for (unsigned i = 0; i < production->stems && !code; i++)
        code = recipe_add(recipe, production->stem[i], 0, err);
    if (!code)
        code = recipe_add(recipe, "Dialogue", 0, err);
    return code ? code : recipe_add(recipe, "Effects", 0, err);
}

/* A role that nothing can have would be silent for ever; that is a slip, not a wish. */
static enum err_code check_roles(const struct recipe *recipe, const struct production *production,
                                 struct err *err)
{
    char role[RECIPE_ROLE], roles[ROLES_TEXT];

    for (size_t i = 0; i < recipe->sources; i++) {
        const char *asked = recipe->source[i].role;
        if (role_of_word(role, production, asked) != ROLE_UNKNOWN && !strcmp(role, asked))
            continue;
        roles_text(roles, production);
        return err_set(err, ERR_INVALID,
                       "recipe: \"%s\" is no source of this production; there are %s, Dialogue, "
                       "Effects",
                       asked, roles);
    }
    return ERR_NONE;
}

enum err_code preview_recipe_read(struct recipe *out, const struct production *production,
                                  const json_t *json, struct err *err)
{
    enum err_code code = default_recipe(out, production, err);

    if (code || !json)
        return code;
    if ((code = recipe_json_read(out, json, err)))
        return code;
    return check_roles(out, production, err);
}

/* One sentence for a scene of another picture, which may be another production's, and for one that
 * does not exist. */
static enum err_code range_of_scene(struct preview_ask *ask, struct db *db, int64_t scene_id,
                                    struct err *err)
{
    struct scene scene;
    enum err_code code;

    code = db_scene(db, scene_id, &scene, err);
    if (code == ERR_NOT_FOUND || (!code && scene.picture_id != ask->picture.id))
        code = err_set(err, ERR_INVALID, "scene %lld is no scene of this picture version",
                       (long long)scene_id);
    if (code)
        return code;
    ask->in_samples = scene.in_samples;
    ask->out_samples = scene.out_samples;
    return ERR_NONE;
}

static enum err_code range_of_timecode(struct preview_ask *ask, const struct keys *keys,
                                       struct err *err)
{
    const struct rate rate = ask->production.rate;
    enum err_code code;

    if (!keys->tc_in || !keys->tc_out)
        return err_set(err, ERR_INVALID, "tc_in and tc_out go together");
    if ((code = timecode_parse(&ask->in_samples, rate, keys->tc_in, err)))
        return code;
    return timecode_parse(&ask->out_samples, rate, keys->tc_out, err);
}

static enum err_code range_of_samples(struct preview_ask *ask, const struct keys *keys,
                                      struct err *err)
{
    if (keys->in_samples < 0 || keys->out_samples < 0)
        return err_set(err, ERR_INVALID,
                       "in_samples and out_samples go together and are not below 0");
    if (keys->in_samples > POSITION_LIMIT_SAMPLES || keys->out_samples > POSITION_LIMIT_SAMPLES)
        return err_set(err, ERR_INVALID, "in_samples and out_samples end with the day, at %lld",
                       (long long)POSITION_LIMIT_SAMPLES);
    ask->in_samples = keys->in_samples;
    ask->out_samples = keys->out_samples;
    return ERR_NONE;
}

static enum err_code read_range(struct preview_ask *ask, struct db *db, const json_t *object,
                                const struct keys *keys, struct err *err)
{
    const bool scene = json_object_get(object, "scene_id");
    const bool timecode = keys->tc_in || keys->tc_out;
    const bool samples =
        json_object_get(object, "in_samples") || json_object_get(object, "out_samples");
    enum err_code code = ERR_NONE;

    if (scene + timecode + samples > 1)
        return err_set(err, ERR_INVALID,
                       "say the range once: scene_id, or tc_in and tc_out, or in_samples and "
                       "out_samples");
    if (scene)
        code = range_of_scene(ask, db, keys->scene_id, err);
    else if (timecode)
        code = range_of_timecode(ask, keys, err);
    else if (samples)
        code = range_of_samples(ask, keys, err);
    ask->has_range = scene || timecode || samples;
    if (!code && ask->has_range && ask->out_samples <= ask->in_samples)
        code = err_set(err, ERR_INVALID, "the range ends before it begins");
    return code;
}

static enum err_code read_sets(struct preview_ask *ask, const json_t *json, struct err *err)
{
    ask->has_sets = json != NULL;
    if (!json)
        return ERR_NONE;
    if (!json_is_array(json) || json_array_size(json) > PREVIEW_SETS)
        return err_set(err, ERR_INVALID, "sets must be a list of at most %d ids", PREVIEW_SETS);
    for (size_t i = 0; i < json_array_size(json); i++) {
        const json_t *id = json_array_get(json, i);
        if (!json_is_integer(id))
            return err_set(err, ERR_INVALID, "sets holds what is no id");
        ask->set[ask->sets++] = json_integer_value(id);
    }
    return ERR_NONE;
}

enum err_code preview_ask_read(struct preview_ask *ask, struct req *req, struct err *err)
{
    struct keys keys = { .in_samples = -1, .out_samples = -1 };
    json_t *object;

    if (req_unpack(req, err, "{s?I, s?s, s?s, s?I, s?I, s?o, s?o}", "scene_id", &keys.scene_id,
                   "tc_in", &keys.tc_in, "tc_out", &keys.tc_out, "in_samples", &keys.in_samples,
                   "out_samples", &keys.out_samples, "recipe", &keys.recipe, "sets", &keys.sets) ||
        req_json(req, &object, err) ||
        preview_recipe_read(&ask->recipe, &ask->production, keys.recipe, err) ||
        read_range(ask, req->db, object, &keys, err))
        return err->code;
    return read_sets(ask, keys.sets, err);
}
