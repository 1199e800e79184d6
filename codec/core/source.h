/* Bytes that can be read anywhere: a file on disk, a stored blob, a buffer in a test. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "codec/core/err.h"

struct source {
    int64_t bytes; /* the size; never changes while open */
    void *ctx;
    /* Reads up to `bytes` at `offset` like pread: returns how many were read, 0 at the end, -1 with
     * errno set. May be called from any thread. */
    ssize_t (*pread)(void *ctx, void *out, size_t bytes, int64_t offset);
    void (*close)(void *ctx);
};

enum err_code source_open_file(struct source **out, const char *path, struct err *err);

/* Lends bytes that must outlive the source. */
enum err_code source_open_memory(struct source **out, const void *data, size_t bytes,
                                 struct err *err);

/* Reads exactly up to `bytes`, repeating short reads; less only at the end of the source.
 * Returns the number read, or -1 with errno set. */
ssize_t source_read(struct source *source, void *out, size_t bytes, int64_t offset);

void source_close(struct source *source); /* NULL is accepted */
