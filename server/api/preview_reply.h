/* A preview as JSON: what is heard, of what it is made, and where its bytes are. */
#pragma once

#include <jansson.h>

#include "server/api/preview_load.h"
#include "server/store/pictures.h"
#include "server/store/productions.h"

/* The name of a container in the API's paths: "webm", "mp4", "opus". */
const char *media_name(enum container container);

json_t *preview_reply_json(const struct preview_use *use, const struct picture *picture,
                           const struct production *production);
