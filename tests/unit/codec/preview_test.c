#include "codec/preview.h"

#include "codec/core/units.h"
#include "tests/support/check.h"
#include "tests/support/wav.h"
#include "tests/unit/codec_opus/sound.h"

#include <opus.h>
#include <pthread.h>
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

static ssize_t print_pread(void *ctx, void *out, size_t bytes, int64_t offset)
{
    const struct wav *wav = &((struct print *)ctx)->wav;
    const size_t at = (size_t)offset < wav->bytes ? (size_t)offset : wav->bytes;
    const size_t count = bytes < wav->bytes - at ? bytes : wav->bytes - at;

    memcpy(out, wav->data + at, count);
    return (ssize_t)count;
}

static void print_close(void *ctx)
{
    struct print *print = ctx;

    __atomic_sub_fetch(&print->open, 1, __ATOMIC_RELAXED);
}

static enum err_code print_open(struct stem **out, void *ctx, struct err *err)
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
static float fade(int64_t n)
{
    const double in = (double)n / 9600, out = (double)(PRINT_SAMPLES - n) / 9600;

    return (float)fmin(1, fmin(in, out));
}

/* 5.1 in float: one sound in the given channels, silence in the others. */
static void print_make(struct print *print, float (*sound)(int64_t, int), unsigned channels)
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

static void add_track(struct fixture *f, const char *role, int64_t start_samples, int print)
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

static int make_prints(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    *state = f;
    assert_non_null(f);
    print_make(&f->print[0], sound_music, 1 << CH_L | 1 << CH_R);
    print_make(&f->print[1], sound_speech, 1 << CH_C);
    print_make(&f->print[2], sound_tones, 1 << CH_LS | 1 << CH_RS | 1 << CH_LFE);
    return 0;
}

static int free_prints(void **state)
{
    struct fixture *f = *state;

    for (int i = 0; i < PRINTS; i++)
        wav_clear(&f->print[i].wav);
    free(f);
    return 0;
}

/* 13.5 s in three segments: String sounds in the first two, Dialogue in both too, Brass in the last
 * two; Percussion is not in the recipe. */
static int setup(void **state)
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

static int teardown(void **state)
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

static uint8_t *render_one(struct preview_renderer *renderer, const struct preview *preview,
                           int64_t segment)
{
    uint8_t *packets = malloc(preview_segment_bytes(preview, segment));

    assert_non_null(packets);
    assert_int_equal(preview_render(renderer, segment, packets, NULL), ERR_NONE);
    return packets;
}

/* All packets, by a renderer of its own; segments forwards or backwards. */
static uint8_t *render_all(const struct preview *preview, bool backwards)
{
    const int64_t segments = preview_segments(preview);
    const size_t packet_bytes = preview_packet_bytes(preview);
    const int64_t packets = opus_packet_count(preview_samples(preview));
    uint8_t *out = malloc((size_t)packets * packet_bytes);
    struct preview_renderer *renderer;

    assert_non_null(out);
    assert_int_equal(preview_renderer_new(&renderer, preview, NULL), ERR_NONE);
    for (int64_t i = 0; i < segments; i++) {
        const int64_t segment = backwards ? segments - 1 - i : i;
        uint8_t *at = out + (size_t)segment_first_packet(segment) * packet_bytes;

        assert_int_equal(preview_render(renderer, segment, at, NULL), ERR_NONE);
    }
    preview_renderer_free(renderer);
    return out;
}

static size_t packets_bytes(const struct preview *preview)
{
    return (size_t)opus_packet_count(preview_samples(preview)) * preview_packet_bytes(preview);
}

static void *render_backwards(void *preview)
{
    return render_all(preview, true);
}

static void order_threads_and_renderers_do_not_change_a_byte(void **state)
{
    struct fixture *f = *state;
    uint8_t *forwards = render_all(f->preview, false);
    pthread_t thread[2];

    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, render_backwards, f->preview), 0);
    for (int i = 0; i < 2; i++) {
        void *backwards;

        assert_int_equal(pthread_join(thread[i], &backwards), 0);
        assert_memory_equal(forwards, backwards, packets_bytes(f->preview));
        free(backwards);
    }
    free(forwards);
}

