#include "server/store/reels.h"

#include <stdio.h>

#include "server/store/rows.h"

enum { HOURS = 24 };

static const char sql_of_picture[] =
    SQL_REEL_SPANS "SELECT DISTINCT s.id, s.in_samples, x.reel FROM scenes s"
                   "  LEFT JOIN reel_spans x"
                   "    ON x.from_samples < s.out_samples AND x.to_samples > s.in_samples"
                   "  WHERE s.picture_id = :picture ORDER BY s.id, x.reel";

/* The first sample of an hour of the timecode; the label exists at every rate. */
static int64_t hour_begin(struct rate rate, int64_t hour)
{
    char text[TIMECODE_TEXT];
    int64_t begin = 0;

    snprintf(text, sizeof text, "%02d:00:00:00", (int)(hour % HOURS));
    timecode_parse(&begin, rate, text, NULL);
    return begin;
}

void reel_bind(struct query *q, int64_t reel, struct rate rate)
{
    const bool has_hour = reel > 0 && reel < HOURS;

    db_bind_id(q, ":reel", reel);
    db_bind_i64(q, ":hour_in", has_hour ? hour_begin(rate, reel) : -1);
    db_bind_i64(q, ":hour_out",
                !has_hour          ? -1
                : reel + 1 < HOURS ? hour_begin(rate, reel + 1)
                                   : INT64_MAX);
}

static int64_t hour_of(struct rate rate, int64_t position_samples)
{
    int64_t hour = 0;

    while (hour + 1 < HOURS && hour_begin(rate, hour + 1) <= position_samples)
        hour++;
    return hour;
}

enum err_code db_scene_reels(struct db *db, int64_t production_id, int64_t picture_id,
                             struct rate rate, struct scene_reel **out, size_t *count,
                             struct err *err)
{
    struct query q = db_query(db, sql_of_picture);
    struct rows rows = { 0 };
    struct scene_reel *row;

    db_bind_i64(&q, ":production", production_id);
    db_bind_i64(&q, ":picture", picture_id);
    while (db_row(&q)) {
        const int64_t reel = db_is_null(&q, 2) ? hour_of(rate, db_i64(&q, 1)) : db_i64(&q, 2);
        if (reel == 0)
            continue;
        if (!(row = rows_add(&rows, sizeof *row, &q)))
            break;
        *row = (struct scene_reel){ db_i64(&q, 0), reel };
    }
    return rows_end(&rows, &q, out, count, err);
}
