/* The walker, met through stem_open: what a person sees of a file, sound or broken. */
#include "codec/media/riff.h"

#include <stdio.h>

#include "tests/unit/codec_media/helpers.h"

enum { FRAMES = 501 }; /* odd, so that mono 24-bit data needs its pad byte */

struct fixture {
    struct planes audio;
    struct wav wav;
    struct stem *stem;
    struct err err;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->audio = noise_planes(CHANNELS, FRAMES, 16);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    stem_close(f->stem);
    wav_clear(&f->wav);
    planes_clear(&f->audio);
    free(f);
    return 0;
}

static const struct wav_spec plain_51 = {
    .channels = 6, .rate_hz = 48000, .bits = 24, .extensible = true, .mask = 0x3f
};

static void build(struct fixture *f, const struct wav_spec *spec)
{
    stem_close(f->stem);
    f->stem = NULL;
    wav_clear(&f->wav);
    wav_build(&f->wav, spec, planes_const(&f->audio), FRAMES);
}

static const struct stem_info *opened(struct fixture *f)
{
    assert_works(open_wav(&f->stem, "in/cue.wav", &f->wav, &f->err), &f->err);
    return stem_info(f->stem);
}

static void refused(struct fixture *f, enum err_code code, const char *place)
{
    assert_int_equal(open_wav(&f->stem, "in/cue.wav", &f->wav, &f->err), code);
    assert_null(f->stem);
    assert_says(f->err.text, "cue.wav");
    assert_says(f->err.text, place);
}

static void every_kind_of_sample_reads_to_the_bit(void **state)
{
    struct fixture *f = *state;
    static const struct {
        unsigned bits;
        bool is_float;
    } kinds[] = { { 16, false }, { 24, false }, { 32, false }, { 32, true }, { 64, true } };
    static const char *const magics[] = { "RIFF", "RF64", "BW64" };

    for (size_t i = 0; i < 2 * 3 * sizeof kinds / sizeof *kinds; i++) {
        const size_t kind = i / 6;
        struct wav_spec spec = plain_51;
        spec.magic = magics[i % 3];
        spec.bits = kinds[kind].bits;
        spec.is_float = kinds[kind].is_float;
        spec.channels = i / 3 % 2 ? 6 : 1;
        spec.extensible = spec.channels == 6;
        build(f, &spec);
        const struct stem_info *const info = opened(f);
        assert_string_equal(info->format, i % 3 ? magics[i % 3] : "WAV");
        assert_int_equal(info->bits, kinds[kind].bits);
        assert_int_equal(info->is_float, kinds[kind].is_float);
        assert_int_equal(info->warnings, 0);
        assert_reads_as(f->stem, &f->audio);
    }
}

static void odd_chunks_are_padded_in_every_container(void **state)
{
    struct fixture *f = *state;
    static const char *const magics[] = { "RIFF", "RF64", "BW64" };

    for (int i = 0; i < 3; i++) {
        struct wav_spec spec = plain_51;
        spec.magic = magics[i];
        spec.bext = true;
        spec.bext_more_bytes = 27;
        spec.time_reference = 172800000;
        spec.junk_bytes = 29;
        build(f, &spec);
        assert_int_equal(opened(f)->start_samples, 172800000);
        assert_int_equal(stem_info(f->stem)->warnings, 0);
        assert_reads_as(f->stem, &f->audio);
    }
}

static void a_forgotten_pad_byte_is_survived(void **state)
{
    struct fixture *f = *state;
    struct wav_spec spec = plain_51;

    spec.junk_bytes = 29;
    build(f, &spec);
    const size_t pad = wav_find(&f->wav, "JUNK") + 8 + 29;
    memmove(f->wav.data + pad, f->wav.data + pad + 1, f->wav.bytes - pad - 1);
    f->wav.bytes--;
    opened(f);
    assert_reads_as(f->stem, &f->audio);
}

static void chunks_behind_the_audio_are_read(void **state)
{
    struct fixture *f = *state;
    struct wav_spec spec = { .channels = 1,
                             .rate_hz = 48000,
                             .bits = 24,
                             .bext = true,
                             .time_reference = 48000,
                             .metadata_last = true };

    spec.ixml = "<BWFXML><SPEED><TIMECODE_RATE>25</TIMECODE_RATE></SPEED></BWFXML>";
    build(f, &spec);
    const struct stem_info *const info = opened(f);
    assert_int_equal(info->start_known_by, START_BEXT);
    assert_int_equal(info->start_samples, 48000);
    assert_true(info->has_frame_rate);
    assert_int_equal(info->frame_rate.num, 25);
    assert_reads_as(f->stem, &f->audio);
}

