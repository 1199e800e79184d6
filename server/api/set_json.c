#include "server/api/set_json.h"

#include "server/api/to_json.h"

static json_t *channels_json(const struct null_residual *residual, unsigned mask)
{
    json_t *list = json_array();

    for (enum channel c = CH_L; c < CHANNELS; c++) {
        const struct null_channel *channel = &residual->channel[c];
        if (mask & 1u << c)
            json_push(list,
                      json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "channel", channel_name(c),
                                "verdict", null_verdict_name(channel->verdict), "residual_db",
                                json_level(channel->residual_db), "peak_db",
                                json_level(channel->peak_db), "rms_db", json_level(channel->rms_db),
                                "gain_db", json_level(channel->gain_db)));
    }
    return list;
}

static json_t *diagnoses_json(const struct nulltest *test)
{
    json_t *list = json_array();

    for (size_t i = 0; i < test->diagnoses; i++) {
        const struct null_diagnosis *d = &test->diagnosis[i];
        json_push(list, json_pack("{s:s, s:s?, s:o, s:s, s:s}", "kind", null_kind_name(d->kind),
                                  "stem", *d->stem ? d->stem : NULL, "value", json_level(d->value),
                                  "unit", null_kind_unit(d->kind), "text", d->text));
    }
    return list;
}

static json_t *notes_json(const struct nulltest *test)
{
    json_t *list = json_array();

    for (size_t i = 0; i < test->notes; i++)
        json_push(list, json_string(test->note[i]));
    return list;
}

static const struct scene *scene_of(const struct null_range *range, const struct scene *scenes,
                                    size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (scenes[i].in_samples == range->in_samples &&
            scenes[i].out_samples == range->out_samples)
            return &scenes[i];
    return NULL;
}

static json_t *range_json(const struct null_result *result, size_t i, const struct scene *scene,
                          struct rate rate)
{
    const struct null_range *range = &result->range[i];
    const struct null_residual *residual = &result->test.range[i];

    return json_pack("{s:o, s:s?, s:o, s:o, s:I, s:I, s:s, s:o, s:o}", "scene_id",
                     scene ? json_integer(scene->id) : json_null(), "number",
                     scene ? scene->number : NULL, "tc_in", json_timecode(rate, range->in_samples),
                     "tc_out", json_timecode(rate, range->out_samples), "in_samples",
                     (json_int_t)range->in_samples, "out_samples", (json_int_t)range->out_samples,
                     "verdict", null_verdict_name(residual->verdict), "residual_db",
                     json_level(residual->residual_db), "channels",
                     channels_json(residual, result->test.channel_mask));
}

json_t *null_result_json(const struct null_result *result, const struct scene *scenes, size_t count,
                         struct rate rate)
{
    const struct nulltest *test = &result->test;
    json_t *ranges = json_array();

    for (size_t i = 0; i < test->range_count; i++)
        json_push(ranges, range_json(result, i, scene_of(&result->range[i], scenes, count), rate));
    return json_pack("{s:s, s:b, s:o, s:o, s:s, s:o, s:o, s:o, s:o}", "verdict",
                     null_verdict_name(test->whole.verdict), "nulls",
                     null_passes(test->whole.verdict), "residual_db",
                     json_level(test->whole.residual_db), "explained_db",
                     json_level(test->explained_db), "summary", test->summary, "channels",
                     channels_json(&test->whole, test->channel_mask), "diagnoses",
                     diagnoses_json(test), "notes", notes_json(test), "scenes", ranges);
}

static const struct recording *print_of(const struct set_plan *plan, int64_t id)
{
    for (size_t i = 0; i < plan->prints.count; i++)
        if (plan->prints.list[i].id == id)
            return &plan->prints.list[i];
    return NULL;
}

static json_t *note_json(const struct qc_note *note, const struct set_plan *plan)
{
    const struct recording *print = print_of(plan, note->recording_id);
    const bool placed = note->at_samples >= 0;

    return json_pack("{s:s, s:s, s:s?, s:I, s:o, s:o, s:s}", "level", qc_level_name(note->level),
                     "code", note->code, "file", print ? print->filename : NULL, "print_id",
                     (json_int_t)note->recording_id, "at_samples",
                     placed ? json_integer(note->at_samples) : json_null(), "tc",
                     placed ? json_timecode(plan->production.rate, note->at_samples) : json_null(),
                     "text", note->text);
}

