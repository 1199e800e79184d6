/* "Complete without LFE": one side's word about a scene, for what it sounds like. */
#include "server/store/scene_lfe.h"

#include <string.h>

#include "server/api/applies.h"
#include "server/api/gate.h"
#include "server/api/routes.h"
#include "server/api/scene_bound.h"
#include "server/api/text.h"
#include "server/api/to_json.h"
#include "server/api/who.h"

struct saying {
    const struct caller *who;
    struct scene_binding binding;
    enum side side;
    bool complete_without;
    char text[VERDICT_TEXT];
    struct event event; /* what became of it */
};

static enum err_code say_now(struct db *db, void *ctx, struct err *err)
{
    struct saying *saying = ctx;
    struct act act = { .kind = "scene.lfe",
                       .production_id = saying->binding.production_id,
                       .scene_id = saying->binding.scene_id };
    struct scene_sounds *sounds;
    struct scene scene;
    enum err_code code;

    if ((code = scene_bound(db, &saying->binding, &scene, &sounds, err)))
        return code;
    act.detail =
        json_pack("{s:s, s:s, s:b, s:o, s:s}", "side", side_name(saying->side), "scene_number",
                  scene.number, "complete_without", saying->complete_without, "sounds_sha256",
                  json_hash(&sounds->digest), "text", saying->text);
    scene_sounds_free(sounds, 1);
    return act_add(db, saying->who, &act, &saying->event, err);
}

static enum err_code reply_saying(struct req *req, struct reply *reply, const struct saying *saying,
                                  struct err *err)
{
    struct who_names *names;
    enum err_code code;

    if ((code = who_names_new(&names, req->db, err)))
        return code;
    code = reply_take(
        reply, 201,
        json_pack("{s:b, s:o, s:I, s:o, s:b, s:s}", "complete_without", saying->complete_without,
                  "by", who_json(names, saying->event.person_id, side_name(saying->side), ""),
                  "at_ms", (json_int_t)saying->event.at_ms, "sounds_sha256",
                  json_hash(&saying->binding.sounds), "is_stale", false, "text", saying->text),
        err);
    who_names_free(names);
    return code;
}

enum err_code api_scene_lfe(struct req *req, struct reply *reply, struct err *err)
{
    const struct text_rule text_rule = { "text", false };
    struct saying saying = { .who = req->caller,
                             .binding = { .production_id = req->caller->production_id,
                                          .scene_id = req->id[0] } };
    const char *sounds, *text = "";
    int complete_without;

    if (gate_side(req, &saying.side, err) ||
        req_unpack(req, err, "{s:b, s:s, s?s}", "complete_without", &complete_without,
                   "sounds_sha256", &sounds, "text", &text) ||
        scene_binding_read(&saying.binding, sounds, err) ||
        text_copy(saying.text, sizeof saying.text, text, text_rule, err))
        return err->code;
    saying.complete_without = complete_without != 0;
    if (db_txn(req->db, say_now, &saying, err))
        return err->code;
    act_news(req->app, req->caller->production_id);
    return reply_saying(req, reply, &saying, err);
}

enum err_code apply_scene_lfe(struct db *db, const struct event *event, json_t *detail,
                              struct err *err)
{
    struct lfe_verdict verdict = { .id = event->id,
                                   .production_id = event->production_id,
                                   .scene_id = event->scene_id,
                                   .person_id = event->person_id,
                                   .at_ms = event->at_ms };
    const char *side, *sounds, *text;
    int complete_without;

    if (json_unpack(detail, "{s:s, s:b, s:s, s:s}", "side", &side, "complete_without",
                    &complete_without, "sounds_sha256", &sounds, "text", &text) ||
        side_parse(&verdict.side, side, NULL) || hash_parse(&verdict.sounds, sounds, NULL) ||
        strlen(text) >= sizeof verdict.text)
        return err_set(err, ERR_DAMAGED, "event %lld (%s) does not hold what it should",
                       (long long)event->id, event->kind);
    verdict.is_complete = complete_without != 0;
    memcpy(verdict.text, text, strlen(text) + 1);
    return db_lfe_verdict_add(db, &verdict, err);
}
