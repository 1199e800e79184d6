#include "server/store/signoffs.h"

#include <stdlib.h>
#include <string.h>

#include "server/store/rows.h"

#define COLUMNS                                                                                    \
    "SELECT g.id, g.production_id, g.scene_id, g.person_id, g.side, g.at_ms, g.in_samples,"        \
    "    g.out_samples, g.sounds, g.monitoring, g.heard, g.body, g.state, COALESCE(g.reason, '')," \
    "    COALESCE(g.ended_at_ms, 0), COALESCE(g.ended_by, 0), g.receipt"                           \
    "  FROM signoffs g"
#define SOUND_COLUMNS                                                                              \
    "SELECT n.signoff_id, n.cue_id, n.set_id, c.name, t.version, n.role, n.sound"                  \
    "  FROM signoff_sounds n JOIN cues c ON c.id = n.cue_id JOIN sets t ON t.id = n.set_id"
#define NEWEST(scope)                                                                              \
    "(SELECT MAX(id) FROM signoffs WHERE scene_id" scope " GROUP BY scene_id, side)"
#define BY_SIGNOFF " ORDER BY n.signoff_id, n.cue_id, n.role"
#define FILM_ORDER                                                                                 \
    " ORDER BY n.signoff_id, CASE WHEN c.reel = 0 THEN 1 ELSE 0 END, c.reel, c.number, c.name, "   \
    "n.role"

static const char sql_same[] = "SELECT 1 FROM signoffs WHERE scene_id = :scene AND side = :side"
                               "  AND state = 'current' AND sounds = :sounds";
static const char sql_replace[] =
    "UPDATE signoffs SET state = 'replaced', ended_at_ms = :at_ms, ended_by = :person"
    "  WHERE scene_id = :scene AND side = :side AND state = 'current'";
static const char sql_add[] =
    "INSERT INTO signoffs(id, production_id, scene_id, side, person_id, at_ms, in_samples,"
    "  out_samples, sounds, monitoring, heard, body, state, receipt) VALUES(:id, :production,"
    "  :scene, :side, :person, :at_ms, :in_samples, :out_samples, :sounds, :monitoring, :heard,"
    "  :body, 'current', :receipt)";
static const char sql_sound_add[] =
    "INSERT INTO signoff_sounds(signoff_id, cue_id, role, set_id, sound)"
    "  VALUES(:signoff, :cue, :role, :set, :sound)";
static const char sql_revoke[] =
    "UPDATE signoffs SET state = 'revoked', reason = :reason, ended_at_ms = :at_ms,"
    "    ended_by = :person WHERE id = :id AND state = 'current'";

static const char sql_one[] = COLUMNS " WHERE g.id = :of";
static const char sql_one_sounds[] = SOUND_COLUMNS " WHERE n.signoff_id = :of" FILM_ORDER;
static const char sql_scene[] = COLUMNS " WHERE g.scene_id = :of ORDER BY g.id DESC";
static const char sql_scene_sounds[] = SOUND_COLUMNS
    " WHERE n.signoff_id IN (SELECT id FROM signoffs WHERE scene_id = :of)" FILM_ORDER;

static const char sql_newest[] = COLUMNS " WHERE g.id IN " NEWEST(SCENES_OF_PICTURE);
static const char sql_newest_of_scene[] = COLUMNS " WHERE g.id IN " NEWEST(SCENES_OF_SCENE);
static const char sql_newest_sounds[] =
    SOUND_COLUMNS " WHERE n.signoff_id IN " NEWEST(SCENES_OF_PICTURE) BY_SIGNOFF;
static const char sql_newest_sounds_of_scene[] =
    SOUND_COLUMNS " WHERE n.signoff_id IN " NEWEST(SCENES_OF_SCENE) BY_SIGNOFF;

static const char *const states[] = { "current", "replaced", "revoked" };

const char *signoff_state_name(enum signoff_state state)
{
    return states[state];
}

static enum err_code refuse_same(struct db *db, const struct signoff *signoff, struct err *err)
{
    struct query q = db_query(db, sql_same);
    enum err_code code;
    bool same;

