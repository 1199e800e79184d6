#include "server/store/members.h"

#include <string.h>

#include "server/store/rows.h"

#define COLUMNS                                                                                    \
    "SELECT m.production_id, m.person_id, m.side, m.may_manage, m.since_at_ms, p.name"             \
    "  FROM members m JOIN people p ON p.id = m.person_id WHERE m.production_id = :production"

static const char sql_one[] = COLUMNS " AND m.person_id = :person";
static const char sql_all[] = COLUMNS " ORDER BY p.name_folded";
static const char sql_put[] =
    "INSERT INTO members(production_id, person_id, side, may_manage, since_at_ms)"
    "  VALUES(:production, :person, :side, :may_manage, :now)"
    "  ON CONFLICT(production_id, person_id) DO UPDATE SET side = excluded.side,"
    "    may_manage = excluded.may_manage";
static const char sql_remove[] =
    "DELETE FROM members WHERE production_id = :production AND person_id = :person";
static const char sql_adopt[] =
    "INSERT INTO members(production_id, person_id, side, may_manage, since_at_ms)"
    "  SELECT id, :person, 'none', 1, :now FROM productions"
    "    WHERE NOT EXISTS (SELECT 1 FROM members WHERE production_id = productions.id)";

static const char *const sides[] = {
    [SIDE_NONE] = "none", [SIDE_MUSIC] = "music", [SIDE_STAGE] = "stage"
};
enum { SIDES = sizeof sides / sizeof *sides };

static const struct {
    enum scope scope;
    const char *name;
} scopes[] = {
    { SCOPE_LISTEN, "listen" }, { SCOPE_NOTE, "note" },       { SCOPE_UPLOAD, "upload" },
    { SCOPE_SIGN, "sign" },     { SCOPE_DELIVER, "deliver" },
};
enum { SCOPES = sizeof scopes / sizeof *scopes };

const char *side_name(enum side side)
{
    return sides[side];
}

enum err_code side_parse(enum side *out, const char *name, struct err *err)
{
    for (size_t i = 0; i < SIDES; i++)
        if (!strcmp(sides[i], name)) {
            *out = (enum side)i;
            return ERR_NONE;
        }
    return err_set(err, ERR_INVALID, "\"%.20s\" is no side; there are music, stage and none", name);
}

enum side side_other(enum side side)
{
    static const enum side other[SIDES] = { [SIDE_MUSIC] = SIDE_STAGE, [SIDE_STAGE] = SIDE_MUSIC };

    return other[side];
}

const char *scope_name(enum scope scope)
{
    for (size_t i = 0; i < SCOPES; i++)
        if (scopes[i].scope == scope)
            return scopes[i].name;
    return NULL;
}

enum err_code scope_parse(enum scope *out, const char *name, struct err *err)
{
    for (size_t i = 0; i < SCOPES; i++)
        if (!strcmp(scopes[i].name, name)) {
            *out = scopes[i].scope;
            return ERR_NONE;
        }
    return err_set(err, ERR_INVALID,
                   "\"%.20s\" is no scope; there are listen, note, upload, sign and deliver", name);
}

static void read_member(struct query *q, struct member *out)
{
    char side[8];

    out->production_id = db_i64(q, 0);
    out->person_id = db_i64(q, 1);
    db_text(q, 2, side, sizeof side);
    if (side_parse(&out->side, side, NULL) && !q->code)
        q->code = err_set(&q->err, ERR_DAMAGED, "the record knows a side that is none: %s", side);
    out->may_manage = db_i64(q, 3) != 0;
    out->since_at_ms = db_i64(q, 4);
    db_text(q, 5, out->name, sizeof out->name);
}

enum err_code db_member(struct db *db, int64_t production_id, int64_t person_id, struct member *out,
                        bool *found, struct err *err)
{
    struct query q = db_query(db, sql_one);

    *out = (struct member){ 0 };
    db_bind_i64(&q, ":production", production_id);
    db_bind_i64(&q, ":person", person_id);
    *found = db_row(&q);
    if (*found)
        read_member(&q, out);
    return db_end(&q, err);
}

enum err_code db_members(struct db *db, int64_t production_id, struct member **out, size_t *count,
                         struct err *err)
{
    struct query q = db_query(db, sql_all);
    struct rows rows = { 0 };
    struct member *member;

    db_bind_i64(&q, ":production", production_id);
    while (db_row(&q) && (member = rows_add(&rows, sizeof *member, &q)) != NULL)
        read_member(&q, member);
    return rows_end(&rows, &q, out, count, err);
}

enum err_code db_member_put(struct db *db, const struct member *member, struct err *err)
{
    struct query q = db_query(db, sql_put);

    db_bind_i64(&q, ":production", member->production_id);
    db_bind_i64(&q, ":person", member->person_id);
    db_bind_text(&q, ":side", side_name(member->side));
    db_bind_i64(&q, ":may_manage", member->may_manage);
    db_bind_i64(&q, ":now", db_now_ms(db));
    return db_change(&q, NULL, err);
}

enum err_code db_member_remove(struct db *db, int64_t production_id, int64_t person_id,
                               struct err *err)
{
    struct query q = db_query(db, sql_remove);

    db_bind_i64(&q, ":production", production_id);
    db_bind_i64(&q, ":person", person_id);
    return db_change(&q, NULL, err);
}

enum err_code db_members_adopt(struct db *db, int64_t person_id, struct err *err)
{
    struct query q = db_query(db, sql_adopt);

    db_bind_i64(&q, ":person", person_id);
    db_bind_i64(&q, ":now", db_now_ms(db));
    return db_change(&q, NULL, err);
}
