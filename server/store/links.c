#include "server/store/links.h"

#include <stdlib.h>

#include "server/store/rows.h"

#define COLUMNS                                                                                    \
    "SELECT id, production_id, first_scene_id, last_scene_id, label, may_note, made_by,"           \
    "    created_at_ms, expires_at_ms, revoked_at_ms"                                              \
    "  FROM links"
#define OPENS " AND revoked_at_ms IS NULL AND expires_at_ms > :now_ms"

static const char sql_add[] =
    "INSERT INTO links(secret, production_id, first_scene_id, last_scene_id, label, may_note,"
    "    made_by, created_at_ms, expires_at_ms)"
    "  VALUES(:secret, :production, :first, :last, :label, :may_note, :made_by, :created_at_ms,"
    "    :expires_at_ms)";
static const char sql_one[] = COLUMNS " WHERE id = :id";
static const char sql_by_secret[] = COLUMNS " WHERE secret = :secret" OPENS;
static const char sql_of_production[] =
    COLUMNS " WHERE production_id = :production" OPENS " ORDER BY id DESC";
static const char sql_revoke[] = "UPDATE links SET revoked_at_ms = :now_ms WHERE id = :id" OPENS;
static const char sql_end_sessions[] = "DELETE FROM sessions WHERE link_id = :id";

enum err_code db_link_add(struct db *db, struct guest_link *guest_link, struct err *err)
{
    struct query q = db_query(db, sql_add);

    guest_link->created_at_ms = db_now_ms(db);
    db_bind_hash(&q, ":secret", &guest_link->secret);
    db_bind_i64(&q, ":production", guest_link->production_id);
    db_bind_id(&q, ":first", guest_link->first_scene_id);
    db_bind_id(&q, ":last", guest_link->last_scene_id);
    db_bind_text(&q, ":label", guest_link->label);
    db_bind_i64(&q, ":may_note", guest_link->may_note);
    db_bind_i64(&q, ":made_by", guest_link->made_by);
    db_bind_i64(&q, ":created_at_ms", guest_link->created_at_ms);
    db_bind_i64(&q, ":expires_at_ms", guest_link->expires_at_ms);
    return db_insert(&q, &guest_link->id, err);
}

/* NULL reads as 0. */
static void read_link(struct query *q, struct guest_link *out)
{
    out->id = db_i64(q, 0);
    out->production_id = db_i64(q, 1);
    out->first_scene_id = db_i64(q, 2);
    out->last_scene_id = db_i64(q, 3);
    db_text(q, 4, out->label, sizeof out->label);
    out->may_note = db_i64(q, 5);
    out->made_by = db_i64(q, 6);
    out->created_at_ms = db_i64(q, 7);
    out->expires_at_ms = db_i64(q, 8);
    out->revoked_at_ms = db_i64(q, 9);
}

static enum err_code read_only(struct query *q, struct guest_link *out, struct err *err)
{
    *out = (struct guest_link){ 0 };
    if (db_row(q))
        read_link(q, out);
    return db_end(q, err);
}

enum err_code db_link(struct db *db, int64_t id, struct guest_link *out, struct err *err)
{
    struct query q = db_query(db, sql_one);
    enum err_code code;

    db_bind_i64(&q, ":id", id);
    if (!(code = read_only(&q, out, err)) && !out->id)
        code = err_set(err, ERR_NOT_FOUND, "there is no guest link %lld", (long long)id);
    return code;
}

enum err_code db_link_by_secret(struct db *db, const struct hash *secret, struct guest_link *out,
                                struct err *err)
{
    struct query q = db_query(db, sql_by_secret);
    enum err_code code;

    db_bind_hash(&q, ":secret", secret);
    db_bind_i64(&q, ":now_ms", db_now_ms(db));
    if (!(code = read_only(&q, out, err)) && !out->id)
        code = err_set(err, ERR_NOT_FOUND,
                       "this link leads nowhere: it has expired, was taken back, or is not "
                       "complete; ask whoever sent it for a new one");
    return code;
}

