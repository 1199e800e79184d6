/* predub answer: answers a question about a scene, from a shell, or lists what is asked. */
#include <stdlib.h>
#include <string.h>

#include "server/cli/client.h"
#include "server/cli/command.h"
#include "server/cli/json_out.h"
#include "server/cli/table.h"

enum { MARGIN = 2, INDENT = 11, TEXT_MOST = 4096 };

struct answering {
    const struct args *args;
    struct client *client;
    long long query_id;
    bool has_trim;
    double trim_db;
};

static const char *text_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text ? text : "";
}

/* The API's words as people say them: "will_hurt", "lfe". */
static const char *words(char *out, size_t bytes, const char *value)
{
    snprintf(out, bytes, "%s",
             !strcmp(value, "lfe")      ? "LFE"
             : !strcmp(value, "centre") ? "Centre"
                                        : value);
    for (char *c = out; *c; c++)
        if (*c == '_')
            *c = ' ';
    return out;
}

static void print_paragraph(const char *word, const char *text)
{
    const struct table_head head = { word, INDENT, MARGIN };

    table_paragraph(&head, text, stdout);
}

static void print_who(const char *word, const json_t *said, const char *text)
{
    const json_t *by = json_object_get(said, "by");
    char line[TEXT_MOST];

    snprintf(line, sizeof line, "%.200s (%.20s): %.3000s", text_at(by, "name"), text_at(by, "side"),
             text);
    print_paragraph(word, line);
}

static void print_answer(const json_t *answer)
{
    const json_t *trim = json_object_get(answer, "trim_db");
    char likelihood[40], advice[40], line[TEXT_MOST];
    int used = snprintf(line, sizeof line, "%s; advice: %s",
                        words(likelihood, sizeof likelihood, text_at(answer, "likelihood")),
                        words(advice, sizeof advice, text_at(answer, "advice")));

    if (json_is_number(trim))
        used +=
            snprintf(line + used, sizeof line - (size_t)used, " by %g dB", json_number_value(trim));
    if (*text_at(answer, "text"))
        snprintf(line + used, sizeof line - (size_t)used, ". %.2800s", text_at(answer, "text"));
    print_who("answered", answer, line);
}

static void print_query(const json_t *query)
{
    const json_t *answer = json_object_get(query, "answer");
    const char *from = text_at(query, "tc_from"), *to = text_at(query, "tc_to");
    char about[40];

    printf("%lld  scene %s, %s%s%s%s%s%s\n",
           (long long)json_integer_value(json_object_get(query, "id")),
           text_at(query, "scene_number"), words(about, sizeof about, text_at(query, "about")),
           *from ? ", " : "", from, *to ? " to " : "", to,
           json_is_true(json_object_get(query, "is_outdated")) ? " (the sound has changed since)"
                                                               : "");
    print_who("asked", query, text_at(query, "text"));
    if (json_is_object(answer))
        print_answer(answer);
}

/* ---- one answer ---- */

static json_t *answer_json(const struct answering *answering)
{
    const struct args *args = answering->args;
    const char *text = args_value(args, "--text");
    json_t *json = json_pack("{s:s, s:s, s:s*}", "likelihood", args_value(args, "--likelihood"),
                             "advice", args_value(args, "--advice"), "text", text);

    if (json && answering->has_trim &&
        json_object_set_new(json, "trim_db", json_real(answering->trim_db))) {
        json_decref(json);
        json = NULL;
    }
    return json;
}

static enum err_code answer_one(const struct answering *answering, struct err *err)
{
    char path[64];
    json_t *query;
    enum err_code code;

    snprintf(path, sizeof path, "/api/queries/%lld/answers", answering->query_id);
    if ((code = client_post(answering->client, &query, path, answer_json(answering), err)))
        return code;
    if (args_has(answering->args, "--json")) {
        json_print(query);
        return ERR_NONE;
    }
    print_query(query);
    puts("kept; whoever asked can close the question now");
    json_decref(query);
    return ERR_NONE;
}

/* ---- what is asked ---- */

static bool waits(const json_t *query)
{
    return json_is_true(json_object_get(query, "holds_delivery"));
}

/* All pages of what the other side asked and has not closed. */
static enum err_code read_queries(const struct answering *answering, const json_t *production,
                                  json_t *out, struct err *err)
{
    const long long id = (long long)json_integer_value(json_object_get(production, "id"));
    const char *asker = !strcmp(text_at(production, "side"), "music") ? "stage" : "music";
    char next[40] = "";
    enum err_code code = ERR_NONE;
    size_t index;

    do {
        json_t *page, *query;

        if ((code = client_get(answering->client, &page, err,
                               "/api/productions/%lld/queries?state=unclosed&side=%s&limit=500%s%s",
                               id, asker, *next ? "&after=" : "", next)))
            return code;
        json_array_foreach (json_object_get(page, "queries"), index, query)
            if (waits(query))
                json_array_append(out, query);
        snprintf(next, sizeof next, "%s", text_at(page, "next"));
        json_decref(page);
    } while (*next);
    return ERR_NONE;
}

