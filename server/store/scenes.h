/* The scene list of a picture version. */
#pragma once

#include "server/store/productions.h"

enum { SCENE_NUMBER = 32 };

struct scene {
    int64_t id, picture_id;
    char number[SCENE_NUMBER]; /* "12A", unique in the picture */
    char name[STORE_NAME];
    int64_t in_samples, out_samples; /* out exclusive */
};

/* Replaces the whole list in one transaction; a scene whose number stays keeps its id. */
enum err_code db_scenes_put(struct db *db, int64_t picture_id, const struct scene *scenes,
                            size_t count, struct err *err);
enum err_code db_scene(struct db *db, int64_t id, struct scene *out, struct err *err);
/* In film order; the caller frees. */
enum err_code db_scenes(struct db *db, int64_t picture_id, struct scene **out, size_t *count,
                        struct err *err);
