#include "codec/preview_state.h"

#include "codec/core/units.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Goes into every key: raise it when the same recipe and files give other bytes than before. */
static const char sound_version[] = "predub preview 1";

/* Positions beyond this are refused, which leaves room to count without overflow. */
static const int64_t farthest_samples = INT64_C(1) << 60;

enum { SEGMENT_PAGES = 5 };

static_assert(SEGMENT_PAGES * RATE_HZ == SEGMENT_PACKETS * PACKET_SAMPLES,
              "a page never lies in two segments");

struct preview_window preview_window_of(const struct preview *preview, int64_t segment)
{
    const int64_t begin = segment_audio_start(segment);

    return (struct preview_window){ begin, begin + (int64_t)segment_audio_samples(
                                                       segment, preview->packets) };
}

bool preview_sounds(const struct preview_track *track, struct preview_window window)
{
    return track->samples > 0 && track->start_samples < window.end + MIXER_REACH_SAMPLES &&
           track->start_samples > window.begin - MIXER_REACH_SAMPLES - track->samples;
}

static int compare_tracks(const void *a, const void *b)
{
    const struct preview_track *x = a, *y = b;
    const int by_role = strcmp(x->role, y->role);

    if (by_role)
        return by_role;
    if (x->start_samples != y->start_samples)
        return x->start_samples < y->start_samples ? -1 : 1;
    return hash_compare(&x->audio, &y->audio);
}

static void keep_tracks(struct preview *preview, const struct preview_spec *spec)
{
    const int64_t last = preview_segments(preview) - 1;
    const struct preview_window heard = { preview_window_of(preview, 0).begin,
                                          preview_window_of(preview, last).end };

    for (size_t i = 0; i < spec->tracks; i++) {
        struct preview_track track = spec->track[i];

        if (track.start_samples < -farthest_samples || track.start_samples > farthest_samples ||
            track.samples > farthest_samples)
            continue; /* no preview reaches there */
        track.start_samples -= spec->in_samples;
        if (recipe_find(&spec->recipe, track.role) && preview_sounds(&track, heard))
            preview->track[preview->tracks++] = track;
    }
    /* The sum of floats depends on their order, which must not depend on the caller's. */
    qsort(preview->track, preview->tracks, sizeof *preview->track, compare_tracks);
}

static enum err_code make_files(struct preview *preview, const char *title, struct err *err)
{
    struct virtual_spec spec = {
        .samples = preview->samples,
        .packet_bytes = preview_packet_bytes(preview),
        .title = title,
    };
    enum err_code code = ERR_NONE;

    for (enum container i = 0; i < CONTAINERS && !code; i++) {
        spec.container = i;
        code = virtual_file_new(&preview->file[i], &spec, err);
    }
    return code;
}

static void hash_number(struct hasher *hasher, int64_t number)
{
    hasher_add(hasher, &number, sizeof number);
}

static void hash_track(const struct recipe *recipe, const struct preview_track *track,
                       struct hasher *hasher)
{
    const double gain_db = recipe_find(recipe, track->role)->gain_db;

    hasher_add(hasher, &gain_db, sizeof gain_db);
    hash_number(hasher, track->kind);
    hash_number(hasher, track->start_samples);
    hash_number(hasher, track->samples);
    hasher_add(hasher, &track->audio, sizeof track->audio);
}

/* Everything that decides what is heard in a window, and nothing else. */
static void hash_sound(const struct preview *preview, struct preview_window window,
                       struct hasher *hasher)
{
    const struct recipe *recipe = &preview->recipe;

    hasher_add(hasher, sound_version, sizeof sound_version);
    opus_settings_hash(&preview->settings, hasher);
    hash_number(hasher, recipe->fold);
    hash_number(hasher, recipe->lfe);
    hash_number(hasher, recipe->centre);
    hasher_add(hasher, &recipe->headroom_db, sizeof recipe->headroom_db);
    hash_number(hasher, window.begin);
    hash_number(hasher, window.end);
    for (size_t i = 0; i < preview->tracks; i++)
        if (preview_sounds(&preview->track[i], window))
            hash_track(recipe, &preview->track[i], hasher);
}

static enum err_code make_key(const struct preview *preview, struct preview_window window,
                              const char *title, struct hash *out, struct err *err)
{
    struct hasher *hasher;
    enum err_code code;

    if ((code = hasher_new(&hasher, err)))
        return code;
    hash_sound(preview, window, hasher);
    if (title) {
        hash_number(hasher, preview->samples);
        hasher_add(hasher, title, strlen(title));
    }
    *out = hasher_result(hasher);
    hasher_free(hasher);
    return ERR_NONE;
}

static enum err_code make_keys(struct preview *preview, const char *title, struct err *err)
{
    const int64_t segments = preview_segments(preview);
    const struct preview_window whole = { preview_window_of(preview, 0).begin,
                                          preview_window_of(preview, segments - 1).end };
    enum err_code code = ERR_NONE;

