#include "server/store/sessions.h"

#include "server/store/members.h"
#include "server/store/rows.h"

static const int64_t idle_ms = 30 * INT64_C(86400000);

#define LASTS " s.expires_at_ms > :now AND s.seen_at_ms > :idle_since"
/* A guest's, as long as the link itself; a person's row has no link. */
#define LINK_LASTS " (s.link_id IS NULL OR (l.revoked_at_ms IS NULL AND l.expires_at_ms > :now))"

static const char sql_add[] =
    "INSERT INTO sessions(secret, person_id, link_id, guest_name, address, agent, created_at_ms,"
    "  seen_at_ms, expires_at_ms) VALUES(:secret, :person, :link, :guest_name, :address, :agent,"
    "  :now, :now, :expires_at_ms)";
static const char sql_tidy[] =
    "DELETE FROM sessions WHERE expires_at_ms <= :now OR seen_at_ms <= :idle_since";
static const char sql_holder[] =
    "SELECT s.id, COALESCE(s.person_id, 0), COALESCE(s.link_id, 0), COALESCE(l.production_id, 0),"
    "  COALESCE(p.name, s.guest_name), COALESCE(p.is_owner, 0), COALESCE(l.may_note, 0),"
    "  s.seen_at_ms"
    "  FROM sessions s LEFT JOIN people p ON p.id = s.person_id"
    "  LEFT JOIN links l ON l.id = s.link_id"
    "  WHERE s.secret = :secret AND" LASTS " AND" LINK_LASTS;
static const char sql_lasts[] = "SELECT 1 FROM sessions s LEFT JOIN links l ON l.id = s.link_id"
                                "  WHERE s.id = :id AND" LASTS " AND" LINK_LASTS;
static const char sql_seen[] = "UPDATE sessions SET seen_at_ms = :now WHERE id = :id";
static const char sql_all[] =
    "SELECT s.id, s.address, s.agent, s.created_at_ms, s.seen_at_ms FROM sessions s"
    "  WHERE s.person_id = :person AND" LASTS " ORDER BY s.seen_at_ms DESC, s.id DESC";
static const char sql_remove[] = "DELETE FROM sessions WHERE id = :id";
static const char sql_remove_all[] =
    "DELETE FROM sessions WHERE person_id = :person AND id <> :but";

static void bind_now(struct query *q, struct db *db)
{
    const int64_t now = db_now_ms(db);

    db_bind_i64(q, ":now", now);
    db_bind_i64(q, ":idle_since", now - idle_ms);
}

static enum err_code tidy(struct db *db, struct err *err)
{
    struct query q = db_query(db, sql_tidy);

    bind_now(&q, db);
    return db_change(&q, NULL, err);
}

enum err_code db_session_add(struct db *db, struct session *session, const struct hash *secret,
                             struct err *err)
{
    struct query q;
    enum err_code code;

    if ((code = tidy(db, err)))
        return code;
    session->created_at_ms = session->seen_at_ms = db_now_ms(db);
    q = db_query(db, sql_add);
    db_bind_hash(&q, ":secret", secret);
    db_bind_id(&q, ":person", session->person_id);
    db_bind_id(&q, ":link", session->link_id);
    db_bind_text(&q, ":guest_name", session->guest_name);
    db_bind_text(&q, ":address", session->address);
    db_bind_text(&q, ":agent", session->agent);
    db_bind_i64(&q, ":now", session->created_at_ms);
    db_bind_i64(&q, ":expires_at_ms", session->created_at_ms + SESSION_S * INT64_C(1000));
    return db_insert(&q, &session->id, err);
}

static void read_holder(struct query *q, struct holder *out)
{
    out->id = db_i64(q, 0);
    out->person_id = db_i64(q, 1);
    out->link_id = db_i64(q, 2);
    out->production_id = db_i64(q, 3);
    db_text(q, 4, out->name, sizeof out->name);
    out->is_owner = db_i64(q, 5) != 0;
    out->scopes = SCOPE_ALL;
    if (out->link_id)
        out->scopes = SCOPE_LISTEN | (db_i64(q, 6) ? SCOPE_NOTE : 0u);
    out->seen_at_ms = db_i64(q, 7);
}

enum err_code db_session_holder(struct db *db, const struct hash *secret, struct holder *out,
                                struct err *err)
{
    struct query q = db_query(db, sql_holder);

    *out = (struct holder){ 0 };
    db_bind_hash(&q, ":secret", secret);
    bind_now(&q, db);
    if (db_row(&q))
        read_holder(&q, out);
    return db_end(&q, err);
}

enum err_code db_session_seen(struct db *db, int64_t id, struct err *err)
{
    struct query q = db_query(db, sql_seen);

    db_bind_i64(&q, ":now", db_now_ms(db));
    db_bind_i64(&q, ":id", id);
    return db_change(&q, NULL, err);
}

enum err_code db_session_lasts(struct db *db, int64_t id, bool *lasts, struct err *err)
{
    struct query q = db_query(db, sql_lasts);

    db_bind_i64(&q, ":id", id);
    bind_now(&q, db);
    *lasts = db_row(&q);
    return db_end(&q, err);
}

enum err_code db_sessions(struct db *db, int64_t person_id, struct session **out, size_t *count,
                          struct err *err)
{
    struct query q = db_query(db, sql_all);
    struct rows rows = { 0 };
    struct session *session;

    db_bind_i64(&q, ":person", person_id);
    bind_now(&q, db);
    while (db_row(&q) && (session = rows_add(&rows, sizeof *session, &q)) != NULL) {
        session->id = db_i64(&q, 0);
        session->person_id = person_id;
        db_text(&q, 1, session->address, sizeof session->address);
        db_text(&q, 2, session->agent, sizeof session->agent);
        session->created_at_ms = db_i64(&q, 3);
        session->seen_at_ms = db_i64(&q, 4);
    }
    return rows_end(&rows, &q, out, count, err);
}

enum err_code db_session_remove(struct db *db, int64_t id, struct err *err)
{
    struct query q = db_query(db, sql_remove);

    db_bind_i64(&q, ":id", id);
    return db_change(&q, NULL, err);
}

enum err_code db_sessions_remove(struct db *db, int64_t person_id, int64_t but_id, struct err *err)
{
    struct query q = db_query(db, sql_remove_all);

    db_bind_i64(&q, ":person", person_id);
    db_bind_i64(&q, ":but", but_id);
    return db_change(&q, NULL, err);
}
