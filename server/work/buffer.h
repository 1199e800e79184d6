/* Bytes on the heap, as they go into the cache and come out of it. */
#pragma once

#include <stddef.h>
#include <stdlib.h>

struct buffer {
    void *data;
    size_t bytes;
};

/* A zeroed struct is accepted. */
static inline void buffer_clear(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){ 0 };
}
