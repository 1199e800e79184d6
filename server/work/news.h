/* Wakes those who listen to a production when its record has grown, and knows who they are. What
 * has happened is read from the record; here is only that something has, and what is not kept:
 * who is here, and that time goes by. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/core/err.h"

struct news;
struct news_ear; /* one listener */

enum { NEWS_TICK_MS = 1000, NEWS_BEAT_MS = 15000 };

enum err_code news_new(struct news **out, struct err *err);
void news_free(struct news *news); /* NULL is accepted; every ear is closed before */

/* Other times than NEWS_TICK_MS and NEWS_BEAT_MS; before the first ear opens. For tests. */
void news_pace(struct news *news, int64_t tick_ms, int64_t beat_ms);

/* The record of this production has grown. From any thread. */
void news_post(struct news *news, int64_t production_id);

/* Where an ear is woken: wake(ctx) is called once after each news_ear_wait that gave nothing, from
 * any thread and under a lock of this module, which it must not call. */
struct news_wake {
    void (*wake)(void *ctx);
    void *ctx;
};

/* Somebody begins to listen; others of the production are told so with their next tick. The first
 * news_ear_wait gives record and presence. */
enum err_code news_ear_open(struct news_ear **out, struct news *news, int64_t production_id,
                            int64_t person_id, const struct news_wake *wake, struct err *err);
/* What an ear has not been told yet. */
struct news_told {
    bool record;   /* the record may have grown */
    bool presence; /* somebody came or went */
    bool beat;     /* every NEWS_BEAT_MS: time for a sign of life */
    bool tick;     /* every NEWS_TICK_MS, where that was asked for */
};
/* Takes what is new. When nothing is, returns false, and wake comes once. */
bool news_ear_wait(struct news_ear *ear, struct news_told *out);
/* From now on with ticks, or without. */
void news_ear_ticks(struct news_ear *ear, bool ticks);
void news_ear_close(struct news_ear *ear); /* an owed wake is made, during this call */

/* The people who listen to a production, each once; returns how many, at most max are written. */
size_t news_present(struct news *news, int64_t production_id, int64_t *person_id, size_t max);
