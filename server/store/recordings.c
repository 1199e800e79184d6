#include "server/store/recordings.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "server/store/rows.h"
#include "server/store/sounds.h"

#define FACTS                                                                                      \
    "SELECT r.id, r.set_id, r.picture_id, r.kind, r.role, r.base, r.filename, r.is_gathered,"      \
    "  r.format, r.rate_hz, r.bits, r.is_float, r.channels, r.samples, r.start_samples,"           \
    "  r.start_known_by, r.slot_order, r.order_known_by, r.warnings, r.added_at_ms,"               \
    "  f.slot, f.is_mono, f.filename, f.bytes, f.hash, r.audio IS NOT NULL"
#define FROM    " FROM recordings r LEFT JOIN recording_files f ON f.recording_id = r.id"
#define COLUMNS FACTS ", NULL, NULL" FROM

/* With the newest earlier set of the cue that has the same audio in this role: only for what is
 * shown, for it costs a look at all of these. */
#define COLUMNS_SHOWN                                                                              \
    FACTS                                                                                          \
    ", u.id, u.version" FROM " LEFT JOIN sets u ON u.id = (SELECT e.id"                            \
    "  FROM recordings o JOIN sets e ON e.id = o.set_id JOIN sets m ON m.id = r.set_id"            \
    "  WHERE o.audio = r.audio AND o.role = r.role AND e.cue_id = m.cue_id"                        \
    "    AND e.version < m.version AND e.published_at_ms IS NOT NULL"                              \
    "  ORDER BY e.version DESC LIMIT 1)"

static const char sql_one[] = COLUMNS_SHOWN " WHERE r.id = :id ORDER BY f.slot";
static const char sql_like_print[] =
    COLUMNS " WHERE r.set_id = :set AND r.role = :role ORDER BY f.slot";
static const char sql_like_temp[] =
    COLUMNS " WHERE r.picture_id = :picture AND r.role = :role AND r.base = :base ORDER BY f.slot";
static const char sql_of_set[] = COLUMNS_SHOWN " WHERE r.set_id = :set ORDER BY r.id, f.slot";
static const char sql_of_cue[] =
    COLUMNS_SHOWN " JOIN sets s ON s.id = r.set_id"
                  " WHERE s.cue_id = :cue AND s.published_at_ms IS NOT NULL"
                  " ORDER BY r.set_id, r.id, f.slot";
static const char sql_of_production[] =
    COLUMNS " JOIN sets s ON s.id = r.set_id JOIN cues c ON c.id = s.cue_id"
            " WHERE c.production_id = :production ORDER BY r.set_id, r.id, f.slot";
static const char sql_latest[] =
    COLUMNS_SHOWN " JOIN current_sets n ON n.set_id = r.set_id"
                  " WHERE n.production_id = :production ORDER BY r.set_id, r.id, f.slot";
static const char sql_drafts[] =
    COLUMNS_SHOWN " JOIN sets s ON s.id = r.set_id JOIN cues c ON c.id = s.cue_id"
                  " WHERE c.production_id = :production AND s.published_at_ms IS NULL"
                  " ORDER BY r.set_id, r.id, f.slot";
static const char sql_of_picture[] =
    COLUMNS " WHERE r.picture_id = :picture ORDER BY r.start_samples, r.id, f.slot";

static const char sql_with_jobs[] =
    COLUMNS " WHERE r.id IN (SELECT recording_id FROM jobs WHERE production_id = :production)"
            " ORDER BY r.id, f.slot";

/* The numbers of what was dropped stay taken, for the record still speaks of it. */
static const char sql_add[] =
    "INSERT INTO recordings(id, set_id, picture_id, kind, role, base, filename, is_gathered, "
    "format,"
    "  rate_hz, bits, is_float, channels, samples, start_samples, start_known_by, slot_order,"
    "  order_known_by, warnings, added_at_ms)"
    "  VALUES(1 + COALESCE((SELECT MAX(x.id) FROM (SELECT MAX(id) AS id FROM recordings"
    "      UNION ALL SELECT MAX(last_recording_id) FROM dropped_sets) AS x), 0),"
    "  :set, :picture, :kind, :role, :base, :filename, :is_gathered, :format,"
    "  :rate_hz, :bits, :is_float, :channels, :samples, :start_samples, :start_known_by,"
    "  :slot_order, :order_known_by, :warnings, :added_at_ms)";
static const char sql_put[] =
    "UPDATE recordings SET format = :format, rate_hz = :rate_hz, bits = :bits,"
    "  is_float = :is_float, channels = :channels, samples = :samples,"
    "  start_samples = :start_samples, start_known_by = :start_known_by,"
    "  slot_order = :slot_order, order_known_by = :order_known_by, warnings = :warnings"
    "  WHERE id = :id";
