/* predub serve: the server, until a signal ends it. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "server/api/app.h"
#include "server/api/start_link.h"
#include "server/cli/command.h"
#include "server/http/guard.h"
#include "server/http/server.h"

#ifndef PREDUB_WEB_DIR
#define PREDUB_WEB_DIR "/usr/local/share/predub/web"
#endif

enum { GRACE_S = 10, URL_TEXT = 512 };

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

static const char *listen_address(const struct args *args)
{
    const char *given = args_value(args, "--listen");

    return given ? given : default_listen;
}

/* What is on the wire in the open is for this machine alone. */
static enum cli_status check_listen(const struct args *args, const char *listen, struct err *err)
{
    const bool tls = args_has(args, "--tls-cert") || args_has(args, "--tls-key");

    if (tls && args_has(args, "--no-tls"))
        return command_misuse(err, "--no-tls says no to what --tls-cert and --tls-key ask for");
    if (guard_host_is_loopback(listen) || tls || args_has(args, "--trusted-proxy") ||
        args_has(args, "--no-tls"))
        return CLI_OK;
    return command_misuse(err,
                          "--listen %s: others reach this address, and without TLS passwords and "
                          "sound would travel readable; give --tls-cert and --tls-key, or "
                          "--trusted-proxy for a proxy on this machine that speaks TLS, or "
                          "--no-tls if nobody can listen in on the way",
                          listen);
}

/* As args_bytes, and "0" stands for none: then *out is `none`. */
static enum err_code bytes_or_none(const struct args *args, const char *name, int64_t none,
                                   int64_t *out, struct err *err)
{
    const char *text = args_value(args, name);

    if (!text || strcmp(text, "0") != 0)
        return args_bytes(args, name, out, err);
    *out = none;
    return ERR_NONE;
}

static enum err_code read_limits(struct app_options *out, const struct args *args, struct err *err)
{
    double range[2] = { 1, 3650 }, upload_days = 0, draft_days = 0;
    enum err_code code;

    if ((code = args_bytes(args, "--max-upload", &out->max_upload_bytes, err)) ||
        (code = bytes_or_none(args, "--quota", 0, &out->quota_bytes, err)) ||
        (code = bytes_or_none(args, "--keep-free", -1, &out->keep_free_bytes, err)) ||
        (code = args_number(args, "--upload-days", range, &upload_days, err)) ||
        (code = args_number(args, "--draft-days", range, &draft_days, err)))
        return code;
    out->upload_days = (int64_t)upload_days;
    out->draft_days = (int64_t)draft_days;
    return ERR_NONE;
}

static enum err_code read_options(struct app_options *out, const struct args *args, struct err *err)
{
    double threads_range[2] = { 1, 256 }, threads = 0;
    double bundle_range[2] = { 1, 86400 }, bundle_s = 0;
    int64_t ram_bytes = 0;
    enum err_code code;

    if ((code = args_number(args, "--threads", threads_range, &threads, err)) ||
        (code = args_number(args, "--bundle-s", bundle_range, &bundle_s, err)) ||
        (code = args_bytes(args, "--cache-ram", &ram_bytes, err)) ||
        (code = args_bytes(args, "--cache-disk", &out->cache_disk_bytes, err)) ||
        (code = read_limits(out, args, err)))
        return code;
    out->threads = (unsigned)threads;
    out->cache_ram_bytes = (size_t)ram_bytes;
    out->notices = (struct notices_options){
        .smtp_url = args_value(args, "--smtp"),
        .smtp_password = getenv("PREDUB_SMTP_PASSWORD"),
        .mail_from = args_value(args, "--mail-from"),
        .public_url = args_value(args, "--public-url"),
        .bundle_ms = (int64_t)(bundle_s * 1000),
        .hooks_inside = args_has(args, "--hooks-inside"),
    };
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

/* "https://review.example:443", as it was asked for; port is the one in use. */
static void address_of(char out[URL_TEXT], const struct args *args, uint16_t port)
{
    const char *listen = listen_address(args);
    const int host = (int)(strrchr(listen, ':') - listen); /* http_server_start took it */

    snprintf(out, URL_TEXT, "%s://%.*s:%u", args_has(args, "--tls-cert") ? "https" : "http", host,
             listen, port);
}

/* Where a browser finds the page: all addresses at once are no place to go to. */
static void page_address(char out[URL_TEXT], const struct args *args, uint16_t port)
{
    const char *public_url = args_value(args, "--public-url"), *listen = listen_address(args);

    if (public_url)
        snprintf(out, URL_TEXT, "%s", public_url);
    else if (!strncmp(listen, "0.0.0.0:", 8) || !strncmp(listen, "[::]:", 5))
        snprintf(out, URL_TEXT, "%s://localhost:%u",
                 args_has(args, "--tls-cert") ? "https" : "http", port);
    else
        address_of(out, args, port);
    if (*out && out[strlen(out) - 1] == '/')
        out[strlen(out) - 1] = '\0';
}

/* Somebody has to be the first. The secret goes to whoever started the server, and to no log. */
static enum err_code tell_start(struct app *app, const char *page, struct err *err)
{
    char secret[SECRET_TEXT];
    bool needed = false;
    struct db *db;
    enum err_code code;

