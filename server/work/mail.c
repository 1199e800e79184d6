#include "server/work/mail.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    ADDRESS_MAX = 254,
    LINE_MAX_CHARS = 76, /* of a line of the body */
    WORD_BYTES = 42,     /* of text in an encoded word: 56 of base64, at most 75 in all */
};

bool mail_address_is_good(const char *address)
{
    const size_t bytes = strlen(address);
    const char *at = strchr(address, '@');

    if (bytes > ADDRESS_MAX || !at || at == address || !at[1] || strchr(at + 1, '@'))
        return false;
    for (const char *c = address; *c; c++)
        if (*c <= ' ' || *c >= 127 || strchr("()<>[]:;,\\\"", *c))
            return false;
    return true;
}

static bool is_plain(const char *text)
{
    for (; *text; text++)
        if (*text < ' ' || *text >= 127)
            return false;
    return true;
}

static void write_base64(FILE *out, const uint8_t *data, size_t bytes)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < bytes; i += 3) {
        const size_t left = bytes - i;
        const uint32_t word = (uint32_t)data[i] << 16 |
                              (left > 1 ? (uint32_t)data[i + 1] << 8 : 0) |
                              (left > 2 ? data[i + 2] : 0);
        fputc(digits[word >> 18], out);
        fputc(digits[word >> 12 & 63], out);
        fputc(left > 1 ? digits[word >> 6 & 63] : '=', out);
        fputc(left > 2 ? digits[word & 63] : '=', out);
    }
}

/* How much of the text goes into one encoded word: no character is cut. */
static size_t word_bytes(const char *text)
{
    size_t bytes = strlen(text);

    if (bytes <= WORD_BYTES)
        return bytes;
    bytes = WORD_BYTES;
    while (bytes > 1 && ((uint8_t)text[bytes] & 0xc0) == 0x80)
        bytes--;
    return bytes;
}

/* Control characters, line ends above all, become spaces: a name can't begin a header. */
static void write_words(FILE *out, const char *text)
{
    char word[WORD_BYTES];

    while (*text) {
        const size_t bytes = word_bytes(text);

        for (size_t i = 0; i < bytes; i++)
            word[i] = (uint8_t)text[i] < ' ' || text[i] == 127 ? ' ' : text[i];
        fputs("=?UTF-8?B?", out);
        write_base64(out, (const uint8_t *)word, bytes);
        fputs("?=", out);
        text += bytes;
        if (*text)
            fputs("\r\n ", out);
    }
}

/* A short line that is plain stays readable; anything else is encoded. */
static void write_subject(FILE *out, const char *text)
{
    fputs("Subject: ", out);
    if (is_plain(text) && strlen(text) < LINE_MAX_CHARS && !strstr(text, "=?"))
        fputs(text, out);
    else
        write_words(out, text);
    fputs("\r\n", out);
}

static void write_receiver(FILE *out, const struct mail *mail)
{
    fputs("To: ", out);
    if (*mail->to_name) {
        write_words(out, mail->to_name);
        fputs("\r\n ", out);
    }
    fprintf(out, "<%s>\r\n", mail->to);
}

/* By hand, since strftime would speak the language of the machine. */
static void write_date(FILE *out, int64_t at_ms)
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    const time_t at = (time_t)(at_ms / 1000);
    struct tm utc = { 0 };

    gmtime_r(&at, &utc);
    fprintf(out, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\r\n", days[utc.tm_wday], utc.tm_mday,
            months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

/* One character of a quoted-printable line; a space at its end would be lost on the way. */
static void write_quoted(FILE *out, const char *at, int *used)
{
    const bool ends = !at[1] || at[1] == '\n';
    const bool plain = (*at > ' ' && *at < 127 && *at != '=') || (*at == ' ' && !ends);

    if (*used + (plain ? 1 : 3) > LINE_MAX_CHARS - 1) {
        fputs("=\r\n", out);
        *used = 0;
    }
    *used += plain ? 1 : 3;
    if (plain)
        fputc(*at, out);
    else
        fprintf(out, "=%02X", (uint8_t)*at);
}

static void write_text(FILE *out, const char *text)
{
    int used = 0;

    for (; *text; text++) {
        if (*text != '\n') {
            write_quoted(out, text, &used);
            continue;
        }
        fputs("\r\n", out);
        used = 0;
    }
    fputs("\r\n", out);
}

enum err_code mail_write(char **out, size_t *bytes, const struct mail *mail, struct err *err)
{
    FILE *file;

    *out = NULL;
    if (!mail_address_is_good(mail->to) || !mail_address_is_good(mail->from))
        return err_set(err, ERR_INVALID, "\"%.100s\" is no mail address",
                       mail_address_is_good(mail->from) ? mail->to : mail->from);
    if (!(file = open_memstream(out, bytes)))
        return err_set(err, ERR_NO_MEMORY, "no memory for a mail");
    fprintf(file, "From: predub <%s>\r\n", mail->from);
    write_receiver(file, mail);
    write_subject(file, mail->subject);
    write_date(file, mail->at_ms);
    fprintf(file, "Message-ID: <%s%s>\r\n", mail->id, strchr(mail->from, '@'));
    fputs("Auto-Submitted: auto-generated\r\n"
          "MIME-Version: 1.0\r\n"
          "Content-Type: text/plain; charset=utf-8\r\n"
          "Content-Transfer-Encoding: quoted-printable\r\n"
          "\r\n",
          file);
    write_text(file, mail->text);
    if (!fclose(file))
        return ERR_NONE;
    free(*out);
    *out = NULL;
    return err_set(err, ERR_NO_MEMORY, "no memory for a mail");
}
