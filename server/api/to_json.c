#include "server/api/to_json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "server/api/stem_plan.h"

json_t *json_level(double level_db)
{
    return isfinite(level_db) ? json_real(round(level_db * 1e4) / 1e4) : json_null();
}

json_t *json_timecode(struct rate rate, int64_t position_samples)
{
    char text[TIMECODE_TEXT];

    timecode_format(text, rate, position_samples);
    return json_string(text);
}

json_t *json_hash(const struct hash *hash)
{
    char text[HASH_TEXT];

    hash_format(text, hash);
    return json_string(text);
}

bool json_push(json_t *array, json_t *json)
{
    if (!array) {
        json_decref(json);
        return false;
    }
    return !json_array_append_new(array, json);
}

json_t *json_list(const char *plural, json_t *array)
{
    return json_pack("{s:o}", plural, array);
}

json_t *production_json(const struct production *production, int64_t latest_event_id,
                        json_t *pictures, json_t *cues)
{
    char rate[RATE_TEXT];

    rate_format(rate, production->rate);
    return json_pack("{s:I, s:s, s:s, s:f, s:o, s:o, s:I, s:I, s:o, s:o}", "id",
                     (json_int_t)production->id, "name", production->name, "frame_rate", rate,
                     "headroom_db", production->headroom_db, "stems", stem_names_json(production),
                     "stem_plan", stem_plan_json(production), "created_at_ms",
                     (json_int_t)production->created_at_ms, "latest_event_id",
                     (json_int_t)latest_event_id, "pictures", pictures, "cues", cues);
}

json_t *picture_json(const struct picture *picture)
{
    return json_pack("{s:I, s:I, s:s, s:I}", "id", (json_int_t)picture->id, "production_id",
                     (json_int_t)picture->production_id, "name", picture->name, "created_at_ms",
                     (json_int_t)picture->created_at_ms);
}

json_t *scene_json(const struct scene *scene, struct rate rate)
{
    return json_pack("{s:I, s:I, s:s, s:s, s:o, s:o, s:I, s:I}", "id", (json_int_t)scene->id,
                     "picture_id", (json_int_t)scene->picture_id, "number", scene->number, "name",
                     scene->name, "tc_in", json_timecode(rate, scene->in_samples), "tc_out",
                     json_timecode(rate, scene->out_samples), "in_samples",
                     (json_int_t)scene->in_samples, "out_samples", (json_int_t)scene->out_samples);
}

json_t *cue_json(const struct cue *cue, json_t *sets)
{
    return json_pack("{s:I, s:I, s:s, s:s, s:o}", "id", (json_int_t)cue->id, "production_id",
                     (json_int_t)cue->production_id, "name", cue->name, "title", cue->title, "sets",
                     sets);
}

static const struct recording *print_of(const struct recordings *prints, int64_t set_id,
                                        enum role_kind kind, const char *role)
{
    for (size_t i = 0; i < prints->count; i++) {
        const struct recording *print = &prints->list[i];
        if (print->set_id == set_id && print->kind == kind &&
            (kind == ROLE_MIX || !strcmp(print->role, role)))
            return print;
    }
    return NULL;
}

json_t *set_lacks_json(const struct print_set *set, const struct production *production,
                       const struct recordings *prints)
{
    json_t *list = json_array();

    for (unsigned i = 0; i <= production->stems; i++) {
        const bool mix = i == production->stems;
        const char *stem = mix ? "" : production->stem[i];
        const struct recording *print = print_of(prints, set->id, mix ? ROLE_MIX : ROLE_STEM, stem);
        if (!print || !recording_is_playable(print))
            json_push(list, json_string(mix ? "Full mix" : stem));
    }
    return list;
}

json_t *set_json(const struct print_set *set, const struct production *production,
                 const struct recordings *prints)
{
    enum channel missing[CHANNELS];
    json_t *list = json_array();
    bool complete = true;

    for (unsigned i = 0; i <= production->stems; i++) {
        const bool mix = i == production->stems;
        const struct recording *print =
            print_of(prints, set->id, mix ? ROLE_MIX : ROLE_STEM, mix ? "" : production->stem[i]);
        complete = complete && print && recording_missing(print, missing) == 0;
        if (print)
            json_push(list, recording_json(print, production->rate));
    }
    return json_pack("{s:I, s:I, s:I, s:I, s:b, s:I, s:o, s:b, s:o, s:o}", "id",
                     (json_int_t)set->id, "cue_id", (json_int_t)set->cue_id, "picture_id",
                     (json_int_t)set->picture_id, "version", (json_int_t)set->version, "complete",
                     complete, "created_at_ms", (json_int_t)set->created_at_ms, "published_at_ms",
                     set->published_at_ms ? json_integer(set->published_at_ms) : json_null(),
                     "is_incomplete", set->is_incomplete, "lacks",
                     set_lacks_json(set, production, prints), "prints", list);
}

