/* The channel that the end of a name tells: "Name.Ls", "Name_LFE", "Name (Left)". */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "codec/core/planes.h"

/* Reads the end of text[0 .. bytes), which has no extension any more. True if it is a channel of
 * 5.1 after '.', '_', '-', a blank or an opening bracket, or the whole text; then *base_bytes is
 * the length without it and its separators. Letter case does not matter. */
bool suffix_read(enum channel *out, size_t *base_bytes, const char *text, size_t bytes);
