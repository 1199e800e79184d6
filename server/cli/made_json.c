#include "server/cli/made_json.h"

#include "server/api/recipe_json.h"
#include "server/api/to_json.h"
#include "server/cli/json_out.h"

static json_t *files_json(const struct sound *sound)
{
    json_t *files = json_array();

    for (unsigned i = 0; i < sound->files.count; i++)
        json_array_append_new(files, json_pack("{s:o, s:o}", "filename",
                                               json_text(prints_filename(sound->files.path[i])),
                                               "sha256", json_hash(&sound->file_hash[i])));
    return files;
}

static json_t *sources_json(const struct made *made)
{
    json_t *sources = json_array();

    for (size_t i = 0; i < made->sounds->count; i++) {
        const struct sound *sound = &made->sounds->sound[i];
        const struct recipe_source *source = recipe_find(made->recipe, sound->role);

        if (!source || sound->start_samples >= made->out_samples ||
            sound->start_samples + sound->samples <= made->in_samples)
            continue;
        json_array_append_new(
            sources,
            json_pack("{s:s, s:s, s:o, s:f, s:I, s:I, s:o, s:o, s:s}", "role", sound->role, "kind",
                      role_kind_name(sound->kind), "cue", json_text(sound->files.name.cue),
                      "gain_db", source->gain_db, "start_samples", (json_int_t)sound->start_samples,
                      "samples", (json_int_t)sound->samples, "audio_sha256",
                      json_hash(&sound->audio), "files", files_json(sound), "order_known_by",
                      order_known_by_name(sound->order.known_by)));
    }
    return sources;
}

static json_t *overs_json(const struct made *made)
{
    json_t *list = json_array();

    for (size_t i = 0; i < made->overs->count && i < OVERS_KEPT; i++) {
        const struct over *over = &made->overs->over[i];
        int64_t in = made->in_samples + over->in_samples;
        int64_t out = made->in_samples + over->out_samples;

        json_array_append_new(
            list, json_pack("{s:o, s:o, s:I, s:I, s:f}", "tc_in", json_timecode(made->rate, in),
                            "tc_out", json_timecode(made->rate, out), "in_samples", (json_int_t)in,
                            "out_samples", (json_int_t)out, "peak_db", over->peak_db));
    }
    return json_pack("{s:o, s:I, s:o}", "peak_db", json_level(made->overs->peak_db), "count",
                     (json_int_t)made->overs->count, "overs", list);
}

static json_t *codec_json(const struct made *made)
{
    if (made->output->is_wav)
        return json_pack("{s:s, s:i, s:i}", "name", "pcm_float", "bits", 32, "channels", 2);
    return json_pack("{s:s, s:i, s:I, s:i}", "name", "opus", "bitrate_bps",
                     (int)made->settings->bitrate_bps, "packet_bytes",
                     (json_int_t)opus_packet_bytes(made->settings), "pre_skip_samples",
                     PRE_SKIP_SAMPLES);
}

static json_t *place_json(const struct made *made)
{
    char rate[RATE_TEXT];

    rate_format(rate, made->rate);
    return json_pack("{s:s, s:o, s:o, s:I, s:I, s:I}", "frame_rate", rate, "tc_in",
                     json_timecode(made->rate, made->in_samples), "tc_out",
                     json_timecode(made->rate, made->out_samples), "in_samples",
                     (json_int_t)made->in_samples, "out_samples", (json_int_t)made->out_samples,
                     "samples", (json_int_t)(made->out_samples - made->in_samples));
}

json_t *made_json(const struct made *made)
{
    char heard[RECIPE_TEXT];
    const char *media_type =
        made->output->is_wav ? "audio/wav" : container_media_type(made->output->container);
    json_t *json = place_json(made), *more;

    recipe_describe(heard, made->recipe);
    more = json_pack("{s:o, s:o, s:o, s:o, s:f, s:s, s:o, s:o, s:o, s:{s:o, s:s, s:I}}", "recipe",
                     recipe_json(made->recipe), "heard", json_sprintf("%s; no limiter", heard),
                     "matrix", recipe_matrix_json(made->recipe), "lfe_db",
                     recipe_lfe_json(made->recipe), "headroom_db", made->recipe->headroom_db,
                     "limiter", "none", "sources", sources_json(made), "codec", codec_json(made),
                     "overs", overs_json(made), "file", "path", json_text(made->output->path),
                     "media_type", media_type, "bytes", (json_int_t)made->bytes);
    json_object_update_new(json, more);
    return json;
}