    if (!(db = app_db_take(app, err)))
        return err->code;
    code = start_link_make(secret, &needed, db, err);
    app_db_give(app, db);
    if (code || !needed)
        return code;
    printf("no owner yet: open %s/start#%s within 7 days (or `predub user add --owner`)\n", page,
           secret);
    fflush(stdout);
    return ERR_NONE;
}

static enum err_code tell_addresses(struct app *app, const struct args *args, uint16_t port,
                                    struct err *err)
{
    char address[URL_TEXT], page[URL_TEXT];

    address_of(address, args, port);
    page_address(page, args, port);
    printf("predub listens on %s/\n", address);
    fflush(stdout);
    return tell_start(app, page, err);
}

static struct http_options http_options_of(struct app *app, const struct args *args)
{
    struct http_options options = {
        .listen = listen_address(args),
        .static_dir = page_folder(args),
        .private_dir = args_value(args, "--data"),
        .app = app,
        .db_take = app_db_take,
        .db_give = app_db_give,
        .gate = app_gate,
        .trusted_proxy = args_value(args, "--trusted-proxy"),
        .tls_cert = args_value(args, "--tls-cert"),
        .tls_key = args_value(args, "--tls-key"),
    };

    options.routes = app_routes(&options.route_count);
    return options;
}

static enum err_code serve(struct app *app, const struct args *args, const sigset_t *signals,
                           struct err *err)
{
    const struct http_options options = http_options_of(app, args);
    struct http_server *server = NULL;
    enum err_code code;
    int number;

    if ((code = http_server_start(&server, &options, err)))
        return code;
    if (!(code = tell_addresses(app, args, http_server_port(server), err))) {
        sigwait(signals, &number);
        log_line(NULL, "ending; a second signal ends at once");
    }
    pthread_sigmask(SIG_UNBLOCK, signals, NULL);
    http_server_stop(server, code ? 0 : GRACE_S);
    return code;
}

static enum cli_status serve_run(const struct args *args, struct err *err)
{
    struct app_options options = { .data_dir = args_value(args, "--data"), .log = log_line };
    struct app *app = NULL;
    sigset_t signals;
    enum err_code code;

    if (!options.data_dir)
        return command_misuse(err, "--data DIR is missing: the folder for everything");
    if (args->files > 0)
        return command_misuse(err, "%s: serve takes no files", args->file[0]);
    if (check_listen(args, listen_address(args), err) || read_options(&options, args, err))
        return CLI_WRONG_USE;
    hold_signals(&signals);
    command_open_many_files();
    if (!(code = app_open(&app, &options, err)))
        code = serve(app, args, &signals, err);
    app_close(app);
    return code ? CLI_FAILED : CLI_OK;
}

static const struct args_option options[] = {
    { "--data", "DIR", "the folder for everything: record, prints, cache; made if need be" },
    { "--listen", "ADDR:PORT",
      "where to listen (default 127.0.0.1:8080); port 0 takes a free one" },
    { "--tls-cert", "FILE", "speak TLS with this certificate: PEM, the server's own first" },
    { "--tls-key", "FILE", "and its key: PEM, without a passphrase" },
    { "--trusted-proxy", "ADDR",
      "a proxy in front, by the address that it comes from: what it says in\n"
      "X-Forwarded-For and X-Forwarded-Proto is believed; it has to pass Host on" },
    { "--no-tls", NULL,
      "listen without TLS where others reach it, too: passwords and sound travel\n"
      "readable, so only where nobody can listen in on the way" },
    { "--public-url", "URL", "where people reach the page: what links in mails begin with" },
    { "--smtp", "URL",
      "the mail server for notices: smtp://USER@HOST:587 or smtps://; its password\n"
      "comes from the environment, PREDUB_SMTP_PASSWORD" },
    { "--mail-from", "ADDRESS", "the sender of notices; needed with --smtp" },
    { "--bundle-s", "SECONDS", "notices wait so long for more to come (default 600)" },
    { "--hooks-inside", NULL, "webhooks may lead to this machine and to private networks" },
    { "--web", "DIR", "the built page (default " PREDUB_WEB_DIR ")" },
    { "--threads", "N", "that render; by default one a core" },
    { "--cache-ram", "BYTES", "of rendered previews kept in memory (default 256M)" },
    { "--cache-disk", "BYTES", "of rendered previews kept on disk (default 4G)" },
    { "--max-upload", "BYTES", "of one file (default 64G)" },
    { "--quota", "BYTES",
      "that each production may store, equal files once; 0: no limit (default)" },
    { "--keep-free", "BYTES", "that uploads leave free on the disk; 0: none (default 1G)" },
    { "--upload-days", "N", "that an upload that was broken off can be resumed (default 7)" },
    { "--draft-days", "N", "that a print set nobody publishes is kept (default 14)" },
    { "--help", NULL, "print this" },
};

const struct command command_serve = {
    .name = "serve",
    .line = "Serves productions, prints and previews over HTTP, with the page.",
    .usage = "--data DIR [--listen ADDR:PORT] [options]",
    .more = "Prints one line with the address when it is ready, and as long as nobody is an owner "
            "another "
            "with a link\nthat makes one. SIGINT and SIGTERM end it cleanly, a "
            "second one at once.\nOne server at a time uses a data folder.\n\n"
            "  predub serve --data /srv/predub\n"
            "  predub serve --data /srv/predub --listen 0.0.0.0:443 --tls-cert chain.pem --tls-key "
            "key.pem",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = serve_run,
};
