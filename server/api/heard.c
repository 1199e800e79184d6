/* What the player reports to have played of a scene. */
#include "server/store/heard.h"

#include <stdlib.h>
#include <string.h>

#include "server/api/acts.h"
#include "server/api/heard_json.h"
#include "server/api/routes.h"
#include "server/api/scene_bound.h"
#include "server/api/to_json.h"

enum { SPANS_MAX = 200 };

struct hearing {
    struct heard_key key;
    struct span spans[SPANS_MAX];
    size_t count;
};

/* A player that plays on past the end has heard the scene to its end. */
static enum err_code read_span(struct span *out, const json_t *json, size_t index,
                               int64_t scene_samples, struct err *err)
{
    const json_t *from = json_array_get(json, 0), *to = json_array_get(json, 1);

    if (json_array_size(json) != 2 || !json_is_integer(from) || !json_is_integer(to))
        return err_set(err, ERR_INVALID, "spans[%zu] is no [from, to] in samples", index);
    *out = (struct span){ json_integer_value(from), json_integer_value(to) };
    if (out->from_samples < 0 || out->from_samples >= scene_samples ||
        out->to_samples <= out->from_samples)
        return err_set(err, ERR_INVALID,
                       "spans[%zu] goes from %lld to %lld; the scene has %lld samples", index,
                       (long long)out->from_samples, (long long)out->to_samples,
                       (long long)scene_samples);
    if (out->to_samples > scene_samples)
        out->to_samples = scene_samples;
    return ERR_NONE;
}

static enum err_code read_spans(struct hearing *out, const json_t *list, const struct scene *scene,
                                struct err *err)
{
    const int64_t scene_samples = scene->out_samples - scene->in_samples;
    enum err_code code = ERR_NONE;

    if (!json_is_array(list))
        return err_set(err, ERR_INVALID, "\"spans\" must be a list of [from, to]");
    out->count = json_array_size(list);
    if (out->count > SPANS_MAX)
        return err_set(err, ERR_INVALID, "%zu spans; there may be %d at once", out->count,
                       SPANS_MAX);
    for (size_t i = 0; i < out->count && !code; i++)
        code = read_span(&out->spans[i], json_array_get(list, i), i, scene_samples, err);
    return code;
}

static enum err_code read_variant(struct variant *out, const char *lfe, int temps,
                                  const char *monitoring, struct err *err)
{
    if (strcmp(lfe, "in") != 0 && strcmp(lfe, "out") != 0)
        return err_set(err, ERR_INVALID, "lfe is \"in\" or \"out\"");
    out->lfe_in = !strcmp(lfe, "in");
    out->temps = temps != 0;
    return monitoring_parse(&out->monitoring, monitoring, err);
}

static enum err_code add_now(struct db *db, void *ctx, struct err *err)
{
    const struct hearing *hearing = ctx;

    return db_heard_add(db, &hearing->key, hearing->spans, hearing->count, err);
}

enum err_code api_heard_add(struct req *req, struct reply *reply, struct err *err)
{
    struct scene_binding binding = { .production_id = req->caller->production_id,
                                     .scene_id = req->id[0] };
    struct hearing hearing = { .key = { .person_id = req->caller->person_id,
                                        .scene_id = req->id[0] } };
    const char *digest, *lfe, *monitoring;
    struct scene_sounds *sounds;
    struct scene scene;
    json_t *spans;
    int temps;

    if (req_unpack(req, err, "{s:s, s:s, s:b, s:s, s:o}", "sounds_sha256", &digest, "lfe", &lfe,
                   "temps", &temps, "monitoring", &monitoring, "spans", &spans) ||
        scene_binding_read(&binding, digest, err) ||
        read_variant(&hearing.key.variant, lfe, temps, monitoring, err) ||
        scene_bound(req->db, &binding, &scene, &sounds, err))
        return err->code;
    scene_sounds_free(sounds, 1);
    hearing.key.sounds = binding.sounds;
    if (read_spans(&hearing, spans, &scene, err) || db_txn(req->db, add_now, &hearing, err))
        return err->code;
    return reply_empty(reply);
}

enum err_code api_heard(struct req *req, struct reply *reply, struct err *err)
{
    struct heard_key key = { .person_id = req->caller->person_id, .scene_id = req->id[0] };
    struct scene_sounds *sounds;
    struct heard_piece *heard;
    struct scene scene;
    size_t count;
    json_t *list;

    if (db_scene(req->db, req->id[0], &scene, err) ||
        db_scene_sounds(req->db, req->caller->production_id, &scene, 1, &sounds, err))
        return err->code;
    key.sounds = sounds->digest;
    scene_sounds_free(sounds, 1);
    if (db_heard(req->db, &key, &heard, &count, err))
        return err->code;
    list = heard_list_json(heard, count, scene.out_samples - scene.in_samples);
    free(heard);
    return reply_take(reply, 200, json_list("heard", list), err);
}
