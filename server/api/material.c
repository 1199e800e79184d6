#include "server/api/material.h"

#include "server/api/to_json.h"
#include "server/store/cues.h"

/* Where a recording belongs. */
struct place {
    int64_t production_id;
    struct print_set set; /* of a print, with its cue */
    struct cue cue;
    struct picture picture; /* of a temp */
};

static enum err_code place_of(struct place *out, struct db *db, const struct recording *recording,
                              struct err *err)
{
    enum err_code code;

    if (!recording->set_id) {
        code = db_picture(db, recording->picture_id, &out->picture, err);
        out->production_id = code ? 0 : out->picture.production_id;
        return code;
    }
    if ((code = db_set(db, recording->set_id, &out->set, err)))
        return code;
    out->production_id = out->set.production_id;
    return db_cue(db, out->set.cue_id, &out->cue, err);
}

struct told {
    const struct recording *recording;
    const char *filename;
    json_t *more; /* keys of this kind */
};

/* What all these events tell; steals and joins `more`. */
static json_t *detail_of(const struct place *place, const struct recording *recording,
                         const char *filename, json_t *more)
{
    json_t *detail = json_pack("{s:I, s:s, s:s}", "recording_id", (json_int_t)recording->id, "role",
                               recording->role, "filename", filename);
    json_t *where = recording->set_id ? json_pack("{s:s, s:I, s:I}", "cue", place->cue.name,
                                                  "version", (json_int_t)place->set.version,
                                                  "set_id", (json_int_t)place->set.id)
                                      : json_pack("{s:s, s:I}", "picture", place->picture.name,
                                                  "picture_id", (json_int_t)place->picture.id);

    if (!more || json_object_update(detail, more) || json_object_update(detail, where)) {
        json_decref(detail);
        detail = NULL;
    }
    json_decref(more);
    json_decref(where);
    return detail;
}

static json_t *file_json(const struct recording_file *file)
{
    return json_pack("{s:I, s:o}", "bytes", (json_int_t)file->bytes, "sha256",
                     json_hash(&file->hash));
}

/* The last print that a set lacked: from now on the set stands for its cue. */
static enum err_code publish(struct db *db, const struct caller *who, const struct place *place,
                             struct err *err)
{
    struct act act = { .kind = "set.publish", .production_id = place->production_id };
    bool published;
    enum err_code code;

    if (!place->set.id || (code = db_set_publish(db, place->set.id, &published, err)) || !published)
        return place->set.id ? code : ERR_NONE;
    act.detail = json_pack("{s:I, s:s, s:I}", "set_id", (json_int_t)place->set.id, "cue",
                           place->cue.name, "version", (json_int_t)place->set.version);
    return act_add(db, who, &act, NULL, err);
}

/* One act, and what may follow from it. more is taken. */
static enum err_code add(struct db *db, const struct caller *who, const char *kind,
                         const struct told *told, struct err *err)
{
    struct act act = { .kind = kind };
    struct place place = { 0 };
    enum err_code code = place_of(&place, db, told->recording, err);

    if (code) {
        json_decref(told->more);
        return code;
    }
    act.production_id = place.production_id;
    act.detail = detail_of(&place, told->recording, told->filename, told->more);
    if ((code = act_add(db, who, &act, NULL, err)) ||
        (place.set.id && (code = db_set_touch(db, place.set.id, err))))
        return code;
    return publish(db, who, &place, err);
}

enum err_code material_uploaded(struct db *db, const struct caller *who,
                                const struct recording *recording,
                                const struct recording_file *file, struct err *err)
{
    const struct told told = { recording, file->filename, file_json(file) };

    return add(db, who, recording->set_id ? "print.upload" : "temp.upload", &told, err);
}

enum err_code material_order_told(struct db *db, const struct caller *who,
                                  const struct recording *recording, struct err *err)
{
    struct told told = { recording, recording->filename, NULL };
    char order[ORDER_TEXT];

    order_format(order, &recording->order);
    told.more = json_pack("{s:s}", "order", order);
    return add(db, who, recording->set_id ? "print.order" : "temp.order", &told, err);
}

enum err_code material_start_told(struct db *db, const struct caller *who,
                                  const struct recording *recording, struct err *err)
{
    const struct told told = { recording, recording->filename,
                               json_pack("{s:I}", "start_samples",
                                         (json_int_t)recording->start_samples) };

    return add(db, who, recording->set_id ? "print.start" : "temp.start", &told, err);
}

enum err_code material_fetched(struct req *req, const struct recording *recording,
                               const struct recording_file *file, struct err *err)
{
    struct act act = { .kind = "file.download" };
    struct place place = { 0 };
    enum err_code code = place_of(&place, req->db, recording, err);

    if (code)
        return code;
    act.production_id = place.production_id;
    act.detail = detail_of(&place, recording, file->filename, file_json(file));
    return act_do(req, &act, NULL, err);
}
