#include "codec/preview.h"

#include "codec/core/units.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Goes into every key: raise it when the same recipe and files give other bytes than before. */
static const char sound_version[] = "predub preview 1";

/* Positions beyond this are refused, which leaves room to count without overflow. */
static const int64_t farthest_samples = INT64_C(1) << 60;

enum { STEMS_KEPT = 32, SEGMENT_PAGES = 5 };

static_assert(SEGMENT_PAGES * RATE_HZ == SEGMENT_PACKETS * PACKET_SAMPLES,
              "a page never lies in two segments");

/* Tracks are kept relative to the start of the preview, and so is the mixer's time: where the whole
 * timeline moves, no byte changes. */
struct preview {
    struct recipe recipe;
    struct opus_settings settings;
    int64_t samples, packets;
    struct virtual_file *file[CONTAINERS];
    struct hash key;
    struct hash *segment_key; /* made once: asked for with every byte that goes out */
    size_t tracks;
    struct preview_track track[];
};

/* What a stretch of the preview is made of, in samples from its start. */
struct window {
    int64_t begin, end;
};

static struct window segment_window(const struct preview *preview, int64_t segment)
{
    const int64_t begin = segment_audio_start(segment);

    return (struct window){ begin,
                            begin + (int64_t)segment_audio_samples(segment, preview->packets) };
}

static bool sounds(const struct preview_track *track, struct window window)
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
    const struct window heard = { segment_window(preview, 0).begin,
                                  segment_window(preview, last).end };

    for (size_t i = 0; i < spec->tracks; i++) {
        struct preview_track track = spec->track[i];

        if (track.start_samples < -farthest_samples || track.start_samples > farthest_samples ||
            track.samples > farthest_samples)
            continue; /* no preview reaches there */
        track.start_samples -= spec->in_samples;
        if (recipe_find(&spec->recipe, track.role) && sounds(&track, heard))
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
static void hash_sound(const struct preview *preview, struct window window, struct hasher *hasher)
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
        if (sounds(&preview->track[i], window))
            hash_track(recipe, &preview->track[i], hasher);
}

