/* Findings of prints alone and beside each other. */
#include "tests/support/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/core/units.h"
#include "codec/measure/analyzer.h"
#include "codec/measure/pop.h"
#include "codec/measure/qc.h"
#include "tests/support/signal.h"
#include "tests/support/wav.h"

enum { FILES = 6, SAMPLES = 2 * RATE_HZ, START = 172800000 };

struct fixture {
    char name[FILES][64];
    const char *role[FILES];
    float *plane[FILES][CHANNELS];
    struct wav_spec wav[FILES];
    size_t samples[FILES], cut[FILES]; /* cut: bytes missing at the end of the file */
    struct wav data[FILES];
    struct stem *stem[FILES];
    struct analysis *analysis[FILES];
    struct qc_spec spec;
    struct qc_report report;
};

static const char *const plan[FILES] = { "String",  "Brass",      "Atmospheric",
                                         "FX inst", "Percussion", "Full mix" };

/* A sound set: noise at -30 dBFS in every channel, a tone of 50 Hz in the LFE. */
static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    for (unsigned i = 0; i < FILES; i++) {
        snprintf(f->name[i], sizeof f->name[i], "1m1_%s.wav", plan[i]);
        f->role[i] = plan[i];
        f->samples[i] = SAMPLES;
        f->wav[i] = (struct wav_spec){ .channels = CHANNELS,
                                       .rate_hz = RATE_HZ,
                                       .bits = 24,
                                       .extensible = true,
                                       .mask = 0x3f,
                                       .bext = true,
                                       .time_reference = START };
        for (unsigned c = 0; c < CHANNELS; c++) {
            f->plane[i][c] = calloc(SAMPLES, sizeof(float));
            if (c == CH_LFE)
                signal_sine(f->plane[i][c], SAMPLES, 50, RATE_HZ, -30 - (double)i);
            else
                signal_noise(f->plane[i][c], SAMPLES, i * CHANNELS + c, -30);
        }
    }
    f->spec = qc_spec_proposed;
    f->spec.has_rate = true;
    f->spec.rate = (struct rate){ 24, 1, false };
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    for (unsigned i = 0; i < FILES; i++) {
        for (unsigned c = 0; c < CHANNELS; c++)
            free(f->plane[i][c]);
        stem_close(f->stem[i]);
        analysis_free(f->analysis[i]);
        wav_clear(&f->data[i]);
    }
    qc_clear(&f->report);
    free(f);
    return 0;
}

static void open_file(struct fixture *f, unsigned i)
{
    struct stem_file file = { .name = f->name[i] };
    const float *planes[CHANNELS];

    for (unsigned c = 0; c < CHANNELS; c++)
        planes[c] = f->plane[i][c];
    wav_build(&f->data[i], &f->wav[i], planes, f->samples[i]);
    assert_int_equal(
        source_open_memory(&file.source, f->data[i].data, f->data[i].bytes - f->cut[i], NULL),
        ERR_NONE);
    assert_int_equal(stem_open(&f->stem[i], &file, 1, NULL, NULL), ERR_NONE);
    assert_int_equal(analysis_of_stem(&f->analysis[i], f->stem[i], NULL, NULL), ERR_NONE);
}

static void run(struct fixture *f, unsigned count)
{
    struct qc_file files[FILES];

    for (unsigned i = 0; i < count; i++) {
        struct name_facts facts;

        open_file(f, i);
        name_read(&facts, f->name[i]);
        files[i] = (struct qc_file){ .name = f->name[i],
                                     .role = f->role[i],
                                     .cue = "1m1",
                                     .kind = facts.kind,
                                     .info = stem_info(f->stem[i]),
                                     .analysis = f->analysis[i] };
    }
    assert_int_equal(qc_run(&f->report, files, count, &f->spec, NULL), ERR_NONE);
}

static const struct qc_finding *find(const struct fixture *f, const char *code, size_t file)
{
    for (size_t i = 0; i < f->report.count; i++)
        if (!strcmp(f->report.finding[i].code, code) && f->report.finding[i].file == file)
            return &f->report.finding[i];
    return NULL;
}

static void show(const struct fixture *f)
{
    for (size_t i = 0; i < f->report.count; i++)
        print_message("%s %s: %s\n", qc_level_name(f->report.finding[i].level),
                      f->report.finding[i].code, f->report.finding[i].text);
}

/* The one finding, which must name its file. */
static const struct qc_finding *only(const struct fixture *f, const char *code, size_t file)
{
    const struct qc_finding *finding = find(f, code, file);

    if (f->report.count != 1 || !finding)
        show(f);
    assert_int_equal(f->report.count, 1);
    assert_non_null(finding);
    assert_non_null(strstr(finding->text, f->name[file]));
    return finding;
}

