/* Notes on scenes, and what was said to them. A row follows from events alone: what adds or changes
 * one is for the apply functions of server/api/applies.h, inside their transaction. */
#pragma once

#include "server/store/remarks.h"

enum note_state { NOTE_OPEN, NOTE_ACKNOWLEDGED, NOTE_RESOLVED };

const char *note_state_name(enum note_state state); /* "open", "acknowledged", "resolved" */
enum err_code note_state_parse(enum note_state *out, const char *name, struct err *err);

struct note {
    struct remark remark;
    int64_t link_id; /* of a guest; 0 for a member */
    char guest_name[STORE_NAME];
    enum note_state state;
    int64_t replies; /* texts in its thread */
};
void note_clear(struct note *note);

struct notes {
    struct note *list;
    size_t count;
};
void notes_clear(struct notes *notes);

/* A text, a state that the note was put into, or both. */
struct note_reply {
    int64_t id; /* of its event */
    int64_t note_id, person_id;
    char side[REMARK_SIDE];
    char *text; /* on the heap; "" with a state alone */
    bool has_state;
    enum note_state state;
    int64_t at_ms;
};

struct note_thread {
    struct note_reply *list;
    size_t count;
};
void note_thread_clear(struct note_thread *thread);

/* Reading. Lists go by falling id; whoever reads clears. */
enum err_code db_note(struct db *db, int64_t id, struct note *out, struct err *err);
enum err_code db_notes(struct db *db, const struct remark_filter *filter, struct notes *out,
                       struct err *err);
/* Of one scene; link_id 0: made by whomever, else through this link. */
struct note_page {
    int64_t scene_id, link_id;
    int64_t before_id, limit; /* as in a remark_filter */
};
enum err_code db_notes_of_scene(struct db *db, const struct note_page *page, struct notes *out,
                                struct err *err);
/* One entry of a thread; the caller frees its text. */
enum err_code db_note_reply(struct db *db, int64_t id, struct note_reply *out, struct err *err);
/* Oldest first. */
enum err_code db_note_thread(struct db *db, int64_t note_id, struct note_thread *out,
                             struct err *err);

/* As an event tells it: state open, no replies, changed when it was created. */
enum err_code db_note_add(struct db *db, const struct note *note, struct err *err);
/* Adds to the thread and puts the note into the reply's state. ERR_CONFLICT when it is in a state
 * from which that is no way: open to acknowledged to resolved, and open again from both. */
enum err_code db_note_reply_add(struct db *db, const struct note_reply *reply, struct err *err);
