/* What a person's player has played of a scene, as it reports it. It orders attention and proves
 * nothing: no event of the record, and never in anybody's way. */
#pragma once

#include "server/store/scene_scope.h"

/* On what somebody says to listen. */
enum monitoring {
    MONITORING_HEADPHONES,
    MONITORING_NEAR_FIELD,
    MONITORING_ROOM_5_1,
    MONITORING_STAGE
};
const char *monitoring_name(enum monitoring monitoring); /* "headphones", ... */
enum err_code monitoring_parse(enum monitoring *out, const char *name, struct err *err);

/* How it was heard. */
struct variant {
    bool lfe_in; /* else without LFE */
    bool temps;  /* under the temps */
    enum monitoring monitoring;
};

/* In samples from the scene's first; to exclusive. */
struct span {
    int64_t from_samples, to_samples;
};

/* Sorts, and joins those that overlap or touch; returns how many are left. */
size_t spans_merge(struct span *spans, size_t count);
/* The samples of spans that spans_merge has left. */
int64_t spans_samples(const struct span *spans, size_t count);

struct heard_key {
    int64_t person_id, scene_id;
    struct hash sounds; /* the digest of what the scene sounded like (scene_sounds.h) */
    struct variant variant;
};

enum { HEARD_SPANS_KEPT = 256 };

/* For use inside a transaction. Joins spans with what was heard before. Of more than
 * HEARD_SPANS_KEPT pieces the shortest are forgotten: nobody has heard more than is said. */
enum err_code db_heard_add(struct db *db, const struct heard_key *key, const struct span *spans,
                           size_t count, struct err *err);

/* One piece of any of several scenes. */
struct heard_span {
    int64_t scene_id;
    struct hash sounds;
    bool lfe_in;
    struct span span;
};
/* All pieces of one person, by scene, of every sound that it had; the caller frees. */
enum err_code db_heard_spans(struct db *db, struct scene_scope scope, int64_t person_id,
                             struct heard_span **out, size_t *count, struct err *err);

/* One piece that was heard. */
struct heard_piece {
    struct variant variant;
    struct span span;
};
/* All pieces of one person, by variant and then in time; the variant of key is not looked at. The
 * caller frees. */
enum err_code db_heard(struct db *db, const struct heard_key *key, struct heard_piece **out,
                       size_t *count, struct err *err);
