#include "server/work/news.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/work/list.h"
#include "server/work/mono.h"

struct news {
    pthread_mutex_t lock; /* guards all below, and every ear */
    pthread_cond_t changed;
    struct link ears;
    int64_t tick_ms, beat_ms;
    bool stop;
    pthread_t timer;
};

struct news_ear {
    struct link all;
    struct news *news;
    int64_t production_id, person_id;
    struct news_wake wake;
    struct news_told told; /* not taken yet */
    bool waiting;          /* a wake is owed */
    bool ticks;
    bool presence_changed; /* told with the next tick, so that a crowd that comes is told once */
    int64_t beat_at_ms;
};

static struct news_ear *ear_of(struct link *link)
{
    return list_owner(link, struct news_ear, all);
}

/* Needs the lock. To be called when told has grown. */
static void wake(struct news_ear *ear)
{
    if (!ear->waiting)
        return;
    ear->waiting = false;
    ear->wake.wake(ear->wake.ctx);
}

/* Needs the lock. */
static void tick(struct news_ear *ear, int64_t now_ms, int64_t beat_ms)
{
    const bool beats = now_ms >= ear->beat_at_ms;

    if (!beats && !ear->ticks && !ear->presence_changed)
        return;
    if (beats)
        ear->beat_at_ms = now_ms + beat_ms;
    ear->told.beat = ear->told.beat || beats;
    ear->told.tick = ear->told.tick || ear->ticks;
    ear->told.presence = ear->told.presence || ear->presence_changed;
    ear->presence_changed = false;
    wake(ear);
}

/* Needs the lock, which is free meanwhile. Without listeners there is no tick. */
static void wait_for_tick(struct news *news)
{
    struct timespec until;

    if (list_is_empty(&news->ears)) {
        pthread_cond_wait(&news->changed, &news->lock);
        return;
    }
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += news->tick_ms / 1000;
    until.tv_nsec += news->tick_ms % 1000 * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    while (!news->stop && !pthread_cond_timedwait(&news->changed, &news->lock, &until))
        ;
}

static void *run_timer(void *ctx)
{
    struct news *news = ctx;

    pthread_mutex_lock(&news->lock);
    while (!news->stop) {
        wait_for_tick(news);
        const int64_t now_ms = mono_ms();
        for (struct link *at = news->ears.next; at != &news->ears; at = at->next)
            tick(ear_of(at), now_ms, news->beat_ms);
    }
    pthread_mutex_unlock(&news->lock);
    return NULL;
}

enum err_code news_new(struct news **out, struct err *err)
{
    struct news *news = calloc(1, sizeof *news);
    pthread_condattr_t monotonic;

    *out = NULL;
    if (!news)
        return err_set(err, ERR_NO_MEMORY, "out of memory for news");
    news->tick_ms = NEWS_TICK_MS;
    news->beat_ms = NEWS_BEAT_MS;
    list_init(&news->ears);
    pthread_mutex_init(&news->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&news->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&news->timer, NULL, run_timer, news)) {
        pthread_cond_destroy(&news->changed);
        pthread_mutex_destroy(&news->lock);
        free(news);
        return err_set(err, ERR_NO_MEMORY, "the system refuses another thread");
    }
    *out = news;
    return ERR_NONE;
}

void news_free(struct news *news)
{
    if (!news)
        return;
    pthread_mutex_lock(&news->lock);
    news->stop = true;
    pthread_cond_signal(&news->changed);
    pthread_mutex_unlock(&news->lock);
    pthread_join(news->timer, NULL);
    pthread_cond_destroy(&news->changed);
    pthread_mutex_destroy(&news->lock);
    free(news);
}

void news_pace(struct news *news, int64_t tick_ms, int64_t beat_ms)
{
    pthread_mutex_lock(&news->lock);
    news->tick_ms = tick_ms;
    news->beat_ms = beat_ms;
    pthread_mutex_unlock(&news->lock);
}

void news_post(struct news *news, int64_t production_id)
{
    pthread_mutex_lock(&news->lock);
    for (struct link *at = news->ears.next; at != &news->ears; at = at->next) {
        struct news_ear *ear = ear_of(at);
        if (ear->production_id != production_id)
            continue;
        ear->told.record = true;
        wake(ear);
    }
    pthread_mutex_unlock(&news->lock);
}

/* Needs the lock. This ear comes or goes: has its person another one? If not, the others see it. */
static void change_presence(const struct news_ear *changed)
{
    struct link *const ears = &changed->news->ears;

    for (struct link *at = ears->next; at != ears; at = at->next) {
        const struct news_ear *ear = ear_of(at);
        if (ear != changed && ear->production_id == changed->production_id &&
            ear->person_id == changed->person_id)
            return;
    }
    for (struct link *at = ears->next; at != ears; at = at->next) {
        struct news_ear *ear = ear_of(at);
        if (ear != changed && ear->production_id == changed->production_id)
            ear->presence_changed = true;
    }
}

enum err_code news_ear_open(struct news_ear **out, struct news *news, int64_t production_id,
                            int64_t person_id, const struct news_wake *wake_by, struct err *err)
{
    struct news_ear *ear = calloc(1, sizeof *ear);

    *out = ear;
    if (!ear)
        return err_set(err, ERR_NO_MEMORY, "out of memory for another listener");
    ear->news = news;
    ear->production_id = production_id;
    ear->person_id = person_id;
    ear->wake = *wake_by;
    ear->told = (struct news_told){ .record = true, .presence = true };
    pthread_mutex_lock(&news->lock);
    ear->beat_at_ms = mono_ms() + news->beat_ms;
    if (list_is_empty(&news->ears))
        pthread_cond_signal(&news->changed);
    list_append(&news->ears, &ear->all);
    change_presence(ear);
    pthread_mutex_unlock(&news->lock);
    return ERR_NONE;
}

bool news_ear_wait(struct news_ear *ear, struct news_told *out)
{
    bool any;

    pthread_mutex_lock(&ear->news->lock);
    *out = ear->told;
    any = out->record || out->presence || out->beat || out->tick;
    ear->told = (struct news_told){ 0 };
    ear->waiting = !any;
    pthread_mutex_unlock(&ear->news->lock);
    return any;
}

void news_ear_ticks(struct news_ear *ear, bool ticks)
{
    pthread_mutex_lock(&ear->news->lock);
    ear->ticks = ticks;
    pthread_mutex_unlock(&ear->news->lock);
}

void news_ear_close(struct news_ear *ear)
{
    struct news *news;

    if (!ear)
        return;
    news = ear->news;
    pthread_mutex_lock(&news->lock);
    wake(ear);
    change_presence(ear);
    list_remove(&ear->all);
    pthread_mutex_unlock(&news->lock);
    free(ear);
}

/* Writes no id twice. */
static size_t add_once(int64_t *list, size_t count, size_t max, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == id)
            return count;
    if (count < max)
        list[count++] = id;
    return count;
}

size_t news_present(struct news *news, int64_t production_id, int64_t *person_id, size_t max)
{
    size_t count = 0;

    pthread_mutex_lock(&news->lock);
    for (struct link *at = news->ears.next; at != &news->ears; at = at->next) {
        const struct news_ear *ear = ear_of(at);
        if (ear->production_id == production_id)
            count = add_once(person_id, count, max, ear->person_id);
    }
    pthread_mutex_unlock(&news->lock);
    return count;
}
