#include "codec/media/multimono.h"

#include "tests/unit/codec_media/helpers.h"

enum { FRAMES = 700 };

struct fixture {
    struct planes audio;
    struct wav wav[CHANNELS]; /* by channel */
    struct wav_spec spec[CHANNELS];
    size_t frames[CHANNELS];
    struct stem *stem;
    struct err err;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    f->audio = noise_planes(CHANNELS, FRAMES, 24);
    for (unsigned c = 0; c < CHANNELS; c++) {
        f->spec[c] = (struct wav_spec){
            .channels = 1, .rate_hz = 48000, .bits = 24, .bext = true, .time_reference = 4800
        };
        f->frames[c] = FRAMES;
    }
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    stem_close(f->stem);
    for (unsigned c = 0; c < CHANNELS; c++)
        wav_clear(&f->wav[c]);
    planes_clear(&f->audio);
    free(f);
    return 0;
}

/* Opens files[i] holding the audio of channel of[i]. */
static enum err_code open_set(struct fixture *f, const char *const *names, const enum channel *of,
                              unsigned count, const struct order *person)
{
    struct stem_file files[CHANNELS + 2];

    stem_close(f->stem);
    f->stem = NULL;
    for (unsigned i = 0; i < count; i++) {
        const enum channel c = of[i];
        const float *planes[] = { f->audio.ch[c], f->audio.ch[c] };
        wav_clear(&f->wav[c]);
        wav_build(&f->wav[c], &f->spec[c], planes, f->frames[c]);
        files[i] = (struct stem_file){ names[i], source_of(&f->wav[c]) };
    }
    return stem_open(&f->stem, files, count, person, &f->err);
}

static const char *const shuffled[] = { "in/1m1_Str.C.wav", "in/1m1_Str.lfe.wav",
                                        "in/1m1_Str.L.wav", "in/1m1_Str.LS.wav",
                                        "in/1m1_Str.R.wav", "in/1m1_Str.Rs.wav" };
static const enum channel shuffled_of[] = { CH_C, CH_LFE, CH_L, CH_LS, CH_R, CH_RS };

static void six_mono_files_in_any_order_are_one_print(void **state)
{
    struct fixture *f = *state;

    assert_works(open_set(f, shuffled, shuffled_of, 6, NULL), &f->err);
    const struct stem_info *const info = stem_info(f->stem);
    assert_int_equal(info->files, 6);
    assert_int_equal(info->order.channels, 6);
    assert_int_equal(info->order.known_by, ORDER_SUFFIX);
    assert_int_equal(info->warnings, 0);
    assert_int_equal(info->start_samples, 4800);
    assert_string_equal(info->track_name[3], "LFE");
    assert_reads_as(f->stem, &f->audio);
    assert_mixes_as_it_reads(f->stem, -5, FRAMES + 13);
}

static void a_missing_file_is_silent_and_named(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = { "S.C.wav", "S.L.wav", "S.LS.wav", "S.R.wav", "S.Rs.wav" };
    static const enum channel of[] = { CH_C, CH_L, CH_LS, CH_R, CH_RS };

    assert_works(open_set(f, names, of, 5, NULL), &f->err);
    assert_int_equal(stem_info(f->stem)->files, 5);
    assert_says(stem_info(f->stem)->warning[0], "5 of 6 files: LFE missing");
    memset(f->audio.ch[CH_LFE], 0, FRAMES * sizeof(float));
    assert_reads_as(f->stem, &f->audio);
}

static void a_left_and_a_right_file_are_stereo(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = { "S_R.wav", "S_L.wav" };
    static const enum channel of[] = { CH_R, CH_L };

    assert_works(open_set(f, names, of, 2, NULL), &f->err);
    assert_int_equal(stem_info(f->stem)->order.channels, 2);
    assert_int_equal(stem_info(f->stem)->warnings, 0);
    assert_reads_as(f->stem, &f->audio);
}

static void the_odd_one_out_is_named(void **state)
{
    struct fixture *f = *state;

    f->spec[CH_RS].time_reference = 4801;
    assert_int_equal(open_set(f, shuffled, shuffled_of, 6, NULL), ERR_INVALID);
    assert_says(f->err.text, "1m1_Str.Rs.wav does not fit its set: its start is 4801");
    f->spec[CH_RS].time_reference = 4800;
    f->frames[CH_C] = FRAMES - 1; /* the first file given */
    assert_int_equal(open_set(f, shuffled, shuffled_of, 6, NULL), ERR_INVALID);
    assert_says(f->err.text, "1m1_Str.C.wav does not fit its set: its length is 699 frames");
    f->frames[CH_C] = FRAMES;
    f->spec[CH_L].rate_hz = 44100;
    assert_int_equal(open_set(f, shuffled, shuffled_of, 6, NULL), ERR_INVALID);
    assert_says(f->err.text, "1m1_Str.L.wav does not fit its set: its sample rate is 44100");
    f->spec[CH_L].rate_hz = 48000;
    f->spec[CH_LS].bits = 16;
    assert_int_equal(open_set(f, shuffled, shuffled_of, 6, NULL), ERR_INVALID);
    assert_says(f->err.text, "1m1_Str.LS.wav does not fit its set: its depth is 16");
    f->spec[CH_LS].bits = 24;
    f->spec[CH_R].bext = false;
    assert_int_equal(open_set(f, shuffled, shuffled_of, 6, NULL), ERR_INVALID);
    assert_says(f->err.text, "1m1_Str.R.wav does not fit");
}

