#include "server/http/target.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The names end up in JSON, which knows UTF-8 only. */
static bool is_utf8(const char *text)
{
    json_t *json;

    for (const char *at = text; !(*at & 0x80); at++)
        if (!*at)
            return true;
    json = json_string(text);
    json_decref(json);
    return json != NULL;
}

/* Decodes text in place. In a query '+' is a blank, in a path an encoded slash is refused, since
 * nothing could tell it from one that divides. */
static enum err_code decode(char *text, bool query, struct err *err)
{
    char *out = text;

    for (const char *at = text; *at; at++) {
        int byte = (unsigned char)*at;
        if (*at == '%') {
            const int high = hex_digit(at[1]), low = high < 0 ? -1 : hex_digit(at[2]);
            if (low < 0)
                return err_set(err, ERR_INVALID, "the address has a %% without two hex digits");
            byte = high * 16 + low;
            at += 2;
            if (!query && byte == '/')
                return err_set(err, ERR_INVALID, "the address has an encoded slash in a name");
        } else if (query && *at == '+') {
            byte = ' ';
        }
        if (byte < ' ' || byte == 0x7f)
            return err_set(err, ERR_INVALID, "the address has a control character");
        *out++ = (char)byte;
    }
    *out = 0;
    return is_utf8(text) ? ERR_NONE : err_set(err, ERR_INVALID, "the address is not UTF-8");
}

static enum err_code check_segments(const char *path, struct err *err)
{
    while (*path == '/') {
        const size_t length = strcspn(++path, "/");
        if ((length == 1 && *path == '.') || (length == 2 && !strncmp(path, "..", 2)))
            return err_set(err, ERR_INVALID, "the address has a \".\" or \"..\" in its path");
        path += length;
    }
    return ERR_NONE;
}

static enum err_code split_query(struct target *target, struct err *err)
{
    char *rest = target->query, *pair;
    enum err_code code;

    while ((pair = strsep(&rest, "&")) != NULL) {
        char *value = pair;
        if (!*pair)
            continue;
        if (target->count == TARGET_PAIRS)
            return err_set(err, ERR_INVALID, "the query has more than %d values", TARGET_PAIRS);
        strsep(&value, "=");
        if ((code = decode(pair, true, err)) || (value && (code = decode(value, true, err))))
            return code;
        target->pairs[target->count].name = pair;
        target->pairs[target->count++].value = value ? value : "";
    }
    return ERR_NONE;
}

enum err_code target_init(struct target *target, const char *text, struct err *err)
{
    const size_t path_bytes = strcspn(text, "?#");
    const char *query = text[path_bytes] == '?' ? text + path_bytes + 1 : "";
    const size_t query_bytes = strcspn(query, "#");
    enum err_code code;

    if (*text != '/')
        return err_set(err, ERR_INVALID, "the address does not begin with a slash");
    if (path_bytes > TARGET_PATH_BYTES || query_bytes > TARGET_QUERY_BYTES)
        return err_set(err, ERR_INVALID, "the address is longer than %d and %d bytes",
                       TARGET_PATH_BYTES, TARGET_QUERY_BYTES);
    target->path = strndup(text, path_bytes);
    target->query = strndup(query, query_bytes);
    if (!target->path || !target->query)
        return err_set(err, ERR_NO_MEMORY, "out of memory for a request");
    if ((code = decode(target->path, false, err)) || (code = check_segments(target->path, err)))
        return code;
    return split_query(target, err);
}

void target_clear(struct target *target)
{
    free(target->path);
    free(target->query);
    *target = (struct target){ 0 };
}

const char *target_query(const struct target *target, const char *name)
{
    for (unsigned i = 0; i < target->count; i++)
        if (!strcmp(target->pairs[i].name, name))
            return target->pairs[i].value;
    return NULL;
}
