/* Recordings: the prints of a set and the temps of a picture, with what was read from their files,
 * so that a list opens none. */
#pragma once

#include "codec/media/names.h"
#include "codec/media/stem.h"
#include "server/store/db.h"

enum { RECORDING_ROLE = 64, RECORDING_NAME = 256, RECORDING_WARNINGS = 1536 };

struct recording_file {
    bool is_mono;         /* one channel of a gathered recording */
    enum channel channel; /* of a mono file */
    char filename[RECORDING_NAME];
    int64_t bytes;
    struct hash hash;
};

struct recording {
    int64_t id;
    int64_t set_id, picture_id; /* of a print, of a temp; the other is 0 */
    enum role_kind kind;
    char role[RECORDING_ROLE];
    char base[RECORDING_NAME];     /* what the mono files of a gathered recording share */
    char filename[RECORDING_NAME]; /* of the file that came first */
    bool is_gathered;              /* of mono files, which come one by one */
    char format[8];
    uint32_t rate_hz;
    unsigned bits, channels;
    bool is_float;
    int64_t samples; /* at 48 kHz */
    enum stem_start_known_by start_known_by;
    int64_t start_samples; /* 0 when unknown */
    struct order order;
    char warnings[RECORDING_WARNINGS]; /* sentences, one a line */
    int64_t added_at_ms;
    bool is_audio_known; /* it was listened to: db_recording_audio */
    /* Of a print read alone or for a list that is shown: the newest earlier published set of the
     * cue that has the same audio in this role; 0: none, or not known yet. */
    int64_t unchanged_set_id, unchanged_version;
    unsigned files;
    struct recording_file file[CHANNELS]; /* by channel */
};

/* "stem", "mix", "dialogue", "effects"; "unknown", "bext", "ixml", "name", "person". */
const char *role_kind_name(enum role_kind kind);
const char *start_known_by_name(enum stem_start_known_by known_by);
enum order_known_by order_known_by_parse(const char *name);
enum role_kind role_kind_parse(const char *name);

/* Which channels of 5.1 a gathered recording waits for. Returns how many; 0 for all others. A
 * stereo pair comes in one file: two mono files could be the first two of six. */
unsigned recording_missing(const struct recording *recording, enum channel missing[CHANNELS]);

/* All its files are there, and its order and its start are known. (The record's view of the same,
 * for prints: playable_prints.) */
bool recording_is_playable(const struct recording *recording);

enum err_code db_recording(struct db *db, int64_t id, struct recording *out, struct err *err);

/* The one that holds a role of a set, or a base name and role of a picture; *found says whether
 * there is one. Only what identifies it is read from `like`. */
enum err_code db_recording_like(struct db *db, const struct recording *like, struct recording *out,
                                bool *found, struct err *err);

/* Lists: the caller frees. Prints by set and then in no order; temps by start. */
struct recordings {
    struct recording *list;
    size_t count;
};
enum err_code db_prints_of_set(struct db *db, int64_t set_id, struct recordings *out,
                               struct err *err);
/* Of its published sets. */
enum err_code db_prints_of_cue(struct db *db, int64_t cue_id, struct recordings *out,
                               struct err *err);
/* Of the set that stands for each cue; of the drafts. */
enum err_code db_prints_latest(struct db *db, int64_t production_id, struct recordings *out,
                               struct err *err);
enum err_code db_prints_of_drafts(struct db *db, int64_t production_id, struct recordings *out,
                                  struct err *err);
enum err_code db_prints_of_production(struct db *db, int64_t production_id, struct recordings *out,
                                      struct err *err);
/* Prints and temps that a job of the production is about. */
enum err_code db_recordings_with_jobs(struct db *db, int64_t production_id, struct recordings *out,
                                      struct err *err);
/* All, of any production, that have a file with these very bytes. */
enum err_code db_recordings_with_blob(struct db *db, const struct hash *hash,
                                      struct recordings *out, struct err *err);
enum err_code db_temps_of_picture(struct db *db, int64_t picture_id, struct recordings *out,
                                  struct err *err);

/* For use inside a transaction. `add` fills id and added_at_ms; `put` writes what was read from the
 * files again, when one more has come. Neither writes files. */
enum err_code db_recording_add(struct db *db, struct recording *recording, struct err *err);
enum err_code db_recording_put(struct db *db, const struct recording *recording, struct err *err);
enum err_code db_recording_file_add(struct db *db, int64_t recording_id,
                                    const struct recording_file *file, struct err *err);

/* What a person answers, for use inside a transaction. The sounds of it are dropped (sounds.h): its
 * place or its channels may be others now. */
enum err_code db_recording_order(struct db *db, int64_t id, const struct order *order,
                                 struct err *err);
enum err_code db_recording_start(struct db *db, int64_t id, int64_t start_samples, struct err *err);

/* What the recording sounds like, whatever file it came in (analysis.audio). */
enum err_code db_recording_audio(struct db *db, int64_t id, const struct hash *audio,
                                 struct err *err);

/* Does a row refer to this blob? */
enum err_code db_blob_is_used(struct db *db, const struct hash *hash, bool *used, struct err *err);

/* Every blob that a row refers to, sorted, each once; the caller frees. */
enum err_code db_blobs_used(struct db *db, struct hash **out, size_t *count, struct err *err);

/* Names one file with this blob, for messages. */
enum err_code db_blob_name(struct db *db, const struct hash *hash, char out[RECORDING_NAME],
                           struct err *err);
