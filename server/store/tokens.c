#include "server/store/tokens.h"

#include "server/store/rows.h"

static const char sql_add[] = "INSERT INTO tokens(secret, person_id, name, scopes, created_at_ms)"
                              "  VALUES(:secret, :person, :name, :scopes, :now)";
static const char sql_holder[] =
    "SELECT t.id, t.person_id, p.name, p.is_owner, t.scopes, COALESCE(t.used_at_ms, 0)"
    "  FROM tokens t JOIN people p ON p.id = t.person_id"
    "  WHERE t.secret = :secret AND t.revoked_at_ms IS NULL";
static const char sql_lasts[] = "SELECT 1 FROM tokens WHERE id = :id AND revoked_at_ms IS NULL";
static const char sql_used[] = "UPDATE tokens SET used_at_ms = :now WHERE id = :id";
static const char sql_all[] =
    "SELECT id, name, scopes, created_at_ms, COALESCE(used_at_ms, 0) FROM tokens"
    "  WHERE person_id = :person AND revoked_at_ms IS NULL ORDER BY id DESC";
static const char sql_count[] =
    "SELECT COUNT(*) FROM tokens WHERE person_id = :person AND revoked_at_ms IS NULL";
static const char sql_revoke[] =
    "UPDATE tokens SET revoked_at_ms = :now"
    "  WHERE id = :id AND person_id = :person AND revoked_at_ms IS NULL";

enum err_code db_token_add(struct db *db, struct token *token, const struct hash *secret,
                           struct err *err)
{
    struct query q = db_query(db, sql_add);

    token->created_at_ms = db_now_ms(db);
    db_bind_hash(&q, ":secret", secret);
    db_bind_i64(&q, ":person", token->person_id);
    db_bind_text(&q, ":name", token->name);
    db_bind_i64(&q, ":scopes", token->scopes);
    db_bind_i64(&q, ":now", token->created_at_ms);
    return db_insert(&q, &token->id, err);
}

enum err_code db_token_holder(struct db *db, const struct hash *secret, struct holder *out,
                              struct err *err)
{
    struct query q = db_query(db, sql_holder);

    *out = (struct holder){ 0 };
    db_bind_hash(&q, ":secret", secret);
    if (db_row(&q)) {
        out->id = db_i64(&q, 0);
        out->person_id = db_i64(&q, 1);
        db_text(&q, 2, out->name, sizeof out->name);
        out->is_owner = db_i64(&q, 3) != 0;
        out->scopes = (unsigned)db_i64(&q, 4);
        out->seen_at_ms = db_i64(&q, 5);
    }
    return db_end(&q, err);
}

enum err_code db_token_used(struct db *db, int64_t id, struct err *err)
{
    struct query q = db_query(db, sql_used);

    db_bind_i64(&q, ":now", db_now_ms(db));
    db_bind_i64(&q, ":id", id);
    return db_change(&q, NULL, err);
}

enum err_code db_token_lasts(struct db *db, int64_t id, bool *lasts, struct err *err)
{
    struct query q = db_query(db, sql_lasts);

    db_bind_i64(&q, ":id", id);
    *lasts = db_row(&q);
    return db_end(&q, err);
}

enum err_code db_tokens(struct db *db, int64_t person_id, struct token **out, size_t *count,
                        struct err *err)
{
    struct query q = db_query(db, sql_all);
    struct rows rows = { 0 };
    struct token *token;

    db_bind_i64(&q, ":person", person_id);
    while (db_row(&q) && (token = rows_add(&rows, sizeof *token, &q)) != NULL) {
        token->id = db_i64(&q, 0);
        token->person_id = person_id;
        db_text(&q, 1, token->name, sizeof token->name);
        token->scopes = (unsigned)db_i64(&q, 2);
        token->created_at_ms = db_i64(&q, 3);
        token->used_at_ms = db_i64(&q, 4);
    }
    return rows_end(&rows, &q, out, count, err);
}

enum err_code db_tokens_count(struct db *db, int64_t person_id, size_t *count, struct err *err)
{
    struct query q = db_query(db, sql_count);

    *count = 0;
    db_bind_i64(&q, ":person", person_id);
    if (db_row(&q))
        *count = (size_t)db_i64(&q, 0);
    return db_end(&q, err);
}

enum err_code db_token_revoke(struct db *db, int64_t person_id, int64_t id, bool *revoked,
                              struct err *err)
{
    struct query q = db_query(db, sql_revoke);
    int64_t changed = 0;
    enum err_code code;

    db_bind_i64(&q, ":now", db_now_ms(db));
    db_bind_i64(&q, ":id", id);
    db_bind_i64(&q, ":person", person_id);
    code = db_change(&q, &changed, err);
    *revoked = changed > 0;
    return code;
}