enum err_code db_links(struct db *db, int64_t production_id, struct guest_link **out, size_t *count,
                       struct err *err)
{
    struct query q = db_query(db, sql_of_production);
    struct rows rows = { 0 };
    struct guest_link *guest_link;

    db_bind_i64(&q, ":production", production_id);
    db_bind_i64(&q, ":now_ms", db_now_ms(db));
    while (db_row(&q) && (guest_link = rows_add(&rows, sizeof *guest_link, &q)) != NULL)
        read_link(&q, guest_link);
    return rows_end(&rows, &q, out, count, err);
}

static enum err_code end_sessions(struct db *db, int64_t id, struct err *err)
{
    struct query q = db_query(db, sql_end_sessions);

    db_bind_i64(&q, ":id", id);
    return db_change(&q, NULL, err);
}

enum err_code db_link_revoke(struct db *db, int64_t id, bool *revoked, struct err *err)
{
    struct query q = db_query(db, sql_revoke);
    int64_t changed = 0;
    enum err_code code;

    db_bind_i64(&q, ":id", id);
    db_bind_i64(&q, ":now_ms", db_now_ms(db));
    code = db_change(&q, &changed, err);
    *revoked = !code && changed > 0;
    return code ? code : end_sessions(db, id, err);
}

/* Keeps [first, last] of the list, or nothing when one of them is missing or they lie the other way
 * round: a scene list that has changed so much asks for a new link. */
static void keep_range(struct link_scenes *scenes, int64_t first_scene_id, int64_t last_scene_id)
{
    size_t from = 0, to = 0, kept = 0;

    while (from < scenes->count && scenes->list[from].id != first_scene_id)
        from++;
    while (to < scenes->count && scenes->list[to].id != last_scene_id)
        to++;
    for (size_t i = from; to < scenes->count && i <= to; i++)
        scenes->list[kept++] = scenes->list[i];
    scenes->count = kept;
}

static enum err_code load_range(struct db *db, const struct guest_link *guest_link,
                                struct link_scenes *out, struct err *err)
{
    struct scene first;
    enum err_code code;

    if ((code = db_scene(db, guest_link->first_scene_id, &first, err)) ||
        (code = db_picture(db, first.picture_id, &out->picture, err)) ||
        (code = db_scenes(db, first.picture_id, &out->list, &out->count, err)))
        return code;
    keep_range(out, guest_link->first_scene_id, guest_link->last_scene_id);
    return ERR_NONE;
}

static enum err_code load_newest(struct db *db, const struct guest_link *guest_link,
                                 struct link_scenes *out, struct err *err)
{
    struct picture *pictures = NULL;
    size_t count;
    enum err_code code;

    if ((code = db_pictures(db, guest_link->production_id, &pictures, &count, err)))
        return code;
    if (count > 0)
        out->picture = pictures[0];
    free(pictures);
    return out->picture.id ? db_scenes(db, out->picture.id, &out->list, &out->count, err)
                           : ERR_NONE;
}

enum err_code db_link_scenes(struct db *db, const struct guest_link *guest_link,
                             struct link_scenes *out, struct err *err)
{
    *out = (struct link_scenes){ 0 };
    return guest_link->first_scene_id ? load_range(db, guest_link, out, err)
                                      : load_newest(db, guest_link, out, err);
}

void link_scenes_clear(struct link_scenes *scenes)
{
    free(scenes->list);
    *scenes = (struct link_scenes){ 0 };
}

const struct scene *link_scenes_find(const struct link_scenes *scenes, int64_t scene_id)
{
    for (size_t i = 0; i < scenes->count; i++)
        if (scenes->list[i].id == scene_id)
            return &scenes->list[i];
    return NULL;
}

/* The list goes by rising start, so whatever closes a gap has come before a later one begins. */
bool link_scenes_cover(const struct link_scenes *scenes, int64_t in_samples, int64_t out_samples)
{
    int64_t covered = in_samples;

    for (size_t i = 0; i < scenes->count && covered < out_samples; i++)
        if (scenes->list[i].in_samples <= covered && scenes->list[i].out_samples > covered)
            covered = scenes->list[i].out_samples;
    return in_samples < out_samples && covered >= out_samples;
}