static void sound_set_has_no_findings(void **state)
{
    struct fixture *f = *state;

    run(f, FILES);
    show(f);
    assert_int_equal(f->report.count, 0);
}

static void wrong_rate_must_be_put_right(void **state)
{
    struct fixture *f = *state;

    f->wav[0].rate_hz = 44100;
    f->wav[0].time_reference = (uint64_t)START * 44100 / 48000;
    run(f, 1);
    assert_int_equal(only(f, "rate", 0)->level, QC_MUST);
    assert_non_null(strstr(f->report.finding[0].text, "44100 Hz"));
}

static void pull_down_rate_is_called_so(void **state)
{
    struct fixture *f = *state;

    f->wav[0].rate_hz = 47952;
    f->wav[0].bext = false;
    run(f, 1);
    assert_non_null(find(f, "rate", 0));
    assert_non_null(strstr(find(f, "rate", 0)->text, "pull-down"));
}

static void sixteen_bits_and_stereo_are_two_findings(void **state)
{
    struct fixture *f = *state;

    f->wav[0].bits = 16;
    f->wav[0].channels = 2;
    f->wav[0].mask = 3;
    run(f, 1);
    assert_int_equal(find(f, "depth", 0)->level, QC_MUST);
    assert_int_equal(find(f, "channels", 0)->level, QC_MUST);
    assert_int_equal(f->report.count, 2);
}

static void file_without_layout_must_be_asked_about(void **state)
{
    struct fixture *f = *state;

    f->wav[0].mask = 0;
    memcpy(f->plane[0][CH_LFE], f->plane[0][CH_L], SAMPLES * sizeof(float));
    signal_noise(f->plane[0][CH_LFE], SAMPLES, 99, -30);
    run(f, 1);
    assert_int_equal(only(f, "order-unknown", 0)->level, QC_MUST);
}

static void print_without_a_start_is_noted(void **state)
{
    struct fixture *f = *state;

    f->wav[0].bext = false;
    run(f, 1);
    assert_int_equal(only(f, "start-unknown", 0)->level, QC_SHOULD);
}

static void start_beside_the_agreed_one_is_counted_in_frames(void **state)
{
    struct fixture *f = *state;

    f->spec.has_start = true;
    f->spec.start_samples = START - 6000;
    run(f, 1);
    assert_int_equal(only(f, "start", 0)->level, QC_MUST);
    assert_non_null(strstr(f->report.finding[0].text, "3 frames late"));
    assert_non_null(strstr(f->report.finding[0].text, "01:00:00:00"));
}

static void cut_file_must_be_copied_again(void **state)
{
    struct fixture *f = *state;

    f->cut[0] = 100007;
    run(f, 1);
    assert_int_equal(only(f, "truncated", 0)->level, QC_MUST);
}

static void true_peak_over_the_limit_has_a_place(void **state)
{
    struct fixture *f = *state;

    /* A quarter of the rate at 45°: its samples stay 3 dB below its peaks. */
    for (size_t i = 48000; i < 60000; i++) {
        const double fade = fmin(1, fmin((double)(i - 48000), (double)(60000 - i)) / 500);

        f->plane[0][CH_C][i] = (float)(0.98 * fade * sin(M_PI / 2 * (double)i + M_PI / 4));
    }
    run(f, 1);
    assert_int_equal(only(f, "true-peak", 0)->level, QC_SHOULD);
    assert_non_null(strstr(f->report.finding[0].text, "C reaches -0."));
    assert_in_range(f->report.finding[0].at_samples, START + 48000, START + 60000);
}

static void float_over_full_scale_must_be_put_right(void **state)
{
    struct fixture *f = *state;

    f->wav[0].bits = 32;
    f->wav[0].is_float = true;
    signal_sine(f->plane[0][CH_L], SAMPLES, 997, RATE_HZ, 2);
    run(f, 1);
    assert_int_equal(find(f, "true-peak", 0)->level, QC_MUST);
    assert_int_equal(find(f, "depth", 0)->level, QC_SHOULD);
}

static void clipping_has_a_count_and_a_place(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < 5; i++)
        f->plane[0][CH_RS][30000 + i] = 1;
    run(f, 1);
    assert_int_equal(find(f, "clipping", 0)->at_samples, START + 30000);
    assert_non_null(strstr(find(f, "clipping", 0)->text, "Rs is clipped in 1 place "));
}

