/* What a drawing asks for: from where to where, in how many columns. */
#pragma once

#include "server/http/req.h"

enum { COLUMNS_MAX = 4000 };

struct range_query {
    int64_t in_samples, out_samples; /* on the timeline, out exclusive */
    int columns;
};

/* Reads ?in_samples&out_samples&columns over what stands in *out already. */
enum err_code range_query_read(struct range_query *out, const struct req *req, struct err *err);

/* Where column i begins; column `columns` begins at the end. */
int64_t range_column(const struct range_query *range, int i);
