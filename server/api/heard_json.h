/* What somebody has heard of a scene, as shares of it and as sentences. */
#pragma once

#include <jansson.h>

#include "server/store/heard.h"

/* [{"lfe", "temps", "monitoring", "share", "samples"}], one a way of listening. heard is in the
 * order of db_heard; scene_samples is the length of the scene. */
json_t *heard_list_json(const struct heard_piece *heard, size_t count, int64_t scene_samples);

/* What a sign-off freezes: {"heard": the list, "shares": {"all", "lfe_in", "lfe_out", "temps"}};
 * a share counts what was heard in several ways once. */
json_t *heard_summary_json(const struct heard_piece *heard, size_t count, int64_t scene_samples);

/* What a reader of the sign-off should know: short sentences such as "heard on headphones only".
 * They order attention and stand in nobody's way. declared is what the signer says to listen on. */
json_t *heard_remarks_json(const json_t *summary, enum monitoring declared);
