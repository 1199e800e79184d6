/* Scene lists as CSV: RFC 4180 quotes, comma or semicolon, LF or CRLF, a BOM is skipped. The first
 * line names the columns, letter case aside: scene (or number), name, tc_in (or in), tc_out (or
 * out), and fps, which must agree with the production's. Other columns are skipped. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "codec/core/err.h"
#include "codec/core/timecode.h"

enum { SCENES_MAX = 5000 };

struct scene_row {
    char number[32];
    char name[200];
    int64_t in_samples, out_samples; /* at 48 kHz from timecode midnight, out exclusive */
};

/* Reads the whole list or nothing; *rows is the caller's to free. ERR_INVALID names the line:
 * timecode that does not exist, out not after in, a number twice, another frame rate. */
enum err_code scene_csv_read(struct scene_row **rows, size_t *count, struct rate rate,
                             const char *text, size_t bytes, struct err *err);

/* Finds the first row whose number an earlier row has; *index is count if there is none. */
enum err_code scene_rows_duplicate(size_t *index, const struct scene_row *rows, size_t count,
                                   struct err *err);
