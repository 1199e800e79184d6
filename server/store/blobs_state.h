/* Blobs from the inside: what blobs.c and blob_put.c share. */
#pragma once

#include <limits.h>
#include <pthread.h>
#include <stdbool.h>

#include "server/store/blobs.h"

enum { BLOBS_DIR = PATH_MAX - 128 };

struct blobs {
    char dir[BLOBS_DIR];
    pthread_rwlock_t keeping; /* read: whoever is about to name a blob in a row */
};

void blob_path(char out[PATH_MAX], const struct blobs *blobs, const struct hash *hash);

enum err_code blobs_dir_make(const char *path, struct err *err);
enum err_code blobs_dir_sync(const char *path, struct err *err);
