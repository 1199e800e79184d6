#include "server/work/lanes_result.h"

#include <stdlib.h>
#include <string.h>

#include "server/work/sealed.h"

static const struct seal seal = { "PDLN", MEASURE_VERSION << 16 | sizeof(struct scene_lanes) };

static size_t value_bytes(const struct scene_lanes *lanes)
{
    return (LANE_STEM + lanes->stems) * lanes->frames * sizeof *lanes->value;
}

enum err_code lanes_result_pack(const struct scene_lanes *lanes, struct buffer *out,
                                struct err *err)
{
    struct scene_lanes copy = *lanes;
    const struct sealed_part parts[] = {
        { &copy, sizeof copy },
        { lanes->value, value_bytes(lanes) },
    };

    copy.value = NULL;
    return sealed_make(out, seal, parts, 2, err);
}

enum err_code lanes_result_unpack(struct scene_lanes *out, const struct buffer *in, struct err *err)
{
    struct sealed_part inside;
    enum err_code code;

    *out = (struct scene_lanes){ 0 };
    if ((code = sealed_open(&inside, seal, in, err)))
        return code;
    if (inside.bytes >= sizeof *out)
        memcpy(out, inside.data, sizeof *out);
    if (inside.bytes != sizeof *out + value_bytes(out) || out->stems > LANE_STEMS) {
        *out = (struct scene_lanes){ 0 };
        return err_set(err, ERR_DAMAGED, "stored lanes are cut");
    }
    if (!(out->value = malloc(value_bytes(out) + 1)))
        return err_set(err, ERR_NO_MEMORY, "no memory for the lanes of a scene");
    memcpy(out->value, (const char *)inside.data + sizeof *out, value_bytes(out));
    return ERR_NONE;
}
