#include "codec/measure/lfe.h"

#include "tests/unit/codec_measure/lfe_fixture.h"

enum { SECONDS = 6, SAMPLES = SECONDS * RATE_HZ };

static const size_t whole[2] = { 0, SAMPLES };

struct fixture {
    struct stage stage;
    struct planes planes; /* to compute a print in */
};

static int setup(void **state)
{
    static struct fixture fixture;

    stage_open(&fixture.stage, SECONDS);
    *state = &fixture;
    return planes_init(&fixture.planes, CHANNELS, SAMPLES, NULL) ? -1 : 0;
}

static int teardown(void **state)
{
    struct fixture *const f = *state;

    stage_close(&f->stage);
    planes_clear(&f->planes);
    return 0;
}

/* Analyses what was computed and clears it for the next print. */
static void take(struct fixture *f, const char *role, enum role_kind kind)
{
    stage_analyse(&f->stage, role, kind, &f->planes);
    planes_zero(&f->planes);
}

static void take_silent_effects(struct fixture *f)
{
    take(f, "Effects", ROLE_EFFECTS);
}

static const struct concern *concern_of(const struct fixture *f, enum concern_kind kind)
{
    return &f->stage.concern[kind];
}

static void assert_concern(const struct fixture *f, enum concern_kind kind,
                           enum concern_level level, double value, double tolerance)
{
    const struct concern *const concern = concern_of(f, kind);

    if (concern->level != level)
        print_error("%s is %s, %f: %s\n", concern_kind_name(kind),
                    concern_level_name(concern->level), concern->value, concern->text);
    assert_int_equal(concern->level, level);
    assert_db(concern->value, value, tolerance);
}

static void a_steady_tone_names_its_stem_and_no_other(void **state)
{
    struct fixture *const f = *state;

    add_tone(f->planes.ch[CH_L], 80, -20, whole);
    take(f, "String", ROLE_STEM);
    add_tone(f->planes.ch[CH_LFE], 40, -20, whole);
    take(f, "Percussion", ROLE_STEM);
    add_tone(f->planes.ch[CH_R], 60, -30, whole);
    take(f, "Brass", ROLE_STEM);
    take_silent_effects(f);
    stage_measure(&f->stage);
    assert_concern(f, CONCERN_LFE_ACTIVE, LEVEL_RED, 1, 0);
    assert_db(concern_of(f, CONCERN_LFE_ACTIVE)->second, SECONDS, 0);
    assert_concern(f, CONCERN_LFE_PUMPING, LEVEL_CLEAR, 0, 0.03);
    assert_concern(f, CONCERN_LFE_HEADROOM, LEVEL_CLEAR, 20, 0.02);
    assert_true(f->stage.score > 30);
    for (unsigned kind = 0; kind < LFE_CONCERNS; kind++) {
        const struct concern *const concern = &f->stage.concern[kind];

        assert_string_equal(concern->stem, concern->level == LEVEL_CLEAR ? "" : "Percussion");
        assert_int_equal(concern->has_channel, concern->level != LEVEL_CLEAR);
        if (concern->has_channel)
            assert_int_equal(concern->channel, CH_LFE);
    }
}

static void muting_the_lfe_clears_everything(void **state)
{
    struct fixture *const f = *state;

    add_tone(f->planes.ch[CH_L], 80, -20, whole);
    take(f, "String", ROLE_STEM);
    take(f, "Percussion", ROLE_STEM);
    take_silent_effects(f);
    stage_measure(&f->stage);
    for (unsigned kind = 0; kind < LFE_CONCERNS; kind++) {
        assert_int_equal(f->stage.concern[kind].level, LEVEL_CLEAR);
        assert_int_equal(f->stage.concern[kind].moments, 0);
    }
    assert_db(f->stage.score, 0, 0);
}

static void two_half_scale_sines_in_phase_leave_nothing(void **state)
{
    struct fixture *const f = *state;

    add_tone(f->planes.ch[CH_LFE], 50, db_of(0.5), whole);
    take(f, "Percussion", ROLE_STEM);
    add_tone(f->planes.ch[CH_LFE], 50, db_of(0.5), whole);
    take(f, "Effects", ROLE_EFFECTS);
    stage_measure(&f->stage);
    assert_concern(f, CONCERN_LFE_HEADROOM, LEVEL_RED, 0, 0.02);
    assert_db(concern_of(f, CONCERN_LFE_HEADROOM)->second, 6.02, 0.02);
    assert_concern(f, CONCERN_LFE_OVERLAP, LEVEL_RED, 1, 0.03);
    assert_non_null(strstr(concern_of(f, CONCERN_LFE_OVERLAP)->text, "50 Hz"));
    assert_string_equal(concern_of(f, CONCERN_LFE_OVERLAP)->stem, "Percussion");
}