    if (!(preview->segment_key = calloc((size_t)segments, sizeof *preview->segment_key)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a preview of %lld segments",
                       (long long)segments);
    for (int64_t i = 0; i < segments && !code; i++)
        code =
            make_key(preview, preview_window_of(preview, i), NULL, &preview->segment_key[i], err);
    return code ? code : make_key(preview, whole, title, &preview->key, err);
}

static enum err_code check_spec(const struct preview_spec *spec, struct err *err)
{
    enum err_code code;

    if ((code = recipe_check(&spec->recipe, err)) ||
        (code = opus_settings_check(&spec->settings, err)))
        return code;
    if (spec->in_samples >= spec->out_samples)
        return err_set(err, ERR_INVALID, "a preview must end after it starts");
    if (spec->in_samples < -farthest_samples || spec->out_samples > farthest_samples)
        return err_set(err, ERR_INVALID, "a preview lies beyond any timeline");
    return ERR_NONE;
}

enum err_code preview_new(struct preview **out, const struct preview_spec *spec, struct err *err)
{
    struct preview *preview = NULL;
    enum err_code code;

    *out = NULL;
    if ((code = check_spec(spec, err)))
        return code;
    if (!(preview = calloc(1, sizeof *preview + spec->tracks * sizeof *preview->track)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a preview of %zu tracks", spec->tracks);
    preview->recipe = spec->recipe;
    preview->settings = spec->settings;
    preview->samples = spec->out_samples - spec->in_samples;
    preview->packets = opus_packet_count(preview->samples);
    if ((code = make_files(preview, spec->title, err)))
        goto done;
    keep_tracks(preview, spec);
    if ((code = make_keys(preview, spec->title, err)))
        goto done;
    *out = preview;
    preview = NULL;
done:
    preview_free(preview);
    return code;
}

void preview_free(struct preview *preview)
{
    if (!preview)
        return;
    for (enum container i = 0; i < CONTAINERS; i++)
        virtual_file_free(preview->file[i]);
    free(preview->segment_key);
    free(preview);
}

struct hash preview_key(const struct preview *preview)
{
    return preview->key;
}

int64_t preview_samples(const struct preview *preview)
{
    return preview->samples;
}

int64_t preview_segments(const struct preview *preview)
{
    return opus_segment_count(preview->samples);
}

size_t preview_packet_bytes(const struct preview *preview)
{
    return opus_packet_bytes(&preview->settings);
}

const struct virtual_file *preview_file(const struct preview *preview, enum container container)
{
    return preview->file[container];
}

struct hash preview_segment_key(const struct preview *preview, int64_t segment)
{
    assert(segment >= 0 && segment < preview_segments(preview));
    return preview->segment_key[segment];
}

size_t preview_segment_bytes(const struct preview *preview, int64_t segment)
{
    return (size_t)segment_packets(segment, preview->packets) * preview_packet_bytes(preview);
}

void preview_segments_of(const struct preview *preview, const struct preview_range *range,
                         int64_t *first, int64_t *count)
{
    int64_t packet, packets;

    virtual_file_packets(preview->file[range->container], range->offset, range->bytes, &packet,
                         &packets);
    *first = segment_of_packet(packet);
    *count = packets ? segment_of_packet(packet + packets - 1) - *first + 1 : 0;
}

/* The byte behind the last page of a segment. */
static int64_t segment_end(const struct preview *preview, enum container container, int64_t segment)
{
    const struct virtual_file *file = preview->file[container];

    return segment + 1 < preview_segments(preview)
               ? virtual_file_page_at(file, SEGMENT_PAGES * (segment + 1))
               : virtual_file_bytes(file);
}

/* The beginning of a range, as far as one segment is enough for it. Returns how many bytes. */
static size_t read_part(const struct preview *preview, const struct preview_range *range,
                        int64_t segment, const uint8_t *packets, uint8_t *out)
{
    const struct virtual_file *file = preview->file[range->container];
    const int64_t left = segment_end(preview, range->container, segment) - range->offset;
    const size_t bytes = (int64_t)range->bytes < left ? range->bytes : (size_t)left;
    int64_t packet, count;

    virtual_file_packets(file, range->offset, bytes, &packet, &count);
    if (count)
        packets += (size_t)(packet - segment_first_packet(segment)) * preview_packet_bytes(preview);
    virtual_file_read(file, range->offset, bytes, count ? packets : NULL, out);
    return bytes;
}

enum err_code preview_read(const struct preview *preview, const struct preview_range *range,
                           const uint8_t *const *segments, uint8_t *out, struct err *err)
{
    const int64_t size = virtual_file_bytes(preview->file[range->container]);
    struct preview_range rest = *range;
    int64_t first, count;

    if (rest.offset < 0 || rest.offset > size || rest.bytes > (uint64_t)(size - rest.offset))
        return err_set(err, ERR_RANGE, "%zu bytes at %lld lie outside a file of %lld", rest.bytes,
                       (long long)rest.offset, (long long)size);
    preview_segments_of(preview, range, &first, &count);
    for (int64_t i = 0; rest.bytes > 0; i++) {
        const uint8_t *packets = i < count ? segments[i] : NULL;
        const size_t part = read_part(preview, &rest, first + i, packets, out);

        out += part;
        rest.offset += (int64_t)part;
        rest.bytes -= part;
    }
    return ERR_NONE;
}
