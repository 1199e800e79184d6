#include "server/http/server.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "server/http/exchange.h"
#include "server/http/listen.h"

enum {
    /* Per connection, for headers and what is read of a body at a time. */
    CONNECTION_BYTES = 128 * 1024,
    CONNECTIONS = 4096,
    IDLE_TIMEOUT_S = 60,
    THREADS_LEAST = 4 /* a thread held up by the disk must not be one of two */
};

static unsigned thread_count(unsigned asked)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (asked)
        return asked;
    return cores > THREADS_LEAST ? (unsigned)cores : THREADS_LEAST;
}

/* Files and blobs want descriptors too, so connections get half of them. */
static unsigned connection_count(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur / 2 > CONNECTIONS)
        return CONNECTIONS;
    return (unsigned)limit.rlim_cur / 2;
}

/* The server keeps itself to our log's form, so libmicrohttpd's own lines are dropped. */
static void drop_log(void *cls, const char *format, va_list args)
{
    (void)cls;
    (void)format;
    (void)args;
}

/* Targets are decoded by target.c, which refuses what this would let through. */
static size_t leave_escapes(void *cls, struct MHD_Connection *connection, char *text)
{
    (void)cls;
    (void)connection;
    return strlen(text);
}

static void add_option(struct MHD_OptionItem **at, enum MHD_OPTION option, intptr_t value,
                       const char *text)
{
    *(*at)++ = (struct MHD_OptionItem){ option, value, (void *)text };
}

/* Those that are not always there. */
static void choose_options(const struct http_server *server, struct MHD_OptionItem *at)
{
    const unsigned threads = thread_count(server->options.threads);

    if (threads > 1)
        add_option(&at, MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)threads, NULL);
    if (server->tls.cert) {
        add_option(&at, MHD_OPTION_HTTPS_MEM_CERT, 0, server->tls.cert);
        add_option(&at, MHD_OPTION_HTTPS_MEM_KEY, 0, server->tls.key);
        add_option(&at, MHD_OPTION_HTTPS_PRIORITIES, 0, tls_priorities);
    }
    add_option(&at, MHD_OPTION_END, 0, NULL);
}

static enum err_code start_daemon(struct http_server *server, struct err *err)
{
    const struct http_options *options = &server->options;
    const int64_t idle_s = options->idle_timeout_s ? options->idle_timeout_s : IDLE_TIMEOUT_S;
    const unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC |
                           (server->tls.cert ? (unsigned)MHD_USE_TLS : 0);
    struct MHD_OptionItem chosen[5];

    choose_options(server, chosen);
    errno = 0;
    server->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, exchange_run, server, MHD_OPTION_EXTERNAL_LOGGER, drop_log, NULL,
        MHD_OPTION_LISTEN_SOCKET, server->listener, MHD_OPTION_URI_LOG_CALLBACK, exchange_open,
        server, MHD_OPTION_NOTIFY_COMPLETED, exchange_close, server, MHD_OPTION_UNESCAPE_CALLBACK,
        leave_escapes, NULL, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES,
        MHD_OPTION_CONNECTION_LIMIT, connection_count(), MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)idle_s, MHD_OPTION_ARRAY, chosen, MHD_OPTION_END);
    if (!server->daemon)
        return err_set_errno(err, "the HTTP server cannot start");
    return ERR_NONE;
}

static void server_free(struct http_server *server)
{
    if (!server)
        return;
    waits_free(server->waits);
    if (server->listener >= 0)
        close(server->listener);
    tls_clear(&server->tls);
    pthread_cond_destroy(&server->idle);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

static enum err_code read_proxy(struct http_server *server, struct err *err)
{
    const char *address = server->options.trusted_proxy;

    if (address && !address_parse(&server->proxy, address))
        return err_set(err, ERR_INVALID,
                       "\"%s\" is no address of a proxy; write it as the proxy's connections come "
                       "from it: 127.0.0.1 or ::1",
                       address);
    server->has_proxy = address != NULL;
    return ERR_NONE;
}

enum err_code http_server_start(struct http_server **out, const struct http_options *options,
                                struct err *err)
{
    struct http_server *server = calloc(1, sizeof *server);
    pthread_condattr_t monotonic;
    enum err_code code;

    *out = NULL;
    if (!server)
        return err_set(err, ERR_NO_MEMORY, "out of memory for the HTTP server");
    json_object_seed(0); /* once, before there are threads */
    server->options = *options;
    server->listener = -1;
    pthread_mutex_init(&server->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&server->idle, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if ((code = read_proxy(server, err)) ||
        (code = tls_init(&server->tls, options->tls_cert, options->tls_key, err)) ||
        (code = waits_new(&server->waits, err)) ||
        (code = listen_on(&server->listener, &server->port, &server->loopback, options->listen,
                          err)) ||
        (code = start_daemon(server, err))) {
        server_free(server);
        return code;
    }
    *out = server;
    return ERR_NONE;
}

uint16_t http_server_port(const struct http_server *server)
{
    return server->port;
}

static void wait_until_idle(struct http_server *server, unsigned grace_s)
{
    struct timespec until;
    int timed_out = 0;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += grace_s;
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    while (server->exchanges > 0 && !timed_out)
        timed_out = pthread_cond_timedwait(&server->idle, &server->lock, &until);
    pthread_mutex_unlock(&server->lock);
}

void http_server_stop(struct http_server *server, unsigned grace_s)
{
    if (!server)
        return;
    MHD_quiesce_daemon(server->daemon); /* the listener is ours again */
    shutdown(server->listener, SHUT_RDWR);
    waits_stop_endless(server->waits);
    wait_until_idle(server, grace_s);
    waits_stop(server->waits); /* MHD_stop_daemon dies when it meets a suspended connection */
    MHD_stop_daemon(server->daemon);
    server_free(server);
}
