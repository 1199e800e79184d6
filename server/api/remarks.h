/* What notes and queries have in common: the body that begins one, its event, its JSON, and what
 * narrows a list of them. */
#pragma once

#include "server/api/acts.h"
#include "server/api/who.h"
#include "server/http/reply.h"
#include "server/store/pictures.h"
#include "server/store/remarks.h"

/* A scene with what it belongs to. */
struct remark_scene {
    struct scene scene;
    struct picture picture;
    struct production production;
};
enum err_code remark_scene_load(struct remark_scene *out, struct db *db, int64_t scene_id,
                                struct err *err);

/* Keys of a body as they were sent; positions are NULL when they were not. */
struct remark_keys {
    const char *about, *text;
    json_t *from_samples, *to_samples;
};
/* The remark of whoever asks; free its text. */
enum err_code remark_read_keys(struct remark *out, const struct remark_keys *keys,
                               const struct scene *scene, const struct caller *who,
                               struct err *err);

/* The part of an event's detail that remark_of_event reads back; its text is to be freed. */
json_t *remark_detail(const struct remark *remark);
enum err_code remark_of_event(struct remark *out, const struct event *event, json_t *detail,
                              struct err *err);

/* A text of a detail, or NULL; the same for a whole number, REMARK_NONE without. */
const char *detail_text(const json_t *detail, const char *key);
int64_t detail_number(const json_t *detail, const char *key);
/* For a detail that lacks what its kind needs. */
enum err_code detail_damaged(const struct event *event, struct err *err);

/* The keys that a note and a query share; takes `by`. */
json_t *remark_json(const struct remark *remark, struct rate rate, json_t *by);

/* json with the keys of part, which is taken; NULL if either is. */
json_t *remark_merge(json_t *json, json_t *part);

/* Reads ?about (up to `last`), ?side, ?reel, ?picture and the page; all but the state. limit is one
 * more than was asked for, so that page_json learns whether there is more. */
enum err_code remark_filter_read(struct remark_filter *out, const struct req *req,
                                 const struct production *production, enum about last,
                                 struct err *err);
