/* Door 1: a recipe and files in, the bytes of a virtual Opus file out.
 *
 * A preview knows what sounds where; it is immutable and shared between threads. A renderer has the
 * files open and makes segments; each thread has its own. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "codec/core/hash.h"
#include "codec/mix/mixer.h"
#include "codec/mix/recipe.h"
#include "codec/opus/container.h"
#include "codec/opus/segment.h"

/* One print or temp of a preview, by identity. `open` gives a new stem that the renderer closes. */
struct preview_track {
    char role[RECIPE_ROLE];
    enum role_kind kind;
    int64_t start_samples, samples; /* place on the timeline and length at 48 kHz */
    struct hash audio;              /* identity of what is decoded: file hashes and channel order */
    enum err_code (*open)(struct stem **out, void *ctx, struct err *err); /* from any thread */
    void *ctx; /* lent until preview_free */
};

struct preview_spec {
    struct recipe recipe;
    const struct preview_track *track; /* copied */
    size_t tracks;
    int64_t in_samples, out_samples; /* on the timeline, out exclusive, in < out */
    struct opus_settings settings;
    const char *title; /* into the files' metadata */
};

struct preview;

/* Keeps the tracks that the recipe plays and that sound somewhere in [in, out) with pre-roll; their
 * order does not matter. ERR_INVALID and ERR_TOO_BIG (24 h) name the rule broken. */
enum err_code preview_new(struct preview **out, const struct preview_spec *spec, struct err *err);
void preview_free(struct preview *preview);

/* Identity of the whole: equal keys have equal bytes in every container. */
struct hash preview_key(const struct preview *preview);
int64_t preview_samples(const struct preview *preview);
int64_t preview_segments(const struct preview *preview);
size_t preview_packet_bytes(const struct preview *preview);
const struct virtual_file *preview_file(const struct preview *preview, enum container container);

/* Identity of a segment's packets: equal whenever the same sound is rendered at the same place,
 * counted from the start of the preview, also from another preview. What changes elsewhere leaves
 * it alone, and so does a move of the whole timeline. */
struct hash preview_segment_key(const struct preview *preview, int64_t segment);

/* Bytes of a segment's packets. */
size_t preview_segment_bytes(const struct preview *preview, int64_t segment);

/* Bytes [offset, offset + bytes) of a container. */
struct preview_range {
    enum container container;
    int64_t offset;
    size_t bytes;
};

/* Which segments a range needs: [*first, *first + *count). */
void preview_segments_of(const struct preview *preview, const struct preview_range *range,
                         int64_t *first, int64_t *count);

/* Copies a range from segments[i] = packets of segment first + i as preview_segments_of names them.
 * ERR_RANGE only, if bytes lie outside the file. */
enum err_code preview_read(const struct preview *preview, const struct preview_range *range,
                           const uint8_t *const *segments, uint8_t *out, struct err *err);

/* Opens stems when they are first heard and keeps a few dozen open. One thread at a time. */
struct preview_renderer;
enum err_code preview_renderer_new(struct preview_renderer **out, const struct preview *preview,
                                   struct err *err);
void preview_renderer_free(struct preview_renderer *renderer);

/* Renders one segment's packets into preview_segment_bytes bytes. */
enum err_code preview_render(struct preview_renderer *renderer, int64_t segment, uint8_t *packets,
                             struct err *err);

/* The fold-down of the segment n that preview_render made last, as preview_render_audio gives it:
 * [5 n, 5 n + 5) s of the preview, up to its end, without pre-roll. The samples are the renderer's
 * and stay until its next call; there are none before the first segment and after a failure. */
const struct planes *preview_rendered(const struct preview_renderer *renderer);

/* Renders the fold-down itself, before Opus: out->samples of stereo from at_samples, counted from
 * the start of the preview. For WAV export, overs and tests. */
enum err_code preview_render_audio(struct preview_renderer *renderer, int64_t at_samples,
                                   struct planes *out, struct err *err);
