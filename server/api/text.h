/* Text that people give: names, titles, file names. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "codec/core/err.h"

/* Well-formed UTF-8 (no overlong forms, no surrogates) without control characters. */
bool text_is_clean(const char *text, size_t bytes);

/* Copies text without blanks at its ends into out. ERR_INVALID names the field when it is not
 * clean, longer than out holds, or empty where `required`. */
struct text_rule {
    const char *field;
    bool required;
};
enum err_code text_copy(char *out, size_t out_bytes, const char *text, struct text_rule rule,
                        struct err *err);

/* For what people write at length: lines, at most TEXT_LONG bytes. Gives a copy without blanks and
 * empty lines at its ends, which the caller frees. The same rules, but newlines are welcome. */
enum { TEXT_LONG = 10000 };
enum err_code text_long(char **out, const char *text, struct text_rule rule, struct err *err);
