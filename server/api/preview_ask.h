/* A request for a preview, read and completed: what plays, and from where to where. */
#pragma once

#include "server/http/req.h"
#include "server/store/pictures.h"
#include "server/store/previews.h"

struct preview_ask {
    struct picture picture;
    struct production production;
    struct recipe recipe;
    bool has_range;
    int64_t in_samples, out_samples;
    bool has_sets;
    int64_t set[256]; /* as asked for */
    size_t sets;
};

enum { PREVIEW_SETS = sizeof((struct preview_ask *)0)->set / sizeof(int64_t) };

/* Reads the body; picture and production are there already. */
enum err_code preview_ask_read(struct preview_ask *ask, struct req *req, struct err *err);

/* The "recipe" of a body over the defaults: the stem plan and the temps at 0 dB, Lo/Ro without LFE,
 * which is what a json of NULL gives. ERR_INVALID names a source that the production has not. */
enum err_code preview_recipe_read(struct recipe *out, const struct production *production,
                                  const json_t *json, struct err *err);

/* Finds the recordings that sound, settles the range where none was told, and fills everything of
 * row but id and key. Clear row after success. ERR_UNKNOWN names the recordings about which
 * something must be answered first. */
enum err_code preview_choose(struct preview_row *row, struct preview_ask *ask, struct db *db,
                             struct err *err);
