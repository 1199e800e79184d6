/* What makes two recordings sound the same, and what does not. */
#include "codec/measure/range_sound.h"

#include <sndfile.h>

#include "codec/core/units.h"
#include "tests/unit/codec_media/helpers.h"

enum { SAMPLES = 20000, START = 172800000 };

/* Where the scene of most tests lies in the file, and so on the timeline. */
enum { IN = 5000, OUT = 15000 };

static const struct wav_spec wav_24 = {
    .channels = 6, .rate_hz = RATE_HZ, .bits = 24, .extensible = true, .mask = 0x3f
};

/* Takes the stem. */
static struct range_sound sound_of(struct stem *stem, int64_t start, int64_t in, int64_t out)
{
    struct range_sound range = { .in_samples = in, .out_samples = out };
    const struct range_sound_input input = {
        .stem = stem, .start_samples = start, .ranges = &range, .count = 1
    };
    struct err err;

    assert_works(range_sound_run(&input, &err), &err);
    stem_close(stem);
    return range;
}

static struct stem *open_built(struct wav *wav, const struct wav_spec *spec,
                               const struct planes *audio, size_t frames)
{
    struct stem *stem;
    struct err err;

    wav_build(wav, spec, planes_const(audio), frames);
    assert_works(open_wav(&stem, "String.wav", wav, &err), &err);
    return stem;
}

/* The scene in a file of these planes. */
static struct range_sound sound_as(const struct wav_spec *spec, const struct planes *audio)
{
    struct wav wav;
    struct range_sound sound =
        sound_of(open_built(&wav, spec, audio, audio->samples), START, START + IN, START + OUT);

    wav_clear(&wav);
    return sound;
}

static void assert_same(const struct range_sound *a, const struct range_sound *b)
{
    assert_memory_equal(a->sound.byte, b->sound.byte, HASH_BYTES);
    assert_int_equal(a->is_silent, b->is_silent);
}

static void assert_other(const struct range_sound *a, const struct range_sound *b)
{
    assert_memory_not_equal(a->sound.byte, b->sound.byte, HASH_BYTES);
}

/* The definition, by itself: raw audio through SHA-256. */
static struct hash hash_raw(const struct planes *audio, int64_t from, int64_t to)
{
    const size_t count = (size_t)(to - from) * CHANNELS;
    uint8_t *raw = calloc(count, 4);
    struct hash hash;

    for (int64_t at = from; at < to; at++)
        for (unsigned c = 0; c < CHANNELS; c++) {
            const bool inside = c < audio->channels && at >= 0 && at < (int64_t)audio->samples;
            const float value = inside && audio->ch[c][at] != 0 ? audio->ch[c][at] : 0.0f;
            uint32_t bits;
            memcpy(&bits, &value, 4);
            for (unsigned byte = 0; byte < 4; byte++)
                raw[((size_t)(at - from) * CHANNELS + c) * 4 + byte] = (uint8_t)(bits >> 8 * byte);
        }
    hash = hash_of(raw, count * 4);
    free(raw);
    return hash;
}

static void a_sound_is_the_hash_of_raw_audio_with_silence_round_the_file(void **state)
{
    static const int64_t places[][2] = {
        { IN, OUT },
        { 0, SAMPLES },
        { -300, 700 },
        { SAMPLES - 10, SAMPLES + 9000 },
        { -9000, SAMPLES + 1 },
    };
    struct planes audio = noise_planes(6, SAMPLES, 24);

    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        const int64_t in = places[i][0], out = places[i][1];
        const struct hash expected = hash_raw(&audio, in, out);
        struct wav wav;
        struct range_sound sound =
            sound_of(open_built(&wav, &wav_24, &audio, SAMPLES), START, START + in, START + out);
        assert_memory_equal(sound.sound.byte, expected.byte, HASH_BYTES);
        assert_false(sound.is_silent);
        wav_clear(&wav);
    }
    planes_clear(&audio);
}

static void one_sample_at_the_first_or_last_place_is_another_sound_and_outside_is_not(void **state)
{
    static const struct {
        size_t at;
        bool is_other;
    } changes[] = { { IN - 1, false }, { IN, true }, { OUT - 1, true }, { OUT, false } };
    struct planes audio = noise_planes(6, SAMPLES, 24);
    const struct range_sound before = sound_as(&wav_24, &audio);

    (void)state;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        for (unsigned c = 0; c < CHANNELS; c++) {
            struct range_sound after;
            audio.ch[c][changes[i].at] += 0x1p-23f;
            after = sound_as(&wav_24, &audio);
            audio.ch[c][changes[i].at] -= 0x1p-23f;
            if (changes[i].is_other)
                assert_other(&after, &before);
            else
                assert_same(&after, &before);
        }
    planes_clear(&audio);
}

