/* What is still to be done about scenes: notes, queries and print sets on their way. */
#pragma once

#include "server/store/cues.h"
#include "server/store/scene_scope.h"

/* Notes of a scene that are not resolved. */
struct notes_left {
    int64_t scene_id, count;
};
/* By scene; the caller frees. */
enum err_code db_notes_left(struct db *db, struct scene_scope scope, struct notes_left **out,
                            size_t *count, struct err *err);

/* A query that is not closed. */
struct query_left {
    int64_t scene_id;
    bool about_lfe; /* else about the Centre */
    bool answered;
    struct hash sounds; /* what the scene sounded like when it was asked or, once answered, when it
                           was answered */
};
/* By scene; the caller frees. */
enum err_code db_queries_left(struct db *db, struct scene_scope scope, struct query_left **out,
                              size_t *count, struct err *err);

/* A cue's newest set, as long as it is not published. */
struct arriving_set {
    int64_t cue_id, set_id, version;
    char cue[STORE_NAME];
    int64_t prints, of;              /* roles that can be heard already, and that are agreed */
    int64_t in_samples, out_samples; /* where those sound; 0 and 0 while there are none */
};
/* In film order of their cues; the caller frees. */
enum err_code db_sets_arriving(struct db *db, int64_t production_id, struct arriving_set **out,
                               size_t *count, struct err *err);
