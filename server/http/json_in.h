/* JSON that came from outside: parsing within limits, and unpacking with sentences that name the
 * key. */
#pragma once

#include <jansson.h>
#include <stdarg.h>
#include <stddef.h>

#include "codec/core/err.h"

enum { JSON_IN_DEPTH = 16 };

/* Parses one object or array, no key twice, at most JSON_IN_DEPTH deep. The caller owns *out. */
enum err_code json_in_parse(json_t **out, const char *text, size_t bytes, struct err *err);

/* Unpacks an object by the formats of req_unpack. place ("scenes[3]", "" for the body itself)
 * begins the sentence. */
enum err_code json_in_unpack(json_t *object, const char *place, struct err *err, const char *format,
                             va_list args);
