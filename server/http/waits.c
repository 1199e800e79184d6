/* The life of a waker.
 *
 * A connection's thread asks a body for bytes, the body says "wait", and some other thread wakes
 * the connection later, or has done so before "wait" was even returned. libmicrohttpd wants
 * MHD_suspend_connection strictly before MHD_resume_connection, so both are called under the
 * waker's lock and the wake that comes first is remembered:
 *
 *                 wait: suspend                    wake: resume
 *     running ------------------> suspended ------------------------> running
 *     running --- wake ---> woken --- wait: WAIT_AGAIN, no suspend --> running
 *
 * A wait also ends early, by setting `over` and resuming: in waits_stop…, and when the watcher sees
 * that the client has gone (libmicrohttpd does not look at a suspended socket). The owed wake then
 * comes later, or never before the request is gone; so each owed wake holds the waker.
 *
 * Locks, in the order in which they are taken: waits.lock, waker.lock, libmicrohttpd's own. A body
 * is asked and closed under none of ours, so it may wake under any lock of its own. */
#include "server/http/waits.h"

#include <assert.h>
#include <errno.h>
#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct waker {
    struct waits *waits; /* valid while attached */
    int socket;
    struct waker *prev, *next; /* guarded by waits->lock */

    pthread_mutex_t lock; /* guards all below */
    unsigned holders;
    struct MHD_Connection *connection; /* NULL: detached */
    bool suspended, woken, over, watched, endless;
};

struct waits {
    pthread_mutex_t lock; /* guards the list of attached wakers, and which of them are alive */
    struct waker *first;
    atomic_bool stopping, stopping_endless;
    int epoll, stop_event;
    pthread_t watcher;
};

/* Needs waker->lock. */
static void resume(struct waker *waker)
{
    waker->suspended = false;
    if (waker->watched)
        epoll_ctl(waker->waits->epoll, EPOLL_CTL_DEL, waker->socket, NULL);
    waker->watched = false;
    MHD_resume_connection(waker->connection);
}

/* Needs waker->lock. */
static void end_locked(struct waker *waker)
{
    waker->over = true;
    if (waker->suspended)
        resume(waker);
}

static void end_wait(struct waker *waker)
{
    pthread_mutex_lock(&waker->lock);
    end_locked(waker);
    pthread_mutex_unlock(&waker->lock);
}

/* Events are fetched under the lock, so each belongs to a waker that is still in the list. */
static void end_waits_of_the_gone(struct waits *waits)
{
    struct epoll_event events[64];
    int count;

    pthread_mutex_lock(&waits->lock);
    count = epoll_wait(waits->epoll, events, 64, 0);
    for (int i = 0; i < count; i++)
        if (events[i].data.ptr)
            end_wait(events[i].data.ptr);
    pthread_mutex_unlock(&waits->lock);
}

static void *watch(void *ctx)
{
    struct waits *waits = ctx;
    struct pollfd poll_on[] = { { waits->epoll, POLLIN, 0 }, { waits->stop_event, POLLIN, 0 } };

    for (;;) {
        if (poll(poll_on, 2, -1) < 0 && errno != EINTR)
            return NULL;
        if (poll_on[1].revents)
            return NULL;
        end_waits_of_the_gone(waits);
    }
}

enum err_code waits_new(struct waits **out, struct err *err)
{
    struct waits *waits = calloc(1, sizeof *waits);
    int failed;

    *out = NULL;
    if (!waits)
        return err_set(err, ERR_NO_MEMORY, "out of memory for the HTTP server");
    waits->epoll = epoll_create1(EPOLL_CLOEXEC);
    waits->stop_event = eventfd(0, EFD_CLOEXEC);
    pthread_mutex_init(&waits->lock, NULL);
    failed = waits->epoll < 0 || waits->stop_event < 0 ? errno : 0;
    if (!failed)
        failed = pthread_create(&waits->watcher, NULL, watch, waits);
    if (failed) {
        close(waits->epoll);
        close(waits->stop_event);
        pthread_mutex_destroy(&waits->lock);
        free(waits);
        errno = failed;
        return err_set_errno(err, "the HTTP server cannot start its watcher");
    }
    *out = waits;
    return ERR_NONE;
}

void waits_stop(struct waits *waits)
{
    atomic_store(&waits->stopping, true);
    pthread_mutex_lock(&waits->lock);
    for (struct waker *waker = waits->first; waker; waker = waker->next)
        end_wait(waker);
    pthread_mutex_unlock(&waits->lock);
}

