/* An event of the record, as JSON. */
#pragma once

#include "server/api/who.h"
#include "server/store/events.h"

/* {"id", "kind", "at_ms", "by", "scene_id", "detail", "hash"}, and "address" if that is asked for:
 * it is for managers. by is null where nobody had signed in. detail is without the evidence of
 * a query, which GET /api/queries/{} has. */
json_t *event_json(const struct event *event, const struct who_names *names, bool with_address);
