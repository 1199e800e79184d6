#include "server/store/agreements.h"

#include <stdlib.h>
#include <string.h>

#include "server/store/rows.h"

#define COLUMNS                                                                                    \
    "SELECT a.id, a.production_id, a.version, a.lfe_policy, a.centre_policy, a.rate_hz, a.bits,"   \
    "  a.start_samples, a.two_pop, a.terms, a.person_id, a.side, a.proposed_at_ms,"                \
    "  COALESCE(a.in_force_at_ms, 0), COALESCE(m.id, 0), COALESCE(m.person_id, 0),"                \
    "  COALESCE(m.at_ms, 0), COALESCE(s.id, 0), COALESCE(s.person_id, 0), COALESCE(s.at_ms, 0)"    \
    "  FROM agreements a"                                                                          \
    "  LEFT JOIN agreement_acceptances m ON m.agreement_id = a.id AND m.side = 'music'"            \
    "  LEFT JOIN agreement_acceptances s ON s.agreement_id = a.id AND s.side = 'stage'"

static const char sql_add[] =
    "INSERT INTO agreements(id, production_id, version, lfe_policy, centre_policy, rate_hz, bits,"
    "  start_samples, two_pop, terms, person_id, side, proposed_at_ms)"
    "  SELECT :id, :production, COALESCE(MAX(version), 0) + 1, :lfe, :centre, :rate_hz, :bits,"
    "    :start_samples, :two_pop, :terms, :person, :side, :at_ms"
    "    FROM agreements WHERE production_id = :production";
static const char sql_is_newest[] =
    "SELECT NOT EXISTS (SELECT 1 FROM agreements b WHERE b.production_id = a.production_id"
    "  AND b.version > a.version) FROM agreements a WHERE a.id = :id";
static const char sql_accept[] =
    "INSERT INTO agreement_acceptances(id, agreement_id, side, person_id, at_ms)"
    "  VALUES(:id, :agreement, :side, :person, :at_ms)";
static const char sql_in_force_now[] =
    "UPDATE agreements SET in_force_at_ms = :at_ms WHERE id = :id AND in_force_at_ms IS NULL"
    "  AND (SELECT COUNT(*) FROM agreement_acceptances WHERE agreement_id = :id) = 2";
static const char sql_one[] = COLUMNS " WHERE a.id = :id";
static const char sql_in_force[] =
    COLUMNS " WHERE a.production_id = :production AND a.in_force_at_ms IS NOT NULL"
            "  ORDER BY a.version DESC LIMIT 1";
static const char sql_all[] =
    COLUMNS " WHERE a.production_id = :production ORDER BY a.version DESC";

static const char *const lfe_names[] = {
    [LFE_NONE] = "none", [LFE_AGREED_MOMENTS] = "agreed_moments", [LFE_FREE] = "free"
};
static const char *const centre_names[] = {
    [CENTRE_EMPTY] = "empty", [CENTRE_SPARING] = "sparing", [CENTRE_FREE] = "free"
};

const char *lfe_policy_name(enum lfe_policy policy)
{
    return lfe_names[policy];
}

const char *centre_policy_name(enum centre_policy policy)
{
    return centre_names[policy];
}

enum err_code lfe_policy_parse(enum lfe_policy *out, const char *name, struct err *err)
{
    for (*out = LFE_NONE; *out <= LFE_FREE; (*out)++)
        if (!strcmp(lfe_names[*out], name))
            return ERR_NONE;
    return err_set(err, ERR_INVALID,
                   "\"%.40s\" is no LFE policy: it is none, agreed_moments or free", name);
}

enum err_code centre_policy_parse(enum centre_policy *out, const char *name, struct err *err)
{
    for (*out = CENTRE_EMPTY; *out <= CENTRE_FREE; (*out)++)
        if (!strcmp(centre_names[*out], name))
            return ERR_NONE;
    return err_set(err, ERR_INVALID, "\"%.40s\" is no Centre policy: it is empty, sparing or free",
                   name);
}

void agreement_clear(struct agreement *agreement)
{
    free(agreement->terms);
    *agreement = (struct agreement){ 0 };
}

enum err_code db_agreement_add(struct db *db, const struct agreement *agreement, struct err *err)
{
    struct query q = db_query(db, sql_add);

    db_bind_i64(&q, ":id", agreement->id);
    db_bind_i64(&q, ":production", agreement->production_id);
    db_bind_text(&q, ":lfe", lfe_policy_name(agreement->lfe));
    db_bind_text(&q, ":centre", centre_policy_name(agreement->centre));
    db_bind_i64(&q, ":rate_hz", agreement->rate_hz);
    db_bind_i64(&q, ":bits", agreement->bits);
    if (agreement->has_start)
        db_bind_i64(&q, ":start_samples", agreement->start_samples);
    else
        db_bind_null(&q, ":start_samples");
    db_bind_i64(&q, ":two_pop", agreement->two_pop);
    db_bind_text(&q, ":terms", agreement->terms);
    db_bind_i64(&q, ":person", agreement->person_id);
    db_bind_text(&q, ":side", side_name(agreement->side));
    db_bind_i64(&q, ":at_ms", agreement->proposed_at_ms);
    return db_change(&q, NULL, err);
}

