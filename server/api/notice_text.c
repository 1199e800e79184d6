#include "server/api/notice_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/event_json.h"
#include "server/api/to_json.h"
#include "server/store/scenes.h"

enum { LINES_MOST = 100, QUOTE_BYTES = 600 };

/* ---- a hook: JSON ---- */

static json_t *events_json(const struct events *events, const struct who_names *names)
{
    json_t *list = json_array();

    for (size_t i = 0; i < events->count; i++)
        json_push(list, event_json(&events->list[i], names, false));
    return list;
}

static enum err_code write_hook(const struct notice *notice, const struct events *events,
                                const struct who_names *names, struct notice_text *out,
                                struct err *err)
{
    json_t *json =
        json_pack("{s:{s:I, s:s}, s:o}", "production", "id", (json_int_t)notice->production_id,
                  "name", notice->production, "events", events_json(events, names));

    out->body = json ? json_dumps(json, JSON_COMPACT) : NULL;
    json_decref(json);
    return out->body ? ERR_NONE : err_set(err, ERR_NO_MEMORY, "no memory for a hook's news");
}

/* ---- a mail: words ---- */

/* How a kind is counted in the subject, and what is said of one act. */
struct words {
    const char *kind, *one, *many, *did;
};

static const struct words words[] = {
    { "query.ask", "question", "questions", "asks" },
    { "query.answer", "answer", "answers", "answers" },
    { "query.close", "closed question", "closed questions", "closes the question" },
    { "note.add", "new note", "new notes", "notes" },
    { "note.reply", "reply", "replies", "replies to a note" },
    { "note.state", "changed note", "changed notes", "marks a note as" },
    { "scene.sign", "sign-off", "sign-offs", "signs the scene off" },
    { "scene.revoke", "sign-off taken back", "sign-offs taken back", "takes a sign-off back" },
    { "scene.lfe", "word on the LFE", "words on the LFE",
      "tells whether it is complete without LFE" },
    { "set.publish", "new print set", "new print sets", "brings a new print set" },
    { "temp.upload", "new temp", "new temps", "brings a new temp" },
    { "agreement.propose", "proposed agreement", "proposed agreements", "proposes an agreement" },
    { "agreement.accept", "accepted agreement", "accepted agreements", "accepts the agreement" },
    { "listening.done", "has listened", "have listened", "is done listening" },
    { "member.join", "new member", "new members", "joins the production" },
};
enum { WORDS = sizeof words / sizeof *words, WORDS_OTHER = WORDS };

static const struct words words_other = { "", "other act", "other acts", "" };

static size_t words_index(const char *kind)
{
    for (size_t i = 0; i < WORDS; i++)
        if (!strcmp(words[i].kind, kind))
            return i;
    return WORDS_OTHER;
}

static void write_subject(FILE *out, const struct notice *notice, const struct events *events)
{
    unsigned count[WORDS + 1] = { 0 };
    const char *lead = ": ";

    for (size_t i = 0; i < events->count; i++)
        count[words_index(events->list[i].kind)]++;
    fputs(notice->production, out);
    for (size_t i = 0; i <= WORDS; i++) {
        const struct words *of = i < WORDS ? &words[i] : &words_other;
        if (!count[i])
            continue;
        fprintf(out, "%s%u %s", lead, count[i], count[i] == 1 ? of->one : of->many);
        lead = ", ";
    }
}

struct mail_writer {
    FILE *out;
    struct db *db;
    const struct notice *notice;
    const struct who_names *names;
    struct rate rate;
    const char *public_url; /* NULL: no links */
};

static const char *text_of(const json_t *detail, const char *key)
{
    const char *text = json_string_value(json_object_get(detail, key));

    return text ? text : "";
}

/* "Scene 42, 01:02:03:04: ", with the place that was spoken of where there is one. */
static enum err_code write_place(const struct mail_writer *writer, const struct event *event,
                                 const json_t *detail, struct err *err)
{
    const json_t *from = json_object_get(detail, "from_samples");
    char at[TIMECODE_TEXT];
    struct scene scene;

    if (!event->scene_id)
        return ERR_NONE;
    if (db_scene(writer->db, event->scene_id, &scene, err))
        return err->code;
    timecode_format(at, writer->rate, scene.in_samples + json_integer_value(from));
    fprintf(writer->out, "Scene %s, %s: ", scene.number, at);
    return ERR_NONE;
}

/* Values are the API's own words; people read them without the underscores. */
static void write_value(const struct mail_writer *writer, const char *lead, const char *value)
{
    if (!*value)
        return;
    fputs(lead, writer->out);
    if (!strcmp(value, "lfe"))
        fputs("LFE", writer->out);
    else if (!strcmp(value, "centre"))
        fputs("Centre", writer->out);
    else
        for (; *value; value++)
            fputc(*value == '_' ? ' ' : *value, writer->out);
}

