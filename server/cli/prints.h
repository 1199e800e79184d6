/* The files of a command line, gathered into prints: mono files of one set are one print. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "codec/media/names.h"

struct print_files {
    struct name_facts name; /* of the first file */
    const char *path[CHANNELS];
    unsigned count;
};

/* Gathers paths, which are lent, in their order. *out is the caller's to free. */
enum err_code prints_gather(struct print_files **out, size_t *count, const char *const *paths,
                            size_t path_count, struct err *err);

/* The part of a path behind the last slash. */
const char *prints_filename(const char *path);

/* How a person calls the print in an option: its path, a file name, or what the mono files share.
 */
bool prints_is_called(const struct print_files *files, const char *name, size_t name_bytes);
