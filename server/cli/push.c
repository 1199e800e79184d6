/* predub push: sends prints and temps to a server, and does not lose them on the way. */
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/cli/json_out.h"
#include "server/cli/push_crew.h"
#include "server/cli/push_run.h"
#include "server/cli/watch.h"

enum { ANSWER = 80, POLL_MS = 200 };

static bool is_json(const struct push *push)
{
    return args_has(push->args, "--json");
}

static void ask_text(char *out, size_t bytes, const struct push_sum *sum)
{
    char amount[PUSH_BYTES_TEXT], known[80] = "";

    if (sum->has > 0)
        snprintf(known, sizeof known, " (%zu of them the server has already)", sum->has);
    snprintf(out, bytes, "Send %zu file%s, %s%s?", sum->files, sum->files == 1 ? "" : "s",
             push_bytes_text(amount, sum->bytes), known);
}

/* Ctrl-C is an answer, too, so the terminal is not simply read. */
static enum cli_status ask(const struct push_sum *sum, struct err *err)
{
    struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
    char question[200], answer[ANSWER];
    ssize_t got;

    ask_text(question, sizeof question, sum);
    fprintf(stderr, "%s [y/N] ", question);
    fflush(stderr);
    while (poll(&input, 1, POLL_MS) <= 0)
        if (push_stop_asked(0)) {
            fputc('\n', stderr);
            err_set(err, ERR_CANCELLED, "stopped; nothing was sent");
            return CLI_INTERRUPTED;
        }
    got = read(STDIN_FILENO, answer, sizeof answer);
    if (got > 0 && (answer[0] == 'y' || answer[0] == 'Y'))
        return CLI_OK;
    err_set(err, ERR_CANCELLED, "nothing was sent");
    return CLI_FAILED;
}

static enum cli_status confirm(const struct push *push, struct err *err)
{
    const struct push_sum sum = push_plan_sum(&push->list);

    if (args_has(push->args, "--yes") || sum.files == 0)
        return CLI_OK;
    if (!isatty(STDIN_FILENO))
        return command_misuse(err, "there is no terminal to ask on: --yes sends without asking, "
                                   "--dry-run shows the plan");
    return ask(&sum, err);
}

static enum cli_status status_of(const struct err *err)
{
    return err->code == ERR_CANCELLED ? CLI_INTERRUPTED : CLI_FAILED;
}

static void print_outcome(const struct push *push)
{
    if (is_json(push))
        json_print(push_table_json(&push->plan, &push->list));
    else
        push_table_end(&push->plan, stdout);
}

static enum cli_status send(struct push *push, struct err *err)
{
    const struct push_sum sum = push_plan_sum(&push->list);
    enum err_code code;

    if (sum.files == 0 && !is_json(push))
        puts("Nothing has to be sent.");
    fflush(stdout);
    if ((code = push_carry_out(push, err))) {
        if (is_json(push))
            json_print(push_table_json(&push->plan, &push->list));
        return status_of(err);
    }
    print_outcome(push);
    return push_judge(push, err) ? CLI_FAILED : CLI_OK;
}

/* Wrong names are wrong use; what the disk or the server says is a failure. */
static enum cli_status prepare(struct push *push, struct err *err)
{
    const enum err_code code = push_prepare(push, err);

    if (!code)
        return CLI_OK;
    if (code == ERR_CANCELLED)
        return CLI_INTERRUPTED;
    return push->list.paths > 0 && push->plan.targets == 0 &&
                   (code == ERR_INVALID || code == ERR_CONFLICT)
               ? CLI_WRONG_USE
               : CLI_FAILED;
}

static enum cli_status push_files(struct push *push, struct err *err)
{
    enum cli_status status = prepare(push, err);

    if (status != CLI_OK)
        return status;
    if (!is_json(push))
        push_table_print(&push->plan, &push->list, stdout);
    if (args_has(push->args, "--dry-run")) {
        if (is_json(push))
            json_print(push_table_json(&push->plan, &push->list));
        return CLI_OK;
    }
    fflush(stdout);
    if ((status = confirm(push, err)) != CLI_OK)
        return status;
    return send(push, err);
}

static enum cli_status check_watch(const struct args *args, struct err *err)
{
    static const char *const alone[] = { "--dry-run", "--json", "--set" };
    const char *folder = args_value(args, "--watch");
    struct stat info;

