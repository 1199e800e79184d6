/* The scene list of a picture version. */
#pragma once

#include "server/store/productions.h"

enum { SCENE_NUMBER = 32 };

struct scene {
    int64_t id, picture_id;
    char number[SCENE_NUMBER]; /* "12A", unique in the picture */
    char name[STORE_NAME];
    int64_t in_samples, out_samples; /* out exclusive */
    bool is_gone;                    /* the picture's present list leaves it out */
};

/* For use inside a transaction. Replaces the whole list. A scene is its number: one that stays, or
 * comes back, keeps its id; one that is left out is gone from the list, but not from the record,
 * for people have spoken of it. */
enum err_code db_scenes_put(struct db *db, int64_t picture_id, const struct scene *scenes,
                            size_t count, struct err *err);
/* Also one that is gone. */
enum err_code db_scene(struct db *db, int64_t id, struct scene *out, struct err *err);
/* Those of the present list, in film order; the caller frees. */
enum err_code db_scenes(struct db *db, int64_t picture_id, struct scene **out, size_t *count,
                        struct err *err);

/* What a new list does to the one before. */
struct scenes_changed {
    size_t added, removed, moved; /* moved: another in or out point */
};
struct scenes_changed scenes_compare(const struct scene *before, size_t before_count,
                                     const struct scene *after, size_t after_count);
