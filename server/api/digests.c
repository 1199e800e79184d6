/* What others did since a person last looked, and the sign that somebody has finished listening. */
#include "server/store/digests.h"

#include <stdlib.h>
#include <string.h>

#include "server/api/acts.h"
#include "server/api/event_json.h"
#include "server/api/routes.h"
#include "server/api/text.h"
#include "server/api/to_json.h"
#include "server/store/notices.h"

/* What a kind is counted as; all others are "other". */
static const char *count_name(const char *kind)
{
    static const struct {
        const char *kind, *name;
    } counted[] = {
        { "note.add", "note" },       { "note.reply", "note" },    { "query.ask", "query" },
        { "query.answer", "answer" }, { "scene.sign", "signoff" }, { "scene.revoke", "signoff" },
        { "scene.lfe", "signoff" },   { "set.publish", "print" },
    };

    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
        if (!strcmp(counted[i].kind, kind))
            return counted[i].name;
    return "other";
}

static json_t *counts_json(const struct digest *digest)
{
    json_t *counts = json_pack("{s:i, s:i, s:i, s:i, s:i, s:i}", "note", 0, "query", 0, "answer", 0,
                               "signoff", 0, "print", 0, "other", 0);

    for (size_t i = 0; i < digest->counts; i++) {
        const char *name = count_name(digest->count[i].kind);
        const json_int_t sum = json_integer_value(json_object_get(counts, name));
        json_object_set_new(counts, name, json_integer(sum + digest->count[i].events));
    }
    return counts;
}

static json_t *events_json(const struct events *events, const struct who_names *names,
                           bool with_address)
{
    json_t *list = json_array();

    for (size_t i = 0; i < events->count; i++)
        json_push(list, event_json(&events->list[i], names, with_address));
    return list;
}

/* Who said it, as the event tells. */
static json_t *done_json(const struct events *events, const struct who_names *names)
{
    json_t *list = json_array();

    for (size_t i = 0; i < events->count; i++) {
        json_t *event = event_json(&events->list[i], names, false);
        json_push(list, json_incref(json_object_get(event, "by")));
        json_decref(event);
    }
    return list;
}

enum err_code api_digest(struct req *req, struct reply *reply, struct err *err)
{
    const struct caller *caller = req->caller;
    struct digest digest = { 0 };
    struct who_names *names = NULL;
    enum err_code code;

    if (!(code = db_digest(req->db, req->id[0], caller->person_id, &digest, err)) &&
        !(code = who_names_new(&names, req->db, err)))
        code = reply_take(
            reply, 200,
            json_pack("{s:I, s:I, s:o, s:o, s:o}", "since_id", (json_int_t)digest.since_id,
                      "upto_id", (json_int_t)digest.upto_id, "counts", counts_json(&digest),
                      "events", events_json(&digest.events, names, caller->may_manage), "done",
                      done_json(&digest.done, names)),
            err);
    who_names_free(names);
    digest_clear(&digest);
    return code;
}

enum err_code api_digest_put(struct req *req, struct reply *reply, struct err *err)
{
    json_int_t upto_id;

    if (req_unpack(req, err, "{s:I}", "upto_id", &upto_id) ||
        db_digest_mark(req->db, req->id[0], req->caller->person_id, upto_id, err))
        return err->code;
    return reply_empty(reply);
}

struct finishing {
    const struct caller *who;
    const char *text;
    struct event event;
};

/* Others are told at once what has waited for the end. */
static enum err_code finish(struct db *db, void *ctx, struct err *err)
{
    struct finishing *finishing = ctx;
    const int64_t production_id = finishing->who->production_id;
    const struct act act = { .kind = "listening.done",
                             .production_id = production_id,
                             .detail = json_pack("{s:s}", "text", finishing->text) };
    enum err_code code;

    if ((code = act_add(db, finishing->who, &act, &finishing->event, err)))
        return code;
    return db_notices_now(db, production_id, err);
}

static enum err_code reply_event(struct req *req, struct reply *reply, int64_t id, struct err *err)
{
    struct event event = { 0 };
    struct who_names *names = NULL;
    enum err_code code;

    if (!(code = db_event(req->db, id, &event, err)) &&
        !(code = who_names_new(&names, req->db, err)))
        code = reply_take(reply, 201, event_json(&event, names, req->caller->may_manage), err);
    who_names_free(names);
    free(event.detail);
    return code;
}

enum err_code api_listening_done(struct req *req, struct reply *reply, struct err *err)
{
    struct finishing finishing = { .who = req->caller };
    const char *given = "";
    char *text = NULL;
    enum err_code code;

    if ((code = req_unpack(req, err, "{s?s}", "text", &given)) ||
        (code = text_long(&text, given, (struct text_rule){ "text", false }, err)))
        return code;
    finishing.text = text;
    code = db_txn(req->db, finish, &finishing, err);
    free(text);
    if (code)
        return code;
    act_news(req->app, finishing.event.production_id);
    notices_wake(req->app->notices);
    return reply_event(req, reply, finishing.event.id, err);
}
