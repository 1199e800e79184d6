#include "server/api/signoff_json.h"

#include <string.h>

#include "server/api/heard_json.h"
#include "server/api/to_json.h"

static json_t *signoff_sound_json(const struct signoff_sound *sound)
{
    return json_pack("{s:s, s:I, s:I, s:I, s:s, s:o}", "cue", sound->cue, "cue_id",
                     (json_int_t)sound->cue_id, "set_id", (json_int_t)sound->set_id, "version",
                     (json_int_t)sound->version, "role", sound->role, "sound_sha256",
                     json_hash(&sound->sound));
}

json_t *scene_sound_json(const struct scene_sound *sound)
{
    struct signoff_sound same = { .cue_id = sound->cue_id,
                                  .set_id = sound->set_id,
                                  .version = sound->version,
                                  .sound = sound->sound };
    json_t *json;

    memcpy(same.cue, sound->cue, sizeof same.cue);
    memcpy(same.role, sound->role, sizeof same.role);
    json = signoff_sound_json(&same);
    if (json && !sound->is_known && json_object_set_new(json, "sound_sha256", json_null())) {
        json_decref(json);
        return NULL;
    }
    return json;
}

static json_t *sounds_json(const struct signoffs *signoffs, int64_t signoff_id)
{
    json_t *list = json_array();

    for (size_t i = 0; i < signoffs->sound_count; i++)
        if (signoffs->sounds[i].signoff_id == signoff_id)
            json_push(list, signoff_sound_json(&signoffs->sounds[i]));
    return list;
}

/* What was heard, as it was frozen, and what follows from it. */
static json_t *heard_json(const struct signoff *signoff)
{
    json_t *summary = json_loads(signoff->heard, 0, NULL), *json;

    if (!summary)
        return NULL;
    json = json_pack("{s:O, s:O, s:o}", "heard", json_object_get(summary, "heard"), "heard_shares",
                     json_object_get(summary, "shares"), "remarks",
                     heard_remarks_json(summary, signoff->monitoring));
    json_decref(summary);
    return json;
}

static json_t *end_json(const struct signoff *signoff, const struct who_names *names)
{
    const bool revoked = signoff->state == SIGNOFF_REVOKED;

    if (!revoked)
        return json_pack("{s:s, s:n, s:n, s:n}", "state", signoff_state_name(signoff->state),
                         "reason", "revoked_by", "revoked_at_ms");
    return json_pack("{s:s, s:s, s:o, s:I}", "state", signoff_state_name(signoff->state), "reason",
                     signoff->reason, "revoked_by",
                     who_json(names, signoff->ended_by, side_name(signoff->side), ""),
                     "revoked_at_ms", (json_int_t)signoff->ended_at_ms);
}

json_t *signoff_json(const struct signoffs *signoffs, size_t index, const struct scene *scene,
                     const struct who_names *names)
{
    const struct signoff *signoff = &signoffs->list[index];
    json_t *heard = heard_json(signoff), *end = end_json(signoff, names);
    json_t *json = json_pack(
        "{s:I, s:I, s:s, s:I, s:s, s:o, s:I, s:I, s:I, s:o, s:o, s:s, s:s, s:o}", "id",
        (json_int_t)signoff->id, "scene_id", (json_int_t)signoff->scene_id, "scene_number",
        scene->number, "picture_id", (json_int_t)scene->picture_id, "side",
        side_name(signoff->side), "by",
        who_json(names, signoff->person_id, side_name(signoff->side), ""), "at_ms",
        (json_int_t)signoff->at_ms, "in_samples", (json_int_t)signoff->in_samples, "out_samples",
        (json_int_t)signoff->out_samples, "sounds_sha256", json_hash(&signoff->sounds), "sounds",
        sounds_json(signoffs, signoff->id), "monitoring", monitoring_name(signoff->monitoring),
        "text", signoff->text, "receipt", json_hash(&signoff->receipt));

    if (json && (json_object_update(json, heard) || json_object_update(json, end))) {
        json_decref(json);
        json = NULL;
    }
    json_decref(heard);
    json_decref(end);
    return json;
}
