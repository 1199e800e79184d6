/* A file that is there whole or not at all: written under a temporary name beside its place,
 * synced, renamed. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "codec/core/err.h"

struct outfile {
    char *path, *temp; /* temp is NULL once it is at its place */
    int fd;            /* -1: closed */
};

/* Takes the room for `bytes` at once where the file system can, so that a full disk is known before
 * the work is done. */
enum err_code outfile_begin(struct outfile *out, const char *path, int64_t bytes, struct err *err);
enum err_code outfile_write(struct outfile *out, const void *data, size_t bytes, struct err *err);
enum err_code outfile_finish(struct outfile *out, struct err *err);

/* Frees; removes what was not finished. A struct with fd -1 and no path is accepted. */
void outfile_clear(struct outfile *out);
