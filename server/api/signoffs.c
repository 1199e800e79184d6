/* Signing a scene, revoking that, and the history of both. */
#include "server/store/signoffs.h"

#include <stdlib.h>
#include <string.h>

#include "server/api/applies.h"
#include "server/api/gate.h"
#include "server/api/heard_json.h"
#include "server/api/routes.h"
#include "server/api/scene_bound.h"
#include "server/api/signoff_json.h"
#include "server/api/text.h"
#include "server/api/to_json.h"

/* ---- answers ---- */

static enum err_code reply_signoff(struct req *req, struct reply *reply, unsigned status,
                                   int64_t id, struct err *err)
{
    struct who_names *names = NULL;
    struct signoffs signoffs = { 0 };
    struct scene scene;
    enum err_code code;

    if (!(code = db_signoff(req->db, id, &signoffs, err)) &&
        !(code = db_scene(req->db, signoffs.list[0].scene_id, &scene, err)) &&
        !(code = who_names_new(&names, req->db, err)))
        code = reply_take(reply, status, signoff_json(&signoffs, 0, &scene, names), err);
    who_names_free(names);
    signoffs_clear(&signoffs);
    return code;
}

enum err_code api_signoffs(struct req *req, struct reply *reply, struct err *err)
{
    struct who_names *names = NULL;
    struct signoffs signoffs = { 0 };
    struct scene scene;
    json_t *list;
    enum err_code code;

    if ((code = db_scene(req->db, req->id[0], &scene, err)) ||
        (code = db_signoffs(req->db, scene.id, &signoffs, err)) ||
        (code = who_names_new(&names, req->db, err)))
        goto done;
    list = json_array();
    for (size_t i = 0; i < signoffs.count; i++)
        json_push(list, signoff_json(&signoffs, i, &scene, names));
    code = reply_take(reply, 200, json_list("signoffs", list), err);
done:
    who_names_free(names);
    signoffs_clear(&signoffs);
    return code;
}

/* ---- signing ---- */

struct signing {
    const struct caller *who;
    struct scene_binding binding;
    enum side side;
    enum monitoring monitoring;
    char *text;
    struct event event; /* what became of it */
};

static json_t *sign_detail(const struct signing *signing, const struct scene *scene,
                           const struct scene_sounds *sounds, json_t *heard)
{
    json_t *list = json_array();

    for (size_t i = 0; i < sounds->count; i++)
        json_push(list, scene_sound_json(&sounds->list[i]));
    return json_pack("{s:s, s:s, s:I, s:I, s:I, s:s, s:s, s:o, s:o, s:o}", "side",
                     side_name(signing->side), "scene_number", scene->number, "picture_id",
                     (json_int_t)scene->picture_id, "in_samples", (json_int_t)scene->in_samples,
                     "out_samples", (json_int_t)scene->out_samples, "monitoring",
                     monitoring_name(signing->monitoring), "text", signing->text, "sounds_sha256",
                     json_hash(&sounds->digest), "sounds", list, "heard", heard);
}

/* What the scene sounds like is looked up inside the transaction: what is signed is what is there.
 */
static enum err_code sign_now(struct db *db, void *ctx, struct err *err)
{
    struct signing *signing = ctx;
    const struct heard_key key = { .person_id = signing->who->person_id,
                                   .scene_id = signing->binding.scene_id,
                                   .sounds = signing->binding.sounds };
    struct act act = { .kind = "scene.sign",
                       .production_id = signing->binding.production_id,
                       .scene_id = signing->binding.scene_id };
    struct scene_sounds *sounds;
    struct heard_piece *heard;
    struct scene scene;
    size_t count;
    enum err_code code;

    if ((code = scene_bound(db, &signing->binding, &scene, &sounds, err)))
        return code;
    if (!(code = db_heard(db, &key, &heard, &count, err))) {
        act.detail =
            sign_detail(signing, &scene, sounds,
                        heard_summary_json(heard, count, scene.out_samples - scene.in_samples));
        free(heard);
        code = act_add(db, signing->who, &act, &signing->event, err);
    }
    scene_sounds_free(sounds, 1);
    return code;
}

enum err_code api_signoff_add(struct req *req, struct reply *reply, struct err *err)
{
    const struct text_rule text_rule = { "text", false };
    struct signing signing = { .who = req->caller,
                               .binding = { .production_id = req->caller->production_id,
                                            .scene_id = req->id[0] } };
    const char *sounds, *monitoring, *text = "";
    enum err_code code;

    if (gate_side(req, &signing.side, err) ||
        req_unpack(req, err, "{s:s, s:s, s?s}", "sounds_sha256", &sounds, "monitoring", &monitoring,
                   "text", &text) ||
        scene_binding_read(&signing.binding, sounds, err) ||
        monitoring_parse(&signing.monitoring, monitoring, err) ||
        text_long(&signing.text, text, text_rule, err))
        return err->code;
    code = db_txn(req->db, sign_now, &signing, err);
    free(signing.text);
    if (code)
        return code;
    act_news(req->app, req->caller->production_id);
    return reply_signoff(req, reply, 201, signing.event.id, err);
}

