/* What notes and queries have in common: somebody has said something about a place in a scene. */
#pragma once

#include "server/store/members.h"
#include "server/store/scenes.h"

enum about { ABOUT_LFE, ABOUT_CENTRE, ABOUT_ANYTHING };

const char *about_name(enum about about); /* "lfe", "centre", "anything" */
enum err_code about_parse(enum about *out, const char *name, struct err *err);

enum { REMARK_SIDE = 8, REMARK_NONE = -1 };

/* Counted from the scene's first sample, so that it moves with its scene. */
struct remark_place {
    int64_t from_samples; /* REMARK_NONE: the whole scene */
    int64_t to_samples;   /* exclusive; REMARK_NONE: a point, or the whole scene */
};

struct remark {
    int64_t id; /* of the event that it began with */
    int64_t production_id, scene_id;
    enum about about;
    struct remark_place place;
    char *text;             /* on the heap; whoever made the struct frees it */
    int64_t person_id;      /* 0: a guest's */
    char side[REMARK_SIDE]; /* of the person as it was then; "" for a guest */
    int64_t created_at_ms;
    int64_t changed_at_ms; /* of the last thing that was said or done to it */
    struct scene scene;    /* as it stands now; filled by reading, but for the name */
};

/* Which remarks of a production a list shows. NULL and 0 leave a part open. */
struct remark_filter {
    int64_t production_id;
    struct rate rate; /* of the production, for the hours of its reels */
    const char *state;
    bool standing; /* not resolved, or not closed; state is NULL */
    const char *about, *side;
    int64_t picture_id, reel;
    int64_t before_id; /* falling from here; INT64_MAX begins with the newest */
    int64_t limit;
};

/* ---- for notes.c and queries.c ---- */

/* The columns that remark_read takes, of a table n with its scenes s. */
#define SQL_REMARK                                                                                 \
    "SELECT n.id, n.production_id, n.scene_id, n.about, n.from_samples, n.to_samples, n.body,"     \
    "  n.person_id, n.side, n.created_at_ms, n.changed_at_ms,"                                     \
    "  s.picture_id, s.number, s.in_samples, s.out_samples"
enum { REMARK_COLUMNS = 15 };

/* Ends a list. What leads in the index stands before it, in a text of its own; the rest is open
 * where its parameter is NULL. */
#define SQL_REMARK_FILTER                                                                          \
    "  AND n.id < :before AND (:about IS NULL OR n.about = :about)"                                \
    "  AND (:side IS NULL OR n.side = :side)"                                                      \
    "  AND (:picture IS NULL OR n.picture_id = :picture)"                                          \
    "  AND (:reel IS NULL OR n.scene_id IN " SQL_SCENES_OF_REEL ")"                                \
    "  ORDER BY n.id DESC LIMIT :limit"

/* The parameters :id, :production, :scene, :about, :from, :to, :body, :person, :side and :at_ms. */
void remark_bind(struct query *q, const struct remark *remark);
void remark_filter_bind(struct query *q, const struct remark_filter *filter);
void remark_read(struct query *q, struct remark *out);
