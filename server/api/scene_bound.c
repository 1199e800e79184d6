#include "server/api/scene_bound.h"

enum err_code scene_binding_read(struct scene_binding *out, const char *sounds_sha256,
                                 struct err *err)
{
    if (hash_parse(&out->sounds, sounds_sha256, NULL))
        return err_set(err, ERR_INVALID,
                       "sounds_sha256 is the 64 hex digits that the state of the scene gives");
    return ERR_NONE;
}

static enum err_code compare(const struct scene *scene, const struct scene_sounds *sounds,
                             const struct hash *seen, struct err *err)
{
    if (sounds->is_checking)
        return err_set(err, ERR_UNKNOWN,
                       "the prints in scene %s are still being listened to: try again in a moment",
                       scene->number);
    if (hash_compare(&sounds->digest, seen) != 0)
        return err_set(err, ERR_CONFLICT,
                       "scene %s does not sound any more as you heard it: load the scene again, "
                       "listen to what is new, then repeat this",
                       scene->number);
    return ERR_NONE;
}

enum err_code scene_bound(struct db *db, const struct scene_binding *binding, struct scene *scene,
                          struct scene_sounds **sounds, struct err *err)
{
    enum err_code code;

    *sounds = NULL;
    if ((code = db_scene(db, binding->scene_id, scene, err)))
        return code;
    if (scene->is_gone)
        return err_set(err, ERR_CONFLICT,
                       "scene %s is no longer in the scene list of its picture version: go to the "
                       "scene that took its place",
                       scene->number);
    if ((code = db_scene_sounds(db, binding->production_id, scene, 1, sounds, err)))
        return code;
    if ((code = compare(scene, *sounds, &binding->sounds, err))) {
        scene_sounds_free(*sounds, 1);
        *sounds = NULL;
    }
    return code;
}
