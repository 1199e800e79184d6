#include "server/api/page_query.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/to_json.h"

enum { LIMIT_DEFAULT = 50, LIMIT_MAX = 500 };

/* All digits, 1 to max. */
static bool read_number(int64_t *out, const char *text, int64_t max)
{
    const size_t digits = strspn(text, "0123456789");

    if (digits == 0 || digits > 19 || text[digits])
        return false;
    *out = (int64_t)strtoull(text, NULL, 10);
    return *out >= 1 && *out <= max;
}

enum err_code page_query_read(struct page_query *out, const struct req *req, struct err *err)
{
    const char *limit = req_query(req, "limit"), *after = req_query(req, "after");

    *out = (struct page_query){ .limit = LIMIT_DEFAULT, .before_id = INT64_MAX };
    if (limit && !read_number(&out->limit, limit, LIMIT_MAX))
        return err_set(err, ERR_INVALID, "limit is 1 to %d", LIMIT_MAX);
    if (after && !read_number(&out->before_id, after, INT64_MAX))
        return err_set(err, ERR_INVALID, "after is the \"next\" of the page before");
    return ERR_NONE;
}

json_t *page_json(const char *plural, json_t *array, bool more, int64_t last_id)
{
    json_t *json = json_list(plural, array);
    char next[24];

    snprintf(next, sizeof next, "%" PRId64, last_id);
    if (json && json_object_set_new(json, "next", more ? json_string(next) : json_null())) {
        json_decref(json);
        return NULL;
    }
    return json;
}
