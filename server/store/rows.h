/* A list that grows while a query is read. */
#pragma once

#include "server/store/db.h"

struct rows {
    void *data;
    size_t count, capacity;
};

/* A zeroed element at the end, or NULL: then the query has failed with ERR_NO_MEMORY. */
void *rows_add(struct rows *rows, size_t element_bytes, struct query *q);

/* Ends the query; gives the list, or frees it if the query has failed. */
enum err_code rows_end(struct rows *rows, struct query *q, void *out, size_t *count,
                       struct err *err);