static void check_read(const struct fixture *f, enum container container, const uint8_t *packets,
                       const uint8_t *whole, int64_t offset, size_t bytes)
{
    const uint8_t *segment[3] = { 0 };
    uint8_t *out = malloc(bytes + 1);
    int64_t first, count;

    assert_non_null(out);
    preview_segments_of(f->preview, container, offset, bytes, &first, &count);
    assert_true(first >= 0 && count >= 0 && first + count <= 3);
    for (int64_t i = 0; i < count; i++)
        segment[i] = packets + segment_first_packet(first + i) * 320;
    assert_int_equal(preview_read(f->preview, container, offset, bytes, segment, out, NULL),
                     ERR_NONE);
    assert_memory_equal(out, whole + offset, bytes);
    free(out);
}

static void any_range_of_any_container_comes_from_its_segments(void **state)
{
    struct fixture *f = *state;
    uint8_t *packets = malloc(packets_bytes(f->preview));
    uint64_t random = 3;

    for (size_t i = 0; i < packets_bytes(f->preview); i++)
        packets[i] = (uint8_t)(signal_random(&random) >> 32);
    for (enum container container = 0; container < CONTAINERS; container++) {
        const struct virtual_file *file = preview_file(f->preview, container);
        const size_t size = (size_t)virtual_file_bytes(file);
        uint8_t *whole = malloc(size);

        virtual_file_read(file, 0, size, packets, whole);
        check_read(f, container, packets, whole, 0, size);
        check_read(f, container, packets, whole, (int64_t)size, 0);
        for (int64_t second = -1; second <= 14; second++) {
            const int64_t at = virtual_file_page_at(file, second);

            check_read(f, container, packets, whole, at - 1, at < (int64_t)size ? 2 : 1);
        }
        for (int i = 0; i < 500; i++) {
            const uint64_t offset = signal_random(&random) % size;
            const size_t bytes = signal_random(&random) % (((size - offset) >> (i % 8)) + 1);

            check_read(f, container, packets, whole, (int64_t)offset, bytes);
        }
        free(whole);
    }
    free(packets);
}

static void bytes_outside_the_file_are_refused(void **state)
{
    struct fixture *f = *state;
    const int64_t size = virtual_file_bytes(preview_file(f->preview, CONTAINER_WEBM));
    uint8_t out[2];
    struct err err;

    assert_int_equal(preview_read(f->preview, CONTAINER_WEBM, size - 1, 2, NULL, out, &err),
                     ERR_RANGE);
    assert_int_equal(preview_read(f->preview, CONTAINER_WEBM, -1, 1, NULL, out, &err), ERR_RANGE);
    assert_int_equal(preview_read(f->preview, CONTAINER_WEBM, 0, SIZE_MAX, NULL, out, &err),
                     ERR_RANGE);
}

/* Makes the preview again after a change and tells which segment keys changed: bit i is segment i,
 * bit 31 the key of the whole. */
static unsigned changes(struct fixture *f)
{
    struct preview *changed;
    unsigned bits = 0;

    assert_int_equal(preview_new(&changed, &f->spec, NULL), ERR_NONE);
    for (int64_t i = 0; i < preview_segments(changed) && i < preview_segments(f->preview); i++) {
        const struct hash before = preview_segment_key(f->preview, i);
        const struct hash after = preview_segment_key(changed, i);

        bits |= (unsigned)(hash_compare(&before, &after) != 0) << i;
    }
    const struct hash before = preview_key(f->preview), after = preview_key(changed);
    bits |= (unsigned)(hash_compare(&before, &after) != 0) << 31;
    preview_free(changed);
    return bits;
}

static const unsigned whole_key = 1U << 31;

static void a_segment_key_changes_with_what_sounds_in_it_alone(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(changes(f), 0);
    recipe_add(&f->spec.recipe, "String", 1, NULL);
    assert_int_equal(changes(f), whole_key | 3);
    recipe_add(&f->spec.recipe, "String", 0, NULL);
    f->track[3].audio.byte[5] ^= 1;
    assert_int_equal(changes(f), whole_key | 6);
    f->track[3].audio.byte[5] ^= 1;
    f->track[3].start_samples++;
    assert_int_equal(changes(f), whole_key | 6);
    f->track[3].start_samples--;
    f->track[1].kind = ROLE_EFFECTS;
    assert_int_equal(changes(f), whole_key | 3);
    f->track[1].kind = ROLE_DIALOGUE;
    assert_int_equal(changes(f), 0);
}

