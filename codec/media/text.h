/* Text out of files: somebody else's bytes made fit to show. */
#pragma once

#include <stddef.h>

/* Copies text of at most in_bytes (it ends at a 0 before that) as UTF-8: what is not UTF-8 becomes
 * '?', control characters become blanks, blanks at the end go. Cut at a character to out_bytes - 1,
 * always terminated. */
void text_clean(char *out, size_t out_bytes, const char *in, size_t in_bytes);
