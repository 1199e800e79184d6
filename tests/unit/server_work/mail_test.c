/* Mails: readable, and nothing that a person is called gets out of its header. */
#include "server/work/mail.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"

static struct mail plain(void)
{
    return (struct mail){ .from = "predub@example.org",
                          .to = "mara@example.org",
                          .to_name = "Mara",
                          .subject = "Tideline: 3 new notes, 1 answer",
                          .text = "one\ntwo",
                          .id = "00ff",
                          .at_ms = 1700000000000 };
}

/* The caller frees *out. */
static void write_mail(char **out, const struct mail *mail)
{
    size_t bytes = 0;

    assert_int_equal(mail_write(out, &bytes, mail, NULL), ERR_NONE);
    assert_int_equal(strlen(*out), bytes);
}

static void a_plain_mail_is_readable(void **state)
{
    const struct mail mail = plain();
    char *text;

    (void)state;
    write_mail(&text, &mail);
    assert_non_null(strstr(text, "Subject: Tideline: 3 new notes, 1 answer\r\n"));
    assert_non_null(strstr(text, "Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"));
    assert_non_null(strstr(text, "Message-ID: <00ff@example.org>\r\n"));
    assert_non_null(strstr(text, "<mara@example.org>\r\n"));
    assert_non_null(strstr(text, "\r\n\r\none\r\ntwo\r\n"));
    free(text);
}

/* Every line before the empty one is a header of ours or goes on with one. */
static void expect_headers_alone(const char *text)
{
    static const char *const known[] = { "From: ",       "To: ",           "Subject: ",
                                         "Date: ",       "Message-ID: ",   "Auto-Submitted: ",
                                         "Content-Type", "MIME-Version: ", "Content-Transfer-" };

    while (strncmp(text, "\r\n", 2) != 0) {
        bool good = *text == ' ';
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            good |= !strncmp(text, known[i], strlen(known[i]));
        assert_true(good);
        assert_true(strcspn(text, "\r") <= 78);
        text = strstr(text, "\r\n") + 2;
    }
}

static void a_name_with_a_line_end_begins_no_header(void **state)
{
    struct mail mail = plain();
    char *text;

    (void)state;
    mail.to_name = "Mara\r\nBcc: everybody@example.org\r\n\r\nhello";
    mail.subject = "Tideline\nBcc: everybody@example.org";
    write_mail(&text, &mail);
    assert_null(strstr(text, "Bcc"));
    expect_headers_alone(text);
    free(text);
}

static void a_long_foreign_subject_is_cut_between_characters(void **state)
{
    struct mail mail = plain();
    char *text;

    (void)state;
    mail.subject = "Der Fluß trägt alles fort, über die Brücke hinaus, und die Möwen schreien: 12";
    write_mail(&text, &mail);
    expect_headers_alone(text);
    /* base64 of 41 bytes: the next would cut a character */
    assert_non_null(strstr(
        text, "Subject: =?UTF-8?B?RGVyIEZsdcOfIHRyw6RndCBhbGxlcyBmb3J0LCDDvGJlciBkaWUgQnI=?=\r\n "
              "=?UTF-8?B?"));
    free(text);
}

static void text_of_any_script_stays_within_lines(void **state)
{
    struct mail mail = plain();
    char long_line[400], *text, *line;

    (void)state;
    memset(long_line, 'x', sizeof long_line);
    memcpy(long_line, "ü=3 \n ", 7);
    long_line[sizeof long_line - 1] = 0;
    mail.text = long_line;
    write_mail(&text, &mail);
    line = strstr(text, "\r\n\r\n") + 4;
    assert_int_equal(strncmp(line, "=C3=BC=3D3=20\r\n xxx", 19), 0);
    for (; *line; line = strstr(line, "\r\n") + 2)
        assert_true(strcspn(line, "\r") <= 76);
    free(text);
}

static void what_is_no_address_gets_no_mail(void **state)
{
    static const char *const bad[] = { "",      "mara",    "@b",          "a@",
                                       "a@b@c", "a b@c",   "a@b\r\nX: y", "<a@b>",
                                       "a,b@c", "\"a\"@b", "a@[1.2.3.4]", "m\xc3\xa4@b" };
    struct mail mail = plain();
    size_t bytes;
    char *out;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(mail_address_is_good(bad[i]));
        mail.to = bad[i];
        assert_int_equal(mail_write(&out, &bytes, &mail, NULL), ERR_INVALID);
        assert_null(out);
    }
    assert_true(mail_address_is_good("mara.o'neil+film@mail.example.org"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_mail_is_readable),
        cmocka_unit_test(a_name_with_a_line_end_begins_no_header),
        cmocka_unit_test(a_long_foreign_subject_is_cut_between_characters),
        cmocka_unit_test(text_of_any_script_stays_within_lines),
        cmocka_unit_test(what_is_no_address_gets_no_mail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
