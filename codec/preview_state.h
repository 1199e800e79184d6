/* What preview.c and renderer.c share. */
#pragma once

#include "codec/preview.h"

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

/* A stretch of the preview in samples from its start. */
struct preview_window {
    int64_t begin, end;
};

/* What a segment is made of, pre-roll included. */
struct preview_window preview_window_of(const struct preview *preview, int64_t segment);

/* Does the track decide anything of what is heard in the window? */
bool preview_sounds(const struct preview_track *track, struct preview_window window);
