/* What a drawing asks for: from where to where, in how many columns. */
#pragma once

#include "codec/core/hash.h"
#include "server/http/req.h"
#include "server/store/productions.h"

enum { COLUMNS_MAX = 4000 };

struct range_query {
    int64_t in_samples, out_samples; /* on the timeline, out exclusive */
    int columns;
};

/* Reads ?in_samples&out_samples&columns over what stands in *out already. */
enum err_code range_query_read(struct range_query *out, const struct req *req, struct err *err);

/* Where column i begins; column `columns` begins at the end. */
int64_t range_column(const struct range_query *range, int i);

/* The entity tag of a drawing: begins it with what is drawn (a word of ours, with the version of
 * the answer), where, and in the order of which stems. What else the answer depends on is added by
 * the caller. range_tag_end writes the text and frees the hasher. */
enum err_code range_tag_begin(struct hasher **out, const char *what,
                              const struct range_query *range, const struct production *production,
                              struct err *err);
void range_tag_end(char out[HASH_TEXT], struct hasher *hasher);