static void what_is_common_to_all_changes_every_key(void **state)
{
    struct fixture *f = *state;

    f->spec.recipe.headroom_db = -6;
    assert_int_equal(changes(f), whole_key | 7);
    f->spec.recipe.headroom_db = -3;
    f->spec.recipe.fold = FOLD_MONO;
    assert_int_equal(changes(f), whole_key | 7);
    f->spec.recipe.fold = FOLD_LO_RO;
    f->spec.recipe.lfe = LFE_OUT;
    assert_int_equal(changes(f), whole_key | 7);
    f->spec.recipe.lfe = LFE_PLUS_4;
    f->spec.recipe.centre = false;
    assert_int_equal(changes(f), whole_key | 7);
    f->spec.recipe.centre = true;
    f->spec.settings.complexity = 5;
    assert_int_equal(changes(f), whole_key | 7);
}

static void what_is_not_heard_changes_no_key(void **state)
{
    struct fixture *f = *state;
    const struct preview_track first = f->track[0];

    f->track[0] = f->track[3];
    f->track[3] = first;
    assert_int_equal(changes(f), 0); /* the order in which tracks are told */
    f->track[2].audio.byte[0] ^= 1;  /* Percussion, which the recipe does not play */
    f->track[2].start_samples += 1000;
    assert_int_equal(changes(f), 0);
    recipe_add(&f->spec.recipe, "Woodwind", 2, NULL); /* a role without tracks */
    assert_int_equal(changes(f), 0);
    f->spec.title = "Another title";
    assert_int_equal(changes(f), whole_key);
}

static void a_longer_preview_keeps_the_segments_before_its_end(void **state)
{
    struct fixture *f = *state;

    f->spec.out_samples += 20 * PACKET_SAMPLES;
    assert_int_equal(changes(f), whole_key | 4);
    f->spec.out_samples -= 20 * PACKET_SAMPLES - 1; /* within the same packet */
    assert_int_equal(changes(f), whole_key);
}

static void equal_keys_have_equal_bytes_when_the_timeline_moves(void **state)
{
    struct fixture *f = *state;
    uint8_t *here = render_all(f->preview, false), *there;
    struct preview *moved;

    for (size_t i = 0; i < f->spec.tracks; i++)
        f->track[i].start_samples += 12345;
    f->spec.in_samples += 12345;
    f->spec.out_samples += 12345;
    assert_int_equal(changes(f), 0);
    assert_int_equal(preview_new(&moved, &f->spec, NULL), ERR_NONE);
    there = render_all(moved, false);
    assert_memory_equal(here, there, packets_bytes(f->preview));
    preview_free(moved);
    free(there);
    free(here);
}

static void only_stems_that_sound_are_opened_and_only_once(void **state)
{
    struct fixture *f = *state;
    struct preview_renderer *renderer;

    assert_int_equal(preview_renderer_new(&renderer, f->preview, NULL), ERR_NONE);
    assert_int_equal(f->print[0].opened + f->print[1].opened + f->print[2].opened, 0);
    free(render_one(renderer, f->preview, 2));
    assert_int_equal(f->print[0].opened + f->print[1].opened, 0);
    assert_int_equal(f->print[2].opened, 1);
    for (int64_t i = 2; i >= 0; i--)
        free(render_one(renderer, f->preview, i));
    for (int i = 0; i < PRINTS; i++)
        assert_int_equal(f->print[i].opened, 1);
    preview_renderer_free(renderer);
}