static const char sql_file_add[] =
    "INSERT INTO recording_files(recording_id, slot, is_mono, filename, bytes, hash)"
    "  VALUES(:recording, :slot, :is_mono, :filename, :bytes, :hash)";
static const char sql_order[] =
    "UPDATE recordings SET slot_order = :slot_order, order_known_by = :order_known_by, audio = NULL"
    "  WHERE id = :id";
static const char sql_start[] =
    "UPDATE recordings SET start_samples = :start_samples, start_known_by = :start_known_by"
    "  WHERE id = :id";
static const char sql_audio[] = "UPDATE recordings SET audio = :audio WHERE id = :id";
static const char sql_with_blob[] =
    COLUMNS " WHERE r.id IN (SELECT recording_id FROM recording_files WHERE hash = :hash)"
            " ORDER BY r.id, f.slot";

static const char *const kind_names[] = {
    [ROLE_UNKNOWN] = "unknown",   [ROLE_STEM] = "stem",       [ROLE_MIX] = "mix",
    [ROLE_DIALOGUE] = "dialogue", [ROLE_EFFECTS] = "effects",
};
enum { KINDS = sizeof kind_names / sizeof *kind_names };

static const char *const start_names[] = {
    [START_UNKNOWN] = "unknown", [START_BEXT] = "bext",     [START_IXML] = "ixml",
    [START_NAME] = "name",       [START_PERSON] = "person",
};
enum { STARTS = sizeof start_names / sizeof *start_names };

const char *role_kind_name(enum role_kind kind)
{
    return kind_names[kind];
}

enum role_kind role_kind_parse(const char *name)
{
    for (size_t kind = ROLE_STEM; kind < KINDS; kind++)
        if (!strcmp(kind_names[kind], name))
            return (enum role_kind)kind;
    return ROLE_UNKNOWN;
}

const char *start_known_by_name(enum stem_start_known_by known_by)
{
    return start_names[known_by];
}

static enum stem_start_known_by start_known_by_parse(const char *name)
{
    for (size_t known_by = START_BEXT; known_by < STARTS; known_by++)
        if (!strcmp(start_names[known_by], name))
            return (enum stem_start_known_by)known_by;
    return START_UNKNOWN;
}

enum order_known_by order_known_by_parse(const char *name)
{
    for (enum order_known_by known_by = ORDER_MASK; known_by <= ORDER_HEURISTIC; known_by++)
        if (!strcmp(order_known_by_name(known_by), name))
            return known_by;
    return ORDER_UNKNOWN;
}

unsigned recording_missing(const struct recording *recording, enum channel missing[CHANNELS])
{
    unsigned have = 0, count = 0;

    if (!recording->is_gathered)
        return 0;
    for (unsigned i = 0; i < recording->files; i++)
        have |= 1u << recording->file[i].channel;
    for (enum channel channel = CH_L; channel < CHANNELS; channel++)
        if (!(have & 1u << channel))
            missing[count++] = channel;
    return count;
}

bool recording_is_playable(const struct recording *recording)
{
    enum channel missing[CHANNELS];

    return recording_missing(recording, missing) == 0 &&
           recording->order.known_by != ORDER_UNKNOWN && recording->start_known_by != START_UNKNOWN;
}

/* A gathered recording's order is that of its files; it may have any number of channels. */
static void read_order(struct query *q, struct recording *out)
{
    char slots[ORDER_TEXT], known_by[16];

    db_text(q, 17, known_by, sizeof known_by);
    if (!out->is_gathered && !db_is_null(q, 16)) {
        db_text(q, 16, slots, sizeof slots);
        if (order_parse(&out->order, slots, &q->err))
            q->code = q->err.code;
    }
    out->order.known_by = order_known_by_parse(known_by);
}

static void read_facts(struct query *q, struct recording *out)
{
    char known_by[16];

    db_text(q, 8, out->format, sizeof out->format);
    out->rate_hz = (uint32_t)db_i64(q, 9);
    out->bits = (unsigned)db_i64(q, 10);
    out->is_float = db_i64(q, 11) != 0;
    out->channels = (unsigned)db_i64(q, 12);
    out->samples = db_i64(q, 13);
    out->start_samples = db_i64(q, 14);
    db_text(q, 15, known_by, sizeof known_by);
    out->start_known_by = start_known_by_parse(known_by);
    read_order(q, out);
    db_text(q, 18, out->warnings, sizeof out->warnings);
}

