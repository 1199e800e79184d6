#include "server/api/range_query.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/api/position.h"

enum { LINE = 256 };

static enum err_code read_number(int64_t *out, const struct req *req, const char *name,
                                 int64_t most, struct err *err)
{
    const char *text = req_query(req, name);
    char *end;
    long long value;

    if (!text)
        return ERR_NONE;
    errno = 0;
    value = strtoll(text, &end, 10);
    if (end == text || *end || errno || value < 0 || value > most)
        return err_set(err, ERR_INVALID, "%s is \"%.40s\"; it can be 0 to %lld", name, text,
                       (long long)most);
    *out = value;
    return ERR_NONE;
}

enum err_code range_query_read(struct range_query *out, const struct req *req, struct err *err)
{
    int64_t columns = out->columns;
    enum err_code code;

    if ((code = read_number(&out->in_samples, req, "in_samples", POSITION_LIMIT_SAMPLES, err)) ||
        (code =
             read_number(&out->out_samples, req, "out_samples", 2 * POSITION_LIMIT_SAMPLES, err)) ||
        (code = read_number(&columns, req, "columns", COLUMNS_MAX, err)))
        return code;
    out->columns = (int)columns;
    if (columns == 0)
        return err_set(err, ERR_INVALID, "columns is 0; it can be 1 to %d", COLUMNS_MAX);
    if (out->out_samples <= out->in_samples)
        return err_set(err, ERR_INVALID, "out_samples %lld is not after in_samples %lld",
                       (long long)out->out_samples, (long long)out->in_samples);
    return ERR_NONE;
}

int64_t range_column(const struct range_query *range, int i)
{
    return range->in_samples + (range->out_samples - range->in_samples) * i / range->columns;
}

enum err_code range_tag_begin(struct hasher **out, const char *what,
                              const struct range_query *range, const struct production *production,
                              struct err *err)
{
    char line[LINE];
    enum err_code code = hasher_new(out, err);

    if (code)
        return code;
    snprintf(line, sizeof line, "%s of [%lld, %lld) in %d", what, (long long)range->in_samples,
             (long long)range->out_samples, range->columns);
    hasher_add(*out, line, strlen(line) + 1);
    for (unsigned i = 0; i < production->stems; i++)
        hasher_add(*out, production->stem[i], strlen(production->stem[i]) + 1);
    return ERR_NONE;
}

void range_tag_end(char out[HASH_TEXT], struct hasher *hasher)
{
    const struct hash hash = hasher_result(hasher);

    hasher_free(hasher);
    hash_format(out, &hash);
}
