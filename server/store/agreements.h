/* The stage agreement: what both sides have accepted before the first print, in versions. */
#pragma once

#include "server/store/members.h"

enum lfe_policy { LFE_NONE, LFE_AGREED_MOMENTS, LFE_FREE };
enum centre_policy { CENTRE_EMPTY, CENTRE_SPARING, CENTRE_FREE };

const char *lfe_policy_name(enum lfe_policy policy);       /* "none", "agreed_moments", "free" */
const char *centre_policy_name(enum centre_policy policy); /* "empty", "sparing", "free" */
enum err_code lfe_policy_parse(enum lfe_policy *out, const char *name, struct err *err);
enum err_code centre_policy_parse(enum centre_policy *out, const char *name, struct err *err);

struct acceptance {
    int64_t id, person_id; /* 0: not accepted by this side */
    int64_t at_ms;
};

struct agreement {
    int64_t id, production_id;
    int64_t version;
    enum lfe_policy lfe;
    enum centre_policy centre;
    uint32_t rate_hz; /* of the prints */
    unsigned bits;
    bool has_start; /* every print of a set begins there; else its time stamp is right */
    int64_t start_samples;
    bool two_pop;
    char *terms; /* moments and text as JSON, opaque here; agreement_clear frees it */
    int64_t person_id;
    enum side side; /* of whom it was proposed by */
    int64_t proposed_at_ms;
    int64_t in_force_at_ms; /* 0: not accepted by both */
    struct acceptance music, stage;
};
void agreement_clear(struct agreement *agreement);

/* For use inside a transaction: adds the next version. All but version, in_force_at_ms and the
 * acceptances is given. */
enum err_code db_agreement_add(struct db *db, const struct agreement *agreement, struct err *err);
/* Likewise. When both sides have accepted, it is in force. ERR_CONFLICT: a newer version has taken
 * its place, or this side has accepted it already. */
enum err_code db_agreement_accept(struct db *db, int64_t agreement_id, enum side side,
                                  const struct acceptance *acceptance, struct err *err);

enum err_code db_agreement(struct db *db, int64_t id, struct agreement *out, struct err *err);
/* The newest that both accepted; *found: is there one? */
enum err_code db_agreement_in_force(struct db *db, int64_t production_id, struct agreement *out,
                                    bool *found, struct err *err);
/* All, newest first; the caller clears each and frees the list. */
enum err_code db_agreements(struct db *db, int64_t production_id, struct agreement **out,
                            size_t *count, struct err *err);
