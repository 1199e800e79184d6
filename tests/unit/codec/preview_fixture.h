/* A preview of computed prints in memory. */
#pragma once

#include "codec/core/units.h"
#include "codec/preview.h"
#include "tests/support/check.h"
#include "tests/support/wav.h"
#include "tests/unit/codec_opus/sound.h"

#include <stdlib.h>
#include <string.h>

enum { PRINTS = 3, PRINT_SAMPLES = 6 * RATE_HZ, CUES = 60 };

/* An odd place on the timeline. */
static const int64_t hour_samples = INT64_C(3600) * RATE_HZ + 7;

/* A print in memory that counts how often it is open. */
struct print {
    struct wav wav;
    int opened, open;
    bool refuses;
};

struct fixture {
    struct print print[PRINTS];
    struct preview_track track[CUES];
    struct preview_spec spec;
    struct preview *preview;
};

static inline ssize_t print_pread(void *ctx, void *out, size_t bytes, int64_t offset)
{
    const struct wav *wav = &((struct print *)ctx)->wav;
    const size_t at = (size_t)offset < wav->bytes ? (size_t)offset : wav->bytes;
    const size_t count = bytes < wav->bytes - at ? bytes : wav->bytes - at;

    memcpy(out, wav->data + at, count);
    return (ssize_t)count;
}

static inline void print_close(void *ctx)
{
    struct print *print = ctx;

    __atomic_sub_fetch(&print->open, 1, __ATOMIC_RELAXED);
}

static inline enum err_code print_open(struct stem **out, void *ctx, struct err *err)
{
    struct print *print = ctx;
    struct source *source = NULL;

    if (print->refuses)
        return err_set(err, ERR_IO, "the print cannot be opened");
    source = malloc(sizeof *source);
    assert_non_null(source);
    *source = (struct source){
        .bytes = (int64_t)print->wav.bytes,
        .ctx = print,
        .pread = print_pread,
        .close = print_close,
    };
    __atomic_add_fetch(&print->opened, 1, __ATOMIC_RELAXED);
    __atomic_add_fetch(&print->open, 1, __ATOMIC_RELAXED);
    return stem_open(out, &(struct stem_file){ "print.wav", source }, 1, NULL, err);
}

/* Fades of 0.2 s at both ends, as prints have them. */
static inline float fade(int64_t n)
{
    const double in = (double)n / 9600, out = (double)(PRINT_SAMPLES - n) / 9600;

    return (float)fmin(1, fmin(in, out));
}

/* 5.1 in float: one sound in the given channels, silence in the others. */
static inline void print_make(struct print *print, float (*sound)(int64_t, int), unsigned channels)
{
    const struct wav_spec spec = { .channels = CHANNELS,
                                   .rate_hz = RATE_HZ,
                                   .bits = 32,
                                   .is_float = true,
                                   .extensible = true,
                                   .mask = 0x3f };
    struct planes planes;

    assert_int_equal(planes_init(&planes, CHANNELS, PRINT_SAMPLES, NULL), ERR_NONE);
    for (int channel = 0; channel < CHANNELS; channel++)
        for (int64_t n = 0; channels >> channel & 1 && n < PRINT_SAMPLES; n++)
            planes.ch[channel][n] = fade(n) * sound(n, channel % 2);
    wav_build(&print->wav, &spec, (const float *const *)planes.ch, PRINT_SAMPLES);
    planes_clear(&planes);
}

static inline void add_track(struct fixture *f, const char *role, int64_t start_samples, int print)
{
    struct preview_track *track = &f->track[f->spec.tracks++];

    *track = (struct preview_track){
        .kind = strcmp(role, "Dialogue") ? ROLE_STEM : ROLE_DIALOGUE,
        .start_samples = hour_samples + start_samples,
        .samples = PRINT_SAMPLES,
        .audio = hash_of(&print, sizeof print),
        .open = print_open,
        .ctx = &f->print[print],
    };
    strcpy(track->role, role);
}

static inline int make_prints(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    *state = f;
    assert_non_null(f);
    print_make(&f->print[0], sound_music, 1 << CH_L | 1 << CH_R);
    print_make(&f->print[1], sound_speech, 1 << CH_C);
    print_make(&f->print[2], sound_tones, 1 << CH_LS | 1 << CH_RS | 1 << CH_LFE);
    return 0;
}

static inline int free_prints(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < PRINTS; i++)
        wav_clear(&f->print[i].wav);
    free(f);
    return 0;
}

/* 13.5 s in three segments: String sounds in the first two, Dialogue in both too, Brass in the last
 * two; Percussion is not in the recipe. */
static inline int setup(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < PRINTS; i++)
        f->print[i].opened = 0;
    f->spec = (struct preview_spec){
        .recipe = { .fold = FOLD_LO_RO, .lfe = LFE_PLUS_4, .centre = true, .headroom_db = -3 },
        .track = f->track,
        .in_samples = hour_samples + RATE_HZ,
        .out_samples = hour_samples + 14 * RATE_HZ + RATE_HZ / 2 + 17,
        .settings = opus_defaults,
        .title = "A scene",
    };
    recipe_add(&f->spec.recipe, "String", 0, NULL);
    recipe_add(&f->spec.recipe, "Dialogue", -2, NULL);
    recipe_add(&f->spec.recipe, "Brass", 3, NULL);
    add_track(f, "String", 0, 0);
    add_track(f, "Dialogue", 3 * RATE_HZ, 1);
    add_track(f, "Percussion", 2 * RATE_HZ, 1);
    add_track(f, "Brass", 8 * RATE_HZ + 11, 2);
    assert_int_equal(preview_new(&f->preview, &f->spec, NULL), ERR_NONE);
    return 0;
}

static inline int teardown(void **state)
{
    struct fixture *f = *state;

    preview_free(f->preview);
    f->preview = NULL;
    for (int i = 0; i < PRINTS; i++) {
        assert_int_equal(f->print[i].open, 0);
        f->print[i].refuses = false;
    }
    return 0;
}

static inline size_t packets_bytes(const struct preview *preview)
{
    return (size_t)opus_packet_count(preview_samples(preview)) * preview_packet_bytes(preview);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
