/* What a preview plays: which sources at which gains, LFE, Centre, fold-down. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "codec/core/err.h"
#include "codec/core/hash.h"

enum fold { FOLD_LO_RO, FOLD_LT_RT, FOLD_MONO };
enum lfe_state { LFE_OUT, LFE_MINUS_3, LFE_PLUS_4 };

enum { RECIPE_SOURCES = 32, RECIPE_ROLE = 64 };

/* One source that sounds. A role that is not listed is silent. */
struct recipe_source {
    char role[RECIPE_ROLE]; /* a stem of the plan, "Full mix", "Dialogue" or "Effects" */
    double gain_db;         /* -60 to +20 */
};

struct recipe {
    struct recipe_source source[RECIPE_SOURCES]; /* sorted by role, each role once */
    size_t sources;
    enum fold fold;
    enum lfe_state lfe;
    bool centre;        /* false: the Centre of the music is left out; temps keep theirs */
    double headroom_db; /* the production's one constant gain, -24 to 0 */
};

/* "lo_ro", "lt_rt", "mono"; "out", "minus_3", "plus_4". */
const char *fold_name(enum fold fold);
const char *lfe_name(enum lfe_state lfe);
enum err_code fold_parse(enum fold *out, const char *text, struct err *err);
enum err_code lfe_parse(enum lfe_state *out, const char *text, struct err *err);

/* Adds a source or changes its gain, keeping the order. ERR_INVALID names the rule broken. */
enum err_code recipe_add(struct recipe *recipe, const char *role, double gain_db, struct err *err);
const struct recipe_source *recipe_find(const struct recipe *recipe,
                                        const char *role); /* or NULL */

/* Checks every range; ERR_INVALID names the field. */
enum err_code recipe_check(const struct recipe *recipe, struct err *err);

/* Adds every field to a hash, so that equal recipes and no others give equal hashes. */
void recipe_hash(const struct recipe *recipe, struct hasher *hasher);

/* Says in words what is heard, for people: "Lo/Ro: C, Ls, Rs -3 dB; LFE out; headroom -6.0 dB". */
enum { RECIPE_TEXT = 256 };
void recipe_describe(char out[RECIPE_TEXT], const struct recipe *recipe);