void waits_stop_endless(struct waits *waits)
{
    atomic_store(&waits->stopping_endless, true);
    pthread_mutex_lock(&waits->lock);
    for (struct waker *waker = waits->first; waker; waker = waker->next) {
        pthread_mutex_lock(&waker->lock);
        if (waker->endless)
            end_locked(waker);
        pthread_mutex_unlock(&waker->lock);
    }
    pthread_mutex_unlock(&waits->lock);
}

void waits_free(struct waits *waits)
{
    if (!waits)
        return;
    assert(!waits->first);
    eventfd_write(waits->stop_event, 1);
    pthread_join(waits->watcher, NULL);
    close(waits->epoll);
    close(waits->stop_event);
    pthread_mutex_destroy(&waits->lock);
    free(waits);
}

struct waker *waker_new(struct waits *waits, struct MHD_Connection *connection)
{
    struct waker *waker = calloc(1, sizeof *waker);

    if (!waker)
        return NULL;
    pthread_mutex_init(&waker->lock, NULL);
    waker->waits = waits;
    waker->connection = connection;
    waker->socket =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    waker->holders = 1;
    pthread_mutex_lock(&waits->lock);
    waker->next = waits->first;
    if (waker->next)
        waker->next->prev = waker;
    waits->first = waker;
    pthread_mutex_unlock(&waits->lock);
    return waker;
}

struct waker *waker_hold(struct waker *waker)
{
    pthread_mutex_lock(&waker->lock);
    waker->holders++;
    pthread_mutex_unlock(&waker->lock);
    return waker;
}

/* Unlocks, and frees when nobody holds the waker any more. */
static void let_go(struct waker *waker)
{
    const unsigned left = --waker->holders;

    pthread_mutex_unlock(&waker->lock);
    if (left)
        return;
    pthread_mutex_destroy(&waker->lock);
    free(waker);
}

void waker_drop(struct waker *waker)
{
    if (!waker)
        return;
    pthread_mutex_lock(&waker->lock);
    let_go(waker);
}

void waker_detach(struct waker *waker)
{
    if (!waker)
        return;
    pthread_mutex_lock(&waker->waits->lock);
    if (waker->prev)
        waker->prev->next = waker->next;
    else
        waker->waits->first = waker->next;
    if (waker->next)
        waker->next->prev = waker->prev;
    pthread_mutex_unlock(&waker->waits->lock);

    pthread_mutex_lock(&waker->lock);
    assert(!waker->suspended);
    waker->connection = NULL;
    pthread_mutex_unlock(&waker->lock);
}

void waker_expect(struct waker *waker)
{
    waker_hold(waker);
}

void waker_forget(struct waker *waker)
{
    waker_drop(waker);
}

void waker_endless(struct waker *waker)
{
    pthread_mutex_lock(&waker->lock);
    waker->endless = true;
    pthread_mutex_unlock(&waker->lock);
}

/* Needs waker->lock. */
static bool must_end(const struct waker *waker)
{
    return waker->over || atomic_load(&waker->waits->stopping) ||
           (waker->endless && atomic_load(&waker->waits->stopping_endless));
}

enum wait waker_wait(struct waker *waker, bool watch_client)
{
    enum wait wait = WAIT_SUSPENDED;

    pthread_mutex_lock(&waker->lock);
    if (must_end(waker)) {
        waker->over = true;
        wait = WAIT_OVER;
    } else if (waker->woken) {
        wait = WAIT_AGAIN;
    } else {
        struct epoll_event event = { EPOLLRDHUP | EPOLLONESHOT, { .ptr = waker } };
        MHD_suspend_connection(waker->connection);
        waker->suspended = true;
        /* If it cannot be watched, the wait ends with its wake as it would have without. */
        waker->watched =
            watch_client && !epoll_ctl(waker->waits->epoll, EPOLL_CTL_ADD, waker->socket, &event);
    }
    waker->woken = false;
    pthread_mutex_unlock(&waker->lock);
    return wait;
}

bool waker_is_over(struct waker *waker)
{
    bool over;

    pthread_mutex_lock(&waker->lock);
    over = waker->over;
    pthread_mutex_unlock(&waker->lock);
    return over;
}

void waker_wake(struct waker *waker)
{
    pthread_mutex_lock(&waker->lock);
    if (waker->suspended)
        resume(waker);
    else
        waker->woken = true;
    let_go(waker);
}