static void channels_that_change_places_are_another_sound(void **state)
{
    struct planes audio = noise_planes(6, SAMPLES, 24);
    const struct range_sound before = sound_as(&wav_24, &audio);
    struct planes swapped = audio;
    struct range_sound after;

    (void)state;
    swapped.ch[CH_L] = audio.ch[CH_R];
    swapped.ch[CH_R] = audio.ch[CH_L];
    after = sound_as(&wav_24, &swapped);
    assert_other(&after, &before);
    planes_clear(&audio);
}

static void container_depth_and_metadata_make_no_difference(void **state)
{
    const struct wav_spec others[] = {
        { .channels = 6, .rate_hz = RATE_HZ, .bits = 24, .extensible = true, .mask = 0x60f },
        { .magic = "RF64",
          .channels = 6,
          .rate_hz = RATE_HZ,
          .bits = 24,
          .extensible = true,
          .mask = 0x3f,
          .junk_bytes = 77 },
        { .magic = "BW64",
          .channels = 6,
          .rate_hz = RATE_HZ,
          .bits = 32,
          .extensible = true,
          .mask = 0x3f,
          .bext = true,
          .time_reference = 12345,
          .description = "another take" },
        { .channels = 6,
          .rate_hz = RATE_HZ,
          .bits = 32,
          .is_float = true,
          .extensible = true,
          .mask = 0x3f,
          .bext = true,
          .metadata_last = true },
        { .channels = 6, .rate_hz = RATE_HZ, .bits = 16, .extensible = true, .mask = 0x3f },
    };
    struct planes audio = noise_planes(6, SAMPLES, 16);
    const struct range_sound expected = sound_as(&wav_24, &audio);

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const struct range_sound sound = sound_as(&others[i], &audio);
        assert_same(&sound, &expected);
    }
    planes_clear(&audio);
}

static void the_order_of_channels_in_the_file_makes_no_difference(void **state)
{
    const struct wav_spec plain = { .channels = 6, .rate_hz = RATE_HZ, .bits = 24 };
    struct planes audio = noise_planes(6, SAMPLES, 24), film = audio;
    const struct range_sound expected = sound_as(&wav_24, &audio);
    struct range_sound sound;
    struct order order;
    struct wav wav;
    struct stem_file file = { .name = "String.wav" };
    struct stem *stem;
    struct err err;

    (void)state;
    assert_int_equal(order_parse(&order, "film", NULL), ERR_NONE);
    for (unsigned slot = 0; slot < CHANNELS; slot++)
        film.ch[slot] = audio.ch[order.slot[slot]];
    wav_build(&wav, &plain, planes_const(&film), SAMPLES);
    file.source = source_of(&wav);
    assert_works(stem_open(&stem, &file, 1, &order, &err), &err);
    sound = sound_of(stem, START, START + IN, START + OUT);
    assert_same(&sound, &expected);
    wav_clear(&wav);
    planes_clear(&audio);
}

static void six_mono_files_sound_as_one_file_of_six_channels(void **state)
{
    static const char *const names[CHANNELS] = { "Str.Ls.wav", "Str.L.wav", "Str.LFE.wav",
                                                 "Str.Rs.wav", "Str.C.wav", "Str.R.wav" };
    static const enum channel of[CHANNELS] = { CH_LS, CH_L, CH_LFE, CH_RS, CH_C, CH_R };
    const struct wav_spec mono = { .channels = 1, .rate_hz = RATE_HZ, .bits = 24 };
    struct planes audio = noise_planes(6, SAMPLES, 24);
    const struct range_sound expected = sound_as(&wav_24, &audio);
    struct stem_file files[CHANNELS];
    struct range_sound sound;
    struct wav wav[CHANNELS];
    struct stem *stem;
    struct err err;

    (void)state;
    for (unsigned i = 0; i < CHANNELS; i++) {
        const float *plane = audio.ch[of[i]];
        wav_build(&wav[i], &mono, &plane, SAMPLES);
        files[i] = (struct stem_file){ names[i], source_of(&wav[i]) };
    }
    assert_works(stem_open(&stem, files, CHANNELS, NULL, &err), &err);
    sound = sound_of(stem, START, START + IN, START + OUT);
    assert_same(&sound, &expected);
    for (unsigned i = 0; i < CHANNELS; i++)
        wav_clear(&wav[i]);
    planes_clear(&audio);
}

