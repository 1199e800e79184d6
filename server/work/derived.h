/* What was derived from prints: files under cache/, named by a hash of all that they depend on.
 *
 * A cache and no store: any of it may be deleted at any time, also while the server runs, and what
 * was read least recently goes when the limit is passed. Who needs something that is gone makes it
 * again. Contents carry their own checksums. Threads may share it. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "codec/core/hash.h"
#include "server/work/buffer.h"

enum derived_kind {
    DERIVED_ANALYSIS, /* of a recording: everything */
    DERIVED_OVERVIEW, /* of a recording: figures and waveform */
    DERIVED_WAVE,     /* of a recording: its lane (codec/measure/wave.h) */
    DERIVED_FACTS,    /* of a scene */
    DERIVED_LANES,    /* of a scene, for drawing */
    DERIVED_NULL,     /* of a print set */
    DERIVED_QC,
    DERIVED_COMPARE, /* of two sets of a cue */
    DERIVED_KINDS
};

struct derived;
/* dir need not exist yet. max_bytes 0: 16 GiB. */
enum err_code derived_open(struct derived **out, const char *dir, int64_t max_bytes,
                           struct err *err);
void derived_close(struct derived *derived); /* NULL is accepted */

bool derived_has(const struct derived *derived, enum derived_kind kind, const struct hash *key);

/* Written under another name and renamed: it is there whole or not at all. */
enum err_code derived_put(struct derived *derived, enum derived_kind kind, const struct hash *key,
                          const struct buffer *in, struct err *err);

/* The whole file; clear *out after success. ERR_NOT_FOUND when it is not there. */
enum err_code derived_get(const struct derived *derived, enum derived_kind kind,
                          const struct hash *key, struct buffer *out, struct err *err);

/* The same of no more than the first bytes. */
enum err_code derived_get_front(const struct derived *derived, enum derived_kind kind,
                                const struct hash *key, size_t most_bytes, struct buffer *out,
                                struct err *err);

/* For what turned out to be damaged. */
void derived_drop(struct derived *derived, enum derived_kind kind, const struct hash *key);

int64_t derived_bytes(struct derived *derived); /* of all files, roughly */