static enum err_code check_newest(struct db *db, int64_t id, struct err *err)
{
    struct query q = db_query(db, sql_is_newest);
    enum err_code code;
    bool newest = false;

    db_bind_i64(&q, ":id", id);
    if (db_row(&q))
        newest = db_i64(&q, 0) != 0;
    if (!(code = db_end(&q, err)) && !newest)
        code = err_set(err, ERR_CONFLICT,
                       "a newer version of the agreement has taken its place: look at that one");
    return code;
}

static enum err_code insert_acceptance(struct db *db, int64_t agreement_id, enum side side,
                                       const struct acceptance *acceptance, struct err *err)
{
    struct query q = db_query(db, sql_accept);
    enum err_code code;

    db_bind_i64(&q, ":id", acceptance->id);
    db_bind_i64(&q, ":agreement", agreement_id);
    db_bind_text(&q, ":side", side_name(side));
    db_bind_i64(&q, ":person", acceptance->person_id);
    db_bind_i64(&q, ":at_ms", acceptance->at_ms);
    if ((code = db_change(&q, NULL, err)) == ERR_CONFLICT)
        return err_set(err, ERR_CONFLICT, "the %s side has accepted this version already",
                       side_name(side));
    return code;
}

enum err_code db_agreement_accept(struct db *db, int64_t agreement_id, enum side side,
                                  const struct acceptance *acceptance, struct err *err)
{
    struct query q;
    enum err_code code;

    if ((code = check_newest(db, agreement_id, err)) ||
        (code = insert_acceptance(db, agreement_id, side, acceptance, err)))
        return code;
    q = db_query(db, sql_in_force_now);
    db_bind_i64(&q, ":id", agreement_id);
    db_bind_i64(&q, ":at_ms", acceptance->at_ms);
    return db_change(&q, NULL, err);
}

static void read_terms(struct query *q, struct agreement *out)
{
    char lfe[24], centre[24];

    db_text(q, 3, lfe, sizeof lfe);
    lfe_policy_parse(&out->lfe, lfe, NULL);
    db_text(q, 4, centre, sizeof centre);
    centre_policy_parse(&out->centre, centre, NULL);
    out->rate_hz = (uint32_t)db_i64(q, 5);
    out->bits = (unsigned)db_i64(q, 6);
    out->has_start = !db_is_null(q, 7);
    out->start_samples = db_i64(q, 7);
    out->two_pop = db_i64(q, 8) != 0;
    out->terms = db_text_dup(q, 9);
}

static void read_agreement(struct query *q, struct agreement *out)
{
    char side[8];

    out->id = db_i64(q, 0);
    out->production_id = db_i64(q, 1);
    out->version = db_i64(q, 2);
    read_terms(q, out);
    out->person_id = db_i64(q, 10);
    db_text(q, 11, side, sizeof side);
    side_parse(&out->side, side, NULL);
    out->proposed_at_ms = db_i64(q, 12);
    out->in_force_at_ms = db_i64(q, 13);
    out->music = (struct acceptance){ db_i64(q, 14), db_i64(q, 15), db_i64(q, 16) };
    out->stage = (struct acceptance){ db_i64(q, 17), db_i64(q, 18), db_i64(q, 19) };
}

/* Ends a query of at most one row. */
static enum err_code read_one(struct query *q, struct agreement *out, bool *found, struct err *err)
{
    enum err_code code;

    *out = (struct agreement){ 0 };
    if (db_row(q))
        read_agreement(q, out);
    if ((code = db_end(q, err)))
        agreement_clear(out);
    *found = out->id != 0;
    return code;
}

enum err_code db_agreement(struct db *db, int64_t id, struct agreement *out, struct err *err)
{
    struct query q = db_query(db, sql_one);
    enum err_code code;
    bool found;

    db_bind_i64(&q, ":id", id);
    if (!(code = read_one(&q, out, &found, err)) && !found)
        code = err_set(err, ERR_NOT_FOUND, "there is no agreement %lld", (long long)id);
    return code;
}

enum err_code db_agreement_in_force(struct db *db, int64_t production_id, struct agreement *out,
                                    bool *found, struct err *err)
{
    struct query q = db_query(db, sql_in_force);

    db_bind_i64(&q, ":production", production_id);
    return read_one(&q, out, found, err);
}

enum err_code db_agreements(struct db *db, int64_t production_id, struct agreement **out,
                            size_t *count, struct err *err)
{
    struct query q = db_query(db, sql_all);
    struct rows rows = { 0 };
    struct agreement *agreement;

    db_bind_i64(&q, ":production", production_id);
    while (db_row(&q) && (agreement = rows_add(&rows, sizeof *agreement, &q)) != NULL)
        read_agreement(&q, agreement);
    for (size_t i = 0; q.code && i < rows.count; i++)
        free(((struct agreement *)rows.data)[i].terms);
    return rows_end(&rows, &q, out, count, err);
}
