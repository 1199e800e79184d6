/* ?limit= and ?after= of a paged list, and its "next". Lists go by falling id. */
#pragma once

#include "server/http/reply.h"
#include "server/http/req.h"

struct page_query {
    int64_t limit;     /* 1 to 500 */
    int64_t before_id; /* rows with a smaller id; INT64_MAX for the first page */
};

enum err_code page_query_read(struct page_query *out, const struct req *req, struct err *err);

/* {plural: array, "next"}: read one row more than the limit and say whether it was there (more);
 * last_id is the id of the last row that is answered. Steals the array. */
json_t *page_json(const char *plural, json_t *array, bool more, int64_t last_id);
