/* Which scenes belong to a reel: those in which a cue of the reel sounds, in any of its sets; and
 * those in which no cue that tells a reel sounds, but that begin in the reel's hour of the timecode
 * (reel 2 from 02:00:00:00 on). A scene that lies across two reels belongs to both. */
#pragma once

#include "server/store/db.h"

#include "codec/core/timecode.h"

enum { REEL_MAX = 99 };

/* Begins a statement with `reel_spans` (reel, from_samples, to_samples): where the cues of each
 * reel of :production sound, overlaps merged, so that a scene is compared with a few. */
#define SQL_REEL_SPANS                                                                             \
    "WITH prints AS"                                                                               \
    "  (SELECT c.reel, r.start_samples AS from_samples,"                                           \
    "          MAX(r.start_samples + r.samples) AS to_samples"                                     \
    "     FROM cues c JOIN sets t ON t.cue_id = c.id JOIN recordings r ON r.set_id = t.id"         \
    "    WHERE c.production_id = :production AND c.reel > 0 AND t.published_at_ms IS NOT NULL"     \
    "      AND r.start_samples IS NOT NULL"                                                        \
    "    GROUP BY c.reel, r.start_samples),"                                                       \
    " marked AS"                                                                                   \
    "  (SELECT reel, from_samples, to_samples, CASE WHEN from_samples > MAX(to_samples)"           \
    "            OVER (PARTITION BY reel ORDER BY from_samples"                                    \
    "                  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"                          \
    "          THEN 1 ELSE 0 END AS is_apart FROM prints),"                                        \
    " numbered AS"                                                                                 \
    "  (SELECT reel, from_samples, to_samples, SUM(is_apart)"                                      \
    "            OVER (PARTITION BY reel ORDER BY from_samples) AS span FROM marked),"             \
    " reel_spans AS MATERIALIZED"                                                                  \
    "  (SELECT reel, MIN(from_samples) AS from_samples, MAX(to_samples) AS to_samples"             \
    "     FROM numbered GROUP BY reel, span) "

/* The ids of all scenes of :production that belong to :reel, as a subselect. Its parameters are
 * bound by reel_bind. */
#define SQL_SCENES_OF_REEL                                                                         \
    "(" SQL_REEL_SPANS "SELECT e.id FROM scenes e JOIN pictures v ON v.id = e.picture_id"          \
    "  WHERE v.production_id = :production AND"                                                    \
    "    (EXISTS (SELECT 1 FROM reel_spans x WHERE x.reel = :reel"                                 \
    "               AND x.from_samples < e.out_samples AND x.to_samples > e.in_samples)"           \
    "     OR e.in_samples >= :hour_in AND e.in_samples < :hour_out AND"                            \
    "     NOT EXISTS (SELECT 1 FROM reel_spans x"                                                  \
    "               WHERE x.from_samples < e.out_samples AND x.to_samples > e.in_samples)))"

/* Binds :reel, :hour_in and :hour_out; a reel of 0 binds NULL, for "any". */
void reel_bind(struct query *q, int64_t reel, struct rate rate);

/* A scene of a picture, with one reel that it belongs to; a scene of two reels comes twice. */
struct scene_reel {
    int64_t scene_id, reel;
};

/* Of all scenes of a picture, also of those that it lists no more, by scene and reel; the caller
 * frees. A scene that belongs to no reel (hour 0 of the timecode) is not in it. */
enum err_code db_scene_reels(struct db *db, int64_t production_id, int64_t picture_id,
                             struct rate rate, struct scene_reel **out, size_t *count,
                             struct err *err);
