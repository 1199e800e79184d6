/* Wakes those who listen to a production when its record has grown, and knows who they are. What
 * has happened is read from the record; here is only that something has, and what is not kept:
 * who is here, and how far the work is. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/core/err.h"

struct news;
struct news_ear; /* one listener */

enum err_code news_new(struct news **out, struct err *err);
void news_free(struct news *news); /* NULL is accepted; every ear is closed before */

/* The record of this production has grown. From any thread. */
void news_post(struct news *news, int64_t production_id);

/* Somebody begins to listen: others of the production are woken to see that. wake(ctx) is called,
 * from any thread, once after each news_ear_wait, when there is something new. */
enum err_code news_ear_open(struct news_ear **out, struct news *news, int64_t production_id,
                            int64_t person_id, void (*wake)(void *ctx), void *ctx, struct err *err);
/* What an ear has not been told yet. */
struct news_told {
    bool record;   /* the record may have grown */
    bool presence; /* somebody came or went */
    bool beat;     /* nothing was said for a while: send a sign of life */
};
/* Takes what is new. When nothing is, returns false, and wake comes once. */
bool news_ear_wait(struct news_ear *ear, struct news_told *out);
void news_ear_close(struct news_ear *ear); /* an owed wake is made, during this call */

/* The people who listen to a production, each once; returns how many, at most max are written. */
size_t news_present(struct news *news, int64_t production_id, int64_t *person_id, size_t max);
