/* predub pull: fetches the untouched files of a print set, and checks them. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>

#include "server/cli/command.h"
#include "server/cli/json_out.h"
#include "server/cli/progress.h"
#include "server/cli/pull_file.h"
#include "server/cli/push_crew.h"
#include "server/cli/push_list.h"
#include "server/cli/push_table.h"
#include "server/cli/table.h"

enum { ROLE_CELL = 13, NAME_CELL = 52, FOLDER_TEXT = 400 };

struct pull {
    const struct args *args;
    struct client *client;
    json_t *set;
    char cue[64], production[201];
    char folder[FOLDER_TEXT];
    int64_t version, bytes;
    struct pulling pulling;
    struct progress progress;
    unsigned parallel;
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- which set ---- */

static enum err_code choose_cue(struct pull *pull, const json_t *production, int64_t *cue_id,
                                struct err *err)
{
    const char *called = args_value(pull->args, "--cue");
    const json_t *cue, *found = NULL;
    size_t index;

    json_array_foreach (json_object_get(production, "cues"), index, cue)
        if (push_same_cue(client_text(cue, "name"), called))
            found = cue;
    if (!found)
        return err_set(err, ERR_NOT_FOUND, "%.100s has no cue %.60s", pull->production, called);
    *cue_id = client_number(found, "id");
    snprintf(pull->cue, sizeof pull->cue, "%s", client_text(found, "name"));
    return ERR_NONE;
}

/* The newest published one, or --version. */
static enum err_code choose_set(struct pull *pull, const json_t *sets, struct err *err)
{
    const char *version = args_value(pull->args, "--version");
    const int64_t wanted = version ? strtoll(version, NULL, 10) : 0;
    json_t *set, *found = NULL;
    size_t index;

    json_array_foreach (sets, index, set)
        if (!json_is_null(json_object_get(set, "published_at_ms")) &&
            (version ? client_number(set, "version") == wanted
                     : !found || client_number(set, "version") > client_number(found, "version")))
            found = set;
    if (!found && version)
        return err_set(err, ERR_NOT_FOUND, "no v%.20s of %.60s is published", version, pull->cue);
    if (!found)
        return err_set(err, ERR_NOT_FOUND, "nothing of %.60s is published yet", pull->cue);
    pull->set = json_incref(found);
    pull->version = client_number(found, "version");
    return ERR_NONE;
}

static enum err_code find_set(void *ctx, struct client *client, struct err *err)
{
    struct pull *pull = ctx;
    json_t *listed = NULL, *production = NULL, *sets = NULL;
    int64_t cue_id = 0;
    enum err_code code;

    if ((code = client_production(client, args_value(pull->args, "--production"), &listed, err)) ||
        (code = client_get(client, &production, err, "/api/productions/%" PRId64,
                           client_number(listed, "id"))))
        goto done;
    snprintf(pull->production, sizeof pull->production, "%s", client_text(production, "name"));
    if ((code = choose_cue(pull, production, &cue_id, err)) ||
        (code = client_get(client, &sets, err, "/api/cues/%" PRId64 "/sets", cue_id)))
        goto done;
    code = choose_set(pull, json_object_get(sets, "sets"), err);
done:
    json_decref(listed);
    json_decref(production);
    json_decref(sets);
    return code;
}

/* ---- which files ---- */

static size_t count_files(const json_t *set)
{
    const json_t *print;
    size_t index, files = 0;

    json_array_foreach (json_object_get(set, "prints"), index, print)
        files += json_array_size(json_object_get(print, "files"));
    return files;
}

/* What a server calls its files must not lead out of the folder. */
static enum err_code take_file(struct pull *pull, const json_t *print, unsigned number,
                               const json_t *told, struct err *err)
{
    struct pull_file *file = &pull->pulling.file[pull->pulling.files];
    const char *name = client_text(told, "filename");

    *file = (struct pull_file){ .print_id = client_number(print, "id"),
                                .number = number,
                                .bytes = client_number(told, "bytes") };
    if (!*name || *name == '.' || strpbrk(name, "/\\") || strlen(name) >= sizeof file->filename ||
        file->bytes < 0)
        return err_set(err, ERR_INVALID, "the server has a file \"%.100s\": no name to keep it by",
                       name);
    for (size_t i = 0; i < pull->pulling.files; i++)
        if (!strcasecmp(pull->pulling.file[i].filename, name))
            return err_set(err, ERR_CONFLICT,
                           "two files of the set are called %.200s: fetch them from the page",
                           name);
    if (hash_parse(&file->hash, client_text(told, "sha256"), err))
        return err->code;
    snprintf(file->filename, sizeof file->filename, "%s", name);
    snprintf(file->role, sizeof file->role, "%s", client_text(print, "role"));
    pull->pulling.files++;
    if (asprintf(&file->path, "%s/%s", pull->folder, name) < 0 ||
        asprintf(&file->part, "%s/%s.part", pull->folder, name) < 0)
        return err_set(err, ERR_NO_MEMORY, "out of memory for a file name");
    pull->bytes += file->bytes;
    return ERR_NONE;
}