static void write_particulars(const struct mail_writer *writer, const json_t *detail)
{
    const json_t *complete = json_object_get(detail, "complete_without");
    const json_t *trim = json_object_get(detail, "trim_db");
    const json_t *version = json_object_get(detail, "version");

    write_value(writer, " about ", text_of(detail, "about"));
    write_value(writer, " ", text_of(detail, "state"));
    write_value(writer, ": ", text_of(detail, "likelihood"));
    write_value(writer, ", ", text_of(detail, "advice"));
    if (json_is_number(trim))
        fprintf(writer->out, " by %g dB", json_number_value(trim));
    if (json_is_boolean(complete))
        fputs(json_is_true(complete) ? ": yes" : ": no", writer->out);
    write_value(writer, ": ", text_of(detail, "cue"));
    if (json_is_integer(version))
        fprintf(writer->out, " v%lld", (long long)json_integer_value(version));
}

/* What somebody wrote, indented, each of its lines; a long text is cut at a character. */
static void write_quote(const struct mail_writer *writer, const char *text)
{
    size_t bytes = strlen(text);

    if (!bytes)
        return;
    if (bytes > QUOTE_BYTES) {
        bytes = QUOTE_BYTES;
        while (((unsigned char)text[bytes] & 0xc0) == 0x80)
            bytes--;
    }
    fputs("\n    ", writer->out);
    for (size_t i = 0; i < bytes; i++) {
        fputc(text[i], writer->out);
        if (text[i] == '\n')
            fputs("    ", writer->out);
    }
    if (text[bytes])
        fputs(" ...", writer->out);
}

static void write_author(const struct mail_writer *writer, const struct event *event,
                         const json_t *detail)
{
    json_t *who = who_json(writer->names, event->person_id, text_of(detail, "side"),
                           text_of(detail, "guest_name"));
    const char *name = text_of(who, "name"), *side = text_of(who, "side");

    fputs(*name ? name : "Somebody", writer->out);
    if (event->link_id)
        fputs(" (guest)", writer->out);
    else if (*side && strcmp(side, "none") != 0)
        fprintf(writer->out, " (%s)", side);
    json_decref(who);
}

static enum err_code write_line(const struct mail_writer *writer, const struct event *event,
                                struct err *err)
{
    const size_t index = words_index(event->kind);
    json_t *detail = json_loads(event->detail, 0, NULL);
    enum err_code code;

    fputs("- ", writer->out);
    if (!(code = write_place(writer, event, detail, err))) {
        write_author(writer, event, detail);
        fprintf(writer->out, " %s", index < WORDS ? words[index].did : event->kind);
        write_particulars(writer, detail);
        write_quote(writer, text_of(detail, "text"));
        write_quote(writer, text_of(detail, "reason"));
        fputs("\n", writer->out);
    }
    json_decref(detail);
    return code;
}

static void write_end(const struct mail_writer *writer)
{
    const struct notice *notice = writer->notice;

    if (writer->public_url)
        fprintf(writer->out, "\n%s/productions/%lld\n", writer->public_url,
                (long long)notice->production_id);
    fprintf(writer->out,
            "\n-- \nYou get this because you asked for mail about %s. To stop it, switch mail off "
            "on the production's page.\n",
            notice->production);
}

static enum err_code write_lines(const struct mail_writer *writer, const struct events *events,
                                 struct err *err)
{
    const size_t lines = events->count < LINES_MOST ? events->count : LINES_MOST;
    enum err_code code = ERR_NONE;

    for (size_t i = 0; i < lines && !code; i++)
        code = write_line(writer, &events->list[i], err);
    if (events->count > lines)
        fprintf(writer->out, "- and %zu more\n", events->count - lines);
    return code;
}

/* Closes what open_memstream began; what could not be written leaves *text NULL. */
static enum err_code close_text(FILE *file, char **text, struct err *err)
{
    if (file && !fclose(file))
        return ERR_NONE;
    free(*text);
    *text = NULL;
    return err_set(err, ERR_NO_MEMORY, "no memory for a mail");
}

static enum err_code write_mail(struct mail_writer *writer, const struct events *events,
                                struct notice_text *out, struct err *err)
{
    size_t bytes;
    FILE *subject = open_memstream(&out->subject, &bytes);
    enum err_code code;

    if (subject)
        write_subject(subject, writer->notice, events);
    if ((code = close_text(subject, &out->subject, err)))
        return code;
    if (!(writer->out = open_memstream(&out->body, &bytes)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a mail");
    code = write_lines(writer, events, err);
    write_end(writer);
    return close_text(writer->out, &out->body, code ? NULL : err) ? ERR_NO_MEMORY : code;
}

enum err_code notice_write(struct db *db, const struct notice *notice, const char *public_url,
                           struct notice_text *out, struct err *err)
{
    struct events events = { 0 };
    struct who_names *names = NULL;
    struct production production;
    struct mail_writer writer = { .db = db, .notice = notice, .public_url = public_url };
    enum err_code code;

    if ((code = db_notice_events(db, notice, &events, err)) || events.count == 0 ||
        (code = who_names_new(&names, db, err)) ||
        (code = db_production(db, notice->production_id, &production, err)))
        goto done;
    writer.names = names;
    writer.rate = production.rate;
    code = notice->hook_id ? write_hook(notice, &events, names, out, err)
                           : write_mail(&writer, &events, out, err);
done:
    who_names_free(names);
    events_clear(&events);
    return code;
}
