#include "server/api/acts.h"

#include <stdlib.h>
#include <string.h>

#include "server/api/applies.h"
#include "server/store/notices.h"
#include "server/work/news.h"

static const struct act_kind kinds[] = {
    /* people */
    { "person.add", NULL },
    { "person.change", NULL },
    { "sign_in", NULL },
    { "sign_in.refuse", NULL },
    { "sign_out", NULL },
    { "sign_out.everywhere", NULL },
    { "password.change", NULL },
    { "token.add", NULL },
    { "token.revoke", NULL },
    { "invitation.add", NULL },
    { "invitation.revoke", NULL },
    { "member.join", NULL },
    { "member.change", NULL },
    { "member.remove", NULL },
    { "link.add", NULL },
    { "link.open", NULL },
    { "link.revoke", NULL },
    /* material */
    { "production.add", NULL },
    { "stem_plan.put", NULL },
    { "picture.add", NULL },
    { "scenes.put", NULL },
    { "cue.add", NULL },
    { "set.add", NULL },
    { "set.publish", NULL },
    { "set.drop", NULL },
    { "set.expire", NULL },
    { "print.upload", NULL },
    { "print.order", NULL },
    { "print.start", NULL },
    { "temp.upload", NULL },
    { "temp.order", NULL },
    { "temp.start", NULL },
    { "file.download", NULL },
    { "thresholds.put", NULL },
    { "recipe.share", NULL },
    { "recipe.change", NULL },
    { "recipe.remove", NULL },
    /* what is said and signed */
    { "note.add", apply_note_add },
    { "note.reply", apply_note_reply },
    { "note.state", apply_note_state },
    { "query.ask", apply_query_ask },
    { "query.answer", apply_query_answer },
    { "query.close", apply_query_close },
    { "scene.sign", apply_scene_sign },
    { "scene.revoke", apply_scene_revoke },
    { "scene.lfe", apply_scene_lfe },
    { "agreement.propose", apply_agreement_propose },
    { "agreement.accept", apply_agreement_accept },
    /* news */
    { "listening.done", NULL },
    { "hook.add", NULL },
    { "hook.remove", NULL },
};

const struct act_kind *act_kinds(size_t *count)
{
    *count = sizeof kinds / sizeof *kinds;
    return kinds;
}

static const struct act_kind *kind_find(const char *name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(kinds[i].name, name))
            return &kinds[i];
    return NULL;
}

static enum err_code apply(struct db *db, const struct event *event, json_t *detail,
                           struct err *err)
{
    const struct act_kind *kind = kind_find(event->kind);

    if (!kind)
        return err_set(err, ERR_DAMAGED,
                       "event %lld is of the kind \"%s\", which this predub does not know",
                       (long long)event->id, event->kind);
    return kind->apply ? kind->apply(db, event, detail, err) : ERR_NONE;
}

enum err_code act_apply(struct db *db, const struct event *event, struct err *err)
{
    json_t *detail = json_loads(event->detail, JSON_REJECT_DUPLICATES, NULL);
    enum err_code code;

    if (!detail)
        return err_set(err, ERR_DAMAGED, "event %lld has a detail that is no JSON",
                       (long long)event->id);
    code = apply(db, event, detail, err);
    json_decref(detail);
    return code;
}

static struct event event_of(const struct act *act, const struct caller *who)
{
    struct event event = { .production_id = act->production_id,
                           .scene_id = act->scene_id,
                           .person_id = who->person_id,
                           .link_id = who->link_id };

    strncpy(event.kind, act->kind, sizeof event.kind - 1);
    memcpy(event.address, who->address, sizeof event.address);
    return event;
}

/* As whom it was done belongs to the act: a person may change sides later. */
static bool add_standing(json_t *detail, const struct act *act, const struct caller *who)
{
    if (!act->production_id || act->production_id != who->production_id)
        return true;
    return who->link_id ? !json_object_set_new(detail, "guest_name", json_string(who->name))
                        : !json_object_set_new(detail, "side", json_string(side_name(who->side)));
}

enum err_code act_add(struct db *db, const struct caller *who, const struct act *act,
                      struct event *out, struct err *err)
{
    struct event event = event_of(act, who);
    enum err_code code;

    if (act->detail && add_standing(act->detail, act, who))
        event.detail = json_dumps(act->detail, JSON_COMPACT);
    if (!event.detail)
        code = err_set(err, ERR_NO_MEMORY, "no memory for an event");
    else if (!(code = db_event_add(db, &event, err)) &&
             !(code = apply(db, &event, act->detail, err)))
        code = db_notices_due(db, &event, err);
    free(event.detail);
    json_decref(act->detail);
    event.detail = NULL;
    if (out)
        *out = event;
    return code;
}

struct doing {
    const struct act *act;
    const struct caller *who;
    struct event *out;
    bool begun; /* act_add has been called, and has taken the detail */
};

static enum err_code do_now(struct db *db, void *ctx, struct err *err)
{
    struct doing *doing = ctx;

    doing->begun = true;
    return act_add(db, doing->who, doing->act, doing->out, err);
}

enum err_code act_do(struct req *req, const struct act *act, struct event *out, struct err *err)
{
    struct doing doing = { .act = act, .who = req->caller, .out = out };
    const enum err_code code = db_txn(req->db, do_now, &doing, err);

    if (!doing.begun)
        json_decref(act->detail);
    if (!code)
        act_news(req->app, act->production_id);
    return code;
}

void act_news(struct app *app, int64_t production_id)
{
    if (production_id)
        news_post(app->news, production_id);
}