static enum err_code list_files(struct pull *pull, struct err *err)
{
    const json_t *print, *told;
    size_t index, at;
    enum err_code code = ERR_NONE;

    pull->pulling.file = calloc(count_files(pull->set) + 1, sizeof *pull->pulling.file);
    if (!pull->pulling.file)
        return err_set(err, ERR_NO_MEMORY, "out of memory for the files");
    json_array_foreach (json_object_get(pull->set, "prints"), index, print)
        json_array_foreach (json_object_get(print, "files"), at, told)
            if (!code)
                code = take_file(pull, print, (unsigned)at, told, err);
    return code;
}

static enum err_code make_folder(struct pull *pull, struct err *err)
{
    const char *into = args_value(pull->args, "--into");
    char cue[64];

    snprintf(cue, sizeof cue, "%s", pull->cue);
    for (char *c = cue; *c; c++)
        if (*c == '/' || *c == '\\' || (c == cue && *c == '.'))
            *c = '_';
    if (into)
        snprintf(pull->folder, sizeof pull->folder, "%s", into);
    else
        snprintf(pull->folder, sizeof pull->folder, "./%s_v%" PRId64, cue, pull->version);
    if (mkdir(pull->folder, 0777) != 0 && errno != EEXIST)
        return err_set_errno(err, "the folder %.300s can't be made", pull->folder);
    return ERR_NONE;
}

/* ---- fetching ---- */

static void show(void *ctx)
{
    struct pull *pull = ctx;
    struct progress_row row[PUSH_PARALLEL_MOST];
    char note[PUSH_PARALLEL_MOST][60];
    unsigned rows = 0;
    int64_t done = 0;

    for (size_t i = 0; i < pull->pulling.files; i++) {
        const struct pull_file *file = &pull->pulling.file[i];
        const enum pull_state state = atomic_load(&file->state);

        done += atomic_load(&file->done_bytes);
        if ((state != PULL_FETCHES && state != PULL_PAUSES && state != PULL_READS) ||
            rows == PUSH_PARALLEL_MOST)
            continue;
        snprintf(note[rows], sizeof note[rows], "no connection, next try within %d s",
                 atomic_load(&file->wait_s));
        row[rows] = (struct progress_row){ file->filename, atomic_load(&file->done_bytes),
                                           file->bytes, state == PULL_PAUSES ? note[rows] : NULL };
        rows++;
    }
    progress_show(&pull->progress, row, rows, done, now_ms());
}

static enum err_code first_failure(const struct pulling *pulling, struct err *err)
{
    for (size_t i = 0; i < pulling->files; i++)
        if (atomic_load(&pulling->file[i].state) == PULL_FAILED)
            return err_set(err, pulling->file[i].err.code, "%s", pulling->file[i].err.text);
    return ERR_NONE;
}

static enum err_code fetch_all(struct pull *pull, struct err *err)
{
    struct pulling *pulling = &pull->pulling;
    const struct push_crew crew = { .client = pull->client,
                                    .threads = pull->parallel,
                                    .count = pulling->files,
                                    .run = pull_file,
                                    .tick = show,
                                    .tick_ctx = pull,
                                    .ctx = pulling,
                                    .cancelled = &pulling->cancelled };
    enum err_code code;

    progress_begin(&pull->progress, stderr, "fetched", pull->bytes);
    pull->progress.is_quiet = args_has(pull->args, "--json") && !pull->progress.is_terminal;
    code = push_crew_run(&crew, err);
    progress_end(&pull->progress);
    return code ? code : first_failure(pulling, err);
}

/* ---- telling ---- */

static void print_files(const struct pull *pull)
{
    char size[PUSH_BYTES_TEXT];

    printf("%s, %s v%" PRId64 ": %zu files, %s, in %s\n", pull->production, pull->cue,
           pull->version, pull->pulling.files, push_bytes_text(size, pull->bytes), pull->folder);
    for (size_t i = 0; i < pull->pulling.files; i++) {
        const struct pull_file *file = &pull->pulling.file[i];
        const enum pull_state state = atomic_load(&file->state);

        fputs("  ", stdout);
        table_cell(file->role, ROLE_CELL, stdout);
        table_cell(file->filename, NAME_CELL, stdout);
        printf(" %8s  %s\n", push_bytes_text(size, file->bytes),
               state == PULL_THERE     ? "was there already"
               : state == PULL_FETCHED ? "fetched, verified"
               : state == PULL_FAILED  ? "failed"
                                       : "not fetched");
    }
}

