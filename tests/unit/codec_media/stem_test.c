#include "codec/media/stem.h"

#include <math.h>

#include "tests/unit/codec_media/helpers.h"

enum { FRAMES = 9000 };

struct fixture {
    struct planes audio, block;
    struct wav wav;
    struct stem *stem;
    struct err err;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->audio = noise_planes(CHANNELS, FRAMES, 24);
    planes_init(&f->block, CHANNELS, FRAMES, NULL);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    stem_close(f->stem);
    wav_clear(&f->wav);
    planes_clear(&f->audio);
    planes_clear(&f->block);
    free(f);
    return 0;
}

static const struct stem_info *open_as(struct fixture *f, const char *name,
                                       const struct wav_spec *spec, const char *person)
{
    struct order order;

    stem_close(f->stem);
    f->stem = NULL;
    wav_clear(&f->wav);
    wav_build(&f->wav, spec, planes_const(&f->audio), FRAMES);
    const struct stem_file file = { name, source_of(&f->wav) };
    assert_true(!person || !order_parse(&order, person, NULL));
    assert_works(stem_open(&f->stem, &file, 1, person ? &order : NULL, &f->err), &f->err);
    return stem_info(f->stem);
}

static void assert_order(const struct stem_info *info, const char *text, enum order_known_by by)
{
    char out[ORDER_TEXT];

    order_format(out, &info->order);
    assert_string_equal(out, text);
    assert_int_equal(info->order.known_by, by);
}

static const char film_tracks[] =
    "<BWFXML><TRACK_LIST><TRACK><NAME>L</NAME></TRACK><TRACK><NAME>C</NAME></TRACK><TRACK><NAME>R"
    "</NAME></TRACK><TRACK><NAME>Ls</NAME></TRACK><TRACK><NAME>Rs</NAME></TRACK><TRACK><NAME>LFE"
    "</NAME></TRACK></TRACK_LIST></BWFXML>";

static void a_person_is_believed_before_the_mask_and_the_mask_before_the_tracks(void **state)
{
    struct fixture *f = *state;
    struct wav_spec spec = { .channels = 6,
                             .rate_hz = 48000,
                             .bits = 24,
                             .extensible = true,
                             .mask = 0x60f,
                             .ixml = film_tracks };

    assert_order(open_as(f, "a.wav", &spec, "dts"), "L R Ls Rs C LFE", ORDER_PERSON);
    assert_reads_as(f->stem, &f->audio);
    assert_order(open_as(f, "a.wav", &spec, NULL), "L R C LFE Ls Rs", ORDER_MASK);
    assert_reads_as(f->stem, &f->audio);
    spec.mask = 0;
    assert_order(open_as(f, "a.wav", &spec, NULL), "L C R Ls Rs LFE", ORDER_IXML);
    assert_string_equal(stem_info(f->stem)->track_name[5], "LFE");
    assert_reads_as(f->stem, &f->audio);
}

static void six_channels_that_nothing_tells_stay_in_file_order_and_are_asked_about(void **state)
{
    struct fixture *f = *state;
    struct wav_spec spec = { .channels = 6, .rate_hz = 48000, .bits = 24 };
    const struct stem_info *info = open_as(f, "a.wav", &spec, NULL);

    assert_order(info, "L R C LFE Ls Rs", ORDER_UNKNOWN);
    assert_says(info->warning[0], "say its order");
    assert_reads_as(f->stem, &f->audio);
}

static void stereo_is_left_right_and_mono_the_centre_or_its_suffix(void **state)
{
    struct fixture *f = *state;
    struct wav_spec stereo = { .channels = 2, .rate_hz = 48000, .bits = 24 };
    struct wav_spec mono = { .channels = 1, .rate_hz = 48000, .bits = 24 };

    assert_order(open_as(f, "a.wav", &stereo, NULL), "L R", ORDER_MASK);
    assert_order(open_as(f, "R1_DX.wav", &mono, NULL), "C", ORDER_MASK);
    assert_order(open_as(f, "1m1_Str.Ls.wav", &mono, NULL), "Ls", ORDER_SUFFIX);
    mono.extensible = true;
    mono.mask = 0x4; /* what many writers set on every mono file */
    assert_order(open_as(f, "1m1_Str.Ls.wav", &mono, NULL), "Ls", ORDER_SUFFIX);
    assert_reads_as(f->stem, &f->audio);
}

