/* Prints in memory, a recipe that plays them, and the mixer under test. */
#pragma once

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "codec/mix/mixer.h"
#include "tests/support/check.h"
#include "tests/support/signal.h"

enum { SAMPLES = RATE_HZ, MARGIN = 10000, TRACKS = 8 };

/* One hour of timecode at 24 fps, an odd place to start. */
static const int64_t hour_samples = INT64_C(3600) * RATE_HZ + 7;

/* A print in memory that counts its reads and can refuse them. */
struct watched {
    uint8_t *bytes;
    size_t count;
    int reads;
    bool refuses;
};

struct fixture {
    struct recipe recipe;
    struct track track[TRACKS];
    struct watched watched[TRACKS];
    size_t tracks;
    struct mixer *mixer;
    struct planes print; /* what the next track is made of */
    struct planes out, again;
};

static inline int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    *state = f;
    f->recipe.centre = true;
    return planes_init(&f->print, CHANNELS, SAMPLES, NULL) ||
           planes_init(&f->out, 2, SAMPLES, NULL) || planes_init(&f->again, 2, SAMPLES, NULL);
}

static inline void clear_tracks(struct fixture *f)
{
    mixer_free(f->mixer);
    f->mixer = NULL;
    for (size_t i = 0; i < f->tracks; i++)
        stem_close(f->track[i].stem);
    for (size_t i = 0; i < f->tracks; i++)
        free(f->watched[i].bytes);
    memset(f->watched, 0, sizeof(f->watched));
    f->tracks = 0;
}

static inline int teardown(void **state)
{
    struct fixture *f = *state;

    clear_tracks(f);
    planes_clear(&f->print);
    planes_clear(&f->out);
    planes_clear(&f->again);
    free(f);
    return 0;
}

static inline ssize_t watched_pread(void *ctx, void *out, size_t bytes, int64_t offset)
{
    struct watched *watched = ctx;
    const size_t at = (size_t)offset < watched->count ? (size_t)offset : watched->count;
    const size_t count = bytes < watched->count - at ? bytes : watched->count - at;

    watched->reads++;
    if (watched->refuses) {
        errno = EIO;
        return -1;
    }
    memcpy(out, watched->bytes + at, count);
    return (ssize_t)count;
}

static inline void watched_close(void *ctx)
{
    (void)ctx;
}

static inline void put(uint8_t **out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        *(*out)++ = (uint8_t)(value >> 8 * i);
}

/* WAVE channel masks. MASK_NONE is six channels that the file does not name. */
enum { MASK_MONO = 0x4, MASK_STEREO = 0x3, MASK_5_1 = 0x3f, MASK_NONE = 0 };
enum { HEADER_BYTES = 68 };

static inline void put_header(uint8_t **out, unsigned channels, unsigned mask, size_t data_bytes)
{
    static const uint8_t rest_of_guid[] = { 0x00, 0x00, 0x10, 0x00, 0x80, 0x00,
                                            0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71 };

    put(out, 0x46464952, 4); /* RIFF */
    put(out, HEADER_BYTES - 8 + data_bytes, 4);
    put(out, 0x20746d6645564157, 8); /* WAVE, fmt */
    put(out, 40, 4);
    put(out, 0xfffe, 2);
    put(out, channels, 2);
    put(out, RATE_HZ, 4);
    put(out, RATE_HZ * channels * 4, 4);
    put(out, channels * 4, 2);
    put(out, 32, 2);
    put(out, 22, 2);
    put(out, 32, 2);
    put(out, mask, 4);
    put(out, 3, 4); /* the GUID of float */
    for (size_t i = 0; i < sizeof(rest_of_guid); i++)
        put(out, rest_of_guid[i], 1);
    put(out, 0x61746164, 4); /* data */
    put(out, data_bytes, 4);
}

/* The channels of the mask out of f->print, as a float WAV. */
static inline void make_wav(struct fixture *f, struct watched *watched, unsigned mask)
{
    const unsigned slots = mask ? (unsigned)__builtin_popcount(mask) : CHANNELS;
    const size_t data_bytes = f->print.samples * slots * sizeof(float);
    uint8_t *at;

    watched->count = HEADER_BYTES + data_bytes;
    watched->bytes = at = malloc(watched->count);
    assert_non_null(at);
    put_header(&at, slots, mask, data_bytes);
    for (size_t i = 0; i < f->print.samples; i++)
        for (int channel = 0; channel < CHANNELS; channel++) {
            uint32_t bits;

            if (mask && !(mask & 1U << channel))
                continue;
            memcpy(&bits, &f->print.ch[channel][i], sizeof(bits));
            put(&at, bits, sizeof(bits));
        }
}

/* Makes f->print a track of its own and f->print silence again. */
static inline struct track *add_track(struct fixture *f, const char *role, enum role_kind kind,
                                      unsigned mask, int64_t start_samples)
{
    struct watched *watched = &f->watched[f->tracks];
    struct track *track = &f->track[f->tracks++];
    const struct stem_file file = { "print.wav", malloc(sizeof(*file.source)) };

    assert_true(f->tracks <= TRACKS && file.source);
    make_wav(f, watched, mask);
    *file.source =
        (struct source){ (int64_t)watched->count, watched, watched_pread, watched_close };
    *track = (struct track){ .kind = kind, .start_samples = start_samples };
    strcpy(track->role, role);
    assert_int_equal(stem_open(&track->stem, &file, 1, NULL, NULL), ERR_NONE);
    watched->reads = 0;
    assert_int_equal(recipe_add(&f->recipe, role, 0, NULL), ERR_NONE);
    planes_zero(&f->print);
    return track;
}

static inline void start_mixer(struct fixture *f)
{
    mixer_free(f->mixer);
    f->mixer = NULL;
    assert_int_equal(mixer_new(&f->mixer, &f->recipe, f->track, f->tracks, NULL), ERR_NONE);
}

static inline void render(struct fixture *f, int64_t at_samples, struct planes *out)
{
    out->samples = out->capacity_samples;
    assert_int_equal(mixer_render(f->mixer, at_samples, out, NULL), ERR_NONE);
}

/* Renders from at_samples in pieces of many sizes. */
static inline void render_in_pieces(struct fixture *f, int64_t at_samples, struct planes *out)
{
    size_t done = 0;

    for (size_t step = 1; done < out->capacity_samples; step = step < 9000 ? step * 3 + 1 : 17) {
        const size_t left = out->capacity_samples - done;
        struct planes piece = { .channels = 2,
                                .ch = { out->ch[0] + done, out->ch[1] + done },
                                .samples = step < left ? step : left };

        assert_int_equal(mixer_render(f->mixer, at_samples + (int64_t)done, &piece, NULL),
                         ERR_NONE);
        done += piece.samples;
    }
}

static inline void assert_same_bits(const struct planes *a, const struct planes *b)
{
    for (int side = 0; side < 2; side++)
        assert_memory_equal(a->ch[side], b->ch[side], a->samples * sizeof(float));
}

static inline double level_db(const struct planes *out, int side)
{
    return signal_rms_db(out->ch[side] + MARGIN, out->samples - 2 * MARGIN);
}

static inline bool is_silence(const struct planes *out)
{
    return signal_peak_db(out->ch[0], out->samples) == -INFINITY &&
           signal_peak_db(out->ch[1], out->samples) == -INFINITY;
}

#define mixer_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
