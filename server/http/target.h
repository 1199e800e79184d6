/* The target of a request ("/api/cues/3?role=Strings"): its path and query, decoded. */
#pragma once

#include "codec/core/err.h"

enum { TARGET_PAIRS = 32, TARGET_PATH_BYTES = 2048, TARGET_QUERY_BYTES = 4096 };

struct target {
    char *path;  /* decoded; no ".", "..", control characters or encoded slashes */
    char *query; /* what the pairs point into */
    struct {
        const char *name, *value;
    } pairs[TARGET_PAIRS];
    unsigned count;
};

/* Fills an empty target; ERR_INVALID says what is wrong with the text. */
enum err_code target_init(struct target *target, const char *text, struct err *err);
void target_clear(struct target *target);

/* The first value of this name, or NULL. */
const char *target_query(const struct target *target, const char *name);