static json_t *missing_json(const struct recording *recording)
{
    enum channel missing[CHANNELS];
    const unsigned count = recording_missing(recording, missing);
    json_t *list = json_array();

    for (unsigned i = 0; i < count; i++)
        json_push(list, json_string(channel_name(missing[i])));
    return list;
}

static json_t *warnings_json(const struct recording *recording)
{
    json_t *list = json_array();
    const char *line = recording->warnings;

    while (*line) {
        const size_t bytes = strcspn(line, "\n");
        json_push(list, json_stringn(line, bytes));
        line += bytes + (line[bytes] == '\n');
    }
    return list;
}

static json_t *files_json(const struct recording *recording)
{
    json_t *list = json_array();

    for (unsigned i = 0; i < recording->files; i++) {
        const struct recording_file *file = &recording->file[i];
        json_push(list, json_pack("{s:s, s:s?, s:I, s:o}", "filename", file->filename, "channel",
                                  file->is_mono ? channel_name(file->channel) : NULL, "bytes",
                                  (json_int_t)file->bytes, "sha256", json_hash(&file->hash)));
    }
    return list;
}

/* What a person has to say before the recording can be heard, or should confirm. */
static json_t *question_json(const struct recording *recording)
{
    const bool order = recording->order.known_by == ORDER_UNKNOWN;
    const bool start = recording->start_known_by == START_UNKNOWN;
    char slots[ORDER_TEXT];

    if (order && start)
        return json_sprintf("%s tells neither the order of its %u channels nor where it starts: "
                            "which order is it, and at which timecode does it begin?",
                            recording->filename, recording->channels);
    if (order)
        return json_sprintf("%s does not tell the order of its %u channels: which is it?",
                            recording->filename, recording->channels);
    if (start)
        return json_sprintf("%s does not tell where it starts: at which timecode does it begin?",
                            recording->filename);
    if (recording->order.known_by != ORDER_HEURISTIC)
        return json_null();
    order_format(slots, &recording->order);
    return json_sprintf("the sound of %s looks like the order %s: is that right?",
                        recording->filename, slots);
}

static json_t *order_json(const struct order *order)
{
    char slots[ORDER_TEXT];

    if (order->known_by == ORDER_UNKNOWN)
        return json_null();
    order_format(slots, order);
    return json_string(slots);
}

/* What the header of the file told. */
static json_t *format_json(const struct recording *recording)
{
    return json_pack("{s:s, s:I, s:i, s:b, s:i, s:I}", "format", recording->format, "rate_hz",
                     (json_int_t)recording->rate_hz, "bits", (int)recording->bits, "is_float",
                     recording->is_float, "channels", (int)recording->channels, "samples",
                     (json_int_t)recording->samples);
}

static json_t *place_json(const struct recording *recording, struct rate rate)
{
    const bool known = recording->start_known_by != START_UNKNOWN;

    return json_pack("{s:o, s:o, s:s, s:o, s:s}", "start_samples",
                     known ? json_integer(recording->start_samples) : json_null(), "tc_start",
                     known ? json_timecode(rate, recording->start_samples) : json_null(),
                     "start_known_by", start_known_by_name(recording->start_known_by), "order",
                     order_json(&recording->order), "order_known_by",
                     order_known_by_name(recording->order.known_by));
}

/* Of a print whose audio an earlier version has, too. */
static json_t *unchanged_json(const struct recording *print)
{
    if (!print->unchanged_set_id)
        return json_null();
    return json_pack("{s:I, s:I}", "set_id", (json_int_t)print->unchanged_set_id, "version",
                     (json_int_t)print->unchanged_version);
}

/* Moves the keys of part into json; NULL if either is. */
static json_t *merged(json_t *json, json_t *part)
{
    if (!json || !part || json_object_update(json, part)) {
        json_decref(json);
        json = NULL;
    }
    json_decref(part);
    return json;
}

json_t *recording_json(const struct recording *recording, struct rate rate)
{
    const bool print = recording->set_id != 0;
    json_t *missing = missing_json(recording);
    json_t *json =
        json_pack("{s:I, s:I, s:s, s:s, s:s, s:b, s:o, s:b, s:o, s:o, s:o, s:I}", "id",
                  (json_int_t)recording->id, print ? "set_id" : "picture_id",
                  (json_int_t)(print ? recording->set_id : recording->picture_id), "role",
                  recording->role, "kind", role_kind_name(recording->kind), "filename",
                  recording->filename, "complete", json_array_size(missing) == 0, "missing",
                  missing, "playable", recording_is_playable(recording), "question",
                  question_json(recording), "warnings", warnings_json(recording), "files",
                  files_json(recording), "added_at_ms", (json_int_t)recording->added_at_ms);

    if (json && print)
        json_object_set_new(json, "unchanged_from", unchanged_json(recording));
    return merged(merged(json, format_json(recording)), place_json(recording, rate));
}
