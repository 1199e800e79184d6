#include "server/store/challenges.h"

#include <stdio.h>
#include <stdlib.h>

enum { RANGES_TEXT = 200 };

static const char sql_seen[] =
    "SELECT f.bytes, m.production_id = :production"
    "  FROM recording_files f JOIN recordings r ON r.id = f.recording_id"
    "    LEFT JOIN sets s ON s.id = r.set_id LEFT JOIN cues c ON c.id = s.cue_id"
    "    LEFT JOIN pictures p ON p.id = r.picture_id"
    "    JOIN members m ON m.production_id = COALESCE(c.production_id, p.production_id)"
    "      AND m.person_id = :person"
    "  WHERE f.hash = :hash ORDER BY 2 DESC LIMIT 1";
static const char sql_tidy[] = "DELETE FROM challenges WHERE expires_at_ms <= :now";
static const char sql_add[] =
    "INSERT INTO challenges(person_id, production_id, sha256, bytes, nonce, ranges, expires_at_ms)"
    "  VALUES(:person, :production, :sha256, :bytes, :nonce, :ranges, :expires_at_ms)";
static const char sql_take[] =
    "DELETE FROM challenges WHERE id = :id AND person_id = :person"
    "  RETURNING id, person_id, production_id, sha256, bytes, nonce, ranges, expires_at_ms";

enum err_code db_blob_seen(struct db *db, const struct hash *sha256, int64_t person_id,
                           int64_t production_id, struct blob_seen *out, struct err *err)
{
    struct query q = db_query(db, sql_seen);

    *out = (struct blob_seen){ 0 };
    db_bind_hash(&q, ":hash", sha256);
    db_bind_i64(&q, ":person", person_id);
    db_bind_i64(&q, ":production", production_id);
    if (db_row(&q))
        *out = (struct blob_seen){ true, db_i64(&q, 0), db_i64(&q, 1) != 0 };
    return db_end(&q, err);
}

/* "0+65536 1200000+65536" */
static void ranges_text(char out[RANGES_TEXT], const struct challenge *challenge)
{
    size_t used = 0;

    *out = '\0';
    for (unsigned i = 0; i < challenge->ranges; i++)
        used += (size_t)snprintf(out + used, RANGES_TEXT - used, "%s%lld+%lld", i ? " " : "",
                                 (long long)challenge->range[i].offset,
                                 (long long)challenge->range[i].bytes);
}

static void ranges_read(struct challenge *out, const char *text)
{
    char *at = NULL;

    for (out->ranges = 0; *text && out->ranges < CHALLENGE_RANGES; text = *at ? at + 1 : at) {
        out->range[out->ranges].offset = strtoll(text, &at, 10);
        out->range[out->ranges].bytes = *at ? strtoll(at + 1, &at, 10) : 0;
        out->ranges++;
    }
}

enum err_code db_challenge_add(struct db *db, struct challenge *challenge, struct err *err)
{
    struct query q = db_query(db, sql_tidy);
    char ranges[RANGES_TEXT];
    enum err_code code;

    db_bind_i64(&q, ":now", db_now_ms(db));
    if ((code = db_change(&q, NULL, err)))
        return code;
    ranges_text(ranges, challenge);
    q = db_query(db, sql_add);
    db_bind_i64(&q, ":person", challenge->person_id);
    db_bind_i64(&q, ":production", challenge->production_id);
    db_bind_hash(&q, ":sha256", &challenge->sha256);
    db_bind_i64(&q, ":bytes", challenge->bytes);
    db_bind_hash(&q, ":nonce", &challenge->nonce);
    db_bind_text(&q, ":ranges", ranges);
    db_bind_i64(&q, ":expires_at_ms", challenge->expires_at_ms);
    return db_insert(&q, &challenge->id, err);
}

enum err_code db_challenge_take(struct db *db, int64_t id, int64_t person_id, struct challenge *out,
                                bool *found, struct err *err)
{
    struct query q = db_query(db, sql_take);
    char ranges[RANGES_TEXT];
    enum err_code code;

    *out = (struct challenge){ 0 };
    db_bind_i64(&q, ":id", id);
    db_bind_i64(&q, ":person", person_id);
    while (db_row(&q)) {
        out->id = db_i64(&q, 0);
        out->person_id = db_i64(&q, 1);
        out->production_id = db_i64(&q, 2);
        out->sha256 = db_hash(&q, 3);
        out->bytes = db_i64(&q, 4);
        out->nonce = db_hash(&q, 5);
        db_text(&q, 6, ranges, sizeof ranges);
        ranges_read(out, ranges);
        out->expires_at_ms = db_i64(&q, 7);
    }
    code = db_end(&q, err);
    *found = out->id != 0 && out->expires_at_ms > db_now_ms(db);
    return code;
}
