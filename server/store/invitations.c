#include "server/store/invitations.h"

#include "server/store/rows.h"

#define COLUMNS                                                                                    \
    "SELECT i.id, i.production_id, i.side, i.may_manage, i.made_by, i.created_at_ms,"              \
    "    i.expires_at_ms, i.used_by, i.used_at_ms, i.revoked_at_ms, p.name, m.name"                \
    "  FROM invitations i LEFT JOIN productions p ON p.id = i.production_id"                       \
    "  LEFT JOIN people m ON m.id = i.made_by"
#define USABLE " AND used_at_ms IS NULL AND revoked_at_ms IS NULL AND expires_at_ms > :now_ms"

static const char sql_add[] =
    "INSERT INTO invitations(secret, production_id, side, may_manage, made_by, created_at_ms,"
    "    expires_at_ms)"
    "  VALUES(:secret, :production, :side, :may_manage, :made_by, :created_at_ms, :expires_at_ms)";
static const char sql_one[] = COLUMNS " WHERE i.id = :id";
static const char sql_by_secret[] = COLUMNS " WHERE i.secret = :secret" USABLE;
static const char sql_of_production[] =
    COLUMNS " WHERE i.production_id = :production" USABLE " ORDER BY i.id DESC";
static const char sql_use[] =
    "UPDATE invitations SET used_by = :person, used_at_ms = :now_ms WHERE id = :id" USABLE;
static const char sql_revoke[] =
    "UPDATE invitations SET revoked_at_ms = :now_ms WHERE id = :id" USABLE;
static const char sql_revoke_of[] =
    "UPDATE invitations SET revoked_at_ms = :now_ms"
    "  WHERE production_id = :production AND made_by = :person" USABLE;
static const char sql_revoke_owners[] = "UPDATE invitations SET revoked_at_ms = :now_ms"
                                        "  WHERE production_id IS NULL AND made_by IS NULL" USABLE;

enum err_code db_invitation_add(struct db *db, struct invitation *invitation, struct err *err)
{
    struct query q = db_query(db, sql_add);

    invitation->created_at_ms = db_now_ms(db);
    db_bind_hash(&q, ":secret", &invitation->secret);
    db_bind_id(&q, ":production", invitation->production_id);
    db_bind_text(&q, ":side", side_name(invitation->side));
    db_bind_i64(&q, ":may_manage", invitation->may_manage);
    db_bind_id(&q, ":made_by", invitation->made_by);
    db_bind_i64(&q, ":created_at_ms", invitation->created_at_ms);
    db_bind_i64(&q, ":expires_at_ms", invitation->expires_at_ms);
    return db_insert(&q, &invitation->id, err);
}

/* NULL reads as 0 or "". A side that is none is kept out by a CHECK. */
static void read_invitation(struct query *q, struct invitation *out)
{
    char side[16];

    out->id = db_i64(q, 0);
    out->production_id = db_i64(q, 1);
    db_text(q, 2, side, sizeof side);
    side_parse(&out->side, side, NULL);
    out->may_manage = db_i64(q, 3);
    out->made_by = db_i64(q, 4);
    out->created_at_ms = db_i64(q, 5);
    out->expires_at_ms = db_i64(q, 6);
    out->used_by = db_i64(q, 7);
    out->used_at_ms = db_i64(q, 8);
    out->revoked_at_ms = db_i64(q, 9);
    db_text(q, 10, out->production, sizeof out->production);
    db_text(q, 11, out->maker, sizeof out->maker);
}

static enum err_code read_only(struct query *q, struct invitation *out, struct err *err)
{
    *out = (struct invitation){ 0 };
    if (db_row(q))
        read_invitation(q, out);
    return db_end(q, err);
}

static enum err_code unusable(struct err *err)
{
    return err_set(err, ERR_NOT_FOUND,
                   "this invitation can't be used: it has been used already, has expired, was "
                   "taken back, or is not complete; ask whoever sent it for a new one");
}

enum err_code db_invitation(struct db *db, int64_t id, struct invitation *out, struct err *err)
{
    struct query q = db_query(db, sql_one);
    enum err_code code;

    db_bind_i64(&q, ":id", id);
    if (!(code = read_only(&q, out, err)) && !out->id)
        code = err_set(err, ERR_NOT_FOUND, "there is no invitation %lld", (long long)id);
    return code;
}

enum err_code db_invitation_by_secret(struct db *db, const struct hash *secret,
                                      struct invitation *out, struct err *err)
{
    struct query q = db_query(db, sql_by_secret);
    enum err_code code;

    db_bind_hash(&q, ":secret", secret);
    db_bind_i64(&q, ":now_ms", db_now_ms(db));
    if (!(code = read_only(&q, out, err)) && !out->id)
        code = unusable(err);
    return code;
}

enum err_code db_invitations_open(struct db *db, int64_t production_id, struct invitation **out,
                                  size_t *count, struct err *err)
{
    struct query q = db_query(db, sql_of_production);
    struct rows rows = { 0 };
    struct invitation *invitation;

    db_bind_i64(&q, ":production", production_id);
    db_bind_i64(&q, ":now_ms", db_now_ms(db));
    while (db_row(&q) && (invitation = rows_add(&rows, sizeof *invitation, &q)) != NULL)
        read_invitation(&q, invitation);
    return rows_end(&rows, &q, out, count, err);
}

enum err_code db_invitation_use(struct db *db, int64_t id, int64_t person_id, struct err *err)
{
    struct query q = db_query(db, sql_use);
    int64_t changed = 0;
    enum err_code code;

    db_bind_i64(&q, ":id", id);
    db_bind_i64(&q, ":person", person_id);
    db_bind_i64(&q, ":now_ms", db_now_ms(db));
    if (!(code = db_change(&q, &changed, err)) && !changed)
        code = unusable(err);
    return code;
}

enum err_code db_invitation_revoke(struct db *db, int64_t id, bool *revoked, struct err *err)
{
    struct query q = db_query(db, sql_revoke);
    int64_t changed = 0;
    enum err_code code;

    db_bind_i64(&q, ":id", id);
    db_bind_i64(&q, ":now_ms", db_now_ms(db));
    code = db_change(&q, &changed, err);
    *revoked = !code && changed > 0;
    return code;
}

enum err_code db_invitations_revoke_of(struct db *db, int64_t production_id, int64_t person_id,
                                       int64_t *revoked, struct err *err)
{
    struct query q = db_query(db, sql_revoke_of);

    db_bind_i64(&q, ":production", production_id);
    db_bind_i64(&q, ":person", person_id);
    db_bind_i64(&q, ":now_ms", db_now_ms(db));
    return db_change(&q, revoked, err);
}

enum err_code db_invitations_revoke_owners(struct db *db, struct err *err)
{
    struct query q = db_query(db, sql_revoke_owners);

    db_bind_i64(&q, ":now_ms", db_now_ms(db));
    return db_change(&q, NULL, err);
}