    db_bind_i64(&q, ":scene", signoff->scene_id);
    db_bind_text(&q, ":side", side_name(signoff->side));
    db_bind_hash(&q, ":sounds", &signoff->sounds);
    same = db_row(&q);
    if (!(code = db_end(&q, err)) && same)
        code = err_set(err, ERR_CONFLICT, "the %s side has signed this very sound already",
                       side_name(signoff->side));
    return code;
}

static enum err_code replace(struct db *db, const struct signoff *signoff, struct err *err)
{
    struct query q = db_query(db, sql_replace);

    db_bind_i64(&q, ":scene", signoff->scene_id);
    db_bind_text(&q, ":side", side_name(signoff->side));
    db_bind_i64(&q, ":at_ms", signoff->at_ms);
    db_bind_i64(&q, ":person", signoff->person_id);
    return db_change(&q, NULL, err);
}

static enum err_code add_row(struct db *db, const struct signoff *signoff, struct err *err)
{
    struct query q = db_query(db, sql_add);

    db_bind_i64(&q, ":id", signoff->id);
    db_bind_i64(&q, ":production", signoff->production_id);
    db_bind_i64(&q, ":scene", signoff->scene_id);
    db_bind_text(&q, ":side", side_name(signoff->side));
    db_bind_i64(&q, ":person", signoff->person_id);
    db_bind_i64(&q, ":at_ms", signoff->at_ms);
    db_bind_i64(&q, ":in_samples", signoff->in_samples);
    db_bind_i64(&q, ":out_samples", signoff->out_samples);
    db_bind_hash(&q, ":sounds", &signoff->sounds);
    db_bind_text(&q, ":monitoring", monitoring_name(signoff->monitoring));
    db_bind_text(&q, ":heard", signoff->heard);
    db_bind_text(&q, ":body", signoff->text);
    db_bind_hash(&q, ":receipt", &signoff->receipt);
    return db_change(&q, NULL, err);
}

static enum err_code add_sound(struct db *db, int64_t signoff_id, const struct signoff_sound *sound,
                               struct err *err)
{
    struct query q = db_query(db, sql_sound_add);

    db_bind_i64(&q, ":signoff", signoff_id);
    db_bind_i64(&q, ":cue", sound->cue_id);
    db_bind_text(&q, ":role", sound->role);
    db_bind_i64(&q, ":set", sound->set_id);
    db_bind_hash(&q, ":sound", &sound->sound);
    return db_change(&q, NULL, err);
}

enum err_code db_signoff_add(struct db *db, const struct signoff *signoff,
                             const struct signoff_sound *sounds, size_t count, struct err *err)
{
    enum err_code code;

    if ((code = refuse_same(db, signoff, err)) || (code = replace(db, signoff, err)) ||
        (code = add_row(db, signoff, err)))
        return code;
    for (size_t i = 0; i < count && !code; i++)
        code = add_sound(db, signoff->id, &sounds[i], err);
    return code;
}

enum err_code db_signoff_revoke(struct db *db, const struct revocation *revocation, struct err *err)
{
    struct query q = db_query(db, sql_revoke);
    int64_t changed;
    enum err_code code;

    db_bind_i64(&q, ":id", revocation->signoff_id);
    db_bind_i64(&q, ":at_ms", revocation->at_ms);
    db_bind_i64(&q, ":person", revocation->person_id);
    db_bind_text(&q, ":reason", revocation->reason);
    if (!(code = db_change(&q, &changed, err)) && changed == 0)
        code = err_set(err, ERR_CONFLICT,
                       "this sign-off is not the current one of its side: look at the scene again");
    return code;
}

/* ---- reading ---- */

void signoffs_clear(struct signoffs *signoffs)
{
    for (size_t i = 0; i < signoffs->count; i++) {
        free(signoffs->list[i].heard);
        free(signoffs->list[i].text);
        free(signoffs->list[i].reason);
    }
    free(signoffs->list);
    free(signoffs->sounds);
    *signoffs = (struct signoffs){ 0 };
}

static enum signoff_state state_parse(const char *name)
{
    unsigned state = SIGNOFF_CURRENT;