/* Sixty cues, one every 2 s, of which few sound at a time. */
static void a_reel_of_many_cues_keeps_a_bounded_number_of_stems_open(void **state)
{
    struct fixture *f = *state;
    struct preview_renderer *renderer;
    struct preview *reel;
    struct planes out;

    f->spec.tracks = 0;
    for (int i = 0; i < CUES; i++)
        add_track(f, "String", 2 * (int64_t)i * RATE_HZ, 0);
    f->spec.out_samples = hour_samples + 2 * (int64_t)CUES * RATE_HZ;
    assert_int_equal(planes_init(&out, 2, 480, NULL), ERR_NONE);
    assert_int_equal(preview_new(&reel, &f->spec, NULL), ERR_NONE);
    assert_int_equal(preview_renderer_new(&renderer, reel, NULL), ERR_NONE);
    for (int64_t i = 0; i < CUES; i++) {
        assert_int_equal(preview_render_audio(renderer, (2 * i - 1) * RATE_HZ, &out, NULL),
                         ERR_NONE);
        assert_true(f->print[0].open <= 32 + 4);
    }
    assert_int_equal(f->print[0].opened, CUES);
    preview_renderer_free(renderer);
    preview_free(reel);
    planes_clear(&out);
}

static void a_stem_that_cannot_be_opened_is_told_and_tried_again(void **state)
{
    struct fixture *f = *state;
    struct preview_renderer *renderer;
    uint8_t *packets = malloc(preview_segment_bytes(f->preview, 0));
    struct err err;

    assert_int_equal(preview_renderer_new(&renderer, f->preview, NULL), ERR_NONE);
    f->print[0].refuses = true;
    assert_int_equal(preview_render(renderer, 0, packets, &err), ERR_IO);
    assert_string_equal(err.text, "the print cannot be opened");
    f->print[0].refuses = false;
    assert_int_equal(preview_render(renderer, 0, packets, &err), ERR_NONE);
    preview_renderer_free(renderer);
    free(packets);
}

/* The sound before `in`, which the first segment's encoder hears, is that of the timeline. */
static void audio_before_the_start_is_what_sounds_there(void **state)
{
    struct fixture *f = *state;
    struct preview_renderer *renderer;
    struct planes out;

    assert_int_equal(planes_init(&out, 2, 4800, NULL), ERR_NONE);
    assert_int_equal(preview_renderer_new(&renderer, f->preview, NULL), ERR_NONE);
    assert_int_equal(preview_render_audio(renderer, -4800, &out, NULL), ERR_NONE);
    for (int64_t n = 0; n < 4800; n++) {
        const double expected = sound_music(RATE_HZ - 4800 + n, 0) * gain_of(-3);

        assert_float_equal(out.ch[0][n], expected, 1e-5);
    }
    preview_renderer_free(renderer);
    planes_clear(&out);
}

/* Decodes all packets; one plane a side. */
static void decode(const struct preview *preview, const uint8_t *packets, struct planes *out)
{
    const size_t bytes = preview_packet_bytes(preview);
    const int64_t count = opus_packet_count(preview_samples(preview));
    OpusDecoder *decoder = opus_decoder_create(RATE_HZ, 2, NULL);
    float block[2 * PACKET_SAMPLES];

    assert_non_null(decoder);
    assert_int_equal(planes_init(out, 2, (size_t)count * PACKET_SAMPLES, NULL), ERR_NONE);
    for (int64_t i = 0; i < count; i++) {
        assert_int_equal(opus_decode_float(decoder, packets + (size_t)i * bytes, (int)bytes, block,
                                           PACKET_SAMPLES, 0),
                         PACKET_SAMPLES);
        for (int n = 0; n < 2 * PACKET_SAMPLES; n++)
            out->ch[n % 2][i * PACKET_SAMPLES + n / 2] = block[n];
    }
    opus_decoder_destroy(decoder);
}

/* Noise-to-mask ratio (sound.h) of the decoded preview against its fold-down: measured -7.3
 * and -7.7 dB in all, -7.3 dB or less in the 200 ms after each join. The level is kept within 0.1
 * dB (measured: 0.01). */
