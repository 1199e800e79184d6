/* How scenes stand: what they sound like, who has signed that, and what is still open about them.
 * Read for a whole picture with a fixed number of statements. */
#pragma once

#include <jansson.h>

#include "server/api/who.h"
#include "server/store/heard.h"
#include "server/store/jobs.h"
#include "server/store/productions.h"
#include "server/store/reels.h"
#include "server/store/scene_counts.h"
#include "server/store/scene_lfe.h"
#include "server/store/scene_sounds.h"
#include "server/store/signoffs.h"

enum side_standing { STANDS_OPEN, STANDS_SIGNED, STANDS_STALE, STANDS_REVOKED };

struct side_state {
    enum side_standing standing;
    const struct signoff *signoff; /* the newest; NULL with STANDS_OPEN */
    const struct signoff_sound *signed_sound;
    size_t signed_count;
};

struct scene_state {
    const struct scene *scene;
    const struct scene_sounds *sounds;
    struct side_state music, stage;
    const struct lfe_verdict *lfe; /* NULL: nobody has said */
    bool lfe_is_stale;
    int64_t notes; /* not resolved */
    struct {
        int64_t open, answered;
    } lfe_queries, centre_queries;
    int64_t outdated; /* queries */
    struct {
        int64_t out, in;    /* samples that the caller has played without and with LFE */
        struct span *spans; /* either way, in time */
        size_t span_count;
    } heard;
    const struct job_row *failed; /* why what sounds here can't be told, not even later */
    const struct scene_reel *reel;
    size_t reels;
};

struct scene_states {
    struct scene_state *list; /* in film order */
    size_t count;
    struct production production;
    struct who_names *names;
    /* What the list points into. */
    struct scene *scenes;
    struct scene_sounds *sounds;
    struct signoffs signoffs;
    struct lfe_verdict *verdicts;
    struct scene_reel *reels;
    struct arriving_set *arriving;
    struct job_row *jobs; /* read when something is being listened to */
    size_t reel_count, arriving_count, job_count;
};

/* Of the scenes that a picture lists, or of the one that scope names, to the one who asks. */
struct scene_states_ask {
    int64_t production_id, person_id;
    struct scene_scope scope;
};

/* Clear with scene_states_clear, also after a failure. */
enum err_code scene_states_load(struct scene_states *out, struct db *db,
                                const struct scene_states_ask *ask, struct err *err);
void scene_states_clear(struct scene_states *states);

json_t *scene_state_json(const struct scene_states *states, const struct scene_state *state);
