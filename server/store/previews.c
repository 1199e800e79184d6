#include "server/store/previews.h"

#include <stdlib.h>

#include "server/store/rows.h"

static const char sql_add[] =
    "INSERT INTO previews(id, key, picture_id, in_samples, out_samples, recipe, headroom_db,"
    "  bitrate_bps, complexity, title, created_at_ms)"
    "  VALUES(:id, :key, :picture, :in_samples, :out_samples, :recipe, :headroom_db,"
    "  :bitrate_bps, :complexity, :title, :created_at_ms) ON CONFLICT(id) DO NOTHING";
static const char sql_track_add[] =
    "INSERT INTO preview_tracks(preview_id, position, recording_id, start_samples, samples,"
    "  slot_order, order_known_by, audio)"
    "  VALUES(:preview, :position, :recording, :start_samples, :samples,"
    "  :slot_order, :order_known_by, :audio)";
static const char sql_file_add[] =
    "INSERT INTO preview_files(preview_id, position, slot, is_mono, filename, hash)"
    "  VALUES(:preview, :position, :slot, :is_mono, :filename, :hash)";
static const char sql_one[] =
    "SELECT id, key, picture_id, in_samples, out_samples, recipe, headroom_db, bitrate_bps,"
    "  complexity, title, created_at_ms FROM previews WHERE id = :id";
static const char sql_tracks[] =
    "SELECT t.position, t.recording_id, r.set_id, r.picture_id, c.name, r.role, r.kind,"
    "  t.start_samples, t.samples, t.slot_order, t.order_known_by, t.audio,"
    "  f.slot, f.is_mono, f.filename, f.hash"
    "  FROM preview_tracks t JOIN recordings r ON r.id = t.recording_id"
    "  LEFT JOIN sets s ON s.id = r.set_id LEFT JOIN cues c ON c.id = s.cue_id"
    "  JOIN preview_files f ON f.preview_id = t.preview_id AND f.position = t.position"
    "  WHERE t.preview_id = :id ORDER BY t.position, f.slot";

struct add {
    struct preview_row *row;
    bool added;
};

static enum err_code row_add(struct db *db, struct add *add, struct err *err)
{
    struct preview_row *row = add->row;
    struct query q = db_query(db, sql_add);
    int64_t changed = 0;
    enum err_code code;

    row->created_at_ms = db_now_ms(db);
    db_bind_hash(&q, ":id", &row->id);
    db_bind_hash(&q, ":key", &row->key);
    db_bind_i64(&q, ":picture", row->picture_id);
    db_bind_i64(&q, ":in_samples", row->in_samples);
    db_bind_i64(&q, ":out_samples", row->out_samples);
    db_bind_text(&q, ":recipe", row->recipe);
    db_bind_f64(&q, ":headroom_db", row->headroom_db);
    db_bind_i64(&q, ":bitrate_bps", row->settings.bitrate_bps);
    db_bind_i64(&q, ":complexity", row->settings.complexity);
    db_bind_text(&q, ":title", row->title);
    db_bind_i64(&q, ":created_at_ms", row->created_at_ms);
    code = db_change(&q, &changed, err);
    add->added = changed > 0;
    return code;
}

static enum err_code file_add(struct db *db, const struct preview_row *row, size_t position,
                              unsigned i, struct err *err)
{
    const struct recording_file *file = &row->track[position].file[i];
    struct query q = db_query(db, sql_file_add);

    db_bind_hash(&q, ":preview", &row->id);
    db_bind_i64(&q, ":position", (int64_t)position);
    db_bind_i64(&q, ":slot", file->is_mono ? (int64_t)file->channel : 0);
    db_bind_i64(&q, ":is_mono", file->is_mono);
    db_bind_text(&q, ":filename", file->filename);
    db_bind_hash(&q, ":hash", &file->hash);
    return db_insert(&q, NULL, err);
}

static enum err_code track_add(struct db *db, const struct preview_row *row, size_t position,
                               struct err *err)
{
    const struct preview_row_track *track = &row->track[position];
    struct query q = db_query(db, sql_track_add);
    char slots[ORDER_TEXT];
    enum err_code code;