static void dc_names_its_channels(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < SAMPLES; i++)
        f->plane[0][CH_R][i] += 0.01f;
    run(f, 1);
    assert_int_equal(only(f, "dc", 0)->level, QC_SHOULD);
    assert_non_null(strstr(f->report.finding[0].text, "in R, up to -40 dBFS"));
}

static void nan_must_be_printed_again(void **state)
{
    struct fixture *f = *state;

    f->wav[0].bits = 32;
    f->wav[0].is_float = true;
    f->plane[0][CH_L][48000] = NAN;
    f->plane[0][CH_LFE][50000] = INFINITY;
    run(f, 1);
    assert_int_equal(find(f, "nan", 0)->level, QC_MUST);
    assert_int_equal(find(f, "nan", 0)->at_samples, START + 48000);
    assert_non_null(strstr(find(f, "nan", 0)->text, "2 samples"));
    assert_non_null(strstr(find(f, "nan", 0)->text, "01:00:01:00"));
}

static void silence(struct fixture *f, unsigned file, unsigned channel)
{
    memset(f->plane[file][channel], 0, SAMPLES * sizeof(float));
}

static void silent_lfe_is_its_own_statement(void **state)
{
    struct fixture *f = *state;

    silence(f, 0, CH_LFE);
    run(f, 1);
    assert_int_equal(only(f, "silent-lfe", 0)->level, QC_INFO);
}

static void silent_channels_are_listed(void **state)
{
    struct fixture *f = *state;

    silence(f, 0, CH_C);
    silence(f, 0, CH_LS);
    run(f, 1);
    assert_non_null(strstr(only(f, "silent-channel", 0)->text, "C Ls"));
}

static void silent_stem_should_and_silent_mix_must_be_looked_at(void **state)
{
    struct fixture *f = *state;

    for (unsigned c = 0; c < CHANNELS; c++) {
        silence(f, 1, c);
        silence(f, 5, c);
    }
    run(f, FILES);
    assert_int_equal(find(f, "silent-file", 1)->level, QC_SHOULD);
    assert_int_equal(find(f, "silent-file", 5)->level, QC_MUST);
    assert_null(find(f, "same-audio", 5));
    assert_int_equal(f->report.count, 2);
}

static void channels_alike_from_end_to_end_are_named(void **state)
{
    struct fixture *f = *state;

    memcpy(f->plane[0][CH_R], f->plane[0][CH_L], SAMPLES * sizeof(float));
    run(f, 1);
    assert_non_null(strstr(only(f, "same-channels", 0)->text, "L and R are the same"));
}

static void channels_that_part_at_one_sample_are_not_alike(void **state)
{
    struct fixture *f = *state;

    memcpy(f->plane[0][CH_R], f->plane[0][CH_L], SAMPLES * sizeof(float));
    f->plane[0][CH_R][SAMPLES - 1] = 0.01f;
    run(f, 1);
    assert_int_equal(f->report.count, 0);
}

/* 200 Hz 17 dB below the 50 Hz is over the proposed -20 dB, 23 dB below it is not. */
static void lfe_above_its_band_is_judged_by_power(void **state)
{
    struct fixture *f = *state;

    for (unsigned file = 0; file < 2; file++) {
        const double gain = gain_of((file ? -53 : -47) - (double)file);

        for (size_t i = 0; i < SAMPLES; i++)
            f->plane[file][CH_LFE][i] += (float)(gain * sin(2 * M_PI * 200 * (double)i / RATE_HZ));
    }
    run(f, 2);
    assert_int_equal(find(f, "lfe-above-band", 0)->level, QC_SHOULD);
    assert_null(find(f, "lfe-above-band", 1));
}

static void other_length_and_start_are_told_against_the_mix(void **state)
{
    struct fixture *f = *state;

    f->samples[2] -= 4801;
    f->wav[2].time_reference += 4000;
    run(f, FILES);
    assert_non_null(strstr(find(f, "length", 2)->text, "4801 samples (0.100 s) shorter"));
    assert_non_null(strstr(find(f, "start", 2)->text, "4000 samples (0.083 s) later"));
    assert_int_equal(f->report.count, 2);
}

static void missing_role_is_named(void **state)
{
    struct fixture *f = *state;

    run(f, 4);
    assert_non_null(strstr(f->report.finding[0].text, "lacks Percussion, Full mix"));
    assert_int_equal(f->report.count, 1);
}

static void two_files_of_one_role_must_be_told_apart(void **state)
{
    struct fixture *f = *state;

    f->role[1] = "String";
    run(f, 2);
    assert_int_equal(find(f, "role-doubled", 1)->level, QC_MUST);
}

