/* Whole files known by their SHA-256: the only place that knows where bytes live.
 *
 * DIR/blobs/ab/cdef… holds finished files, DIR/incoming/ those still arriving. A blob is written to
 * a temporary name, fsynced, renamed and its folder fsynced: it is there whole or not at all, and
 * is never changed. Threads may share a struct blobs. */
#pragma once

#include <stdint.h>

#include "codec/core/hash.h"
#include "codec/core/source.h"

struct blobs;
enum err_code blobs_open(struct blobs **out, const char *dir, struct err *err);
void blobs_close(struct blobs *blobs);

/* Removes what a crash left in incoming/; *removed counts the files. For start-up only. */
enum err_code blobs_repair(struct blobs *blobs, unsigned *removed, struct err *err);

struct blob_put; /* one arriving file; one thread at a time */
/* expect_bytes (-1 unknown) is checked against free space: ERR_NO_SPACE before a byte is taken. */
enum err_code blob_put_begin(struct blob_put **out, struct blobs *blobs, int64_t expect_bytes,
                             struct err *err);
enum err_code blob_put_write(struct blob_put *put, const void *data, size_t bytes, struct err *err);
/* What has arrived so far: its hash, and its bytes for a look before they are kept. The source must
 * be closed before put is finished or aborted. */
struct hash blob_put_hash(const struct blob_put *put);
enum err_code blob_put_open(struct source **out, struct blob_put *put, struct err *err);
/* Makes it durable and gives its identity; blocks for fsync. Frees put, also on failure. Putting
 * the same bytes twice is no error. */
enum err_code blob_put_finish(struct blob_put *put, struct hash *hash, int64_t *bytes,
                              struct err *err);
void blob_put_abort(struct blob_put *put); /* NULL is accepted */

enum err_code blob_open(struct source **out, struct blobs *blobs, const struct hash *hash,
                        struct err *err);

/* Removes a blob that nothing refers to; the caller's transaction has decided that. */
enum err_code blob_remove(struct blobs *blobs, const struct hash *hash, struct err *err);

/* Calls each for every stored blob, in no order; stops at the first failure. */
enum err_code blobs_each(struct blobs *blobs,
                         enum err_code (*each)(void *ctx, const struct hash *hash, int64_t bytes,
                                               struct err *err),
                         void *ctx, struct err *err);
