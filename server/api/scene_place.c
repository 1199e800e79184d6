#include "server/api/scene_place.h"

#include "server/api/to_json.h"

enum err_code scene_place_read(struct remark_place *out, int64_t from_samples, int64_t to_samples,
                               const struct scene *scene, struct err *err)
{
    const int64_t length = scene->out_samples - scene->in_samples;

    *out = (struct remark_place){ from_samples, to_samples };
    if (from_samples == REMARK_NONE && to_samples == REMARK_NONE)
        return ERR_NONE;
    if (from_samples == REMARK_NONE)
        return err_set(err, ERR_INVALID, "to_samples needs a from_samples before it");
    if (from_samples < 0 || from_samples > length)
        return err_set(err, ERR_INVALID,
                       "from_samples is %lld; it counts from the scene's first sample, 0 to %lld",
                       (long long)from_samples, (long long)length);
    if (to_samples != REMARK_NONE && (to_samples <= from_samples || to_samples > length))
        return err_set(err, ERR_INVALID,
                       "to_samples is %lld; it lies after from_samples and not behind the scene's "
                       "end, %lld",
                       (long long)to_samples, (long long)length);
    return ERR_NONE;
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
