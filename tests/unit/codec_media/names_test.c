#include "codec/media/names.h"

#include "tests/unit/codec_media/helpers.h"

struct expected {
    const char *path, *project, *cue, *version, *picture;
    enum role_kind kind;
    const char *role;
    const char *channel; /* NULL for none */
    const char *base;
};

static void assert_facts(const struct expected *expected)
{
    struct name_facts facts;

    name_read(&facts, expected->path);
    assert_string_equal(facts.project, expected->project);
    assert_string_equal(facts.cue, expected->cue);
    assert_string_equal(facts.version, expected->version);
    assert_string_equal(facts.picture, expected->picture);
    assert_int_equal(facts.kind, expected->kind);
    assert_string_equal(facts.role, expected->role);
    assert_int_equal(facts.has_channel, expected->channel != NULL);
    if (expected->channel)
        assert_string_equal(channel_name(facts.channel), expected->channel);
    assert_string_equal(facts.base, expected->base);
}

static void names_of_prints_and_temps_tell_cue_and_role(void **state)
{
    static const struct expected cases[] = {
        { "in/1m1_FX_inst_stem.wav", "", "1m1", "", "", ROLE_STEM, "FX inst", NULL,
          "1m1_FX_inst_stem" },
        { "1m1_Full_mix.wav", "", "1m1", "", "", ROLE_MIX, "Full mix", NULL, "1m1_Full_mix" },
        { "1m3_Atmospheric_stem.wav", "", "1m3", "", "", ROLE_STEM, "Atmospheric", NULL,
          "1m3_Atmospheric_stem" },
        { "1m3_String_stem.Ls.wav", "", "1m3", "", "", ROLE_STEM, "String", "Ls",
          "1m3_String_stem" },
        { "R1_DX_temp.wav", "", "", "", "", ROLE_DIALOGUE, "Dialogue", NULL, "R1_DX_temp" },
        { "R1_FX_temp.wav", "", "", "", "", ROLE_EFFECTS, "Effects", NULL, "R1_FX_temp" },
        { "C:\\mix\\1M01 STRINGS.WAV", "", "1m01", "", "", ROLE_STEM, "String", NULL,
          "1M01 STRINGS" },
        { "1m1 BRS v2.wav", "", "1m1", "2", "", ROLE_STEM, "Brass", NULL, "1m1 BRS v2" },
        { "2m03A_Perc_c0917.aif", "", "2m03A", "", "0917", ROLE_STEM, "Percussion", NULL,
          "2m03A_Perc_c0917" },
        { "1m1v2_ATM.wav", "", "1m1", "2", "", ROLE_STEM, "Atmospheric", NULL, "1m1v2_ATM" },
        { "1m1-FXI.flac", "", "1m1", "", "", ROLE_STEM, "FX inst", NULL, "1m1-FXI" },
        { "1m1_FX_stem.wav", "", "1m1", "", "", ROLE_STEM, "FX inst", NULL, "1m1_FX_stem" },
        { "Strings 1m1.wav", "", "1m1", "", "", ROLE_STEM, "String", NULL, "Strings 1m1" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_facts(&cases[i]);
}

static void longer_names_tell_project_version_and_picture(void **state)
{
    static const struct expected cases[] = {
        { "TW312 1m01 v3.2 c0917 Main Title", "TW312", "1m01", "3.2", "0917", ROLE_UNKNOWN, "",
          NULL, "TW312 1m01 v3.2 c0917 Main Title" },
        { "Tide Line_1m2_Strings_v4.wav", "Tide Line", "1m2", "4", "", ROLE_STEM, "String", NULL,
          "Tide Line_1m2_Strings_v4" },
        { "proj_s01e01_lp_v01_ME_Nearfield_6ch_48k_24b_23976.L.wav", "proj", "", "01", "",
          ROLE_UNKNOWN, "", "L", "proj_s01e01_lp_v01_ME_Nearfield_6ch_48k_24b_23976" },
        { "proj_s01e01_lp_v01_FXStem_Theatrical_6ch.wav", "proj", "", "01", "", ROLE_EFFECTS,
          "Effects", NULL, "proj_s01e01_lp_v01_FXStem_Theatrical_6ch" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_facts(&cases[i]);
}

static void a_channel_is_told_at_the_very_end_only(void **state)
{
    static const char *const told[][2] = {
        { "X.L.wav", "L" },           { "X_R.wav", "R" },   { "X-C.wav", "C" },
        { "X LFE.wav", "LFE" },       { "X.LS.wav", "Ls" }, { "X.rs.WAV", "Rs" },
        { "X (Left).wav", "L" },      { "X_Ctr.wav", "C" }, { "X.Sub.wav", "LFE" },
        { "X_Right Surround", "Rs" }, { "Ls.wav", "Ls" },   { "Cue_01.Ls.wav", "Ls" },
    };
    static const char *const not_told[] = { "Brass.wav",      "X_L_v2.wav", "Vol.wav",
                                            "1m1_C_part.wav", "X.Lss.wav",  "X_LR.wav",
                                            "XL.wav",         "X.LsRs.wav", "R1_DX_temp.wav",
                                            "L_Brass.wav",    "",           ".wav" };
    struct name_facts facts;

    (void)state;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        name_read(&facts, told[i][0]);
        assert_true(facts.has_channel);
        assert_string_equal(channel_name(facts.channel), told[i][1]);
    }
    for (size_t i = 0; i < sizeof not_told / sizeof *not_told; i++) {
        name_read(&facts, not_told[i]);
        assert_false(facts.has_channel);
    }
}

static void cues_that_are_none_are_not_read(void **state)
{
    static const char *const cases[] = {
        "M25v2 Love theme 1-20-13-05.wav", "123m1.wav", "1m.wav", "1m1234.wav", "48m.wav", "1x1.wav"
    };
    struct name_facts facts;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        name_read(&facts, cases[i]);
        assert_string_equal(facts.cue, "");
        assert_int_equal(facts.reel, 0);
    }
    name_read(&facts, "12m034_Strings.wav");
    assert_int_equal(facts.reel, 12);
    assert_int_equal(facts.number, 34);
}

static void stems_of_a_productions_own_keep_their_names(void **state)
{
    struct name_facts facts;

    (void)state;
    name_read(&facts, "1m1_Choir_and_Organ_stem.wav");
    assert_int_equal(facts.kind, ROLE_STEM);
    assert_string_equal(facts.role, "Choir and Organ");
    name_read(&facts, "1m1_Low_Strings_stem.wav");
    assert_string_equal(facts.role, "Low Strings");
    name_read(&facts, "1m1_High_Strings_stem.wav");
    assert_string_equal(facts.role, "High Strings");
}

static void what_is_several_temps_in_one_has_no_role(void **state)
{
    struct name_facts facts;

    (void)state;
    name_read(&facts, "R1_DX_FX_temp.wav");
    assert_int_equal(facts.kind, ROLE_UNKNOWN);
    name_read(&facts, "R1_MX_temp.wav");
    assert_int_equal(facts.kind, ROLE_UNKNOWN);
    assert_string_equal(facts.role, "");
}

static void roles_are_known_by_what_people_write(void **state)
{
    static const struct {
        const char *text, *role;
        enum role_kind kind;
    } cases[] = {
        { "Strings", "String", ROLE_STEM },       { "str", "String", ROLE_STEM },
        { "perc", "Percussion", ROLE_STEM },      { "FX_inst", "FX inst", ROLE_STEM },
        { "FX inst stem", "FX inst", ROLE_STEM }, { "mix", "Full mix", ROLE_MIX },
        { "DX", "Dialogue", ROLE_DIALOGUE },      { "dialog", "Dialogue", ROLE_DIALOGUE },
        { "fx", "Effects", ROLE_EFFECTS },        { "FULL-MIX", "Full mix", ROLE_MIX },
        { "Choir", "Choir", ROLE_UNKNOWN },       { "", "", ROLE_UNKNOWN },
    };
    char role[NAME_TEXT];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(name_role(role, cases[i].text), cases[i].kind);
        assert_string_equal(role, cases[i].role);
    }
}

static void names_without_end_do_no_harm(void **state)
{
    char name[2000];
    struct name_facts facts;

    (void)state;
    memset(name, 'm', sizeof name - 1);
    name[sizeof name - 1] = 0;
    name_read(&facts, name);
    assert_int_equal(strlen(facts.base), sizeof facts.base - 1);
    for (size_t i = 0; i < sizeof name - 1; i++)
        name[i] = "1m1_v9.9.9 c1 "[i % 14];
    name_read(&facts, name);
    assert_string_equal(facts.cue, "1m1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_prints_and_temps_tell_cue_and_role),
        cmocka_unit_test(longer_names_tell_project_version_and_picture),
        cmocka_unit_test(a_channel_is_told_at_the_very_end_only),
        cmocka_unit_test(cues_that_are_none_are_not_read),
        cmocka_unit_test(stems_of_a_productions_own_keep_their_names),
        cmocka_unit_test(what_is_several_temps_in_one_has_no_role),
        cmocka_unit_test(roles_are_known_by_what_people_write),
        cmocka_unit_test(names_without_end_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
