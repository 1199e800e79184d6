/* What prints sound like inside scenes: a row for each print and each range that is a scene of any
 * picture version of its production and that the print reaches (codec/measure/range_sound.h). Rows
 * are made by a job (work/sounds_job.c), and made again where they are missing. */
#pragma once

#include "codec/measure/range_sound.h"
#include "server/store/db.h"

struct sound {
    int64_t recording_id;
    struct range_sound range;
};

/* Of the prints of a set, by recording and range; the caller frees. */
enum err_code db_sounds_of_set(struct db *db, int64_t set_id, struct sound **out, size_t *count,
                               struct err *err);

/* The row of a list that is sorted so; NULL when there is none. */
const struct sound *sound_find(const struct sound *list, size_t count, int64_t recording_id,
                               int64_t in_samples, int64_t out_samples);
/* By recording, in and out; for qsort. */
int sound_compare(const void *a, const void *b);

/* For use inside a transaction. Adds what is not there, and removes rows of the print whose range
 * is no scene's any more. */
enum err_code db_sounds_put(struct db *db, int64_t recording_id, const struct range_sound *ranges,
                            size_t count, struct err *err);

/* For use inside the transaction that gives a recording another place or order. */
enum err_code db_sounds_drop(struct db *db, int64_t recording_id, struct err *err);

/* A range that a playable print reaches and that has no row. */
struct sound_gap {
    int64_t recording_id, start_samples, end_samples;
    char slot_order[32];
    int64_t in_samples, out_samples;
};

/* By recording and range, each once; the caller frees. Sets that a newer one has replaced for good
 * have none, for nobody asks what they sound like now. The second is of one print. */
enum err_code db_sound_gaps(struct db *db, int64_t production_id, struct sound_gap **out,
                            size_t *count, struct err *err);
enum err_code db_sound_gaps_of(struct db *db, int64_t recording_id, struct sound_gap **out,
                               size_t *count, struct err *err);
