/* Which scenes a statement is about: one, or all that a picture lists now. */
#pragma once

#include "server/store/db.h"

struct scene_scope {
    int64_t scene_id;   /* 0: all of the picture */
    int64_t picture_id; /* of them */
};

/* For statements, which have the one form or the other; :of is bound by scene_scope_query. */
#define SCENES_OF_PICTURE                                                                          \
    " IN (SELECT s.id FROM scenes s JOIN pictures p ON p.id = s.picture_id"                        \
    "      WHERE p.id = :of AND s.revision = p.scenes_revision)"
#define SCENES_OF_SCENE " = :of"

static inline struct query scene_scope_query(struct db *db, struct scene_scope scope,
                                             const char *sql_picture, const char *sql_scene)
{
    struct query q = db_query(db, scope.scene_id ? sql_scene : sql_picture);

    db_bind_i64(&q, ":of", scope.scene_id ? scope.scene_id : scope.picture_id);
    return q;
}
