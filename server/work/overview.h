/* What a page shows of a print or temp: figures and waveform, without the series that measures
 * need. A tenth of the whole analysis, so that drawing reads little. */
#pragma once

#include "codec/measure/analysis.h"
#include "server/work/buffer.h"

/* A buffer with a checksum, of this machine's byte order. */
enum err_code overview_pack(const struct analysis *analysis, struct buffer *out, struct err *err);

/* An analysis whose levels, loudness, counts, places and peaks are there, and whose other series
 * are empty; free it with analysis_free. ERR_DAMAGED: analyse again. */
enum err_code overview_unpack(struct analysis **out, const struct buffer *in, struct err *err);
