#include "codec/preview_state.h"

#include "codec/core/units.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { STEMS_KEPT = 32, SEGMENT_SAMPLES = SEGMENT_PACKETS * PACKET_SAMPLES };

struct preview_renderer {
    const struct preview *preview;
    struct segment_encoder *encoder;
    struct planes stereo;       /* the audio of one segment */
    struct preview_window held; /* what of it is valid */
    struct planes own;          /* within it: the segment's time, for the caller */
    struct mixer *mixer;        /* over the tracks that are marked; NULL before the first */
    size_t open;                /* stems */
    struct track *mixed;        /* room for all tracks */
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
    renderer->own.channels = 2;
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
static bool mixer_fits(const struct preview_renderer *renderer, struct preview_window window)
{
    const struct preview *preview = renderer->preview;

    if (!renderer->mixer)
        return false;
    for (size_t i = 0; i < preview->tracks; i++)
        if (preview_sounds(&preview->track[i], window) != renderer->playing[i].in_mixer)
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
static void close_silent(struct preview_renderer *renderer, struct preview_window window)
{
    const struct preview *preview = renderer->preview;

    for (size_t i = 0; i < preview->tracks && renderer->open > STEMS_KEPT; i++) {
        struct playing *playing = &renderer->playing[i];

        if (!playing->stem || preview_sounds(&preview->track[i], window))
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

static enum err_code fit_mixer(struct preview_renderer *renderer, struct preview_window window,
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

        if (!preview_sounds(track, window))
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
    const struct preview_window window = { at_samples, at_samples + (int64_t)out->samples };
    enum err_code code;

    if ((code = fit_mixer(renderer, window, err)))
        return code;
    return mixer_render(renderer->mixer, at_samples, out, err);
}

/* Moves what the last segment has of the window to the front: its end is the pre-roll of the next.
 * Returns how many samples that are. */
static size_t keep_held(struct preview_renderer *renderer, struct preview_window window)
{
    const struct preview_window held = renderer->held;

    if (held.begin > window.begin || held.end <= window.begin || held.end > window.end)
        return 0;
    const size_t kept = (size_t)(held.end - window.begin);
    for (int side = 0; side < 2; side++)
        memmove(renderer->stereo.ch[side], renderer->stereo.ch[side] + (window.begin - held.begin),
                kept * sizeof(float));
    return kept;
}

static enum err_code fill_stereo(struct preview_renderer *renderer, struct preview_window window,
                                 struct err *err)
{
    struct planes *stereo = &renderer->stereo;
    const size_t kept = keep_held(renderer, window);
    struct planes rest = { .ch = { stereo->ch[0] + kept, stereo->ch[1] + kept }, .channels = 2 };
    enum err_code code;

    renderer->held = (struct preview_window){ 0 };
    stereo->samples = (size_t)(window.end - window.begin);
    rest.samples = rest.capacity_samples = stereo->samples - kept;
    if ((code = preview_render_audio(renderer, window.begin + (int64_t)kept, &rest, err)))
        return code;
    renderer->held = window;
    return ERR_NONE;
}

/* Pre-roll and look-ahead reach over a segment's own time on both sides, whatever its number. */
static void mark_own(struct preview_renderer *renderer, int64_t segment)
{
    const int64_t begin = segment * SEGMENT_SAMPLES;
    const int64_t left = preview_samples(renderer->preview) - begin;
    struct planes *own = &renderer->own;

    own->samples = left < SEGMENT_SAMPLES ? (size_t)left : SEGMENT_SAMPLES;
    own->capacity_samples = own->samples;
    for (int side = 0; side < 2; side++)
        own->ch[side] = renderer->stereo.ch[side] + (begin - renderer->held.begin);
    assert(begin + (int64_t)own->samples <= renderer->held.end);
}

enum err_code preview_render(struct preview_renderer *renderer, int64_t segment, uint8_t *packets,
                             struct err *err)
{
    enum err_code code;

    renderer->own.samples = 0;
    if ((code = fill_stereo(renderer, preview_window_of(renderer->preview, segment), err)) ||
        (code = segment_encode(renderer->encoder, &renderer->stereo, packets, err)))
        return code;
    mark_own(renderer, segment);
    return ERR_NONE;
}

const struct planes *preview_rendered(const struct preview_renderer *renderer)
{
    return &renderer->own;
}