static void the_trim_gives_6_db_of_headroom_back(void **state)
{
    struct fixture *const f = *state;

    add_tone(f->planes.ch[CH_LFE], 50, db_of(0.5), whole);
    take(f, "Percussion", ROLE_STEM);
    add_tone(f->planes.ch[CH_LFE], 50, db_of(0.25), whole);
    take(f, "Effects", ROLE_EFFECTS);
    stage_measure(&f->stage);
    assert_concern(f, CONCERN_LFE_HEADROOM, LEVEL_RED, 2.5, 0.02);
    assert_db(concern_of(f, CONCERN_LFE_HEADROOM)->trim_db, -6.0, 0.11);
    f->stage.input.settings.music_trim_db = concern_of(f, CONCERN_LFE_HEADROOM)->trim_db;
    stage_measure(&f->stage);
    assert_true(concern_of(f, CONCERN_LFE_HEADROOM)->value >= 6);
}

static void loud_effects_are_not_the_musics_concern(void **state)
{
    struct fixture *const f = *state;
    double before = 99;

    add_tone(f->planes.ch[CH_LFE], 50, -20, whole);
    take(f, "Percussion", ROLE_STEM);
    add_tone(f->planes.ch[CH_LFE], 50, -4, whole);
    take(f, "Effects", ROLE_EFFECTS);
    for (double trim_db = -60; trim_db <= 18; trim_db += 3) {
        const struct concern *const concern = concern_of(f, CONCERN_LFE_HEADROOM);

        f->stage.input.settings.music_trim_db = trim_db;
        stage_measure(&f->stage);
        assert_true(concern->value <= before);
        if (concern->value < 12)
            assert_true(before - concern->value < 6);
        before = concern->value;
        if (trim_db < -20)
            assert_int_equal(concern->level, LEVEL_CLEAR);
    }
    assert_true(before < 0);
}

static void what_is_opposite_in_phase_takes_no_headroom(void **state)
{
    struct fixture *const f = *state;

    add_tone(f->planes.ch[CH_LFE], 50, -6, whole);
    take(f, "Percussion", ROLE_STEM);
    for (size_t i = 0; i < SAMPLES; i++)
        f->planes.ch[CH_LFE][i] = -(float)(0.5 * sin(2 * M_PI * 50 * (double)i / RATE_HZ));
    take(f, "Effects", ROLE_EFFECTS);
    stage_measure(&f->stage);
    assert_int_equal(concern_of(f, CONCERN_LFE_HEADROOM)->level, LEVEL_CLEAR);
}

static void without_effects_headroom_and_overlap_are_not_measured(void **state)
{
    struct fixture *const f = *state;

    add_tone(f->planes.ch[CH_LFE], 50, -6, whole);
    take(f, "Percussion", ROLE_STEM);
    stage_measure(&f->stage);
    for (unsigned kind = 0; kind < LFE_CONCERNS; kind++) {
        const struct concern *const concern = &f->stage.concern[kind];
        const bool asks = kind == CONCERN_LFE_HEADROOM || kind == CONCERN_LFE_OVERLAP;

        assert_int_equal(concern->level == LEVEL_UNMEASURED, asks);
        assert_int_equal(isnan(concern->value) != 0, asks);
        if (asks)
            assert_string_equal(concern->text, "not measured: no FX temp for this scene");
    }
    assert_true(!isnan(f->stage.score));
}

static void music_and_effects_meet_in_bands(void **state)
{
    struct fixture *const f = *state;
    static const double music_hz[] = { 50, 100, 31.5 };

    for (size_t i = 0; i < 3; i++) {
        add_tone(f->planes.ch[CH_LFE], music_hz[i], -12, whole);
        take(f, "Percussion", ROLE_STEM);
        add_tone(f->planes.ch[CH_LFE], 50, -12, whole);
        take(f, "Effects", ROLE_EFFECTS);
        stage_measure(&f->stage);
        assert_concern(f, CONCERN_LFE_OVERLAP, i == 0 ? LEVEL_RED : LEVEL_CLEAR, i == 0, 0.03);
        assert_db(concern_of(f, CONCERN_LFE_OVERLAP)->second, SECONDS - 0.3, 0.11);
        stage_close(&f->stage);
        stage_open(&f->stage, SECONDS);
    }
}

