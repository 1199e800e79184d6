/* Whole files known by their SHA-256: the only place that knows where bytes live.
 *
 * DIR/blobs/ab/cdef… holds finished files, DIR/incoming/ those still arriving. A blob is written to
 * a temporary name, fsynced, renamed and its folder fsynced: it is there whole or not at all, and
 * is never changed. Threads may share a struct blobs. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/core/hash.h"
#include "codec/core/source.h"

struct blobs;
enum err_code blobs_open(struct blobs **out, const char *dir, struct err *err);
void blobs_close(struct blobs *blobs); /* NULL is accepted */

/* A blob without a row is nobody's and may be cleaned; so from before a blob is made (or found to
 * be there) until the row that names it is committed, whoever keeps it stands inside blobs_keep.
 * blobs_clean waits until nobody does, and lets nobody in: what no row names then can be removed.
 * Both end with blobs_let_go. */
void blobs_keep(struct blobs *blobs);
void blobs_clean(struct blobs *blobs);
void blobs_let_go(struct blobs *blobs);

/* Removes what a crash left in incoming/, but not the uploads of these ids (rising); *removed
 * counts the files. For start-up only. */
struct blobs_kept {
    int64_t *id;
    size_t count;
};
enum err_code blobs_repair(struct blobs *blobs, const struct blobs_kept *kept, unsigned *removed,
                           struct err *err);

/* What the disk has room for. */
enum err_code blobs_free_bytes(struct blobs *blobs, int64_t *bytes, struct err *err);

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

/* An upload that may break off: DIR/incoming/upload-ID outlives its put, which abort and finish
 * only close, and the server; it goes by blob_upload_remove, after the row that says what became of
 * it.
 *
 * How far it has come, in a form to be kept. What is not hashed (a part of a file) has no state and
 * can't be finished. */
struct blob_at {
    int64_t bytes;
    bool is_hashed;
    uint8_t state[HASHER_STATE];
};
/* The beginning: no bytes. */
struct blob_at blob_at_start(bool is_hashed);

/* Goes on from there, dropping what was written after it. From the beginning, it makes the file.
 * ERR_DAMAGED when the file has fewer bytes, or is gone. */
enum err_code blob_put_resume(struct blob_put **out, struct blobs *blobs, int64_t id,
                              const struct blob_at *at, struct err *err);
/* Where all that was written ends; it is not durable yet. */
void blob_put_at(const struct blob_put *put, struct blob_at *out);
/* Blocks until what was written before is durable; the one call that may run beside others. */
enum err_code blob_put_durable(struct blob_put *put, struct err *err);
/* Back to where it was. */
enum err_code blob_put_cut(struct blob_put *put, const struct blob_at *at, struct err *err);
/* Appends all bytes of another upload, as many as are said. */
enum err_code blob_put_append(struct blob_put *put, int64_t part_id, int64_t bytes,
                              struct err *err);
/* None there is no error. */
enum err_code blob_upload_remove(struct blobs *blobs, int64_t id, struct err *err);

enum err_code blob_open(struct source **out, struct blobs *blobs, const struct hash *hash,
                        struct err *err);

/* Removes a blob that nothing refers to; the caller's transaction has decided that. */
enum err_code blob_remove(struct blobs *blobs, const struct hash *hash, struct err *err);

/* Calls each for every stored blob, in no order; stops at the first failure. */
enum err_code blobs_each(struct blobs *blobs,
                         enum err_code (*each)(void *ctx, const struct hash *hash, int64_t bytes,
                                               struct err *err),
                         void *ctx, struct err *err);
