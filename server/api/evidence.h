/* What a query is about, frozen when it is asked: the picture version, the prints as they sound in
 * the scene, its measures, and what was heard. */
#pragma once

#include "server/api/remarks.h"

struct evidence {
    json_t *json;       /* a new reference */
    struct hash sounds; /* the digest of what the scene sounds like */
};

/* Keys of a body as they were sent; NULL when they were not. */
struct evidence_keys {
    json_t *recipe;
    const char *preview_id;
};

/* ERR_UNKNOWN while prints of the scene are still being listened to, so that evidence is never
 * half; ERR_NOT_FOUND when the scene is in its picture's list no more, or for a preview that is not
 * of this picture version. Without a recipe the preview's is taken. Not for use inside a
 * transaction: measures that are missing are asked for. */
enum err_code evidence_freeze(struct evidence *out, struct req *req,
                              const struct remark_scene *place, const struct evidence_keys *keys,
                              struct err *err);

/* The digest alone; ERR_UNKNOWN likewise. */
enum err_code evidence_digest(struct hash *out, struct db *db, int64_t production_id,
                              const struct scene *scene, struct err *err);