static void an_unwritten_data_size_reads_to_the_end_and_says_so(void **state)
{
    struct fixture *f = *state;
    static const uint32_t sizes[] = { 0, 0xffffffff };

    for (int i = 0; i < 2; i++) {
        build(f, &plain_51);
        wav_put_u32(&f->wav, wav_find(&f->wav, "data") + 4, sizes[i]);
        wav_put_u32(&f->wav, 4, 0);
        assert_int_equal(opened(f)->warnings, 1);
        assert_says(stem_info(f->stem)->warning[0], "never finished");
        assert_says(stem_info(f->stem)->warning[0], "\"data\" chunk at byte 60");
        assert_reads_as(f->stem, &f->audio);
    }
}

static void an_rf64_whose_ds64_was_never_filled_reads_to_the_end(void **state)
{
    struct fixture *f = *state;
    struct wav_spec spec = plain_51;

    spec.magic = "RF64";
    build(f, &spec);
    memset(f->wav.data + wav_find(&f->wav, "ds64") + 8, 0, 28);
    assert_int_equal(opened(f)->warnings, 1);
    assert_reads_as(f->stem, &f->audio);
}

static void a_file_that_breaks_off_gives_its_whole_frames_and_names_the_byte(void **state)
{
    struct fixture *f = *state;
    char place[64];

    build(f, &plain_51);
    f->wav.bytes -= 18 * 100 + 7;
    snprintf(place, sizeof place, "breaks off at byte %zu", f->wav.bytes);
    const struct stem_info *const info = opened(f);
    assert_int_equal(info->frames, FRAMES - 101);
    assert_says(info->warning[0], place);
    assert_says(info->warning[0], "promises 501 frames, 400 are there");
    f->audio.samples = FRAMES - 101;
    assert_reads_as(f->stem, &f->audio);
}

static void a_last_frame_that_is_not_whole_is_left_out_and_said(void **state)
{
    struct fixture *f = *state;

    build(f, &plain_51);
    wav_put_u32(&f->wav, wav_find(&f->wav, "data") + 4, 18 * FRAMES - 5);
    const struct stem_info *const info = opened(f);
    assert_int_equal(info->frames, FRAMES - 1);
    assert_says(info->warning[0], "no whole frame");
}

static void files_without_audio_are_refused(void **state)
{
    struct fixture *f = *state;

    build(f, &plain_51);
    wav_put_u32(&f->wav, wav_find(&f->wav, "data") + 4, 0);
    f->wav.bytes = wav_find(&f->wav, "data") + 8;
    refused(f, ERR_DAMAGED, "\"data\" chunk at byte 60 holds 0 bytes");
    wav_add_chunk(&f->wav, "LIST", "abcd", 4); /* an empty data chunk is not an unwritten one */
    refused(f, ERR_DAMAGED, "\"data\" chunk at byte 60 holds 0 bytes");
    f->wav.bytes = wav_find(&f->wav, "data");
    refused(f, ERR_DAMAGED, "there is no \"data\" chunk up to byte 60");
    f->wav.bytes = 12;
    refused(f, ERR_DAMAGED, "no \"fmt \" chunk");
    f->wav.bytes = 0;
    refused(f, ERR_DAMAGED, "empty (0 bytes)");
}

static void chunk_sizes_that_lie_are_named(void **state)
{
    struct fixture *f = *state;
    struct wav_spec spec = plain_51;

    spec.junk_bytes = 30;
    build(f, &spec);
    wav_put_u32(&f->wav, wav_find(&f->wav, "JUNK") + 4, 4000000000);
    refused(f, ERR_DAMAGED, "chunk \"JUNK\" at byte 12 says it has 4000000000 bytes");
    build(f, &spec);
    wav_put_u32(&f->wav, wav_find(&f->wav, "fmt ") + 4, 8);
    refused(f, ERR_DAMAGED, "\"fmt \"");
    build(f, &plain_51);
    wav_add_chunk(&f->wav, "LIST", "abcd", 4);
    wav_put_u32(&f->wav, wav_find(&f->wav, "LIST") + 4, 4000000000);
    assert_says(opened(f)->warning[0], "chunk \"LIST\"");
    assert_reads_as(f->stem, &f->audio);
}

