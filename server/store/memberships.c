#include "server/store/memberships.h"

#include "server/store/rows.h"

static const char sql_of_person[] =
    "SELECT p.id, p.name, p.frame_rate, p.headroom_db, p.created_at_ms, s.name, m.side,"
    "  m.may_manage, (SELECT COUNT(*) FROM pictures WHERE production_id = p.id),"
    "  (SELECT COUNT(*) FROM cues WHERE production_id = p.id)"
    "  FROM members m JOIN productions p ON p.id = m.production_id"
    "  LEFT JOIN stems s ON s.production_id = p.id"
    "  WHERE m.person_id = :person ORDER BY p.id DESC, s.position";

static void read_membership(struct query *q, struct membership *out)
{
    char side[16];

    production_read(q, &out->production);
    db_text(q, 6, side, sizeof side);
    if (side_parse(&out->side, side, &q->err))
        q->code = q->err.code;
    out->may_manage = db_i64(q, 7) != 0;
    out->pictures = db_i64(q, 8);
    out->cues = db_i64(q, 9);
}

enum err_code db_memberships(struct db *db, int64_t person_id, struct membership **out,
                             size_t *count, struct err *err)
{
    struct query q = db_query(db, sql_of_person);
    struct rows rows = { 0 };
    struct membership *last = NULL;

    db_bind_i64(&q, ":person", person_id);
    while (db_row(&q)) {
        if (!last || last->production.id != db_i64(&q, 0)) {
            if (!(last = rows_add(&rows, sizeof *last, &q)))
                break;
            read_membership(&q, last);
        }
        production_read_stem(&q, &last->production);
    }
    return rows_end(&rows, &q, out, count, err);
}
