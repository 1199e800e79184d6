/* Secrets that are shown once and kept as their hash: session cookies, tokens, links. */
#pragma once

#include <stdbool.h>

#include "codec/core/hash.h"

enum { SECRET_TEXT = 48 }; /* 43 characters of base64url, room for a short prefix, and the 0 */

/* 256 random bits as text after prefix ("pdt_" or ""), and the hash under which they are kept. */
void secret_make(char out[SECRET_TEXT], struct hash *kept, const char *prefix);

/* The hash under which a secret that somebody sent would be kept. */
struct hash secret_hash(const char *text);

/* Random bytes for what is no text. */
void secret_random(void *out, size_t bytes);

/* Are they equal? Takes as long whether they are or not. */
bool secret_same(const struct hash *a, const struct hash *b);