static void a_mask_of_other_places_is_asked_about(void **state)
{
    struct fixture *f = *state;
    struct wav_spec spec = {
        .channels = 2, .rate_hz = 48000, .bits = 24, .extensible = true, .mask = 0x30
    };

    assert_order(open_as(f, "a.wav", &spec, NULL), "L R", ORDER_UNKNOWN);
    assert_says(stem_info(f->stem)->warning[0], "0x30");
}

static void an_order_for_another_number_of_channels_is_refused(void **state)
{
    struct fixture *f = *state;
    const struct wav_spec spec = { .channels = 2, .rate_hz = 48000, .bits = 24 };
    struct order film;

    order_parse(&film, "film", NULL);
    wav_build(&f->wav, &spec, planes_const(&f->audio), FRAMES);
    const struct stem_file file = { "a.wav", source_of(&f->wav) };
    assert_int_equal(stem_open(&f->stem, &file, 1, &film, &f->err), ERR_INVALID);
    assert_says(f->err.text, "a.wav has 2 channels");
}

static void outside_the_print_and_in_missing_channels_there_is_silence(void **state)
{
    struct fixture *f = *state;
    static const int64_t places[] = { INT64_MIN, -FRAMES - 1, -FRAMES, -FRAMES + 1,       -100, 0,
                                      1,         FRAMES - 1,  FRAMES,  INT64_MAX - FRAMES };
    const struct wav_spec spec = { .channels = 2, .rate_hz = 48000, .bits = 24 };

    open_as(f, "a.wav", &spec, NULL);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        for (unsigned c = 0; c < CHANNELS; c++)
            memset(f->block.ch[c], 0x55, FRAMES * sizeof(float));
        assert_int_equal(stem_read(f->stem, places[i], &f->block, NULL), ERR_NONE);
        for (unsigned c = 0; c < CHANNELS; c++) {
            for (int64_t s = 0; s < FRAMES; s++) {
                const int64_t at = places[i] + s;
                const bool inside = c < 2 && at >= 0 && at < FRAMES;
                assert_true(f->block.ch[c][s] == (inside ? f->audio.ch[c][at] : 0));
            }
        }
    }
}

static void blocks_of_any_size_in_any_order_give_the_same_samples(void **state)
{
    struct fixture *f = *state;
    const struct wav_spec spec = {
        .channels = 6, .rate_hz = 48000, .bits = 24, .extensible = true, .mask = 0x3f
    };
    uint64_t seed = 3;

    open_as(f, "a.wav", &spec, NULL);
    for (int i = 0; i < 200; i++) {
        const int64_t at = (int64_t)(signal_random(&seed) % FRAMES);
        f->block.samples = 1 + signal_random(&seed) % (size_t)(FRAMES - at);
        assert_int_equal(stem_read(f->stem, at, &f->block, NULL), ERR_NONE);
        for (unsigned c = 0; c < CHANNELS; c++)
            assert_memory_equal(f->block.ch[c], f->audio.ch[c] + at,
                                f->block.samples * sizeof(float));
    }
}