    if (args->files > 0)
        return command_misuse(err, "--watch takes one folder and no files: leave %.100s out",
                              args->file[0]);
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
        if (args_has(args, alone[i]))
            return command_misuse(err, "%s does not go with --watch", alone[i]);
    if (stat(folder, &info) != 0 || !S_ISDIR(info.st_mode))
        return command_misuse(err, "--watch %.200s: there is no such folder", folder);
    return CLI_OK;
}

static enum cli_status check_use(const struct args *args, struct err *err)
{
    const char *order = args_value(args, "--order");
    struct order said;

    if (!args_has(args, "--production"))
        return command_misuse(err, "--production is missing: --production NAME (or its id)");
    if (order && order_parse(&said, order, err))
        return CLI_WRONG_USE;
    if (args_has(args, "--watch"))
        return check_watch(args, err);
    if (args_has(args, "--settle"))
        return command_misuse(err, "--settle goes with --watch only");
    if (args->files == 0)
        return command_misuse(err, "no files or folders are given");
    return CLI_OK;
}

static enum cli_status push_run(const struct args *args, struct err *err)
{
    struct push push = { .args = args };
    enum cli_status status = check_use(args, err);

    if (status != CLI_OK)
        return status;
    if (push_read_options(&push, err) || client_open(&push.client, args, err))
        return CLI_WRONG_USE;
    push_stop_begin();
    if (!args_has(args, "--watch"))
        status = push_files(&push, err);
    else if (watch_run(&push, args_value(args, "--watch"), err))
        status = status_of(err);
    push_clear(&push);
    client_close(push.client);
    return status;
}

static const struct args_option options[] = {
    CLIENT_OPTIONS,
    { "--production", "P", "which production, by its name or id" },
    { "--cue", "CUE", "of which cue the prints are, where their names do not tell (1m1...)" },
    { "--picture", "NAME", "the picture version they are for (default: the newest)" },
    { "--set", "ID", "go on with this draft (default: your own of the cue, or a new one)" },
    { "--order", "ORDER",
      "the channel order of files that do not tell theirs: film (L C R Ls Rs LFE),\n"
      "smpte (L R C LFE Ls Rs), dts, aac, or names (L,R,C,LFE,Ls,Rs)" },
    { "--start", "TC", "where files begin that do not tell it: 01:00:00:00" },
    { "--incomplete", NULL, "publish the set with what is there, marked as incomplete" },
    { "--yes", NULL, "send without asking" },
    { "--dry-run", NULL, "show the plan, send nothing" },
    { "--parallel", "N", "files on their way at once, 1 to 8 (default 3)" },
    { "--retry-for", "MIN", "give up when nothing could be sent for so long (default 10 minutes)" },
    { "--watch", "DIR", "send what is bounced into DIR as it gets finished, until Ctrl-C" },
    { "--settle", "S",
      "with --watch: a file is finished when it has not changed for so long\n"
      "(default 5 seconds)" },
    { "--json", NULL, "print JSON instead of text" },
    { "--help", NULL, "print this" },
};

const struct command command_push = {
    .name = "push",
    .line = "Sends prints and temps to a server; goes on by itself when the line breaks.",
    .usage = "--server URL --production P [--cue 1m1] FILES|FOLDERS...\n"
             "--server URL --production P --watch DIR",
    .more =
        "Cue, stem and channel are read from the names (1m1_Brass_v2.wav, 1m1_Brass.Ls.wav); "
        "dialogue and effects go\nto the picture version. First the plan is shown, and you are "
        "asked. Prints gather in a draft, and the set is\npublished by itself when the agreed "
        "stems and the full mix are there; before that nobody else hears it.\n\n"
        "What the server has already is not sent again. Whatever breaks off, here or there: the "
        "same line goes on\nwhere it was. The token needs the scopes listen and upload.\n\n"
        "  export PREDUB_TOKEN=pdt_...\n"
        "  predub push --server https://score.example.org --production Tideline 1m1_prints/\n"
        "  predub push --server https://score.example.org --production Tideline --watch "
        "~/Bounces\n\n"
        "The exit status is 0 if the sets are published and nothing must be put right, 1 if "
        "something failed, waits or\nmust be put right, 2 for wrong use, 3 if you stopped it.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = push_run,
};
