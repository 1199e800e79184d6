/* What is known of one print or temp: its waveform and its figures. */
#include "server/api/app.h"
#include "server/api/range_query.h"
#include "server/api/recordings.h"
#include "server/api/routes.h"
#include "server/api/to_json.h"

enum { COLUMNS_DEFAULT = 1000 };

/* A recording with what its analysis gave. */
struct known {
    struct recording_found found;
    struct heard heard;
};

static enum err_code hear(struct known *out, struct req *req, enum recording_side side,
                          struct err *err)
{
    enum err_code code = recording_find(&out->found, req->db, req->id[0], side, err);

    return code ? code
                : measuring_overview(&out->heard, req->app->measuring, req->db,
                                     &out->found.recording, err);
}

static const char *state_of(const struct known *known)
{
    if (known->heard.overview)
        return "analysed";
    if (!recording_is_playable(&known->found.recording))
        return "unanswered";
    return *known->heard.error ? "failed" : "waiting";
}

static json_t *error_json(const struct known *known)
{
    return *known->heard.error ? json_string(known->heard.error) : json_null();
}

/* ---- waveform ---- */

struct extent {
    int low, high;
    bool any;
};

/* Blocks that a column touches count whole, so that no peak is lost between two columns. */
static struct extent extent_of(const struct analysis *overview, enum channel channel, int64_t from,
                               int64_t to)
{
    const int64_t last = (int64_t)overview->peak_blocks;
    struct extent extent = { 0 };
    int64_t first = (from - overview->start_samples) / PEAK_SAMPLES;
    int64_t end = (to - overview->start_samples + PEAK_SAMPLES - 1) / PEAK_SAMPLES;

    if (to <= overview->start_samples || from >= overview->start_samples + overview->samples)
        return extent;
    first = from < overview->start_samples ? 0 : first;
    end = end <= first ? first + 1 : end;
    for (int64_t i = first; i < end && i < last; i++) {
        const struct peak_pair *pair = &overview->peaks[i * CHANNELS + (int64_t)channel];
        extent.low = !extent.any || pair->low < extent.low ? pair->low : extent.low;
        extent.high = !extent.any || pair->high > extent.high ? pair->high : extent.high;
        extent.any = true;
    }
    return extent;
}

/* Stored in steps of 2^-14 of full scale. */
static json_t *height_json(const struct extent *extent, int value)
{
    return extent->any ? json_real(value / 16384.0) : json_null();
}

static json_t *channel_json(const struct analysis *overview, enum channel channel,
                            const struct range_query *range)
{
    json_t *low = json_array(), *high = json_array();

    for (int i = 0; i < range->columns; i++) {
        const struct extent extent =
            extent_of(overview, channel, range_column(range, i), range_column(range, i + 1));
        json_push(low, height_json(&extent, extent.low));
        json_push(high, height_json(&extent, extent.high));
    }
    return json_pack("{s:s, s:o, s:o}", "channel", channel_name(channel), "low", low, "high", high);
}

static enum err_code reply_peaks(struct req *req, struct reply *reply, enum recording_side side,
                                 struct err *err)
{
    struct known known = { 0 };
    struct range_query range = { .columns = COLUMNS_DEFAULT };
    const struct recording *recording = &known.found.recording;
    json_t *channels;
    enum err_code code;

    if ((code = hear(&known, req, side, err)))
        return code;
    range.in_samples = recording->start_samples;
    range.out_samples = recording->start_samples + recording->samples;
    if ((code = range_query_read(&range, req, err)))
        goto done;
    channels = json_array();
    for (enum channel channel = CH_L; channel < CHANNELS && known.heard.overview; channel++)
        if (known.heard.overview->channel_mask & 1u << channel)
            json_push(channels, channel_json(known.heard.overview, channel, &range));
    code = reply_take(reply, 200,
                      json_pack("{s:s, s:o, s:I, s:I, s:i, s:i, s:o}", "state", state_of(&known),
                                "error", error_json(&known), "in_samples",
                                (json_int_t)range.in_samples, "out_samples",
                                (json_int_t)range.out_samples, "columns", range.columns,
                                "block_samples", PEAK_SAMPLES, "channels", channels),
                      err);
done:
    analysis_free(known.heard.overview);
    return code;
}

enum err_code api_print_peaks(struct req *req, struct reply *reply, struct err *err)
{
    return reply_peaks(req, reply, SIDE_PRINT, err);
}

enum err_code api_temp_peaks(struct req *req, struct reply *reply, struct err *err)
{
    return reply_peaks(req, reply, SIDE_TEMP, err);
}

/* ---- figures ---- */

static json_t *levels_json(const struct analysis *overview)
{
    json_t *list = json_array();

    for (enum channel channel = CH_L; channel < CHANNELS; channel++) {
        const struct channel_levels *level = &overview->level[channel];
        if (overview->channel_mask & 1u << channel)
            json_push(list, json_pack("{s:s, s:o, s:o, s:o, s:f, s:I, s:o}", "channel",
                                      channel_name(channel), "peak_db", json_level(level->peak_db),
                                      "true_peak_dbtp", json_level(level->true_peak_db), "rms_db",
                                      json_level(level->rms_db), "dc", level->dc, "clipped_runs",
                                      (json_int_t)level->clipped_runs, "first_clip_samples",
                                      level->first_clip_samples < 0
                                          ? json_null()
                                          : json_integer(level->first_clip_samples)));
    }
    return list;
}

static json_t *figures_json(const struct analysis *overview)
{
    const struct loudness *loudness = &overview->loudness;

    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:o}", "integrated_lufs",
        json_level(loudness->integrated_lufs), "range_lu", json_level(loudness->range_lu),
        "max_momentary_lufs", json_level(loudness->max_momentary_lufs), "max_short_term_lufs",
        json_level(loudness->max_short_term_lufs), "active_level_db",
        json_level(overview->active_level_db), "bad_samples", (json_int_t)overview->bad_samples,
        "first_bad_samples",
        overview->first_bad_samples < 0 ? json_null() : json_integer(overview->first_bad_samples),
        "audio", json_hash(&overview->audio), "levels", levels_json(overview));
}

static enum err_code reply_analysis(struct req *req, struct reply *reply, enum recording_side side,
                                    struct err *err)
{
    struct known known = { 0 };
    json_t *json;

    if (hear(&known, req, side, err))
        return err->code;
    json = json_pack("{s:s, s:o, s:i, s:o}", "state", state_of(&known), "error", error_json(&known),
                     "version", ANALYSIS_VERSION, "figures",
                     known.heard.overview ? figures_json(known.heard.overview) : json_null());
    analysis_free(known.heard.overview);
    return reply_take(reply, 200, json, err);
}

enum err_code api_print_analysis(struct req *req, struct reply *reply, struct err *err)
{
    return reply_analysis(req, reply, SIDE_PRINT, err);
}

enum err_code api_temp_analysis(struct req *req, struct reply *reply, struct err *err)
{
    return reply_analysis(req, reply, SIDE_TEMP, err);
}