static void the_decoded_preview_matches_the_fold_down(void **state)
{
    struct fixture *f = *state;
    uint8_t *packets = render_all(f->preview, false);
    struct preview_renderer *renderer;
    struct planes decoded, folded;

    decode(f->preview, packets, &decoded);
    assert_int_equal(planes_init(&folded, 2, (size_t)preview_samples(f->preview), NULL), ERR_NONE);
    assert_int_equal(preview_renderer_new(&renderer, f->preview, NULL), ERR_NONE);
    assert_int_equal(preview_render_audio(renderer, 0, &folded, NULL), ERR_NONE);
    for (int side = 0; side < 2; side++) {
        const float *heard = decoded.ch[side] + PRE_SKIP_SAMPLES;

        assert_true(sound_nmr_db(folded.ch[side], heard, 0, folded.samples) < -7);
        assert_db(signal_rms_db(heard, folded.samples),
                  signal_rms_db(folded.ch[side], folded.samples), 0.1);
        for (size_t join = 240000; join < folded.samples; join += 240000)
            assert_true(sound_nmr_db(folded.ch[side], heard, join, join + 9600) < -7);
    }
    preview_renderer_free(renderer);
    planes_clear(&folded);
    planes_clear(&decoded);
    free(packets);
}

static void a_preview_of_nothing_is_silence(void **state)
{
    struct fixture *f = *state;
    struct preview *silent;
    struct planes decoded;
    uint8_t *packets;

    f->spec.tracks = 0;
    assert_int_equal(preview_new(&silent, &f->spec, NULL), ERR_NONE);
    packets = render_all(silent, false);
    decode(silent, packets, &decoded);
    assert_true(signal_peak_db(decoded.ch[0], decoded.samples) < -120);
    planes_clear(&decoded);
    preview_free(silent);
    free(packets);
}

static void a_preview_out_of_range_is_refused(void **state)
{
    struct fixture *f = *state;
    struct preview *preview;
    struct err err;

    f->spec.out_samples = f->spec.in_samples;
    assert_int_equal(preview_new(&preview, &f->spec, &err), ERR_INVALID);
    assert_null(preview);
    f->spec.out_samples = f->spec.in_samples + (int64_t)24 * 3600 * RATE_HZ + 1;
    assert_int_equal(preview_new(&preview, &f->spec, &err), ERR_TOO_BIG);
    f->spec.in_samples = INT64_MIN;
    f->spec.out_samples = INT64_MAX;
    assert_int_equal(preview_new(&preview, &f->spec, &err), ERR_INVALID);
    f->spec.in_samples = hour_samples;
    f->spec.out_samples = hour_samples + 1;
    f->spec.settings.bitrate_bps = 1;
    assert_int_equal(preview_new(&preview, &f->spec, &err), ERR_INVALID);
}

static void tracks_at_absurd_places_are_left_out(void **state)
{
    static const int64_t places[] = { INT64_MIN, INT64_MIN + 1, INT64_MAX, INT64_MAX - 1 };
    struct fixture *f = *state;

    for (size_t i = 0; i < 4; i++) {
        add_track(f, "String", 0, 0);
        f->track[f->spec.tracks - 1].start_samples = places[i];
    }
    add_track(f, "String", 0, 0);
    f->track[f->spec.tracks - 1].samples = -1;
    assert_int_equal(changes(f), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(order_threads_and_renderers_do_not_change_a_byte),
        TEST(any_range_of_any_container_comes_from_its_segments),
        TEST(bytes_outside_the_file_are_refused),
        TEST(a_segment_key_changes_with_what_sounds_in_it_alone),
        TEST(what_is_common_to_all_changes_every_key),
        TEST(what_is_not_heard_changes_no_key),
        TEST(a_longer_preview_keeps_the_segments_before_its_end),
        TEST(equal_keys_have_equal_bytes_when_the_timeline_moves),
        TEST(only_stems_that_sound_are_opened_and_only_once),
        TEST(a_reel_of_many_cues_keeps_a_bounded_number_of_stems_open),
        TEST(a_stem_that_cannot_be_opened_is_told_and_tried_again),
        TEST(audio_before_the_start_is_what_sounds_there),
        TEST(the_decoded_preview_matches_the_fold_down),
        TEST(a_preview_of_nothing_is_silence),
        TEST(a_preview_out_of_range_is_refused),
        TEST(tracks_at_absurd_places_are_left_out),
    };

    return cmocka_run_group_tests(tests, make_prints, free_prints);
}