static void the_overlap_moves_smoothly_with_the_musics_level(void **state)
{
    struct fixture *const f = *state;
    double before = 0;

    add_tone(f->planes.ch[CH_LFE], 50, -12, whole);
    take(f, "Percussion", ROLE_STEM);
    add_tone(f->planes.ch[CH_LFE], 50, -12, whole);
    take(f, "Effects", ROLE_EFFECTS);
    for (double trim_db = -12; trim_db <= 0; trim_db += 1) {
        f->stage.input.settings.music_trim_db = trim_db;
        stage_measure(&f->stage);
        assert_true(concern_of(f, CONCERN_LFE_OVERLAP)->value >= before);
        assert_true(concern_of(f, CONCERN_LFE_OVERLAP)->value < before + 0.35);
        before = concern_of(f, CONCERN_LFE_OVERLAP)->value;
        if (trim_db == -10)
            assert_db(before, 0, 0);
        if (trim_db == -6)
            assert_db(before, 0.5, 0.03);
    }
    assert_db(before, 1, 0.03);
}

static void a_short_meeting_counts_by_its_time(void **state)
{
    struct fixture *const f = *state;
    static const size_t early[2] = { 0, 4 * RATE_HZ }, late[2] = { 3 * RATE_HZ, 6 * RATE_HZ };

    add_tone(f->planes.ch[CH_LFE], 50, -12, early);
    take(f, "Percussion", ROLE_STEM);
    add_tone(f->planes.ch[CH_LFE], 50, -12, late);
    take(f, "Effects", ROLE_EFFECTS);
    stage_measure(&f->stage);
    assert_concern(f, CONCERN_LFE_OVERLAP, LEVEL_AMBER, 0.42, 0.06); /* 1 s and frames of 0.4 s */
    assert_int_equal(concern_of(f, CONCERN_LFE_OVERLAP)->moments, 1);
    assert_true(concern_of(f, CONCERN_LFE_OVERLAP)->moment[0].in_samples >=
                SCENE_START + 2 * RATE_HZ);
    assert_true(concern_of(f, CONCERN_LFE_OVERLAP)->moment[0].out_samples <=
                SCENE_START + 5 * RATE_HZ);
}

static void sound_above_150_hz_counts_by_level(void **state)
{
    struct fixture *const f = *state;
    static const struct {
        double hz, level_db, value;
        enum concern_level level;
    } golden[] = { { 300, -30, -10.41, LEVEL_AMBER },
                   { 200, -26, -6.97, LEVEL_RED },
                   { 1000, -45, -25, LEVEL_CLEAR },
                   { 110, -20, -60, LEVEL_CLEAR } };

    for (size_t i = 0; i < 4; i++) {
        add_tone(f->planes.ch[CH_LFE], 40, -20, whole);
        add_tone(f->planes.ch[CH_LFE], golden[i].hz, golden[i].level_db, whole);
        take(f, "Percussion", ROLE_STEM);
        stage_measure(&f->stage);
        assert_int_equal(concern_of(f, CONCERN_LFE_ABOVE_BAND)->level, golden[i].level);
        if (golden[i].value > -50)
            assert_db(concern_of(f, CONCERN_LFE_ABOVE_BAND)->value, golden[i].value, 0.3);
        stage_close(&f->stage);
        stage_open(&f->stage, SECONDS);
    }
}

static void the_low_end_drops_by_what_the_lfe_gives(void **state)
{
    struct fixture *const f = *state;
    static const struct {
        double ratio, loss_db;
        enum concern_level level;
    } golden[] = { { 0.1, 3.01, LEVEL_AMBER },
                   { 1, 10.41, LEVEL_RED },
                   { 0.01, 0.41, LEVEL_CLEAR } };

    for (size_t i = 0; i < 3; i++) {
        add_tone(f->planes.ch[CH_LFE], 50, -20 + 10 * log10(golden[i].ratio), whole);
        add_tone(f->planes.ch[CH_C], 50, -20, whole);
        take(f, "Percussion", ROLE_STEM);
        stage_measure(&f->stage);
        assert_concern(f, CONCERN_LFE_DEPENDENCE, golden[i].level, golden[i].loss_db, 0.02);
        assert_concern(f, CONCERN_LFE_ONLY_BASS, LEVEL_CLEAR, 0, 0);
        stage_close(&f->stage);
        stage_open(&f->stage, SECONDS);
    }
}

