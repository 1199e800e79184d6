/* predub serve: the server, until a signal ends it. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "server/api/app.h"
#include "server/cli/command.h"
#include "server/http/guard.h"
#include "server/http/server.h"

#ifndef PREDUB_WEB_DIR
#define PREDUB_WEB_DIR "/usr/local/share/predub/web"
#endif

enum { GRACE_S = 10 };

static const char default_listen[] = "127.0.0.1:8080";

/* One line for each thing worth telling, with the time in UTC. */
static void log_line(void *ctx, const char *line)
{
    time_t now = time(NULL);
    struct tm utc;
    char at[32];

    (void)ctx;
    gmtime_r(&now, &utc);
    strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%SZ", &utc);
    fprintf(stderr, "%s %s\n", at, line);
}

static enum cli_status check_listen(const struct args *args, const char *listen, struct err *err)
{
    if (guard_host_is_loopback(listen) || args_has(args, "--allow-anyone"))
        return CLI_OK;
    return command_misuse(err,
                          "--listen %s: there is no sign-in yet, so whoever reaches this address "
                          "could hear and change everything; it is refused unless --allow-anyone "
                          "says that something in front of it checks who comes in",
                          listen);
}

static enum err_code read_options(struct app_options *out, const struct args *args, struct err *err)
{
    double threads_range[2] = { 1, 256 }, threads = 0;
    int64_t ram_bytes = 0;
    enum err_code code;

    if ((code = args_number(args, "--threads", threads_range, &threads, err)) ||
        (code = args_bytes(args, "--cache-ram", &ram_bytes, err)) ||
        (code = args_bytes(args, "--cache-disk", &out->cache_disk_bytes, err)))
        return code;
    out->threads = (unsigned)threads;
    out->cache_ram_bytes = (size_t)ram_bytes;
    return ERR_NONE;
}

/* Signals are waited for by the main thread alone; all others inherit that they are blocked. */
static void hold_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* The folder of the page, or NULL when it was not built. */
static const char *page_folder(const struct args *args)
{
    const char *given = args_value(args, "--web");
    const char *folder = given ? given : PREDUB_WEB_DIR;
    struct stat info;

    if (stat(folder, &info) == 0 && S_ISDIR(info.st_mode))
        return folder;
    command_say("there is no page in %s (--web DIR names another); the API is served alone",
                folder);
    return NULL;
}

static void tell_address(const char *listen, uint16_t port)
{
    const char *colon = strrchr(listen, ':');
    size_t host = colon ? (size_t)(colon - listen) : strlen(listen);

    printf("predub listens on http://%.*s:%u/\n", (int)host, listen, port);
    fflush(stdout);
}

static enum err_code serve(struct app *app, const struct args *args, const char *listen,
                           const sigset_t *signals, struct err *err)
{
    struct http_options options = {
        .listen = listen,
        .static_dir = page_folder(args),
        .app = app,
        .db_take = app_db_take,
        .db_give = app_db_give,
    };
    struct http_server *server = NULL;
    enum err_code code;
    int number;

    options.routes = app_routes(&options.route_count);
    if ((code = http_server_start(&server, &options, err)))
        return code;
    tell_address(listen, http_server_port(server));
    sigwait(signals, &number);
    log_line(NULL, "ending; a second signal ends at once");
    pthread_sigmask(SIG_UNBLOCK, signals, NULL);
    http_server_stop(server, GRACE_S);
    return ERR_NONE;
}

static enum cli_status serve_run(const struct args *args, struct err *err)
{
    const char *listen = args_value(args, "--listen");
    struct app_options options = { .data_dir = args_value(args, "--data"), .log = log_line };
    struct app *app = NULL;
    sigset_t signals;
    enum err_code code;

    listen = listen ? listen : default_listen;
    if (!options.data_dir)
        return command_misuse(err, "--data DIR is missing: the folder for everything");
    if (args->files > 0)
        return command_misuse(err, "%s: serve takes no files", args->file[0]);
    if (check_listen(args, listen, err) || read_options(&options, args, err))
        return CLI_WRONG_USE;
    hold_signals(&signals);
    command_open_many_files();
    if (!(code = app_open(&app, &options, err)))
        code = serve(app, args, listen, &signals, err);
    app_close(app);
    return code ? CLI_FAILED : CLI_OK;
}

static const struct args_option options[] = {
    { "--data", "DIR", "the folder for everything: record, prints, cache; made if need be" },
    { "--listen", "ADDR:PORT",
      "where to listen (default 127.0.0.1:8080); port 0 takes a free one" },
    { "--allow-anyone", NULL,
      "listen on an address that others reach, too; there is no sign-in yet, so\n"
      "only behind something that checks who comes in" },
    { "--web", "DIR", "the built page (default " PREDUB_WEB_DIR ")" },
    { "--threads", "N", "that render; by default one a core" },
    { "--cache-ram", "BYTES", "of rendered previews kept in memory (default 256M)" },
    { "--cache-disk", "BYTES", "of rendered previews kept on disk (default 4G)" },
    { "--help", NULL, "print this" },
};

const struct command command_serve = {
    .name = "serve",
    .line = "Serves productions, prints and previews over HTTP, with the page.",
    .usage = "--data DIR [--listen ADDR:PORT] [options]",
    .more =
        "Prints one line with the address when it is ready. SIGINT and SIGTERM end it cleanly, a "
        "second one at once.\nOne server at a time uses a data folder.\n\n"
        "  predub serve --data /srv/predub",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = serve_run,
};