static void same_sound_under_two_names_must_be_looked_at(void **state)
{
    struct fixture *f = *state;

    for (unsigned c = 0; c < CHANNELS; c++)
        memcpy(f->plane[3][c], f->plane[1][c], SAMPLES * sizeof(float));
    f->wav[3].bext_more_bytes = 10; /* other bytes, same audio */
    run(f, FILES);
    assert_int_equal(only(f, "same-audio", 3)->level, QC_MUST);
    assert_non_null(strstr(f->report.finding[0].text, f->name[1]));
}

static void put_pop(struct fixture *f, size_t at, size_t samples, double hz, double level_db)
{
    for (unsigned c = 0; c < CHANNELS; c++)
        memset(f->plane[0][c], 0, 48000 * sizeof(float));
    for (size_t i = 0; i < samples; i++)
        f->plane[0][CH_C][at + i] =
            (float)(gain_of(level_db) * sin(2 * M_PI * hz * (double)i / RATE_HZ));
}

static void two_pop_is_found_at_its_frame(void **state)
{
    struct fixture *f = *state;
    const struct qc_finding *finding;

    put_pop(f, 24000, 2000, 1000, -17);
    run(f, 1);
    finding = find(f, "pop", 0);
    assert_non_null(finding);
    assert_in_range(finding->at_samples, START + 24000 - PEAK_SAMPLES, START + 24000);
    assert_int_equal(finding->level, QC_INFO);
}

static void other_bursts_are_no_two_pop(void **state)
{
    static const struct {
        size_t samples;
        double hz, level_db;
    } bursts[] = {
        { 2000, 400, -17 }, { 2000, 1000, -40 }, { 9600, 1000, -17 }, { 300, 1000, -17 }
    };
    struct fixture *f = *state;

    for (unsigned i = 0; i < 4; i++) {
        struct pop pop;

        put_pop(f, 24000, bursts[i].samples, bursts[i].hz, bursts[i].level_db);
        open_file(f, 0);
        assert_false(pop_find(&pop, f->analysis[0]));
        stem_close(f->stem[0]);
        analysis_free(f->analysis[0]);
        wav_clear(&f->data[0]);
        f->stem[0] = NULL;
        f->analysis[0] = NULL;
        f->data[0] = (struct wav){ 0 };
    }
}

static void agreed_pop_that_is_not_there_is_missed(void **state)
{
    struct fixture *f = *state;

    f->spec.wants_pop = true;
    run(f, 1);
    assert_int_equal(only(f, "pop", 0)->level, QC_SHOULD);
}

static void gravest_findings_come_first(void **state)
{
    struct fixture *f = *state;

    silence(f, 0, CH_LFE);
    f->wav[1].bext = false;
    f->wav[2].bits = 16;
    run(f, FILES);
    assert_int_equal(f->report.finding[0].level, QC_MUST);
    assert_int_equal(f->report.finding[1].level, QC_SHOULD);
    assert_int_equal(f->report.finding[f->report.count - 1].level, QC_INFO);
    assert_int_equal(qc_count(&f->report, QC_MUST), 1);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(sound_set_has_no_findings),
        CASE(wrong_rate_must_be_put_right),
        CASE(pull_down_rate_is_called_so),
        CASE(sixteen_bits_and_stereo_are_two_findings),
        CASE(file_without_layout_must_be_asked_about),
        CASE(print_without_a_start_is_noted),
        CASE(start_beside_the_agreed_one_is_counted_in_frames),
        CASE(cut_file_must_be_copied_again),
        CASE(true_peak_over_the_limit_has_a_place),
        CASE(float_over_full_scale_must_be_put_right),
        CASE(clipping_has_a_count_and_a_place),
        CASE(dc_names_its_channels),
        CASE(nan_must_be_printed_again),
        CASE(silent_lfe_is_its_own_statement),
        CASE(silent_channels_are_listed),
        CASE(silent_stem_should_and_silent_mix_must_be_looked_at),
        CASE(channels_alike_from_end_to_end_are_named),
        CASE(channels_that_part_at_one_sample_are_not_alike),
        CASE(lfe_above_its_band_is_judged_by_power),
        CASE(other_length_and_start_are_told_against_the_mix),
        CASE(missing_role_is_named),
        CASE(two_files_of_one_role_must_be_told_apart),
        CASE(same_sound_under_two_names_must_be_looked_at),
        CASE(two_pop_is_found_at_its_frame),
        CASE(other_bursts_are_no_two_pop),
        CASE(agreed_pop_that_is_not_there_is_missed),
        CASE(gravest_findings_come_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
