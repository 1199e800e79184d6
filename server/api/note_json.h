/* Notes as JSON. */
#pragma once

#include "server/api/who.h"
#include "server/store/notes.h"

json_t *note_json(const struct note *note, struct rate rate, const struct who_names *names);

/* One entry of its thread. */
json_t *note_reply_json(const struct note_reply *reply, const struct who_names *names);
