/* A command of the program: what it is called, what its help says, what it does. */
#pragma once

#include <stdio.h>

#include "server/cli/args.h"

/* CLI_INTERRUPTED: by the person; the same line goes on. */
enum cli_status { CLI_OK = 0, CLI_FAILED = 1, CLI_WRONG_USE = 2, CLI_INTERRUPTED = 3 };

struct command {
    const char *name;
    const char *line;  /* what it does, in one line */
    const char *usage; /* what stands behind the name; more forms on further lines */
    const char *more;  /* paragraphs below the options: what a newcomer must know, examples */
    const struct args_option *options;
    size_t option_count;
    /* err is filled unless it is CLI_OK. */
    enum cli_status (*run)(const struct args *args, struct err *err);
};

extern const struct command command_serve, command_preview, command_probe, command_null,
    command_measure, command_qc, command_scenes, command_answer, command_verify, command_user,
    command_push, command_pull;

void command_help(const struct command *command, FILE *out);

/* Says what was wrong with the command line; returns CLI_WRONG_USE. */
enum cli_status command_misuse(struct err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A sentence for the person beside the result, on stderr. */
void command_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Lets the process open as many files as it may: every thread that renders keeps the prints of a
 * preview open, every listener a socket. */
void command_open_many_files(void);
