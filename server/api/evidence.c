#include "server/api/evidence.h"

#include "server/api/measures.h"
#include "server/api/preview_ask.h"
#include "server/api/recipe_json.h"
#include "server/api/signoff_json.h"
#include "server/api/to_json.h"
#include "server/store/agreements.h"
#include "server/store/previews.h"
#include "server/store/scene_sounds.h"

/* The caller frees *out, one of them. */
static enum err_code sounds_now(struct scene_sounds **out, struct db *db, int64_t production_id,
                                const struct scene *scene, struct err *err)
{
    const enum err_code code = db_scene_sounds(db, production_id, scene, 1, out, err);

    if (code || !(*out)->is_checking)
        return code;
    scene_sounds_free(*out, 1);
    *out = NULL;
    return err_set(err, ERR_UNKNOWN,
                   "the prints of this scene are still being listened to; ask again in a moment");
}

enum err_code evidence_digest(struct hash *out, struct db *db, int64_t production_id,
                              const struct scene *scene, struct err *err)
{
    struct scene_sounds *sounds;
    const enum err_code code = sounds_now(&sounds, db, production_id, scene, err);

    if (code)
        return code;
    *out = sounds->digest;
    scene_sounds_free(sounds, 1);
    return ERR_NONE;
}

static json_t *sounds_json(const struct scene_sounds *sounds)
{
    json_t *list = json_array();

    for (size_t i = 0; i < sounds->count; i++)
        json_push(list, scene_sound_json(&sounds->list[i]));
    return list;
}

/* ---- what was heard ---- */

static enum err_code no_preview(struct err *err)
{
    return err_set(err, ERR_NOT_FOUND, "there is no such preview of this picture version");
}

/* *recipe: of the preview. */
static enum err_code read_preview(json_t **recipe, struct db *db, const char *id,
                                  int64_t picture_id, struct err *err)
{
    struct preview_row row;
    struct hash hash;
    enum err_code code;

    if (hash_parse(&hash, id, NULL))
        return no_preview(err);
    if ((code = db_preview(db, &hash, &row, err)))
        return code == ERR_NOT_FOUND ? no_preview(err) : code;
    if (row.picture_id != picture_id)
        code = no_preview(err);
    else if (!(*recipe = json_loads(row.recipe, 0, NULL)))
        code = err_set(err, ERR_NO_MEMORY, "no memory for a recipe");
    preview_row_clear(&row);
    return code;
}

static enum err_code read_recipe(json_t **out, const struct production *production,
                                 const json_t *json, struct err *err)
{
    struct recipe recipe;
    const enum err_code code = preview_recipe_read(&recipe, production, json, err);

    if (code)
        return code;
    if (!(*out = recipe_json(&recipe)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a recipe");
    return ERR_NONE;
}

/* What was said to have been heard: *recipe is NULL when nothing was. */
static enum err_code read_heard(json_t **recipe, struct db *db, const struct remark_scene *place,
                                const struct evidence_keys *keys, struct err *err)
{
    enum err_code code = ERR_NONE;

    *recipe = NULL;
    if (keys->preview_id)
        code = read_preview(recipe, db, keys->preview_id, place->picture.id, err);
    if (code || !keys->recipe)
        return code;
    json_decref(*recipe);
    *recipe = NULL;
    return read_recipe(recipe, &place->production, keys->recipe, err);
}

/* ---- all of it ---- */

/* The version of the agreement in force, 0 for none. */
static enum err_code agreement_version(int64_t *out, struct db *db, int64_t production_id,
                                       struct err *err)
{
    struct agreement agreement;
    bool found;
    const enum err_code code = db_agreement_in_force(db, production_id, &agreement, &found, err);

    *out = !code && found ? agreement.version : 0;
    if (*out)
        agreement_clear(&agreement);
    return code;
}

/* Takes measures and recipe, which may be NULL for none. */
static json_t *evidence_json(const struct remark_scene *place, const struct scene_sounds *sounds,
                             json_t *measures, json_t *recipe)
{
    const struct scene *scene = &place->scene;

    return json_pack("{s:{s:I, s:s}, s:I, s:I, s:o, s:o, s:o}", "picture", "id",
                     (json_int_t)place->picture.id, "name", place->picture.name, "in_samples",
                     (json_int_t)scene->in_samples, "out_samples", (json_int_t)scene->out_samples,
                     "sounds", sounds_json(sounds), "measures", measures, "recipe",
                     recipe ? recipe : json_null());
}

static json_t *keys_json(const struct evidence_keys *keys, int64_t version)
{
    return json_pack("{s:s?, s:o}", "preview_id", keys->preview_id, "agreement_version",
                     version ? json_integer(version) : json_null());
}

enum err_code evidence_freeze(struct evidence *out, struct req *req,
                              const struct remark_scene *place, const struct evidence_keys *keys,
                              struct err *err)
{
    const struct plan_ask ask = { .picture_id = place->picture.id, .scene_id = place->scene.id };
    struct scene_sounds *sounds = NULL;
    json_t *measures = NULL, *recipe = NULL;
    int64_t version;
    enum err_code code;

    *out = (struct evidence){ 0 };
    if ((code = read_heard(&recipe, req->db, place, keys, err)) ||
        (code = sounds_now(&sounds, req->db, place->production.id, &place->scene, err)) ||
        (code = agreement_version(&version, req->db, place->production.id, err)) ||
        (code = measures_of_scene(&measures, &ask, req->app, req->db, err)))
        goto done;
    out->sounds = sounds->digest;
    out->json =
        remark_merge(evidence_json(place, sounds, measures, recipe), keys_json(keys, version));
    recipe = NULL;
    if (!out->json)
        code = err_set(err, ERR_NO_MEMORY, "no memory for the evidence of a query");
done:
    json_decref(recipe);
    scene_sounds_free(sounds, 1);
    return code;
}