static void print_json(const struct pull *pull)
{
    static const char *const names[] = { "waits", "waits",   "waits", "waits",
                                         "there", "fetched", "failed" };
    json_t *files = json_array();

    for (size_t i = 0; i < pull->pulling.files; i++) {
        const struct pull_file *file = &pull->pulling.file[i];
        const enum pull_state state = atomic_load(&file->state);
        char sha256[HASH_TEXT];

        hash_format(sha256, &file->hash);
        json_array_append_new(
            files,
            json_pack("{s:o, s:o, s:o, s:I, s:s, s:s, s:o}", "role", json_text(file->role),
                      "filename", json_text(file->filename), "path", json_text(file->path), "bytes",
                      (json_int_t)file->bytes, "sha256", sha256, "state", names[state], "error",
                      state == PULL_FAILED ? json_text(file->err.text) : json_null()));
    }
    json_print(json_pack(
        "{s:o, s:o, s:I, s:I, s:o, s:o}", "production", json_text(pull->production), "cue",
        json_text(pull->cue), "set_id", (json_int_t)client_number(pull->set, "id"), "version",
        (json_int_t)pull->version, "folder", json_text(pull->folder), "files", files));
}

/* ---- the command ---- */

static enum err_code pull_set(struct pull *pull, struct err *err)
{
    const struct push_alone find = { pull->client, find_set, pull };
    enum err_code code;

    if ((code = push_alone(&find, err)) || (code = make_folder(pull, err)) ||
        (code = list_files(pull, err)))
        return code;
    code = fetch_all(pull, err);
    if (args_has(pull->args, "--json"))
        print_json(pull);
    else
        print_files(pull);
    return code;
}

static enum cli_status read_use(struct pull *pull, struct err *err)
{
    static const char *const needed[] = { "--production", "--cue" };
    const char *version = args_value(pull->args, "--version"), *into;
    double parallel = 3, minutes = 10;
    char *end;

    if (pull->args->files > 0)
        return command_misuse(err, "%.100s: files are not named here; --into DIR says where to",
                              pull->args->file[0]);
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (!args_has(pull->args, needed[i]))
            return command_misuse(err, "%s is missing", needed[i]);
    if (version && (strtoll(version, &end, 10) <= 0 || *end))
        return command_misuse(err, "--version %.40s: expected a number such as 2", version);
    into = args_value(pull->args, "--into");
    if (into && (!*into || strlen(into) >= FOLDER_TEXT))
        return command_misuse(err, "--into is no folder's name");
    if (args_number(pull->args, "--parallel", (double[2]){ 1, PUSH_PARALLEL_MOST }, &parallel,
                    err) ||
        args_number(pull->args, "--retry-for", (double[2]){ 0, 10080 }, &minutes, err) ||
        client_open(&pull->client, pull->args, err))
        return CLI_WRONG_USE;
    pull->parallel = (unsigned)parallel;
    pull->pulling.retry_ms = (int64_t)(minutes * 60000);
    return CLI_OK;
}

static void clear(struct pull *pull)
{
    for (size_t i = 0; i < pull->pulling.files; i++) {
        free(pull->pulling.file[i].path);
        free(pull->pulling.file[i].part);
    }
    free(pull->pulling.file);
    json_decref(pull->set);
    client_close(pull->client);
}

static enum cli_status pull_run(const struct args *args, struct err *err)
{
    struct pull pull = { .args = args };
    enum cli_status status = read_use(&pull, err);
    enum err_code code;

    if (status == CLI_OK) {
        push_stop_begin();
        code = pull_set(&pull, err);
        status = code == ERR_CANCELLED ? CLI_INTERRUPTED : code ? CLI_FAILED : CLI_OK;
    }
    clear(&pull);
    return status;
}

static const struct args_option options[] = {
    CLIENT_OPTIONS,
    { "--production", "P", "which production, by its name or id" },
    { "--cue", "CUE", "which cue: 1m1" },
    { "--version", "N", "which version of it (default: the newest that is published)" },
    { "--into", "DIR", "the folder for the files (default ./1m1_v2, after cue and version)" },
    { "--parallel", "N", "files on their way at once, 1 to 8 (default 3)" },
    { "--retry-for", "MIN", "give up when nothing came for so long (default 10 minutes)" },
    { "--json", NULL, "print JSON instead of text" },
    { "--help", NULL, "print this" },
};

const struct command command_pull = {
    .name = "pull",
    .line = "Fetches the untouched files of a print set from a server, and verifies them.",
    .usage = "--server URL --production P --cue 1m1 [--version N] [--into DIR]",
    .more =
        "A file is NAME.part until all of it is here and its SHA-256 is right. What broke off is "
        "gone on with by the\nsame line. A file that is there and equal is left alone; one that is "
        "there and different is never overwritten.\nThe token needs the scopes listen and "
        "deliver.\n\n"
        "  export PREDUB_TOKEN=pdt_...\n"
        "  predub pull --server https://score.example.org --production Tideline --cue 1m1\n\n"
        "The exit status is 0 if all files are there and right, 1 if not, 2 for wrong use, 3 if "
        "you stopped it.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = pull_run,
};
