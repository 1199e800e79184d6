#include "server/api/scene_place.h"

#include "server/api/to_json.h"

/* Whole numbers from least to most. */
static enum err_code read_position(int64_t *out, const char *name, const json_t *json,
                                   const int64_t limits[2], struct err *err)
{
    if (!json_is_integer(json))
        return err_set(err, ERR_INVALID, "\"%s\" must be a whole number", name);
    *out = json_integer_value(json);
    if (*out >= limits[0] && *out <= limits[1])
        return ERR_NONE;
    return err_set(err, ERR_INVALID,
                   "%s is %lld; it counts from the scene's first sample, and may be %lld to %lld",
                   name, (long long)*out, (long long)limits[0], (long long)limits[1]);
}

enum err_code scene_place_read(struct remark_place *out, const json_t *from_samples,
                               const json_t *to_samples, const struct scene *scene, struct err *err)
{
    const int64_t length = scene->out_samples - scene->in_samples;
    enum err_code code = ERR_NONE;

    *out = (struct remark_place){ REMARK_NONE, REMARK_NONE };
    if (to_samples && !from_samples)
        return err_set(err, ERR_INVALID, "to_samples needs a from_samples before it");
    if (from_samples)
        code = read_position(&out->from_samples, "from_samples", from_samples,
                             (int64_t[]){ 0, length }, err);
    if (!code && to_samples)
        code = read_position(&out->to_samples, "to_samples", to_samples,
                             (int64_t[]){ out->from_samples + 1, length }, err);
    return code;
}

static json_t *samples_json(int64_t samples)
{
    return samples == REMARK_NONE ? json_null() : json_integer(samples);
}

static json_t *tc_json(int64_t samples, const struct scene *scene, struct rate rate)
{
    const int64_t position = scene->in_samples + samples;

    if (samples == REMARK_NONE)
        return json_null();
    return json_timecode(rate, position < scene->out_samples ? position : scene->out_samples);
}

json_t *scene_place_json(const struct remark_place *place, const struct scene *scene,
                         struct rate rate)
{
    return json_pack("{s:o, s:o, s:o, s:o}", "from_samples", samples_json(place->from_samples),
                     "to_samples", samples_json(place->to_samples), "tc_from",
                     tc_json(place->from_samples, scene, rate), "tc_to",
                     tc_json(place->to_samples, scene, rate));
}