    while (state < SIGNOFF_REVOKED && strcmp(states[state], name) != 0)
        state++;
    return (enum signoff_state)state;
}

static void read_signoff(struct query *q, struct signoff *out)
{
    char side[8], monitoring[16], state[16];

    out->id = db_i64(q, 0);
    out->production_id = db_i64(q, 1);
    out->scene_id = db_i64(q, 2);
    out->person_id = db_i64(q, 3);
    db_text(q, 4, side, sizeof side);
    out->at_ms = db_i64(q, 5);
    out->in_samples = db_i64(q, 6);
    out->out_samples = db_i64(q, 7);
    out->sounds = db_hash(q, 8);
    db_text(q, 9, monitoring, sizeof monitoring);
    out->heard = db_text_dup(q, 10);
    out->text = db_text_dup(q, 11);
    db_text(q, 12, state, sizeof state);
    out->state = state_parse(state);
    out->reason = db_text_dup(q, 13);
    out->ended_at_ms = db_i64(q, 14);
    out->ended_by = db_i64(q, 15);
    out->receipt = db_hash(q, 16);
    if (!q->code && !(q->code = side_parse(&out->side, side, &q->err)))
        q->code = monitoring_parse(&out->monitoring, monitoring, &q->err);
}

static enum err_code read_list(struct query *q, struct signoffs *out, struct err *err)
{
    struct rows rows = { 0 };
    struct signoff *signoff;

    while (db_row(q) && (signoff = rows_add(&rows, sizeof *signoff, q)) != NULL)
        read_signoff(q, signoff);
    out->list = rows.data;
    out->count = rows.count;
    return db_end(q, err);
}

static enum err_code read_sounds(struct query *q, struct signoffs *out, struct err *err)
{
    struct rows rows = { 0 };
    struct signoff_sound *sound;

    while (db_row(q) && (sound = rows_add(&rows, sizeof *sound, q)) != NULL) {
        sound->signoff_id = db_i64(q, 0);
        sound->cue_id = db_i64(q, 1);
        sound->set_id = db_i64(q, 2);
        db_text(q, 3, sound->cue, sizeof sound->cue);
        sound->version = db_i64(q, 4);
        db_text(q, 5, sound->role, sizeof sound->role);
        sound->sound = db_hash(q, 6);
    }
    return rows_end(&rows, q, &out->sounds, &out->sound_count, err);
}

static enum err_code read_both(struct query *list, struct query *sounds, struct signoffs *out,
                               struct err *err)
{
    enum err_code code, other;

    *out = (struct signoffs){ 0 };
    code = read_list(list, out, err);
    other = read_sounds(sounds, out, code ? NULL : err);
    if (code || other)
        signoffs_clear(out);
    return code ? code : other;
}

static enum err_code read_of(struct db *db, const char *sql, const char *sql_sounds, int64_t of,
                             struct signoffs *out, struct err *err)
{
    struct query list = db_query(db, sql), sounds = db_query(db, sql_sounds);

    db_bind_i64(&list, ":of", of);
    db_bind_i64(&sounds, ":of", of);
    return read_both(&list, &sounds, out, err);
}

enum err_code db_signoff(struct db *db, int64_t id, struct signoffs *out, struct err *err)
{
    const enum err_code code = read_of(db, sql_one, sql_one_sounds, id, out, err);

    if (!code && out->count == 0)
        return err_set(err, ERR_NOT_FOUND, "there is no sign-off %lld", (long long)id);
    return code;
}

enum err_code db_signoffs(struct db *db, int64_t scene_id, struct signoffs *out, struct err *err)
{
    return read_of(db, sql_scene, sql_scene_sounds, scene_id, out, err);
}

enum err_code db_signoffs_newest(struct db *db, struct scene_scope scope, struct signoffs *out,
                                 struct err *err)
{
    struct query list = scene_scope_query(db, scope, sql_newest, sql_newest_of_scene);
    struct query sounds =
        scene_scope_query(db, scope, sql_newest_sounds, sql_newest_sounds_of_scene);

    return read_both(&list, &sounds, out, err);
}