static enum err_code make_key(const struct preview *preview, struct window window,
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
    const struct window whole = { segment_window(preview, 0).begin,
                                  segment_window(preview, segments - 1).end };
    enum err_code code = ERR_NONE;

    if (!(preview->segment_key = calloc((size_t)segments, sizeof *preview->segment_key)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a preview of %lld segments",
                       (long long)segments);
    for (int64_t i = 0; i < segments && !code; i++)
        code = make_key(preview, segment_window(preview, i), NULL, &preview->segment_key[i], err);
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

void preview_segments_of(const struct preview *preview, enum container container, int64_t offset,
                         size_t bytes, int64_t *first, int64_t *count)
{
    int64_t packet, packets;

    virtual_file_packets(preview->file[container], offset, bytes, &packet, &packets);
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

enum err_code preview_read(const struct preview *preview, enum container container, int64_t offset,
                           size_t bytes, const uint8_t *const *segments, uint8_t *out,
                           struct err *err)
{
    const struct virtual_file *file = preview->file[container];
    const int64_t size = virtual_file_bytes(file);
    int64_t first, count;

    if (offset < 0 || offset > size || bytes > (uint64_t)(size - offset))
        return err_set(err, ERR_RANGE, "%zu bytes at %lld lie outside a file of %lld", bytes,
                       (long long)offset, (long long)size);
    preview_segments_of(preview, container, offset, bytes, &first, &count);
    for (int64_t i = 0; bytes > 0; i++) {
        const int64_t left = segment_end(preview, container, first + i) - offset;
        const size_t part = (int64_t)bytes < left ? bytes : (size_t)left;
        const uint8_t *packets = NULL;
        int64_t packet, packets_count;

        virtual_file_packets(file, offset, part, &packet, &packets_count);
        if (packets_count)
            packets = segments[i] + (size_t)(packet - segment_first_packet(first + i)) *
                                        preview_packet_bytes(preview);
        virtual_file_read(file, offset, part, packets, out);
        offset += (int64_t)part;
        out += part;
        bytes -= part;
    }
    return ERR_NONE;
}

struct preview_renderer {
    const struct preview *preview;
    struct segment_encoder *encoder;
    struct planes stereo; /* the audio of one segment */
    struct window held;   /* what of it is valid */
    struct mixer *mixer;  /* over the tracks that are marked; NULL before the first */
    size_t open;          /* stems */
    struct track *mixed;  /* room for all tracks */
    struct playing {
        struct stem *stem; /* NULL until it is heard */
        bool in_mixer;
    } playing[];
};

enum err_code preview_renderer_new(struct preview_renderer **out, const struct preview *preview,
                                   struct err *err)
{
    const size_t capacity = (PRE_ROLL_PACKETS + SEGMENT_PACKETS + 1) * (size_t)PACKET_SAMPLES;
    struct preview_renderer *renderer;
    enum err_code code;

    *out = NULL;
    renderer = calloc(1, sizeof *renderer + preview->tracks * sizeof *renderer->playing);
    if (!renderer)
        return err_set(err, ERR_NO_MEMORY, "no memory to render a preview");
    renderer->preview = preview;
    if (!(renderer->mixed = calloc(preview->tracks + 1, sizeof *renderer->mixed))) {
        code = err_set(err, ERR_NO_MEMORY, "no memory to mix %zu tracks", preview->tracks);
        goto done;
    }
    if ((code = segment_encoder_new(&renderer->encoder, &preview->settings, err)) ||
        (code = planes_init(&renderer->stereo, 2, capacity, err)))
        goto done;
    *out = renderer;
    renderer = NULL;
done:
    preview_renderer_free(renderer);
    return code;
}

void preview_renderer_free(struct preview_renderer *renderer)
{
    if (!renderer)
        return;
    mixer_free(renderer->mixer);
    for (size_t i = 0; i < renderer->preview->tracks; i++)
        stem_close(renderer->playing[i].stem);
    planes_clear(&renderer->stereo);
    segment_encoder_free(renderer->encoder);
    free(renderer->mixed);
    free(renderer);
}

/* Is the mixer at hand made for exactly the tracks that sound in the window? */
static bool mixer_fits(const struct preview_renderer *renderer, struct window window)
{
    const struct preview *preview = renderer->preview;

    if (!renderer->mixer)
        return false;
    for (size_t i = 0; i < preview->tracks; i++)
        if (sounds(&preview->track[i], window) != renderer->playing[i].in_mixer)
            return false;
    return true;
}

static void drop_mixer(struct preview_renderer *renderer)
{
    mixer_free(renderer->mixer);
    renderer->mixer = NULL;
    for (size_t i = 0; i < renderer->preview->tracks; i++)
        renderer->playing[i].in_mixer = false;
}

/* Keeps files and memory bounded on a reel of many cues. */
static void close_silent(struct preview_renderer *renderer, struct window window)
{
    const struct preview *preview = renderer->preview;

    for (size_t i = 0; i < preview->tracks && renderer->open > STEMS_KEPT; i++) {
        struct playing *playing = &renderer->playing[i];

        if (!playing->stem || sounds(&preview->track[i], window))
            continue;
        stem_close(playing->stem);
        playing->stem = NULL;
        renderer->open--;
    }
}

static enum err_code open_stem(struct preview_renderer *renderer, size_t index, struct err *err)
{
    const struct preview_track *track = &renderer->preview->track[index];
    struct playing *playing = &renderer->playing[index];
    enum err_code code;

    if (playing->stem)
        return ERR_NONE;
    if ((code = track->open(&playing->stem, track->ctx, err))) {
        playing->stem = NULL;
        return code;
    }
    renderer->open++;
    return ERR_NONE;
}

static enum err_code fit_mixer(struct preview_renderer *renderer, struct window window,
                               struct err *err)
{
    const struct preview *preview = renderer->preview;
    size_t count = 0;
    enum err_code code;

    if (mixer_fits(renderer, window))
        return ERR_NONE;
    drop_mixer(renderer);
    close_silent(renderer, window);
    for (size_t i = 0; i < preview->tracks; i++) {
        const struct preview_track *track = &preview->track[i];

        if (!sounds(track, window))
            continue;
        if ((code = open_stem(renderer, i, err)))
            return code;
        renderer->mixed[count] = (struct track){
            .kind = track->kind,
            .start_samples = track->start_samples,
            .stem = renderer->playing[i].stem,
        };
        memcpy(renderer->mixed[count++].role, track->role, sizeof track->role);
        renderer->playing[i].in_mixer = true;
    }
    if ((code = mixer_new(&renderer->mixer, &preview->recipe, renderer->mixed, count, err)))
        renderer->mixer = NULL;
    return code;
}

enum err_code preview_render_audio(struct preview_renderer *renderer, int64_t at_samples,
                                   struct planes *out, struct err *err)
{
    const struct window window = { at_samples, at_samples + (int64_t)out->samples };
    enum err_code code;

    if ((code = fit_mixer(renderer, window, err)))
        return code;
    return mixer_render(renderer->mixer, at_samples, out, err);
}

/* Moves what the last segment has of the window to the front: its end is the pre-roll of the next.
 * Returns how many samples that are. */
static size_t keep_held(struct preview_renderer *renderer, struct window window)
{
    const struct window held = renderer->held;

    if (held.begin > window.begin || held.end <= window.begin || held.end > window.end)
        return 0;
    const size_t kept = (size_t)(held.end - window.begin);
    for (int side = 0; side < 2; side++)
        memmove(renderer->stereo.ch[side], renderer->stereo.ch[side] + (window.begin - held.begin),
                kept * sizeof(float));
    return kept;
}

static enum err_code fill_stereo(struct preview_renderer *renderer, struct window window,
                                 struct err *err)
{
    struct planes *stereo = &renderer->stereo;
    const size_t kept = keep_held(renderer, window);
    struct planes rest = { .ch = { stereo->ch[0] + kept, stereo->ch[1] + kept }, .channels = 2 };
    enum err_code code;

    renderer->held = (struct window){ 0 };
    stereo->samples = (size_t)(window.end - window.begin);
    rest.samples = rest.capacity_samples = stereo->samples - kept;
    if ((code = preview_render_audio(renderer, window.begin + (int64_t)kept, &rest, err)))
        return code;
    renderer->held = window;
    return ERR_NONE;
}

enum err_code preview_render(struct preview_renderer *renderer, int64_t segment, uint8_t *packets,
                             struct err *err)
{
    enum err_code code;

    code = fill_stereo(renderer, segment_window(renderer->preview, segment), err);
    return code ? code : segment_encode(renderer->encoder, &renderer->stereo, packets, err);
}
