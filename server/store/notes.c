#include "server/store/notes.h"

#include <stdlib.h>
#include <string.h>

#include "server/store/reels.h"
#include "server/store/rows.h"

#define NOTES                                                                                      \
    SQL_REMARK ", n.link_id, n.guest_name, n.state, n.replies"                                     \
               "  FROM notes n LEFT JOIN scenes s ON s.id = n.scene_id"
#define OF_PRODUCTION NOTES " WHERE n.production_id = :production"
#define PAGE          " AND n.id < :before ORDER BY n.id DESC LIMIT :limit"

static const char sql_one[] = NOTES " WHERE n.id = :id";
static const char sql_all[] = OF_PRODUCTION SQL_REMARK_FILTER;
static const char sql_unresolved[] = OF_PRODUCTION " AND n.state <> 'resolved'" SQL_REMARK_FILTER;
static const char sql_state[] = OF_PRODUCTION " AND n.state = :state" SQL_REMARK_FILTER;
static const char sql_picture[] = OF_PRODUCTION " AND n.picture_id = :picture" SQL_REMARK_FILTER;
static const char sql_about[] = OF_PRODUCTION " AND n.about = :about" SQL_REMARK_FILTER;
static const char sql_side[] = OF_PRODUCTION " AND n.side = :side" SQL_REMARK_FILTER;
static const char sql_of_scene[] = NOTES " WHERE n.scene_id = :scene" PAGE;
static const char sql_of_link[] = NOTES " WHERE n.link_id = :link AND n.scene_id = :scene" PAGE;
static const char sql_add[] =
    "INSERT INTO notes(id, production_id, scene_id, picture_id, about, from_samples, to_samples,"
    "  body, state, person_id, link_id, guest_name, side, replies, created_at_ms, changed_at_ms)"
    "  VALUES(:id, :production, :scene, (SELECT picture_id FROM scenes WHERE id = :scene),"
    "  :about, :from, :to, :body, 'open', :person, :link,"
    "  :guest_name, :side, 0, :at_ms, :at_ms)";

#define REPLIES "SELECT id, note_id, person_id, side, body, state, at_ms FROM note_replies"

static const char sql_thread[] = REPLIES " WHERE note_id = :note ORDER BY id";
static const char sql_reply_one[] = REPLIES " WHERE id = :id";
static const char sql_reply_add[] =
    "INSERT INTO note_replies(id, note_id, person_id, side, body, state, at_ms)"
    "  VALUES(:id, :note, :person, :side, :body, :state, :at_ms)";
static const char sql_replied[] =
    "UPDATE notes SET replies = replies + 1, changed_at_ms = :at_ms WHERE id = :note";
static const char sql_move[] =
    "UPDATE notes SET state = :state, replies = replies + :replies, changed_at_ms = :at_ms"
    "  WHERE id = :note AND"
    "    CASE :state WHEN 'open' THEN state IN ('acknowledged', 'resolved')"
    "                WHEN 'acknowledged' THEN state = 'open'"
    "                ELSE state IN ('open', 'acknowledged') END";
static const char sql_present[] = "SELECT state FROM notes WHERE id = :note";

static const char *const states[] = { "open", "acknowledged", "resolved" };

const char *note_state_name(enum note_state state)
{
    return states[state];
}

enum err_code note_state_parse(enum note_state *out, const char *name, struct err *err)
{
    for (enum note_state state = NOTE_OPEN; state <= NOTE_RESOLVED; state++)
        if (!strcmp(states[state], name)) {
            *out = state;
            return ERR_NONE;
        }
    return err_set(err, ERR_INVALID, "state is \"%.40s\"; it is open, acknowledged or resolved",
                   name);
}

/* What the record holds is one of them, by its CHECK. */
static enum note_state state_of(struct query *q, int column)
{
    enum note_state state = NOTE_OPEN;
    char name[16];

    db_text(q, column, name, sizeof name);
    if (!q->code)
        q->code = note_state_parse(&state, name, &q->err);
    return state;
}

void note_clear(struct note *note)
{
    free(note->remark.text);
    *note = (struct note){ 0 };
}

void notes_clear(struct notes *notes)
{
    for (size_t i = 0; i < notes->count; i++)
        free(notes->list[i].remark.text);
    free(notes->list);
    *notes = (struct notes){ 0 };
}

void note_thread_clear(struct note_thread *thread)
{
    for (size_t i = 0; i < thread->count; i++)
        free(thread->list[i].text);
    free(thread->list);
    *thread = (struct note_thread){ 0 };
}

static void read_note(struct query *q, struct note *out)
{
    remark_read(q, &out->remark);
    out->link_id = db_i64(q, REMARK_COLUMNS);
    db_text(q, REMARK_COLUMNS + 1, out->guest_name, sizeof out->guest_name);
    out->state = state_of(q, REMARK_COLUMNS + 2);
    out->replies = db_i64(q, REMARK_COLUMNS + 3);
}

enum err_code db_note(struct db *db, int64_t id, struct note *out, struct err *err)
{
    struct query q = db_query(db, sql_one);
    enum err_code code;

    *out = (struct note){ 0 };
    db_bind_i64(&q, ":id", id);
    if (db_row(&q))
        read_note(&q, out);
    if ((code = db_end(&q, err)))
        note_clear(out);
    else if (!out->remark.id)
        code = err_set(err, ERR_NOT_FOUND, "there is no note %lld", (long long)id);
    return code;
}

static enum err_code read_all(struct query *q, struct notes *out, struct err *err)
{
    struct rows rows = { 0 };
    struct note *note;
    enum err_code code;

