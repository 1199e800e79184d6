/* Picture timecode. Positions are int64 samples at 48 kHz from timecode midnight; text is display.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "codec/core/err.h"

struct rate {
    int32_t num, den; /* picture frames per second, exact: 24000/1001 for 23.976 */
    bool drop;        /* drop-frame labels; only at 30000/1001 and 60000/1001 */
};

#define TIMECODE_LIMIT (INT64_C(1) << 46) /* 46 years at 48 kHz */

enum { TIMECODE_TEXT = 16, RATE_TEXT = 12 }; /* bytes, with the terminating 0 */

/* Reads "23.976", "24", "25", "29.97" (NDF), "29.97df", "30", "48", "50", "59.94", "59.94df", "60",
 * and the rational forms "24000/1001", "30000/1001 DF". Letter case and blanks do not matter. */
enum err_code rate_parse(struct rate *out, const char *text, struct err *err);

/* Writes the shortest text that rate_parse reads back: "23.976", "29.97df". */
void rate_format(char out[RATE_TEXT], struct rate rate);

/* The picture frame (counted from midnight) that a position lies in; floor, also below zero. */
int64_t timecode_frame_at(struct rate rate, int64_t position_samples);

/* The first sample of a frame; rounds up where a frame does not start on a sample. */
int64_t timecode_frame_start(struct rate rate, int64_t frame);

/* Reads "hh:mm:ss:ff" (";" before ff is accepted at drop-frame rates and required nowhere) as the
 * first sample of that frame. ERR_INVALID for labels that do not exist at this rate, dropped labels
 * among them; the sentence names the text and the next label that exists. Hours 0 to 23. */
enum err_code timecode_parse(int64_t *position_samples, struct rate rate, const char *text,
                             struct err *err);

/* Writes the label of the frame the position lies in, ';' before ff at drop-frame rates. Positions
 * outside [0, 24 h) wrap as a timecode clock does. */
void timecode_format(char out[TIMECODE_TEXT], struct rate rate, int64_t position_samples);

/* A position counted at another sample rate, moved to 48 kHz, rounded to the nearest sample. */
int64_t timecode_from_rate(int64_t position, uint32_t rate_hz);
