/* Analyses in memory, for the scenes that are measured one after the other: each is read from the
 * cache once, and the least recently used are dropped first. Threads share it. */
#pragma once

#include "codec/measure/analysis.h"
#include "server/work/derived.h"

struct analyses;
/* Keeps up to max_bytes that nobody holds. */
enum err_code analyses_new(struct analyses **out, struct derived *derived, size_t max_bytes,
                           struct err *err);
void analyses_free(struct analyses *analyses); /* all are given back; NULL is accepted */

/* Lends it until it is given back. ERR_NOT_FOUND when the cache has none that is whole. */
enum err_code analyses_get(const struct analysis **out, struct analyses *analyses,
                           const struct hash *key, struct err *err);
void analyses_give(struct analyses *analyses, const struct analysis *analysis); /* or NULL */
