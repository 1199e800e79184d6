/* A preview as JSON: what is heard, of what it is made, and where its bytes are. */
#pragma once

#include <jansson.h>

#include "server/api/preview_load.h"
#include "server/store/pictures.h"
#include "server/store/productions.h"

/* The name of a container in the API's paths: "webm", "mp4", "opus". */
const char *media_name(enum container container);

/* Who reads it: a guest gets addresses of their own, and of each source what is heard of it, not
 * which file it is. */
enum preview_reader { READER_MEMBER, READER_GUEST };

json_t *preview_reply_json(const struct preview_use *use, const struct picture *picture,
                           const struct production *production, enum preview_reader reader);
