#include "server/api/event_json.h"

#include "server/api/to_json.h"

static const char *text_of(const json_t *detail, const char *key)
{
    const char *text = json_string_value(json_object_get(detail, key));

    return text ? text : "";
}

/* The side and a guest's name stand in the detail of those acts that are done as somebody's. */
static json_t *by_json(const struct event *event, const json_t *detail,
                       const struct who_names *names)
{
    if (!event->person_id && !event->link_id)
        return json_null();
    return who_json(names, event->person_id, text_of(detail, "side"),
                    text_of(detail, "guest_name"));
}

static json_t *id_json(int64_t id)
{
    return id ? json_integer(id) : json_null();
}

json_t *event_json(const struct event *event, const struct who_names *names, bool with_address)
{
    json_t *detail = json_loads(event->detail, 0, NULL);
    json_t *json;

    json_object_del(detail, "evidence"); /* tens of kilobytes, and the query itself shows it */
    json = json_pack("{s:I, s:s, s:I, s:o, s:o}", "id", (json_int_t)event->id, "kind", event->kind,
                     "at_ms", (json_int_t)event->at_ms, "by", by_json(event, detail, names),
                     "scene_id", id_json(event->scene_id));
    if (json &&
        (json_object_set_new(json, "hash", json_hash(&event->hash)) ||
         (with_address && json_object_set_new(json, "address", json_string(event->address))))) {
        json_decref(json);
        json = NULL;
    }
    if (json && json_object_set(json, "detail", detail)) {
        json_decref(json);
        json = NULL;
    }
    json_decref(detail);
    return json;
}
