/* What the scenes of a picture version are measured from, and how far that is.
 *
 * Prints are those of the chosen sets: stems where a set has any, else its full mix. A scene's key
 * says all that its facts depend on, so that what is the same is never made again. */
#pragma once

#include "codec/report.h"
#include "server/store/jobs.h"
#include "server/store/pictures.h"
#include "server/store/recordings.h"
#include "server/store/sets.h"
#include "server/work/derived.h"

enum plan_state { PLAN_DONE, PLAN_WAITING, PLAN_FAILED };

struct plan_ask {
    int64_t picture_id;
    int64_t scene_id;   /* 0: all */
    bool has_no_scenes; /* only what sounds is asked for */
    bool has_sets;      /* else of each cue the one that stands for it (store/sets.h) */
    const int64_t *set; /* lent */
    size_t sets;
};

/* One print or temp of the choice. */
struct plan_source {
    const struct recording *recording; /* lent by the plan */
    bool is_playable;                  /* else something must be answered, or sent, first */
    bool is_measured;                  /* takes part: no full mix beside stems */
    struct hash key;                   /* of its analysis; if it is playable */
    enum plan_state state;
    bool is_queued;    /* a job for it is there */
    const char *error; /* of what has failed; lent by the plan */
};

struct plan_scene {
    struct scene scene;
    struct hash key; /* of its facts */
    enum plan_state state;
    bool is_queued;
    const char *error;
    size_t *source; /* those that reach into it, by number */
    size_t sources;
};

struct plan {
    struct production production;
    struct picture picture;
    struct print_set *set; /* the chosen ones */
    size_t sets;
    struct plan_source *source; /* prints by set, then temps */
    size_t sources;
    struct plan_scene *scene; /* in film order */
    size_t scenes;
    /* What the rest lends from. */
    struct recordings prints, temps;
    struct job_row *open;
    size_t open_count;
};

/* The faders that the stage is assumed to use. */
extern const struct report_settings plan_settings;

/* Looks what there is and what is missing; changes nothing. ERR_INVALID for sets that are none of
 * the production's, or two of one cue. Clear it after success. */
enum err_code plan_make(struct plan *out, const struct plan_ask *ask, struct db *db,
                        const struct derived *derived, struct err *err);
void plan_clear(struct plan *plan);

/* Jobs for all that is missing and can be made now. */
enum err_code plan_want(const struct plan *plan, struct db *db, size_t *wanted, struct err *err);

/* A job for the analysis of a playable recording. `again`: also if it was done once. */
enum err_code plan_want_analysis(struct db *db, const struct recording *recording,
                                 int64_t production_id, bool again, struct err *err);