static void mixing_adds_what_reading_gives_whatever_the_file(void **state)
{
    struct fixture *f = *state;
    static const struct wav_spec specs[] = {
        { .channels = 6, .rate_hz = 48000, .bits = 24, .extensible = true, .mask = 0x3f },
        { .channels = 6, .rate_hz = 48000, .bits = 24, .ixml = film_tracks },
        { .channels = 6, .rate_hz = 48000, .bits = 16, .extensible = true, .mask = 0x3f },
        { .channels = 6, .rate_hz = 48000, .bits = 32, .extensible = true, .mask = 0x3f },
        { .channels = 6, .rate_hz = 48000, .bits = 32, .is_float = true },
        { .channels = 6, .rate_hz = 44100, .bits = 24, .extensible = true, .mask = 0x3f },
        { .channels = 2, .rate_hz = 48000, .bits = 24 },
        { .channels = 1, .rate_hz = 48000, .bits = 24 },
    };

    f->audio.ch[CH_L][1000] = 0.9999999f; /* as loud as 24 bits get */
    f->audio.ch[CH_R][1000] = -1;
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        const int64_t end = open_as(f, "a.wav", &specs[i], NULL)->samples;

        assert_mixes_as_it_reads(f->stem, 0, (size_t)end);
        assert_mixes_as_it_reads(f->stem, 4321, 13);
        assert_mixes_as_it_reads(f->stem, -700, 1999);
        assert_mixes_as_it_reads(f->stem, end - 3, 2048);
        assert_mixes_as_it_reads(f->stem, -50, 50);
        assert_mixes_as_it_reads(f->stem, end, 50);
        assert_mixes_as_it_reads(f->stem, INT64_MIN, 50);
    }
}

static void start_comes_from_bext_then_ixml_at_48_khz(void **state)
{
    struct fixture *f = *state;
    struct wav_spec spec = {
        .channels = 1, .rate_hz = 44100, .bits = 24, .bext = true, .time_reference = 158760001
    };
    const struct stem_info *info;

    info = open_as(f, "a.wav", &spec, NULL);
    assert_int_equal(info->start_known_by, START_BEXT);
    assert_int_equal(info->start_samples, 172800001); /* 1 h and 1.088 samples */
    assert_int_equal(info->samples, 9796);            /* 9000 * 48000 / 44100 = 9795.9 */
    assert_string_equal(info->originated_at, "2024-03-11 10:00:00");
    spec.bext = false;
    spec.ixml = "<BWFXML><SPEED><TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>96000"
                "</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO><TIMESTAMP_SAMPLE_RATE>96000"
                "</TIMESTAMP_SAMPLE_RATE></SPEED></BWFXML>";
    info = open_as(f, "a.wav", &spec, NULL);
    assert_int_equal(info->start_known_by, START_IXML);
    assert_int_equal(info->start_samples, 48000);
    spec.bext = true;
    info = open_as(f, "a.wav", &spec, NULL);
    assert_int_equal(info->start_samples, 172800001);
    assert_says(info->warning[0], "bext is taken");
    spec = (struct wav_spec){ .channels = 1, .rate_hz = 48000, .bits = 24 };
    assert_int_equal(open_as(f, "a.wav", &spec, NULL)->start_known_by, START_UNKNOWN);
}

static void a_told_start_takes_the_place_of_the_files_own(void **state)
{
    struct fixture *f = *state;
    const struct wav_spec spec = {
        .channels = 1, .rate_hz = 48000, .bits = 24, .bext = true, .time_reference = 5
    };
    const struct stem_info *info = open_as(f, "a.wav", &spec, NULL);

    stem_tell_start(f->stem, 172800000);
    assert_int_equal(info->start_known_by, START_PERSON);
    assert_int_equal(info->start_samples, 172800000);
}

static void a_start_beyond_a_day_is_ignored_and_said(void **state)
{
    struct fixture *f = *state;
    struct wav_spec spec = {
        .channels = 1, .rate_hz = 8000, .bits = 24, .bext = true, .time_reference = UINT64_MAX
    };

    assert_int_equal(open_as(f, "a.wav", &spec, NULL)->start_known_by, START_UNKNOWN);
    assert_says(stem_info(f->stem)->warning[0], "beyond 24 hours");
    spec.time_reference = (uint64_t)24 * 3600 * 8000 - 1;
    assert_int_equal(open_as(f, "a.wav", &spec, NULL)->start_samples,
                     INT64_C(24) * 3600 * 48000 - 6);
}

