#include "server/http/json_in.h"

#include <assert.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>

/* Counts brackets outside of strings, so that nothing deep ever reaches a recursive reader. */
static bool too_deep(const char *text, size_t bytes)
{
    int depth = 0;
    bool inside = false;

    for (size_t i = 0; i < bytes; i++) {
        if (inside && text[i] == '\\')
            i++;
        else if (text[i] == '"')
            inside = !inside;
        else if (!inside && (text[i] == '{' || text[i] == '[') && ++depth > JSON_IN_DEPTH)
            return true;
        else if (!inside && (text[i] == '}' || text[i] == ']'))
            depth--;
    }
    return false;
}

enum err_code json_in_parse(json_t **out, const char *text, size_t bytes, struct err *err)
{
    json_error_t where;

    *out = NULL;
    if (bytes == 0)
        return err_set(err, ERR_INVALID, "the body is empty; JSON is expected");
    if (too_deep(text, bytes))
        return err_set(err, ERR_INVALID, "the JSON is nested deeper than %d", JSON_IN_DEPTH);
    *out = json_loadb(text, bytes, JSON_REJECT_DUPLICATES, &where);
    if (*out)
        return ERR_NONE;
    if (json_error_code(&where) == json_error_out_of_memory)
        return err_set(err, ERR_NO_MEMORY, "out of memory for the JSON of a request");
    return err_set(err, ERR_INVALID, "the JSON is wrong at line %d, column %d: %s", where.line,
                   where.column, where.text);
}

enum { KEYS = 32 };

/* One call of json_in_unpack. */
struct unpacking {
    json_t *object;
    const char *place, *keys[KEYS];
    unsigned count;
    struct err *err;
};

static enum err_code wrong(const struct unpacking *u, const char *key, const char *what)
{
    return err_set(u->err, ERR_INVALID, "%s%s\"%s\" %s", u->place, *u->place ? ": " : "", key,
                   what);
}

static enum err_code take_text(struct unpacking *u, const char *key, json_t *value,
                               const char **out)
{
    if (!json_is_string(value))
        return wrong(u, key, "must be text");
    *out = json_string_value(value);
    return ERR_NONE;
}

static enum err_code take_int(struct unpacking *u, const char *key, json_t *value, int *out)
{
    if (!json_is_integer(value))
        return wrong(u, key, "must be a whole number");
    if (json_integer_value(value) < INT_MIN || json_integer_value(value) > INT_MAX)
        return wrong(u, key, "is too large a number");
    *out = (int)json_integer_value(value);
    return ERR_NONE;
}

static enum err_code take_integer(struct unpacking *u, const char *key, json_t *value,
                                  json_int_t *out)
{
    if (!json_is_integer(value))
        return wrong(u, key, "must be a whole number");
    *out = json_integer_value(value);
    return ERR_NONE;
}

static enum err_code take_number(struct unpacking *u, const char *key, json_t *value, double *out)
{
    if (!json_is_number(value))
        return wrong(u, key, "must be a number");
    *out = json_number_value(value);
    return ERR_NONE;
}

static enum err_code take_bool(struct unpacking *u, const char *key, json_t *value, int *out)
{
    if (!json_is_boolean(value))
        return wrong(u, key, "must be true or false");
    *out = json_is_true(value);
    return ERR_NONE;
}

/* Takes the place for one value from args even when the value is absent: optional keys keep what
 * the caller put there. */
static enum err_code take(struct unpacking *u, char type, const char *key, void *out)
{
    json_t *value = json_object_get(u->object, key);

    if (!value)
        return ERR_NONE;
    switch (type) {
    case 's': return take_text(u, key, value, out);
    case 'i': return take_int(u, key, value, out);
    case 'I': return take_integer(u, key, value, out);
    case 'f':
    case 'F': return take_number(u, key, value, out);
    case 'b': return take_bool(u, key, value, out);
    case 'o': *(json_t **)out = value; return ERR_NONE;
    default: assert(false && "a format that req_unpack does not know"); return ERR_INTERNAL;
    }
}

static const char *skip_marks(const char *at)
{
    return at + strspn(at, " \t,:");
}

static enum err_code take_all(struct unpacking *u, const char *format, va_list args)
{
    enum err_code code;

    assert(*format == '{' && format[strlen(format) - 1] == '}');
    for (format = skip_marks(format + 1); *format != '}'; format = skip_marks(format + 1)) {
        const char *key = va_arg(args, const char *);
        bool optional;
        assert(*format == 's' && u->count < KEYS);
        optional = *++format == '?';
        format = skip_marks(format + optional);
        u->keys[u->count++] = key;
        if (!optional && !json_object_get(u->object, key))
            return wrong(u, key, "is missing");
        if ((code = take(u, *format, key, va_arg(args, void *))))
            return code;
    }
    return ERR_NONE;
}

static bool is_known(const struct unpacking *u, const char *key)
{
    for (unsigned i = 0; i < u->count; i++)
        if (!strcmp(u->keys[i], key))
            return true;
    return false;
}

enum err_code json_in_unpack(json_t *object, const char *place, struct err *err, const char *format,
                             va_list args)
{
    struct unpacking u = { .object = object, .place = place, .err = err };
    const char *key;
    json_t *value;
    enum err_code code;

    if (!json_is_object(object))
        return err_set(err, ERR_INVALID, "%s must be a JSON object", *place ? place : "the body");
    if ((code = take_all(&u, format, args)))
        return code;
    json_object_foreach (object, key, value)
        if (!is_known(&u, key))
            return err_set(err, ERR_INVALID, "%s%sunknown key \"%s\"", place, *place ? ": " : "",
                           key);
    return ERR_NONE;
}
