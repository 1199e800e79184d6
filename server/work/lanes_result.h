/* Lanes of a scene as they are kept in the cache. */
#pragma once

#include "codec/measure/scene_lanes.h"
#include "server/work/buffer.h"

enum err_code lanes_result_pack(const struct scene_lanes *lanes, struct buffer *out,
                                struct err *err);
/* Clear it with scene_lanes_clear. ERR_DAMAGED: measure again. */
enum err_code lanes_result_unpack(struct scene_lanes *out, const struct buffer *in,
                                  struct err *err);