static void where_the_file_begins_makes_no_difference(void **state)
{
    struct planes audio = noise_planes(6, SAMPLES, 24), longer;
    const struct range_sound expected = sound_as(&wav_24, &audio);
    struct range_sound sound;
    struct wav wav;

    (void)state;
    assert_int_equal(planes_init(&longer, 6, SAMPLES + RATE_HZ, NULL), ERR_NONE);
    planes_zero(&longer);
    for (unsigned c = 0; c < CHANNELS; c++)
        memcpy(longer.ch[c] + RATE_HZ, audio.ch[c], SAMPLES * sizeof(float));
    sound = sound_of(open_built(&wav, &wav_24, &longer, longer.samples), START - RATE_HZ,
                     START + IN, START + OUT);
    assert_same(&sound, &expected);
    wav_clear(&wav);
    sound = sound_of(open_built(&wav, &wav_24, &longer, longer.samples), START, START + IN,
                     START + OUT);
    assert_other(&sound, &expected); /* the same file a second late */
    wav_clear(&wav);
    planes_clear(&longer);
    planes_clear(&audio);
}

static void minus_zero_is_zero_and_a_least_value_is_not_silence(void **state)
{
    const struct wav_spec wav_float = { .channels = 6,
                                        .rate_hz = RATE_HZ,
                                        .bits = 32,
                                        .is_float = true,
                                        .extensible = true,
                                        .mask = 0x3f };
    struct planes audio;
    struct range_sound silence, sound;

    (void)state;
    assert_int_equal(planes_init(&audio, 6, SAMPLES, NULL), ERR_NONE);
    planes_zero(&audio);
    silence = sound_as(&wav_24, &audio);
    assert_true(silence.is_silent);
    audio.ch[CH_C][IN + 17] = -0.0f;
    sound = sound_as(&wav_float, &audio);
    assert_same(&sound, &silence);
    audio.ch[CH_RS][OUT - 1] = 0x1p-149f;
    sound = sound_as(&wav_float, &audio);
    assert_false(sound.is_silent);
    assert_other(&sound, &silence);
    planes_clear(&audio);
}

static void silence_of_another_length_is_another_hash(void **state)
{
    struct planes audio = noise_planes(6, SAMPLES, 24);
    struct wav wav;
    struct range_sound a =
        sound_of(open_built(&wav, &wav_24, &audio, SAMPLES), START, START - 100, START);
    struct range_sound b;

    (void)state;
    wav_clear(&wav);
    b = sound_of(open_built(&wav, &wav_24, &audio, SAMPLES), START, START + SAMPLES,
                 START + SAMPLES + 101);
    wav_clear(&wav);
    assert_true(a.is_silent && b.is_silent);
    assert_other(&a, &b);
    planes_clear(&audio);
}

static void a_stereo_print_has_silence_in_its_other_channels(void **state)
{
    const struct wav_spec stereo = {
        .channels = 2, .rate_hz = RATE_HZ, .bits = 24, .extensible = true, .mask = 0x3
    };
    struct planes audio = noise_planes(6, SAMPLES, 24);
    struct range_sound two = sound_as(&stereo, &audio), six;

    (void)state;
    for (unsigned c = CH_C; c < CHANNELS; c++)
        memset(audio.ch[c], 0, SAMPLES * sizeof(float));
    six = sound_as(&wav_24, &audio);
    assert_same(&two, &six);
    planes_clear(&audio);
}

static void overlapping_ranges_in_one_pass_sound_as_each_alone_whatever_the_block(void **state)
{
    static const size_t blocks[] = { 1, 7, 480, 8192, 30000, 0 };
    static const int64_t places[][2] = {
        { -500, 200 },  { -500, SAMPLES + 500 }, { 0, 1 },         { 100, 9000 },
        { 8191, 8193 }, { 8192, 16384 },         { 19999, 20001 }, { 50000, 50010 },
    };
    enum { COUNT = sizeof places / sizeof *places };
    struct planes audio = noise_planes(6, SAMPLES, 24);
    struct range_sound ranges[COUNT];
    struct wav wav;
    struct stem *stem = open_built(&wav, &wav_24, &audio, SAMPLES);

    (void)state;
    for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++) {
        const struct range_sound_input input = { .stem = stem,
                                                 .start_samples = START,
                                                 .ranges = ranges,
                                                 .count = COUNT,
                                                 .block_samples = blocks[b] };
        memset(ranges, 0x55, sizeof ranges);
        for (size_t i = 0; i < COUNT; i++) {
            ranges[i].in_samples = START + places[i][0];
            ranges[i].out_samples = START + places[i][1];
        }
        assert_int_equal(range_sound_run(&input, NULL), ERR_NONE);
        for (size_t i = 0; i < COUNT; i++) {
            const struct hash expected = hash_raw(&audio, places[i][0], places[i][1]);
            assert_memory_equal(ranges[i].sound.byte, expected.byte, HASH_BYTES);
            assert_int_equal(ranges[i].is_silent, places[i][0] >= SAMPLES);
        }
    }
    stem_close(stem);
    wav_clear(&wav);
    planes_clear(&audio);
}