static int count_of(const struct qc_result *result, enum qc_level level)
{
    int count = 0;

    for (size_t i = 0; i < result->count; i++)
        count += result->note[i].level == level;
    return count;
}

json_t *qc_result_json(const struct qc_result *result, const struct set_plan *plan)
{
    json_t *files = json_array(), *findings = json_array();

    for (size_t i = 0; i < plan->prints.count; i++) {
        const struct recording *print = &plan->prints.list[i];
        json_push(files, json_pack("{s:s, s:I, s:s, s:s}", "file", print->filename, "print_id",
                                   (json_int_t)print->id, "role", print->role, "kind",
                                   role_kind_name(print->kind)));
    }
    for (size_t i = 0; i < result->count; i++)
        json_push(findings, note_json(&result->note[i], plan));
    return json_pack("{s:o, s:o, s:i, s:i, s:i}", "files", files, "findings", findings, "must",
                     count_of(result, QC_MUST), "should", count_of(result, QC_SHOULD), "info",
                     count_of(result, QC_INFO));
}

static const char *state_name(enum plan_state state)
{
    static const char *const names[] = {
        [PLAN_DONE] = "done", [PLAN_WAITING] = "waiting", [PLAN_FAILED] = "failed"
    };

    return names[state];
}

json_t *set_test_json(const struct set_test *test, const char *waits_for, json_t *result)
{
    return json_pack("{s:s, s:s?, s:s?, s:o}", "state", state_name(test->state), "error",
                     test->error, "waits_for", waits_for, "result", result);
}

static json_t *difference_json(const struct compare_range *range, unsigned mask)
{
    json_t *list = json_array();

    for (enum channel c = CH_L; c < CHANNELS; c++) {
        const struct compare_channel *channel = &range->channel[c];
        if (mask & 1u << c && range->verdict == COMPARE_CHANGED)
            json_push(list, json_pack("{s:s, s:o, s:o, s:o}", "channel", channel_name(c),
                                      "difference_db", json_level(channel->difference_db),
                                      "peak_db", json_level(channel->peak_db), "level_db",
                                      json_level(channel->level_db)));
    }
    return list;
}

static json_t *compared_json(const struct compare_result *result, const struct compare_plan *plan,
                             size_t number)
{
    const struct scene *scene = &plan->scene[number];
    json_t *roles = json_array();

    for (size_t i = 0; i < plan->roles; i++) {
        const struct compare_range *range = &result->range[number * plan->roles + i];
        json_push(roles, json_pack("{s:s, s:s, s:o}", "role", plan->role[i].role, "verdict",
                                   compare_verdict_name(range->verdict), "channels",
                                   difference_json(range, plan->role[i].channel_mask)));
    }
    return json_pack("{s:o, s:s?, s:o}", "scene_id",
                     scene->id ? json_integer(scene->id) : json_null(), "number",
                     scene->id ? scene->number : NULL, "roles", roles);
}

static bool role_changes(const struct compare_result *result, const struct compare_plan *plan,
                         size_t role)
{
    for (size_t i = 0; i < plan->scenes; i++) {
        const enum compare_verdict verdict = result->range[i * plan->roles + role].verdict;
        if (verdict != COMPARE_SAME && verdict != COMPARE_SILENT)
            return true;
    }
    return false;
}

json_t *compare_result_json(const struct compare_result *result, const struct compare_plan *plan)
{
    json_t *scenes = json_array(), *same = json_array(), *changed = json_array();

    for (size_t i = 0; i < plan->scenes; i++)
        json_push(scenes, compared_json(result, plan, i));
    for (size_t i = 0; i < plan->roles; i++)
        json_push(role_changes(result, plan, i) ? changed : same, json_string(plan->role[i].role));
    return json_pack("{s:o, s:o, s:o}", "scenes", scenes, "roles_same", same, "roles_changed",
                     changed);
}
