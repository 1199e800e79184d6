#include "server/store/rows.h"

#include <stdlib.h>
#include <string.h>

void *rows_add(struct rows *rows, size_t element_bytes, struct query *q)
{
    char *element;

    if (rows->count == rows->capacity) {
        const size_t capacity = rows->capacity ? 2 * rows->capacity : 16;
        void *grown = realloc(rows->data, capacity * element_bytes);
        if (!grown) {
            q->code = err_set(&q->err, ERR_NO_MEMORY, "no memory for a list of the record");
            return NULL;
        }
        rows->data = grown;
        rows->capacity = capacity;
    }
    element = (char *)rows->data + element_bytes * rows->count++;
    memset(element, 0, element_bytes);
    return element;
}

enum err_code rows_end(struct rows *rows, struct query *q, void *out, size_t *count,
                       struct err *err)
{
    const enum err_code code = db_end(q, err);

    if (code) {
        free(rows->data);
        *rows = (struct rows){ 0 };
    }
    memcpy(out, &rows->data, sizeof rows->data);
    *count = rows->count;
    return code;
}