static void read_recording(struct query *q, struct recording *out)
{
    char kind[16];

    out->id = db_i64(q, 0);
    out->set_id = db_i64(q, 1);
    out->picture_id = db_i64(q, 2);
    db_text(q, 3, kind, sizeof kind);
    out->kind = role_kind_parse(kind);
    db_text(q, 4, out->role, sizeof out->role);
    db_text(q, 5, out->base, sizeof out->base);
    db_text(q, 6, out->filename, sizeof out->filename);
    out->is_gathered = db_i64(q, 7) != 0;
    read_facts(q, out);
    out->added_at_ms = db_i64(q, 19);
    out->is_audio_known = db_i64(q, 25) != 0;
    out->unchanged_set_id = db_i64(q, 26);
    out->unchanged_version = db_i64(q, 27);
}

static void read_file(struct query *q, struct recording *out)
{
    struct recording_file *file;

    if (db_is_null(q, 20) || out->files == CHANNELS)
        return;
    file = &out->file[out->files++];
    file->channel = (enum channel)db_i64(q, 20);
    file->is_mono = db_i64(q, 21) != 0;
    db_text(q, 22, file->filename, sizeof file->filename);
    file->bytes = db_i64(q, 23);
    file->hash = db_hash(q, 24);
    if (out->is_gathered) {
        out->order.channels = out->files;
        out->order.slot[out->files - 1] = file->channel;
    }
}

static enum err_code read_one(struct query *q, struct recording *out, struct err *err)
{
    *out = (struct recording){ 0 };
    while (db_row(q)) {
        if (!out->id)
            read_recording(q, out);
        read_file(q, out);
    }
    return db_end(q, err);
}

static enum err_code read_list(struct query *q, struct recordings *out, struct err *err)
{
    struct rows rows = { 0 };
    struct recording *last = NULL;

    while (db_row(q)) {
        if (!last || last->id != db_i64(q, 0)) {
            if (!(last = rows_add(&rows, sizeof *last, q)))
                break;
            read_recording(q, last);
        }
        read_file(q, last);
    }
    return rows_end(&rows, q, &out->list, &out->count, err);
}

enum err_code db_recording(struct db *db, int64_t id, struct recording *out, struct err *err)
{
    struct query q = db_query(db, sql_one);
    enum err_code code;

    db_bind_i64(&q, ":id", id);
    if (!(code = read_one(&q, out, err)) && !out->id)
        code = err_set(err, ERR_NOT_FOUND, "there is no recording %lld", (long long)id);
    return code;
}

enum err_code db_recording_like(struct db *db, const struct recording *like, struct recording *out,
                                bool *found, struct err *err)
{
    struct query q = db_query(db, like->set_id ? sql_like_print : sql_like_temp);
    enum err_code code;

    if (like->set_id) {
        db_bind_i64(&q, ":set", like->set_id);
    } else {
        db_bind_i64(&q, ":picture", like->picture_id);
        db_bind_text(&q, ":base", like->base);
    }
    db_bind_text(&q, ":role", like->role);
    code = read_one(&q, out, err);
    *found = out->id != 0;
    return code;
}

enum err_code db_prints_of_set(struct db *db, int64_t set_id, struct recordings *out,
                               struct err *err)
{
    struct query q = db_query(db, sql_of_set);

    db_bind_i64(&q, ":set", set_id);
    return read_list(&q, out, err);
}

enum err_code db_prints_of_cue(struct db *db, int64_t cue_id, struct recordings *out,
                               struct err *err)
{
    struct query q = db_query(db, sql_of_cue);

    db_bind_i64(&q, ":cue", cue_id);
    return read_list(&q, out, err);
}

enum err_code db_prints_latest(struct db *db, int64_t production_id, struct recordings *out,
                               struct err *err)
{
    struct query q = db_query(db, sql_latest);

    db_bind_i64(&q, ":production", production_id);
    return read_list(&q, out, err);
}

enum err_code db_prints_of_drafts(struct db *db, int64_t production_id, struct recordings *out,
                                  struct err *err)
{
    struct query q = db_query(db, sql_drafts);

    db_bind_i64(&q, ":production", production_id);
    return read_list(&q, out, err);
}

enum err_code db_prints_of_production(struct db *db, int64_t production_id, struct recordings *out,
                                      struct err *err)
{
    struct query q = db_query(db, sql_of_production);

    db_bind_i64(&q, ":production", production_id);
    return read_list(&q, out, err);
}

enum err_code db_recordings_with_jobs(struct db *db, int64_t production_id, struct recordings *out,
                                      struct err *err)
{
    struct query q = db_query(db, sql_with_jobs);