static bool stop_at_half(void *ctx, double share)
{
    double *last = ctx;

    assert_true(share >= *last && share <= 1);
    *last = share;
    return share < 0.5;
}

static void a_pass_that_nobody_waits_for_ends_early(void **state)
{
    struct planes audio = noise_planes(6, SAMPLES, 24);
    struct range_sound range = { .in_samples = START, .out_samples = START + SAMPLES };
    double share = 0;
    struct wav wav;
    const struct range_sound_input input = { .stem = open_built(&wav, &wav_24, &audio, SAMPLES),
                                             .start_samples = START,
                                             .ranges = &range,
                                             .count = 1,
                                             .go_on = stop_at_half,
                                             .ctx = &share,
                                             .block_samples = 100 };

    (void)state;
    assert_int_equal(range_sound_run(&input, NULL), ERR_CANCELLED);
    assert_true(share >= 0.5 && share < 0.51);
    stem_close(input.stem);
    wav_clear(&wav);
    planes_clear(&audio);
}

/* libsndfile writes where it is told; this is that place. */
struct memory {
    uint8_t data[1 << 20];
    sf_count_t bytes, at;
};

static sf_count_t on_length(void *ctx)
{
    return ((struct memory *)ctx)->bytes;
}

static sf_count_t on_seek(sf_count_t offset, int whence, void *ctx)
{
    struct memory *memory = ctx;

    memory->at = offset + (whence == SEEK_SET   ? 0
                           : whence == SEEK_CUR ? memory->at
                                                : memory->bytes);
    return memory->at;
}

static sf_count_t on_write(const void *data, sf_count_t bytes, void *ctx)
{
    struct memory *memory = ctx;

    assert_true(memory->at + bytes <= (sf_count_t)sizeof memory->data);
    memcpy(memory->data + memory->at, data, (size_t)bytes);
    memory->at += bytes;
    memory->bytes = memory->at > memory->bytes ? memory->at : memory->bytes;
    return bytes;
}

static sf_count_t on_tell(void *ctx)
{
    return ((struct memory *)ctx)->at;
}

static void write_flac(struct memory *out, const struct planes *audio)
{
    SF_VIRTUAL_IO io = {
        .get_filelen = on_length, .seek = on_seek, .write = on_write, .tell = on_tell
    };
    SF_INFO info = { .samplerate = RATE_HZ,
                     .channels = CHANNELS,
                     .format = SF_FORMAT_FLAC | SF_FORMAT_PCM_24 };
    SNDFILE *file = sf_open_virtual(&io, SFM_WRITE, &info, out);

    assert_non_null(file);
    for (size_t i = 0; i < audio->samples; i++) {
        int frame[CHANNELS];
        for (unsigned c = 0; c < CHANNELS; c++)
            frame[c] = (int)((double)audio->ch[c][i] * 0x1p31);
        assert_int_equal(sf_writef_int(file, frame, 1), 1);
    }
    sf_close(file);
}

static void flac_sounds_as_wav(void **state)
{
    struct planes audio = noise_planes(6, SAMPLES, 24);
    const struct range_sound expected = sound_as(&wav_24, &audio);
    struct memory *memory = calloc(1, sizeof *memory);
    struct stem_file file = { .name = "String.flac" };
    struct range_sound sound;
    struct stem *stem;
    struct err err;

    (void)state;
    write_flac(memory, &audio);
    assert_works(source_open_memory(&file.source, memory->data, (size_t)memory->bytes, &err), &err);
    assert_works(stem_open(&stem, &file, 1, NULL, &err), &err);
    sound = sound_of(stem, START, START + IN, START + OUT);
    assert_same(&sound, &expected);
    free(memory);
    planes_clear(&audio);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_is_the_hash_of_raw_audio_with_silence_round_the_file),
        cmocka_unit_test(one_sample_at_the_first_or_last_place_is_another_sound_and_outside_is_not),
        cmocka_unit_test(channels_that_change_places_are_another_sound),
        cmocka_unit_test(container_depth_and_metadata_make_no_difference),
        cmocka_unit_test(the_order_of_channels_in_the_file_makes_no_difference),
        cmocka_unit_test(six_mono_files_sound_as_one_file_of_six_channels),
        cmocka_unit_test(where_the_file_begins_makes_no_difference),
        cmocka_unit_test(minus_zero_is_zero_and_a_least_value_is_not_silence),
        cmocka_unit_test(silence_of_another_length_is_another_hash),
        cmocka_unit_test(a_stereo_print_has_silence_in_its_other_channels),
        cmocka_unit_test(overlapping_ranges_in_one_pass_sound_as_each_alone_whatever_the_block),
        cmocka_unit_test(a_pass_that_nobody_waits_for_ends_early),
        cmocka_unit_test(flac_sounds_as_wav),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