static void nan_and_infinity_become_silence_and_are_counted(void **state)
{
    struct fixture *f = *state;
    const struct wav_spec spec = { .channels = 6,
                                   .rate_hz = 48000,
                                   .bits = 32,
                                   .is_float = true,
                                   .extensible = true,
                                   .mask = 0x3f };
    int64_t first;

    f->audio.ch[CH_L][1000] = NAN;
    f->audio.ch[CH_LFE][500] = INFINITY;
    f->audio.ch[CH_RS][8999] = -INFINITY;
    f->audio.ch[CH_R][600] = -3e38f; /* whose square is no number */
    f->audio.ch[CH_C][7] = 1e18f;    /* loud, but a number */
    open_as(f, "a.wav", &spec, NULL);
    assert_int_equal(stem_bad_samples(f->stem, &first), 0);
    assert_int_equal(first, -1);
    assert_int_equal(stem_read(f->stem, 0, &f->block, NULL), ERR_NONE);
    assert_int_equal(stem_bad_samples(f->stem, &first), 4);
    assert_int_equal(first, 500);
    assert_mixes_as_it_reads(f->stem, 0, FRAMES);
    f->audio.ch[CH_L][1000] = f->audio.ch[CH_LFE][500] = f->audio.ch[CH_RS][8999] =
        f->audio.ch[CH_R][600] = 0;
    assert_reads_as(f->stem, &f->audio);
}

static void pull_down_rates_open_with_a_warning(void **state)
{
    struct fixture *f = *state;
    static const uint32_t rates_hz[] = { 47952, 48048, 44056, 44144 };
    struct wav_spec spec = { .channels = 1, .bits = 24 };

    for (size_t i = 0; i < sizeof rates_hz / sizeof *rates_hz; i++) {
        spec.rate_hz = rates_hz[i];
        assert_says(open_as(f, "a.wav", &spec, NULL)->warning[0], "pull-down");
    }
    spec.rate_hz = 44100;
    assert_int_equal(open_as(f, "a.wav", &spec, NULL)->warnings, 0);
}

static void a_file_that_shrinks_while_open_is_an_error_that_names_the_byte(void **state)
{
    struct fixture *f = *state;
    const struct wav_spec spec = {
        .channels = 6, .rate_hz = 48000, .bits = 24, .extensible = true, .mask = 0x3f
    };
    struct source *source;

    wav_build(&f->wav, &spec, planes_const(&f->audio), FRAMES);
    assert_int_equal(source_open_memory(&source, f->wav.data, f->wav.bytes - 1000, NULL), ERR_NONE);
    source->bytes += 1000; /* what it was when it was opened */
    const struct stem_file file = { "a.wav", source };
    assert_works(stem_open(&f->stem, &file, 1, NULL, &f->err), &f->err);
    assert_int_equal(stem_read(f->stem, 0, &f->block, &f->err), ERR_DAMAGED);
    assert_says(f->err.text, "a.wav ended at byte");
    assert_int_equal(
        stem_mix(f->stem, 0, (const float[CHANNELS]){ [CH_L] = 1 }, &f->block, &f->err),
        ERR_DAMAGED);
}

static void a_path_that_is_not_there_is_named(void **state)
{
    struct fixture *f = *state;
    static const char *const paths[] = { "/nowhere/1m1.wav" };

    assert_int_equal(stem_open_paths(&f->stem, paths, 1, NULL, &f->err), ERR_IO);
    assert_says(f->err.text, "/nowhere/1m1.wav");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_person_is_believed_before_the_mask_and_the_mask_before_the_tracks),
        TEST(six_channels_that_nothing_tells_stay_in_file_order_and_are_asked_about),
        TEST(stereo_is_left_right_and_mono_the_centre_or_its_suffix),
        TEST(a_mask_of_other_places_is_asked_about),
        TEST(an_order_for_another_number_of_channels_is_refused),
        TEST(outside_the_print_and_in_missing_channels_there_is_silence),
        TEST(blocks_of_any_size_in_any_order_give_the_same_samples),
        TEST(mixing_adds_what_reading_gives_whatever_the_file),
        TEST(start_comes_from_bext_then_ixml_at_48_khz),
        TEST(a_told_start_takes_the_place_of_the_files_own),
        TEST(a_start_beyond_a_day_is_ignored_and_said),
        TEST(nan_and_infinity_become_silence_and_are_counted),
        TEST(pull_down_rates_open_with_a_warning),
        TEST(a_file_that_shrinks_while_open_is_an_error_that_names_the_byte),
        TEST(a_path_that_is_not_there_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
