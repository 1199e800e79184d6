#include "server/cli/args.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_MAX = 64 }; /* longer words are near to nothing */

/* How many letters must be put in, taken out or changed to make b of a. */
static size_t distance(const char *a, const char *b)
{
    size_t row[WORD_MAX + 1], a_length = strlen(a), b_length = strlen(b);

    if (a_length > WORD_MAX || b_length > WORD_MAX)
        return WORD_MAX;
    for (size_t j = 0; j <= b_length; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t change = diagonal + (a[i - 1] != b[j - 1]);
            size_t shift = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;

            diagonal = row[j];
            row[j] = change < shift ? change : shift;
        }
    }
    return row[b_length];
}

static const char *nearest(const struct args_option *options, size_t count, const char *name)
{
    const char *best = NULL;
    size_t best_distance = 4;

    for (size_t i = 0; i < count; i++) {
        size_t far = distance(options[i].name, name);

        if (far < best_distance) {
            best_distance = far;
            best = options[i].name;
        }
    }
    return best;
}

static const struct args_option *find(const struct args_option *options, size_t count,
                                      const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(options[i].name, name))
            return &options[i];
    return NULL;
}

static enum err_code unknown(const struct args_option *options, size_t count, const char *name,
                             struct err *err)
{
    const char *near = nearest(options, count, name);

    if (near)
        return err_set(err, ERR_INVALID, "there is no option %s; did you mean %s?", name, near);
    return err_set(err, ERR_INVALID, "there is no option %s; --help lists them", name);
}

/* Reads the option at argv[*at] and moves *at to the last word that belongs to it. */
static enum err_code read_option(struct args_given *out, const struct args_option *options,
                                 size_t count, char *const **at, struct err *err)
{
    const char *word = **at, *equals = strchr(word, '=');
    char name[WORD_MAX + 1];
    size_t length = equals ? (size_t)(equals - word) : strlen(word);

    if (length > WORD_MAX)
        return unknown(options, count, word, err);
    memcpy(name, word, length);
    name[length] = 0;
    out->option = find(options, count, name);
    if (!out->option)
        return unknown(options, count, name, err);
    out->value = equals ? equals + 1 : NULL;
    if (!out->option->value)
        return equals ? err_set(err, ERR_INVALID, "%s takes no value", name) : ERR_NONE;
    if (!out->value && (*at)[1])
        out->value = *++*at;
    if (!out->value)
        return err_set(err, ERR_INVALID, "%s needs a value: %s %s", name, name, out->option->value);
    return ERR_NONE;
}

enum err_code args_read(struct args *out, const struct args_option *options, size_t count,
                        char *const *argv, struct err *err)
{
    size_t words = 0;
    bool ended = false;
    enum err_code code = ERR_NONE;

    while (argv[words])
        words++;
    *out = (struct args){ .given = calloc(words + 1, sizeof *out->given),
                          .file = calloc(words + 1, sizeof *out->file) };
    if (!out->given || !out->file)
        return err_set(err, ERR_NO_MEMORY, "out of memory for the command line");
    for (char *const *at = argv; *at && !code; at++) {
        if (!ended && !strcmp(*at, "--"))
            ended = true;
        else if (!ended && (*at)[0] == '-' && (*at)[1])
            code = read_option(&out->given[out->given_count++], options, count, &at, err);
        else
            out->file[out->files++] = *at;
    }
    return code;
}

void args_clear(struct args *args)
{
    free(args->given);
    free(args->file);
    *args = (struct args){ 0 };
}

const char *args_next(const struct args *args, const char *name, size_t *at)
{
    while (*at < args->given_count) {
        const struct args_given *given = &args->given[(*at)++];

        if (!strcmp(given->option->name, name))
            return given->value;
    }
    return NULL;
}

bool args_has(const struct args *args, const char *name)
{
    for (size_t i = 0; i < args->given_count; i++)
        if (!strcmp(args->given[i].option->name, name))
            return true;
    return false;
}

const char *args_value(const struct args *args, const char *name)
{
    const char *value = NULL, *next;
    size_t at = 0;

    while ((next = args_next(args, name, &at)))
        value = next;
    return value;
}

enum err_code args_number(const struct args *args, const char *name, double range[2], double *out,
                          struct err *err)
{
    const char *text = args_value(args, name);
    char *end;
    double number;

    if (!text)
        return ERR_NONE;
    number = strtod(text, &end);
    if (end == text || *end || !isfinite(number) || number < range[0] || number > range[1])
        return err_set(err, ERR_INVALID, "%s %s: expected a number from %g to %g", name, text,
                       range[0], range[1]);
    *out = number;
    return ERR_NONE;
}

enum err_code args_bytes(const struct args *args, const char *name, int64_t *out, struct err *err)
{
    static const char units[] = "KMGT";
    const char *text = args_value(args, name), *unit;
    char *end;
    double bytes;

    if (!text)
        return ERR_NONE;
    bytes = strtod(text, &end);
    unit = *end ? strchr(units, *end & ~0x20) : NULL;
    if (unit)
        bytes *= pow(1024, (double)(unit - units + 1));
    if (end == text || (*end && (!unit || end[1])) || !(bytes >= 1 && bytes < 1e15))
        return err_set(err, ERR_INVALID, "%s %s: expected bytes such as 64M or 4G", name, text);
    *out = (int64_t)bytes;
    return ERR_NONE;
}
