/* The one pass over a print: audio in, analysis out. */
#pragma once

#include <stdbool.h>

#include "codec/measure/analysis.h"
#include "codec/media/stem.h"

/* A meter. Blocks of any size, in order, of CHANNELS planes; channels outside the mask are
 * not looked at. One thread at a time. ERR_INVALID if more samples come than were told. */
struct analyzer;
enum err_code analyzer_new(struct analyzer **out, int64_t start_samples, int64_t samples,
                           unsigned channel_mask, struct err *err);
enum err_code analyzer_add(struct analyzer *analyzer, const struct planes *block, struct err *err);
/* Ends the pass and gives the analysis; frees the analyzer, also on failure. ERR_DAMAGED if fewer
 * samples came than were told. */
enum err_code analyzer_finish(struct analyzer *analyzer, struct analysis **out, struct err *err);
void analyzer_free(struct analyzer *analyzer); /* gives up; NULL is accepted */

/* Asked about every quarter of a second of sound; false ends the pass with ERR_CANCELLED. */
struct analysis_watch {
    bool (*go_on)(void *ctx, int64_t done_samples);
    void *ctx;
};

/* The whole pass over an open stem, from its start to its end. watch may be NULL. */
enum err_code analysis_of_stem(struct analysis **out, struct stem *stem,
                               const struct analysis_watch *watch, struct err *err);