static void formats_that_contradict_themselves_are_refused(void **state)
{
    struct fixture *f = *state;
    size_t fmt;

    build(f, &plain_51);
    fmt = wav_find(&f->wav, "fmt ") + 8;
    wav_put_u16(&f->wav, fmt + 12, 12); /* block align */
    refused(f, ERR_DAMAGED, "do not fit together");
    wav_put_u16(&f->wav, fmt + 2, 0);
    refused(f, ERR_DAMAGED, "0 channels");
    build(f, &plain_51);
    wav_put_u16(&f->wav, fmt, 0x55);
    refused(f, ERR_UNSUPPORTED, "format tag 0x0055");
    build(f, &plain_51);
    wav_put_u16(&f->wav, fmt + 30, 0x1234); /* in the middle of the GUID */
    refused(f, ERR_UNSUPPORTED, "not plain PCM");
    build(f, &plain_51);
    wav_put_u16(&f->wav, fmt + 14, 8);
    refused(f, ERR_UNSUPPORTED, "8-bit integer");
    build(f, &plain_51);
    wav_put_u32(&f->wav, fmt + 4, 0);
    refused(f, ERR_UNSUPPORTED, "48000 Hz");
}

static void other_numbers_of_channels_are_refused_with_a_remedy(void **state)
{
    struct fixture *f = *state;
    struct wav_spec spec = { .channels = 3, .rate_hz = 48000, .bits = 16 };

    build(f, &spec);
    refused(f, ERR_UNSUPPORTED, ".L .R .C .LFE .Ls .Rs");
    wav_put_u16(&f->wav, wav_find(&f->wav, "fmt ") + 10, 8);
    wav_put_u16(&f->wav, wav_find(&f->wav, "fmt ") + 20, 16);
    refused(f, ERR_UNSUPPORTED, "7.1");
}

static void what_is_no_audio_file_is_refused_by_its_first_bytes(void **state)
{
    struct fixture *f = *state;
    static const char *const cases[] = { "x", "RIFF", "RIFF1234AVI LIST", "OggS\0\2abcdefghijkl",
                                         "PK\3\4aaaaaaaaaaaaaa" };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        f->wav.bytes = 0;
        wav_add(&f->wav, cases[i], strlen(cases[i]));
        refused(f, ERR_UNSUPPORTED, "export it as 24-bit WAV");
    }
}

static void thousands_of_chunks_end_the_walk(void **state)
{
    struct fixture *f = *state;

    wav_add(&f->wav, "RIFF\0\0\0\0WAVE", 12);
    for (int i = 0; i < 100000; i++)
        wav_add_chunk(&f->wav, "abcd", NULL, 0);
    refused(f, ERR_DAMAGED, "up to byte 32780"); /* 4096 chunks of 8 bytes */
}

static void huge_ixml_is_not_read(void **state)
{
    struct fixture *f = *state;
    const size_t bytes = READER_TEXT_BYTES + 2;
    char *const text = calloc(1, bytes);

    build(f, &plain_51);
    wav_add_chunk(&f->wav, "iXML", text, bytes);
    assert_says(opened(f)->warning[0], "\"iXML\" at byte");
    free(text);
}

static void no_cut_of_a_file_crashes(void **state)
{
    struct fixture *f = *state;
    struct wav_spec spec = plain_51;

    spec.magic = "RF64";
    spec.bext = true;
    spec.ixml = "<BWFXML></BWFXML>";
    build(f, &spec);
    for (size_t cut = f->wav.bytes; cut-- > 0;) {
        f->wav.bytes = cut;
        if (!open_wav(&f->stem, "cue.wav", &f->wav, &f->err))
            assert_true(stem_info(f->stem)->warnings > 0);
        stem_close(f->stem);
        f->stem = NULL;
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_kind_of_sample_reads_to_the_bit),
        TEST(odd_chunks_are_padded_in_every_container),
        TEST(a_forgotten_pad_byte_is_survived),
        TEST(chunks_behind_the_audio_are_read),
        TEST(an_unwritten_data_size_reads_to_the_end_and_says_so),
        TEST(an_rf64_whose_ds64_was_never_filled_reads_to_the_end),
        TEST(a_file_that_breaks_off_gives_its_whole_frames_and_names_the_byte),
        TEST(a_last_frame_that_is_not_whole_is_left_out_and_said),
        TEST(files_without_audio_are_refused),
        TEST(chunk_sizes_that_lie_are_named),
        TEST(formats_that_contradict_themselves_are_refused),
        TEST(other_numbers_of_channels_are_refused_with_a_remedy),
        TEST(what_is_no_audio_file_is_refused_by_its_first_bytes),
        TEST(thousands_of_chunks_end_the_walk),
        TEST(huge_ixml_is_not_read),
        TEST(no_cut_of_a_file_crashes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
