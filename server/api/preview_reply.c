#include "server/api/preview_reply.h"

#include <stdio.h>
#include <string.h>

#include "codec/core/units.h"
#include "server/api/recipe_json.h"
#include "server/api/to_json.h"

static const char *const media_names[CONTAINERS] = {
    [CONTAINER_WEBM] = "webm", [CONTAINER_MP4] = "mp4", [CONTAINER_OGG] = "opus"
};

const char *media_name(enum container container)
{
    return media_names[container];
}

static json_t *hashes_json(const struct preview_row_track *track)
{
    json_t *json = json_array();

    for (unsigned i = 0; i < track->files; i++)
        json_push(json, json_hash(&track->file[i].hash));
    return json;
}

static json_t *source_json(const struct preview_row_track *track, const struct recipe *recipe)
{
    const bool print = track->set_id != 0;
    const struct recipe_source *source = recipe_find(recipe, track->role);

    return json_pack(
        "{s:s, s:s, s:s?, s:o, s:I, s:f, s:I, s:I, s:o, s:o, s:s}", "role", track->role, "kind",
        role_kind_name(track->kind), "cue", print ? track->cue : NULL, "set_id",
        print ? json_integer(track->set_id) : json_null(), print ? "print_id" : "temp_id",
        (json_int_t)track->recording_id, "gain_db", source ? source->gain_db : 0, "start_samples",
        (json_int_t)track->start_samples, "samples", (json_int_t)track->samples, "audio_sha256",
        json_hash(&track->audio), "files", hashes_json(track), "order_known_by",
        order_known_by_name(track->order.known_by));
}

static json_t *source_heard_json(const struct preview_row_track *track, const struct recipe *recipe)
{
    const struct recipe_source *source = recipe_find(recipe, track->role);

    return json_pack("{s:s, s:s, s:s?, s:n, s:f, s:I, s:I}", "role", track->role, "kind",
                     role_kind_name(track->kind), "cue", track->set_id ? track->cue : NULL,
                     "set_id", "gain_db", source ? source->gain_db : 0, "start_samples",
                     (json_int_t)track->start_samples, "samples", (json_int_t)track->samples);
}

/* Those that are heard; what only warms up the first encoder is no source. */
static json_t *sources_json(const struct preview_use *use, enum preview_reader reader)
{
    const struct preview_row *row = &use->row;
    json_t *json = json_array();

    for (size_t i = 0; i < row->tracks; i++) {
        const struct preview_row_track *track = &row->track[i];
        if (track->start_samples < row->out_samples &&
            track->start_samples + track->samples > row->in_samples)
            json_push(json, reader == READER_GUEST ? source_heard_json(track, &use->recipe)
                                                   : source_json(track, &use->recipe));
    }
    return json;
}

static json_t *file_json(const struct preview_use *use, enum container container,
                         enum preview_reader reader)
{
    const struct virtual_file *file = preview_file(use->preview, container);
    const int64_t pages = (preview_samples(use->preview) + RATE_HZ - 1) / RATE_HZ;
    const int64_t first = virtual_file_page_at(file, 0);
    char id[HASH_TEXT];

    hash_format(id, &use->row.id);
    return json_pack("{s:o, s:s, s:I, s:I, s:I, s:I, s:I}", "url",
                     json_sprintf("/api/%spreviews/%s/%s", reader == READER_GUEST ? "guest/" : "",
                                  id, media_name(container)),
                     "media_type", container_media_type(container), "bytes",
                     (json_int_t)virtual_file_bytes(file), "header_bytes",
                     (json_int_t)virtual_file_header_bytes(file), "pre_skip_bytes",
                     (json_int_t)(first - virtual_file_page_at(file, -1)), "page_bytes",
                     (json_int_t)(virtual_file_page_at(file, 1) - first), "pages",
                     (json_int_t)pages);
}

static json_t *files_json(const struct preview_use *use, enum preview_reader reader)
{
    json_t *json = json_object();

    for (enum container container = CONTAINER_WEBM; container < CONTAINERS; container++)
        json_object_set_new(json, media_name(container), file_json(use, container, reader));
    return json;
}

static json_t *codec_json(const struct preview_use *use)
{
    return json_pack("{s:s, s:i, s:I, s:i}", "name", "opus", "bitrate_bps",
                     (int)use->row.settings.bitrate_bps, "packet_bytes",
                     (json_int_t)preview_packet_bytes(use->preview), "pre_skip_samples",
                     PRE_SKIP_SAMPLES);
}

static json_t *heard_json(const struct recipe *recipe)
{
    char text[RECIPE_TEXT];

    recipe_describe(text, recipe);
    return json_sprintf("%s; no limiter", text);
}

json_t *preview_reply_json(const struct preview_use *use, const struct picture *picture,
                           const struct production *production, enum preview_reader reader)
{
    const struct preview_row *row = &use->row;
    const struct rate rate = production->rate;

    return json_pack(
        "{s:o, s:I, s:I, s:o, s:o, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:f, s:s, s:o,"
        " s:o, s:o}",
        "id", json_hash(&row->id), "production_id", (json_int_t)production->id, "picture_id",
        (json_int_t)picture->id, "tc_in", json_timecode(rate, row->in_samples), "tc_out",
        json_timecode(rate, row->out_samples), "in_samples", (json_int_t)row->in_samples,
        "out_samples", (json_int_t)row->out_samples, "samples",
        (json_int_t)(row->out_samples - row->in_samples), "recipe", recipe_json(&use->recipe),
        "heard", heard_json(&use->recipe), "matrix", recipe_matrix_json(&use->recipe), "lfe_db",
        recipe_lfe_json(&use->recipe), "headroom_db", row->headroom_db, "limiter", "none",
        "sources", sources_json(use, reader), "codec", codec_json(use), "files",
        files_json(use, reader));
}
