#include "codec/media/ixml.h"

#include <stdio.h>

#include "tests/unit/codec_media/helpers.h"

static void rates_are_read_as_people_write_them(void **state)
{
    static const struct {
        const char *text, *flag, *rate;
    } cases[] = {
        { "24000/1001", "NDF", "23.976" },
        { "24/1", "", "24" },
        { "25", "NDF", "25" },
        { "2997ND", "", "29.97" },
        { "2997DF", "", "29.97df" },
        { "29.97", "DF", "29.97df" },
        { "23.98", "", "23.976" },
        { "2398", "", "23.976" },
        { "23976/1000", "", "23.976" },
        { "23.976", "NDF", "23.976" },
        { "30000/1001", "DF", "29.97df" },
        { "30000/1001 ND", "", "29.97" },
        { "60000/1001", "DF", "59.94df" },
        { "5994", "", "59.94" },
        { "30", "NDF", "30" },
        { "48/1", "", "48" },
    };
    static const char *const none[] = { "",     "abc", "0",   "0/0",   "24/0", "-25",
                                        "12.5", "nan", "inf", "1e999", "100" };
    struct rate rate;
    char text[RATE_TEXT];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(ixml_rate(&rate, cases[i].text, cases[i].flag));
        rate_format(text, rate);
        assert_string_equal(text, cases[i].rate);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(ixml_rate(&rate, none[i], ""));
    assert_false(ixml_rate(&rate, "25", "DF")); /* no such thing as drop-frame at 25 */
}

static void a_recorders_document_gives_rate_start_and_tracks(void **state)
{
    static const char text[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<BWFXML><SPEED><TIMECODE_RATE>24000/1001"
        "</TIMECODE_RATE><TIMECODE_FLAG>NDF</TIMECODE_FLAG>"
        "<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>1</TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>"
        "<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO> 5 </TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>"
        "<TIMESTAMP_SAMPLE_RATE>96000</TIMESTAMP_SAMPLE_RATE></SPEED>"
        "<TRACK_LIST><TRACK_COUNT>2</TRACK_COUNT>"
        "<TRACK><NAME>R &amp; \xc3\xa4</NAME><INTERLEAVE_INDEX>2</INTERLEAVE_INDEX></TRACK>"
        "<TRACK><INTERLEAVE_INDEX>1</INTERLEAVE_INDEX><NAME>L</NAME></TRACK>"
        "</TRACK_LIST></BWFXML>\0\0\0 ";
    struct ixml ixml;
    struct err err;

    (void)state;
    assert_works(ixml_read(&ixml, text, sizeof text, &err), &err);
    assert_true(ixml.has_rate);
    assert_int_equal(ixml.rate.num, 24000);
    assert_true(ixml.has_start);
    assert_int_equal(ixml.start, (INT64_C(1) << 32) + 5);
    assert_int_equal(ixml.start_rate_hz, 96000);
    assert_string_equal(ixml.track_name[0], "L");
    assert_string_equal(ixml.track_name[1], "R & \xc3\xa4");
    assert_string_equal(ixml.track_name[2], "");
}

static void tracks_without_an_index_stand_in_their_order(void **state)
{
    static const char text[] = "<BWFXML><TRACK_LIST><TRACK><NAME>L</NAME></TRACK><TRACK><NAME>R"
                               "</NAME></TRACK></TRACK_LIST></BWFXML>";
    struct ixml ixml;

    (void)state;
    assert_int_equal(ixml_read(&ixml, text, strlen(text), NULL), ERR_NONE);
    assert_string_equal(ixml.track_name[0], "L");
    assert_string_equal(ixml.track_name[1], "R");
    assert_false(ixml.has_rate);
    assert_false(ixml.has_start);
}

static void documents_that_declare_entities_are_refused(void **state)
{
    static const char text[] =
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
        "<BWFXML><TRACK_LIST><TRACK><NAME>&b;</NAME></TRACK></TRACK_LIST></BWFXML>";
    struct ixml ixml;
    struct err err;

    (void)state;
    assert_int_equal(ixml_read(&ixml, text, strlen(text), &err), ERR_DAMAGED);
    assert_says(err.text, "entities");
    assert_string_equal(ixml.track_name[0], "");
}

static void deep_nesting_is_refused(void **state)
{
    char text[64 * 3 + 1] = "";
    struct ixml ixml;
    struct err err;

    (void)state;
    for (int i = 0; i < 64; i++)
        memcpy(text + 3 * i, "<a>", 4);
    assert_int_equal(ixml_read(&ixml, text, strlen(text), &err), ERR_DAMAGED);
    assert_says(err.text, "32 deep");
}

static void what_is_no_xml_is_refused_with_its_line(void **state)
{
    static const char *const cases[] = { "", "<BWFXML>\n<TRACK>", "\xff\xfe", "<a></b>" };
    struct ixml ixml;
    struct err err;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(ixml_read(&ixml, cases[i], strlen(cases[i]), &err), ERR_DAMAGED);
        assert_says(err.text, "line ");
    }
}

static void long_values_are_cut_at_a_character(void **state)
{
    char text[4096];
    struct ixml ixml;

    (void)state;
    snprintf(text, sizeof text, "<BWFXML><TRACK_LIST><TRACK><NAME>");
    for (int i = 0; i < 500; i++)
        strcat(text, "\xc3\xa4");
    strcat(text, "</NAME></TRACK></TRACK_LIST></BWFXML>");
    assert_int_equal(ixml_read(&ixml, text, strlen(text), NULL), ERR_NONE);
    assert_int_equal(strlen(ixml.track_name[0]), 62);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_are_read_as_people_write_them),
        cmocka_unit_test(a_recorders_document_gives_rate_start_and_tracks),
        cmocka_unit_test(tracks_without_an_index_stand_in_their_order),
        cmocka_unit_test(documents_that_declare_entities_are_refused),
        cmocka_unit_test(deep_nesting_is_refused),
        cmocka_unit_test(what_is_no_xml_is_refused_with_its_line),
        cmocka_unit_test(long_values_are_cut_at_a_character),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
