/* What becomes of the listed prints on the server, before anything is sent. */
#pragma once

#include <stdio.h>

#include "server/cli/client.h"
#include "server/cli/push_list.h"

enum push_target_kind {
    TARGET_NEW_DRAFT,
    TARGET_DRAFT, /* goes on with one */
    TARGET_THERE, /* the newest published set has these very files */
    TARGET_TEMPS
};

struct push_target {
    enum push_target_kind kind;
    char cue[NAME_TEXT]; /* "" for temps */
    int64_t cue_id;      /* 0: the cue is new */
    int64_t set_id;      /* 0: none yet */
    int64_t version;     /* of a new draft: the one it is likely to get */
    int64_t held_set_id; /* a draft of one's own that has other audio for a role; 0: none */
    int64_t held_version;
    char held_role[RECIPE_ROLE];
    bool is_published, is_incomplete;
    char lacks[256]; /* "Brass, Percussion": what a draft waits for */
    json_t *qc;      /* the answer, or NULL */
};

struct push_plan {
    int64_t production_id, picture_id;
    char production[STORE_NAME], picture[STORE_NAME];
    struct push_target *target;
    size_t targets;
};

/* What the person is asked and told is read from the server; list's files are hashed, and get their
 * target, is_there and server_has. Options read: --picture, --set. */
enum err_code push_plan_make(struct push_plan *out, struct client *client, const struct args *args,
                             struct push_list *list, const json_t *production, struct err *err);
void push_plan_clear(struct push_plan *plan);

/* Makes the cues and drafts that are missing. */
enum err_code push_plan_begin(struct push_plan *plan, struct client *client, struct err *err);

/* How many files are to be sent, at most how many bytes, and how many the server has already. */
struct push_sum {
    size_t files, there, has;
    int64_t bytes;
};
struct push_sum push_plan_sum(const struct push_list *list);

/* "/api/sets/12" or "/api/pictures/3". */
enum { PUSH_ADDRESS = 48 };
void push_address(char out[PUSH_ADDRESS], const struct push_target *target,
                  const struct push_plan *plan);
