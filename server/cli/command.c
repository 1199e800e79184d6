#include "server/cli/command.h"

#include <stdarg.h>
#include <string.h>
#include <sys/resource.h>

enum { HELP_COLUMN = 26 }; /* where the help of the options begins */

static void print_usage(const struct command *command, FILE *out)
{
    const char *line = command->usage, *lead = "usage: ";

    while (*line) {
        size_t length = strcspn(line, "\n");

        fprintf(out, "%spredub %s %.*s\n", lead, command->name, (int)length, line);
        line += length + (line[length] == '\n');
        lead = "       ";
    }
}

static void print_option(const struct args_option *option, FILE *out)
{
    const char *line = option->help;
    int used = fprintf(out, "  %s%s%s", option->name, option->value ? " " : "",
                       option->value ? option->value : "");

    if (used + 2 > HELP_COLUMN) {
        fputc('\n', out);
        used = 0;
    }
    while (*line) {
        size_t length = strcspn(line, "\n");

        fprintf(out, "%*s%.*s\n", HELP_COLUMN - used, "", (int)length, line);
        line += length + (line[length] == '\n');
        used = 0;
    }
}

void command_help(const struct command *command, FILE *out)
{
    fprintf(out, "%s\n\n", command->line);
    print_usage(command, out);
    fputc('\n', out);
    for (size_t i = 0; i < command->option_count; i++)
        print_option(&command->options[i], out);
    if (command->more)
        fprintf(out, "\n%s\n", command->more);
}

enum cli_status command_misuse(struct err *err, const char *format, ...)
{
    char text[sizeof err->text];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    err_set(err, ERR_INVALID, "%s", text);
    return CLI_WRONG_USE;
}

void command_say(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    fputs("predub: ", stderr);
    vfprintf(stderr, format, list);
    fputc('\n', stderr);
    va_end(list);
}

void command_open_many_files(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}