static void a_channel_given_twice_is_refused(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = { "S.L.wav", "S_l.wav" };
    static const enum channel of[] = { CH_L, CH_R };

    assert_int_equal(open_set(f, names, of, 2, NULL), ERR_INVALID);
    assert_says(f->err.text, "S.L.wav and S_l.wav are both channel L");
}

static void files_of_different_prints_are_refused(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = { "1m1_Str.L.wav", "1m1_Brs.R.wav" };
    static const enum channel of[] = { CH_L, CH_R };

    assert_int_equal(open_set(f, names, of, 2, NULL), ERR_INVALID);
    assert_says(f->err.text, "not of one print");
}

static void stereo_files_in_a_set_are_refused_with_a_remedy(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = { "S_LR.wav", "S_LsRs.wav" };
    static const enum channel of[] = { CH_L, CH_R };

    f->spec[CH_L].channels = f->spec[CH_R].channels = 2;
    assert_int_equal(open_set(f, names, of, 2, NULL), ERR_UNSUPPORTED);
    assert_says(f->err.text, "6 mono files that end in");
}

static void more_than_six_files_are_refused(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = { "S.L.wav",   "S.R.wav",   "S.C.wav",  "S.LFE.wav",
                                         "S.Lss.wav", "S.Rss.wav", "S.Lsr.wav" };
    struct stem_file files[7];
    const float *planes[] = { f->audio.ch[0] };

    wav_build(&f->wav[0], &f->spec[0], planes, FRAMES);
    for (unsigned i = 0; i < 7; i++)
        files[i] = (struct stem_file){ names[i], source_of(&f->wav[0]) };
    assert_int_equal(stem_open(&f->stem, files, 7, NULL, &f->err), ERR_UNSUPPORTED);
    assert_says(f->err.text, "7 files");
}

static void without_suffixes_ixml_tells_and_then_a_person(void **state)
{
    struct fixture *f = *state;
    static const char *const names[] = { "take 1.wav", "take 2.wav" };
    static const enum channel of[] = { CH_R, CH_L };
    struct order person;

    order_parse(&person, "R,L", NULL);
    assert_int_equal(open_set(f, names, of, 2, NULL), ERR_UNKNOWN);
    assert_says(f->err.text, "which channel take 1.wav is");
    assert_works(open_set(f, names, of, 2, &person), &f->err);
    assert_int_equal(stem_info(f->stem)->order.known_by, ORDER_PERSON);
    assert_reads_as(f->stem, &f->audio);
    f->spec[CH_R].ixml = "<BWFXML><TRACK_LIST><TRACK><NAME>R</NAME></TRACK></TRACK_LIST></BWFXML>";
    f->spec[CH_L].ixml = "<BWFXML><TRACK_LIST><TRACK><NAME>L</NAME></TRACK></TRACK_LIST></BWFXML>";
    assert_works(open_set(f, names, of, 2, NULL), &f->err);
    assert_int_equal(stem_info(f->stem)->order.known_by, ORDER_IXML);
    assert_reads_as(f->stem, &f->audio);
}

static void suffixes_are_believed_before_a_persons_numbering(void **state)
{
    struct fixture *f = *state;
    struct order smpte;

    order_parse(&smpte, "smpte", NULL);
    assert_works(open_set(f, shuffled, shuffled_of, 6, &smpte), &f->err);
    assert_reads_as(f->stem, &f->audio);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(six_mono_files_in_any_order_are_one_print),
        TEST(a_missing_file_is_silent_and_named),
        TEST(a_left_and_a_right_file_are_stereo),
        TEST(the_odd_one_out_is_named),
        TEST(a_channel_given_twice_is_refused),
        TEST(files_of_different_prints_are_refused),
        TEST(stereo_files_in_a_set_are_refused_with_a_remedy),
        TEST(more_than_six_files_are_refused),
        TEST(without_suffixes_ixml_tells_and_then_a_person),
        TEST(suffixes_are_believed_before_a_persons_numbering),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