static void the_trim_brings_the_loss_to_3_db(void **state)
{
    struct fixture *const f = *state;

    add_tone(f->planes.ch[CH_LFE], 50, -20, whole);
    add_tone(f->planes.ch[CH_C], 50, -20, whole);
    take(f, "Percussion", ROLE_STEM);
    stage_measure(&f->stage);
    /* P ratio 0.0995 gives 3 dB. */
    assert_db(concern_of(f, CONCERN_LFE_DEPENDENCE)->trim_db, -10.05, 0.11);
}

static void bass_in_the_lfe_alone_is_timed(void **state)
{
    struct fixture *const f = *state;
    static const size_t half[2] = { 1 * RATE_HZ, 5 * RATE_HZ };

    add_tone(f->planes.ch[CH_LFE], 50, -20, half);
    take(f, "FX inst", ROLE_STEM);
    add_tone(f->planes.ch[CH_L], 400, -10, whole);
    take(f, "String", ROLE_STEM);
    stage_measure(&f->stage);
    assert_concern(f, CONCERN_LFE_ONLY_BASS, LEVEL_RED, 4.2, 0.25);
    assert_string_equal(concern_of(f, CONCERN_LFE_ONLY_BASS)->stem, "FX inst");
    assert_concern(f, CONCERN_LFE_DEPENDENCE, LEVEL_RED, 40, 15);
}

static void bass_in_the_lfe_alone_moves_smoothly_with_the_mains(void **state)
{
    struct fixture *const f = *state;
    double before = 99;

    for (double mains_db = -36; mains_db <= -26; mains_db += 2) {
        add_tone(f->planes.ch[CH_LFE], 50, -20, whole);
        add_tone(f->planes.ch[CH_L], 50, mains_db, whole);
        take(f, "Percussion", ROLE_STEM);
        stage_measure(&f->stage);
        assert_true(concern_of(f, CONCERN_LFE_ONLY_BASS)->value <= before);
        if (mains_db > -36)
            assert_true(before - concern_of(f, CONCERN_LFE_ONLY_BASS)->value < 3.5);
        before = concern_of(f, CONCERN_LFE_ONLY_BASS)->value;
        stage_close(&f->stage);
        stage_open(&f->stage, SECONDS);
    }
    assert_db(before, 0, 0);
}

/* A Linkwitz-Riley low-pass at 80 Hz turns 20 Hz by -41.3 degrees and takes 0.03 dB: parts of the
 * same level add up to 2.43 dB more than their powers, or 6.03 less when one is turned over. */
static void lfe_and_mains_can_cancel_in_a_subwoofer(void **state)
{
    struct fixture *const f = *state;

    for (int turned = 0; turned < 2; turned++) {
        add_tone(f->planes.ch[CH_LFE], 20, -30, whole);
        add_tone(f->planes.ch[CH_L], 20, -20, whole);
        for (size_t i = 0; i < SAMPLES && turned; i++)
            f->planes.ch[CH_L][i] = -f->planes.ch[CH_L][i];
        take(f, "Percussion", ROLE_STEM);
        stage_measure(&f->stage);
        assert_concern(f, CONCERN_LFE_CANCELLATION, turned ? LEVEL_RED : LEVEL_CLEAR,
                       turned ? -6.03 : 0, 0.1);
        stage_close(&f->stage);
        stage_open(&f->stage, SECONDS);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_steady_tone_names_its_stem_and_no_other),
        TEST(muting_the_lfe_clears_everything),
        TEST(two_half_scale_sines_in_phase_leave_nothing),
        TEST(the_trim_gives_6_db_of_headroom_back),
        TEST(loud_effects_are_not_the_musics_concern),
        TEST(what_is_opposite_in_phase_takes_no_headroom),
        TEST(without_effects_headroom_and_overlap_are_not_measured),
        TEST(music_and_effects_meet_in_bands),
        TEST(the_overlap_moves_smoothly_with_the_musics_level),
        TEST(a_short_meeting_counts_by_its_time),
        TEST(sound_above_150_hz_counts_by_level),
        TEST(the_low_end_drops_by_what_the_lfe_gives),
        TEST(the_trim_brings_the_loss_to_3_db),
        TEST(bass_in_the_lfe_alone_is_timed),
        TEST(bass_in_the_lfe_alone_moves_smoothly_with_the_mains),
        TEST(lfe_and_mains_can_cancel_in_a_subwoofer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
