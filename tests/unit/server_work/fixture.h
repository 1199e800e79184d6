/* Renders over prints in memory, and connections that wait as HTTP's do. */
#pragma once

#include <ftw.h>
#include <unistd.h>

#include "server/work/renders.h"
#include "tests/unit/server_work/prints.h"

enum { READ_BYTES = 20000 };

/* Hears wakes. */
struct ear {
    pthread_mutex_t lock; /* guards wakes */
    pthread_cond_t heard;
    int wakes;
};

struct fixture {
    struct prints prints;
    struct renders_options options;
    struct renders *renders;
    const struct preview *preview; /* SEGMENTS long */
    char dir[64];
    struct ear ear;
};

static inline void ear_init(struct ear *ear)
{
    ear->wakes = 0;
    pthread_mutex_init(&ear->lock, NULL);
    pthread_cond_init(&ear->heard, NULL);
}

static inline void ear_clear(struct ear *ear)
{
    pthread_cond_destroy(&ear->heard);
    pthread_mutex_destroy(&ear->lock);
}

static inline void hear(void *ctx)
{
    struct ear *ear = ctx;

    pthread_mutex_lock(&ear->lock);
    ear->wakes++;
    pthread_cond_broadcast(&ear->heard);
    pthread_mutex_unlock(&ear->lock);
}

/* Takes one wake, waiting for it. */
static inline void await_wake(struct ear *ear)
{
    pthread_mutex_lock(&ear->lock);
    while (ear->wakes == 0)
        pthread_cond_wait(&ear->heard, &ear->lock);
    ear->wakes--;
    pthread_mutex_unlock(&ear->lock);
}

static inline int wakes(struct ear *ear)
{
    int count;

    pthread_mutex_lock(&ear->lock);
    count = ear->wakes;
    pthread_mutex_unlock(&ear->lock);
    return count;
}

static inline struct renders_stats stats(struct fixture *f)
{
    struct renders_stats stats;

    renders_stats(f->renders, &stats);
    return stats;
}

static inline void start(struct fixture *f)
{
    struct err err = { 0 };

    if (renders_start(&f->renders, &f->options, &err))
        fail_msg("%s", err.text);
    f->preview = renders_add(f->renders, prints_preview(&f->prints, SEGMENTS, 0));
}

static inline void stop(struct fixture *f)
{
    renders_give(f->renders, f->preview);
    renders_stop(f->renders);
    assert_int_equal(prints_open_count(&f->prints), 0);
}

static inline void restart(struct fixture *f)
{
    stop(f);
    start(f);
}

static inline int set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    *state = f;
    prints_init(&f->prints);
    ear_init(&f->ear);
    snprintf(f->dir, sizeof f->dir, "/tmp/predub-renders-XXXXXX");
    f->options.threads = 2;
    start(f);
    return mkdtemp(f->dir) ? 0 : -1;
}

static inline int remove_one(const char *path, const struct stat *info, int flag, struct FTW *at)
{
    (void)info, (void)flag, (void)at;
    return remove(path);
}

static inline int tear_down(void **state)
{
    struct fixture *f = *state;

    stop(f);
    nftw(f->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    prints_clear(&f->prints);
    ear_clear(&f->ear);
    free(f);
    return 0;
}

static inline struct listener *listen_to(struct fixture *f, const struct preview *preview,
                                         enum container container)
{
    struct listener *listener = NULL;
    struct err err = { 0 };

    if (listener_new(&listener, f->renders, preview, container, &err))
        fail_msg("%s", err.text);
    return listener;
}

static inline int64_t file_bytes(const struct preview *preview, enum container container)
{
    return virtual_file_bytes(preview_file(preview, container));
}

/* The first byte of the page that starts with a segment. */
static inline int64_t segment_at(const struct preview *preview, enum container container,
                                 int segment)
{
    return virtual_file_page_at(preview_file(preview, container), 5 * segment);
}

/* Reads [offset, offset + bytes), waiting as a connection does. */
static inline void read_all(struct listener *listener, int64_t offset, uint8_t *out, size_t bytes)
{
    struct err err = { 0 };
    struct ear ear;

    ear_init(&ear);
    while (bytes > 0) {
        size_t part = bytes < READ_BYTES ? bytes : READ_BYTES;
        ssize_t got = listener_read(listener, offset, out, part, hear, &ear, &err);

        if (got < 0)
            fail_msg("%s", err.text);
        if (got == 0)
            await_wake(&ear);
        offset += got;
        out += got;
        bytes -= (size_t)got;
    }
    assert_int_equal(ear.wakes, 0);
    ear_clear(&ear);
}

static inline uint8_t *whole_file(struct fixture *f, enum container container)
{
    size_t bytes = (size_t)file_bytes(f->preview, container);
    struct listener *listener = listen_to(f, f->preview, container);
    uint8_t *out = malloc(bytes);

    read_all(listener, 0, out, bytes);
    listener_close(listener);
    return out;
}

/* The same without threads, caches and listeners. */
static inline uint8_t *rendered_file(struct fixture *f, enum container container)
{
    struct preview_renderer *renderer = NULL;
    const struct preview_range whole = { container, 0, (size_t)file_bytes(f->preview, container) };
    uint8_t *segment[SEGMENTS], *out = malloc(whole.bytes);

    assert_int_equal(preview_renderer_new(&renderer, f->preview, NULL), 0);
    for (int i = 0; i < SEGMENTS; i++) {
        segment[i] = malloc(preview_segment_bytes(f->preview, i));
        assert_int_equal(preview_render(renderer, i, segment[i], NULL), 0);
    }
    assert_int_equal(preview_read(f->preview, &whole, (const uint8_t *const *)segment, out, NULL),
                     0);
    for (int i = 0; i < SEGMENTS; i++)
        free(segment[i]);
    preview_renderer_free(renderer);
    return out;
}

/* Reads the Ogg whole, as nothing paces it, and compares. */
static inline void check_ogg(struct fixture *f)
{
    uint8_t *expected = rendered_file(f, CONTAINER_OGG), *got = whole_file(f, CONTAINER_OGG);

    assert_memory_equal(got, expected, (size_t)file_bytes(f->preview, CONTAINER_OGG));
    free(expected);
    free(got);
}
