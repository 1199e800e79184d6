/* Reads a command line against a table of options. The same table makes the help. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/core/err.h"

struct args_option {
    const char *name;  /* "--fps", "-o" */
    const char *value; /* how the help calls its value, "R"; NULL for a switch */
    const char *help;  /* sentences; lines are broken where they stand */
};

struct args_given {
    const struct args_option *option;
    const char *value; /* NULL for a switch */
};

struct args {
    struct args_given *given; /* in the order of the command line */
    size_t given_count;
    const char **file; /* what is no option */
    size_t files;
};

/* Reads argv[0 .. argc): "--name value", "--name=value", "--" ends the options. Lends the texts.
 * ERR_INVALID names an unknown option and the nearest one, or a value that is missing or too much.
 */
enum err_code args_read(struct args *out, const struct args_option *options, size_t count,
                        char *const *argv, struct err *err);
void args_clear(struct args *args);

bool args_has(const struct args *args, const char *name);

/* The last value given, or NULL. */
const char *args_value(const struct args *args, const char *name);

/* Each value in turn: *at starts at 0; NULL at the end. */
const char *args_next(const struct args *args, const char *name, size_t *at);

/* The last value as a number; *out stays as it is when there is none. ERR_INVALID names the option
 * and the range. */
enum err_code args_number(const struct args *args, const char *name, double range[2], double *out,
                          struct err *err);

/* The same for bytes: "500", "64K", "256M", "4G". */
enum err_code args_bytes(const struct args *args, const char *name, int64_t *out, struct err *err);
