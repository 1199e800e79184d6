#include "server/api/cleaning.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "server/api/arrival.h"
#include "server/api/drafts.h"

enum { EVERY_S = 3600 };

struct cleaning {
    struct app *app;
    pthread_t thread;
    pthread_mutex_t lock; /* guards stop */
    pthread_cond_t stopped;
    bool stop;
};

/* Each does one kind of cleaning. */
static const struct cleaner {
    const char *what;
    enum err_code (*run)(struct app *app, struct db *db, struct err *err);
} cleaners[] = {
    { "uploads", arrivals_clean },
    { "drafts", drafts_clean },
    { "drafts", drafts_clean },
};

void cleaning_run(struct app *app)
{
    char line[sizeof((struct err *)0)->text + 64];

    for (size_t i = 0; i < sizeof cleaners / sizeof *cleaners; i++) {
        struct err err = { 0 };
        struct db *db = app_db_take(app, &err);
        if (db)
            cleaners[i].run(app, db, &err);
        app_db_give(app, db);
        if (!err.code)
            continue;
        snprintf(line, sizeof line, "cleaning of %s: %s", cleaners[i].what, err.text);
        app_say(app, line);
    }
}

static void *run(void *ctx)
{
    struct cleaning *cleaning = ctx;
    struct timespec next;

    clock_gettime(CLOCK_MONOTONIC, &next);
    pthread_mutex_lock(&cleaning->lock);
    while (!cleaning->stop) {
        pthread_mutex_unlock(&cleaning->lock);
        cleaning_run(cleaning->app);
        next.tv_sec += EVERY_S;
        pthread_mutex_lock(&cleaning->lock);
        while (!cleaning->stop &&
               !pthread_cond_timedwait(&cleaning->stopped, &cleaning->lock, &next))
            ;
    }
    pthread_mutex_unlock(&cleaning->lock);
    return NULL;
}

enum err_code cleaning_start(struct cleaning **out, struct app *app, struct err *err)
{
    struct cleaning *cleaning = calloc(1, sizeof *cleaning);
    pthread_condattr_t monotonic;

    *out = NULL;
    if (!cleaning)
        return err_set(err, ERR_NO_MEMORY, "no memory for cleaning");
    cleaning->app = app;
    pthread_mutex_init(&cleaning->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&cleaning->stopped, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&cleaning->thread, NULL, run, cleaning)) {
        pthread_cond_destroy(&cleaning->stopped);
        pthread_mutex_destroy(&cleaning->lock);
        free(cleaning);
        return err_set(err, ERR_NO_MEMORY, "no thread for cleaning");
    }
    *out = cleaning;
    return ERR_NONE;
}

void cleaning_stop(struct cleaning *cleaning)
{
    if (!cleaning)
        return;
    pthread_mutex_lock(&cleaning->lock);
    cleaning->stop = true;
    pthread_cond_signal(&cleaning->stopped);
    pthread_mutex_unlock(&cleaning->lock);
    pthread_join(cleaning->thread, NULL);
    pthread_cond_destroy(&cleaning->stopped);
    pthread_mutex_destroy(&cleaning->lock);
    free(cleaning);
}
