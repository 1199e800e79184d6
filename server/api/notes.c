#include "server/api/notes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/applies.h"
#include "server/api/note_json.h"
#include "server/api/page_query.h"
#include "server/api/remarks.h"
#include "server/api/routes.h"
#include "server/api/text.h"
#include "server/api/to_json.h"

/* ---- what follows from events ---- */

enum err_code apply_note_add(struct db *db, const struct event *event, json_t *detail,
                             struct err *err)
{
    struct note note = { .link_id = event->link_id };
    const char *guest_name = detail_text(detail, "guest_name");
    enum err_code code;

    if ((code = remark_of_event(&note.remark, event, detail, err)))
        return code;
    snprintf(note.guest_name, sizeof note.guest_name, "%s", guest_name ? guest_name : "");
    code = db_note_add(db, &note, err);
    note_clear(&note);
    return code;
}

/* Of note.reply and note.state, which have the same detail but for the state. */
static enum err_code apply_to_note(struct db *db, const struct event *event, const json_t *detail,
                                   const char *state, struct err *err)
{
    const char *text = detail_text(detail, "text"), *side = detail_text(detail, "side");
    struct note_reply reply = { .id = event->id,
                                .note_id = detail_number(detail, "note_id"),
                                .person_id = event->person_id,
                                .has_state = state != NULL,
                                .at_ms = event->at_ms };
    enum err_code code;

    if (!text || !side || (state && note_state_parse(&reply.state, state, NULL)))
        return detail_damaged(event, err);
    snprintf(reply.side, sizeof reply.side, "%s", side);
    if (!(reply.text = strdup(text)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a text");
    code = db_note_reply_add(db, &reply, err);
    free(reply.text);
    return code;
}

enum err_code apply_note_reply(struct db *db, const struct event *event, json_t *detail,
                               struct err *err)
{
    return apply_to_note(db, event, detail, NULL, err);
}

enum err_code apply_note_state(struct db *db, const struct event *event, json_t *detail,
                               struct err *err)
{
    const char *state = detail_text(detail, "state");

    return state ? apply_to_note(db, event, detail, state, err) : detail_damaged(event, err);
}

/* ---- one note ---- */

static json_t *thread_json(const struct note_thread *thread, const struct who_names *names)
{
    json_t *list = json_array();

    for (size_t i = 0; i < thread->count; i++)
        json_push(list, note_reply_json(&thread->list[i], names));
    return list;
}

/* A note as it is now, with its thread if that is wanted. */
static enum err_code reply_note(struct req *req, struct reply *reply, unsigned status, int64_t id,
                                bool with_thread, struct err *err)
{
    struct note note = { 0 };
    struct note_thread thread = { 0 };
    struct remark_scene place;
    struct who_names *names = NULL;
    json_t *json;
    enum err_code code;

    if ((code = db_note(req->db, id, &note, err)) ||
        (code = remark_scene_load(&place, req->db, note.remark.scene_id, err)) ||
        (with_thread && (code = db_note_thread(req->db, id, &thread, err))) ||
        (code = who_names_new(&names, req->db, err)))
        goto done;
    json = note_json(&note, place.production.rate, names);
    if (with_thread)
        json = remark_merge(json, json_list("thread", thread_json(&thread, names)));
    code = reply_take(reply, status, json, err);
done:
    who_names_free(names);
    note_thread_clear(&thread);
    note_clear(&note);
    return code;
}

enum err_code api_note(struct req *req, struct reply *reply, struct err *err)
{
    return reply_note(req, reply, 200, req->id[0], true, err);
}

static json_t *add_detail(const struct remark *remark, const struct caller *who)
{
    json_t *detail = remark_detail(remark);

    if (who->person_id)
        return detail;
    return remark_merge(detail, json_pack("{s:s}", "guest_name", who->name));
}

enum err_code notes_add(struct req *req, struct reply *reply, int64_t scene_id, struct err *err)
{
    struct remark_keys keys = { 0 };
    struct remark remark;
    struct remark_scene place;
    struct act act = { .kind = "note.add", .scene_id = scene_id };
    struct event event;
    enum err_code code;

    if (remark_scene_load(&place, req->db, scene_id, err) ||
        req_unpack(req, err, "{s:s, s:s, s?o, s?o}", "about", &keys.about, "text", &keys.text,
                   "from_samples", &keys.from_samples, "to_samples", &keys.to_samples) ||
        remark_read_keys(&remark, &keys, &place.scene, req->caller, err))
        return err->code;
    act.production_id = place.production.id;
    act.detail = add_detail(&remark, req->caller);
    free(remark.text);
    code = act_do(req, &act, &event, err);
    return code ? code : reply_note(req, reply, 201, event.id, false, err);
}

enum err_code api_note_add(struct req *req, struct reply *reply, struct err *err)
{
    return notes_add(req, reply, req->id[0], err);
}

/* ---- its thread ---- */

/* The event of something said or done to a note, by a member. Takes text. */
static enum err_code say(struct req *req, const char *kind, const char *state, char *text,
                         struct event *event, struct err *err)
{
    struct act act = { .kind = kind, .production_id = req->caller->production_id };
    struct note note;
    enum err_code code = db_note(req->db, req->id[0], &note, err);

    if (code) {
        free(text);
        return code;
    }
    act.scene_id = note.remark.scene_id;
    act.detail = json_pack("{s:I, s:s*, s:s, s:s}", "note_id", (json_int_t)note.remark.id, "state",
                           state, "text", text, "side", side_name(req->caller->side));
    note_clear(&note);
    free(text);
    return act_do(req, &act, event, err);
}

static enum err_code reply_entry(struct req *req, struct reply *reply, const struct event *event,
                                 struct err *err)
{
    struct note_reply entry;
    struct who_names *names = NULL;
    enum err_code code;

    if ((code = db_note_reply(req->db, event->id, &entry, err)))
        return code;
    if (!(code = who_names_new(&names, req->db, err)))
        code = reply_take(reply, 201, note_reply_json(&entry, names), err);
    who_names_free(names);
    free(entry.text);
    return code;
}

enum err_code api_note_reply(struct req *req, struct reply *reply, struct err *err)
{
    const struct text_rule rule = { "text", true };
    const char *text;
    struct event event;
    char *copy;

    if (req_unpack(req, err, "{s:s}", "text", &text) || text_long(&copy, text, rule, err) ||
        say(req, "note.reply", NULL, copy, &event, err))
        return err->code;
    return reply_entry(req, reply, &event, err);
}

enum err_code api_note_state(struct req *req, struct reply *reply, struct err *err)
{
    const struct text_rule rule = { "text", false };
    const char *word, *text = "";
    enum note_state state;
    struct event event;
    char *copy;

    if (req_unpack(req, err, "{s:s, s?s}", "state", &word, "text", &text) ||
        note_state_parse(&state, word, err) || text_long(&copy, text, rule, err) ||
        say(req, "note.state", note_state_name(state), copy, &event, err))
        return err->code;
    return reply_note(req, reply, 200, req->id[0], false, err);
}

/* ---- lists ---- */

/* A page of at most `limit` of them; the list has one more if there are more. */
static enum err_code reply_page(struct req *req, struct reply *reply, const struct notes *notes,
                                int64_t limit, const struct production *production, struct err *err)
{
    const size_t shown = notes->count > (size_t)limit ? (size_t)limit : notes->count;
    struct who_names *names;
    json_t *list;
    enum err_code code = who_names_new(&names, req->db, err);

    if (code)
        return code;
    list = json_array();
    for (size_t i = 0; i < shown; i++)
        json_push(list, note_json(&notes->list[i], production->rate, names));
    who_names_free(names);
    return reply_take(reply, 200,
                      page_json("notes", list, notes->count > shown,
                                shown ? notes->list[shown - 1].remark.id : 0),
                      err);
}

static enum err_code read_state(struct remark_filter *filter, const struct req *req,
                                struct err *err)
{
    const char *text = req_query(req, "state");
    enum note_state state;

    filter->standing = text && !strcmp(text, "unresolved");
    if (!text || filter->standing)
        return ERR_NONE;
    if (note_state_parse(&state, text, NULL))
        return err_set(err, ERR_INVALID,
                       "state is \"%.40s\"; it is open, acknowledged, resolved or unresolved",
                       text);
    filter->state = note_state_name(state);
    return ERR_NONE;
}

enum err_code api_notes(struct req *req, struct reply *reply, struct err *err)
{
    struct production production;
    struct remark_filter filter;
    struct notes notes;
    enum err_code code;

    if ((code = db_production(req->db, req->id[0], &production, err)) ||
        (code = remark_filter_read(&filter, req, &production, ABOUT_ANYTHING, err)) ||
        (code = read_state(&filter, req, err)) || (code = db_notes(req->db, &filter, &notes, err)))
        return code;
    code = reply_page(req, reply, &notes, filter.limit - 1, &production, err);
    notes_clear(&notes);
    return code;
}

/* Those of one scene; link_id 0: by whomever. */
static enum err_code reply_scene(struct req *req, struct reply *reply, int64_t scene_id,
                                 int64_t link_id, struct err *err)
{
    struct page_query page;
    struct remark_scene place;
    struct note_page wanted;
    struct notes notes;
    enum err_code code;

    if ((code = page_query_read(&page, req, err)) ||
        (code = remark_scene_load(&place, req->db, scene_id, err)))
        return code;
    wanted = (struct note_page){ scene_id, link_id, page.before_id, page.limit + 1 };
    if ((code = db_notes_of_scene(req->db, &wanted, &notes, err)))
        return code;
    code = reply_page(req, reply, &notes, page.limit, &place.production, err);
    notes_clear(&notes);
    return code;
}

enum err_code api_scene_notes(struct req *req, struct reply *reply, struct err *err)
{
    return reply_scene(req, reply, req->id[0], 0, err);
}

enum err_code notes_of_link(struct req *req, struct reply *reply, int64_t scene_id, int64_t link_id,
                            struct err *err)
{
    return reply_scene(req, reply, scene_id, link_id, err);
}
