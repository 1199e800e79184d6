#include "server/api/measure_json.h"

#include <math.h>

#include "codec/measure/concern.h"
#include "server/api/to_json.h"
#include "server/store/thresholds.h"

static json_t *moment_json(const struct moment *moment, struct rate rate)
{
    return json_pack("{s:o, s:o, s:I, s:I, s:o}", "tc_in", json_timecode(rate, moment->in_samples),
                     "tc_out", json_timecode(rate, moment->out_samples), "in_samples",
                     (json_int_t)moment->in_samples, "out_samples", (json_int_t)moment->out_samples,
                     "value", json_level(moment->value));
}

static json_t *text_or_null(const char *text)
{
    return *text ? json_string(text) : json_null();
}

static json_t *concern_json(const struct concern *concern, struct rate rate)
{
    json_t *moments = json_array(), *json;

    for (unsigned i = 0; i < concern->moments; i++)
        json_push(moments, moment_json(&concern->moment[i], rate));
    json = json_pack(
        "{s:s, s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:s}", "kind",
        concern_kind_name(concern->kind), "level", concern_level_name(concern->level), "value",
        json_level(concern->value), "second", json_level(concern->second), "unit",
        concern_unit(concern->kind), "stem", text_or_null(concern->stem), "channel",
        text_or_null(concern->has_channel ? channel_name(concern->channel) : ""), "trim_db",
        json_level(concern->trim_db), "moments", moments, "text", concern->text);
    if (json && concern->kind == CONCERN_DIALOGUE_AUDIBILITY) {
        json_object_set_new(json, "without_music", json_level(concern->without_music));
        json_object_set_new(json, "at_risk", json_level(concern->at_risk));
    }
    return json;
}

json_t *scene_report_json(const struct scene_report *report, struct rate rate)
{
    json_t *concerns = json_array();

    for (unsigned i = 0; i < CONCERN_KINDS; i++)
        json_push(concerns, concern_json(&report->concern[i], rate));
    return json_pack("{s:o, s:o}", "score", json_level(report->score), "concerns", concerns);
}

json_t *thresholds_json(const struct thresholds *thresholds)
{
    json_t *json = json_object();

    for (unsigned i = 0; i < THRESHOLDS; i++)
        if (json_object_set_new(json, threshold_fields[i].name,
                                json_real(threshold_get(thresholds, i))))
            break;
    return json;
}
