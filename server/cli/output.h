/* Writes a whole preview into a file: Opus in any container, or the fold-down itself as WAV. */
#pragma once

#include "codec/preview.h"

struct output {
    const struct preview *preview;
    const char *path;
    bool is_wav; /* 32-bit float of the fold-down; else `container` */
    enum container container;
    int64_t start_samples; /* on the timeline */
    const char *description;
    unsigned threads; /* 0: one a core */
    /* Told after each part; may be NULL. */
    void (*progress)(void *ctx, int64_t done_samples, int64_t samples);
    void *progress_ctx;
};

/* Renders on all threads with bounded memory; the same bytes whatever their number. Fills overs
 * (positions from the start of the preview) and the size of the file. Interrupted by SIGINT,
 * SIGTERM or SIGHUP if the caller has blocked them; whatever fails leaves no file behind. */
enum err_code output_run(const struct output *output, struct overs *overs, int64_t *bytes,
                         struct err *err);

/* The kind of file that a path names by its ending. */
enum err_code output_kind(struct output *output, const char *path, struct err *err);