    order_format(slots, &track->order);
    db_bind_hash(&q, ":preview", &row->id);
    db_bind_i64(&q, ":position", (int64_t)position);
    db_bind_i64(&q, ":recording", track->recording_id);
    db_bind_i64(&q, ":start_samples", track->start_samples);
    db_bind_i64(&q, ":samples", track->samples);
    db_bind_text(&q, ":slot_order", slots);
    db_bind_text(&q, ":order_known_by", order_known_by_name(track->order.known_by));
    db_bind_hash(&q, ":audio", &track->audio);
    code = db_insert(&q, NULL, err);
    for (unsigned i = 0; i < track->files && !code; i++)
        code = file_add(db, row, position, i, err);
    return code;
}

static enum err_code add_all(struct db *db, void *ctx, struct err *err)
{
    struct add *add = ctx;
    enum err_code code = row_add(db, add, err);

    for (size_t i = 0; add->added && i < add->row->tracks && !code; i++)
        code = track_add(db, add->row, i, err);
    return code;
}

enum err_code db_preview_add(struct db *db, struct preview_row *row, bool *added, struct err *err)
{
    struct add add = { .row = row };
    const enum err_code code = db_txn(db, add_all, &add, err);

    *added = add.added;
    return code;
}

static enum err_code read_row(struct db *db, const struct hash *id, struct preview_row *out,
                              struct err *err)
{
    struct query q = db_query(db, sql_one);
    bool found = false;
    enum err_code code;

    db_bind_hash(&q, ":id", id);
    if (db_row(&q)) {
        found = true;
        out->id = db_hash(&q, 0);
        out->key = db_hash(&q, 1);
        out->picture_id = db_i64(&q, 2);
        out->in_samples = db_i64(&q, 3);
        out->out_samples = db_i64(&q, 4);
        out->recipe = db_text_dup(&q, 5);
        out->headroom_db = db_f64(&q, 6);
        out->settings.bitrate_bps = (int32_t)db_i64(&q, 7);
        out->settings.complexity = (int)db_i64(&q, 8);
        db_text(&q, 9, out->title, sizeof out->title);
        out->created_at_ms = db_i64(&q, 10);
    }
    if (!(code = db_end(&q, err)) && !found)
        code = err_set(err, ERR_NOT_FOUND, "there is no such preview");
    return code;
}

/* Reads names until the last; slots of mono files that are not there leave no gap. */
static void read_track(struct query *q, struct preview_row_track *out)
{
    char text[ORDER_TEXT], kind[16], known_by[16];

    out->recording_id = db_i64(q, 1);
    out->set_id = db_i64(q, 2);
    out->picture_id = db_i64(q, 3);
    db_text(q, 4, out->cue, sizeof out->cue);
    db_text(q, 5, out->role, sizeof out->role);
    db_text(q, 6, kind, sizeof kind);
    out->kind = role_kind_parse(kind);
    out->start_samples = db_i64(q, 7);
    out->samples = db_i64(q, 8);
    db_text(q, 9, text, sizeof text);
    if (order_parse(&out->order, text, &q->err))
        q->code = q->err.code;
    db_text(q, 10, known_by, sizeof known_by);
    out->order.known_by = order_known_by_parse(known_by);
    out->audio = db_hash(q, 11);
}

static void read_file(struct query *q, struct preview_row_track *out)
{
    struct recording_file *file;

    if (out->files == CHANNELS)
        return;
    file = &out->file[out->files++];
    file->channel = (enum channel)db_i64(q, 12);
    file->is_mono = db_i64(q, 13) != 0;
    db_text(q, 14, file->filename, sizeof file->filename);
    file->hash = db_hash(q, 15);
}

static enum err_code read_tracks(struct db *db, const struct hash *id, struct preview_row *out,
                                 struct err *err)
{
    struct query q = db_query(db, sql_tracks);
    struct rows rows = { 0 };
    struct preview_row_track *last = NULL;
    int64_t position = -1;

    db_bind_hash(&q, ":id", id);
    while (db_row(&q)) {
        if (db_i64(&q, 0) != position) {
            position = db_i64(&q, 0);
            if (!(last = rows_add(&rows, sizeof *last, &q)))
                break;
            read_track(&q, last);
        }
        read_file(&q, last);
    }
    return rows_end(&rows, &q, &out->track, &out->tracks, err);
}

enum err_code db_preview(struct db *db, const struct hash *id, struct preview_row *out,
                         struct err *err)
{
    enum err_code code;

    *out = (struct preview_row){ 0 };
    if ((code = read_row(db, id, out, err)) || (code = read_tracks(db, id, out, err)))
        preview_row_clear(out);
    return code;
}

void preview_row_clear(struct preview_row *row)
{
    free(row->recipe);
    free(row->track);
    *row = (struct preview_row){ 0 };
}
