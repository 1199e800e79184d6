/* The program: a table of commands. */
#include <stdio.h>
#include <string.h>

#include "server/cli/command.h"

static const struct command *const commands[] = {
    &command_serve,  &command_push,   &command_pull,    &command_preview,
    &command_probe,  &command_null,   &command_measure, &command_qc,
    &command_scenes, &command_answer, &command_verify,  &command_user
};

enum { COMMANDS = sizeof commands / sizeof *commands };

static void print_help(FILE *out)
{
    fprintf(out, "predub " PREDUB_VERSION ": hear the score under the temp dialogue and effects "
                 "before the dub, scene by scene.\n\nusage: predub COMMAND [options] [files]\n\n");
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-10s %s\n", commands[i]->name, commands[i]->line);
    fprintf(out, "\n`predub COMMAND --help` tells all about a command, `predub --version` the "
                 "version.\n");
}

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < COMMANDS; i++)
        if (!strcmp(commands[i]->name, name))
            return commands[i];
    return NULL;
}

static int run(const struct command *command, char *const *argv)
{
    struct err err = { 0 };
    struct args args = { 0 };
    enum cli_status status = CLI_WRONG_USE;

    if (!args_read(&args, command->options, command->option_count, argv, &err))
        status = command->run(&args, &err);
    args_clear(&args);
    if (status != CLI_OK)
        fprintf(stderr, "predub %s: %s\n", command->name, err.text);
    if (status == CLI_WRONG_USE)
        fprintf(stderr, "`predub %s --help` says how it is used.\n", command->name);
    return (int)status;
}

/* Anywhere in front of "--", so that it can be added to any line. */
static int asks_for_help(char *const *argv)
{
    for (; *argv && strcmp(*argv, "--") != 0; argv++)
        if (!strcmp(*argv, "--help") || !strcmp(*argv, "-h"))
            return 1;
    return 0;
}

int main(int argc, char **argv)
{
    const struct command *command = argc > 1 ? find(argv[1]) : NULL;

    if (command && asks_for_help(argv + 2)) {
        command_help(command, stdout);
        return CLI_OK;
    }
    if (command)
        return run(command, argv + 2);
    if (argc > 1 && !strcmp(argv[1], "--version")) {
        puts("predub " PREDUB_VERSION);
        return CLI_OK;
    }
    if (argc > 1 && asks_for_help(argv + 1)) {
        print_help(stdout);
        return CLI_OK;
    }
    if (argc > 1)
        fprintf(stderr, "predub: there is no command %s\n\n", argv[1]);
    print_help(stderr);
    return CLI_WRONG_USE;
}