    while (db_row(q) && (note = rows_add(&rows, sizeof *note, q)) != NULL)
        read_note(q, note);
    *out = (struct notes){ rows.data, rows.count };
    if ((code = db_end(q, err)))
        notes_clear(out);
    return code;
}

/* By the part that leaves the fewest rows. */
static struct query filtered(struct db *db, const struct remark_filter *filter)
{
    struct query q;

    if (filter->standing)
        return db_query(db, sql_unresolved);
    if (!filter->state)
        return db_query(db, filter->picture_id ? sql_picture
                            : filter->about    ? sql_about
                            : filter->side     ? sql_side
                                               : sql_all);
    q = db_query(db, sql_state);
    db_bind_text(&q, ":state", filter->state);
    return q;
}

enum err_code db_notes(struct db *db, const struct remark_filter *filter, struct notes *out,
                       struct err *err)
{
    struct query q = filtered(db, filter);

    remark_filter_bind(&q, filter);
    return read_all(&q, out, err);
}

enum err_code db_notes_of_scene(struct db *db, const struct note_page *page, struct notes *out,
                                struct err *err)
{
    struct query q = db_query(db, page->link_id ? sql_of_link : sql_of_scene);

    db_bind_i64(&q, ":scene", page->scene_id);
    if (page->link_id)
        db_bind_i64(&q, ":link", page->link_id);
    db_bind_i64(&q, ":before", page->before_id);
    db_bind_i64(&q, ":limit", page->limit);
    return read_all(&q, out, err);
}

enum err_code db_note_add(struct db *db, const struct note *note, struct err *err)
{
    struct query q = db_query(db, sql_add);

    remark_bind(&q, &note->remark);
    db_bind_id(&q, ":link", note->link_id);
    db_bind_text(&q, ":guest_name", note->guest_name);
    return db_change(&q, NULL, err);
}

static void read_reply(struct query *q, struct note_reply *out)
{
    out->id = db_i64(q, 0);
    out->note_id = db_i64(q, 1);
    out->person_id = db_i64(q, 2);
    db_text(q, 3, out->side, sizeof out->side);
    out->text = db_text_dup(q, 4);
    out->has_state = !db_is_null(q, 5);
    if (out->has_state)
        out->state = state_of(q, 5);
    out->at_ms = db_i64(q, 6);
}

enum err_code db_note_reply(struct db *db, int64_t id, struct note_reply *out, struct err *err)
{
    struct query q = db_query(db, sql_reply_one);
    enum err_code code;

    *out = (struct note_reply){ 0 };
    db_bind_i64(&q, ":id", id);
    if (db_row(&q))
        read_reply(&q, out);
    if ((code = db_end(&q, err))) {
        free(out->text);
        *out = (struct note_reply){ 0 };
    } else if (!out->id) {
        code = err_set(err, ERR_NOT_FOUND, "there is no reply %lld", (long long)id);
    }
    return code;
}

enum err_code db_note_thread(struct db *db, int64_t note_id, struct note_thread *out,
                             struct err *err)
{
    struct query q = db_query(db, sql_thread);
    struct rows rows = { 0 };
    struct note_reply *reply;
    enum err_code code;

    db_bind_i64(&q, ":note", note_id);
    while (db_row(&q) && (reply = rows_add(&rows, sizeof *reply, &q)) != NULL)
        read_reply(&q, reply);
    *out = (struct note_thread){ rows.data, rows.count };
    if ((code = db_end(&q, err)))
        note_thread_clear(out);
    return code;
}

/* Why a note did not move. */
static enum err_code not_moved(struct db *db, const struct note_reply *reply, struct err *err)
{
    struct query q = db_query(db, sql_present);
    char state[16] = "";
    enum err_code code;

    db_bind_i64(&q, ":note", reply->note_id);
    if (db_row(&q))
        db_text(&q, 0, state, sizeof state);
    if ((code = db_end(&q, err)))
        return code;
    if (!*state)
        return err_set(err, ERR_NOT_FOUND, "there is no note %lld", (long long)reply->note_id);
    if (!strcmp(state, note_state_name(reply->state)))
        return err_set(err, ERR_CONFLICT, "the note is %s already", state);
    return err_set(err, ERR_CONFLICT, "the note is %s: open it again before it can be %s", state,
                   note_state_name(reply->state));
}

static enum err_code change_note(struct db *db, const struct note_reply *reply, struct err *err)
{
    struct query q = db_query(db, reply->has_state ? sql_move : sql_replied);
    int64_t changed;
    enum err_code code;

    if (reply->has_state) {
        db_bind_text(&q, ":state", note_state_name(reply->state));
        db_bind_i64(&q, ":replies", *reply->text != '\0');
    }
    db_bind_i64(&q, ":at_ms", reply->at_ms);
    db_bind_i64(&q, ":note", reply->note_id);
    if ((code = db_change(&q, &changed, err)))
        return code;
    return changed ? ERR_NONE : not_moved(db, reply, err);
}

enum err_code db_note_reply_add(struct db *db, const struct note_reply *reply, struct err *err)
{
    const enum err_code code = change_note(db, reply, err);
    struct query q;

    if (code)
        return code;
    q = db_query(db, sql_reply_add);
    db_bind_i64(&q, ":id", reply->id);
    db_bind_i64(&q, ":note", reply->note_id);
    db_bind_id(&q, ":person", reply->person_id);
    db_bind_text(&q, ":side", reply->side);
    db_bind_text(&q, ":body", reply->text);
    db_bind_text(&q, ":state", reply->has_state ? note_state_name(reply->state) : NULL);
    db_bind_i64(&q, ":at_ms", reply->at_ms);
    return db_change(&q, NULL, err);
}
