/* Previews over prints in memory whose opening can be held, refused and watched. */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "codec/preview.h"
#include "tests/support/check.h"
#include "tests/support/signal.h"
#include "tests/support/wav.h"

enum { SEGMENTS = 6, SEGMENT_SAMPLES = 5 * RATE_HZ, SOUND_SAMPLES = RATE_HZ, OPENS_KEPT = 256 };

struct prints {
    struct wav wav;       /* a second of a tone above full scale once it is folded down */
    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t changed;
    bool held, refused;
    int waiting;                   /* threads that wait for the hold to end */
    int open;                      /* stems */
    int opens, opened[OPENS_KEPT]; /* segments in the order in which their prints were opened */
    struct print {
        struct prints *prints;
        int segment;
    } print[SEGMENTS];
};

static inline ssize_t prints_pread(void *ctx, void *out, size_t bytes, int64_t offset)
{
    const struct wav *wav = &((struct print *)ctx)->prints->wav;
    size_t at = (size_t)offset < wav->bytes ? (size_t)offset : wav->bytes;
    size_t count = bytes < wav->bytes - at ? bytes : wav->bytes - at;

    memcpy(out, wav->data + at, count);
    return (ssize_t)count;
}

static inline void prints_close(void *ctx)
{
    struct prints *prints = ((struct print *)ctx)->prints;

    pthread_mutex_lock(&prints->lock);
    prints->open--;
    pthread_mutex_unlock(&prints->lock);
}

/* The sources are freed by source_close; this one's struct as well. */
static inline enum err_code prints_open(struct stem **out, void *ctx, struct err *err)
{
    struct print *print = ctx;
    struct prints *prints = print->prints;
    struct source *source;
    bool refused;

    pthread_mutex_lock(&prints->lock);
    prints->waiting++;
    pthread_cond_broadcast(&prints->changed);
    while (prints->held)
        pthread_cond_wait(&prints->changed, &prints->lock);
    prints->waiting--;
    refused = prints->refused;
    if (!refused) {
        prints->open++;
        if (prints->opens < OPENS_KEPT)
            prints->opened[prints->opens++] = print->segment;
    }
    pthread_mutex_unlock(&prints->lock);
    if (refused)
        return err_set(err, ERR_IO, "print %d can't be opened", print->segment);
    source = malloc(sizeof *source);
    if (!source)
        return err_set(err, ERR_NO_MEMORY, "no memory");
    *source = (struct source){ .bytes = (int64_t)prints->wav.bytes,
                               .ctx = print,
                               .pread = prints_pread,
                               .close = prints_close };
    return stem_open(out, &(struct stem_file){ "tone.wav", source }, 1, NULL, err);
}

static inline void prints_init(struct prints *prints)
{
    const struct wav_spec spec = {
        .channels = 2, .rate_hz = RATE_HZ, .bits = 16, .mask = 3, .extensible = true
    };
    float *tone = malloc(SOUND_SAMPLES * sizeof *tone);
    const float *const planes[2] = { tone, tone };

    *prints = (struct prints){ 0 };
    assert_non_null(tone);
    signal_sine(tone, SOUND_SAMPLES, 440, RATE_HZ, -6);
    wav_build(&prints->wav, &spec, planes, SOUND_SAMPLES);
    free(tone);
    pthread_mutex_init(&prints->lock, NULL);
    pthread_cond_init(&prints->changed, NULL);
    for (int i = 0; i < SEGMENTS; i++)
        prints->print[i] = (struct print){ prints, i };
}

static inline void prints_clear(struct prints *prints)
{
    wav_clear(&prints->wav);
    pthread_cond_destroy(&prints->changed);
    pthread_mutex_destroy(&prints->lock);
}

/* Holds whoever opens a print, until it is let go. */
static inline void prints_hold(struct prints *prints, bool held)
{
    pthread_mutex_lock(&prints->lock);
    prints->held = held;
    pthread_cond_broadcast(&prints->changed);
    pthread_mutex_unlock(&prints->lock);
}

/* Waits until so many threads are held. */
static inline void prints_await(struct prints *prints, int waiting)
{
    pthread_mutex_lock(&prints->lock);
    while (prints->waiting < waiting)
        pthread_cond_wait(&prints->changed, &prints->lock);
    pthread_mutex_unlock(&prints->lock);
}

static inline int prints_open_count(struct prints *prints)
{
    int open;

    pthread_mutex_lock(&prints->lock);
    open = prints->open;
    pthread_mutex_unlock(&prints->lock);
    return open;
}

static inline void prints_refuse(struct prints *prints, bool refused)
{
    pthread_mutex_lock(&prints->lock);
    prints->refused = refused;
    pthread_mutex_unlock(&prints->lock);
}

/* So many segments of 5 s, a tone in the middle of each of the first SEGMENTS, from a print of its
 * own: only that segment opens it. Other gains, another preview. */
static inline struct preview *prints_preview(struct prints *prints, int segments, double gain_db)
{
    struct preview_track track[SEGMENTS] = { 0 };
    struct preview_spec spec = { .recipe = { .centre = true },
                                 .track = track,
                                 .tracks = SEGMENTS,
                                 .in_samples = RATE_HZ,
                                 .out_samples =
                                     RATE_HZ + (int64_t)segments * SEGMENT_SAMPLES - 1000,
                                 .settings = opus_defaults,
                                 .title = "" };
    struct preview *preview = NULL;
    struct err err = { 0 };

    spec.settings.complexity = 0;
    assert_int_equal(recipe_add(&spec.recipe, "String", gain_db, &err), 0);
    for (int i = 0; i < SEGMENTS; i++)
        track[i] = (struct preview_track){
            .role = "String",
            .kind = ROLE_STEM,
            .start_samples = spec.in_samples + (int64_t)i * SEGMENT_SAMPLES + 2 * RATE_HZ,
            .samples = SOUND_SAMPLES,
            .audio = hash_of("tone", 4),
            .open = prints_open,
            .ctx = &prints->print[i],
        };
    if (preview_new(&preview, &spec, &err))
        fail_msg("%s", err.text);
    return preview;
}
