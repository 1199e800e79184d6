/* Previews that somebody asked for, frozen: enough to make the same bytes again at any time. */
#pragma once

#include "codec/opus/segment.h"
#include "server/store/recordings.h"

enum { PREVIEW_TITLE = 200 };

struct preview_row_track {
    int64_t recording_id;
    /* Of the recording, the first five read only: */
    int64_t set_id, picture_id; /* the other is 0 */
    char cue[201];              /* "" for a temp */
    char role[RECORDING_ROLE];
    enum role_kind kind;
    int64_t start_samples, samples;
    struct order order; /* as it was known then */
    struct hash audio;  /* identity of what is decoded */
    unsigned files;
    struct recording_file file[CHANNELS]; /* without bytes */
};

struct preview_row {
    struct hash id; /* of key, picture and recordings: what the API calls it */
    struct hash key;
    int64_t picture_id;
    int64_t in_samples, out_samples;
    char *recipe; /* JSON, headroom apart; freed by clear */
    double headroom_db;
    struct opus_settings settings;
    char title[PREVIEW_TITLE];
    int64_t created_at_ms;
    struct preview_row_track *track; /* freed by clear */
    size_t tracks;
};

/* Adds it unless it is there; *added tells. */
enum err_code db_preview_add(struct db *db, struct preview_row *row, bool *added, struct err *err);
/* Clear it after success. */
enum err_code db_preview(struct db *db, const struct hash *id, struct preview_row *out,
                         struct err *err);
void preview_row_clear(struct preview_row *row);