/* ---- revoking ---- */

enum err_code api_signoff_revoke(struct req *req, struct reply *reply, struct err *err)
{
    const struct text_rule reason_rule = { "reason", true };
    struct act act = { .kind = "scene.revoke", .production_id = req->caller->production_id };
    struct signoffs signoffs;
    struct scene scene;
    enum side side, signed_by;
    const char *text;
    char *reason;

    if (gate_side(req, &side, err) || req_unpack(req, err, "{s:s}", "reason", &text) ||
        db_signoff(req->db, req->id[0], &signoffs, err))
        return err->code;
    act.scene_id = signoffs.list[0].scene_id;
    signed_by = signoffs.list[0].side;
    signoffs_clear(&signoffs);
    if (signed_by != side)
        return err_set(err, ERR_FORBIDDEN, "the %s side signed this: only it can revoke it",
                       side_name(signed_by));
    if (db_scene(req->db, act.scene_id, &scene, err) || text_long(&reason, text, reason_rule, err))
        return err->code;
    act.detail = json_pack("{s:I, s:s, s:s, s:s}", "signoff_id", (json_int_t)req->id[0], "side",
                           side_name(side), "scene_number", scene.number, "reason", reason);
    free(reason);
    if (act_do(req, &act, NULL, err))
        return err->code;
    return reply_signoff(req, reply, 200, req->id[0], err);
}

/* ---- what follows ---- */

static enum err_code damaged(const struct event *event, struct err *err)
{
    return err_set(err, ERR_DAMAGED, "event %lld (%s) does not hold what it should",
                   (long long)event->id, event->kind);
}

static enum err_code read_sound(struct signoff_sound *out, json_t *json, const struct event *event,
                                struct err *err)
{
    const char *role, *sound;
    json_int_t cue_id, set_id;

    if (json_unpack(json, "{s:I, s:I, s:s, s:s}", "cue_id", &cue_id, "set_id", &set_id, "role",
                    &role, "sound_sha256", &sound) ||
        strlen(role) >= sizeof out->role || hash_parse(&out->sound, sound, NULL))
        return damaged(event, err);
    out->cue_id = cue_id;
    out->set_id = set_id;
    memcpy(out->role, role, strlen(role) + 1);
    return ERR_NONE;
}

static enum err_code add_with(struct db *db, const struct signoff *signoff, json_t *list,
                              const struct event *event, struct err *err)
{
    const size_t count = json_array_size(list);
    struct signoff_sound *sounds = calloc(count + 1, sizeof *sounds);
    enum err_code code = ERR_NONE;

    if (!sounds)
        return err_set(err, ERR_NO_MEMORY, "no memory for a sign-off");
    for (size_t i = 0; i < count && !code; i++)
        code = read_sound(&sounds[i], json_array_get(list, i), event, err);
    if (!code)
        code = db_signoff_add(db, signoff, sounds, count, err);
    free(sounds);
    return code;
}

enum err_code apply_scene_sign(struct db *db, const struct event *event, json_t *detail,
                               struct err *err)
{
    struct signoff signoff = { .id = event->id,
                               .production_id = event->production_id,
                               .scene_id = event->scene_id,
                               .person_id = event->person_id,
                               .at_ms = event->at_ms,
                               .receipt = event->hash };
    const char *side, *monitoring, *text, *digest;
    json_int_t in_samples, out_samples;
    json_t *sounds, *heard;
    enum err_code code;

    if (json_unpack(detail, "{s:s, s:s, s:s, s:s, s:I, s:I, s:o, s:o}", "side", &side, "monitoring",
                    &monitoring, "text", &text, "sounds_sha256", &digest, "in_samples", &in_samples,
                    "out_samples", &out_samples, "sounds", &sounds, "heard", &heard) ||
        side_parse(&signoff.side, side, NULL) ||
        monitoring_parse(&signoff.monitoring, monitoring, NULL) ||
        hash_parse(&signoff.sounds, digest, NULL))
        return damaged(event, err);
    signoff.in_samples = in_samples;
    signoff.out_samples = out_samples;
    signoff.heard = json_dumps(heard, JSON_COMPACT);
    signoff.text = strdup(text);
    code = signoff.heard && signoff.text ? add_with(db, &signoff, sounds, event, err)
                                         : err_set(err, ERR_NO_MEMORY, "no memory for a sign-off");
    free(signoff.heard);
    free(signoff.text);
    return code;
}

enum err_code apply_scene_revoke(struct db *db, const struct event *event, json_t *detail,
                                 struct err *err)
{
    struct revocation revocation = { .person_id = event->person_id, .at_ms = event->at_ms };
    json_int_t signoff_id;

    if (json_unpack(detail, "{s:I, s:s}", "signoff_id", &signoff_id, "reason", &revocation.reason))
        return damaged(event, err);
    revocation.signoff_id = signoff_id;
    return db_signoff_revoke(db, &revocation, err);
}
