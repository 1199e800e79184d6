/* Makes a row of things on several threads and takes them in order. The result does not depend on
 * the number of threads; memory is bounded by the slots. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "codec/core/err.h"

struct ordered {
    unsigned threads; /* at least 1 */
    int64_t count;
    void *ctx;
    void **slot;  /* what is made goes here; item i uses one of them until it is taken */
    size_t slots; /* at least 1; about twice the threads keeps all of them busy */
    /* Makes an item in its slot, on the thread of that number, in [0, threads). */
    enum err_code (*make)(void *ctx, unsigned thread, int64_t index, void *slot, struct err *err);
    /* Takes the items on the caller's thread, first to last. */
    enum err_code (*take)(void *ctx, int64_t index, void *slot, struct err *err);
};

/* Returns the failure of the first item that failed; later ones may have been made in vain. */
enum err_code ordered_run(const struct ordered *row, struct err *err);
