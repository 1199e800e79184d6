/* Print sets: the deliveries of a cue. A set is a draft until it is published: then it is whole, or
 * incomplete on purpose, and never changes. Lists know published sets alone. */
#pragma once

#include "server/store/db.h"

struct print_set {
    int64_t id, cue_id, picture_id;
    int64_t production_id; /* of the cue */
    int64_t version;       /* 1, 2 ... per cue; that of a dropped draft is nobody else's */
    int64_t created_at_ms;
    int64_t published_at_ms; /* 0: a draft */
    int64_t touched_at_ms;   /* the last sign of life of a draft */
    int64_t person_id;       /* who began it; 0: nobody knows any more */
    bool is_incomplete;      /* published on purpose without all agreed roles */
    bool is_current;         /* stands for its cue: the newest published one */
};

/* ERR_CONFLICT: nothing can be added to a set that is published. */
enum err_code set_is_published(const struct print_set *set, struct err *err);

/* Adds the next version of the cue as a draft; cue_id, picture_id and person_id are given, the rest
 * is filled. In a transaction, the version is nobody else's. */
enum err_code db_set_add(struct db *db, struct print_set *set, struct err *err);
enum err_code db_set(struct db *db, int64_t id, struct print_set *out, struct err *err);

/* Something happened to a draft now: it does not expire yet. A published set stays as it is. */
enum err_code db_set_touch(struct db *db, int64_t id, struct err *err);

/* For use inside the transaction that made a print playable: publishes the set if it was the last
 * one that it lacked. *published: it was. */
enum err_code db_set_publish(struct db *db, int64_t id, bool *published, struct err *err);
/* The same on purpose, with what is there. ERR_CONFLICT, with the reason, when it is published
 * already, an upload to it is under way, or nothing of it can be heard. */
enum err_code db_set_publish_incomplete(struct db *db, int64_t id, struct err *err);

/* Published sets, newest first; the caller frees. */
enum err_code db_sets_of_cue(struct db *db, int64_t cue_id, struct print_set **out, size_t *count,
                             struct err *err);
/* That which stands for its cue, of each cue of a production that has one; the caller frees. */
enum err_code db_sets_latest(struct db *db, int64_t production_id, struct print_set **out,
                             size_t *count, struct err *err);
/* Of all cues of a production, drafts too, newest first within each cue; the caller frees. */
enum err_code db_sets_of_production(struct db *db, int64_t production_id, struct print_set **out,
                                    size_t *count, struct err *err);

/* The drafts of a production, in film order of their cues, newest first; those of all productions
 * that nobody has touched since. The caller frees. */
enum err_code db_drafts(struct db *db, int64_t production_id, struct print_set **out, size_t *count,
                        struct err *err);
enum err_code db_drafts_older(struct db *db, int64_t before_ms, struct print_set **out,
                              size_t *count, struct err *err);