    db_bind_i64(&q, ":production", production_id);
    return read_list(&q, out, err);
}

enum err_code db_temps_of_picture(struct db *db, int64_t picture_id, struct recordings *out,
                                  struct err *err)
{
    struct query q = db_query(db, sql_of_picture);

    db_bind_i64(&q, ":picture", picture_id);
    return read_list(&q, out, err);
}

static void bind_order(struct query *q, const struct order *order)
{
    char slots[ORDER_TEXT];

    order_format(slots, order);
    db_bind_text(q, ":slot_order", order->known_by == ORDER_UNKNOWN ? NULL : slots);
    db_bind_text(q, ":order_known_by", order_known_by_name(order->known_by));
}

static void bind_start(struct query *q, enum stem_start_known_by known_by, int64_t start_samples)
{
    if (known_by == START_UNKNOWN)
        db_bind_null(q, ":start_samples");
    else
        db_bind_i64(q, ":start_samples", start_samples);
    db_bind_text(q, ":start_known_by", start_known_by_name(known_by));
}

static void bind_facts(struct query *q, const struct recording *recording)
{
    db_bind_text(q, ":format", recording->format);
    db_bind_i64(q, ":rate_hz", recording->rate_hz);
    db_bind_i64(q, ":bits", recording->bits);
    db_bind_i64(q, ":is_float", recording->is_float);
    db_bind_i64(q, ":channels", recording->channels);
    db_bind_i64(q, ":samples", recording->samples);
    bind_start(q, recording->start_known_by, recording->start_samples);
    bind_order(q, &recording->order);
    db_bind_text(q, ":warnings", recording->warnings);
}

enum err_code db_recording_add(struct db *db, struct recording *recording, struct err *err)
{
    struct query q = db_query(db, sql_add);

    recording->added_at_ms = db_now_ms(db);
    db_bind_id(&q, ":set", recording->set_id);
    db_bind_id(&q, ":picture", recording->picture_id);
    db_bind_text(&q, ":kind", role_kind_name(recording->kind));
    db_bind_text(&q, ":role", recording->role);
    db_bind_text(&q, ":base", recording->base);
    db_bind_text(&q, ":filename", recording->filename);
    db_bind_i64(&q, ":is_gathered", recording->is_gathered);
    bind_facts(&q, recording);
    db_bind_i64(&q, ":added_at_ms", recording->added_at_ms);
    return db_insert(&q, &recording->id, err);
}

enum err_code db_recording_put(struct db *db, const struct recording *recording, struct err *err)
{
    struct query q = db_query(db, sql_put);

    bind_facts(&q, recording);
    db_bind_i64(&q, ":id", recording->id);
    return db_change(&q, NULL, err);
}

enum err_code db_recording_file_add(struct db *db, int64_t recording_id,
                                    const struct recording_file *file, struct err *err)
{
    struct query q = db_query(db, sql_file_add);

    db_bind_i64(&q, ":recording", recording_id);
    db_bind_i64(&q, ":slot", file->is_mono ? (int64_t)file->channel : 0);
    db_bind_i64(&q, ":is_mono", file->is_mono);
    db_bind_text(&q, ":filename", file->filename);
    db_bind_i64(&q, ":bytes", file->bytes);
    db_bind_hash(&q, ":hash", &file->hash);
    return db_insert(&q, NULL, err);
}

enum err_code db_recording_order(struct db *db, int64_t id, const struct order *order,
                                 struct err *err)
{
    struct query q = db_query(db, sql_order);

    enum err_code code;

    bind_order(&q, order);
    db_bind_i64(&q, ":id", id);
    code = db_change(&q, NULL, err);
    return code ? code : db_sounds_drop(db, id, err);
}

enum err_code db_recording_start(struct db *db, int64_t id, int64_t start_samples, struct err *err)
{
    struct query q = db_query(db, sql_start);

    enum err_code code;

    bind_start(&q, START_PERSON, start_samples);
    db_bind_i64(&q, ":id", id);
    code = db_change(&q, NULL, err);
    return code ? code : db_sounds_drop(db, id, err);
}

enum err_code db_recording_audio(struct db *db, int64_t id, const struct hash *audio,
                                 struct err *err)
{
    struct query q = db_query(db, sql_audio);

    db_bind_hash(&q, ":audio", audio);
    db_bind_i64(&q, ":id", id);
    return db_change(&q, NULL, err);
}

enum err_code db_recordings_with_blob(struct db *db, const struct hash *hash,
                                      struct recordings *out, struct err *err)
{
    struct query q = db_query(db, sql_with_blob);

    db_bind_hash(&q, ":hash", hash);
    return read_list(&q, out, err);
}