static void print_queries(const json_t *queries, const json_t *production)
{
    const size_t count = json_array_size(queries);
    json_t *query;
    size_t index;

    json_array_foreach (queries, index, query) {
        print_query(query);
        putchar('\n');
    }
    printf("%s: %zu question%s for the %s.\n", text_at(production, "name"), count,
           count == 1 ? " waits" : "s wait", text_at(production, "side"));
}

static enum err_code list_queries(const struct answering *answering, struct err *err)
{
    json_t *production = NULL, *queries = json_array();
    enum err_code code;

    if ((code = client_production(answering->client, args_value(answering->args, "--list"),
                                  &production, err)))
        goto done;
    if (!strcmp(text_at(production, "side"), "none")) {
        code = err_set(err, ERR_FORBIDDEN,
                       "you stand on no side of %.100s, so nobody asks you; `predub scenes` shows "
                       "all questions",
                       text_at(production, "name"));
        goto done;
    }
    if ((code = read_queries(answering, production, queries, err)))
        goto done;
    if (args_has(answering->args, "--json"))
        json_print(json_pack("{s:O}", "queries", queries));
    else
        print_queries(queries, production);
done:
    json_decref(production);
    json_decref(queries);
    return code;
}

/* ---- the command ---- */

static enum cli_status read_answer(struct answering *answering, struct err *err)
{
    static const char *const needed[] = { "--likelihood", "--advice" };
    const struct args *args = answering->args;
    double trim_range[2] = { -60, 0 };
    char *end;

    if (args->files != 1)
        return command_misuse(err, "say the id of one question, or --list PRODUCTION");
    answering->query_id = strtoll(args->file[0], &end, 10);
    if (answering->query_id <= 0 || *end)
        return command_misuse(err, "%.60s is no question's id; --list PRODUCTION shows them",
                              args->file[0]);
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!args_has(args, needed[i]))
            return command_misuse(err, "%s is missing", needed[i]);
    answering->has_trim = args_has(args, "--trim-db");
    if (answering->has_trim != !strcmp(args_value(args, "--advice"), "trim"))
        return command_misuse(err, answering->has_trim ? "--trim-db goes with --advice trim only"
                                                       : "--advice trim needs --trim-db, as in -5");
    return args_number(args, "--trim-db", trim_range, &answering->trim_db, err) ? CLI_WRONG_USE
                                                                                : CLI_OK;
}

static enum cli_status read_use(struct answering *answering, struct err *err)
{
    const struct args *args = answering->args;
    enum cli_status status = CLI_OK;

    if (!args_has(args, "--list"))
        status = read_answer(answering, err);
    else if (args->files > 0)
        status = command_misuse(err, "--list answers nothing: leave %.60s out", args->file[0]);
    if (status == CLI_OK && client_open(&answering->client, args, err))
        status = CLI_WRONG_USE;
    return status;
}

static enum cli_status answer_run(const struct args *args, struct err *err)
{
    struct answering answering = { .args = args };
    enum cli_status status = read_use(&answering, err);

    if (status == CLI_OK &&
        (args_has(args, "--list") ? list_queries(&answering, err) : answer_one(&answering, err)))
        status = CLI_FAILED;
    client_close(answering.client);
    return status;
}

static const struct args_option options[] = {
    CLIENT_OPTIONS,
    { "--list", "PRODUCTION", "list what the other side asks and waits for, with ids" },
    { "--likelihood", "L", "cannot_hurt, unlikely, could, likely or will_hurt" },
    { "--advice", "A", "keep, trim, mute_lfe or out_of_centre" },
    { "--trim-db", "DB", "with --advice trim: by how much, -60 to 0" },
    { "--text", "TEXT", "what there is to say besides" },
    { "--json", NULL, "print JSON" },
    { "--help", NULL, "print this" },
};

const struct command command_answer = {
    .name = "answer",
    .line = "Answers a question of the other side about a scene on a server.",
    .usage = "--server URL QUERY_ID --likelihood L --advice A [--trim-db DB] [--text TEXT]\n"
             "--server URL --list PRODUCTION",
    .more =
        "Each side answers what the other asks. While a question is not closed it can be answered "
        "again: the newest\nanswer counts. The token needs the scope note, and listen for "
        "--list.\n\n"
        "  export PREDUB_TOKEN=pdt_...\n"
        "  predub answer --server https://score.example.org --list Tideline\n"
        "  predub answer --server https://score.example.org 17 --likelihood could --advice trim "
        "--trim-db -5",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = answer_run,
};
